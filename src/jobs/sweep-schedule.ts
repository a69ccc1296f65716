import { schedule } from 'node-cron';
import type { Logger } from 'pino';
import type { Queue } from './queue.ts';

export interface SweepSchedule {
  stop(): Promise<void>;
}

/** Asks for a sweep at every tick and once at the start, for what fell due while nobody was here. */
export function scheduleSweep(expression: string, queue: Queue, log: Logger): SweepSchedule {
  const ask = () =>
    queue
      .enqueue([{ queue: 'sweep', data: {} }])
      .catch((error: unknown) => log.error({ err: error }, 'A sweep could not be asked for'));
  const task = schedule(expression, ask, { noOverlap: true });
  const first = ask();
  return {
    stop: async () => {
      await first;
      await task.destroy();
    },
  };
}
