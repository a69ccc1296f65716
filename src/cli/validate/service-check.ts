import { z } from 'zod';
import { jsonOf, refusalProblem, silenceProblem } from './answers.ts';
import type { CheckResult, Problem } from './check.ts';
import type { GatewayAnswer, GatewayClient } from './gateway-client.ts';
import type { Timeouts } from './timeouts.ts';
import { formatMilliseconds } from './wording.ts';

/** What the fourth check says, and the gateway that answered; `null` if none did. */
export interface ServiceCheck {
  check: Pick<CheckResult, 'looked' | 'problems'>;
  client: GatewayClient | null;
}

/**
 * Asks the gateway whether it lives and is ready: `/health/liveliness` and `/health/readiness`, which ask for no key and
 * call no model (https://docs.litellm.ai/docs/proxy/health). Several base URLs are spellings of one gateway: the first
 * that anything answers at is taken.
 */
export async function checkService(
  clients: readonly GatewayClient[],
  { health }: Timeouts,
): Promise<ServiceCheck> {
  const silent: Problem[] = [];
  for (const client of clients) {
    const what = `${client.url}${LIVELINESS}`;
    const answer = await client.ask({ method: 'GET', path: LIVELINESS, timeout: health, withKey: false });
    if (answer.kind === 'silence') silent.push(silenceProblem(what, answer));
    else return { check: await judged(client, what, answer, health), client };
  }
  return { check: { looked: clients.map(({ url }) => url).join(', '), problems: silent }, client: null };
}

const LIVELINESS = '/health/liveliness';
const READINESS = '/health/readiness';

async function judged(
  client: GatewayClient,
  what: string,
  alive: GatewayAnswer & { kind: 'answer' },
  timeout: number,
): Promise<ServiceCheck['check']> {
  const refusal = refusalProblem(client, what, alive);
  if (refusal) return { looked: what, problems: [refusal] };
  const ready = await client.ask({ method: 'GET', path: READINESS, timeout, withKey: false });
  const times = [alive, ready].map(({ milliseconds }) => formatMilliseconds(milliseconds)).join(' and ');
  const { version, problems } = readiness(client, ready);
  const looked = `${client.url}${version === null ? '' : `, LiteLLM ${version}`}: ${LIVELINESS} and ${READINESS} in ${times}`;
  return { looked, problems };
}

/** `{ "status": "healthy", "db": "connected", "litellm_version": "1.80.0", … }`; 503 if it is not ready. */
const readinessBody = z.object({
  status: z.string().optional(),
  db: z.string().nullish(),
  litellm_version: z.string().optional(),
});

function readiness(
  client: GatewayClient,
  answer: GatewayAnswer,
): { version: string | null; problems: Problem[] } {
  const what = `${client.url}${READINESS}`;
  if (answer.kind === 'silence') return { version: null, problems: [silenceProblem(what, answer)] };
  const refusal = refusalProblem(client, what, answer);
  if (refusal) return { version: null, problems: [notReady(refusal)] };
  const parsed = readinessBody.safeParse(jsonOf(answer.body));
  if (!parsed.success) return { version: null, problems: [notLiteLlm(what)] };
  return { version: versionOf(parsed.data.litellm_version), problems: statusProblems(what, parsed.data) };
}

function versionOf(text: string | undefined): string | null {
  return text !== undefined && /^[\w.+-]{1,30}$/.test(text) ? text : null;
}

function notReady(refusal: Problem): Problem {
  const mend =
    'It lives and is not ready: look at its log (`docker logs zoe-litellm --tail 20`), first of all for the database and the configuration.';
  return refusal.id === 'error-answer' ? { ...refusal, id: 'not-ready', mend } : refusal;
}

function notLiteLlm(what: string): Problem {
  return {
    severity: 'error',
    id: 'not-litellm',
    place: null,
    what,
    message: 'what answers there is not LiteLLM: its readiness is no JSON object with a `status`',
    mend: 'Check the URL: it is the base URL of LiteLLM, without `/v1`.',
  };
}

const READY = new Set(['healthy', 'connected']);

function statusProblems(what: string, { status }: z.output<typeof readinessBody>): Problem[] {
  if (status === undefined) return [notLiteLlm(what)];
  if (READY.has(status.toLowerCase())) return [];
  return [
    {
      severity: 'error',
      id: 'not-ready',
      place: null,
      what,
      message: 'it says that it is not ready',
      mend: 'Look at its log (`docker logs zoe-litellm --tail 20`), first of all for the database and the configuration.',
    },
  ];
}
