import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillWithDebts } from '../../bench/sweep-debts.ts';
import { openQueue, type Queue } from '../../src/jobs/queue.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { findDebts, saveDebts } from '../../src/store/debts.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { loseRepository, saveRepository } from '../../src/store/repositories.ts';
import { activeDebt, debtPlace, later, NOW } from '../debt/builders.ts';
import { BACKENDS } from '../support/backends.ts';

const HOUR = 3_600_000;

describe.each(BACKENDS)('a sweep on $name', ({ newDatabaseUrl }) => {
  let store: Store;
  let queue: Queue;

  beforeEach(async () => {
    store = await openStore(await newDatabaseUrl());
    queue = await openQueue(store, pino({ level: 'silent' }));
  });

  afterEach(async () => {
    await queue.stop();
    await store.close();
  });

  const newRepository = (id: number) =>
    saveRepository(store.database, {
      id,
      installationId: 1,
      owner: 'acme',
      ownedByOrganization: true,
      name: `chat-${id}`,
      defaultBranch: 'main',
      htmlUrl: `https://github.com/acme/chat-${id}`,
    });

  it('finds what is due among the debts of its bench, and nothing more the next time', async () => {
    const { database } = store;
    await fillWithDebts(database, { repositories: 20, debts: 200, due: 10 }, NOW);
    const sweepNow = async () => {
      await sweep({ database, queue, clock: { now: () => NOW } });
      return queue.countUnfinished();
    };
    const asked = await sweepNow();
    const { rows } = await database.execute(
      sql`select count(*)::int as count from debts where state = 'overdue' and deadline <= ${NOW.toISOString()}`,
    );
    expect(rows).toEqual([{ count: 10 }]);
    // Each has an issue, a comment, a dashboard and the check of the one open PR, at the least.
    expect(asked).toBeGreaterThanOrEqual(40);
    expect(await sweepNow()).toBe(asked);
  });

  const newDebt = (index: number, deadline: Date) => ({
    repositoryId: 1 + (index % 7),
    seenSha: 'abc',
    debt: activeDebt({
      id: randomUUID(),
      reasonIssue: index,
      pullNumber: index,
      trackingIssue: null,
      deadline,
      places: [debtPlace({ path: `src/${index}.py` }), debtPlace({ path: `src/${index}b.py` })],
    }),
  });

  it('moves all that is due in many repositories, and only that, and leaves each debt else as it was', async () => {
    for (let id = 1; id <= 8; id++) await newRepository(id);
    const due = Array.from({ length: 120 }, (_, index) => newDebt(index, later(-index * HOUR)));
    const others = [newDebt(200, later(1)), { ...newDebt(201, later(-1)), repositoryId: 8 }];
    await saveDebts(store.database, [...due, ...others]);
    await loseRepository(store.database, 8);
    await sweep({ clock: { now: () => NOW }, database: store.database, queue });
    const after = await findDebts(
      store.database,
      [...due, ...others].map(({ debt }) => debt.id),
    );
    const byId = new Map(after.map((one) => [one.debt.id, one]));
    for (const one of due)
      expect(byId.get(one.debt.id)).toEqual({ ...one, debt: { ...one.debt, state: 'overdue' } });
    for (const one of others) expect(byId.get(one.debt.id)).toEqual(one);
    const { rows } = await store.database.execute<{ kind: string; debt: string }>(
      sql`select data->>'kind' as kind, data->>'debtId' as debt from pgboss.job where name = 'effect'`,
    );
    for (const kind of ['tracking-issue', 'debt-comment']) {
      const told = rows.filter((row) => row.kind === kind).map((row) => row.debt);
      expect(told.toSorted()).toEqual(due.map(({ debt }) => debt.id).toSorted());
    }
  });
});
