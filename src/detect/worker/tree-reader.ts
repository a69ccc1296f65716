import type { Policy } from '../../policy/policy.ts';
import { extractTree } from '../extract-tree.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { Language } from '../facts.ts';
import type { ScanResult } from '../finding.ts';
import type { Glance } from '../glance.ts';
import { REACH_LIMITS } from '../limits.ts';
import type { Vocabulary } from '../prefilter.ts';
import { EVERYTHING } from '../prefilter.ts';
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
   * Links and judges the tree: `paths` are all its source files, in order; those that were not read are quiet, until
   * others call for them. Never rejects for what a file holds.
   */
  judge(paths: string[], policy: Policy, quiet: QuietFiles): Promise<TreeResult>;
}

/** The files that were not read. */
export interface QuietFiles {
  /** What the prefilter noted of them, by path. */
  glances: ReadonlyMap<string, Glance>;
  /** Reads some of them; what is gone meanwhile is left out. */
  read(paths: readonly string[]): Promise<TreeSource[]>;
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
    last = last.then(() => keep(requests, vocabulary));
    await last;
  }

  async function keep(requests: TreeSource[], words: Vocabulary): Promise<void> {
    if (died || requests.length === 0) return;
    thread ??= start();
    const outcome = await thread.run({ kind: 'keep', requests, vocabulary: words }, []);
    died = outcome.kind === 'died';
    if (outcome.kind === 'answered' && outcome.answer.kind !== 'kept') throw new Error(faultOf(outcome));
  }

  async function judge(paths: string[], policy: Policy, quiet: QuietFiles): Promise<TreeResult> {
    await last;
    thread ??= start();
    await readCalledFor(thread, paths, quiet);
    if (died) return judgeCarefully(paths, policy, quiet);
    const outcome = await thread.run({ kind: 'judge-kept', paths, policy }, []);
    if (outcome.kind === 'died') return judgeCarefully(paths, policy, quiet);
    if (outcome.answer.kind !== 'tree-result') throw new Error(faultOf(outcome));
    return { result: outcome.answer.result, parsed: outcome.answer.parsed };
  }

  /** The rounds of `extractTree`, with the facts left where they are. */
  async function readCalledFor(reader: ThreadHandle, paths: string[], quiet: QuietFiles): Promise<void> {
    for (let round = 0; round < REACH_LIMITS.rounds && !died; round++) {
      const glances = round === 0 ? quiet.glances : new Map<string, Glance>();
      const outcome = await reader.run({ kind: 'called-for', paths, glances, vocabulary }, []);
      died = outcome.kind === 'died';
      if (outcome.kind === 'died') return;
      if (outcome.answer.kind !== 'called-for') throw new Error(faultOf(outcome));
      if (outcome.answer.paths.length === 0) return;
      await keep(await quiet.read(outcome.answer.paths), EVERYTHING);
    }
  }

  async function judgeCarefully(paths: string[], policy: Policy, quiet: QuietFiles): Promise<TreeResult> {
    const read = new Map(sources.map((source) => [source.path, source]));
    const turnedAway = (path: string): Extraction => {
      const glance = quiet.glances.get(path);
      return glance ? { ...quietExtraction(path), glance } : quietExtraction(path);
    };
    const files = await extractTree(paths.map(sourceOf), vocabulary, async (some, words) => {
      const more = words === vocabulary ? [] : await quiet.read(some.map(({ path }) => path));
      for (const source of more) read.set(source.path, source);
      const there = some.flatMap(({ path }) => read.get(path) ?? []);
      const extractions = await careful.extract(there, words);
      const found = new Map(there.map(({ path }, index) => [path, extractions[index]]));
      return some.map(({ path }) => found.get(path) ?? turnedAway(path));
    });
    const parsed = files.filter(({ extraction }) => extraction.parsed).map(({ path }) => path);
    return { result: await careful.judge(files, policy), parsed };
  }

  return { read, judge };
}

function sourceOf(path: string): { path: string; language: Language } {
  return { path, language: quietExtraction(path).facts.language };
}

function faultOf({ answer }: Outcome & { kind: 'answered' }): string {
  return `The scan failed: ${answer.kind === 'error' ? answer.message : 'the thread answered another question'}`;
}
