import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delivery } from '../../src/jobs/delivery.ts';
import { createInbox, type Inbox } from '../../src/jobs/inbox.ts';

let batches: { ids: string[]; end: PromiseWithResolvers<void> }[];
let inbox: Inbox;

beforeEach(() => {
  batches = [];
  inbox = createInbox((deliveries) => {
    const end = Promise.withResolvers<void>();
    batches.push({ ids: deliveries.map(({ id }) => id), end });
    return end.promise;
  });
});

const delivery = (id: string, bytes = 2): Delivery => ({ id, event: 'push', body: Buffer.alloc(bytes) });
const accept = (...ids: string[]) => Promise.allSettled(ids.map((id) => inbox.accept(delivery(id))));

/** Until what waits for a turn of the event loop has had it. */
const turns = async () => {
  for (let count = 0; count < 3; count++) await setImmediate();
};

describe('the inbox', () => {
  it('keeps what arrives together in one transaction, and what arrives meanwhile in the next', async () => {
    const first = accept('a', 'b');
    await turns();
    const second = accept('c');
    await turns();
    expect(batches.map(({ ids }) => ids)).toEqual([['a', 'b']]);
    batches[0]?.end.resolve();
    await first;
    // In time for the next, which begins a turn later.
    const third = accept('d');
    await turns();
    expect(batches.map(({ ids }) => ids)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    batches[1]?.end.resolve();
    await Promise.all([second, third]);
  });

  it('keeps one that comes twice at once only once, and answers both', async () => {
    const sent = accept('a', 'a');
    await turns();
    expect(batches.map(({ ids }) => ids)).toEqual([['a']]);
    batches[0]?.end.resolve();
    expect((await sent).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });

  it('puts no more into one transaction than it can pack in a moment', async () => {
    const sent = accept(...Array.from({ length: 450 }, (_, index) => `${index}`));
    for (const size of [200, 200, 50]) {
      await turns();
      expect(batches.at(-1)?.ids).toHaveLength(size);
      batches.at(-1)?.end.resolve();
    }
    await sent;
    const megabytes = [0.6, 0.6, 5, 0.1].map((size, index) =>
      inbox.accept(delivery(`large ${index}`, size * 1024 * 1024)),
    );
    for (const ids of [['large 0'], ['large 1'], ['large 2'], ['large 3']]) {
      await turns();
      expect(batches.at(-1)?.ids).toEqual(ids);
      batches.at(-1)?.end.resolve();
    }
    await Promise.all(megabytes);
  });

  it('answers nobody before the transaction is over', async () => {
    let answered = false;
    const sent = accept('a').then(() => {
      answered = true;
    });
    await turns();
    expect(answered).toBe(false);
    batches[0]?.end.resolve();
    await sent;
    expect(answered).toBe(true);
  });

  it('fails those whose transaction fails, and nobody else', async () => {
    const first = accept('a');
    await turns();
    const second = accept('b');
    batches[0]?.end.reject(new Error('the disk is full'));
    expect((await first)[0]?.status).toBe('rejected');
    await turns();
    batches[1]?.end.resolve();
    expect((await second)[0]?.status).toBe('fulfilled');
    const third = accept('c');
    await turns();
    batches[2]?.end.resolve();
    expect((await third)[0]?.status).toBe('fulfilled');
  });
});

describe('a burst', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] }));
  afterEach(() => vi.useRealTimers());

  const calmWithin = async (milliseconds: number): Promise<boolean> => {
    let calm = false;
    void inbox.calm().then(() => {
      calm = true;
    });
    await vi.advanceTimersByTimeAsync(milliseconds);
    return calm;
  };

  const keep = async (count: number) => {
    const sent = accept(...Array.from({ length: count }, (_, index) => `${index}`));
    await turns();
    batches.at(-1)?.end.resolve();
    await sent;
  };

  it('is given way to, but not for ever, and no longer than it lasts', async () => {
    await keep(30);
    expect(await calmWithin(19)).toBe(false);
    expect(await calmWithin(20)).toBe(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(await calmWithin(0)).toBe(true);
  });

  it('is not what arrives in ordinary times', async () => {
    await keep(3);
    expect(await calmWithin(0)).toBe(true);
  });
});
