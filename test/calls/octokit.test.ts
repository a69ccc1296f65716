import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiCall, octokitFor } from '../../src/github/octokit.ts';

type Behaviour = (response: ServerResponse) => void;

const json = { 'content-type': 'application/json; charset=utf-8' };
const answer =
  (status: number, body: object, headers = {}): Behaviour =>
  (response) =>
    response.writeHead(status, { ...json, ...headers }).end(JSON.stringify(body));
const reset: Behaviour = (response) => response.socket?.resetAndDestroy();
/** Promises more than it sends, then breaks off. */
const tear: Behaviour = (response) => {
  response.writeHead(200, { ...json, 'content-length': '1000' }).write('[{"number":');
  setImmediate(() => response.socket?.resetAndDestroy());
};

let server: Server;
let script: Behaviour[];
let calls: ApiCall[];

beforeEach(async () => {
  calls = [];
  server = createServer((request, response) => {
    request.resume();
    (script.shift() ?? answer(200, []))(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function octokit() {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const Octokit = octokitFor({ ended: (call) => calls.push(call) }, { admit: async () => undefined });
  return new Octokit({ baseUrl: `http://127.0.0.1:${port}`, auth: { token: 'none' }, log: silent as never });
}

const repository = { owner: 'acme', repo: 'chat' };

describe('our Octokit', () => {
  it.each<[string, Behaviour]>([
    ['a server error', answer(502, {})],
    ['a reset', reset],
    ['an answer that broke off', tear],
  ])('reads again after %s', async (_, fault) => {
    script = [fault, answer(200, [{ number: 7 }])];
    const { data } = await octokit().rest.issues.listForRepo(repository);
    expect(data).toEqual([{ number: 7 }]);
    expect(calls).toHaveLength(2);
  });

  it('never takes half of a list for the whole', async () => {
    script = Array.from({ length: 9 }, () => tear);
    const { paginate, rest } = octokit();
    await expect(paginate(rest.issues.listForRepo, repository)).rejects.toThrow('in the middle of an answer');
    expect(calls).toHaveLength(5);
  });

  it('writes once, and leaves the rest to the queue', async () => {
    script = [answer(502, {})];
    const { rest } = octokit();
    await expect(rest.issues.create({ ...repository, title: 'One' })).rejects.toMatchObject({ status: 502 });
    expect(calls).toHaveLength(1);
  });

  it('tells of every call by its operation, with what is left of the hour', async () => {
    const next = `<http://127.0.0.1/repositories/1/issues?page=2>; rel="prev"`;
    script = [answer(404, {}, { 'x-ratelimit-remaining': '4711' }), answer(200, [], { link: next })];
    const { rest } = octokit();
    await expect(rest.issues.get({ ...repository, issue_number: 1 })).rejects.toMatchObject({ status: 404 });
    await rest.issues.listForRepo(repository);
    expect(calls).toMatchObject([
      { operation: 'GET /repos/{owner}/{repo}/issues/{issue_number}', status: 404, remaining: 4711 },
      { operation: 'GET /repos/{owner}/{repo}/issues', status: 200, remaining: null },
    ]);
  });

  it('says that no answer came where none did', async () => {
    script = [reset];
    const { rest } = octokit();
    await expect(rest.issues.create({ ...repository, title: 'One' })).rejects.toThrow();
    expect(calls).toMatchObject([{ operation: 'POST /repos/{owner}/{repo}/issues', status: null }]);
  });
});
