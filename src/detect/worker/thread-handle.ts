import { Worker } from 'node:worker_threads';
import { threadModule } from '../../package.ts';
import type { Answer, Task, ThreadData } from './messages.ts';

/** How a task ended: with an answer, or with the thread's death while it was busy with file `index`. */
export type Outcome =
  | { kind: 'answered'; answer: Answer }
  | { kind: 'died'; index: number | null; reason: 'too-slow' | 'crashed'; message: string };

/** One worker thread, which runs one task at a time. After a `died` it is gone for good. */
export interface ThreadHandle {
  run(task: Task, transfer: ArrayBuffer[]): Promise<Outcome>;
  stop(): Promise<void>;
}

export interface ThreadLimits {
  /** Milliseconds that one file may take. */
  fileDeadlineMs: number;
  /** Megabytes of JavaScript heap. */
  heapMb: number;
}

/**
 * Node stops a thread that reaches its limit, but V8 ends the whole process if one collection moves more than some
 * 16 MB beyond it: what is young must be less. One hostile file in four did, and parsing is no slower for it. What a parser
 * makes lies outside of the heap.
 */
const YOUNG_HEAP_MB = { thread: 24, 'parser-thread': 4 } as const;

/** `progress[0]` before a thread's first file. */
const NOT_STARTED = -1;

/** Deadlines that a thread may take to start: what keeps it waiting is a busy machine, and no file. */
const START_DEADLINES = 30;

/** What a thread is for: `parser-thread` parses Python ahead of another one, `thread` does all else. */
export type ThreadModule = 'thread' | 'parser-thread';

/** Starts a thread; an error at its start is the outcome of its first task. */
export function startThread(limits: ThreadLimits, module: ThreadModule = 'thread'): ThreadHandle {
  const progress = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: ThreadData = { progress };
  const worker = new Worker(threadModule(`detect/worker/${module}`), {
    workerData,
    execArgv: [],
    resourceLimits: {
      maxOldGenerationSizeMb: limits.heapMb,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MB[module],
    },
  });
  worker.unref();
  // An error between tasks must not end the process; the next task sees that the thread is gone.
  worker.on('error', () => {});
  return {
    run: (task, transfer) => runTask(worker, progress, limits, task, transfer),
    stop: async () => {
      await worker.terminate();
    },
  };
}

function runTask(
  worker: Worker,
  progress: Int32Array,
  limits: ThreadLimits,
  task: Task,
  transfer: ArrayBuffer[],
): Promise<Outcome> {
  return new Promise((resolve) => {
    Atomics.store(progress, 0, NOT_STARTED);
    const watch = watchProgress(progress, limits.fileDeadlineMs, () =>
      end(died('too-slow', tooSlow(limits))),
    );
    const onMessage = (answer: Answer) => end({ kind: 'answered', answer });
    const onError = (error: unknown) => end(died('crashed', crashed(error)));
    const onExit = (code: number) => end(died('crashed', `The thread that read it ended with code ${code}.`));
    worker.ref();
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(task, transfer);

    function died(reason: 'too-slow' | 'crashed', message: string): Outcome {
      const index = Atomics.load(progress, 0);
      return { kind: 'died', index: index === NOT_STARTED ? null : index, reason, message };
    }

    function end(outcome: Outcome): void {
      clearInterval(watch);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.unref();
      if (outcome.kind === 'died') void worker.terminate();
      resolve(outcome);
    }
  });
}

/**
 * Calls `onLate` when one file has kept the thread longer than the deadline. It looks at the shared index on
 * every tick, so a caller whose own thread was held up blames no file that was finished meanwhile.
 */
function watchProgress(progress: Int32Array, deadlineMs: number, onLate: () => void): NodeJS.Timeout {
  let index = Atomics.load(progress, 0);
  let ticks = 0;
  const ticksAllowed = 20;
  return setInterval(() => {
    const now = Atomics.load(progress, 0);
    ticks = now === index ? ticks + 1 : 0;
    index = now;
    if (ticks >= (now === NOT_STARTED ? ticksAllowed * START_DEADLINES : ticksAllowed)) onLate();
  }, deadlineMs / ticksAllowed);
}

function tooSlow({ fileDeadlineMs }: ThreadLimits): string {
  return `It took longer than ${fileDeadlineMs / 1000} s to analyse.`;
}

function crashed(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `Analysing it ended the thread: ${reason}.`;
}
