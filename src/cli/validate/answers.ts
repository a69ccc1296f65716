import { z } from 'zod';
import { printable } from '../printable.ts';
import type { Problem } from './check.ts';
import type { GatewayAnswer, GatewayClient, Silence } from './gateway-client.ts';

/** What to do where a gateway gives no answer: the rule book's "Common Issues", in full. */
const SILENCES: Readonly<Record<Silence, { id: string; message: string; mend: string }>> = {
  refused: {
    id: 'connection-refused',
    message: 'nothing listens there (connection refused)',
    mend: 'See whether the service runs, `docker ps --filter name=litellm`, and which port it publishes; start it with `docker start zoe-litellm`.',
  },
  'unknown-host': {
    id: 'unknown-host',
    message: 'this host has no address',
    mend: 'A name of a compose network is known inside of it only: give an address that this machine reaches, `--gateway http://localhost:8001`, or list it in `gateway.urls` of the policy.',
  },
  unreachable: {
    id: 'unreachable',
    message: 'there is no way to this host from here',
    mend: 'Check the address and the network (VPN, firewall).',
  },
  timeout: {
    id: 'timeout',
    message: 'there was no whole answer in time',
    mend: 'Look at what it is busy with: `docker logs zoe-litellm --tail 20`. The first request to a local model loads it, which takes its time.',
  },
  certificate: {
    id: 'certificate',
    message: 'its certificate was not accepted',
    mend: 'Give the certificate authority in the variable NODE_EXTRA_CA_CERTS, or use `http://` if it speaks no TLS.',
  },
  'broken-off': {
    id: 'broken-off',
    message: 'the connection broke off in the middle',
    mend: 'Look at its log, `docker logs zoe-litellm --tail 20`: a proxy in front of it, or a crash, ended the answer.',
  },
  other: {
    id: 'no-answer',
    message: 'the request failed',
    mend: 'Check the URL, and look at its log: `docker logs zoe-litellm --tail 20`.',
  },
};

/** What a request that was not answered is worth. */
export function silenceProblem(what: string, { why, detail }: GatewayAnswer & { kind: 'silence' }): Problem {
  const { id, message, mend } = SILENCES[why];
  const cause = why === 'other' || why === 'certificate' ? `: ${detail}` : '';
  return { severity: 'error', id, place: null, what, message: `${message}${cause}`, mend };
}

const CHECK_LOG = 'Look at its log: `docker logs zoe-litellm --tail 20`.';

const errorBody = z.object({
  error: z.union([z.string(), z.object({ message: z.string() })]),
});

/** An answer that is no success, in words. `null` if it is one. */
export function refusalProblem(
  client: GatewayClient,
  what: string,
  { status, body, location }: GatewayAnswer & { kind: 'answer' },
): Problem | null {
  if (status >= 200 && status < 300) return null;
  const said = saidBy(client, body);
  const problem = (id: string, message: string, mend: string): Problem => {
    return { severity: 'error', id, place: null, what, message: `${message}${said}`, mend };
  };
  if (status >= 300 && status < 400)
    return problem('redirect', `it leads elsewhere (${status})`, redirectMend(location));
  if (status === 401 || status === 403) return keyProblem(client, problem);
  if (status === 404)
    return problem(
      'not-found',
      'there is no such thing there (404)',
      'Check that the URL is the base URL of LiteLLM, without `/v1`.',
    );
  if (status === 429)
    return problem(
      'rate-limited',
      'it takes no more requests now (429)',
      'Try again later, or raise the limits of the key and the model.',
    );
  return problem('error-answer', `it answered with status ${status}`, CHECK_LOG);
}

function redirectMend(location: string | null): string {
  return location === null
    ? 'Give the URL itself.'
    : `Give the URL itself: it leads to ${printable(location)}.`;
}

function keyProblem(
  { hasKey }: GatewayClient,
  problem: (id: string, message: string, mend: string) => Problem,
): Problem {
  return hasKey
    ? problem(
        'wrong-key',
        'it does not take the key of LITELLM_MASTER_KEY',
        'Set LITELLM_MASTER_KEY to the `master_key` that the service was started with.',
      )
    : problem(
        'no-key',
        'it asks for a key, and LITELLM_MASTER_KEY is not set',
        'Set the variable: `export LITELLM_MASTER_KEY=…` (it is sent to this gateway only, and never printed).',
      );
}

/** Characters of what the gateway said that are shown. */
const SAID = 200;

function saidBy(client: GatewayClient, body: string): string {
  const said = errorText(body);
  if (said === null) return '';
  const line = printable(client.hidden(said).replaceAll(/\s+/g, ' ').trim());
  return `: “${line.length > SAID ? `${line.slice(0, SAID - 1)}…` : line}”`;
}

/** LiteLLM answers as OpenAI does: `{ "error": { "message": … } }`. `null` if it says something else. */
export function errorText(body: string): string | null {
  const parsed = errorBody.safeParse(jsonOf(body));
  if (!parsed.success) return null;
  const { error } = parsed.data;
  return typeof error === 'string' ? error : error.message;
}

/** `undefined` if it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
