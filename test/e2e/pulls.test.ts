import { describe, expect, it } from 'vitest';
import { type Files, Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { bypass, documentedBypass, type Setting, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

const PLANNED = { timeBox: '# Time-box: planned' };

async function proposed(person: Teammate, branch: string, title: string, files: Files): Promise<number> {
  const pull = await person.propose(branch, title, files);
  await world().settle();
  return pull;
}

/** A documented debt on the default branch. @returns its PR */
async function merged(
  { ada }: Setting,
  path = 'src/summary.py',
  changes = {},
  title = 'fix: summary',
): Promise<number> {
  const reason = await ada.openIssue('Why');
  const pull = await proposed(ada, 'summary', title, { [path]: documentedBypass(reason, changes) });
  await ada.merge(pull);
  await world().settle();
  return pull;
}

async function trackingBody(ada: Teammate): Promise<string> {
  return (await ada.trackingIssues())[0]?.body ?? '';
}

describe('a pull request', () => {
  it('that is a draft is judged as any', async () => {
    const { ada } = await newRepository();
    await ada.commit('draft', { 'src/a.py': bypass() });
    const { data } = await ada.octokit.rest.pulls.create({
      ...ada.repository,
      title: 'feat: draft',
      head: 'draft',
      base: 'main',
      draft: true,
    });
    await world().settle();
    expect((await ada.check(data.number)).title).toBe('1 bypass needs a debt comment (or the gateway)');
  });

  it('by a bot is judged as any, and its branch says that it is no feature', async () => {
    const setting = await newRepository();
    const { ada, carol } = setting;
    world().github.createUser('renovate-bot');
    await carol.octokit.rest.repos.addCollaborator({
      ...carol.repository,
      username: 'renovate-bot',
      permission: 'push',
    });
    const renovate = new Teammate(world(), 'renovate-bot', ada.repository);
    await merged(setting);
    await world().pass(48 * HOUR);
    const update = await proposed(renovate, 'renovate/httpx-1.x', 'Update httpx to v1', {
      'a.txt': 'httpx==1\n',
    });
    expect((await ada.check(update)).conclusion).toBe('success');
    const call = await proposed(renovate, 'renovate/openai-2.x', 'Update openai to v2', {
      'src/b.py': bypass('b'),
    });
    expect((await ada.check(call)).title).toBe('1 bypass needs a debt comment (or the gateway)');
    const said = [(await ada.check(call)).summary, ...(await ada.comments(call))];
    expect(said.filter((text) => text.includes('@renovate'))).toEqual([]);
  });

  it('of a stack is judged against the one below, and again when that is merged', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const below = await proposed(ada, 'below', 'fix: below', { 'src/a.py': documentedBypass(reason) });
    await ada.commit('above', { 'src/b.py': 'x = 1\n' }, 'fix: above', 'below');
    const above = await ada.openPull('above', 'fix: above', 'below');
    await world().settle();
    expect(await ada.check(above)).toMatchObject({
      conclusion: 'success',
      title: 'No new LLM call goes around the gateway',
    });
    await ada.octokit.rest.pulls.update({ ...ada.repository, pull_number: above, base: 'main' });
    await world().settle();
    expect((await ada.check(above)).title).toBe('1 documented bypass: emergency, 48 hours from the merge');
    await ada.octokit.rest.pulls.update({ ...ada.repository, pull_number: above, base: 'below' });
    await ada.merge(below);
    await ada.octokit.rest.pulls.update({ ...ada.repository, pull_number: above, base: 'main' });
    await world().settle();
    expect((await ada.check(above)).title).toBe('No new LLM call goes around the gateway');
  });

  it('that is merged into a side branch starts no clock; the one that brings it on does, in the same issue', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    await ada.commit('side', { 'src/b.py': 'x = 1\n' });
    await ada.commit('part', { 'src/a.py': documentedBypass(reason) }, 'fix: part', 'side');
    const part = await ada.openPull('part', 'fix: part', 'side');
    await world().settle();
    await ada.merge(part);
    await world().settle();
    await world().pass(100 * HOUR);
    const [waiting] = await ada.trackingIssues();
    expect(waiting).toMatchObject({ state: 'open' });
    expect(waiting?.body).not.toContain('from the merge at');
    const whole = await ada.openPull('side', 'fix: whole');
    await world().settle();
    expect((await ada.check(whole)).summary).toContain(`see #${waiting?.number}`);
    await ada.merge(whole, 'squash');
    await world().settle();
    const [started, ...others] = await ada.trackingIssues();
    expect(others).toEqual([]);
    expect(started).toMatchObject({ number: waiting?.number, state: 'open' });
    expect(started?.body).toContain('emergency, 48 hours from the merge at');
    expect(started?.body).toContain(`| Added by | #${whole} |`);
  });

  it('of a stranger opens five tracking issues at most, once a writer approves it, and the rest when it is merged', async () => {
    const { ada, eve } = await newRepository();
    const { data: fork } = await eve.octokit.rest.repos.createFork({ ...eve.repository });
    const inFork = new Teammate(world(), 'eve', { owner: 'eve', repo: fork.name });
    const reasons: number[] = [];
    for (const index of [1, 2, 3, 4, 5, 6]) reasons.push(await ada.openIssue(`Why ${index}`));
    const calls = reasons.map((reason, index) => [
      `src/a${index}.py`,
      documentedBypass(reason, {}, `call_${index}`),
    ]);
    await inFork.commit('summary', Object.fromEntries(calls));
    const { data: pull } = await eve.octokit.rest.pulls.create({
      ...eve.repository,
      title: 'fix: summary',
      head: 'eve:summary',
      base: 'main',
    });
    await world().settle();
    expect((await ada.check(pull.number)).title).toContain('6 documented bypasses');
    expect(await ada.trackingIssues()).toEqual([]);
    await ada.approve(pull.number);
    await world().settle();
    expect(await ada.trackingIssues()).toHaveLength(5);
    await ada.merge(pull.number);
    await world().settle();
    const issues = await ada.trackingIssues();
    expect(issues.map(({ state }) => state)).toEqual(Array(6).fill('open'));
    expect(issues.every(({ body }) => body.includes('from the merge at'))).toBe(true);
  });

  it('with 3,000 changed files is judged in full', async () => {
    const { ada } = await newRepository();
    const files = Array.from({ length: 3_000 }, (_, index) => [
      `src/m${index % 50}/f${index}.py`,
      `x = ${index % 7}\n`,
    ]);
    const pull = await proposed(ada, 'many', 'feat: many', {
      ...Object.fromEntries(files),
      'src/m49/last.py': bypass(),
    });
    const check = await ada.check(pull);
    expect(check).toMatchObject({ conclusion: 'failure', annotations: 1 });
    expect(check.summary).toContain('src/m49/last.py');
    expect(check.summary).toContain('3001 changed files, none skipped');
  });
});

describe('two weeks', () => {
  it('are not granted where the approval was dismissed before the merge', async () => {
    const { ada, carol } = await newRepository();
    const reason = await ada.openIssue('Why');
    const pull = await proposed(ada, 'summary', 'fix: summary', {
      'src/a.py': documentedBypass(reason, PLANNED),
    });
    await carol.approve(pull);
    await world().settle();
    expect((await ada.check(pull)).title).toBe('1 documented bypass: planned, 2 weeks from the merge');
    const { data: reviews } = await ada.octokit.rest.pulls.listReviews({
      ...ada.repository,
      pull_number: pull,
    });
    await ada.octokit.rest.pulls.dismissReview({
      ...ada.repository,
      pull_number: pull,
      review_id: reviews.find(({ user }) => user?.login === 'carol')?.id ?? 0,
      message: 'I changed it',
    });
    await world().settle();
    await ada.merge(pull);
    await world().settle();
    expect(await trackingBody(ada)).toContain('emergency, 48 hours from the merge at');
    expect(await trackingBody(ada)).toContain('planned was asked for');
  });

  it('are refused to a date that lies behind them', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const pull = await proposed(ada, 'summary', 'fix: summary', {
      'src/a.py': documentedBypass(reason, {
        ...PLANNED,
        removeAfter: '# Remove after: 2126-01-01, when it is ready',
      }),
    });
    const { conclusion, summary } = await ada.check(pull);
    expect([conclusion, summary.includes('2126-01-01')]).toEqual(['failure', true]);
  });

  it('shrink on the default branch when policy becomes stricter, and never grow', async () => {
    const setting = await newRepository();
    const { ada, carol } = setting;
    await merged(setting);
    const change = async (branch: string, hours: string) => {
      const pull = await proposed(ada, branch, `chore: ${branch}`, {
        '.github/tollgate.yml': `timeBox: { emergency: ${hours} }\n`,
      });
      await carol.approve(pull);
      await world().settle();
      expect(await ada.merge(pull)).toBeNull();
      await world().settle();
    };
    await change('shorter', '12h');
    const [issue] = await ada.trackingIssues();
    const told = await ada.comments(issue?.number ?? 0);
    expect(told.filter((text) => text.includes('The time-box became shorter by policy'))).toHaveLength(1);
    await change('longer', '24h');
    await world().pass(12 * HOUR);
    expect((await ada.trackingIssues())[0]?.labels).toContain('overdue');
  });
});

describe('a debt that can no longer be seen', () => {
  it.each<[string, Files | ((source: string) => Files), RegExp]>([
    [
      'in a folder that policy ignores',
      { '.github/tollgate.yml': 'paths: { ignore: [default, "src/**"] }\n' },
      /under a path that policy ignores/,
    ],
    [
      'because policy turned its rule off',
      { '.github/tollgate.yml': 'rules: { direct-call: off }\n' },
      /policy has turned its rule off/,
    ],
    [
      'because its file is too large',
      (source) => ({ 'src/summary.py': `${source}\n# ${'x'.repeat(1_100_000)}\n` }),
      /its file could not be analysed/,
    ],
    [
      'moved to such a folder by the push that ignores it',
      (source) => ({
        'src/summary.py': null,
        'attic/summary.py': source,
        '.github/tollgate.yml': 'paths: { ignore: [default, "attic/**"] }\n',
      }),
      /under a path that policy ignores/,
    ],
  ])('%s stays open, says why, and becomes overdue', async (_, files, why) => {
    const setting = await newRepository();
    const { ada, carol } = setting;
    await merged(setting);
    await carol.octokit.rest.repos.deleteBranchProtection({ ...carol.repository, branch: 'main' });
    const source = await ada.read('src/summary.py');
    await ada.commit('main', typeof files === 'function' ? files(source) : files);
    await world().settle();
    const [issue] = await ada.trackingIssues();
    expect(issue).toMatchObject({ state: 'open' });
    const told = await ada.comments(issue?.number ?? 0);
    expect(
      told.filter((text) => text.startsWith('<!-- tollgate:event:undecided') && why.test(text)),
    ).toHaveLength(1);
    await world().pass(48 * HOUR);
    expect((await ada.trackingIssues())[0]?.labels).toContain('overdue');
  });
});
