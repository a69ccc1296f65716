import { parentPort, workerData } from 'node:worker_threads';
import { extractBlob } from '../extract.ts';
import type { Extraction } from '../extraction.ts';
import { linkAndJudge } from '../judge-tree.ts';
import type { Answer, Task, ThreadData } from './messages.ts';

const { progress }: ThreadData = workerData;

parentPort?.on('message', async (task: Task) => {
  parentPort?.postMessage(await answer(task));
});

async function answer(task: Task): Promise<Answer> {
  try {
    return task.kind === 'extract'
      ? { kind: 'extractions', extractions: await extractAll(task) }
      : { kind: 'result', result: linkAndJudge(task.files, task.policy, startFile) };
  } catch (error) {
    return {
      kind: 'error',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

async function extractAll({ requests, vocabulary }: Task & { kind: 'extract' }): Promise<Extraction[]> {
  const extractions: Extraction[] = [];
  for (const [index, request] of requests.entries()) {
    startFile(index);
    extractions.push(await extractBlob(request.bytes, request.language, vocabulary));
  }
  return extractions;
}

/** Shared memory, not a message: whoever watches must know it while this thread is busy or already dead. */
function startFile(index: number): void {
  Atomics.store(progress, 0, index);
}
