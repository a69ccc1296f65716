import type { Queue } from './queue.ts';
import type { Delivery, WorkRequest } from './work.ts';

type DeliveryRequest = Extract<WorkRequest, { queue: 'delivery' }>;

export interface Inbox {
  /**
   * Keeps a delivery. Resolves once it is durable; a delivery that is known already is a no-op.
   * @param id the GUID of `X-GitHub-Delivery`
   */
  accept(id: string, delivery: Delivery): Promise<void>;
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

/** Deliveries that have not begun to be kept, and what tells their senders how it went. */
interface Batch {
  requests: Map<string, DeliveryRequest>;
  kept: PromiseWithResolvers<void>;
}

/**
 * The way in for webhooks. What arrives while a transaction is under way shares the next one, so that a burst costs
 * a few commits and not one a delivery.
 */
export function createInbox(queue: Pick<Queue, 'enqueue'>): Inbox {
  let waiting: Batch | null = null;
  let keeping = false;
  let lastBurst = Number.NEGATIVE_INFINITY;

  const keepAll = async (): Promise<void> => {
    keeping = true;
    // What arrives in the same turn of the event loop belongs together.
    await new Promise((resolve) => setImmediate(resolve));
    for (let batch = waiting; batch !== null; batch = waiting) {
      waiting = null;
      if (batch.requests.size >= BURST) lastBurst = performance.now();
      await queue.enqueue([...batch.requests.values()]).then(batch.kept.resolve, batch.kept.reject);
    }
    keeping = false;
  };

  return {
    accept: (id, delivery) => {
      // By id: the queue refuses a batch that holds one twice.
      waiting ??= { requests: new Map(), kept: Promise.withResolvers() };
      waiting.requests.set(id, { queue: 'delivery', id, data: delivery });
      const { promise } = waiting.kept;
      if (!keeping) void keepAll();
      return promise;
    },
    calm: async () => {
      if (performance.now() - lastBurst >= BURST_MS) return;
      await new Promise((resolve) => setTimeout(resolve, GIVE_WAY_MS));
    },
  };
}
