import type { Task } from './messages.ts';
import type { Outcome, ThreadHandle, ThreadLimits, ThreadModule } from './thread-handle.ts';
import { startThread } from './thread-handle.ts';

export interface Threads {
  /** Runs a task on the next free thread. */
  run(task: Task, transfer?: ArrayBuffer[]): Promise<Outcome>;
  /** A thread of one's own, beyond the count; it lives until all are closed. */
  reserve(module: ThreadModule): ThreadHandle;
  close(): Promise<void>;
}

/**
 * Up to `count` threads, started as tasks need them; one that died is replaced by the next task.
 * @param started threads that are there already, to be reserved first
 */
export function createThreads(
  count: number,
  limits: ThreadLimits,
  started: readonly ThreadHandle[] = [],
): Threads {
  const idle: ThreadHandle[] = [];
  const busy = new Set<ThreadHandle>();
  const reserved = new Set<ThreadHandle>();
  const spare = [...started];
  const waiting: (() => void)[] = [];
  let closed = false;

  async function run(task: Task, transfer: ArrayBuffer[] = []): Promise<Outcome> {
    while (!closed && busy.size >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    if (closed) throw new Error('The scanner is closed.');
    const thread = idle.pop() ?? startThread(limits);
    busy.add(thread);
    const outcome = await thread.run(task, transfer);
    busy.delete(thread);
    if (outcome.kind === 'answered' && !closed) idle.push(thread);
    waiting.shift()?.();
    if (closed) throw new Error('The scanner was closed during a scan.');
    return outcome;
  }

  function reserve(module: ThreadModule): ThreadHandle {
    if (closed) throw new Error('The scanner is closed.');
    const thread = (module === 'thread' ? spare.pop() : undefined) ?? startThread(limits, module);
    reserved.add(thread);
    return { run: (task, transfer) => runOpen(thread, task, transfer), stop: thread.stop };
  }

  /** A thread that was stopped would never answer. */
  async function runOpen(thread: ThreadHandle, task: Task, transfer: ArrayBuffer[]): Promise<Outcome> {
    if (closed) throw new Error('The scanner is closed.');
    return thread.run(task, transfer);
  }

  async function close(): Promise<void> {
    closed = true;
    await Promise.all([...idle.splice(0), ...busy, ...reserved, ...spare].map((thread) => thread.stop()));
    for (const proceed of waiting.splice(0)) proceed();
  }

  return { run, reserve, close };
}
