import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import { type Files, Teammate } from '../support/teamwork.ts';
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

/** Merges a PR that passes. */
async function land(by: Teammate, branch: string, files: Files): Promise<void> {
  const pull = await by.propose(branch, `fix: ${branch}`, files);
  await world().settle();
  expect(await by.merge(pull)).toBeNull();
  await world().settle();
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

  it('leaves the number of the reason issue in the suggestion', async () => {
    const { ada } = await newRepository();
    const choice =
      'def route(client, task):\n    if task == "coding":\n        model = "gpt-4"\n    else:\n        model = "claude-3-opus"\n    return client.chat.completions.create(model=model)\n';
    const pull = await ada.propose('route', 'fix: route', { 'src/route.py': choice });
    await world().settle();
    const [asked] = await ada.reviewComments(pull);
    const link = /\((https:[^)]*\/issues\/new\?[^)]*)\)/.exec(asked?.body ?? '')?.[1] ?? '';
    const reason = await ada.followReasonLink(link, { why: 'No feature X', when: 'LiteLLM v2.0' });
    await world().settle();
    const before = await ada.reviewComments(pull);
    expect(before[0]?.body).toContain(`# Issue: #${reason} - No feature X`);
    await world().restart(newDatabase());
    await world().settle();
    expect(await ada.reviewComments(pull)).toEqual(before);
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

  it('knows again what people decided in a freeze, and who', async () => {
    const { ada, carol } = await newRepository();
    const reason = await ada.openIssue('Why');
    const debt = await ada.propose('debt', 'fix: debt', { 'src/one.py': documentedBypass(reason) });
    await world().settle();
    await ada.merge(debt);
    await world().settle();
    await world().pass(48 * HOUR);
    const feature = (name: string) => ada.propose(name, `feat: ${name}`, { [`src/${name}.py`]: 'x = 1\n' });
    const [retitled, classified, urgent] = [await feature('a'), await feature('b'), await feature('c')];
    const unheard = await feature('d');
    await world().settle();
    await ada.retitle(retitled, 'fix: a');
    await ada.comment(classified, '/tollgate classify fix');
    await carol.comment(urgent, '/tollgate override the night');
    await world().settle();
    const heard = world().github.webhooks.drop(() => true);
    await carol.label(unheard, 'bug');
    heard();
    const checks = () => Promise.all([retitled, classified, urgent].map((pull) => ada.check(pull)));
    const before = await checks();
    expect(before.map(({ title }) => title)).toEqual([
      'Not held by the feature freeze: reclassified after it began',
      'Not held by the feature freeze: reclassified after it began',
      'Let through the feature freeze by the contact',
    ]);
    await world().restart(newDatabase());
    await world().settle();
    expect(await checks()).toEqual(before);
    expect(await Promise.all([retitled, urgent].map((pull) => runsOn(ada, pull)))).toEqual([1, 1]);
    const { summary } = await ada.check(unheard);
    expect(summary).toMatch(/UTC, by `carol`: no feature, since it is labelled `bug`/);
    // Paid and back it is another freeze, and takes another override.
    await land(ada, 'pay', { 'src/one.py': null });
    await land(ada, 'back', { 'src/one.py': documentedBypass(reason) });
    await world().restart(newDatabase());
    await world().settle();
    expect((await ada.check(urgent)).title).toContain('Feature freeze: 1 overdue debt');
  });

  it('says still how many old bypasses there were at first, and who is let through their freeze', async () => {
    const by = world().clock.now().toISOString().slice(0, 10);
    const { ada, carol } = await newRepository({
      '.github/tollgate.yml': `baseline: { by: ${by} }\n`,
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`src/${name}.py`, bypass(name)])),
    });
    await world().settle();
    await land(ada, 'mend', { 'src/a.py': null });
    await world().pass(24 * HOUR);
    const urgent = await ada.propose('urgent', 'feat: urgent', { 'src/d.py': 'x = 1\n' });
    await world().settle();
    await carol.comment(urgent, '/tollgate override the night');
    await world().settle();
    const issues = async () =>
      (await ada.octokit.rest.issues.listForRepo({ ...ada.repository, labels: 'gateway-baseline' })).data;
    const [adoption] = await issues();
    expect(adoption?.title).toBe('Old bypasses of the LLM gateway: 2 of 3 left');
    const told = await ada.comments(adoption?.number ?? 0);
    expect(told).toEqual([expect.stringContaining(`\`carol\` let #${urgent} through the freeze: the night`)]);
    const check = await ada.check(urgent);
    expect(check.title).toBe('Let through the feature freeze by the contact');
    await world().restart(newDatabase());
    await world().settle();
    expect((await issues()).map(({ title, body }) => [title, body])).toEqual([
      [adoption?.title, adoption?.body],
    ]);
    expect(await ada.comments(adoption?.number ?? 0)).toEqual(told);
    expect(await ada.check(urgent)).toEqual(check);
  });

  it('answers a command that nobody has heard, and none twice', async () => {
    const { ada, eve } = await newRepository();
    const pull = await ada.propose('one', 'feat: one', { 'src/one.py': 'x = 1\n' });
    await world().settle();
    await ada.comment(pull, '/tollgate classify fix');
    // Of two refusals the second is a reaction alone.
    for (let time = 0; time < 2; time++) await eve.comment(pull, '/tollgate status');
    await world().settle();
    const before = await ada.comments(pull);
    const heard = world().github.webhooks.drop(() => true);
    await ada.comment(pull, '/tollgate status');
    heard();
    await world().restart(newDatabase());
    await world().settle();
    const after = await ada.comments(pull);
    expect(after.slice(0, -2)).toEqual(before);
    expect(after.at(-1)).toContain('It counts as no feature, since `ada` said so');
    // Days later nobody waits for an answer any more.
    const unheard = world().github.webhooks.drop(() => true);
    await ada.comment(pull, '/tollgate recheck');
    unheard();
    await world().pass(73 * HOUR);
    await world().restart(newDatabase());
    await world().settle();
    expect((await ada.comments(pull)).length).toBe(after.length + 1);
  });

  it('leaves a command alone that was written before the App was there', async () => {
    const { github, clock, settle } = world();
    github.createOrganization('late', { owners: ['carol'] });
    const at = { owner: 'late', repo: 'chat' };
    await github.createRepository({
      ...{ owner: at.owner, name: at.repo, files: { 'README.md': '# chat\n' } },
      collaborators: { ada: 'write' },
    });
    const ada = new Teammate(world(), 'ada', at);
    const pull = await ada.propose('one', 'feat: one', { 'src/one.py': 'x = 1\n' });
    await ada.comment(pull, '/tollgate status');
    clock.advance(HOUR);
    github.installApp({ account: 'late' });
    await settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
    expect(await ada.comments(pull)).toEqual(['/tollgate status']);
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
