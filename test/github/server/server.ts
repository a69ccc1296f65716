import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Faults } from '../faults.ts';
import { judgePath, judgeQuery, judgeRequestBody, judgeResponse } from '../openapi/judge.ts';
import { type Match, matchOperation } from '../openapi/operations.ts';
import type { World } from '../state/world.ts';
import type { Violations } from '../violations.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { PermissionError, type Route } from './access.ts';
import { type Credentials, callerName } from './auth.ts';
import type { Call, Caller, Reply } from './call.ts';
import { ApiError } from './errors.ts';
import type { RateLimits } from './rateLimit.ts';
import type { RequestRecord, Watcher } from './requests.ts';
import { fail, respond } from './respond.ts';

export interface ServerParts {
  world: World;
  webhooks: Webhooks;
  credentials: Credentials;
  faults: Faults;
  violations: Violations;
  rateLimits: RateLimits;
  requests: RequestRecord[];
  watchers: ReadonlySet<Watcher>;
  /** By operation. */
  routes: ReadonlyMap<string, Route>;
}

/** The REST API: finds the operation, lets the judge look at what comes and goes, and runs its route. */
export class ApiServer {
  readonly #parts: ServerParts;
  readonly #server: Server;
  /** Changes run one after the other, as if GitHub's database serialised them. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#server = createServer((request, response) => void this.#receive(request, response));
  }

  /** Listens on loopback and returns the base URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#lastChange;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.#parts.world.links.api);
    const method = request.method ?? 'GET';
    const match = matchOperation(method, url.pathname);
    const record = blankRecord(method, url, match);
    const exchange = { request, response, url, match, record };
    this.#parts.requests.push(record);
    try {
      record.body = parseJson(await buffer(request));
      await this.#answer(exchange);
    } catch (error) {
      // A client that hung up wants no answer, and its hanging up is no crash of ours.
      if (request.destroyed && !request.complete) return;
      this.#send(exchange, this.#errorReply(error, record));
    }
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { request, response, record } = exchange;
    const { credentials, rateLimits, faults, watchers } = this.#parts;
    const caller = credentials.authenticate(request.headers.authorization);
    record.who = callerName(caller);
    rateLimits.count(record.who);
    const fault = faults.strike(record.operation, caller);
    record.fault = fault?.kind ?? null;
    for (const watch of watchers) watch(record, 'arrived');
    const spared = fault === null || fault.when === 'after' || fault.kind === 'slow-body';
    const reply = spared ? await this.#replyTo(this.#call(exchange, caller), exchange) : null;
    record.status = reply?.status ?? 0;
    for (const watch of watchers) watch(record, 'done');
    if (fault) fail(response, fault, reply, this.#headers(record));
    else if (reply) this.#send(exchange, reply);
  }

  #call({ request, url, match, record }: Exchange, caller: Caller): Call {
    const { world, webhooks } = this.#parts;
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    return {
      world,
      webhooks,
      caller,
      method: record.method,
      params: match?.params ?? {},
      query: url.searchParams,
      body: record.body,
      headers: Object.fromEntries(headers),
      url,
    };
  }

  async #replyTo(call: Call, { match, record }: Exchange): Promise<Reply> {
    try {
      const route = this.#routeFor(match, record);
      this.#judgeRequest(call, match, record);
      return call.method === 'GET' ? await route.handle(call) : await this.#change(() => route.handle(call));
    } catch (error) {
      return this.#errorReply(error, record);
    }
  }

  #change(change: () => Promise<Reply> | Reply): Promise<Reply> {
    const result = this.#lastChange.then(change);
    this.#lastChange = result.catch(() => undefined);
    return result;
  }

  #routeFor(match: Match | null, record: RequestRecord): Route {
    const { routes, violations } = this.#parts;
    const route = match && routes.get(match.operation.name);
    if (route) return route;
    const complaint = match
      ? 'is not emulated yet: see test/github/routes'
      : 'GitHub describes no such operation';
    violations.add('not-emulated', record.operation, record.who, [complaint]);
    throw new ApiError(match ? 501 : 404, match ? 'Not emulated' : 'Not Found');
  }

  #judgeRequest(call: Call, match: Match | null, record: RequestRecord): void {
    if (!match) return;
    const { operation, params } = match;
    const { fatal, ignored } = judgeRequestBody(operation, record.body);
    const complaints = [
      ...judgePath(operation, params),
      ...judgeQuery(operation, call.query),
      ...fatal,
      ...ignored,
    ];
    this.#parts.violations.add('request', operation.name, record.who, complaints);
    if (fatal.length) throw new ApiError(422, `Invalid request.\n\n${fatal.join('\n')}`);
  }

  #errorReply(error: unknown, record: RequestRecord): Reply {
    if (error instanceof PermissionError)
      this.#parts.violations.add('permission', record.operation, record.who, [`needs ${error.needed}`]);
    if (error instanceof ApiError) return { status: error.status, body: error.body, headers: error.headers };
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#parts.violations.add('crash', record.operation, 'emulator', [words]);
    return { status: 500, body: { message: 'Server Error' } };
  }

  #send({ response, match, record }: Exchange, reply: Reply): void {
    if (match && !reply.raw) {
      const complaints = judgeResponse(match.operation, reply.status, reply.body);
      this.#parts.violations.add('response', `${record.operation} → ${reply.status}`, 'emulator', complaints);
    }
    record.status = reply.status;
    respond(response, reply, this.#headers(record));
  }

  #headers(record: RequestRecord): Record<string, string> {
    return {
      date: new Date().toUTCString(),
      'x-github-media-type': 'github.v3; format=json',
      'x-github-request-id': String(this.#parts.requests.length),
      ...this.#parts.rateLimits.headers(record.who),
    };
  }
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  /** Null if GitHub describes no such operation. */
  match: Match | null;
  record: RequestRecord;
}

function blankRecord(method: string, url: URL, match: Match | null): RequestRecord {
  const operation = match?.operation.name ?? `${method} ${url.pathname}`;
  const path = url.pathname + url.search;
  return { method, operation, path, who: 'anonymous', status: 0, fault: null, body: undefined };
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError(400, 'Problems parsing JSON');
  }
}
