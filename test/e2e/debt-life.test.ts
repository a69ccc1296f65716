import { describe, expect, it } from 'vitest';
import { HOUR } from '../support/world.ts';
import { documentedBypass, type Setting, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

/** A PR with one documented bypass, judged. @returns its number */
async function proposeDebt({ ada }: Setting, branch = 'summary'): Promise<number> {
  const reason = await ada.openIssue('Why');
  const pull = await ada.propose(branch, 'fix: summary', { [`src/${branch}.py`]: documentedBypass(reason) });
  await world().settle();
  return pull;
}

describe('a debt', () => {
  it.each([
    ['by the push alone', 'pull_request', 'closed'],
    ['by the closed pull request alone', 'push', undefined],
  ])('starts its clock when the merge is told %s', async (_, event, action) => {
    const setting = await newRepository();
    const pull = await proposeDebt(setting);
    const drop = world().github.webhooks.drop(
      (delivery) => delivery.event === event && (action === undefined || delivery.action === action),
    );
    await setting.ada.merge(pull);
    await world().settle();
    drop();
    const [issue] = await setting.ada.trackingIssues();
    expect(issue?.body).toMatch(/\*\*Deadline\*\* \| \*\*\d{4}-\d\d-\d\d \d\d:\d\d UTC\*\*/);
    await world().pass(48 * HOUR);
    expect((await setting.ada.trackingIssues())[0]?.labels).toContain('overdue');
  });

  it.each(['merge', 'squash', 'rebase'] as const)('starts its clock after a %s', async (method) => {
    const setting = await newRepository();
    const pull = await proposeDebt(setting);
    expect(await setting.ada.merge(pull, method)).toBeNull();
    await world().settle();
    expect((await setting.ada.trackingIssues())[0]?.body).toContain('from the merge at');
  });

  it('is withdrawn when its PR is closed without merging, and proposed again in the same issue', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    const pull = await proposeDebt(setting);
    await ada.close(pull);
    await world().settle();
    const [withdrawn] = await ada.trackingIssues();
    expect(withdrawn).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    await ada.reopen(pull);
    await world().settle();
    expect(await ada.trackingIssues()).toEqual([
      expect.objectContaining({ number: withdrawn?.number, state: 'open' }),
    ]);
    await world().pass(100 * HOUR);
    expect((await ada.trackingIssues())[0]?.labels).not.toContain('overdue');
  });

  it('is withdrawn when its PR mends the bypass', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    await proposeDebt(setting);
    await ada.commit('summary', { 'src/summary.py': 'x = 1\n' });
    await world().settle();
    expect((await ada.trackingIssues())[0]).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
  });

  it('is resolved on time when the bypass goes, and freezes nothing', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    await ada.merge(await proposeDebt(setting));
    await world().settle();
    await world().pass(HOUR);
    const removal = await ada.propose('pay', 'feat: pay', { 'src/summary.py': null });
    await world().settle();
    expect((await ada.check(removal)).summary).toContain('pays off');
    await ada.merge(removal);
    await world().settle();
    const [issue] = await ada.trackingIssues();
    expect(issue).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect(issue?.body).toContain('- [x] Remove direct call');
    expect((await ada.comments(issue?.number ?? 0)).at(-1)).toContain('Resolved on time');
    await world().pass(100 * HOUR);
    expect((await ada.trackingIssues())[0]?.labels).not.toContain('overdue');
  });

  it('stays one debt with one issue when its lines move and its file is renamed', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    await ada.merge(await proposeDebt(setting));
    await world().settle();
    const source = await ada.read('src/summary.py');
    const move = await ada.propose('move', 'refactor: move', {
      'src/summary.py': null,
      'src/texts/summary.py': `import os\n\n\n${source}`,
    });
    await world().settle();
    expect((await ada.check(move)).conclusion).toBe('success');
    await ada.merge(move);
    await world().settle();
    const issues = await ada.trackingIssues();
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ state: 'open' });
    expect(issues[0]?.body).toContain('src/texts/summary.py');
  });

  it('that is overdue blocks a feature opened later, and a PR that gives no sign, and nothing else', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    await ada.merge(await proposeDebt(setting));
    await world().settle();
    await world().pass(48 * HOUR);
    const titles = {
      'feat: more': 'failure',
      'Add more': 'failure',
      'docs: more': 'success',
      'fix(api)!: more': 'success',
    };
    for (const [index, [title, conclusion]] of Object.entries(titles).entries()) {
      const pull = await ada.propose(`more-${index}`, title, { [`src/more${index}.py`]: 'x = 1\n' });
      await world().settle();
      expect([title, (await ada.check(pull)).conclusion]).toEqual([title, conclusion]);
    }
  });

  it('is classified by its title as it is now', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    await ada.merge(await proposeDebt(setting));
    await world().settle();
    await world().pass(48 * HOUR);
    const pull = await ada.propose('more', 'feat: more', { 'src/more.py': 'x = 1\n' });
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    await ada.retitle(pull, 'fix: more');
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
  });

  it('closed or edited by hand is mended, because the database decides', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    await ada.merge(await proposeDebt(setting));
    await world().settle();
    const [issue] = await ada.trackingIssues();
    await ada.octokit.rest.issues.update({
      ...ada.repository,
      issue_number: issue?.number ?? 0,
      body: 'nothing to see',
      labels: ['mine'],
    });
    await ada.setIssueState(issue?.number ?? 0, 'closed');
    await world().settle();
    const [mended] = await ada.trackingIssues();
    expect(mended).toMatchObject({ state: 'open', body: issue?.body });
    const reasons = (await ada.comments(issue?.number ?? 0)).filter((body) => body.includes('Reopened'));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain('the call is still on `main`');
    expect(mended?.labels).toEqual(expect.arrayContaining(['tech-debt', 'mine']));
  });

  it('of two PRs under one issue is one debt after both have merged, with the first clock', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    const reason = await ada.openIssue('Why');
    const one = await ada.propose('one', 'fix: one', { 'src/one.py': documentedBypass(reason, {}, 'one') });
    const two = await ada.propose('two', 'fix: two', { 'src/two.py': documentedBypass(reason, {}, 'two') });
    await world().settle();
    const { webhooks } = world().github;
    webhooks.hold();
    expect(await ada.merge(one)).toBeNull();
    expect(await ada.merge(two)).toBeNull();
    webhooks.release();
    await world().settle();
    const open = (await ada.trackingIssues()).filter((issue) => issue.state === 'open');
    expect(open).toHaveLength(1);
    expect(open[0]?.body).toContain('src/one.py');
    expect(open[0]?.body).toContain('src/two.py');
  });
});
