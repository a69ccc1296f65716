import { beforeAll, describe, expect, inject, it } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import { requireMergeQueue } from '../support/merge-queue.ts';
import type { Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { bypass, documentedBypass, type Setting, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

beforeAll(() => {
  world().github.createUser('ci');
});

/** Branches are merged into by a queue, which waits for our check and for one of a CI that is slow or not. */
async function queued(ciTakesPart = false): Promise<Setting> {
  const setting = await newRepository();
  const { carol } = setting;
  await requireMergeQueue(carol, {
    method: 'SQUASH',
    minutes: { wait: 5, checks: 60 },
    statuses: ciTakesPart ? ['ci'] : [],
  });
  return setting;
}

function placeOf({ repository }: Teammate) {
  return `${repository.owner}/${repository.repo}` as const;
}

function queueOf(person: Teammate) {
  return world().github.state().repositories[placeOf(person)]?.mergeQueue ?? [];
}

async function enqueue(person: Teammate, pull: number): Promise<void> {
  await world().github.asUser(person.login).addToMergeQueue(placeOf(person), pull);
}

/** Puts a PR into the queue while some of what GitHub tells is lost. */
async function enqueueUnheard(
  person: Teammate,
  pull: number,
  isLost: (delivery: { event: string; action: string | null }) => boolean,
): Promise<void> {
  const found = world().github.webhooks.drop(isLost);
  await enqueue(person, pull);
  await world().settle();
  found();
}

/** What our check says of a commit that is no PR's head. */
async function checkOf(person: Teammate, ref: string) {
  const { data } = await person.octokit.rest.checks.listForRef({
    ...person.repository,
    ref,
    filter: 'latest',
  });
  const [run] = data.check_runs;
  return { conclusion: run?.conclusion, title: run?.output.title, summary: run?.output.summary ?? '' };
}

async function report(person: Teammate, sha: string, state: 'success' | 'failure'): Promise<void> {
  await person.octokit.rest.repos.createCommitStatus({ ...person.repository, sha, state, context: 'ci' });
}

async function isMerged(person: Teammate, pull_number: number): Promise<boolean> {
  const { data } = await person.octokit.rest.pulls.get({ ...person.repository, pull_number });
  return data.merged;
}

/** The group that asked last: its commit stays, though its branch is gone. */
function lastGroup(): { head_sha: string; head_ref: string } {
  const asked = world().github.webhooks.deliveries.findLast(
    ({ event, action }) => event === 'merge_group' && action === 'checks_requested',
  );
  return asked?.payload.merge_group as { head_sha: string; head_ref: string };
}

describe('a merge queue', () => {
  it('merges what its check lets pass, and the clock of a debt starts', async () => {
    const { ada } = await queued();
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': documentedBypass(reason) });
    await world().settle();
    expect(await ada.merge(pull)).toContain('Changes must be made through the merge queue');
    await enqueue(ada, pull);
    await world().settle();
    expect(await isMerged(ada, pull)).toBe(true);
    const check = await checkOf(ada, lastGroup().head_sha);
    expect(check.title).toBe('1 documented bypass: emergency, 48 hours from the merge');
    expect(check.summary).toContain(`**Merge queue:** this is what \`main\` becomes with #${pull}`);
    expect((await ada.trackingIssues()).map(({ body }) => body)).toEqual([
      expect.stringContaining('emergency, 48 hours from the merge at'),
    ]);
  });

  it('keeps the answer by which it merged, though GitHub does not tell that the group is gone', async () => {
    const { ada } = await queued();
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('kept', 'feat: kept', { 'src/kept.py': documentedBypass(reason) });
    await world().settle();
    await enqueueUnheard(ada, pull, ({ action }) => action === 'destroyed');
    expect(await isMerged(ada, pull)).toBe(true);
    expect(await ada.trackingIssues()).toHaveLength(1);
    const check = await checkOf(ada, lastGroup().head_sha);
    expect(check.title).toBe('1 documented bypass: emergency, 48 hours from the merge');
  });

  it('is answered by the upkeep where GitHub never told of it', async () => {
    const { ada } = await queued();
    const pull = await ada.propose('lost', 'feat: lost', { 'src/lost.py': 'lost = 1\n' });
    await world().settle();
    const upkeep = async () => {
      await world().app.queue.enqueue([{ queue: 'upkeep', data: {} }]);
      await world().settle();
    };
    await upkeep();
    await enqueueUnheard(ada, pull, ({ event }) => event === 'merge_group');
    expect(await isMerged(ada, pull)).toBe(false);
    await upkeep();
    expect(await isMerged(ada, pull)).toBe(true);
  });

  it('is answered by a new database after the old one was lost with what it knew of it', async () => {
    const { ada } = await queued();
    const pull = await ada.propose('unasked', 'feat: unasked', { 'src/unasked.py': 'x = 1\n' });
    await world().settle();
    await enqueueUnheard(ada, pull, ({ event }) => event === 'merge_group');
    expect(await isMerged(ada, pull)).toBe(false);
    await world().restart(copyTemplate(inject('dataTemplate')));
    await world().settle();
    expect(await isMerged(ada, pull)).toBe(true);
  });

  it('is judged with the freeze as it is then: features leave it, the way out is merged', async () => {
    const { ada } = await queued(true);
    const reason = await ada.openIssue('Why');
    const debt = await ada.propose('summary', 'fix: summary', { 'src/a.py': documentedBypass(reason) });
    const feature = await ada.propose('more', 'feat: more', { 'src/more.py': 'x = 1\n' });
    await world().settle();
    for (const pull of [debt, feature]) await report(ada, await ada.headOf(pull), 'success');
    await enqueue(ada, debt);
    await world().settle();
    await report(ada, queueOf(ada)[0]?.headSha ?? '', 'success');
    await world().settle();
    expect(await isMerged(ada, debt)).toBe(true);
    // In the queue before the deadline; CI is slow, and the group would be merged behind it.
    await world().pass(47 * HOUR);
    await enqueue(ada, feature);
    await world().settle();
    const [waiting] = queueOf(ada);
    expect((await checkOf(ada, waiting?.headSha ?? '')).conclusion).toBe('success');
    await world().pass(HOUR);
    expect(queueOf(ada)).toEqual([]);
    expect(await isMerged(ada, feature)).toBe(false);
    const check = await checkOf(ada, waiting?.headSha ?? '');
    expect(check.title).toBe('Feature freeze: 1 overdue debt (not caused by this PR)');
    expect(check.summary).toContain('It does not pass, so GitHub takes it out of the queue.');
    expect(check.summary).toContain('Put this PR into the queue again once the debt is paid.');
    const removal = await ada.propose('pay', 'feat: pay', { 'src/a.py': null });
    await world().settle();
    await report(ada, await ada.headOf(removal), 'success');
    await enqueue(ada, removal);
    await world().settle();
    await report(ada, queueOf(ada)[0]?.headSha ?? '', 'success');
    await world().settle();
    expect(await isMerged(ada, removal)).toBe(true);
    expect((await ada.trackingIssues())[0]).toMatchObject({ state: 'closed', stateReason: 'completed' });
    await enqueue(ada, feature);
    await world().settle();
    await report(ada, queueOf(ada)[0]?.headSha ?? '', 'success');
    await world().settle();
    expect(await isMerged(ada, feature)).toBe(true);
  });

  it('judges each group by what it adds to those before it', async () => {
    const { ada } = await queued(true);
    const reason = await ada.openIssue('Why');
    const first = await ada.propose('one', 'fix: one', { 'src/one.py': documentedBypass(reason, {}, 'one') });
    const second = await ada.propose('two', 'fix: two', { 'src/two.py': 'x = 1\n' });
    await world().settle();
    for (const pull of [first, second]) {
      await report(ada, await ada.headOf(pull), 'success');
      await enqueue(ada, pull);
    }
    await world().settle();
    const [one, two] = queueOf(ada);
    expect((await checkOf(ada, one?.headSha ?? '')).title).toContain('1 documented bypass');
    const check = await checkOf(ada, two?.headSha ?? '');
    expect(check).toMatchObject({ conclusion: 'success', title: 'No new LLM call goes around the gateway' });
    expect(check.summary).toContain('1 changed file');
    // The reason goes away while both wait: what is merged then would not be documented.
    await ada.setIssueState(reason, 'closed');
    await world().github.asUser('ada').removeFromMergeQueue(placeOf(ada), first);
    await world().settle();
    await expect(enqueue(ada, first)).rejects.toThrow('Required status check "Tollgate" is failing.');
    await report(ada, queueOf(ada)[0]?.headSha ?? '', 'success');
    await world().settle();
    expect(await isMerged(ada, second)).toBe(true);
  });

  it('is not asked to merge what the PR alone passed and together with others does not', async () => {
    const { ada, carol } = await queued(true);
    const policy = await ada.propose('policy', 'chore: policy', {
      '.github/tollgate.yml': 'services: ["llm.internal"]\n',
    });
    const call = bypass().replace('https://api.openai.com/v1/chat/completions', 'http://llm.internal/ask');
    const pull = await ada.propose('call', 'fix: call', { 'src/a.py': call });
    await world().settle();
    for (const number of [policy, pull]) {
      await report(ada, await ada.headOf(number), 'success');
      await carol.approve(number);
      await world().settle();
      await enqueue(ada, number);
    }
    await world().settle();
    await report(ada, queueOf(ada)[0]?.headSha ?? '', 'success');
    await world().settle();
    expect(await isMerged(ada, policy)).toBe(true);
    // The policy in force is the default branch's: with it the second group is judged again.
    expect(queueOf(ada)).toEqual([]);
    expect(await isMerged(ada, pull)).toBe(false);
  });
});
