import type { Queue } from './queue.ts';
import type { WorkRequest } from './work.ts';

type DeliveryRequest = Extract<WorkRequest, { queue: 'delivery' }>;

export interface Inbox {
  /**
   * Keeps a delivery. Resolves once it is durable; a delivery that is known already is a no-op.
   * @param id the GUID of `X-GitHub-Delivery`
   */
  accept(id: string, event: string, payload: object): Promise<void>;
}

/**
 * The way in for webhooks. What arrives in one turn of the event loop shares a transaction, so that a burst
 * costs a few commits and not one a delivery.
 */
export function createInbox(queue: Queue): Inbox {
  // By id: the queue refuses a batch that holds one twice.
  let waiting = new Map<string, DeliveryRequest>();
  let flush: Promise<void> | null = null;

  const flushSoon = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    const batch = waiting;
    waiting = new Map();
    flush = null;
    await queue.enqueue([...batch.values()]);
  };

  return {
    accept: (id, event, payload) => {
      waiting.set(id, { queue: 'delivery', id, data: { event, payload } });
      flush ??= flushSoon();
      return flush;
    },
  };
}
