import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { extractBlob, loadParser } from '../extract.ts';
import type { Extraction } from '../extraction.ts';
import type { ScanResult } from '../finding.ts';
import { linkAndJudge } from '../judge-tree.ts';
import { SHELF_SIZE } from '../limits.ts';
import { createShelf } from '../packed-facts.ts';
import type { Vocabulary } from '../prefilter.ts';
import { vocabularyByPath } from '../prefilter.ts';
import { collectGarbage, MANY_FILES } from './heap-growth.ts';
import type { KeptTree, TreeState } from './kept-tree.ts';
import { createKeptTree } from './kept-tree.ts';
import type {
  Answer,
  ExtractRequest,
  SavedPart,
  Task,
  ThreadData,
  TreeSource,
  WhichTree,
} from './messages.ts';
import type { Restorer } from './saved-state.ts';
import { createRestorer, savedJudgement, savedReach } from './saved-state.ts';

const { progress }: ThreadData = workerData;

/** All but what `parser-thread.ts` is for. */
type KeepingTask = Exclude<Task, { kind: 'parse' }>;

parentPort?.on('message', async (task: KeepingTask) => {
  const answered = await answer(task);
  const handed = answered.kind === 'piece' && answered.piece ? [answered.piece.buffer] : [];
  parentPort?.postMessage(answered, handed);
  // A thread that is stopped writes nothing: 130 ms of compiling would be done again at every start.
  flushCompileCache();
});

async function answer(task: KeepingTask): Promise<Answer> {
  try {
    return await carryOut(task);
  } catch (error) {
    if (error instanceof ParserFailure) throw error;
    return {
      kind: 'error',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

async function carryOut(task: KeepingTask): Promise<Answer> {
  switch (task.kind) {
    case 'extract':
      return { kind: 'extractions', extractions: await extractAll(task.requests, () => task.vocabulary) };
    case 'judge':
      return { kind: 'result', result: judgeAll(task) };
    case 'restore':
      restorer ??= createRestorer(shelf);
      restorer.add(task.piece);
      return { kind: 'kept' };
    case 'resume':
      restored = restorer?.end(task.policy) ?? null;
      restorer = null;
      return { kind: 'kept' };
    case 'prepare':
      for (const parser of task.parsers) await loadParser(parser);
      return { kind: 'kept' };
    case 'keep':
      return keepAll(task);
    case 'list':
      treeOf(task).list(task.paths, task.unchanged, task.afterwards);
      return { kind: 'kept' };
    case 'called-for':
      return { kind: 'called-for', paths: treeOf(task).calledFor(task.vocabulary) };
    case 'judge-kept':
      return judgeKept(task);
    case 'save':
      return { kind: 'piece', piece: nextPiece(task.part) };
  }
}

const shelf = createShelf(SHELF_SIZE);
let restorer: Restorer | null = null;
let restored: TreeState | null = null;
const trees: { now: KeptTree | null; before: KeptTree | null } = { now: null, before: null };

function treeOf({ tree }: { tree: WhichTree }): KeptTree {
  const known = trees[tree];
  if (known) return known;
  const created = createKeptTree(shelf, tree === 'now' ? restored : stateOf(trees.now));
  restored = null;
  trees[tree] = created;
  return created;
}

/** What a reach finds out about another state of the tree is nothing that this one's has to know. */
function stateOf(tree: KeptTree | null): TreeState | null {
  const [reached, judged] = [tree?.reached(), tree?.judged()];
  return reached && judged ? { ...reached, ...judged, reach: structuredClone(reached.reach) } : null;
}

async function keepAll(task: Task & { kind: 'keep' }): Promise<Answer> {
  for (const { path, glance } of task.turnedAway) treeOf(task).turnAway(path, glance);
  const wordsOf = vocabularyByPath(task.vocabulary);
  const extractions = await extractAll(task.requests, ({ path, language }) => wordsOf(path, language));
  for (const [index, { path, bytes }] of task.requests.entries()) {
    const extraction = extractions[index];
    if (extraction) treeOf(task).keep(path, extraction, bytes.length);
  }
  return { kind: 'kept' };
}

function judgeKept(task: Task & { kind: 'judge-kept' }): Answer {
  const { asked, policy } = task;
  const tree = treeOf(task);
  if (tree.forgetReach() && tree.size() >= MANY_FILES) collectGarbage();
  const isAsked = (path: string) => asked === null || asked.has(path);
  return { kind: 'tree-result', ...tree.judge(policy, { onFile: startFile, isAsked }) };
}

function judgeAll({ files, packed, policy }: Task & { kind: 'judge' }): ScanResult {
  const opened = files.map((file, index) => {
    const facts = packed.get(index);
    return facts ? { ...file, extraction: { ...file.extraction, facts: shelf.open(facts) } } : file;
  });
  return linkAndJudge(opened, policy, (index) => {
    shelf.tidy();
    startFile(index);
  });
}

let saving: { part: SavedPart; pieces: Iterator<Uint8Array<ArrayBuffer>> } | null = null;

function nextPiece(part: SavedPart): Uint8Array<ArrayBuffer> | null {
  if (saving?.part !== part) saving = { part, pieces: piecesOf(part)[Symbol.iterator]() };
  const { value, done } = saving.pieces.next();
  if (done) saving = null;
  return done ? null : value;
}

function piecesOf(part: SavedPart): Iterable<Uint8Array<ArrayBuffer>> {
  const tree = trees.now;
  // What was left behind would stand beside what is written down.
  if ((tree?.size() ?? 0) >= MANY_FILES) collectGarbage();
  if (part === 'reach') {
    const reached = tree?.reached();
    return reached ? savedReach(reached) : [];
  }
  const judged = tree?.judged();
  return judged ? savedJudgement(judged) : [];
}

async function extractAll<Request extends ExtractRequest & Pick<TreeSource, 'parsed'>>(
  requests: readonly Request[],
  wordsOf: (request: Request) => Vocabulary,
): Promise<Extraction[]> {
  const extractions: Extraction[] = [];
  for (const [index, request] of requests.entries()) {
    startFile(index);
    const { bytes, language, parsed } = request;
    const extraction = await extractBlob(bytes, language, wordsOf(request), parsed);
    if (extraction.skipped?.reason === 'crashed') throw new ParserFailure('the parser failed');
    extractions.push(extraction);
  }
  return extractions;
}

/** It ends the thread: a parser that failed once, in WebAssembly, fails in every file that comes then. */
class ParserFailure extends Error {
  override name = 'ParserFailure';
}

/** Shared memory, not a message: whoever watches must know it while this thread is busy or already dead. */
function startFile(index: number): void {
  Atomics.store(progress, 0, index);
}
