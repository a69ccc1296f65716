import { describe, expect, it } from 'vitest';
import { HOUR } from '../support/world.ts';
import { bypass, documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

async function upkeep(): Promise<void> {
  await world().app.queue.enqueue([{ queue: 'upkeep', data: {} }]);
  await world().settle();
}

describe('upkeep', () => {
  it('judges a PR of which GitHub never told, with all voices', async () => {
    const { ada } = await newRepository();
    await ada.propose('first', 'fix: first', { 'src/first.py': 'x = 1\n' });
    await world().settle();
    const found = world().github.webhooks.drop(() => true);
    const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
    await world().settle();
    await expect(ada.check(pull)).rejects.toThrow('has no check');
    found();
    await upkeep();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    expect(await ada.comments(pull)).toHaveLength(1);
  });

  it('has GitHub deliver again what nobody answered', async () => {
    const { ada } = await newRepository();
    const { webhooks } = world().github;
    const reachable = webhooks.fail(() => true);
    const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
    await world().settle();
    reachable();
    await upkeep();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    expect(
      webhooks.deliveries.some((delivery) => delivery.redelivery && delivery.outcome === 'answered'),
    ).toBe(true);
  });

  it('starts and ends debts whose merges GitHub never told, with the clock of the merge', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': documentedBypass(reason) });
    await world().settle();
    const found = world().github.webhooks.drop(() => true);
    await ada.merge(pull);
    await world().settle();
    world().clock.advance(47 * HOUR);
    found();
    await upkeep();
    expect((await ada.trackingIssues())[0]?.body).toContain('from the merge at');
    await world().pass(HOUR);
    expect((await ada.trackingIssues())[0]?.labels).toContain('overdue');
    const lost = world().github.webhooks.drop(() => true);
    const removal = await ada.propose('pay', 'fix: pay', { 'src/a.py': null });
    await world().settle();
    lost();
    await upkeep();
    await ada.merge(removal);
    await world().settle();
    expect((await ada.trackingIssues())[0]).toMatchObject({ state: 'closed', stateReason: 'completed' });
  });

  it('finds commands of which GitHub never told, and does each once', async () => {
    const { ada, carol } = await newRepository();
    const pull = await ada.propose('first', 'feat: first', { 'src/first.py': 'x = 1\n' });
    await world().settle();
    const old = await ada.comment(pull, 'Not yet.');
    await upkeep();
    world().clock.advance(HOUR);
    const found = world().github.webhooks.drop(({ event }) => event === 'issue_comment');
    const lost = await ada.comment(pull, '/tollgate classify fix');
    const issue = await ada.openIssue('Something');
    const onIssue = await carol.comment(issue, '/tollgate status');
    const edited = await ada.comment(pull, 'Well.');
    world().clock.advance(HOUR / 60);
    for (const comment_id of [old, edited])
      await ada.octokit.rest.issues.updateComment({
        ...ada.repository,
        comment_id,
        body: '/tollgate recheck',
      });
    await world().settle();
    found();
    // What the webhook tells now is not asked about once more.
    const told = await ada.comment(pull, '/tollgate help');
    await world().settle();
    for (let count = 0; count < 2; count++) {
      await upkeep();
      world().clock.advance(HOUR);
    }
    for (const comment of [lost, onIssue, told])
      expect(await (comment === onIssue ? carol : ada).reactions(comment)).toEqual(['tollgate[bot] +1']);
    for (const comment of [old, edited]) expect(await ada.reactions(comment)).toEqual([]);
    const answers = async (number: number) =>
      (await ada.comments(number)).filter((body) => body.includes('tollgate:event:answer')).length;
    expect([await answers(pull), await answers(issue)]).toEqual([2, 1]);
  });

  it('asks for no comments where there is nothing to ask Tollgate about', async () => {
    const { ada } = await newRepository();
    const { requests } = world().github;
    await ada.comment(await ada.openIssue('Something'), '/tollgate status');
    await world().settle();
    await upkeep();
    const before = requests.length;
    await upkeep();
    const listed = requests.slice(before).filter(({ path }) => path.includes(`/${ada.repository.repo}/`));
    expect(listed.filter(({ path }) => /comments|gh-readonly-queue/.test(path))).toEqual([]);
  });

  it('asks for nothing where nothing is stale', async () => {
    const { ada } = await newRepository();
    await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
    await world().settle();
    await upkeep();
    const { requests } = world().github;
    const before = requests.length;
    await upkeep();
    const asked = new Set(requests.slice(before).map(({ operation }) => operation));
    expect([...asked].filter((operation) => !operation.startsWith('GET'))).toEqual([]);
    expect([...asked].filter((operation) => /trees|blobs|check-runs/.test(operation))).toEqual([]);
  });
});
