import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { inLogContext } from '../log.ts';
import { type PolicyFileKind, policyJsonSchemaText } from '../policy/json-schema.ts';
import { type Monitoring, metricsAnswer, readinessAnswer } from './monitoring.ts';
import { homePage, rulePageAt } from './rule-pages.ts';
import {
  type Answer,
  type DeliveryObserver,
  observeDelivery,
  receiveWebhook,
  type WebhookDoor,
  webhookContext,
} from './webhooks.ts';

/** Where GitHub posts; Probot's setup wizard registers `/`, so that is the same. */
const WEBHOOK_PATHS = new Set(['/api/github/webhooks', '/']);

/** For the `$schema` line of a policy file. */
const POLICY_SCHEMAS: Readonly<Record<string, PolicyFileKind>> = {
  '/policy.schema.json': 'repository',
  '/organisation.schema.json': 'organisation',
};

export interface WebServer {
  url: string;
  /** Refuses new connections and resolves when the last answer has left. */
  close(): Promise<void>;
}

/** Starts to listen. The HTTP thread verifies, stores and answers, and does nothing else. */
export async function startWebServer(
  { host, port }: { host: string; port: number },
  rooms: Rooms,
  log: Logger,
): Promise<WebServer> {
  const server = createServer(async (request, response) => {
    const reply = await inLogContext(webhookContext(request), () => answerSafely(request, rooms, log));
    send(request, response, reply);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { url: urlOf(server, host), close: () => close(server) };
}

interface Rooms {
  door: WebhookDoor;
  monitoring: Monitoring;
}

async function answerSafely(request: IncomingMessage, rooms: Rooms, log: Logger): Promise<Answer> {
  try {
    return await answer(request, rooms);
  } catch (error) {
    log.error({ err: error, path: request.url }, 'A request could not be answered');
    return { status: 503, message: 'Not stored; send it again later.' };
  }
}

async function answer(request: IncomingMessage, { door, monitoring }: Rooms): Promise<Answer> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const page = isRead(request) ? await pageAt(path, request, monitoring) : null;
  if (page !== null) return page;
  if (!WEBHOOK_PATHS.has(path)) return { status: 404, message: 'Webhooks go to /api/github/webhooks.' };
  if (request.method !== 'POST') return { status: 405, message: 'Webhooks are sent by POST.' };
  return answerWebhook(request, door, monitoring.metrics);
}

async function pageAt(
  path: string,
  request: IncomingMessage,
  monitoring: Monitoring,
): Promise<Answer | null> {
  if (path === '/healthz') return { status: 200, message: 'alive' };
  const schema = POLICY_SCHEMAS[path];
  if (schema !== undefined)
    return {
      status: 200,
      message: '',
      content: { type: 'application/schema+json', text: policyJsonSchemaText(schema) },
    };
  if (path === '/readyz') return readinessAnswer(request, monitoring);
  if (path === '/metrics') return metricsAnswer(request, monitoring);
  const page = path === '/' ? homePage() : rulePageAt(path);
  return page === null ? null : { status: 200, message: '', html: page };
}

async function answerWebhook(
  request: IncomingMessage,
  door: WebhookDoor,
  observer: DeliveryObserver,
): Promise<Answer> {
  let status = 503;
  try {
    const reply = await receiveWebhook(request, door);
    status = reply.status;
    return reply;
  } finally {
    observeDelivery(observer, request, status);
  }
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

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { status, message, html, content } = answer;
  // What is left of a body that is too large is not worth reading.
  if (!request.complete) response.setHeader('connection', 'close');
  const [type, text] =
    html !== undefined
      ? [PAGE_HEADERS, html]
      : content
        ? [{ 'content-type': content.type }, content.text]
        : [{ 'content-type': 'text/plain; charset=utf-8' }, `${message}\n`];
  // Said beforehand, the answer leaves in one piece instead of in chunks.
  response.writeHead(status, { ...type, 'content-length': Buffer.byteLength(text) }).end(text);
}

function urlOf(server: Server, host: string): string {
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address ? address.port : '';
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Milliseconds for which answers may still leave: a request that never ends must not keep the process from ending. */
const CLOSE_WITHIN_MS = 3000;

function close(server: Server): Promise<void> {
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
