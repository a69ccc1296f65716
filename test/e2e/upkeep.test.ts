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
