import { z } from 'zod';
import type { GatewayConfiguration } from '../../detect/gateway-config/configuration.ts';
import { printable } from '../printable.ts';
import { jsonOf, refusalProblem, silenceProblem } from './answers.ts';
import type { CheckResult, Problem } from './check.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { Timeouts } from './timeouts.ts';
import { count, someOf } from './wording.ts';

const MODELS = '/v1/models';

/** OpenAI's list of models, as LiteLLM answers it. */
const modelsBody = z.object({ data: z.array(z.object({ id: z.string() })) });

/** What the fifth check says of the list, and which models may be asked; none if there is no list. */
export interface ModelsCheck {
  check: Pick<CheckResult, 'looked' | 'problems'>;
  served: ReadonlySet<string>;
}

/**
 * The rule book's `validate_litellm_config`: `/v1/models` answers with the key, is not empty, and holds every
 * `model_name` of the configuration.
 */
export async function checkModels(
  client: GatewayClient,
  configuration: GatewayConfiguration | null,
  { models }: Timeouts,
): Promise<ModelsCheck> {
  const what = `${client.url}${MODELS}`;
  const answer = await client.ask({ method: 'GET', path: MODELS, timeout: models, withKey: true });
  if (answer.kind === 'silence') return failed(what, silenceProblem(what, answer));
  const refusal = refusalProblem(client, what, answer);
  if (refusal) return failed(what, refusal);
  const parsed = modelsBody.safeParse(jsonOf(answer.body));
  if (!parsed.success) return failed(what, noList(what));
  const served = new Set(parsed.data.data.map(({ id }) => id));
  const problems = [...keyProblems(client, what), ...listProblems(what, served, configuration)];
  return { check: { looked: lookedAt(what, served, configuration), problems }, served };
}

function failed(what: string, problem: Problem): ModelsCheck {
  return { check: { looked: what, problems: [problem] }, served: new Set() };
}

function noList(what: string): Problem {
  return {
    severity: 'error',
    id: 'not-litellm',
    place: null,
    what,
    message: 'what answers there is not LiteLLM: this is no list of models',
    mend: 'Check the URL: it is the base URL of LiteLLM, without `/v1`.',
  };
}

function lookedAt(
  what: string,
  served: ReadonlySet<string>,
  configuration: GatewayConfiguration | null,
): string {
  const declared =
    configuration === null ? '' : `, ${count(plainNames(configuration).length, 'name')} of the configuration`;
  return `${what}: ${count(served.size, 'model')} served${declared}`;
}

/** Rule book, "Always authenticate". */
function keyProblems({ hasKey }: GatewayClient, what: string): Problem[] {
  if (hasKey) return [];
  const message =
    'it answers without a key: LITELLM_MASTER_KEY is not set here, and the gateway asks for none';
  const mend = 'Set `general_settings.master_key: os.environ/LITELLM_MASTER_KEY`, and the variable.';
  return [{ severity: 'warn', id: 'no-key-asked', place: null, what, message, mend }];
}

function listProblems(
  what: string,
  served: ReadonlySet<string>,
  configuration: GatewayConfiguration | null,
): Problem[] {
  if (served.size === 0) return [problem(what, 'error', 'no-models', 'it serves no model at all', RESTART)];
  if (configuration === null) return [];
  const missing = plainNames(configuration).filter((name) => !served.has(name));
  const aliases = shownAliases(configuration).filter((name) => !served.has(name));
  return [
    ...missing.map((name) => missingProblem(what, name)),
    ...aliases.map((name) =>
      problem(what, 'warn', 'alias-not-listed', `the alias \`${printable(name)}\` is not listed`, RESTART),
    ),
    ...unknownNote(what, served, configuration),
  ];
}

const RESTART =
  'Restart the service so that it reads the configuration (`docker restart zoe-litellm`), then look at its log: `docker logs zoe-litellm --tail 20`.';

/** Rule book, "Model not found error?": check config has model defined, restart service. */
function missingProblem(what: string, name: string): Problem {
  const message = `the model \`${printable(name)}\` of the configuration is not served (model not found)`;
  const mend = `${RESTART} A model whose provider or parameters it does not take it leaves out, and says so there.`;
  return problem(what, 'error', 'model-not-found', message, mend);
}

function problem(
  what: string,
  severity: Problem['severity'],
  id: string,
  message: string,
  mend: string,
): Problem {
  return { severity, id, place: null, what, message, mend };
}

function unknownNote(
  what: string,
  served: ReadonlySet<string>,
  configuration: GatewayConfiguration,
): Problem[] {
  if (configuration.open || configuration.models.some(({ name }) => name.includes('*'))) return [];
  const known = new Set([...plainNames(configuration), ...configuration.aliases.map(({ name }) => name)]);
  const others = [...served].filter((name) => !known.has(name)).map(printable);
  if (others.length === 0) return [];
  const message = `it serves ${count(others.length, 'model')} that the configuration does not declare: ${someOf(others)}`;
  const mend = 'If they were removed, restart the service; else the gateway runs with another configuration.';
  return [problem(what, 'note', 'other-models', message, mend)];
}

/** Names that stand for themselves: LiteLLM lists what `openai/*` stands for, which no file says. */
function plainNames({ models }: GatewayConfiguration): string[] {
  return [...new Set(models.map(({ name }) => name))].filter((name) => !name.includes('*'));
}

function shownAliases({ aliases }: GatewayConfiguration): string[] {
  return aliases.filter(({ hidden }) => !hidden).map(({ name }) => name);
}
