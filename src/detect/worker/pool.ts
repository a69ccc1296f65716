import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Policy } from '../../policy/policy.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import { nothingToSee, skippedBlob } from '../extraction.ts';
import type { Language } from '../facts.ts';
import type { ScanResult } from '../finding.ts';
import { THREAD_LIMITS } from '../limits.ts';
import type { PackedFacts } from '../packed-facts.ts';
import { packFacts } from '../packed-facts.ts';
import type { Vocabulary } from '../prefilter.ts';
import { batchesOf } from './batches.ts';
import type { ExtractRequest, Task } from './messages.ts';
import type { Outcome, ThreadHandle, ThreadLimits } from './thread-handle.ts';
import { createThreads } from './threads.ts';
import type { SavedPieces, TreeReader } from './tree-reader.ts';
import { createTreeReader } from './tree-reader.ts';

export interface Scanner {
  /** One extraction a request, in the same order. Never rejects for what a file holds. */
  extract(requests: ExtractRequest[], vocabulary: Vocabulary): Promise<Extraction[]>;
  /** `linkAndJudge` in a thread. A file that ends the thread is skipped by name, and the rest judged again. */
  judge(files: TreeFile[], policy: Policy): Promise<ScanResult>;
  /**
   * Reads a tree: quicker than `extract` and `judge`, with the same result.
   * @param state what the reader of another state of the tree saved under the same policy
   */
  openTree(vocabulary: Vocabulary, policy: Policy, state?: SavedPieces | null): TreeReader;
  /** Stops every thread; what is still running rejects. */
  close(): Promise<void>;
}

export interface ScannerOptions extends Partial<ThreadLimits> {
  /** How many threads at most; they are started when they are needed. */
  workers?: number;
  /** Threads that were started before this was loaded, for the first trees; they are stopped with the others. */
  started?: readonly ThreadHandle[];
}

type Run = (task: Task, transfer?: ArrayBuffer[]) => Promise<Outcome>;

/** Runs the pipeline in worker threads, with a heap limit and a deadline for each file (design.md). */
export function createScanner(options: ScannerOptions = {}): Scanner {
  const limits = { ...THREAD_LIMITS, ...options };
  const threads = createThreads(options.workers ?? availableParallelism(), limits, options.started);
  const extract: Scanner['extract'] = async (requests, vocabulary) => {
    const batches = batchesOf(requests);
    const results = await Promise.all(batches.map((batch) => extractBatch(threads.run, batch, vocabulary)));
    return results.flat();
  };
  const judge: Scanner['judge'] = (files, policy) => judgeTree(threads.run, files, policy);
  return {
    extract,
    judge,
    openTree: (vocabulary, policy, state = null) =>
      createTreeReader(threads.reserve, { extract, judge }, { vocabulary, policy, state }),
    close: threads.close,
  };
}

/** A file that ends its thread becomes a skip, and those around it are read by another thread. */
async function extractBatch(
  run: Run,
  requests: ExtractRequest[],
  vocabulary: Vocabulary,
): Promise<Extraction[]> {
  if (requests.length === 0) return [];
  const copies = requests.map(copyOf);
  const outcome = await run(
    { kind: 'extract', requests: copies, vocabulary },
    copies.map((copy) => copy.bytes.buffer),
  );
  if (outcome.kind === 'answered') return extractionsOf(outcome);
  const index = culprit(outcome);
  return [
    ...(await extractBatch(run, requests.slice(0, index), vocabulary)),
    ...requests.slice(index, index + 1).map(({ language }) => skippedBy(outcome, language)),
    ...(await extractBatch(run, requests.slice(index + 1), vocabulary)),
  ];
}

async function judgeTree(
  run: Run,
  files: TreeFile[],
  policy: Policy,
  packed: ReadonlyMap<number, PackedFacts> = new Map(),
): Promise<ScanResult> {
  const outcome = await run({ kind: 'judge', files, packed, policy });
  if (outcome.kind === 'died') {
    if (outcome.index === null && packed.size === 0) return judgePacked(run, files, policy);
    const others = new Map(packed);
    others.delete(culprit(outcome));
    return judgeTree(run, withoutCulprit(files, outcome), policy, others);
  }
  if (outcome.answer.kind !== 'result') throw new Error(faultOf(outcome));
  return outcome.answer.result;
}

/** What ends a thread before its first file is the room that all facts together take. */
async function judgePacked(run: Run, files: TreeFile[], policy: Policy): Promise<ScanResult> {
  const packed = new Map<number, PackedFacts>();
  const emptied: TreeFile[] = [];
  for (const [index, { path, extraction }] of files.entries()) {
    if (extraction.parsed) packed.set(index, packFacts(extraction.facts));
    const { facts } = extraction.parsed ? nothingToSee(extraction.facts.language) : extraction;
    emptied.push({ path, extraction: { ...extraction, facts } });
    // To pack thousands of files takes seconds, for which others would wait.
    if (packed.size % PACKED_AT_ONCE === 0) await setImmediate();
  }
  return judgeTree(run, emptied, policy, packed);
}

const PACKED_AT_ONCE = 16;

function withoutCulprit(files: TreeFile[], outcome: Outcome & { kind: 'died' }): TreeFile[] {
  const index = culprit(outcome);
  return files.map((file, at) => (at === index ? withoutFacts(file, outcome) : file));
}

function withoutFacts({ path, extraction }: TreeFile, outcome: Outcome & { kind: 'died' }): TreeFile {
  return { path, extraction: skippedBy(outcome, extraction.facts.language) };
}

type Copy = ExtractRequest & { bytes: Uint8Array<ArrayBuffer> };

/** A copy to give away: a blob is often a view into a whole tarball, which must not travel with it. */
function copyOf({ bytes, language }: ExtractRequest): Copy {
  return { bytes: new Uint8Array(bytes), language };
}

function extractionsOf(outcome: Outcome & { kind: 'answered' }): Extraction[] {
  if (outcome.answer.kind !== 'extractions') throw new Error(faultOf(outcome));
  return outcome.answer.extractions;
}

/** Only what the prefilter matched reaches a parser, so what ends a thread is suspicious. */
function skippedBy({ reason, message }: Outcome & { kind: 'died' }, language: Language): Extraction {
  return skippedBlob(language, reason, `${message} Split it, or move it under an ignored path.`, true);
}

function culprit(outcome: Outcome & { kind: 'died' }): number {
  if (outcome.index === null) throw new Error(`A scanning thread did not start: ${outcome.message}`);
  return outcome.index;
}

function faultOf({ answer }: Outcome & { kind: 'answered' }): string {
  return `The scan failed: ${answer.kind === 'error' ? answer.message : 'the thread answered another question'}`;
}
