import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Acme, createShop, startAcme, statusOf } from './fixture.ts';
import { judgePath, judgeQuery, judgeRequestBody, judgeResponse, judgeWebhook } from './openapi/judge.ts';
import { matchOperation, type Operation } from './openapi/operations.ts';

function operation(method: string, path: string): Operation {
  const match = matchOperation(method, path);
  if (!match) throw new Error(`no operation ${method} ${path}`);
  return match.operation;
}

describe('operations', () => {
  test.each([
    [
      'GET',
      '/repos/a/b/contents/src/x.py',
      'GET /repos/{owner}/{repo}/contents/{path}',
      { path: 'src/x.py' },
    ],
    [
      'GET',
      '/repos/a/b/contents/src%2Fx.py',
      'GET /repos/{owner}/{repo}/contents/{path}',
      { path: 'src/x.py' },
    ],
    ['GET', '/repos/a/b/contents', 'GET /repos/{owner}/{repo}/contents/{path}', { path: '' }],
    ['GET', '/repos/a/b/git/ref/heads/a/b', 'GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: 'heads/a/b' }],
    [
      'GET',
      '/repos/a/b/commits/x/check-runs',
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      { ref: 'x' },
    ],
    [
      'GET',
      '/repos/a/b/branches/a/b/protection',
      'GET /repos/{owner}/{repo}/branches/{branch}/protection',
      { branch: 'a/b' },
    ],
    [
      'GET',
      '/repos/a/b/pulls/comments/5',
      'GET /repos/{owner}/{repo}/pulls/comments/{comment_id}',
      { comment_id: '5' },
    ],
    [
      'GET',
      '/repos/a/b/compare/x...y:z/w',
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      { basehead: 'x...y:z/w' },
    ],
  ])('%s %s is %s', (method, path, name, params) => {
    const match = matchOperation(method, path);
    expect(match?.operation.name).toBe(name);
    expect(match?.params).toMatchObject(params);
  });

  test.each(['/repos/a', '/repos/a/b/nothing', '/'])('GitHub describes no GET %s/x', (path) => {
    expect(matchOperation('GET', `${path}/x/y/z`)).toBeNull();
  });
});

describe('requests', () => {
  const createCheck = () => operation('POST', '/repos/a/b/check-runs');

  test('what is missing or of the wrong kind is fatal', () => {
    expect(judgeRequestBody(createCheck(), { name: 'x' }).fatal.join()).toContain('head_sha');
    expect(judgeRequestBody(createCheck(), { name: 'x', head_sha: 5 }).fatal.join()).toContain(
      '/head_sha must be string',
    );
    expect(
      judgeRequestBody(createCheck(), { name: 'x', head_sha: 'y', status: 'done' }).fatal.join(),
    ).toContain('/status');
    expect(judgeRequestBody(createCheck(), undefined).fatal).not.toEqual([]);
  });

  test('a misspelt name, which GitHub would ignore, is found at any depth', () => {
    const body = {
      name: 'x',
      head_sha: 'y',
      output: { title: 't', summary: 's', sumary: 's' },
      externalId: '1',
    };
    const { fatal, ignored } = judgeRequestBody(createCheck(), body);
    expect(fatal).toEqual([]);
    expect(ignored.join()).toContain('"externalId"');
    expect(ignored.join()).toContain('"sumary"');
  });

  test('a right body passes, with nulls where GitHub takes them', () => {
    const body = { title: null, state: 'closed', state_reason: 'completed', labels: ['a', { name: 'b' }] };
    expect(judgeRequestBody(operation('PATCH', '/repos/a/b/issues/1'), body)).toEqual({
      fatal: [],
      ignored: [],
    });
  });

  test('unknown and impossible query parameters are found', () => {
    const list = operation('GET', '/repos/a/b/issues');
    expect(judgeQuery(list, new URLSearchParams('state=open&labels=a,b&per_page=100'))).toEqual([]);
    expect(judgeQuery(list, new URLSearchParams('stat=open'))).toEqual(['unknown query parameter stat']);
    expect(judgeQuery(list, new URLSearchParams('state=merged')).join()).toContain('query parameter state');
    expect(judgeQuery(list, new URLSearchParams('per_page=many')).join()).toContain('per_page');
  });

  test('a number in the path must be one', () => {
    const issue = operation('GET', '/repos/a/b/issues/1');
    expect(judgePath(issue, { owner: 'a', repo: 'b', issue_number: 'x' }).join()).toContain('issue_number');
    expect(judgePath(issue, { owner: 'a', repo: 'b', issue_number: '1' })).toEqual([]);
  });
});

describe('responses and webhooks', () => {
  test('an answer without a required property, or with a status unknown to the operation, is found', () => {
    const getLabel = operation('GET', '/repos/a/b/labels/c');
    const label = {
      id: 1,
      node_id: 'x',
      url: 'https://x.example/y',
      name: 'c',
      description: null,
      color: 'ededed',
      default: false,
    };
    expect(judgeResponse(getLabel, 200, label)).toEqual([]);
    const { color: _, ...colourless } = label;
    expect(judgeResponse(getLabel, 200, colourless).join()).toContain('color');
    expect(judgeResponse(getLabel, 200, { ...label, id: 'one' }).join()).toContain('/id');
    expect(judgeResponse(getLabel, 204, undefined)).toEqual(['status 204 is not described']);
    expect(judgeResponse(operation('DELETE', '/repos/a/b/labels/c'), 204, { left: 'over' })).toEqual([
      'status 204 has no body',
    ]);
  });

  test('a webhook that GitHub does not know, or that lacks something, is found', () => {
    expect(judgeWebhook('issues', 'sneezed', {})).toEqual(['GitHub describes no webhook issues-sneezed']);
    expect(judgeWebhook('issues', 'opened', { action: 'opened' }).join()).toContain('"issue"');
    expect(judgeWebhook('push', null, { ref: 1 }).join()).toContain('/ref must be string');
  });
});

describe('at the server', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await startAcme();
  });
  afterAll(() => acme.github.close());

  const taken = () =>
    acme.github.violations.take().map(({ kind, where, who }) => `${kind}: ${where} (${who})`);

  test('a wrong request is answered 422, recorded with who sent it, and fails assertClean', async () => {
    const at = await createShop(acme, 'wrong');
    const request = acme.github
      .octokitFor('bob')
      .request('POST /repos/{owner}/{repo}/issues', { ...at, title: ['x'] } as never);
    expect(await statusOf(request)).toBe(422);
    expect(() => acme.github.assertClean()).toThrow(
      /POST \/repos\/\{owner\}\/\{repo\}\/issues \(user bob\)\n.*title/,
    );
    expect(taken()).toEqual(['request: POST /repos/{owner}/{repo}/issues (user bob)']);
    acme.github.assertClean();
  });

  test('an ignored name goes through and is recorded', async () => {
    const at = await createShop(acme, 'ignored');
    const { status } = await acme.github
      .octokitFor('bob')
      .request('POST /repos/{owner}/{repo}/issues', { ...at, title: 'x', lables: ['y'] });
    expect(status).toBe(201);
    expect(taken()).toEqual(['request: POST /repos/{owner}/{repo}/issues (user bob)']);
  });

  test('an operation that is not emulated answers 501, one that GitHub lacks 404; both are recorded', async () => {
    const octokit = acme.github.octokitFor('bob');
    expect(await statusOf(octokit.request('GET /emojis'))).toBe(501);
    expect(await statusOf(octokit.request('GET /no/such/thing'))).toBe(404);
    expect(taken()).toEqual([
      'not-emulated: GET /emojis (user bob)',
      'not-emulated: GET /no/such/thing (user bob)',
    ]);
  });

  test('what GitHub refuses on purpose is no violation', async () => {
    const at = await createShop(acme, 'refused');
    expect(await statusOf(acme.app.issues.get({ ...at, issue_number: 99 }))).toBe(404);
    expect(await statusOf(acme.bob.pulls.create({ ...at, title: 'x', head: 'nowhere', base: 'main' }))).toBe(
      422,
    );
    expect(await statusOf(acme.eve.git.createRef({ ...at, ref: 'refs/heads/x', sha: 'y' }))).toBe(403);
    expect(taken()).toEqual([]);
  });

  test('a body that is no JSON is 400', async () => {
    const at = await createShop(acme, 'garbled');
    const response = await fetch(`${acme.github.url}/repos/${at.owner}/${at.repo}/issues`, {
      method: 'POST',
      body: '{',
    });
    expect([response.status, ((await response.json()) as { message: string }).message]).toEqual([
      400,
      'Problems parsing JSON',
    ]);
  });
});
