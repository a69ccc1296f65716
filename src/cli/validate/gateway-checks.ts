import type { GatewayConfiguration } from '../../detect/gateway-config/configuration.ts';
import type { Meter } from '../terminal.ts';
import { type CheckResult, type Problem, timed } from './check.ts';
import { type GatewayClient, gatewayClient } from './gateway-client.ts';
import { checkModels } from './models-check.ts';
import { namesToProbe, probe } from './probe.ts';
import { checkService } from './service-check.ts';
import type { Timeouts } from './timeouts.ts';
import { count } from './wording.ts';

export interface GatewayTerms {
  urls: readonly string[];
  key: string | null;
  configuration: GatewayConfiguration | null;
  probe: boolean;
  timeouts: Timeouts;
  meter: Meter | null;
}

/** Checks 4 and 5: whether the running gateway is healthy, and serves what its configuration declares. */
export async function gatewayChecks(terms: GatewayTerms): Promise<CheckResult[]> {
  const { urls, key, timeouts } = terms;
  let client: GatewayClient | null = null;
  const service = await timed('service', async () => {
    const found = await checkService(
      urls.map((url) => gatewayClient(url, key)),
      timeouts,
    );
    client = found.client;
    return found.check;
  });
  return [service, await modelsResult(terms, client)];
}

async function modelsResult(terms: GatewayTerms, client: GatewayClient | null): Promise<CheckResult> {
  if (client === null) return unreachable(terms);
  const found = client;
  return timed('models', async () => {
    const { check, served } = await checkModels(found, terms.configuration, terms.timeouts);
    const probed = terms.probe ? await probeAll(terms, found, served) : { problems: [], looked: '' };
    return { looked: `${check.looked}${probed.looked}`, problems: [...check.problems, ...probed.problems] };
  });
}

/** What is said once, of the service, need not be said of every model. */
function unreachable({ urls }: GatewayTerms): CheckResult {
  const problem: Problem = {
    severity: 'error',
    id: 'no-gateway',
    place: null,
    what: urls.join(', '),
    message: 'no gateway answers, so no model can be asked for',
    mend: 'Mend what check 4 says, or leave both out with --offline.',
  };
  return { id: 'models', looked: urls.join(', '), milliseconds: 0, problems: [problem] };
}

async function probeAll(
  { configuration, timeouts, meter }: GatewayTerms,
  client: GatewayClient,
  served: ReadonlySet<string>,
): Promise<{ problems: Problem[]; looked: string }> {
  const names = configuration ? namesToProbe(configuration, served) : [...served];
  const problems: Problem[] = [];
  for (const [index, name] of names.entries()) {
    meter?.show(`asking for ${name} (${index + 1} of ${names.length}) …`);
    problems.push(...(await probe(client, name, timeouts)));
  }
  meter?.clear();
  return { problems, looked: `; ${count(names.length, 'name')} probed, whole and streamed` };
}
