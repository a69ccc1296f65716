import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Paced } from '../../src/github/paced.ts';
import type { Delivery } from '../../src/jobs/delivery.ts';
import type { DeliveryEvent } from '../../src/jobs/hand-out.ts';
import { createInbox, type Inbox, keepDeliveries } from '../../src/jobs/inbox.ts';
import { type Handlers, openQueue, type Queue } from '../../src/jobs/queue.ts';
import { inOrder } from '../../src/jobs/requests.ts';
import type { WorkRequest } from '../../src/jobs/work.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { BACKENDS } from '../support/backends.ts';
import { copyTemplate } from '../support/data-template.ts';
import { idleHandlers } from '../support/idle-handlers.ts';
import { until } from '../support/until.ts';

const log = pino({ level: 'silent' });
const judge = (pullNumber: number): WorkRequest => ({
  queue: 'judge',
  data: { repositoryId: 1, pullNumber },
});
const delivery = (id: string = randomUUID()): Delivery => ({ id, event: 'push', body: Buffer.from('{}') });

describe.each(BACKENDS)('the queue on $name', ({ newDatabaseUrl }) => {
  let store: Store;
  let queue: Queue;

  beforeEach(async () => {
    store = await openStore(await newDatabaseUrl());
    queue = await openQueue(store, log);
  });

  afterEach(async () => {
    await queue.stop();
    await store.close();
  });

  /** Works with handlers that only take notes, but for those given. */
  async function work(handlers: Partial<Handlers>): Promise<void> {
    await queue.work(idleHandlers(handlers));
  }

  const untilIdle = () => until(async () => expect(await queue.countUnfinished()).toBe(0));

  const newInbox = (): Inbox => createInbox((deliveries) => keepDeliveries(store, queue, deliveries));

  it('keeps what is enqueued in a transaction that commits, and nothing of one that does not', async () => {
    const failing = store.database.transaction(async (transaction) => {
      await queue.enqueue([judge(1)], transaction);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await queue.countUnfinished()).toBe(0);
    await store.database.transaction((transaction) => queue.enqueue([judge(1), judge(2)], transaction));
    expect(await queue.countUnfinished()).toBe(2);
  });

  it('takes one delivery once, however often it comes, also after it was handled', async () => {
    const inbox = newInbox();
    const handled: string[] = [];
    await work({ delivery: async ({ id }) => void handled.push(id) });
    const [one, two, three] = [delivery(), delivery(), delivery()];
    await Promise.all([one, one, two].map((each) => inbox.accept(each)));
    await untilIdle();
    // Alone, and in one transaction with another that is new.
    await inbox.accept(one);
    await Promise.all([two, three].map((each) => inbox.accept(each)));
    await untilIdle();
    expect(handled.sort()).toEqual([one.id, two.id, three.id].sort());
  });

  it('keeps a delivery and that it is known together or not at all', async () => {
    const broken = { statementsOf: async () => [{ text: 'select 1 / $1::int', values: [0] }] };
    const one = delivery();
    await expect(keepDeliveries(store, broken, [one])).rejects.toThrow('division by zero');
    const handled: string[] = [];
    await work({ delivery: async ({ id }) => void handled.push(id) });
    await newInbox().accept(one);
    await untilIdle();
    expect(handled).toEqual([one.id]);
  });

  it('tries only that delivery again that failed, of those that it took at a time', async () => {
    const all = Array.from({ length: 30 }, () => delivery());
    const [bad, late] = [all[3]?.id ?? '', all[7]?.id ?? ''];
    const handled: string[] = [];
    const isFirst = (id: string) => handled.filter((one) => one === id).length === 1;
    const inbox = newInbox();
    await Promise.all(all.map((each) => inbox.accept(each)));
    await work({
      delivery: async ({ id }) => {
        handled.push(id);
        if (id === bad && isFirst(id)) throw new Error('not yet');
        if (id === late && isFirst(id)) throw new Paced(1);
      },
    });
    await untilIdle();
    expect(handled.toSorted()).toEqual([...all.map(({ id }) => id), bad, late].toSorted());
  });

  it('tries a delivery again for as long as it fails', async () => {
    let tries = 0;
    await newInbox().accept(delivery());
    await work({
      delivery: async () => {
        tries += 1;
        if (tries < 3) throw new Error('not yet');
      },
    });
    await untilIdle();
    expect(tries).toBe(3);
  });

  it('counts deliveries, however many are handed out together', async () => {
    const inbox = newInbox();
    await Promise.all(Array.from({ length: 5 }, () => inbox.accept(delivery())));
    await inbox.accept(delivery());
    const backlog = await queue.backlog();
    expect(backlog.find((each) => each.queue === 'delivery')).toMatchObject({ waiting: 6, active: 0 });
  });

  it('is done with deliveries that were handled by a process that could not say so', async () => {
    await queue.enqueue([{ queue: 'delivery', data: { batch: randomUUID(), count: 2 } }]);
    const handled: string[] = [];
    await work({ delivery: async ({ id }) => void handled.push(id) });
    await untilIdle();
    expect(handled).toEqual([]);
  });

  it('hands each delivery over with its event and payload, byte by byte', async () => {
    const payloads = [{ action: 'opened', title: 'Grüße \u{1F6A6} {"\n' }, { number: 2 }, {}];
    const deliveries = payloads.map((payload, index) => ({
      id: randomUUID(),
      event: index === 1 ? 'issues' : 'push',
      body: Buffer.from(JSON.stringify(payload)),
    }));
    const handled: DeliveryEvent[] = [];
    await work({ delivery: async (event) => void handled.push(event) });
    const inbox = newInbox();
    await Promise.all(deliveries.map((each) => inbox.accept(each)));
    await untilIdle();
    expect(handled).toEqual(
      deliveries.map(({ id, event }, index) => ({ id, name: event, payload: payloads[index] })),
    );
  });

  it('hands payloads over in a form that the database takes', async () => {
    const handled: object[] = [];
    await work({ delivery: async ({ payload }) => void handled.push(payload) });
    const body = Buffer.from('{"title":"a\\u0000b\\ud800c"}');
    await newInbox().accept({ ...delivery(), body });
    await untilIdle();
    expect(handled).toEqual([{ title: 'a\uFFFDb\uFFFDc' }]);
  });

  it('never works for one PR twice at once, and misses nothing that comes meanwhile', async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    let runs = 0;
    await work({
      judge: async () => {
        runs += 1;
        most = Math.max(most, ++running);
        await gate.promise;
        running -= 1;
      },
    });
    await queue.enqueue([judge(7)]);
    await until(() => expect(running).toBe(1));
    for (let push = 0; push < 5; push++) await queue.enqueue([judge(7)]);
    gate.resolve();
    await untilIdle();
    expect({ most, runs }).toEqual({ most: 1, runs: 2 });
  });

  it('works for different PRs side by side', async () => {
    const gate = Promise.withResolvers<void>();
    const running = new Set<number>();
    await work({
      judge: async ({ pullNumber }) => {
        running.add(pullNumber);
        await gate.promise;
      },
    });
    await queue.enqueue([judge(1), judge(2), judge(3)]);
    await until(() => expect(running.size).toBe(3));
    gate.resolve();
    await untilIdle();
  });

  it('begins with the newest of many, and with what people ask for before all of them', async () => {
    const gate = Promise.withResolvers<void>();
    const begun: number[] = [];
    const all = Array.from({ length: 20 }, (_, index) => judge(100 - index));
    await store.database.transaction((transaction) => queue.enqueue(inOrder(all), transaction));
    await queue.enqueue([judge(7)]);
    await work({
      judge: async ({ pullNumber }) => {
        begun.push(pullNumber);
        await gate.promise;
      },
    });
    // As many as are worked on side by side.
    await until(() => expect(begun).toHaveLength(4));
    expect(begun.toSorted((a, b) => a - b)).toEqual([7, 98, 99, 100]);
    gate.resolve();
    await untilIdle();
  });

  it('puts a job off for as long as its turn to write is away, in its place', async () => {
    const tried: number[] = [];
    await work({
      judge: async ({ pullNumber }) => {
        tried.push(pullNumber);
        if (tried.length === 1) throw new Paced(1);
      },
    });
    await queue.enqueue([judge(7)]);
    await untilIdle();
    expect(tried).toEqual([7, 7]);
  });

  it('looks for the next job as soon as one is done, whether or not it was told of it', async () => {
    const done = new Set<number>();
    const gate = Promise.withResolvers<void>();
    await work({
      judge: async ({ pullNumber }) => {
        await gate.promise;
        done.add(pullNumber);
      },
    });
    // Four workers that rest for half a second after each job would take 50 seconds.
    await queue.enqueue(Array.from({ length: 400 }, (_, index) => judge(index)));
    gate.resolve();
    await until(() => expect(done.size).toBe(400));
  });

  it('tries again what failed', async () => {
    let tries = 0;
    await work({
      effect: async () => {
        tries += 1;
        if (tries === 1) throw new Error('GitHub is away');
      },
    });
    await queue.enqueue([{ queue: 'effect', data: { kind: 'check', repositoryId: 1, headSha: 'abc' } }]);
    await untilIdle();
    expect(tries).toBe(2);
  });
});

describe.each(BACKENDS)('a queue that another process had before, on $name', ({ newDatabaseUrl }) => {
  it('hands back what does not end in time, and the next process does it', async () => {
    const url = await newDatabaseUrl();
    const store = await openStore(url);
    const before = await openQueue(store, log, undefined, 1);
    const begun = Promise.withResolvers<void>();
    const judgeForEver = async () => {
      begun.resolve();
      await new Promise(() => undefined);
    };
    await before.work(idleHandlers({ judge: judgeForEver }));
    await before.enqueue([judge(1)]);
    await begun.promise;
    await before.stop();
    const after = await openQueue(store, log);
    const left = (await after.backlog()).find(({ queue }) => queue === 'judge');
    expect(left).toMatchObject({ active: 0, waiting: expect.any(Number) });
    const done: number[] = [];
    await after.work(idleHandlers({ judge: async ({ pullNumber }) => void done.push(pullNumber) }));
    await until(async () => expect(await after.countUnfinished()).toBe(0));
    expect(done).toEqual([1]);
    await after.stop();
    await store.close();
  });

  it('has the settings of the version that runs', async () => {
    const store = await openStore(await newDatabaseUrl());
    const settings = sql`select heartbeat_seconds, retry_limit, notify from pgboss.queue where name = 'judge'`;
    const ours = (await store.database.execute(settings)).rows;
    await store.database.execute(
      sql`update pgboss.queue set heartbeat_seconds = 600, retry_limit = 2, notify = false where name = 'judge'`,
    );
    const queue = await openQueue(store, log);
    expect((await store.database.execute(settings)).rows).toEqual(ours);
    await queue.stop();
    await store.close();
  });
});

it('goes on at the next start with what a killed process was working on, on PGlite', async () => {
  const store = await openStore(copyTemplate(inject('dataTemplate')));
  const before = await openQueue(store, log);
  await before.enqueue([judge(1)]);
  // Nobody will finish this job: so it looks when its process was killed.
  await store.database.execute(
    sql`update pgboss.job set state = 'active', started_on = now() where name = 'judge'`,
  );
  await before.stop();
  const after = await openQueue(store, log);
  const { promise, resolve } = Promise.withResolvers<number>();
  await after.work(idleHandlers({ judge: async ({ pullNumber }) => resolve(pullNumber) }));
  expect(await promise).toBe(1);
  await after.stop();
  await store.close();
});
