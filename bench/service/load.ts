import { createHmac, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { webhookExamples } from '../../test/chaos/examples.ts';

/** A body that GitHub could have sent, and its signature. */
export interface SignedBody {
  event: string;
  body: string;
  signature: string;
}

/** What came of some deliveries. */
export interface Outcome {
  /** GUIDs that were answered by a 2xx. */
  acknowledged: string[];
  failed: number;
  seconds: number;
  /** Of those acknowledged, in milliseconds, in no order. */
  latencies: number[];
}

/** Both apps hear of it, and neither does anything when a comment is edited. */
const EVENT = 'issue_comment';

const BYTES = 15_000;

/** What people write, to fill bodies up with: what packages say of themselves. */
function installedProse(): string {
  const modules = new URL('../../node_modules/', import.meta.url);
  const texts = readdirSync(modules).map((name) => new URL(`${name}/README.md`, modules));
  return texts
    .filter((text) => existsSync(text))
    .map((text) => readFileSync(text, 'utf8'))
    .join('\n')
    .replaceAll(/[^\w .,]+/g, ' ');
}

/**
 * Bodies of 15 KB of an event that both apps hear of and nobody acts on; signed beforehand, so that the time of signing is
 * nobody's. Each is of a repository of its own and with prose of its own: bodies with more in common would be packed
 * together into next to nothing.
 */
export function signedBodies(secret: string, count = 50): SignedBody[] {
  const example = webhookExamples().find(
    ({ event, payload }) => event === EVENT && payload.action === 'edited',
  );
  if (!example) throw new Error(`@octokit/webhooks-examples has no ${EVENT}.edited.`);
  const prose = installedProse();
  return Array.from({ length: count }, (_, index) => {
    const payload = ofRepository(example.payload, `owner-${index}`, `repository-${index}`);
    const body = filledUp(payload, prose.slice(index * BYTES));
    const digest = createHmac('sha256', secret).update(body).digest('hex');
    return { event: EVENT, body, signature: `sha256=${digest}` };
  });
}

/** The same of another repository: names are in every URL. */
function ofRepository(payload: object, owner: string, name: string): object {
  return JSON.parse(JSON.stringify(payload).replaceAll('Codertocat', owner).replaceAll('Hello-World', name));
}

/** The payload as JSON of exactly so many bytes. */
function filledUp(payload: object, words: string): string {
  const missing = BYTES - Buffer.byteLength(JSON.stringify({ ...payload, note: '' }));
  if (missing < 0 || missing > words.length) throw new Error(`This payload cannot be of ${BYTES} bytes.`);
  return JSON.stringify({ ...payload, note: words.slice(0, missing) });
}

/** Many connections, each of which sends the next delivery when the last one is answered. */
export async function pour(
  url: string,
  bodies: readonly SignedBody[],
  connections: number,
  until: () => boolean,
): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const outcome: Outcome = { acknowledged: [], failed: 0, seconds: 0, latencies: [] };
  const start = performance.now();
  let next = 0;
  const work = async () => {
    while (!until()) await deliver(url, agent, bodies[next++ % bodies.length], performance.now(), outcome);
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return { ...outcome, seconds: (performance.now() - start) / 1000 };
}

/** So many a second, whether or not earlier ones are answered; a latency counts from when its delivery was due. */
export async function drip(
  url: string,
  bodies: readonly SignedBody[],
  perSecond: number,
  seconds: number,
): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true });
  const outcome: Outcome = { acknowledged: [], failed: 0, seconds, latencies: [] };
  const start = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < perSecond * seconds; index++) {
    const due = start + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
    sent.push(deliver(url, agent, bodies[index % bodies.length], due, outcome));
  }
  await Promise.all(sent);
  agent.destroy();
  return outcome;
}

async function deliver(
  url: string,
  agent: Agent,
  signed: SignedBody | undefined,
  due: number,
  outcome: Outcome,
): Promise<void> {
  if (!signed) return;
  const id = randomUUID();
  const status = await post(url, agent, id, signed);
  if (status >= 200 && status < 300) {
    outcome.acknowledged.push(id);
    outcome.latencies.push(performance.now() - due);
  } else {
    outcome.failed += 1;
    await delay(10);
  }
}

/** @returns the status, 0 if there was no answer */
function post(
  url: string,
  agent: Agent,
  id: string,
  { event, body, signature }: SignedBody,
): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-github-delivery': id,
      'x-github-event': event,
      'x-hub-signature-256': signature,
    };
    const sending = request(`${url}/api/github/webhooks`, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', () => resolve(0));
    });
    sending.once('error', () => resolve(0));
    sending.end(body);
  });
}
