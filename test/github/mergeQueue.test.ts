import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Acme,
  commitFiles,
  createShop,
  MANIFEST,
  openPull,
  type Place,
  startAcme,
  statusOf,
  tipOf,
} from './fixture.ts';

let acme: Acme;

beforeAll(async () => {
  const default_permissions = { ...MANIFEST.default_permissions, merge_queues: 'read' };
  acme = await startAcme({ default_permissions, default_events: ['push', 'pull_request', 'merge_group'] });
});

afterAll(async () => {
  acme.github.assertClean();
  await acme.github.close();
});

const PARAMETERS = {
  check_response_timeout_minutes: 60,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
} as const;

/** A repository whose main is merged into by a queue, after the App's check. */
async function queued(name: string, merge_method: 'MERGE' | 'SQUASH' | 'REBASE' = 'MERGE'): Promise<Place> {
  const at = await createShop(acme, name);
  const check = { context: 'Tollgate', integration_id: acme.github.app.id };
  await acme.ada.repos.createRepoRuleset({
    ...at,
    name: 'queue',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      { type: 'merge_queue', parameters: { ...PARAMETERS, merge_method } },
      {
        type: 'required_status_checks',
        parameters: { strict_required_status_checks_policy: false, required_status_checks: [check] },
      },
    ],
  });
  return at;
}

async function report(at: Place, head_sha: string, conclusion: 'success' | 'failure'): Promise<void> {
  await acme.app.checks.create({ ...at, name: 'Tollgate', head_sha, status: 'completed', conclusion });
}

/** A PR that passes by itself, in the queue. */
async function enqueue(at: Place, branch: string, files: Record<string, string>): Promise<number> {
  const pull = await openPull(acme.bob, at, branch, files);
  await report(at, pull.head.sha, 'success');
  await acme.github.asUser('bob').addToMergeQueue(`acme/${at.repo}`, pull.number);
  return pull.number;
}

function queueOf(at: Place) {
  return acme.github.state().repositories[`acme/${at.repo}`]?.mergeQueue ?? [];
}

async function toldSince(count: number): Promise<unknown[]> {
  await acme.github.settled();
  return acme.github.webhooks.deliveries.slice(count).flatMap(({ event, action, payload }) => {
    const { reason, number, ref, deleted } = payload;
    if (event === 'merge_group') return [[`merge_group.${action}`, ...(reason ? [reason] : [])]];
    if (event === 'push') return [[deleted ? 'push deletes' : 'push', String(ref).split('/pr-')[0]]];
    return event === 'pull_request' ? [[`pull_request.${action}`, number, ...(reason ? [reason] : [])]] : [];
  });
}

describe('a merge queue', () => {
  test('takes what meets the rules, and nothing reaches the branch past it', async () => {
    const at = await queued('rules');
    const pull = await openPull(acme.bob, at, 'one', { 'one.py': '1\n' });
    const add = () => acme.github.asUser('bob').addToMergeQueue('acme/rules', pull.number);
    await expect(add()).rejects.toThrow('Required status check "Tollgate" is expected.');
    await report(at, pull.head.sha, 'success');
    expect(await statusOf(acme.bob.pulls.merge({ ...at, pull_number: pull.number }))).toBe(405);
    expect(await statusOf(commitFiles(acme.ada, at, 'main', { 'x.py': 'x\n' }))).toBe(422);
    await add();
    expect(queueOf(at)).toMatchObject([{ pull: pull.number }]);
  });

  test.each(['MERGE', 'SQUASH', 'REBASE'] as const)(
    'merges a group by %s once its check passes',
    async (method) => {
      const at = await queued(`by-${method.toLowerCase()}`, method);
      const base = await tipOf(acme.bob, at, 'main');
      const before = acme.github.webhooks.deliveries.length;
      const number = await enqueue(at, 'one', { 'one.py': '1\n' });
      const [entry] = queueOf(at);
      const asked = acme.github.webhooks.deliveries
        .slice(before)
        .find(({ event, action }) => event === 'merge_group' && action === 'checks_requested');
      expect(asked?.payload.merge_group).toMatchObject({
        base_sha: base,
        base_ref: 'refs/heads/main',
        head_sha: entry?.headSha,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`,
        head_commit: { id: entry?.headSha },
      });
      await report(at, entry?.headSha ?? '', 'success');
      expect(await tipOf(acme.bob, at, 'main')).toBe(entry?.headSha);
      const { data: pull } = await acme.bob.pulls.get({ ...at, pull_number: number });
      expect(pull).toMatchObject({ merged: true, merge_commit_sha: entry?.headSha });
      expect(queueOf(at)).toEqual([]);
      const told = await toldSince(before);
      expect(told.slice(-6)).toEqual([
        ['merge_group.checks_requested'],
        ['push', 'refs/heads/main'],
        ['pull_request.dequeued', number, 'MERGE'],
        ['pull_request.closed', number],
        ['merge_group.destroyed', 'merged'],
        ['push deletes', 'refs/heads/gh-readonly-queue/main'],
      ]);
    },
  );

  test('drops what fails, makes those behind it anew, and merges the green front in its order', async () => {
    const at = await queued('order');
    const numbers = [
      await enqueue(at, 'one', { 'one.py': '1\n' }),
      await enqueue(at, 'two', { 'two.py': '2\n' }),
      await enqueue(at, 'three', { 'three.py': '3\n' }),
    ];
    const [first, second, third] = queueOf(at);
    await report(at, third?.headSha ?? '', 'success');
    expect(queueOf(at).map(({ pull }) => pull)).toEqual(numbers);
    const before = acme.github.webhooks.deliveries.length;
    await report(at, second?.headSha ?? '', 'failure');
    expect(queueOf(at).map(({ pull }) => pull)).toEqual([numbers[0], numbers[2]]);
    expect(queueOf(at)[1]?.headSha).not.toBe(third?.headSha);
    expect((await toldSince(before)).filter((one) => String(one).startsWith('merge_group'))).toEqual([
      ['merge_group.destroyed', 'dequeued'],
      ['merge_group.destroyed', 'invalidated'],
      ['merge_group.checks_requested'],
    ]);
    await report(at, queueOf(at)[1]?.headSha ?? '', 'success');
    await report(at, first?.headSha ?? '', 'success');
    expect(queueOf(at)).toEqual([]);
    const { data } = await acme.bob.pulls.list({ ...at, state: 'all', direction: 'asc' });
    expect(data.map(({ merged_at }) => merged_at !== null)).toEqual([true, false, true]);
  });

  test('drops what conflicts with those before it, what is pushed to, and what a person takes out', async () => {
    const at = await queued('dropped');
    const first = await enqueue(at, 'one', { 'src/cart.py': 'one\n' });
    await enqueue(at, 'conflict', { 'src/cart.py': 'two\n' });
    const pushed = await enqueue(at, 'pushed', { 'three.py': '3\n' });
    expect(queueOf(at).map(({ pull }) => pull)).toEqual([first, pushed]);
    await commitFiles(acme.bob, at, 'pushed', { 'three.py': '4\n' });
    expect(queueOf(at).map(({ pull }) => pull)).toEqual([first]);
    await acme.github.asUser('bob').removeFromMergeQueue('acme/dropped', first);
    expect(queueOf(at)).toEqual([]);
    expect(Object.keys(acme.github.state().repositories['acme/dropped']?.branches ?? {})).toEqual([
      'main',
      'one',
      'conflict',
      'pushed',
    ]);
  });
});
