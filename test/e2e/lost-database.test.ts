import { describe, expect, inject, it } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import { HOUR } from '../support/world.ts';
import { documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();
const newDatabase = () => copyTemplate(inject('dataTemplate'));
const deadlineOf = (body = '') => /\*\*Deadline\*\* \|.*/.exec(body)?.[0];

describe('a lost database', () => {
  it('comes back with every debt, its clock and its issue', async () => {
    const { ada } = await newRepository();
    const [running, proposed] = [await ada.openIssue('Why'), await ada.openIssue('Why not')];
    const first = await ada.propose('one', 'fix: one', {
      'src/one.py': documentedBypass(running, {}, 'one'),
    });
    await world().settle();
    await ada.merge(first);
    await world().settle();
    const second = await ada.propose('two', 'fix: two', {
      'src/two.py': documentedBypass(proposed, {}, 'two'),
    });
    await world().settle();
    const before = await ada.trackingIssues();
    expect(before).toHaveLength(2);

    await world().pass(10 * HOUR);
    await world().restart(newDatabase());
    await world().settle();
    expect(await ada.trackingIssues()).toEqual(before);

    await world().pass(38 * HOUR);
    const overdue = (await ada.trackingIssues()).find((issue) => issue.number === before[0]?.number);
    expect(overdue?.labels).toContain('overdue');
    expect(deadlineOf(overdue?.body)).toBe(deadlineOf(before[0]?.body));

    await ada.close(second);
    await world().settle();
    expect((await ada.trackingIssues()).find((issue) => issue.number === before[1]?.number)?.state).toBe(
      'closed',
    );
    expect(await ada.trackingIssues()).toHaveLength(2);
  });

  it('finds a debt resolved that was paid while nobody looked', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('one', 'fix: one', { 'src/one.py': documentedBypass(reason) });
    await world().settle();
    await ada.merge(pull);
    await world().settle();
    const removal = await ada.propose('pay', 'fix: pay', { 'src/one.py': 'x = 1\n' });
    await world().settle();
    const found = world().github.webhooks.drop(() => true);
    await ada.merge(removal);
    await world().settle();
    found();
    await world().restart(newDatabase());
    await world().settle();
    expect((await ada.trackingIssues())[0]).toMatchObject({ state: 'closed', stateReason: 'completed' });
  });

  it('does not believe a record that somebody copied from another issue', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('one', 'fix: one', { 'src/one.py': documentedBypass(reason) });
    await world().settle();
    await ada.merge(pull);
    await world().settle();
    const [issue] = await ada.trackingIssues();
    const record = /<!-- tollgate:record:.* -->/.exec(issue?.body ?? '')?.[0] ?? '';
    expect(record).not.toBe('');
    await ada.octokit.rest.issues.create({
      ...ada.repository,
      title: 'Copy',
      body: record,
      labels: ['tech-debt'],
    });
    await world().restart(newDatabase());
    await world().settle();
    const open = (await ada.trackingIssues()).filter((one) => one.title !== 'Copy');
    expect(open).toEqual([issue]);
  });
});
