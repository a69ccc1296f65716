import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Acme, commitFiles, createShop, openPull, startAcme, statusOf, tipOf } from './fixture.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await startAcme();
});
afterEach(() => acme.github.assertClean());
afterAll(() => acme.github.close());

const TEN_LINES = Array.from({ length: 30 }, (_, index) => `line${index + 1} = ${index + 1}\n`).join('');

async function longPull(name: string) {
  const at = await createShop(acme, name, { 'a.py': TEN_LINES });
  const pull = await openPull(acme.bob, at, 'feature', {
    'a.py': TEN_LINES.replace('line15 = 15', 'changed = 15'),
  });
  return { at, pull, which: { ...at, pull_number: pull.number } };
}

describe('opening', () => {
  test('needs a head with commits that the base has not, and happens once', async () => {
    const at = await createShop(acme, 'opening');
    const open = (head: string) => acme.bob.pulls.create({ ...at, title: 'x', head, base: 'main' });
    await acme.bob.git.createRef({ ...at, ref: 'refs/heads/same', sha: await tipOf(acme.bob, at, 'main') });
    expect(await statusOf(open('same'))).toBe(422);
    await commitFiles(acme.bob, at, 'feature', { 'a.py': '1\n' });
    const { data } = await open('feature');
    expect([data.number, data.commits, data.additions, data.changed_files, data.mergeable]).toEqual([
      1,
      1,
      1,
      1,
      true,
    ]);
    expect(await statusOf(open('feature'))).toBe(422);
  });

  test('pull requests are listed by state, head and base', async () => {
    const at = await createShop(acme, 'listing');
    const one = await openPull(acme.bob, at, 'one', { 'a.py': '1\n' });
    const two = await openPull(acme.bob, at, 'two', { 'b.py': '2\n' });
    await acme.bob.pulls.update({ ...at, pull_number: two.number, state: 'closed' });
    const list = async (options: object) =>
      (await acme.app.pulls.list({ ...at, ...options })).data.map(({ number }) => number);
    expect(await list({})).toEqual([one.number]);
    expect(await list({ state: 'all' })).toEqual([two.number, one.number]);
    expect(await list({ state: 'all', head: 'acme:two' })).toEqual([two.number]);
    expect(await list({ base: 'release' })).toEqual([]);
    const { data } = await acme.app.repos.listPullRequestsAssociatedWithCommit({
      ...at,
      commit_sha: one.head.sha,
    });
    expect(data.map(({ number }) => number)).toEqual([one.number]);
  });

  test('two pull requests may share one head', async () => {
    const at = await createShop(acme, 'shared');
    await acme.bob.git.createRef({
      ...at,
      ref: 'refs/heads/release',
      sha: await tipOf(acme.bob, at, 'main'),
    });
    const one = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    const { data: two } = await acme.bob.pulls.create({
      ...at,
      title: 'docs: x',
      head: 'feature',
      base: 'release',
    });
    expect(two.head.sha).toBe(one.head.sha);
    const sha = await commitFiles(acme.bob, at, 'feature', { 'b.py': '2\n' });
    expect(acme.github.state().repositories['acme/shared']?.pulls.map(({ head }) => head.sha)).toEqual([
      sha,
      sha,
    ]);
  });

  test('the base SHA is that of the last push and goes stale', async () => {
    const at = await createShop(acme, 'stale');
    const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    const base = await commitFiles(acme.ada, at, 'main', { 'b.py': '2\n' });
    const baseSha = async () => (await acme.bob.pulls.get({ ...at, pull_number: pull.number })).data.base.sha;
    expect(await baseSha()).toBe(pull.base.sha);
    await commitFiles(acme.bob, at, 'feature', { 'c.py': '3\n' });
    expect(await baseSha()).toBe(base);
  });
});

describe('reviews', () => {
  test('hold comments on lines of the diff; one line outside refuses the whole review', async () => {
    const { at, which } = await longPull('lines');
    const review = (...lines: number[]) =>
      acme.app.pulls.createReview({
        ...which,
        event: 'COMMENT',
        body: 'One mend',
        comments: lines.map((line) => ({ path: 'a.py', line, side: 'RIGHT', body: 'mend' })),
      });
    expect(await statusOf(review(15, 1))).toBe(422);
    expect((await acme.app.pulls.listReviewComments(which)).data).toEqual([]);
    expect((await review(12, 15, 18)).status).toBe(200);
    const { data: comments } = await acme.app.pulls.listReviewComments(which);
    expect(comments.map(({ line, user }) => [line, user.login])).toEqual(
      [12, 15, 18].map((line) => [line, 'tollgate[bot]']),
    );
    const elsewhere = { path: 'b.py', line: 1, side: 'RIGHT' as const, body: 'x' };
    expect(
      await statusOf(
        acme.app.pulls.createReview({ ...which, event: 'COMMENT', body: 'x', comments: [elsewhere] }),
      ),
    ).toBe(422);
    await acme.app.pulls.updateReviewComment({ ...at, comment_id: comments[0]?.id ?? 0, body: 'mended' });
    expect(
      (await acme.app.pulls.getReviewComment({ ...at, comment_id: comments[0]?.id ?? 0 })).data.body,
    ).toBe('mended');
  });

  test('comments become outdated when the head moves', async () => {
    const { at, pull, which } = await longPull('outdated');
    await acme.app.pulls.createReviewComment({
      ...which,
      commit_id: pull.head.sha,
      path: 'a.py',
      line: 15,
      side: 'RIGHT',
      body: 'mend',
    });
    await commitFiles(acme.bob, at, 'feature', { 'b.py': '1\n' });
    const { data } = await acme.app.pulls.listReviewComments(which);
    expect([data[0]?.line, data[0]?.original_line]).toEqual([null, 15]);
  });

  test('nobody approves their own; others’ approvals stand until dismissed', async () => {
    const { which } = await longPull('approved');
    expect(await statusOf(acme.bob.pulls.createReview({ ...which, event: 'APPROVE' }))).toBe(422);
    const { data: review } = await acme.ada.pulls.createReview({ ...which, event: 'APPROVE' });
    expect(review.state).toBe('APPROVED');
    await acme.bob.pulls.dismissReview({ ...which, review_id: review.id, message: 'stale' });
    expect((await acme.app.pulls.listReviews(which)).data.map(({ state }) => state)).toEqual(['DISMISSED']);
  });

  test('dismissing can be reserved, and then the App is refused with 403', async () => {
    const { at, which } = await longPull('reserved');
    await acme.ada.repos.updateBranchProtection({
      ...at,
      branch: 'main',
      required_status_checks: null,
      enforce_admins: false,
      required_pull_request_reviews: {
        required_approving_review_count: 1,
        dismissal_restrictions: { users: ['bob'], teams: [] },
      },
      restrictions: null,
    });
    const { data: review } = await acme.app.pulls.createReview({
      ...which,
      event: 'REQUEST_CHANGES',
      body: 'One bypass',
    });
    const dismissal = { ...which, review_id: review.id, message: 'mended' };
    expect(await statusOf(acme.app.pulls.dismissReview(dismissal))).toBe(403);
    expect(
      (await acme.app.pulls.updateReview({ ...which, review_id: review.id, body: 'Mended' })).data.body,
    ).toBe('Mended');
    expect((await acme.bob.pulls.dismissReview(dismissal)).data.state).toBe('DISMISSED');
  });

  test('are requested from people and teams that have access', async () => {
    const { which } = await longPull('requested');
    acme.github.createTeam('acme', 'reviewers', ['ada']);
    await acme.app.pulls.requestReviewers({ ...which, reviewers: ['ada'], team_reviewers: ['reviewers'] });
    const { data } = await acme.app.pulls.listRequestedReviewers(which);
    expect([data.users.map(({ login }) => login), data.teams.map(({ slug }) => slug)]).toEqual([
      ['ada'],
      ['reviewers'],
    ]);
    expect(await statusOf(acme.app.pulls.requestReviewers({ ...which, reviewers: ['nobody'] }))).toBe(422);
  });
});

describe('a suggestion in a review comment', () => {
  const suggested = (lines: string[]) => ['Or so:', '````suggestion', ...lines, '````'].join('\n');

  const commented = async (name: string, body: string) => {
    const { which, pull, at } = await longPull(name);
    const { data } = await acme.app.pulls.createReviewComment({
      ...which,
      body,
      commit_id: pull.head.sha,
      path: 'a.py',
      start_line: 15,
      line: 16,
    });
    return { which, at, id: data.id };
  };

  test('takes the place of its lines by a commit on the branch, as it is written', async () => {
    const body = suggested(['\tone = "```"', 'two = 2', 'three = 3']);
    const { which, at, id } = await commented('suggested', body);
    await acme.github.asUser('bob').applySuggestion('acme/suggested', which.pull_number, id);
    const { data } = await acme.bob.repos.getContent({ ...at, path: 'a.py', ref: 'feature' });
    const text = 'content' in data ? Buffer.from(data.content, 'base64').toString() : '';
    expect(text).toBe(TEN_LINES.replace('line15 = 15\nline16 = 16\n', '\tone = "```"\ntwo = 2\nthree = 3\n'));
  });

  test('is one of several, and refused to those who cannot push and where its lines have changed', async () => {
    const body = `${suggested(['one = 1'])}\n\n${suggested(['two = 2'])}`;
    const { which, id } = await commented('several', body);
    const apply = (login: string, index: number) =>
      acme.github.asUser(login).applySuggestion('acme/several', which.pull_number, id, index);
    await expect(apply('eve', 1)).rejects.toThrow('cannot push');
    await apply('bob', 1);
    await expect(apply('bob', 0)).rejects.toThrow('outdated');
  });
});
