import type { JobWithMetadata } from 'pg-boss';
import type { Logger } from 'pino';
import { Paced } from '../github/paced.ts';
import { inLogContext, type LogContext } from '../log.ts';
import type { Database } from '../store/database.ts';
import { saveRefusal } from '../store/refusals.ts';
import { jobContext } from './job-context.ts';
import { type Refusal, readRefusal } from './refusal.ts';
import type { QueueName, WorkData } from './work.ts';

/** How a job ended: done; to be tried again; put off for as long as GitHub asks; closed for good. */
export type JobOutcome = 'done' | Refusal['kind'];

export interface JobObserver {
  jobEnded(job: { queue: QueueName; outcome: JobOutcome; seconds: number }): void;
}

/** What a job runs with. */
export interface JobSurroundings {
  database: Database;
  log: Logger;
  observer: JobObserver;
  /** Puts the same job into its queue once more, not before so many seconds. */
  postpone(seconds: number): Promise<void>;
}

/**
 * Does a job's work, and decides what becomes of a job that fails.
 * @returns what the queue keeps of a job that ended otherwise than by being done
 * @throws what the work threw, where the queue is to try it again
 */
export async function runJob<Name extends QueueName>(
  queue: Name,
  job: JobWithMetadata<WorkData<Name>>,
  handle: (data: WorkData<Name>, id: string) => Promise<void>,
  surroundings: JobSurroundings,
): Promise<Refusal | undefined> {
  const context = await jobContext(surroundings.database, queue, job);
  return runWork(job, () => handle(job.data, job.id), { ...context, queue }, surroundings);
}

/** The same of work that is a job, or a part of one. */
export async function runWork(
  job: JobWithMetadata,
  work: () => Promise<void>,
  context: LogContext & { queue: QueueName },
  surroundings: JobSurroundings,
): Promise<Refusal | undefined> {
  const start = performance.now();
  const ended = (outcome: JobOutcome) =>
    surroundings.observer.jobEnded({
      queue: context.queue,
      outcome,
      seconds: (performance.now() - start) / 1000,
    });
  return inLogContext(context, async () => {
    try {
      await work();
      ended('done');
      return undefined;
    } catch (error) {
      const refusal = await closeOrPostpone(job, error, surroundings, context);
      ended(refusal.kind);
      if (refusal.kind === 'again') throw error;
      return refusal;
    }
  });
}

async function closeOrPostpone(
  job: JobWithMetadata,
  error: unknown,
  { database, log, postpone }: JobSurroundings,
  context: { queue?: string | undefined; repository?: string | undefined; pull?: number | undefined },
): Promise<Refusal> {
  const now = new Date();
  const refusal = lastWord(job, error, readRefusal(error, now.getTime() - job.createdOn.getTime(), now));
  if (refusal.kind === 'wait') await postpone(refusal.seconds);
  if (refusal.kind === 'final') await saveRefusal(database, job.id, context, refusal.reason);
  if (error instanceof Paced) log.debug(refusal, 'A write waits for its turn');
  else log.warn({ err: error, ...refusal }, MESSAGES[refusal.kind]);
  return refusal;
}

const MESSAGES: Record<Refusal['kind'], string> = {
  again: 'A job failed and will be tried again',
  wait: 'GitHub asks a job to wait',
  final: 'A job is closed: it can never succeed',
};

/** What fails for a day will not be tried again: that is said, and not only counted. */
function lastWord({ retryCount, retryLimit }: JobWithMetadata, error: unknown, refusal: Refusal): Refusal {
  if (refusal.kind !== 'again' || retryCount < retryLimit) return refusal;
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'final', reason: `It failed ${retryCount + 1} times, at last with: ${message}` };
}
