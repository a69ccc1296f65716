import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/jobs/delivery.ts';
import type { Readiness } from '../../src/jobs/readiness.ts';
import { RULE_IDS } from '../../src/policy/policy.ts';
import { rulePage } from '../../src/rule-page.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { startWebServer, type WebServer } from '../../src/web/server.ts';
import { signatureCheck } from '../../src/web/webhooks.ts';

const secret = randomUUID();
const log = pino({ level: 'silent' });

let server: WebServer;
let token: string | null;
let readiness: Readiness;
let delivered: [event: string, outcome: string][];
let accepted: Delivery[];
let failure: Error | null;

beforeEach(async () => {
  accepted = [];
  failure = null;
  token = null;
  delivered = [];
  const ok = { ok: true, detail: 'fine' };
  readiness = {
    ready: true,
    checks: { database: ok, workers: ok, sweep: ok },
    refused: { total: 0, newest: [] },
  };
  const inbox = {
    accept: async (delivery: Delivery) => {
      if (failure) throw failure;
      accepted.push(delivery);
    },
  };
  const door = { inbox, verify: signatureCheck(secret) };
  const metrics = createMetrics(async () => ({
    backlog: [],
    debts: {
      byState: { proposed: 0, active: 3, overdue: 0, resolved: 0, withdrawn: 0 },
      frozenRepositories: 0,
      sweepLagSeconds: 0,
    },
  }));
  const monitoring = {
    metrics: { ...metrics, delivered: (...delivery: [string, string]) => void delivered.push(delivery) },
    readiness: async () => readiness,
    get token() {
      return token;
    },
  };
  server = await startWebServer({ host: '127.0.0.1', port: 0 }, { door, monitoring }, log);
});

afterEach(() => server.close());

const sign = (body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

function post(body: string, headers: Record<string, string> = {}, path = '/api/github/webhooks') {
  return fetch(server.url + path, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': sign(body),
      ...headers,
    },
  });
}

describe('the web server', () => {
  it('accepts a signed webhook once it is kept', async () => {
    const id = randomUUID();
    const body = '{"ref":"refs/heads/main"}';
    const response = await post(body, { 'x-github-delivery': id.toUpperCase() });
    expect(response.status).toBe(202);
    expect(accepted).toEqual([{ id, event: 'push', body: Buffer.from(body) }]);
  });

  it('accepts webhooks at /, where the setup wizard tells GitHub to post', async () => {
    expect((await post('{}', {}, '/')).status).toBe(202);
  });

  it.each<[string, Record<string, string>, number, string?]>([
    ['an unsigned request', { 'x-hub-signature-256': '' }, 401],
    ['a wrong signature', { 'x-hub-signature-256': sign('something else') }, 403],
    ['an empty body', {}, 403, ''],
    ['a signature that is none', { 'x-hub-signature-256': 'sha256=' }, 403],
    ['no event', { 'x-github-event': '' }, 400],
    ['a delivery id that is no GUID', { 'x-github-delivery': "1'; drop table" }, 400],
  ])('refuses %s with its own status and does no work', async (_, headers, status, body = '{}') => {
    expect((await post(body, headers)).status).toBe(status);
    expect(accepted).toEqual([]);
  });

  it.each(['no json', '[]', 'null', '"text"', 'payload=%7B%7D'])(
    'refuses the body %j as no JSON object',
    async (body) => {
      expect((await post(body)).status).toBe(415);
      expect(accepted).toEqual([]);
    },
  );

  it('refuses a body over 25 MB and still answers', async () => {
    const response = await post('x'.repeat(25 * 1024 * 1024 + 1));
    expect(response.status).toBe(413);
    expect(accepted).toEqual([]);
  });

  it('has nothing to do for an event that it does not know', async () => {
    const response = await post('{}', { 'x-github-event': 'invented_event' });
    expect(response.status).toBe(200);
    expect(accepted).toEqual([]);
  });

  it('says 503 and not 2xx if the delivery could not be kept', async () => {
    failure = new Error('the disk is full');
    expect((await post('{}')).status).toBe(503);
  });

  it('says that it is alive', async () => {
    const response = await fetch(`${server.url}/healthz`);
    expect([response.status, await response.text()]).toEqual([200, 'alive\n']);
  });

  it.each([
    ['GET', '/api/github/webhooks', 405],
    ['POST', '/elsewhere', 404],
    ['POST', '/healthz', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect((await fetch(server.url + path, { method })).status).toBe(status);
  });
});

describe('what becomes of a request', () => {
  it.each<[string, string, string, Record<string, string>?, string?]>([
    ['accepted', 'push', 'accepted'],
    ['unsigned', 'push', 'unsigned', { 'x-hub-signature-256': '' }],
    ['wrongly signed', 'push', 'wrong-signature', { 'x-hub-signature-256': sign('something else') }],
    ['no JSON', 'push', 'not-json', {}, 'no json'],
    ['too large', 'push', 'too-large', {}, 'x'.repeat(25 * 1024 * 1024 + 1)],
    ['no webhook', 'other', 'malformed', { 'x-github-event': '' }],
    ['of an event of its own invention', 'other', 'ignored', { 'x-github-event': `new${Math.random()}` }],
  ])('is counted: %s', async (_, event, outcome, headers, body = '{}') => {
    await post(body, headers);
    expect(delivered).toEqual([[event, outcome]]);
  });

  it('is counted where it could not be kept', async () => {
    failure = new Error('the disk is full');
    await post('{}');
    expect(delivered).toEqual([['push', 'not-stored']]);
  });
});

describe('monitoring', () => {
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(server.url + path, { headers });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };

  it('sees metrics, from the own network where there is no token', async () => {
    const { status, type, text } = await ask('/metrics');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('tollgate_debts{state="active"} 3');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('sees why the App is not ready', async () => {
    expect((await ask('/readyz')).status).toBe(200);
    readiness = { ...readiness, ready: false };
    readiness.checks.sweep = { ok: false, detail: 'one has been due for 400 s' };
    const { status, text } = await ask('/readyz');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual(readiness);
  });

  it.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])(
    'is not who comes through a proxy (%s): the port is open to the internet',
    async (header) => {
      expect((await ask('/metrics', { [header]: '203.0.113.7' })).status).toBe(401);
      const { status, text } = await ask('/readyz', { [header]: '203.0.113.7' });
      expect([status, text]).toEqual([200, 'ready\n']);
    },
  );

  it('shows its token where there is one, wherever it comes from', async () => {
    token = randomUUID();
    const shown = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.7' };
    expect((await ask('/metrics', shown)).status).toBe(200);
    expect((await ask('/readyz', shown)).text).toContain('"checks"');
    for (const wrong of [{}, { authorization: `Bearer ${token}x` }, { authorization: token }] as const) {
      expect((await ask('/metrics', wrong as Record<string, string>)).status).toBe(401);
      expect((await ask('/readyz', wrong as Record<string, string>)).text).toBe('ready\n');
    }
  });
});

describe('the pages of the rules', () => {
  const read = async (path: string) => {
    const response = await fetch(server.url + path);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it.each(RULE_IDS)('show %s, and all of its page', async (id) => {
    const { status, headers, text } = await read(`/rules/${id}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const [, heading] of rulePage(id).markdown.matchAll(/^## (.+)$/gm))
      expect(text).toContain(`<h2>${heading}</h2>`);
    const fences = rulePage(id).markdown.match(/^```\w/gm) ?? [];
    expect(text.match(/<pre>/g)).toHaveLength(fences.length);
    expect(text).not.toContain('```');
  });

  it('show what stands in code as text, and nothing that runs', async () => {
    const { text } = await read('/rules/stream-handling');
    expect(text).toContain('&quot;data: &quot;');
    expect(text).not.toMatch(/<script|\son\w+=|javascript:/i);
  });

  it('are listed', async () => {
    const { text } = await read('/rules');
    for (const id of RULE_IDS) expect(text).toContain(`<a href="/rules/${id}">`);
  });

  it('have a door for whoever opens the server itself, with links that lead somewhere', async () => {
    const { status, text } = await read('/');
    expect(status).toBe(200);
    expect(text).toContain('<h1>Tollgate</h1>');
    const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(2);
    for (const path of links) expect((await read(path)).status).toBe(200);
  });

  it.each(['/rules/no-such-rule', '/rules/../app.yml', '/rules/direct-call.md', '/rule'])(
    'are none at %s',
    async (path) => {
      expect((await read(path)).status).toBe(404);
    },
  );

  it('take nothing', async () => {
    expect((await fetch(`${server.url}/rules/direct-call`, { method: 'POST' })).status).toBe(404);
  });
});

it.each(['policy', 'organisation'])('serves the JSON Schema of the %s file to editors', async (name) => {
  const response = await fetch(`${server.url}/${name}.schema.json`);
  expect(response.headers.get('content-type')).toBe('application/schema+json');
  const schema = await response.json();
  expect(schema).toHaveProperty('properties.gateway');
  expect(JSON.stringify(schema).includes('"overview"')).toBe(name === 'organisation');
});

it('closes although a request never ends', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  socket.write(
    `POST / HTTP/1.1\r\nhost: localhost\r\nx-github-event: push\r\nx-github-delivery: ${randomUUID()}\r\nx-hub-signature-256: x\r\ncontent-length: 10\r\n\r\nhalf`,
  );
  const cut = once(socket, 'close');
  // Another request is answered: the server has read the first one's beginning by then.
  await fetch(`${server.url}/healthz`);
  await server.close();
  await cut;
});
