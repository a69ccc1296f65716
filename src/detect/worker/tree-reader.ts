import type { Policy } from '../../policy/policy.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { ScanResult } from '../finding.ts';
import type { Vocabulary } from '../prefilter.ts';
import type { ExtractRequest, TreeResult, TreeSource } from './messages.ts';
import { quietExtraction } from './quiet-extraction.ts';
import type { Outcome, ThreadHandle } from './thread-handle.ts';

/**
 * Reads one whole tree in a thread that keeps the facts to itself, because copying them twice takes longer than
 * reading the files. Give it what the prefilter lets through, then judge once.
 */
export interface TreeReader {
  /** Resolves when the files are read. Several calls at once are carried out one after the other. */
  read(sources: TreeSource[]): Promise<void>;
  /**
   * Links and judges the tree: `paths` are all its source files, in order; those that were not read are quiet.
   * Never rejects for what a file holds.
   */
  judge(paths: string[], policy: Policy): Promise<TreeResult>;
}

/** The way that loses no facts when a thread dies: a scanner's own. */
export interface CarefulScanner {
  extract(requests: ExtractRequest[], vocabulary: Vocabulary): Promise<Extraction[]>;
  judge(files: TreeFile[], policy: Policy): Promise<ScanResult>;
}

/** A file that ends the thread takes the facts of all others with it: then the tree is read again, carefully. */
export function createTreeReader(
  start: () => ThreadHandle,
  careful: CarefulScanner,
  vocabulary: Vocabulary,
): TreeReader {
  const sources: TreeSource[] = [];
  let thread: ThreadHandle | null = null;
  let died = false;
  let last: Promise<void> = Promise.resolve();

  async function read(requests: TreeSource[]): Promise<void> {
    sources.push(...requests);
    last = last.then(() => keep(requests));
    await last;
  }

  async function keep(requests: TreeSource[]): Promise<void> {
    if (died || requests.length === 0) return;
    thread ??= start();
    const outcome = await thread.run({ kind: 'keep', requests, vocabulary }, []);
    died = outcome.kind === 'died';
    if (outcome.kind === 'answered' && outcome.answer.kind !== 'kept') throw new Error(faultOf(outcome));
  }

  async function judge(paths: string[], policy: Policy): Promise<TreeResult> {
    await last;
    if (died) return judgeCarefully(paths, policy);
    thread ??= start();
    const outcome = await thread.run({ kind: 'judge-kept', paths, policy }, []);
    if (outcome.kind === 'died') return judgeCarefully(paths, policy);
    if (outcome.answer.kind !== 'tree-result') throw new Error(faultOf(outcome));
    return { result: outcome.answer.result, parsed: outcome.answer.parsed };
  }

  async function judgeCarefully(paths: string[], policy: Policy): Promise<TreeResult> {
    const extractions = await careful.extract(sources, vocabulary);
    const read = new Map(sources.map(({ path }, index) => [path, extractions[index]]));
    const files = paths.map((path) => ({ path, extraction: read.get(path) ?? quietExtraction(path) }));
    const parsed = files.filter(({ extraction }) => extraction.parsed).map(({ path }) => path);
    return { result: await careful.judge(files, policy), parsed };
  }

  return { read, judge };
}

function faultOf({ answer }: Outcome & { kind: 'answered' }): string {
  return `The scan failed: ${answer.kind === 'error' ? answer.message : 'the thread answered another question'}`;
}
