import { createHmac } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RegisteredApp } from '../state/app.ts';
import type { Delivery } from './delivery.ts';

/** GitHub waits this long for an answer (docs: "Handling webhook deliveries"). */
export const ANSWER_WITHIN_MS = 10_000;

const HOOK_ID = 77;

/** The headers that GitHub puts on a delivery, with the signature over the exact bytes of its body. */
function deliveryHeaders(app: RegisteredApp, delivery: Delivery, body: Buffer): Record<string, string> {
  const signature = (algorithm: 'sha1' | 'sha256') =>
    `${algorithm}=${createHmac(algorithm, app.webhookSecret).update(body).digest('hex')}`;
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'content-length': String(body.length),
    'user-agent': 'GitHub-Hookshot/emulated',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(HOOK_ID),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': signature('sha1'),
    'x-hub-signature-256': signature('sha256'),
  };
}

/** Posts a delivery and writes what came of it into the record. Never rejects. */
export async function send(
  app: RegisteredApp,
  delivery: Delivery,
  target: string | null,
  answerWithinMs: number,
): Promise<void> {
  const body = Buffer.from(JSON.stringify(delivery.payload));
  const started = performance.now();
  delivery.requestHeaders = deliveryHeaders(app, delivery, body);
  delivery.deliveredAt = new Date().toISOString();
  try {
    if (target === null) throw new Error('no webhook target is set');
    const response = await post(target, delivery.requestHeaders, body, answerWithinMs);
    await recordAnswer(delivery, response);
  } catch (error) {
    recordFailure(delivery, error);
  }
  delivery.durationSeconds = Math.round((performance.now() - started) / 10) / 100;
}

function post(
  target: string,
  headers: Record<string, string>,
  body: Buffer,
  answerWithinMs: number,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // One connection each: a kept one would keep the receiver from closing.
    const outgoing = request(target, {
      method: 'POST',
      headers,
      agent: false,
      signal: AbortSignal.timeout(answerWithinMs),
    });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function recordAnswer(delivery: Delivery, response: IncomingMessage): Promise<void> {
  const statusCode = response.statusCode ?? 0;
  const good = statusCode >= 200 && statusCode < 300;
  delivery.response = { headers: plainHeaders(response), body: await text(response) };
  delivery.outcome = good ? 'answered' : 'failed';
  delivery.statusCode = statusCode;
  delivery.status = good ? 'OK' : `Invalid HTTP Response: ${statusCode}`;
}

function plainHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
}

function recordFailure(delivery: Delivery, error: unknown): void {
  const timedOut = error instanceof Error && error.name === 'AbortError';
  delivery.outcome = 'failed';
  delivery.statusCode = timedOut ? 504 : 502;
  delivery.status = timedOut ? 'timed out' : 'failed to connect to host';
}
