import { randomUUID } from 'node:crypto';
import type { JobResult, JobWithMetadata } from 'pg-boss';
import { z } from 'zod';
import type { Database } from '../store/database.ts';
import { type DeliveryBatch, forgetBatches, keepBatch, readBatches } from '../store/deliveries.ts';
import { type Delivery, packDeliveries, payloadOf, unpackDeliveries } from './delivery.ts';
import { type JobSurroundings, runWork } from './run-job.ts';
import type { HandOut, WorkRequest } from './work.ts';

/** A delivery as Probot takes it. */
export interface DeliveryEvent {
  id: string;
  name: string;
  payload: object;
}

export type HandleDelivery = (event: DeliveryEvent) => Promise<void>;

interface Surroundings extends Omit<JobSurroundings, 'postpone'> {
  /** Puts jobs into the queue. */
  giveBack(requests: WorkRequest[], transaction: Database): Promise<void>;
}

/** A delivery that is to be handled once more, and in how many seconds. */
interface Later {
  delivery: Delivery;
  after: number;
}

/** Seconds after which a delivery that failed among others is tried on its own. */
const AGAIN_SECONDS = 1;

/** Hands out webhooks that arrived together, batch by batch. One that fails holds up no other. */
export async function handOut(
  jobs: readonly JobWithMetadata<HandOut>[],
  handle: HandleDelivery,
  surroundings: Surroundings,
): Promise<JobResult[]> {
  const batches = await readBatches(
    surroundings.database,
    jobs.map(({ data }) => data.batch),
  );
  const results: JobResult[] = [];
  for (const job of jobs) {
    const batch = batches.get(job.data.batch);
    // Of one that is not there all were handled, by a process that was killed before it could say so.
    results.push(
      batch ? await handOutBatch(job, batch, handle, surroundings) : { id: job.id, status: 'completed' },
    );
  }
  return results;
}

async function handOutBatch(
  job: JobWithMetadata<HandOut>,
  batch: DeliveryBatch,
  handle: HandleDelivery,
  surroundings: Surroundings,
): Promise<JobResult> {
  const later: Later[] = [];
  const refused: object[] = [];
  const wanted = new Set(batch.deliveries);
  for (const delivery of unpackDeliveries(batch.packed).filter(({ id }) => wanted.has(id))) {
    const postpone = async (seconds: number) => void later.push({ delivery, after: seconds });
    try {
      const refusal = await handOne(job, delivery, handle, { ...surroundings, postpone });
      if (refusal) refused.push({ delivery: delivery.id, ...refusal });
    } catch (error) {
      // Alone it is the queue that tries again, less and less often.
      if (wanted.size === 1) return { id: job.id, status: 'failed', output: error };
      later.push({ delivery, after: AGAIN_SECONDS });
    }
  }
  await close(batch.id, later, surroundings);
  return { id: job.id, status: 'completed', output: refused.length > 0 ? { refused } : undefined };
}

/** What of a payload says what it is about. */
const subject = z.object({
  repository: z.object({ full_name: z.string() }).optional().catch(undefined),
  pull_request: z.object({ number: z.number() }).optional().catch(undefined),
});

function handOne(
  job: JobWithMetadata,
  delivery: Delivery,
  handle: HandleDelivery,
  surroundings: JobSurroundings,
): ReturnType<typeof runWork> {
  const { id, event } = delivery;
  const payload = payloadOf(delivery);
  const { repository, pull_request: pull } = subject.parse(payload);
  const context = {
    queue: 'delivery',
    job: job.id,
    delivery: id,
    event,
    repository: repository?.full_name,
    pull: pull?.number,
  } as const;
  return runWork({ ...job, id }, () => handle({ id, name: event, payload }), context, surroundings);
}

/** The batch is done but for what is put by, each on its own. */
async function close(
  batch: string,
  later: readonly Later[],
  { database, giveBack }: Surroundings,
): Promise<void> {
  if (later.length === 0) return forgetBatches(database, [batch]);
  await database.transaction(async (transaction) => {
    for (const { delivery, after } of later) {
      const own = { id: randomUUID(), deliveries: [delivery.id], packed: packDeliveries([delivery]) };
      await keepBatch(transaction, own);
      await giveBack([{ queue: 'delivery', after, data: { batch: own.id, count: 1 } }], transaction);
    }
    await forgetBatches(transaction, [batch]);
  });
}
