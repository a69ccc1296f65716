import type { Policy } from '../../policy/policy.ts';
import type { ParserName } from '../extract.ts';
import { extractTree } from '../extract-tree.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { Language } from '../facts.ts';
import type { ScanResult } from '../finding.ts';
import { REACH_LIMITS } from '../limits.ts';
import type { Vocabulary } from '../prefilter.ts';
import { EVERYTHING } from '../prefilter.ts';
import type { Answer, ExtractRequest, Task, TreeResult, TreeSource, WhichTree } from './messages.ts';
import { quietExtraction } from './quiet-extraction.ts';
import type { ThreadHandle } from './thread-handle.ts';

/**
 * Reads one whole tree in a thread that keeps the facts to itself, because copying them takes as long as reading the
 * files. A second thread that reads half of them was tried: what it compiles once more costs what it saves. Give it at
 * least what the prefilter lets through, then judge once.
 */
export interface TreeReader extends StateReader {
  /** Loads parsers while the first files are looked for. */
  prepare(parsers: ParserName[]): void;
  /** Reads another state of the tree, once this one is judged: only what differs is to be given. */
  before: StateReader;
  /** What is known of the tree once it is judged, for the reader of a later state; `null` if that is nothing. */
  save(): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** Reads one state of a tree. */
export interface StateReader {
  /** Resolves when the files are read. Several calls at once are carried out one after the other. */
  read(sources: TreeSource[]): Promise<void>;
  /**
   * Links and judges the tree: `paths` are all its source files, in order; those that were not read are quiet, until
   * others call for them. Never rejects for what a file holds; but where another state is known, with
   * {@link StateLost} if that is lost.
   */
  judge(paths: string[], quiet: QuietFiles, terms?: JudgeTerms): Promise<TreeResult>;
}

export interface JudgeTerms {
  /** Findings of other files may be missing; `null` for all. */
  asked?: ReadonlySet<string> | null;
  /** Neither what is known will be saved nor another state be read, so that less has to be kept. */
  isLast?: boolean;
}

/** The files that were not read. */
export interface QuietFiles {
  /** What the prefilter noted of them, by path: a `Glance` as JSON. */
  glances: ReadonlyMap<string, string>;
  /** Those that are as they were in the other state. */
  unchanged?: ReadonlySet<string>;
  /** Reads files of the tree, given ones too; what is gone meanwhile is left out. */
  read(paths: readonly string[]): Promise<TreeSource[]>;
}

/** The other state of a tree is not to be had any more: scan this one by itself. */
export class StateLost extends Error {
  override name = 'StateLost';
}

/** The way that loses no facts when a thread dies: a scanner's own. */
export interface CarefulScanner {
  extract(requests: ExtractRequest[], vocabulary: Vocabulary): Promise<Extraction[]>;
  judge(files: TreeFile[], policy: Policy): Promise<ScanResult>;
}

export interface TreeTerms {
  vocabulary: Vocabulary;
  policy: Policy;
  /** What another reader saved; `null` if nothing is known. */
  state: Uint8Array | null;
}

/** A file that ends the thread takes the facts of all others with it: then the tree is read again, carefully. */
export function createTreeReader(
  start: () => ThreadHandle,
  careful: CarefulScanner,
  { vocabulary, policy, state }: TreeTerms,
): TreeReader {
  // At once: it is up when the first file is there to be read.
  const thread = start();
  let died = false;
  let last: Promise<unknown> = state ? ask({ kind: 'restore', state, policy }) : Promise.resolve();
  // Whoever waits for it is told.
  last.catch(() => {});

  /** After the thread's death nothing is kept any more. */
  async function ask(task: Task): Promise<Answer | null> {
    if (died) return null;
    const outcome = await thread.run(task, []);
    died = outcome.kind === 'died';
    if (outcome.kind === 'died') return null;
    if (outcome.answer.kind !== 'error') return outcome.answer;
    const isAlone = state === null && !('tree' in task && task.tree === 'before');
    throw new (isAlone ? Error : StateLost)(`The scan failed: ${outcome.answer.message}`);
  }

  function stateReader(tree: WhichTree, isAlone: boolean): StateReader {
    const given = new Set<string>();

    async function read(sources: TreeSource[]): Promise<void> {
      for (const { path } of sources) given.add(path);
      const reading = last.then(() => keep(sources, vocabulary));
      last = reading;
      await reading;
    }

    async function keep(requests: TreeSource[], words: Vocabulary): Promise<void> {
      if (requests.length > 0) await ask({ kind: 'keep', tree, requests, vocabulary: words });
    }

    async function judge(
      paths: string[],
      quiet: QuietFiles,
      { asked = null, isLast = false }: JudgeTerms = {},
    ): Promise<TreeResult> {
      await last;
      const { glances, unchanged } = quiet;
      const spelled = paths.map((path) => (unchanged?.has(path) ? null : (glances.get(path) ?? '')));
      await ask({ kind: 'list', tree, paths, glances: spelled, isLast });
      await readCalledFor(quiet);
      const answer = await ask({ kind: 'judge-kept', tree, policy, asked });
      if (answer === null && !isAlone)
        throw new StateLost('A file ended the thread that knew the other state.');
      if (answer === null) return judgeCarefully(paths, given, quiet);
      if (answer.kind !== 'tree-result')
        throw new Error('The scan failed: the thread answered another question.');
      return { result: answer.result, parsed: answer.parsed };
    }

    /** The rounds of `extractTree`, with the facts left where they are. */
    async function readCalledFor(quiet: QuietFiles): Promise<void> {
      for (let round = 0; round < REACH_LIMITS.rounds; round++) {
        const answer = await ask({ kind: 'called-for', tree, vocabulary });
        if (answer?.kind !== 'called-for' || answer.paths.length === 0) return;
        await keep(await quiet.read(answer.paths), EVERYTHING);
      }
    }

    return { read, judge };
  }

  async function judgeCarefully(
    paths: string[],
    given: ReadonlySet<string>,
    quiet: QuietFiles,
  ): Promise<TreeResult> {
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

  return {
    ...stateReader('now', state === null),
    before: stateReader('before', false),
    prepare(parsers) {
      last = last.then(() => ask({ kind: 'prepare', parsers }));
      last.catch(() => {});
    },
    async save() {
      const answer = await ask({ kind: 'save' });
      return answer?.kind === 'state' ? answer.state : null;
    },
  };
}

function sourceOf(path: string): { path: string; language: Language } {
  return { path, language: quietExtraction(path).facts.language };
}
