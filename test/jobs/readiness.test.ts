import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Handlers, openQueue, type Queue } from '../../src/jobs/queue.ts';
import { readReadiness } from '../../src/jobs/readiness.ts';
import type { JobOutcome } from '../../src/jobs/run-job.ts';
import { countDebts } from '../../src/store/debt-counts.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { BACKENDS } from '../support/backends.ts';
import { idleHandlers } from '../support/idle-handlers.ts';
import { until } from '../support/until.ts';

const log = pino({ level: 'silent' });

/** As Octokit throws it. */
function refused(status: number, message: string): Error {
  return Object.assign(new Error(message), { status, response: { headers: {} } });
}

describe.each(BACKENDS)('readiness on $name', ({ newDatabaseUrl }) => {
  let store: Store;
  let queue: Queue;
  let outcomes: JobOutcome[];

  beforeEach(async () => {
    outcomes = [];
    store = await openStore(await newDatabaseUrl());
    queue = await openQueue(store, log, { jobEnded: ({ outcome }) => void outcomes.push(outcome) });
  });

  afterEach(async () => {
    await queue.stop();
    await store.close();
  });

  const work = (handlers: Partial<Handlers> = {}) => queue.work(idleHandlers(handlers));
  const age = (minutes: number) =>
    store.database.execute(sql`update pgboss.job set created_on = now() - make_interval(mins => ${minutes})`);

  it('wants workers for every queue', async () => {
    const before = await readReadiness(queue, store.database);
    expect(before).toMatchObject({ ready: false, checks: { workers: { ok: false } } });
    expect(before.checks.workers.detail).toContain('judge');
    await work();
    expect(await readReadiness(queue, store.database)).toMatchObject({
      ready: true,
      checks: { database: { ok: true }, workers: { ok: true }, sweep: { ok: true } },
      refused: { total: 0, newest: [] },
    });
  });

  it('wants sweeps in time', async () => {
    await queue.enqueue([{ queue: 'sweep', data: {} }]);
    expect((await readReadiness(queue, store.database)).checks.sweep.ok).toBe(true);
    await age(6);
    const { ready, checks } = await readReadiness(queue, store.database);
    expect([ready, checks.sweep.ok]).toEqual([false, false]);
    expect(checks.sweep.detail).toMatch(/due for 3[56]\d s/);
  });

  it('names what was closed because it can never succeed', async () => {
    await queue.enqueue([{ queue: 'judge', data: { repositoryId: 1, pullNumber: 7 } }]);
    await age(11);
    await work({ judge: async () => Promise.reject(refused(404, 'Not Found')) });
    await until(() => expect(outcomes).toEqual(['final']));
    const { ready, refused: closed } = await readReadiness(queue, store.database);
    expect(ready).toBe(true);
    expect(closed).toMatchObject({
      total: 1,
      newest: [{ queue: 'judge', pull: 7, reason: 'GitHub answers 404: Not Found' }],
    });
  });

  it('names what failed until nobody tries any more', async () => {
    await queue.enqueue([{ queue: 'judge', data: { repositoryId: 1, pullNumber: 7 } }]);
    await store.database.execute(sql`update pgboss.job set retry_limit = 0`);
    await work({ judge: async () => Promise.reject(new Error('a fault of ours')) });
    await until(() => expect(outcomes).toEqual(['final']));
    const { refused: closed } = await readReadiness(queue, store.database);
    expect(closed.newest[0]?.reason).toBe('It failed 1 times, at last with: a fault of ours');
  });

  it('counts what is unfinished', async () => {
    await queue.enqueue([
      { queue: 'judge', data: { repositoryId: 1, pullNumber: 1 } },
      { queue: 'judge', data: { repositoryId: 1, pullNumber: 2 } },
    ]);
    await store.database.execute(
      sql`update pgboss.job set start_after = now() + interval '1 hour' where singleton_key = '1#2'`,
    );
    await age(2);
    const backlog = await queue.backlog();
    expect(backlog.find((each) => each.queue === 'judge')).toMatchObject({
      waiting: 1,
      deferred: 1,
      active: 0,
    });
    expect(backlog.find((each) => each.queue === 'judge')?.oldestSeconds).toBeGreaterThanOrEqual(120);
    expect(backlog.find((each) => each.queue === 'sync')).toMatchObject({ waiting: 0, oldestSeconds: 0 });
  });

  it('counts no debts where there are none', async () => {
    expect(await countDebts(store.database, new Date())).toEqual({
      byState: { proposed: 0, active: 0, overdue: 0, resolved: 0, withdrawn: 0 },
      frozenRepositories: 0,
      sweepLagSeconds: 0,
    });
  });
});

it('says that the database cannot be asked', async () => {
  const [backend] = BACKENDS;
  const store = await openStore((await backend?.newDatabaseUrl()) ?? '');
  const queue = await openQueue(store, log);
  await queue.stop();
  await store.close();
  const { ready, checks } = await readReadiness(queue, store.database);
  expect(ready).toBe(false);
  expect(checks.database).toMatchObject({ ok: false, detail: expect.stringContaining('cannot be asked') });
});
