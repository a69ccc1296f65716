import { schedule } from 'node-cron';
import type { Logger } from 'pino';
import type { Queue } from './queue.ts';

export interface WorkSchedule {
  stop(): Promise<void>;
}

/**
 * Asks for a sweep or for upkeep at every tick, and once at the start for what fell due while nobody was here.
 * @param expression of node-cron, five or six fields
 */
export function scheduleWork(
  expression: string,
  work: 'sweep' | 'upkeep',
  queue: Queue,
  log: Logger,
): WorkSchedule {
  const ask = () =>
    queue
      .enqueue([{ queue: work, data: {} }])
      .catch((error: unknown) => log.error({ err: error, work }, 'Scheduled work could not be asked for'));
  const task = schedule(expression, ask, { noOverlap: true });
  const first = ask();
  return {
    stop: async () => {
      await first;
      await task.destroy();
    },
  };
}
