import * as module from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { extractBlob } from '../extract.ts';
import type { Extraction } from '../extraction.ts';
import { judgeTree, linkAndJudge, rejudgeTree } from '../judge-tree.ts';
import { createKeptTree } from './kept-tree.ts';
import type { Answer, Task, ThreadData } from './messages.ts';

// A thread does not share the cache of the thread that starts it.
module.enableCompileCache();

const { progress }: ThreadData = workerData;

parentPort?.on('message', async (task: Task) => {
  parentPort?.postMessage(await answer(task));
  // A thread that is stopped writes nothing: 130 ms of compiling would be done again at every start.
  module.flushCompileCache();
});

async function answer(task: Task): Promise<Answer> {
  try {
    return await carryOut(task);
  } catch (error) {
    return {
      kind: 'error',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

async function carryOut(task: Task): Promise<Answer> {
  switch (task.kind) {
    case 'extract':
      return { kind: 'extractions', extractions: await extractAll(task) };
    case 'judge':
      return { kind: 'result', result: linkAndJudge(task.files, task.policy, startFile) };
    case 'judge-both':
      return judgeBoth(task);
    case 'keep':
      return keepAll(task);
    case 'list':
      tree.list(task.paths, task.glances);
      return { kind: 'kept' };
    case 'called-for':
      return { kind: 'called-for', paths: tree.calledFor(task.vocabulary) };
    case 'judge-kept':
      return judgeKept(task);
  }
}

/** Files of the second tree are counted behind those of the first. */
function judgeBoth({ before, now, policy }: Task & { kind: 'judge-both' }): Answer {
  const base = judgeTree(before, policy, startFile);
  const later = rejudgeTree(base, now, (index) => startFile(before.length + index));
  return { kind: 'results', before: base.result, now: later.result };
}

const tree = createKeptTree();

async function keepAll(task: Task & { kind: 'keep' }): Promise<Answer> {
  const extractions = await extractAll(task);
  for (const [index, { path }] of task.requests.entries()) {
    const extraction = extractions[index];
    if (extraction) tree.keep(path, extraction);
  }
  return { kind: 'kept' };
}

function judgeKept({ policy }: Task & { kind: 'judge-kept' }): Answer {
  const files = tree.files();
  const parsed = files.filter(({ extraction }) => extraction.parsed).map(({ path }) => path);
  return { kind: 'tree-result', result: linkAndJudge(files, policy, startFile), parsed };
}

async function extractAll({
  requests,
  vocabulary,
}: Task & { kind: 'extract' | 'keep' }): Promise<Extraction[]> {
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
