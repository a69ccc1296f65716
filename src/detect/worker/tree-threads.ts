import type { Vocabulary } from '../prefilter.ts';
import type { Answer, Task, TreeSource } from './messages.ts';
import type { Outcome, ThreadHandle } from './thread-handle.ts';

/**
 * The threads that read one tree: one that keeps all facts and will judge them, and a second one that helps it to read
 * while more waits than pays for its start.
 */
export interface TreeThreads {
  /** Resolves when the files are read and kept, or once a thread has died. */
  read(sources: TreeSource[], vocabulary: Vocabulary): Promise<void>;
  /** Asks the thread that keeps the facts. After a thread's death nothing is kept any more. */
  ask(task: Task): Promise<Answer | 'died'>;
  readonly died: boolean;
}

interface Waiting {
  done(): void;
  failed(error: unknown): void;
}

interface Job extends Waiting {
  sources: TreeSource[];
  vocabulary: Vocabulary;
}

/** What the second thread has read, to be kept by the first. */
interface Spelled extends Waiting {
  paths: string[];
  extractions: string;
}

/** Bytes; loading a parser once more takes as long as reading so many. */
const WORTH_A_THREAD = 500_000;

/** Starts the first thread at once: it is up when the first file is there to be read. */
export function createTreeThreads(start: () => ThreadHandle): TreeThreads {
  const keeper = start();
  let helper: ThreadHandle | null = null;
  const waiting: Job[] = [];
  const spelled: Spelled[] = [];
  const busy = { keeper: false, helper: false };
  let died = false;

  async function read(sources: TreeSource[], vocabulary: Vocabulary): Promise<void> {
    if (died || sources.length === 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ sources, vocabulary, done: resolve, failed: reject });
    proceed();
    await promise;
  }

  function proceed(): void {
    if (!busy.keeper) void keepOn();
    if (!busy.helper && bytesWaiting() >= WORTH_A_THREAD) void helpOn();
  }

  function bytesWaiting(): number {
    return waiting.reduce((sum, { sources }) => sum + bytesOf(sources), 0);
  }

  async function keepOn(): Promise<void> {
    busy.keeper = true;
    for (let next = spelled.shift() ?? waiting.shift(); next; next = spelled.shift() ?? waiting.shift()) {
      await run(keeper, keepTask(next)).then(next.done, next.failed);
    }
    busy.keeper = false;
  }

  async function helpOn(): Promise<void> {
    busy.helper = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const job = next;
      await spell(job).catch(job.failed);
    }
    busy.helper = false;
  }

  async function spell({ sources, vocabulary, done, failed }: Job): Promise<void> {
    helper ??= start();
    const answer = await run(helper, { kind: 'spell', requests: sources, vocabulary });
    if (answer === 'died' || answer.kind !== 'spelled') return done();
    const paths = sources.map(({ path }) => path);
    spelled.push({ paths, extractions: answer.extractions, done, failed });
    proceed();
  }

  /** Once a thread has died the facts are incomplete: what still waits is given up. */
  async function run(thread: ThreadHandle, task: Task): Promise<Answer | 'died'> {
    if (died) return 'died';
    const outcome = await thread.run(task, []);
    if (outcome.kind === 'died') died = true;
    return outcome.kind === 'died' ? 'died' : answerOf(outcome);
  }

  return {
    read,
    ask: (task) => run(keeper, task),
    get died() {
      return died;
    },
  };
}

function keepTask(next: Job | Spelled): Task {
  return 'sources' in next
    ? { kind: 'keep', requests: next.sources, vocabulary: next.vocabulary }
    : { kind: 'take', paths: next.paths, extractions: next.extractions };
}

function bytesOf(sources: readonly TreeSource[]): number {
  return sources.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function answerOf({ answer }: Outcome & { kind: 'answered' }): Answer {
  if (answer.kind === 'error') throw new Error(`The scan failed: ${answer.message}`);
  return answer;
}
