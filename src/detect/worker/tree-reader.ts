import type { Policy } from '../../policy/policy.ts';
import { extractTree } from '../extract-tree.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { Language } from '../facts.ts';
import type { ScanResult } from '../finding.ts';
import { REACH_LIMITS } from '../limits.ts';
import type { Vocabulary } from '../prefilter.ts';
import { EVERYTHING } from '../prefilter.ts';
import { batchesOf } from './batches.ts';
import type { ExtractRequest, TreeResult, TreeSource } from './messages.ts';
import { quietExtraction } from './quiet-extraction.ts';
import type { ThreadHandle } from './thread-handle.ts';
import { createTreeThreads } from './tree-threads.ts';

/**
 * Reads one whole tree in threads of its own, of which one keeps the facts to itself, because copying them takes as long
 * as reading the files. Give it what the prefilter lets through, then judge once.
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
  /** What the prefilter noted of them, by path: a `Glance` as JSON. */
  glances: ReadonlyMap<string, string>;
  /** Reads files of the tree, given ones too; what is gone meanwhile is left out. */
  read(paths: readonly string[]): Promise<TreeSource[]>;
}

/** The way that loses no facts when a thread dies: a scanner's own. */
export interface CarefulScanner {
  extract(requests: ExtractRequest[], vocabulary: Vocabulary): Promise<Extraction[]>;
  judge(files: TreeFile[], policy: Policy): Promise<ScanResult>;
}

/** A file that ends a thread takes the facts of others with it: then the tree is read again, carefully. */
export function createTreeReader(
  start: () => ThreadHandle,
  careful: CarefulScanner,
  vocabulary: Vocabulary,
): TreeReader {
  const threads = createTreeThreads(start);
  const reading: Promise<void>[] = [];
  const given = new Set<string>();

  async function read(sources: TreeSource[]): Promise<void> {
    for (const { path } of sources) given.add(path);
    const done = threads.read(sources, vocabulary);
    reading.push(done);
    await done;
  }

  async function judge(paths: string[], policy: Policy, quiet: QuietFiles): Promise<TreeResult> {
    await Promise.all(reading);
    const glances = paths.map((path) => quiet.glances.get(path) ?? '');
    await threads.ask({ kind: 'list', paths, glances });
    await readCalledFor(quiet);
    const answer = await threads.ask({ kind: 'judge-kept', policy });
    if (answer === 'died') return judgeCarefully(paths, policy, quiet);
    if (answer.kind !== 'tree-result')
      throw new Error('The scan failed: the thread answered another question.');
    return { result: answer.result, parsed: answer.parsed };
  }

  /** The rounds of `extractTree`, with the facts left where they are. */
  async function readCalledFor(quiet: QuietFiles): Promise<void> {
    for (let round = 0; round < REACH_LIMITS.rounds; round++) {
      const answer = await threads.ask({ kind: 'called-for', vocabulary });
      if (answer === 'died' || answer.kind !== 'called-for' || answer.paths.length === 0) return;
      const sources = await quiet.read(answer.paths);
      await Promise.all(batchesOf(sources).map((batch) => threads.read(batch, EVERYTHING)));
    }
  }

  async function judgeCarefully(paths: string[], policy: Policy, quiet: QuietFiles): Promise<TreeResult> {
    const turnedAway = (path: string): Extraction => {
      const glance = quiet.glances.get(path);
      return glance ? { ...quietExtraction(path), glance: JSON.parse(glance) } : quietExtraction(path);
    };
    const files = await extractTree(paths.map(sourceOf), vocabulary, async (some, words) => {
      const wanted = some.map(({ path }) => path).filter((path) => words !== vocabulary || given.has(path));
      const there = await quiet.read(wanted);
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
