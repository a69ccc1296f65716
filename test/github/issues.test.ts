import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Acme, createShop, openPull, startAcme, statusOf } from './fixture.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await startAcme();
});
afterEach(() => acme.github.assertClean());
afterAll(() => acme.github.close());

test('issues are listed by state, label, author and time, and page by page', async () => {
  const at = await createShop(acme, 'listed');
  for (const title of ['a', 'b', 'c'])
    await acme.bob.issues.create({ ...at, title, labels: title === 'b' ? ['tech-debt', 'extra'] : [] });
  await acme.app.issues.create({ ...at, title: 'd', labels: ['tech-debt'] });
  await acme.bob.issues.update({ ...at, issue_number: 1, state: 'closed' });
  const titles = async (options: object) =>
    (await acme.app.issues.listForRepo({ ...at, ...options })).data.map((issue) => issue.title);
  expect(await titles({})).toEqual(['d', 'c', 'b']);
  expect(await titles({ state: 'all', direction: 'asc' })).toEqual(['a', 'b', 'c', 'd']);
  expect(await titles({ labels: 'tech-debt' })).toEqual(['d', 'b']);
  expect(await titles({ labels: 'tech-debt,extra' })).toEqual(['b']);
  expect(await titles({ creator: acme.github.app.botLogin })).toEqual(['d']);
  expect(await titles({ since: '2025-11-18T00:00:00Z' })).toEqual([]);
  const octokit = acme.github.octokitFor('bob');
  const all = await octokit.paginate(octokit.rest.issues.listForRepo, { ...at, state: 'all', per_page: 1 });
  expect(all).toHaveLength(4);
});

test('the list of issues holds pull requests too, as on GitHub', async () => {
  const at = await createShop(acme, 'mixed');
  await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
  await acme.bob.issues.create({ ...at, title: 'issue' });
  const { data } = await acme.app.issues.listForRepo({ ...at });
  expect(data.map((issue) => [issue.number, issue.pull_request !== undefined])).toEqual([
    [2, false],
    [1, true],
  ]);
});

test('closing and reopening keep the reason', async () => {
  const at = await createShop(acme, 'reasons');
  const { data: issue } = await acme.app.issues.create({ ...at, title: 'x' });
  const update = async (change: object) =>
    (await acme.app.issues.update({ ...at, issue_number: issue.number, ...change })).data;
  expect(await update({ state: 'closed', state_reason: 'not_planned' })).toMatchObject({
    state: 'closed',
    state_reason: 'not_planned',
    closed_by: { login: 'tollgate[bot]' },
  });
  expect(await update({ state: 'open' })).toMatchObject({
    state: 'open',
    state_reason: 'reopened',
    closed_at: null,
  });
  expect(await update({ state: 'closed' })).toMatchObject({ state_reason: 'completed' });
});

test('merging into the default branch closes what the pull request says it fixes, and nothing else', async () => {
  const at = await createShop(acme, 'fixes');
  for (const title of ['one', 'two', 'three']) await acme.bob.issues.create({ ...at, title });
  const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
  await acme.bob.pulls.update({ ...at, pull_number: pull.number, body: 'Fixes #1, resolves #2. See #3.' });
  await acme.bob.pulls.merge({ ...at, pull_number: pull.number, merge_method: 'squash' });
  const states = acme.github
    .state()
    .repositories['acme/fixes']?.issues.map(({ state, stateReason }) => [state, stateReason]);
  expect(states).toEqual([
    ['closed', 'completed'],
    ['closed', 'completed'],
    ['open', null],
  ]);
});

test('titles, bodies and labels have GitHub’s limits', async () => {
  const at = await createShop(acme, 'limits');
  const create = (title: string, body = '') => acme.bob.issues.create({ ...at, title, body });
  expect((await create('x'.repeat(256), 'x'.repeat(65_536))).status).toBe(201);
  expect(await statusOf(create('x'.repeat(257)))).toBe(422);
  expect(await statusOf(create('x', 'x'.repeat(65_537)))).toBe(422);
  expect(await statusOf(create(''))).toBe(422);
  expect(await statusOf(acme.bob.issues.createLabel({ ...at, name: 'x', color: '#ffffff' }))).toBe(422);
  await acme.bob.issues.createLabel({ ...at, name: 'x', color: 'ffffff' });
  expect(await statusOf(acme.bob.issues.createLabel({ ...at, name: 'X' }))).toBe(422);
});

test('labels are added, set and removed; strangers’ labels are dropped in silence', async () => {
  const at = await createShop(acme, 'labels');
  const { data: issue } = await acme.eve.issues.create({ ...at, title: 'x', labels: ['mine'] });
  expect(issue.labels).toEqual([]);
  const which = { ...at, issue_number: issue.number };
  const names = (data: { name: string }[]) => data.map((label) => label.name);
  expect(names((await acme.app.issues.addLabels({ ...which, labels: ['a', 'b'] })).data)).toEqual(['a', 'b']);
  expect(names((await acme.app.issues.setLabels({ ...which, labels: ['b', 'c'] })).data)).toEqual(['b', 'c']);
  expect(names((await acme.app.issues.removeLabel({ ...which, name: 'b' })).data)).toEqual(['c']);
  expect(await statusOf(acme.app.issues.removeLabel({ ...which, name: 'b' }))).toBe(404);
  expect(await statusOf(acme.eve.issues.addLabels({ ...which, labels: ['d'] }))).toBe(403);
});

test('a deleted issue is gone', async () => {
  const at = await createShop(acme, 'gone');
  const { data: issue } = await acme.bob.issues.create({ ...at, title: 'x' });
  await acme.github.asUser('ada').deleteIssue('acme/gone', issue.number);
  expect(await statusOf(acme.app.issues.get({ ...at, issue_number: issue.number }))).toBe(410);
});

test('a transferred issue is somewhere else, which whoever may not know of it does not find', async () => {
  const at = await createShop(acme, 'left');
  await createShop(acme, 'right');
  const { data: issue } = await acme.bob.issues.create({ ...at, title: 'x', body: 'y' });
  const number = await acme.github.asUser('ada').transferIssue('acme/left', issue.number, 'acme/right');
  const { data: found } = await acme.app.issues.get({ ...at, issue_number: issue.number });
  expect([found.number, found.title, found.body]).toEqual([number, 'x', 'y']);
  expect(found.repository_url).toMatch(/acme\/right$/);
  const { data: left } = await acme.app.issues.listForRepo({ ...at, state: 'all' });
  expect(left).toEqual([]);
});

test('comments are written by their author, edited, found by time and reacted to once', async () => {
  const at = await createShop(acme, 'comments');
  const { data: issue } = await acme.bob.issues.create({ ...at, title: 'x' });
  const { data: comment } = await acme.app.issues.createComment({
    ...at,
    issue_number: issue.number,
    body: 'one',
  });
  expect([comment.user?.login, comment.performed_via_github_app?.id]).toEqual([
    'tollgate[bot]',
    acme.github.app.id,
  ]);
  expect(
    await statusOf(acme.eve.issues.updateComment({ ...at, comment_id: comment.id, body: 'mine now' })),
  ).toBe(404);
  await acme.app.issues.updateComment({ ...at, comment_id: comment.id, body: 'two' });
  const { data: listed } = await acme.app.issues.listComments({ ...at, issue_number: issue.number });
  expect(listed.map(({ body }) => body)).toEqual(['two']);
  const react = () =>
    acme.bob.reactions.createForIssueComment({ ...at, comment_id: comment.id, content: '+1' });
  expect([(await react()).status, (await react()).status]).toEqual([201, 200]);
});

test('who retitled and labelled a pull request is listed, oldest first', async () => {
  const at = await createShop(acme, 'history');
  const { number } = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
  const issue = { ...at, issue_number: number };
  await acme.bob.issues.addLabels({ ...issue, labels: ['bug'] });
  await acme.bob.pulls.update({ ...at, pull_number: number, title: 'fix: it', body: 'why' });
  await acme.app.issues.removeLabel({ ...issue, name: 'bug' });
  await acme.bob.issues.update({ ...issue, state: 'closed' });
  const { data } = await acme.app.issues.listEvents(issue);
  expect(data).toMatchObject([
    { event: 'labeled', actor: { login: 'bob' }, label: { name: 'bug' } },
    { event: 'renamed', actor: { login: 'bob' }, rename: { to: 'fix: it' } },
    { event: 'unlabeled', actor: { login: 'tollgate[bot]' }, label: { name: 'bug' } },
    { event: 'closed', actor: { login: 'bob' } },
  ]);
});

test('what people read of time comes from the given clock', async () => {
  const at = await createShop(acme, 'clock');
  acme.clock.set(new Date('2026-01-02T03:04:05.678Z'));
  const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
  acme.clock.set(new Date('2026-01-03T00:00:00Z'));
  await acme.bob.pulls.merge({ ...at, pull_number: pull.number });
  const { data } = await acme.bob.pulls.get({ ...at, pull_number: pull.number });
  expect([data.created_at, data.merged_at]).toEqual(['2026-01-02T03:04:05Z', '2026-01-03T00:00:00Z']);
  const { data: commit } = await acme.bob.repos.getCommit({ ...at, ref: 'main' });
  expect(commit.commit.committer?.date).toBe('2026-01-03T00:00:00Z');
});
