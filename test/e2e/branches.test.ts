import { describe, expect, inject, it } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import { type Files, requireCheck, type Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { bypass, documentedBypass, type Setting, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

const POLICY = 'branches: ["release/**"]\n';
const TITLE = 'TECH DEBT: Direct LLM Call in summary.py';

/** A repository whose policy watches release branches, and that has `release/1`. */
async function withRelease(files: Files = {}): Promise<Setting> {
  const setting = await newRepository({ '.github/tollgate.yml': POLICY, ...files });
  await cut(setting, 'release/1');
  return setting;
}

async function cut({ ada }: Setting, branch: string, from = 'main'): Promise<void> {
  const { data } = await ada.octokit.rest.git.getRef({ ...ada.repository, ref: `heads/${from}` });
  await ada.octokit.rest.git.createRef({
    ...ada.repository,
    ref: `refs/heads/${branch}`,
    sha: data.object.sha,
  });
  await world().settle();
}

async function propose(
  { ada }: Setting,
  branch: string,
  files: Files,
  base: string,
  title = `fix: ${branch}`,
): Promise<number> {
  await ada.commit(branch, files, title, base);
  const pull = await ada.openPull(branch, title, base);
  await world().settle();
  return pull;
}

/** Commits on a branch and merges it into another one. */
async function bring(setting: Setting, branch: string, files: Files, base: string): Promise<number> {
  const pull = await propose(setting, branch, files, base);
  expect(await setting.ada.merge(pull)).toBeNull();
  await world().settle();
  return pull;
}

async function push({ ada }: Setting, branch: string, files: Files): Promise<void> {
  await ada.commit(branch, files);
  await world().settle();
}

async function onlyIssue(ada: Teammate) {
  const [issue, ...others] = await ada.trackingIssues();
  expect(others).toEqual([]);
  if (issue === undefined) throw new Error('There is no tracking issue.');
  return issue;
}

const deadlineOf = (body: string) => /\*\*Deadline\*\* \| \*\*(.+)\*\* \|/.exec(body)?.[1];

describe('a branch that policy names', () => {
  it('starts the clock of what is merged into it, and freezes features to every branch', async () => {
    const setting = await withRelease();
    const { ada } = setting;
    const reason = await ada.openIssue('Why');
    const pull = await propose(
      setting,
      'summary',
      { 'src/summary.py': documentedBypass(reason) },
      'release/1',
    );
    expect((await ada.check(pull)).title).toBe('1 documented bypass: emergency, 48 hours from the merge');
    expect((await onlyIssue(ada)).body).toContain(`48 hours after #${pull} merges`);
    await ada.merge(pull);
    await world().settle();
    const started = await onlyIssue(ada);
    expect(started).toMatchObject({ title: TITLE, state: 'open' });
    expect(started.body).toContain('emergency, 48 hours from the merge at');
    expect(started.body).toContain('on `release/1`: [`src/summary.py');
    expect(started.body).toContain('when the call is gone from `release/1`.');
    await world().pass(48 * HOUR);
    expect((await onlyIssue(ada)).labels).toContain('overdue');
    const feature = await propose(setting, 'more', { 'src/more.py': 'x = 1\n' }, 'main', 'feat: more');
    const frozen = await ada.check(feature);
    expect(frozen.conclusion).toBe('failure');
    expect(frozen.summary).toContain('/blob/release/1/src/summary.py');
    // A push to the default branch, which never had it, pays nothing.
    await bring(setting, 'other', { 'src/other.py': 'x = 1\n' }, 'main');
    expect((await onlyIssue(ada)).state).toBe('open');
    const removal = await propose(setting, 'pay', { 'src/summary.py': null }, 'release/1', 'feat: pay');
    expect(await ada.check(removal)).toMatchObject({ conclusion: 'success' });
    expect((await ada.check(feature)).summary).toContain(`#${removal} removes it`);
    await ada.merge(removal);
    await world().settle();
    expect(await onlyIssue(ada)).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect((await ada.comments(started.number)).at(-1)).toContain('the call is gone from `release/1`');
    expect((await ada.check(feature)).conclusion).toBe('success');
  });

  it('keeps a debt open that is gone from the default branch alone', async () => {
    const setting = await withRelease();
    const { ada } = setting;
    const reason = await ada.openIssue('Why');
    await bring(setting, 'summary', { 'src/summary.py': documentedBypass(reason) }, 'main');
    const { number, body } = await onlyIssue(ada);
    expect(body).toContain('when the call is gone from `main`.');
    await cut(setting, 'release/2');
    expect((await onlyIssue(ada)).body).toContain('when the call is gone from `main` and `release/2`.');
    expect((await ada.comments(number)).at(-1)).toContain('The call is on `release/2` too.');
    // Its lines move on the one branch and stay on the other.
    await bring(setting, 'lines', { 'src/summary.py': `\n\n${documentedBypass(reason)}` }, 'main');
    expect((await onlyIssue(ada)).body).toMatch(
      /on `main`: \[`src\/summary.py:8`.*<br>on `release\/2`: \[`src\/summary.py:6`/,
    );
    const removal = await propose(setting, 'pay', { 'src/summary.py': 'x = 1\n' }, 'main');
    expect((await ada.check(removal)).summary).toContain(`#${number} stands on \`release/2\` too`);
    await ada.merge(removal);
    await world().settle();
    const left = await onlyIssue(ada);
    expect(left.state).toBe('open');
    expect(left.body).toContain('when the call is gone from `release/2`.');
    expect(deadlineOf(left.body)).toBe(deadlineOf(body));
    expect((await ada.comments(number)).at(-1)).toContain('The call is gone from `main`.');
    await world().pass(48 * HOUR);
    expect((await onlyIssue(ada)).labels).toContain('overdue');
    await bring(setting, 'pay-there', { 'src/summary.py': 'x = 1\n' }, 'release/2');
    expect(await onlyIssue(ada)).toMatchObject({ state: 'closed', stateReason: 'completed' });
  });

  it('takes a debt over from another one with its clock: a backport is no copy, a second place is', async () => {
    const setting = await withRelease();
    const { ada } = setting;
    const reason = await ada.openIssue('Why');
    await bring(setting, 'summary', { 'src/summary.py': documentedBypass(reason) }, 'main');
    const { body } = await onlyIssue(ada);
    await world().pass(HOUR);
    const files = { 'src/summary.py': documentedBypass(reason) };
    const both = await propose(
      setting,
      'copies',
      { ...files, 'src/copy.py': documentedBypass(reason) },
      'release/1',
    );
    expect((await ada.check(both)).conclusion).toBe('failure');
    expect((await ada.check(both)).summary).toContain(
      'belongs to a bypass that is on the default branch already',
    );
    const pull = await propose(setting, 'backport', files, 'release/1');
    expect(await ada.check(pull)).toMatchObject({
      conclusion: 'success',
      title: '1 documented bypass, tracked already',
    });
    await ada.merge(pull);
    await world().settle();
    const both2 = await onlyIssue(ada);
    expect(both2.body).toContain('gone from `main` and `release/1`');
    expect(deadlineOf(both2.body)).toBe(deadlineOf(body));
  });

  it('owes for what is pushed to it, also when it is new, and not for what it had before it was watched', async () => {
    const setting = await newRepository({ 'src/old.py': bypass('old') });
    const { ada, carol } = setting;
    await cut(setting, 'release/0');
    await push(setting, 'release/0', { 'src/summary.py': bypass('before') });
    await carol.octokit.rest.repos.deleteBranchProtection({ ...carol.repository, branch: 'main' });
    await push(setting, 'main', { '.github/tollgate.yml': POLICY });
    expect(await ada.trackingIssues()).toEqual([]);
    await push(setting, 'release/0', { 'src/more.py': bypass('after') });
    const pushed = await onlyIssue(ada);
    expect(pushed.body).toContain('This call came to `release/0` without a debt comment');
    expect(pushed.title).toContain('more.py');
    // A branch that is made with a bypass on it, and one that only has what the default branch has.
    const release = (name: string, files: Files) => ada.commit(`release/${name}`, files);
    await release('clean', { 'src/new.py': 'x = 1\n' });
    await release('hidden', { 'src/new.py': bypass('hidden') });
    await world().settle();
    const issues = await ada.trackingIssues();
    expect(issues.map(({ title }) => title.split(' ').at(-1))).toEqual(['more.py', 'new.py']);
    expect(issues[1]?.body).toContain('This call came to `release/hidden`');
  });

  it('is told of in a check that fails on the way there, where it does not require that', async () => {
    const setting = await withRelease();
    const pull = await propose(setting, 'one', { 'src/one.py': bypass() }, 'release/1');
    const said = async () => (await setting.ada.check(pull)).summary.split('\n')[0];
    const advisory = '**Advisory only:** `release/1` does not require this check';
    expect(await said()).toContain(advisory);
    await requireCheck(world(), setting.carol, 'release/1');
    await world().app.queue.enqueue([{ queue: 'upkeep', data: {} }]);
    await world().settle();
    expect(await said()).not.toContain('Advisory');
    // Nobody expects of a side branch that it requires anything.
    const side = await propose(setting, 'two', { 'src/two.py': bypass() }, 'one');
    expect((await setting.ada.check(side)).summary).not.toContain('Advisory');
  });

  it('brings a debt back that was paid, with its clock, when it is cut from a commit that still had it', async () => {
    const setting = await withRelease({ 'src/old.py': bypass('old') });
    const { ada } = setting;
    const reason = await ada.openIssue('Why');
    await bring(setting, 'summary', { 'src/summary.py': documentedBypass(reason) }, 'main');
    const { number, body } = await onlyIssue(ada);
    await cut(setting, 'kept');
    await bring(setting, 'pay', { 'src/summary.py': null, 'src/old.py': null }, 'main');
    expect((await onlyIssue(ada)).state).toBe('closed');
    await world().pass(HOUR);
    await cut(setting, 'release/2', 'kept');
    const back = await onlyIssue(ada);
    expect(back).toMatchObject({ number, state: 'open' });
    expect(back.body).toContain('when the call is gone from `release/2`.');
    expect(deadlineOf(back.body)).toBe(deadlineOf(body));
    expect((await ada.comments(number)).at(-1)).toContain('The call is back on `release/2`');
    await bring(setting, 'pay-there', { 'src/summary.py': null }, 'release/2');
    expect((await onlyIssue(ada)).state).toBe('closed');
  });

  it('takes its debts along when it is deleted, and is looked at as long as one stands, whatever policy says', async () => {
    const setting = await withRelease();
    const { ada, carol } = setting;
    const reason = await ada.openIssue('Why');
    await bring(setting, 'summary', { 'src/summary.py': documentedBypass(reason) }, 'release/1');
    const { number } = await onlyIssue(ada);
    const unwatch = await propose(setting, 'unwatch', { '.github/tollgate.yml': 'branches: []\n' }, 'main');
    expect((await ada.check(unwatch)).summary).toContain('no longer watches the branches `release/**`');
    await carol.approve(unwatch);
    await world().settle();
    await ada.merge(unwatch);
    await world().settle();
    expect((await onlyIssue(ada)).state).toBe('open');
    await push(setting, 'release/1', { 'src/summary.py': `\n${documentedBypass(reason)}` });
    expect((await onlyIssue(ada)).body).toContain('on `release/1`: [`src/summary.py:7`');
    // What the policy no longer shows there is not known to be gone.
    const off = await propose(
      setting,
      'off',
      { '.github/tollgate.yml': 'rules: { direct-call: off }\n' },
      'main',
    );
    await carol.approve(off);
    await world().settle();
    expect(await ada.merge(off)).toBeNull();
    await world().settle();
    expect((await ada.comments(number)).at(-1)).toContain('policy has turned its rule off');
    expect((await onlyIssue(ada)).state).toBe('open');
    await ada.octokit.rest.git.deleteRef({ ...ada.repository, ref: 'heads/release/1' });
    await world().settle();
    expect(await onlyIssue(ada)).toMatchObject({ number, state: 'closed', stateReason: 'completed' });
  });

  it('is found again by upkeep and after a lost database, with what stands there', async () => {
    const setting = await withRelease();
    const { ada } = setting;
    const reason = await ada.openIssue('Why');
    await bring(setting, 'summary', { 'src/summary.py': documentedBypass(reason) }, 'release/1');
    const before = await onlyIssue(ada);
    await world().restart(copyTemplate(inject('dataTemplate')));
    await world().settle();
    expect(await onlyIssue(ada)).toEqual(before);
    const found = world().github.webhooks.drop(() => true);
    await ada.commit('release/1', { 'src/summary.py': 'x = 1\n' });
    await world().settle();
    found();
    expect((await onlyIssue(ada)).state).toBe('open');
    await world().app.queue.enqueue([{ queue: 'upkeep', data: {} }]);
    await world().settle();
    expect(await onlyIssue(ada)).toMatchObject({ state: 'closed', stateReason: 'completed' });
  });
});

describe('a branch that nobody watches', () => {
  it('is told of in the issue of a debt that waits there, before and after the merge', async () => {
    const setting = await withRelease();
    const { ada } = setting;
    const reason = await ada.openIssue('Why');
    await cut(setting, 'side');
    const pull = await propose(setting, 'part', { 'src/summary.py': documentedBypass(reason) }, 'side');
    expect((await ada.check(pull)).summary).toContain('emergency, 48 hours from the merge into `main`');
    const waiting = (await onlyIssue(ada)).body;
    expect(deadlineOf(waiting)).toBe('48 hours after it reaches `main` or `release/**`');
    expect(waiting).toContain(`Merging #${pull} into \`side\` starts no clock`);
    await ada.merge(pull);
    await world().settle();
    const left = (await onlyIssue(ada)).body;
    expect(left).toContain(`#${pull} was merged into \`side\`, where no clock runs`);
    expect(left).not.toContain('merges');
  });
});
