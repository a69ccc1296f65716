import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Acme, commitFiles, createShop, openPull, startAcme, statusOf } from './fixture.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await startAcme();
});
afterEach(() => acme.github.assertClean());
afterAll(() => acme.github.close());

function annotations(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    path: 'a.py',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'failure' as const,
    message: `at ${index + 1}`,
  }));
}

async function pullWithRun(name: string) {
  const at = await createShop(acme, name);
  const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
  const { data: run } = await acme.app.checks.create({
    ...at,
    name: 'Tollgate',
    head_sha: pull.head.sha,
    status: 'in_progress',
    external_id: 'mine',
  });
  return { at, pull, run, which: { ...at, check_run_id: run.id } };
}

test('a run goes from in_progress to its conclusion, with times of the given clock', async () => {
  const { run, which } = await pullWithRun('life');
  expect([run.status, run.conclusion, run.started_at, run.completed_at]).toEqual([
    'in_progress',
    null,
    '2025-11-17T12:00:00Z',
    null,
  ]);
  acme.clock.set(new Date('2025-11-17T12:00:05Z'));
  const { data: done } = await acme.app.checks.update({
    ...which,
    conclusion: 'failure',
    output: { title: '1 bypass', summary: 'Fix it' },
  });
  expect([done.status, done.conclusion, done.completed_at]).toEqual([
    'completed',
    'failure',
    '2025-11-17T12:00:05Z',
  ]);
  expect([done.output.title, done.external_id, done.pull_requests.length]).toEqual(['1 bypass', 'mine', 1]);
});

test('annotations come 50 a request at most, and add up', async () => {
  const { which } = await pullWithRun('annotated');
  const output = { title: 't', summary: 's' };
  await acme.app.checks.update({ ...which, output: { ...output, annotations: annotations(50) } });
  await acme.app.checks.update({ ...which, output: { ...output, annotations: annotations(10) } });
  const { data: run } = await acme.app.checks.get(which);
  expect(run.output.annotations_count).toBe(60);
  const { data: second } = await acme.app.checks.listAnnotations({ ...which, per_page: 50, page: 2 });
  expect(second).toHaveLength(10);
  expect(
    await statusOf(acme.app.checks.update({ ...which, output: { ...output, annotations: annotations(51) } })),
  ).toBe(422);
  expect(acme.github.violations.take()).toMatchObject([
    { kind: 'request', complaints: [expect.stringContaining('/output/annotations')] },
  ]);
});

test('summary and text are measured in bytes', async () => {
  const { which } = await pullWithRun('long');
  const output = (summary: string) => ({ title: 't', summary });
  expect((await acme.app.checks.update({ ...which, output: output('x'.repeat(65_535)) })).status).toBe(200);
  expect(await statusOf(acme.app.checks.update({ ...which, output: output('ü'.repeat(40_000)) }))).toBe(422);
});

test('completed needs a conclusion, and a commit must exist', async () => {
  const { at, which } = await pullWithRun('incomplete');
  expect(await statusOf(acme.app.checks.update({ ...which, status: 'completed' }))).toBe(422);
  expect(acme.github.violations.take()).toHaveLength(1);
  expect(await statusOf(acme.app.checks.create({ ...at, name: 'x', head_sha: 'f'.repeat(40) }))).toBe(422);
});

test('runs are listed by name, newest of each name unless all are asked for', async () => {
  const { at, pull, run } = await pullWithRun('listed');
  const { data: newer } = await acme.app.checks.create({
    ...at,
    name: 'Tollgate',
    head_sha: pull.head.sha,
    conclusion: 'success',
  });
  await acme.app.checks.create({ ...at, name: 'Other', head_sha: pull.head.sha, conclusion: 'success' });
  const list = async (options: { check_name?: string; filter?: 'latest' | 'all'; app_id?: number }) =>
    (await acme.app.checks.listForRef({ ...at, ref: 'feature', ...options })).data.check_runs.map(
      ({ id }) => id,
    );
  expect(await list({ check_name: 'Tollgate' })).toEqual([newer.id]);
  expect(await list({ check_name: 'Tollgate', filter: 'all' })).toEqual([newer.id, run.id]);
  expect(await list({ app_id: acme.github.app.id })).toHaveLength(2);
  expect(await list({ app_id: 1 })).toEqual([]);
  const { data: suites } = await acme.app.checks.listSuitesForRef({ ...at, ref: pull.head.sha });
  expect(suites.check_suites.map((suite) => [suite.head_branch, suite.latest_check_runs_count])).toEqual([
    ['feature', 3],
  ]);
});

test('a check on a fork’s commit lists no pull request and satisfies the one it belongs to', async () => {
  const at = await createShop(acme, 'fork');
  await acme.eve.repos.createFork({ ...at });
  const sha = await commitFiles(acme.eve, { owner: 'eve', repo: 'fork' }, 'feature', { 'a.py': '1\n' });
  await acme.eve.pulls.create({ ...at, title: 'x', head: 'eve:feature', base: 'main' });
  const { data: run } = await acme.app.checks.create({
    ...at,
    name: 'Tollgate',
    head_sha: sha,
    conclusion: 'success',
  });
  expect(run.pull_requests).toEqual([]);
  expect(acme.github.state().repositories['acme/fork']?.checkRuns[sha]).toMatchObject([
    { name: 'Tollgate', conclusion: 'success' },
  ]);
});

test('statuses combine to the worst of them', async () => {
  const { at, pull } = await pullWithRun('statuses');
  const report = (context: string, state: 'success' | 'failure') =>
    acme.bob.repos.createCommitStatus({ ...at, sha: pull.head.sha, context, state });
  const combined = async () =>
    (await acme.bob.repos.getCombinedStatusForRef({ ...at, ref: 'feature' })).data.state;
  expect(await combined()).toBe('pending');
  await report('ci', 'failure');
  await report('lint', 'success');
  expect(await combined()).toBe('failure');
  await report('ci', 'success');
  expect(await combined()).toBe('success');
});
