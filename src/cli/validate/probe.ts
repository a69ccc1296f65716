import { z } from 'zod';
import type { GatewayConfiguration } from '../../detect/gateway-config/configuration.ts';
import { printable } from '../printable.ts';
import { errorText, jsonOf, refusalProblem, silenceProblem } from './answers.ts';
import type { Problem } from './check.ts';
import type { GatewayAnswer, GatewayClient } from './gateway-client.ts';
import type { Timeouts } from './timeouts.ts';
import { formatMilliseconds } from './wording.ts';

const COMPLETIONS = '/v1/chat/completions';

/** Tokens of one answer: enough to see that the model speaks. */
const MAX_TOKENS = 10;

/**
 * The names that are asked for: each alias, and each model that is there to chat with. What the gateway does not serve
 * is told already, but for aliases that are hidden.
 */
export function namesToProbe(
  { models, aliases }: GatewayConfiguration,
  served: ReadonlySet<string>,
): string[] {
  const chats = models.filter(({ mode }) => mode === null || CHAT_MODES.has(mode));
  const hidden = aliases.filter(({ hidden }) => hidden).map(({ name }) => name);
  const names = [...aliases, ...chats].map(({ name }) => name).filter((name) => served.has(name));
  return [...new Set([...names, ...hidden])];
}

const CHAT_MODES = new Set(['chat', 'completion', 'responses']);

/** Asks for ten tokens through one name, whole and as a stream, one after the other: a local model answers one at a time. */
export async function probe(client: GatewayClient, model: string, timeouts: Timeouts): Promise<Problem[]> {
  const what = `POST ${client.url}${COMPLETIONS} (${printable(model)})`;
  const whole = await client.ask({ ...requestFor(model, false), timeout: timeouts.completion });
  const problem = wholeProblem(client, what, whole);
  if (problem) return [problem];
  const pieces = { first: null as number | null };
  const start = performance.now();
  const onPiece = () => {
    pieces.first ??= performance.now() - start;
  };
  const stream = await client.ask({ ...requestFor(model, true), timeout: timeouts.completion, onPiece });
  const streamed = streamProblem(client, `${what}, streamed`, stream);
  if (streamed) return [streamed];
  const slowest = Math.max(whole.milliseconds, stream.milliseconds);
  return [
    timesNote(what, whole, stream, pieces.first ?? 0),
    ...(slowest > timeouts.slow ? [slowProblem(what, slowest)] : []),
  ];
}

function requestFor(model: string, stream: boolean) {
  return {
    method: 'POST' as const,
    path: COMPLETIONS,
    withKey: true,
    body: {
      model,
      messages: [{ role: 'user', content: 'Answer with the word ok.' }],
      max_tokens: MAX_TOKENS,
      stream,
      // LiteLLM's own: what it has in its cache says nothing of the model.
      cache: { 'no-cache': true, 'no-store': true },
    },
  };
}

const completionBody = z.object({ choices: z.array(z.unknown()).min(1) });

function wholeProblem(client: GatewayClient, what: string, answer: GatewayAnswer): Problem | null {
  const refused = refusedBy(client, what, answer);
  if (refused) return refused;
  if (answer.kind !== 'answer' || completionBody.safeParse(jsonOf(answer.body)).success) return null;
  const mend = 'Ask again by hand (`curl -v`), and look at the log: `docker logs zoe-litellm --tail 20`.';
  return error('no-completion', what, 'the answer holds no choice', mend);
}

function refusedBy(client: GatewayClient, what: string, answer: GatewayAnswer): Problem | null {
  if (answer.kind === 'silence') return silenceProblem(what, answer);
  const refusal = refusalProblem(client, what, answer);
  return refusal?.id === 'error-answer' || refusal?.id === 'not-found'
    ? modelRefusal(refusal, answer)
    : refusal;
}

/** LiteLLM answers 400 for a name that it does not know, and with the vendor's status for what a vendor says. */
function modelRefusal(refusal: Problem, { status, body }: GatewayAnswer & { kind: 'answer' }): Problem {
  const said = errorText(body) ?? '';
  if (/invalid model name|model.{0,40}not found|does not exist|no healthy deployment/i.test(said))
    return {
      ...refusal,
      id: 'model-not-found',
      mend: 'Check that the configuration declares the model, and restart the service: `docker restart zoe-litellm`.',
    };
  return {
    ...refusal,
    mend:
      status >= 500
        ? 'The model behind it does not answer: see whether its service runs, and look at the log: `docker logs zoe-litellm --tail 20`.'
        : 'Look at what the model takes, and at its parameters in the configuration.',
  };
}

function error(id: string, what: string, message: string, mend: string): Problem {
  return { severity: 'error', id, place: null, what, message, mend };
}

/** OpenAI's stream (rule book, "Handle Streaming Properly"): lines of `data: {…}`, and `data: [DONE]` at the end. */
function streamProblem(client: GatewayClient, what: string, answer: GatewayAnswer): Problem | null {
  const refused = refusedBy(client, what, answer);
  if (refused || answer.kind !== 'answer') return refused;
  const lines = answer.body.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  const pieces = lines.map((line) => line.slice('data:'.length).trim());
  const said = pieces.map(errorText).find((text) => text !== null);
  if (said !== undefined && said !== null)
    return error(
      'stream-error',
      what,
      `the stream ended with an error: “${printable(client.hidden(said)).slice(0, 200)}”`,
      'Look at the log: `docker logs zoe-litellm --tail 20`.',
    );
  if (pieces.length === 0)
    return error(
      'no-stream',
      what,
      'the answer is no stream of `data:` lines',
      'See whether a proxy in front of the gateway gathers answers.',
    );
  if (pieces.at(-1) !== '[DONE]')
    return error(
      'stream-truncated',
      what,
      'the stream ended without `data: [DONE]`',
      'Something ends it early: a timeout of a proxy in front of the gateway, or of the model (`timeout` in `litellm_params`).',
    );
  return null;
}

function timesNote(what: string, whole: GatewayAnswer, stream: GatewayAnswer, first: number): Problem {
  const times = `answered in ${formatMilliseconds(whole.milliseconds)}; streamed in ${formatMilliseconds(stream.milliseconds)}, the first piece after ${formatMilliseconds(first)}`;
  return { severity: 'note', id: 'completion', place: null, what, message: times, mend: '' };
}

/** Rule book, "Slow responses?": first request loads model (normal), subsequent cached. */
function slowProblem(what: string, milliseconds: number): Problem {
  return {
    severity: 'warn',
    id: 'slow',
    place: null,
    what,
    message: `it took ${formatMilliseconds(milliseconds)}, more than the rule book's target for uncached requests`,
    mend: "The first request loads a local model, which is normal: run this again. If it stays slow, look at the model's service.",
  };
}
