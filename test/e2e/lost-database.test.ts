import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import type { Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { bypass, documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();
const newDatabase = () => copyTemplate(inject('dataTemplate'));
const deadlineOf = (body = '') => /\*\*Deadline\*\* \|.*/.exec(body)?.[0];

/** How often the check was made on a PR's head. */
async function runsOn(by: Teammate, pull: number): Promise<number> {
  const ref = await by.headOf(pull);
  const { data } = await by.octokit.rest.checks.listForRef({ ...by.repository, ref, filter: 'all' });
  return data.total_count;
}

async function untilAllButAdoptionIsDone(): Promise<void> {
  for (;;) {
    await world().github.settled();
    const backlog = await world().app.queue.backlog();
    const others = backlog.filter(({ queue }) => queue !== 'adopt' && queue !== 'upkeep');
    if (others.every(({ waiting, deferred, active }) => waiting + deferred + active === 0)) return;
    await delay(20);
  }
}

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
    expect(await runsOn(ada, second)).toBe(1);

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

  it('takes back what it asked for before, once that is mended', async () => {
    const { ada } = await newRepository();
    const pull = await ada.propose('one', 'fix: one', { 'src/one.py': bypass('one') });
    await world().settle();
    const before = await ada.reviewComments(pull);
    expect(before[0]?.body).toContain('```suggestion');
    await world().restart(newDatabase());
    await world().settle();
    expect(await ada.reviewComments(pull)).toEqual(before);
    expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['CHANGES_REQUESTED']);
    await ada.commit('one', { 'src/one.py': 'x = 1\n' });
    await world().settle();
    expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['DISMISSED']);
    expect((await ada.reviewComments(pull)).map(({ body }) => body)).toEqual([
      expect.stringContaining('**Mended.**'),
    ]);
    expect(await ada.comments(pull)).toEqual([expect.stringContaining('nothing to fix')]);
  });

  it('asks no more for changes where a person has dismissed that, until something else is wrong', async () => {
    const { ada, carol } = await newRepository();
    const pull = await ada.propose('one', 'fix: one', { 'src/one.py': bypass('one') });
    const other = await ada.propose('two', 'fix: two', { 'src/two.py': bypass('two') });
    await world().settle();
    for (const pull_number of [pull, other]) {
      const [review] = await ada.reviews(pull_number);
      await carol.octokit.rest.pulls.dismissReview({
        ...carol.repository,
        ...{ pull_number, review_id: review?.id ?? 0, message: 'Known.' },
      });
    }
    await world().settle();
    const states = async (number: number) => (await ada.reviews(number)).map(({ state }) => state);
    const found = world().github.webhooks.drop(() => true);
    await ada.commit('two', { 'src/two.py': bypass('two'), 'src/three.py': bypass('three') });
    found();
    // A PR that is found at the start gets its check alone; one that is told of before that gets all voices.
    const { faults } = world().github;
    faults.next('502', 1_000, { operation: 'GET /installation/repositories' });
    await world().restart(newDatabase());
    for (const number of [pull, other]) await ada.label(number, `told-${number}`);
    await untilAllButAdoptionIsDone();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    expect(await states(pull)).toEqual(['DISMISSED']);
    // At another head it has not been dismissed by anybody.
    expect(await states(other)).toEqual(['DISMISSED', 'CHANGES_REQUESTED']);
    faults.clear();
    await world().settle();
    for (const text of ['x = 1\n', bypass('again')]) {
      await ada.commit('one', { 'src/one.py': text });
      await world().settle();
    }
    expect(await states(pull)).toEqual(['DISMISSED', 'CHANGES_REQUESTED']);
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
