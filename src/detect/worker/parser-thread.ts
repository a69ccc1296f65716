import { parentPort, workerData } from 'node:worker_threads';
import { parseAhead } from '../python/parse-ahead.ts';
import { handedOver } from './handed-over.ts';
import type { Answer, Task, ThreadData, TreeSource } from './messages.ts';

/**
 * A thread that parses Python for another one, and holds nothing but the parser, so that its start and its memory are
 * little.
 */
const { progress }: ThreadData = workerData;

parentPort?.on('message', async ({ sources }: Task & { kind: 'parse' }) => {
  const answer: Answer = { kind: 'parsed', sources: await parseAll(sources) };
  parentPort?.postMessage(answer, handedOver(answer.sources));
});

async function parseAll(sources: readonly TreeSource[]): Promise<TreeSource[]> {
  const all: TreeSource[] = [];
  for (const [index, source] of sources.entries()) {
    // Shared memory, not a message: whoever watches must know it while this thread is busy or already dead.
    Atomics.store(progress, 0, index);
    const parsed = await parseAhead(source.bytes);
    // That ends the thread, and whoever waits for it reads all with care.
    if (parsed === 'crashed') throw new Error('the parser failed');
    all.push(parsed === null ? source : { ...source, parsed });
  }
  return all;
}
