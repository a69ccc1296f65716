import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** How the stand-in behaves; what is left out is as in a healthy gateway. */
export interface Behaviour {
  models?: string[];
  /** The `master_key`; `null` asks for none. */
  key?: string | null;
  /** Paths that get no answer at all. */
  silent?: string[];
  /** `/health/readiness` answers 503. */
  unready?: boolean;
  /** What a path answers instead. */
  instead?: Record<string, { status: number; body: string; headers?: Record<string, string> }>;
  /** How a stream ends: with `[DONE]`, without it, by a torn connection, or with an error in it. */
  stream?: 'whole' | 'truncated' | 'torn' | 'error' | 'none';
  /** Models whose completions fail, and with what status and words. */
  failing?: Record<string, { status: number; message: string }>;
}

/** A request as it arrived. */
export interface Seen {
  method: string;
  path: string;
  authorization: string | null;
  body: unknown;
}

export interface StandInGateway {
  url: string;
  /** Changes how it behaves from now on. */
  behave(behaviour: Behaviour): void;
  seen: Seen[];
}

const servers: Server[] = [];

afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/**
 * A gateway on loopback that speaks LiteLLM's HTTP, as far as `tollgate validate` asks for it: health, models, chat
 * completions whole and streamed, and errors in LiteLLM's own form. Closed when the test file is over.
 */
export async function standInGateway(behaviour: Behaviour = {}): Promise<StandInGateway> {
  const state = { behaviour, seen: [] as Seen[] };
  const server = createServer((request, response) => void answer(state, request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen: state.seen,
    behave: (next) => {
      state.behaviour = next;
    },
  };
}

/** A URL on loopback at which nothing listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Made up here, so that no file holds what looks like a key. */
export const MASTER_KEY = ['sk', 'standin', 'A1b2C3d4E5f6G7h8I9j0'].join('-');

async function answer(
  { behaviour, seen }: { behaviour: Behaviour; seen: Seen[] },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '';
  const body = await bodyOf(request);
  seen.push({
    method: request.method ?? '',
    path,
    authorization: request.headers.authorization ?? null,
    body,
  });
  if (behaviour.silent?.includes(path)) return;
  const instead = behaviour.instead?.[path];
  if (instead) response.writeHead(instead.status, instead.headers).end(instead.body);
  else if (path === '/health/liveliness') json(response, 200, "I'm alive!");
  else if (path === '/health/readiness') readiness(behaviour, response);
  else if (!isAuthorised(behaviour, request)) unauthorised(request, response);
  else if (path === '/v1/models') models(behaviour, response);
  else if (path === '/v1/chat/completions') complete(behaviour, body, response);
  else json(response, 404, { detail: 'Not Found' });
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const piece of request) text += piece;
  return text === '' ? null : JSON.parse(text);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** `health_readiness` in `litellm/proxy/health_endpoints/_health_endpoints.py`. */
function readiness({ unready }: Behaviour, response: ServerResponse): void {
  if (unready) json(response, 503, { detail: 'Service Unhealthy (Database connection failed)' });
  else
    json(response, 200, {
      status: 'healthy',
      db: 'Not connected',
      cache: null,
      litellm_version: '1.80.0',
      success_callbacks: [],
      use_aiohttp_transport: true,
    });
}

function isAuthorised({ key = MASTER_KEY }: Behaviour, request: IncomingMessage): boolean {
  return key === null || request.headers.authorization === `Bearer ${key}`;
}

/** LiteLLM repeats the end of the key that it was given. */
function unauthorised(request: IncomingMessage, response: ServerResponse): void {
  const given = request.headers.authorization?.replace('Bearer ', '');
  const message =
    given === undefined
      ? 'Authentication Error, No api key passed in.'
      : `Authentication Error, Invalid proxy server token passed. Received API Key = ${given}, Unable to find token in cache or \`LiteLLM_VerificationTokenTable\``;
  failure(response, 401, message, 'auth_error');
}

function failure(response: ServerResponse, status: number, message: string, type: string): void {
  json(response, status, { error: { message, type, param: 'None', code: String(status) } });
}

function models({ models: names = ['local-model'] }: Behaviour, response: ServerResponse): void {
  const data = names.map((id) => ({ id, object: 'model', created: 1677610602, owned_by: 'openai' }));
  json(response, 200, { data, object: 'list' });
}

function complete(behaviour: Behaviour, body: unknown, response: ServerResponse): void {
  const { model, stream } = body as { model: string; stream?: boolean };
  const failing = behaviour.failing?.[model];
  const isKnown = (behaviour.models ?? ['local-model']).includes(model);
  if (failing) failure(response, failing.status, failing.message, 'None');
  else if (!isKnown) failure(response, 400, invalidModel(model), 'invalid_request_error');
  else if (stream) streamed(behaviour, model, response);
  else json(response, 200, completion(model));
}

function invalidModel(model: string): string {
  return `{'error': '/chat/completions: Invalid model name passed in model=${model}. Call \`/v1/models\` to view available models for your key.'}`;
}

function completion(model: string): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'ok' } }],
    usage: { prompt_tokens: 6, completion_tokens: 1, total_tokens: 7 },
  };
}

function streamed({ stream = 'whole' }: Behaviour, model: string, response: ServerResponse): void {
  if (stream === 'none') {
    json(response, 200, completion(model));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunk = (delta: object) => {
    const piece = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      model,
      choices: [{ index: 0, delta }],
    };
    response.write(`data: ${JSON.stringify(piece)}\n\n`);
  };
  chunk({ role: 'assistant', content: 'o' });
  chunk({ content: 'k' });
  if (stream === 'error')
    response.write(`data: ${JSON.stringify({ error: { message: 'litellm.APIError', code: '500' } })}\n\n`);
  if (stream === 'torn') response.socket?.destroy();
  else response.end(stream === 'whole' ? 'data: [DONE]\n\n' : '');
}
