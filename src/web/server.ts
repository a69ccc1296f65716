import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { inLogContext } from '../log.ts';
import { rulePageAt } from './rule-pages.ts';
import { type Answer, receiveWebhook, type WebhookDoor, webhookContext } from './webhooks.ts';

/** Where GitHub posts; Probot's setup wizard registers `/`, so that is the same. */
const WEBHOOK_PATHS = new Set(['/api/github/webhooks', '/']);

export interface WebServer {
  url: string;
  /** Refuses new connections and resolves when the last answer has left. */
  close(): Promise<void>;
}

/** Starts to listen. The HTTP thread verifies, stores and answers, and does nothing else. */
export async function startWebServer(
  { host, port }: { host: string; port: number },
  door: WebhookDoor,
  log: Logger,
): Promise<WebServer> {
  const server = createServer(async (request, response) => {
    const reply = await inLogContext(webhookContext(request), () => answerSafely(request, door, log));
    send(request, response, reply);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { url: urlOf(server, host), close: () => close(server) };
}

async function answerSafely(request: IncomingMessage, door: WebhookDoor, log: Logger): Promise<Answer> {
  try {
    return await answer(request, door);
  } catch (error) {
    log.error({ err: error, path: request.url }, 'A request could not be answered');
    return { status: 503, message: 'Not stored; send it again later.' };
  }
}

async function answer(request: IncomingMessage, door: WebhookDoor): Promise<Answer> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/healthz' && isRead(request)) return { status: 200, message: 'alive' };
  const page = isRead(request) ? rulePageAt(path) : null;
  if (page !== null) return { status: 200, message: '', html: page };
  if (!WEBHOOK_PATHS.has(path)) return { status: 404, message: 'Webhooks go to /api/github/webhooks.' };
  if (request.method !== 'POST') return { status: 405, message: 'Webhooks are sent by POST.' };
  return receiveWebhook(request, door);
}

function isRead(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/** Pages have no scripts and load nothing. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'max-age=300',
};

function send(request: IncomingMessage, response: ServerResponse, { status, message, html }: Answer): void {
  // What is left of a body that is too large is not worth reading.
  if (!request.complete) response.setHeader('connection', 'close');
  if (html !== undefined) response.writeHead(status, PAGE_HEADERS).end(html);
  else
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}
`);
}

function urlOf(server: Server, host: string): string {
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address ? address.port : '';
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function close(server: Server): Promise<void> {
  server.closeIdleConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
