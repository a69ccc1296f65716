import type { ServerResponse } from 'node:http';
import type { Fault } from '../faults.ts';
import type { Reply } from './call.ts';

/** Writes a reply; a JSON body unless it is raw. */
export function respond(response: ServerResponse, reply: Reply, headers: Record<string, string>): void {
  const body = bodyOf(reply);
  response.writeHead(reply.status, { ...headers, ...contentHeaders(reply, body), ...reply.headers });
  response.end(body);
}

function bodyOf(reply: Reply): Buffer {
  if (reply.raw) return reply.raw.content;
  return reply.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(reply.body));
}

function contentHeaders(reply: Reply, body: Buffer): Record<string, string> {
  if (body.length === 0 && !reply.raw) return reply.status === 204 ? {} : { 'content-length': '0' };
  const type = reply.raw?.type ?? 'application/json; charset=utf-8';
  return { 'content-type': type, 'content-length': String(body.length) };
}

const DOCS = 'https://docs.github.com/rest';
const RATE_LIMIT_DOCS = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';

const SECONDARY_LIMIT = {
  message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  documentation_url: `${RATE_LIMIT_DOCS}#about-secondary-rate-limits`,
};

/** How long a slow body takes in all, in ten drops. */
const SLOW_BODY_MS = 300;
const DROPS = 10;

/** Lets a request fail as planned. `timeout` leaves the connection open until the client, or `close`, ends it. */
export function fail(
  response: ServerResponse,
  fault: Fault,
  reply: Reply | null,
  headers: Record<string, string>,
): void {
  switch (fault.kind) {
    case 'timeout':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'slow-body':
      respondSlowly(response, reply ?? { status: 500 }, headers);
      return;
    default:
      respond(response, faultReply(fault), headers);
  }
}

function faultReply(fault: Fault): Reply {
  const retry = { 'retry-after': String(fault.retryAfterSeconds) };
  if (fault.kind === '403') return { status: 403, body: SECONDARY_LIMIT, headers: retry };
  if (fault.kind === '429') return { status: 429, body: SECONDARY_LIMIT, headers: retry };
  if (fault.kind === '404') return { status: 404, body: { message: 'Not Found', documentation_url: DOCS } };
  if (fault.kind === '422')
    return { status: 422, body: { message: 'Validation Failed', documentation_url: DOCS } };
  if (fault.kind === '502') {
    return {
      status: 502,
      raw: { type: 'text/html', content: Buffer.from('<html><body>Unicorn!</body></html>') },
    };
  }
  return { status: 500, body: { message: 'Server Error' } };
}

function respondSlowly(response: ServerResponse, reply: Reply, headers: Record<string, string>): void {
  const body = bodyOf(reply);
  response.writeHead(reply.status, { ...headers, ...contentHeaders(reply, body), ...reply.headers });
  const size = Math.max(1, Math.ceil(body.length / DROPS));
  const drip = (from: number) => {
    if (response.destroyed) return;
    if (from >= body.length) return void response.end();
    response.write(body.subarray(from, from + size));
    setTimeout(drip, SLOW_BODY_MS / DROPS, from + size);
  };
  drip(0);
}
