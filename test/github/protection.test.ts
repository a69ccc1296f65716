import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Acme, commitFiles, createShop, openPull, type Place, startAcme, statusOf } from './fixture.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await startAcme();
});
afterEach(() => acme.github.assertClean());
afterAll(() => acme.github.close());

interface Requirement {
  strict?: boolean;
  appId?: number;
  enforceAdmins?: boolean;
  reviews?: number;
}

async function protectMain(
  at: Place,
  { strict = false, appId = acme.github.app.id, enforceAdmins = true, reviews }: Requirement = {},
) {
  await acme.ada.repos.updateBranchProtection({
    ...at,
    branch: 'main',
    required_status_checks: { strict, contexts: [], checks: [{ context: 'Tollgate', app_id: appId }] },
    enforce_admins: enforceAdmins,
    required_pull_request_reviews:
      reviews === undefined
        ? null
        : { required_approving_review_count: reviews, dismiss_stale_reviews: true },
    restrictions: null,
  });
}

async function protectedPull(name: string, requirement: Requirement = {}) {
  const at = await createShop(acme, name);
  const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
  await protectMain(at, requirement);
  const merge = () => acme.bob.pulls.merge({ ...at, pull_number: pull.number });
  const report = (
    conclusion: 'success' | 'failure' | 'neutral' | 'skipped' | 'cancelled',
    head_sha = pull.head.sha,
  ) => acme.app.checks.create({ ...at, name: 'Tollgate', head_sha, conclusion });
  const stateOf = async () =>
    (await acme.bob.pulls.get({ ...at, pull_number: pull.number })).data.mergeable_state;
  return { at, pull, merge, report, stateOf };
}

describe('a required check', () => {
  test('that is missing, in progress or failing refuses the merge with 405', async () => {
    const { at, pull, merge, report, stateOf } = await protectedPull('required');
    await expect(merge()).rejects.toThrow('Required status check "Tollgate" is expected.');
    expect(await statusOf(merge())).toBe(405);
    expect(await stateOf()).toBe('blocked');
    await acme.app.checks.create({ ...at, name: 'Tollgate', head_sha: pull.head.sha, status: 'in_progress' });
    await expect(merge()).rejects.toThrow('in progress');
    await report('failure');
    await expect(merge()).rejects.toThrow('failing');
    await report('success');
    expect(await stateOf()).toBe('clean');
    expect((await merge()).data.merged).toBe(true);
  });

  test.each(['success', 'neutral', 'skipped'] as const)(
    'that is %s lets the merge through',
    async (conclusion) => {
      const { merge, report } = await protectedPull(`passes-${conclusion}`);
      await report(conclusion);
      expect((await merge()).data.merged).toBe(true);
    },
  );

  test('counts on the newest head alone', async () => {
    const { at, merge, report } = await protectedPull('newest');
    await report('success');
    const head = await commitFiles(acme.bob, at, 'feature', { 'b.py': '2\n' });
    expect(await statusOf(merge())).toBe(405);
    await report('success', head);
    expect((await merge()).data.merged).toBe(true);
  });

  test('counts only from the App that is expected to report it', async () => {
    const { at, pull, merge } = await protectedPull('expected-app');
    await acme.bob.repos.createCommitStatus({
      ...at,
      sha: pull.head.sha,
      context: 'Tollgate',
      state: 'success',
    });
    expect(await statusOf(merge())).toBe(405);
  });

  test('may come from anybody if no App is named', async () => {
    const { at, pull, merge } = await protectedPull('any-app', { appId: -1 });
    await acme.bob.repos.createCommitStatus({
      ...at,
      sha: pull.head.sha,
      context: 'Tollgate',
      state: 'success',
    });
    expect((await merge()).data.merged).toBe(true);
  });

  test('can be passed over by an admin only where administrators are not included', async () => {
    const strict = await protectedPull('admins-included');
    expect(await statusOf(acme.ada.pulls.merge({ ...strict.at, pull_number: strict.pull.number }))).toBe(405);
    const lax = await protectedPull('admins-free', { enforceAdmins: false });
    expect((await acme.ada.pulls.merge({ ...lax.at, pull_number: lax.pull.number })).data.merged).toBe(true);
  });

  test('keeps direct pushes out', async () => {
    const { at } = await protectedPull('direct');
    expect(await statusOf(commitFiles(acme.bob, at, 'main', { 'x.py': '1\n' }))).toBe(422);
    const put = acme.bob.repos.createOrUpdateFileContents({ ...at, path: 'y.py', message: 'y', content: '' });
    expect(await statusOf(put)).toBe(409);
  });
});

describe('a merge', () => {
  test('names the head that it means, and is refused with 409 if that has moved', async () => {
    const { at, pull, report } = await protectedPull('moved');
    await report('success');
    const stale = acme.bob.pulls.merge({ ...at, pull_number: pull.number, sha: pull.base.sha });
    expect(await statusOf(stale)).toBe(409);
    expect(
      (await acme.bob.pulls.merge({ ...at, pull_number: pull.number, sha: pull.head.sha })).data.merged,
    ).toBe(true);
  });

  test('of a branch that is behind is refused where branches must be up to date', async () => {
    const { at, pull, merge, report } = await protectedPull('strict', { strict: true });
    await report('success');
    await acme.ada.repos.deleteBranchProtection({ ...at, branch: 'main' });
    await commitFiles(acme.ada, at, 'main', { 'x.py': '1\n' });
    await protectMain(at, { strict: true });
    expect(await statusOf(merge())).toBe(405);
    await acme.bob.pulls.updateBranch({ ...at, pull_number: pull.number });
    const { data } = await acme.bob.pulls.get({ ...at, pull_number: pull.number });
    await report('success', data.head.sha);
    expect((await merge()).data.merged).toBe(true);
  });

  test('waits for the approvals that are required, from people who can write, and of the newest head', async () => {
    const { at, pull, merge, report } = await protectedPull('reviews', { reviews: 1 });
    await report('success');
    const approve = (by: Acme['ada']) =>
      by.pulls.createReview({ ...at, pull_number: pull.number, event: 'APPROVE' });
    await approve(acme.eve);
    expect(await statusOf(merge())).toBe(405);
    await approve(acme.ada);
    const head = await commitFiles(acme.bob, at, 'feature', { 'b.py': '2\n' });
    await report('success', head);
    expect(await statusOf(merge())).toBe(405);
    await approve(acme.ada);
    expect((await merge()).data.merged).toBe(true);
  });

  test('of a draft or of a closed pull request is refused', async () => {
    const at = await createShop(acme, 'draft');
    await commitFiles(acme.bob, at, 'feature', { 'a.py': '1\n' });
    const { data: pull } = await acme.bob.pulls.create({
      ...at,
      title: 'x',
      head: 'feature',
      base: 'main',
      draft: true,
    });
    const merge = () => acme.bob.pulls.merge({ ...at, pull_number: pull.number });
    expect(await statusOf(merge())).toBe(405);
    await acme.github.asUser('bob').markReady('acme/draft', pull.number);
    await acme.bob.pulls.update({ ...at, pull_number: pull.number, state: 'closed' });
    expect(await statusOf(merge())).toBe(405);
  });
});

test('a ruleset requires a check too, and is shown to whoever asks for the rules of the branch', async () => {
  const at = await createShop(acme, 'rules');
  const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
  await acme.ada.repos.createRepoRuleset({
    ...at,
    name: 'gate',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: 'Tollgate', integration_id: acme.github.app.id }],
        },
      },
    ],
  });
  const { data: rules } = await acme.app.repos.getBranchRules({ ...at, branch: 'main' });
  expect(rules.map((rule) => rule.type)).toEqual(['required_status_checks']);
  expect((await acme.app.repos.getBranchRules({ ...at, branch: 'feature' })).data).toEqual([]);
  expect(await statusOf(acme.ada.pulls.merge({ ...at, pull_number: pull.number }))).toBe(405);
  await acme.app.checks.create({ ...at, name: 'Tollgate', head_sha: pull.head.sha, conclusion: 'success' });
  expect((await acme.bob.pulls.merge({ ...at, pull_number: pull.number })).data.merged).toBe(true);
});
