import { randomUUID } from 'node:crypto';
import { keepArrived } from '../store/deliveries.ts';
import type { Store } from '../store/open.ts';
import { type Delivery, packDeliveries } from './delivery.ts';
import type { Queue } from './queue.ts';

export interface Inbox {
  /** Keeps a delivery. Resolves once it is durable; a delivery that is known already is a no-op. */
  accept(delivery: Delivery): Promise<void>;
  /**
   * Resolves at once, or a moment later while a burst is under way: senders wait for an answer, and what has been answered
   * can wait.
   */
  calm(): Promise<void>;
}

/** Deliveries that share a transaction from which on it is a burst, and for how many milliseconds it is one from then on. */
const BURST = 8;
const BURST_MS = 100;

/** Milliseconds for which the handling of each delivery gives way to a burst; one without end holds up nothing for ever. */
const GIVE_WAY_MS = 20;

/** What one transaction takes: packing more holds up answers, and reading it memory. One delivery may be larger alone. */
const MOST_DELIVERIES = 200;
const MOST_BYTES = 1024 * 1024;

/** A delivery that has not begun to be kept, and what tells its sender how it went. */
interface Waiting {
  delivery: Delivery;
  kept: PromiseWithResolvers<void>;
}

/**
 * The way in for webhooks. What arrives while a transaction is under way shares the next one, so that a burst costs
 * a few commits and not one a delivery.
 * @param keep makes all of them durable, or none
 */
export function createInbox(keep: (deliveries: Delivery[]) => Promise<void>): Inbox {
  let waiting: Waiting[] = [];
  let keeping = false;
  let lastBurst = Number.NEGATIVE_INFINITY;

  const keepAll = async (): Promise<void> => {
    keeping = true;
    while (waiting.length > 0) {
      // What arrives in the same turn of the event loop belongs together.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = waiting.slice(0, sizeOfBatch(waiting));
      waiting = waiting.slice(batch.length);
      if (batch.length >= BURST) lastBurst = performance.now();
      await keepBatch(batch, keep);
    }
    keeping = false;
  };

  return {
    accept: (delivery) => {
      const kept = Promise.withResolvers<void>();
      waiting.push({ delivery, kept });
      if (!keeping) void keepAll();
      return kept.promise;
    },
    calm: async () => {
      if (performance.now() - lastBurst >= BURST_MS) return;
      await new Promise((resolve) => setTimeout(resolve, GIVE_WAY_MS));
    },
  };
}

function sizeOfBatch(waiting: readonly Waiting[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ delivery }, index) => {
    bytes += delivery.body.byteLength;
    return index > 0 && (index >= MOST_DELIVERIES || bytes > MOST_BYTES);
  });
  return end < 0 ? waiting.length : end;
}

async function keepBatch(batch: Waiting[], keep: (deliveries: Delivery[]) => Promise<void>): Promise<void> {
  // One that came twice at once is one.
  const deliveries = new Map(batch.map(({ delivery }) => [delivery.id, delivery]));
  try {
    await keep([...deliveries.values()]);
    for (const { kept } of batch) kept.resolve();
  } catch (error) {
    for (const { kept } of batch) kept.reject(error);
  }
}

/** Keeps deliveries and the job of handling them, by one transaction. */
export async function keepDeliveries(
  store: Pick<Store, 'runTogether'>,
  queue: Pick<Queue, 'statementsOf'>,
  deliveries: Delivery[],
): Promise<void> {
  const batch = {
    id: randomUUID(),
    deliveries: deliveries.map(({ id }) => id),
    packed: packDeliveries(deliveries),
  };
  // If all are known already there is no batch, which is what its job will find.
  const jobs = await queue.statementsOf([
    { queue: 'delivery', data: { batch: batch.id, count: deliveries.length } },
  ]);
  await store.runTogether([keepArrived(batch), ...jobs]);
}
