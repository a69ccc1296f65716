import type { GatewayConfiguration } from '../../detect/gateway-config/configuration.ts';
import type { ConfigFault } from '../../detect/gateway-config/fault.ts';
import { judgeGatewayConfig } from '../../detect/gateway-config/judge.ts';
import type { Level } from '../../policy/policy.ts';
import { configurationRank } from '../configuration-rank.ts';
import type { CheckResult, Problem } from './check.ts';
import type { ConfigFile, ConfigFiles } from './config-file.ts';
import { count } from './wording.ts';

/** What the third check says, and what the file declares, which the fifth looks for in the running gateway. */
export interface ConfigCheck {
  check: Pick<CheckResult, 'looked' | 'problems'>;
  /** Of the likeliest file, if several read like one; `null` if there is none. */
  configuration: GatewayConfiguration | null;
}

/** Judges the configuration files that were found. */
export function checkConfiguration(found: ConfigFiles, level: Level): ConfigCheck {
  if (found.kind === 'missing') return { check: missing(found.path), configuration: null };
  if (found.kind === 'none') return { check: { looked: NONE, problems: [] }, configuration: null };
  const judged = found.files.map((file) => ({ file, ...judgeGatewayConfig(file.text) })).sort(byRank);
  return {
    check: {
      looked: `${judged.map(wordsOf).join('; ')} (${found.how})`,
      problems: judged.flatMap(({ file, faults }) => faults.map((fault) => problemOf(file, fault, level))),
    },
    configuration: judged[0]?.configuration ?? null,
  };
}

const NONE =
  'no file of this tree reads like a configuration of LiteLLM; if it lies elsewhere, give its path with --config';

function missing(path: string): ConfigCheck['check'] {
  const problem: Problem = {
    severity: 'error',
    id: 'gateway-config',
    place: null,
    what: path,
    message:
      'the policy names this file as the configuration of the gateway (`gateway.config`), and it is not there',
    mend: 'Correct the path in `.github/tollgate.yml`, or add the file.',
  };
  return { looked: path, problems: [problem] };
}

interface Judged {
  file: ConfigFile;
  faults: ConfigFault[];
  configuration: GatewayConfiguration | null;
}

function byRank(one: Judged, other: Judged): number {
  return rankOf(one) - rankOf(other) || (one.file.path < other.file.path ? -1 : 1);
}

function rankOf({ file, configuration }: Judged): number {
  return configurationRank(file.path, configuration?.isWholeFile ?? false);
}

function wordsOf({ file, configuration }: Judged): string {
  if (configuration === null) return `${file.path}: no configuration could be read`;
  const { models, aliases, fallbacks } = configuration;
  return `${file.path}: ${count(models.length, 'model')}, ${count(aliases.length, 'alias', 'aliases')}, ${count(fallbacks.length, 'fallback')}`;
}

/** At level `warn` nothing of it fails. */
function problemOf({ path }: ConfigFile, fault: ConfigFault, level: Level): Problem {
  const { id, severity, message, mend, range } = fault;
  return {
    severity: severity === 'error' && level === 'warn' ? 'warn' : severity,
    id,
    place: { path, line: range.startLine, column: range.startColumn },
    what: fault.path,
    message,
    mend,
  };
}
