import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { emitterEventNames } from '@octokit/webhooks';
import type { Inbox } from '../jobs/inbox.ts';
import type { LogContext } from '../log.ts';

/** Bytes; GitHub sends no payload above 25 MB. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Names without an action: `pull_request`, not `pull_request.opened`. */
const KNOWN_EVENTS = new Set<string>(emitterEventNames.map((name) => name.split('.')[0] ?? name));

/** What the sender gets: a status and a sentence. */
export interface Answer {
  status: number;
  message: string;
  /** A page for people instead. */
  html?: string;
  /** Something for machines instead. */
  content?: { type: string; text: string };
}

/** What becomes of a request, by the status of its answer. */
const OUTCOMES: Record<number, string> = {
  200: 'ignored',
  202: 'accepted',
  400: 'malformed',
  401: 'unsigned',
  403: 'wrong-signature',
  413: 'too-large',
  415: 'not-json',
  503: 'not-stored',
};

export interface DeliveryObserver {
  delivered(event: string, outcome: string): void;
}

/** Tells of a request that was answered; a header of somebody else's making names nothing new. */
export function observeDelivery(observer: DeliveryObserver, request: IncomingMessage, status: number): void {
  const event = header(request, 'x-github-event');
  observer.delivered(event && KNOWN_EVENTS.has(event) ? event : 'other', OUTCOMES[status] ?? 'failed');
}

export interface WebhookDoor {
  inbox: Pick<Inbox, 'accept'>;
  verify: SignatureCheck;
}

/** Whether `signature` (`X-Hub-Signature-256`) is that of `body`, compared in constant time. */
export type SignatureCheck = (body: Buffer, signature: string) => boolean;

/** Over the bytes as they came: read as text, some that are none would be others. */
export function signatureCheck(secret: string): SignatureCheck {
  return (body, signature) => {
    const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
    const given = Buffer.from(signature);
    return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
  };
}

/**
 * Answers one webhook: 202 once it is durable, 200 for what needs no work, and a status of its own for each
 * kind of request that GitHub would never send.
 */
export async function receiveWebhook(request: IncomingMessage, door: WebhookDoor): Promise<Answer> {
  const id = header(request, 'x-github-delivery');
  const event = header(request, 'x-github-event');
  const signature = header(request, 'x-hub-signature-256');
  if (!event || !id || !GUID.test(id)) {
    return refuse(
      400,
      'This is no GitHub webhook: X-GitHub-Event and X-GitHub-Delivery (a GUID) are needed.',
    );
  }
  if (!signature) return refuse(401, 'X-Hub-Signature-256 is missing: give the App a webhook secret.');
  const body = await readBody(request);
  if (body === null) return refuse(413, 'The payload is larger than the 25 MB that GitHub sends at most.');
  // Nobody signs nothing.
  if (body.byteLength === 0 || !door.verify(body, signature)) {
    return refuse(403, 'The signature does not match: WEBHOOK_SECRET differs from the secret in the App.');
  }
  if (!isObject(body))
    return refuse(415, 'The payload is no JSON object: set the content type to application/json.');
  if (!KNOWN_EVENTS.has(event))
    return { status: 200, message: `Nothing to do for the event "${event.slice(0, 60)}".` };
  await door.inbox.accept({ id: id.toLowerCase(), event, body });
  return { status: 202, message: 'Accepted.' };
}

/** What the lines of the log are about while a request is answered; a header of somebody else's making is not logged. */
export function webhookContext(request: IncomingMessage): LogContext {
  const [id, event] = [header(request, 'x-github-delivery'), header(request, 'x-github-event')];
  if (!id || !GUID.test(id)) return {};
  return { delivery: id.toLowerCase(), event: event && KNOWN_EVENTS.has(event) ? event : undefined };
}

function refuse(status: number, message: string): Answer {
  return { status, message };
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The raw body, `null` if it is too large; then the rest is left unread. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= MAX_BODY_BYTES) return void chunks.push(chunk);
      request.off('data', take).pause();
      resolve(null);
    };
    request
      .on('data', take)
      .once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
      .once('error', reject)
      .once('close', () => reject(new Error('The request ended before its body did.')));
  });
}

function isObject(body: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
