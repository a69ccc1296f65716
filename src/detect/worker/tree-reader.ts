import type { Policy } from '../../policy/policy.ts';
import { extractTree } from '../extract-tree.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { Language } from '../facts.ts';
import type { ScanResult } from '../finding.ts';
import { REACH_LIMITS } from '../limits.ts';
import type { Vocabulary } from '../prefilter.ts';
import { EVERYTHING } from '../prefilter.ts';
import type { Answer, ExtractRequest, Task, TreeResult, TreeSource } from './messages.ts';
import { quietExtraction } from './quiet-extraction.ts';
import type { ThreadHandle } from './thread-handle.ts';

/**
 * Reads one whole tree in a thread that keeps the facts to itself, because copying them takes as long as reading the
 * files. A second thread that reads half of them was tried: what it compiles once more costs what it saves. Give it what
 * the prefilter lets through, then judge once.
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

/** A file that ends the thread takes the facts of all others with it: then the tree is read again, carefully. */
export function createTreeReader(
  start: () => ThreadHandle,
  careful: CarefulScanner,
  vocabulary: Vocabulary,
): TreeReader {
  // At once: it is up when the first file is there to be read.
  const thread = start();
  const given = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  let died = false;

  async function read(sources: TreeSource[]): Promise<void> {
    for (const { path } of sources) given.add(path);
    const reading = last.then(() => keep(sources, vocabulary));
    last = reading;
    await reading;
  }

  async function keep(requests: TreeSource[], words: Vocabulary): Promise<void> {
    if (requests.length > 0) await ask({ kind: 'keep', requests, vocabulary: words });
  }

  /** After the thread's death nothing is kept any more. */
  async function ask(task: Task): Promise<Answer | null> {
    if (died) return null;
    const outcome = await thread.run(task, []);
    died = outcome.kind === 'died';
    if (outcome.kind === 'died') return null;
    if (outcome.answer.kind === 'error') throw new Error(`The scan failed: ${outcome.answer.message}`);
    return outcome.answer;
  }

  async function judge(paths: string[], policy: Policy, quiet: QuietFiles): Promise<TreeResult> {
    await last;
    const glances = paths.map((path) => quiet.glances.get(path) ?? '');
    await ask({ kind: 'list', paths, glances });
    await readCalledFor(quiet);
    const answer = await ask({ kind: 'judge-kept', policy });
    if (answer === null) return judgeCarefully(paths, policy, quiet);
    if (answer.kind !== 'tree-result')
      throw new Error('The scan failed: the thread answered another question.');
    return { result: answer.result, parsed: answer.parsed };
  }

  /** The rounds of `extractTree`, with the facts left where they are. */
  async function readCalledFor(quiet: QuietFiles): Promise<void> {
    for (let round = 0; round < REACH_LIMITS.rounds; round++) {
      const answer = await ask({ kind: 'called-for', vocabulary });
      if (answer?.kind !== 'called-for' || answer.paths.length === 0) return;
      await keep(await quiet.read(answer.paths), EVERYTHING);
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
