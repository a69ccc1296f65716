import { describe, expect, it } from 'vitest';
import type { Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { bypass, documentedBypass, type Setting, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

/** A repository whose default branch takes pushes, as where the check is not required. */
async function unprotected(files = {}): Promise<Setting> {
  const setting = await newRepository(files);
  const { carol } = setting;
  await carol.octokit.rest.repos.deleteBranchProtection({ ...carol.repository, branch: 'main' });
  await world().settle();
  return setting;
}

/** `git push [--force] origin BRANCH:main`. */
async function pushToMain(person: Teammate, branch: string, force = false): Promise<void> {
  const { data } = await person.octokit.rest.git.getRef({ ...person.repository, ref: `heads/${branch}` });
  const { sha } = data.object;
  await person.octokit.rest.git.updateRef({ ...person.repository, ref: 'heads/main', sha, force });
}

async function tipOfMain(person: Teammate): Promise<string> {
  const { data } = await person.octokit.rest.git.getRef({ ...person.repository, ref: 'heads/main' });
  return data.object.sha;
}

/** A documented debt that a PR brought to the default branch an hour ago. @returns its tracking issue and reason */
async function merged({ ada }: Setting): Promise<{ tracking: number; reason: number; body: string }> {
  const reason = await ada.openIssue('Why');
  const pull = await ada.propose('summary', 'fix: summary', { 'src/summary.py': documentedBypass(reason) });
  await world().settle();
  await ada.merge(pull);
  await world().settle();
  await world().pass(HOUR);
  const [issue] = await ada.trackingIssues();
  if (!issue) throw new Error('There is no tracking issue.');
  return { tracking: issue.number, reason, body: issue.body };
}

function deadlineOf(body: string): string | undefined {
  return /\*\*Deadline\*\* \| \*\*([^*]+)\*\*/.exec(body)?.[1];
}

describe('a push to the default branch', () => {
  it('with undocumented bypasses is an emergency debt from then on, and its issue tells the contact', async () => {
    const { ada } = await unprotected({ 'src/old.py': bypass('old') });
    await ada.commit('work', { 'src/a.py': bypass('one') });
    await ada.commit('work', { 'src/a.py': `${bypass('one')}\n\n${bypass('two')}` });
    await ada.commit('work', { 'docs/a.md': 'words\n' });
    await pushToMain(ada, 'work');
    await world().settle();
    const [issue, ...others] = await ada.trackingIssues();
    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      state: 'open',
      title: 'TECH DEBT: Direct LLM Call in a.py and 1 more place',
    });
    expect(issue?.labels).toContain('emergency');
    expect(issue?.body).toContain('without a debt comment');
    expect(issue?.body).toContain('pushed without a PR');
    expect(issue?.body).toContain('emergency, 48 hours from the push at');
    expect(issue?.body).toContain('@acme/architecture-team');
    expect(issue?.body).not.toContain('old.py');
    await world().pass(47 * HOUR);
    expect((await ada.trackingIssues())[0]?.labels).not.toContain('overdue');
    await world().pass(HOUR);
    expect((await ada.trackingIssues())[0]?.labels).toContain('overdue');
    const feature = await ada.propose('more', 'feat: more', { 'src/more.py': 'x = 1\n' });
    await world().settle();
    expect((await ada.check(feature)).title).toBe('Feature freeze: 1 overdue debt (not caused by this PR)');
    // A comment that is written now documents nothing that the clock would stop for.
    const reason = await ada.openIssue('Why');
    await ada.commit('main', { 'src/a.py': documentedBypass(reason, {}, 'one') });
    await world().settle();
    expect(
      (await ada.trackingIssues()).map(({ state, labels }) => [state, labels.includes('overdue')]),
    ).toEqual([['open', true]]);
    await ada.commit('main', { 'src/a.py': null });
    await world().settle();
    expect((await ada.trackingIssues())[0]).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect((await ada.check(feature)).conclusion).toBe('success');
  });

  it('that renames a function makes nothing new of what is owed there, or old', async () => {
    const { ada } = await unprotected({ 'src/old.py': bypass('old') });
    await ada.commit('main', { 'src/a.py': bypass('one') });
    await world().settle();
    const [before] = await ada.trackingIssues();
    await world().pass(HOUR);
    const rename = { 'src/a.py': bypass('two'), 'src/old.py': bypass('older') };
    const pull = await proposed(ada, 'rename', rename, 'feat: rename');
    expect((await ada.check(pull)).conclusion).toBe('success');
    await ada.merge(pull);
    await world().settle();
    const [after, ...others] = await ada.trackingIssues();
    expect(others).toEqual([]);
    expect(after).toMatchObject({ number: before?.number, state: 'open' });
    expect(deadlineOf(after?.body ?? '')).toBe(deadlineOf(before?.body ?? ''));
    // Still in the baseline: another name once more is nobody's debt either.
    await ada.commit('main', { 'src/old.py': `${bypass('oldest')}\n` });
    await world().settle();
    expect(await ada.trackingIssues()).toHaveLength(1);
  });

  it('with a debt comment in order is the debt that the comment says, and planned is not granted', async () => {
    const { ada } = await unprotected();
    const reason = await ada.openIssue('Why');
    await ada.commit('main', {
      'src/a.py': documentedBypass(reason, { timeBox: '# Time-box: planned' }),
    });
    await world().settle();
    const [issue] = await ada.trackingIssues();
    expect(issue?.body).toContain(`#${reason}: `);
    expect(issue?.body).not.toContain('without a debt comment');
    expect(issue?.body).toContain('emergency, 48 hours from the push at');
    expect(issue?.body).toContain('planned was asked for');
  });

  it('of a copy under the issue of another debt is a debt of its own', async () => {
    const setting = await unprotected();
    const { ada } = setting;
    const { reason, tracking } = await merged(setting);
    await ada.commit('main', { 'src/copy.py': documentedBypass(reason, {}, 'copy') });
    await world().settle();
    const issues = await ada.trackingIssues();
    expect(issues.map(({ title }) => title)).toEqual([
      'TECH DEBT: Direct LLM Call in summary.py',
      'TECH DEBT: Direct LLM Call in copy.py',
    ]);
    expect(issues[0]).toMatchObject({ number: tracking, state: 'open' });
    expect(issues[1]?.body).toContain('without a debt comment');
  });

  it('counts what it brought under the policy of now, though the policy came with it', async () => {
    const { ada } = await unprotected({
      'src/old.py':
        'async def ask(client):\n    return await client.post("http://llm.internal/v1/chat/completions", json={})\n',
    });
    await ada.commit('main', {
      '.github/tollgate.yml': 'services: ["llm.internal"]\n',
      'src/a.py': bypass(),
    });
    await world().settle();
    const issues = await ada.trackingIssues();
    expect(issues.map(({ title }) => title)).toEqual(['TECH DEBT: Direct LLM Call in a.py']);
  });
});

describe('a merge of what did not pass', () => {
  it.each(['squash', 'merge'] as const)(
    'by %s is an emergency debt of that PR, from the merge on',
    async (method) => {
      const { ada } = await unprotected();
      const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
      await world().settle();
      expect((await ada.check(pull)).conclusion).toBe('failure');
      expect(await ada.merge(pull, method)).toBeNull();
      await world().settle();
      const [issue] = await ada.trackingIssues();
      expect(issue?.body).toContain(`#${pull}, merged before it passed`);
      expect(issue?.body).toContain('emergency, 48 hours from the merge at');
    },
  );

  it('before it was looked at is the debt that the PR documents', async () => {
    const { ada, carol } = await unprotected();
    const reason = await ada.openIssue('Why');
    const { webhooks } = world().github;
    webhooks.hold();
    const pull = await ada.propose('summary', 'fix: summary', {
      'src/a.py': documentedBypass(reason, { timeBox: '# Time-box: planned' }),
    });
    await carol.approve(pull);
    await ada.merge(pull, 'squash');
    const lost = webhooks.drop(({ event }) => event.startsWith('pull_request'));
    webhooks.release();
    await world().settle();
    lost();
    const issues = await ada.trackingIssues();
    expect(issues).toHaveLength(1);
    expect(issues[0]?.body).toContain('planned, 2 weeks from the merge at');
    expect(issues[0]?.body).toContain(`| Added by | #${pull} |`);
  });
});

describe('a bypass that was paid and is back', () => {
  it('by a revert goes on with its old clock, in its old issue, and is overdue at once if that has passed', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    const { tracking, body } = await merged(setting);
    await ada.merge(await proposed(ada, 'pay', { 'src/summary.py': null }));
    await world().settle();
    expect((await ada.trackingIssues())[0]).toMatchObject({ state: 'closed' });
    const source = await ada.read('src/summary.py', 'summary');
    const revert = await proposed(ada, 'revert', { 'src/summary.py': source });
    const check = await ada.check(revert);
    expect(check).toMatchObject({
      conclusion: 'success',
      title: '1 documented bypass, back with its old clock',
    });
    expect(check.summary).toContain(
      `comes back with its old clock: until ${deadlineOf(body)}, see #${tracking}`,
    );
    expect(await ada.trackingIssues()).toHaveLength(1);
    await ada.merge(revert);
    await world().settle();
    const [back, ...others] = await ada.trackingIssues();
    expect(others).toEqual([]);
    expect(back).toMatchObject({ number: tracking, state: 'open' });
    expect(deadlineOf(back?.body ?? '')).toBe(deadlineOf(body));
    expect((await ada.comments(tracking)).at(-1)).toContain('its old clock goes on');
    await ada.merge(await proposed(ada, 'pay-again', { 'src/summary.py': null }));
    await world().settle();
    await world().pass(100 * HOUR);
    expect((await ada.trackingIssues())[0]).toMatchObject({ state: 'closed' });
    const late = await proposed(ada, 'revert-again', { 'src/texts.py': source });
    expect((await ada.check(late)).summary).toContain('**overdue at once**');
    const feature = await proposed(ada, 'more', { 'src/more.py': 'x = 1\n' }, 'feat: more');
    await ada.merge(late);
    await world().settle();
    expect((await ada.trackingIssues())[0]).toMatchObject({ number: tracking, state: 'open' });
    expect((await ada.trackingIssues())[0]?.labels).toContain('overdue');
    expect((await ada.check(feature)).conclusion).toBe('failure');
  });

  it('by a forced push goes on with its old clock; what a forced push takes away is paid', async () => {
    const setting = await unprotected();
    const { ada } = setting;
    const start = await tipOfMain(ada);
    const { tracking, body } = await merged(setting);
    await ada.octokit.rest.git.createRef({
      ...ada.repository,
      ref: 'refs/heads/with',
      sha: await tipOfMain(ada),
    });
    await ada.octokit.rest.git.createRef({ ...ada.repository, ref: 'refs/heads/without', sha: start });
    await pushToMain(ada, 'without', true);
    await world().settle();
    expect((await ada.trackingIssues())[0]).toMatchObject({ state: 'closed', stateReason: 'completed' });
    await pushToMain(ada, 'with', true);
    await world().settle();
    const [back, ...others] = await ada.trackingIssues();
    expect(others).toEqual([]);
    expect(back).toMatchObject({ number: tracking, state: 'open' });
    expect(deadlineOf(back?.body ?? '')).toBe(deadlineOf(body));
  });

  it('without its comment is known by the call itself', async () => {
    const setting = await unprotected();
    const { ada } = setting;
    const { tracking } = await merged(setting);
    await ada.commit('main', { 'src/summary.py': null });
    await world().settle();
    await ada.commit('main', { 'src/summary.py': bypass() });
    await world().settle();
    const issues = await ada.trackingIssues();
    expect(issues.map(({ number, state }) => [number, state])).toEqual([[tracking, 'open']]);
  });
});

async function proposed(
  ada: Teammate,
  branch: string,
  files: Record<string, string | null>,
  title = `fix: ${branch}`,
): Promise<number> {
  const pull = await ada.propose(branch, title, files);
  await world().settle();
  return pull;
}
