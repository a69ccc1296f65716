import type { Policy } from '../../policy/policy.ts';
import type { ParserName } from '../extract.ts';
import { extractTree } from '../extract-tree.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { Language } from '../facts.ts';
import type { ScanResult } from '../finding.ts';
import { inPieces } from '../in-pieces.ts';
import { REACH_LIMITS } from '../limits.ts';
import type { Vocabulary } from '../prefilter.ts';
import { EVERYTHING } from '../prefilter.ts';
import { bytesOf, createFeed, type Portion } from './feed.ts';
import { handedOver } from './handed-over.ts';
import type {
  Answer,
  ExtractRequest,
  SavedPart,
  Task,
  TreeResult,
  TreeSource,
  TurnedAway,
  WhichTree,
} from './messages.ts';
import { quietExtraction } from './quiet-extraction.ts';
import type { ThreadHandle, ThreadModule } from './thread-handle.ts';

/**
 * Reads one whole tree in a thread that keeps the facts to itself, because copying them takes as long as reading the
 * files. A second thread that reads half of them was tried: what it compiles once more costs what it saves. What
 * tree-sitter finds in Python are numbers, which are handed on without being copied, and to find them takes most of the
 * time: of many such files another thread parses some first. Give it at least what the prefilter lets through, then judge
 * once.
 */
export interface TreeReader extends StateReader {
  /** Loads parsers while the first files are looked for. */
  prepare(parsers: ParserName[]): void;
  /** Reads another state of the tree, once this one is judged: only what differs is to be given. */
  before: StateReader;
  /**
   * Hands over what is known of the tree once it is judged, for the reader of a later state, as far as that is not done
   * yet. Whether it is whole now.
   */
  save(keep: KeepPiece): Promise<boolean>;
}

/** What is known of a tree, in pieces, which come in an order. */
export type SavedPieces = AsyncIterable<Uint8Array<ArrayBuffer>>;

/** Takes one of {@link SavedPieces}, which is gone afterwards. Never rejects. */
export type KeepPiece = (piece: Uint8Array) => Promise<void>;

/** Reads one state of a tree. */
export interface StateReader {
  /**
   * Resolves when the files are read, and what was seen of others is noted. Several calls at once are carried out in no
   * order. Bytes that are all of their buffer are handed over: whoever gave them has them no more.
   */
  read(sources: TreeSource[], turnedAway?: readonly TurnedAway[]): Promise<void>;
  /**
   * Links and judges the tree: `paths` are all its source files, in order; those that were not read are quiet, until
   * others call for them. Never rejects for what a file holds; but where another state is known, with
   * {@link StateLost} if that is lost.
   */
  judge(paths: string[], files: TreeFiles, terms?: JudgeTerms): Promise<TreeResult>;
}

export interface JudgeTerms {
  /** Findings of other files may be missing; `null` for all. */
  asked?: ReadonlySet<string> | null;
  /** No other state will be read, so that less has to be kept. */
  isLast?: boolean;
  /** For who will save what is known: takes of it what nothing needs any more. Left out or `null`: it is not saved. */
  keep?: KeepPiece | null;
}

/** The files of the tree. */
export interface TreeFiles {
  /** Those that are as they were in the other state. */
  unchanged?: ReadonlySet<string>;
  /** Reads files of the tree, given ones too; what is gone meanwhile is left out. */
  read: ReadSources;
}

type ReadSources = (paths: readonly string[]) => Promise<TreeSource[]>;

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
  state: SavedPieces | null;
}

/** Files that are read again in one go, by all threads: their contents are in memory together. */
const READ_AT_ONCE = 1_000;

/** A file that ends the thread takes the facts of all others with it: then the tree is read again, carefully. */
export function createTreeReader(
  start: (module: ThreadModule) => ThreadHandle,
  careful: CarefulScanner,
  { vocabulary, policy, state }: TreeTerms,
): TreeReader {
  // At once: it is up when the first file is there to be read.
  const thread = start('thread');
  let parser: ThreadHandle | null = null;
  let died = false;
  let isReachSaved = false;
  let last: Promise<unknown> = state ? restore(state) : Promise.resolve();
  // Whoever waits for it is told.
  last.catch(() => {});

  /** After a thread's death nothing is kept any more. */
  async function ask(task: Task, transfer: ArrayBuffer[] = [], whom = thread): Promise<Answer | null> {
    if (died) return null;
    const outcome = await whom.run(task, transfer);
    died ||= outcome.kind === 'died';
    if (outcome.kind === 'died') return null;
    if (outcome.answer.kind !== 'error') return outcome.answer;
    const isAlone = state === null && !('tree' in task && task.tree === 'before');
    throw new (isAlone ? Error : StateLost)(`The scan failed: ${outcome.answer.message}`);
  }

  async function restore(pieces: SavedPieces): Promise<void> {
    try {
      for await (const piece of pieces) await ask({ kind: 'restore', piece }, [piece.buffer]);
    } catch (error) {
      throw error instanceof StateLost ? error : new StateLost(`What is known is not to be read: ${error}`);
    }
    await ask({ kind: 'resume', policy });
  }

  const feed = createFeed<KeptPortion>({
    async keep({ tree, sources, turnedAway, vocabulary: words }) {
      await last;
      const requests = [...sources];
      await ask({ kind: 'keep', tree, requests, turnedAway, vocabulary: words }, handedOver(requests));
    },
    async parse(portion) {
      parser ??= start('parser-thread');
      const sources = [...portion.sources];
      const answer = await ask({ kind: 'parse', sources }, handedOver(sources), parser);
      return answer?.kind === 'parsed' ? { ...portion, sources: answer.sources } : portion;
    },
  });

  /** Its memory is wanted while the tree is judged. */
  async function stopParser(): Promise<void> {
    const stopped = parser;
    parser = null;
    await stopped?.stop();
  }

  async function saveReach(keep: KeepPiece): Promise<void> {
    if (!isReachSaved) await savePart('reach', keep);
    isReachSaved = true;
  }

  async function savePart(part: SavedPart, keep: KeepPiece): Promise<boolean> {
    for (;;) {
      const answer = await ask({ kind: 'save', part });
      if (answer?.kind !== 'piece') return false;
      if (answer.piece === null) return true;
      await keep(answer.piece);
      // Given back at once: this thread has so little to do that what it holds is not collected for long.
      answer.piece.buffer.transfer(0);
    }
  }

  function stateReader(tree: WhichTree, isAlone: boolean): StateReader {
    async function read(sources: TreeSource[], turnedAway: readonly TurnedAway[] = []): Promise<void> {
      await keep(sources, vocabulary, turnedAway);
    }

    async function keep(
      sources: readonly TreeSource[],
      words: Vocabulary,
      turnedAway: readonly TurnedAway[] = [],
    ): Promise<void> {
      if (sources.length + turnedAway.length === 0) return;
      const mayBeParsed = ({ language, isLetThrough }: TreeSource) =>
        language === 'python' && (isLetThrough === true || words === EVERYTHING);
      const portions = portionsOf(sources, mayBeParsed);
      if (portions.length === 0) portions.push({ sources: [], mayBeParsed: false });
      await Promise.all(
        portions.map((portion, index) =>
          feed.add({ ...portion, tree, vocabulary: words, turnedAway: index === 0 ? turnedAway : [] }),
        ),
      );
    }

    async function judge(
      paths: string[],
      { unchanged, read }: TreeFiles,
      { asked = null, isLast = false, keep = null }: JudgeTerms = {},
    ): Promise<TreeResult> {
      await last;
      const same = Uint8Array.from(paths, (path) => (unchanged?.has(path) ? 1 : 0));
      const afterwards = { isLast, isSaved: keep !== null };
      await ask({ kind: 'list', tree, paths, unchanged: same, afterwards });
      await readCalledFor(read);
      await stopParser();
      if (isLast && keep) await saveReach(keep);
      const answer = await ask({ kind: 'judge-kept', tree, policy, asked });
      if (answer === null && !isAlone)
        throw new StateLost('A file ended the thread that knew the other state.');
      if (answer === null) return judgeCarefully(paths, read);
      if (answer.kind !== 'tree-result')
        throw new Error('The scan failed: the thread answered another question.');
      return { result: answer.result, parsed: answer.parsed };
    }

    /** The rounds of `extractTree`, with the facts left where they are. */
    async function readCalledFor(readSome: ReadSources): Promise<void> {
      for (let round = 0; round < REACH_LIMITS.rounds; round++) {
        const answer = await ask({ kind: 'called-for', tree, vocabulary });
        if (answer?.kind !== 'called-for' || answer.paths.length === 0) return;
        await keep(await readSome(answer.paths), EVERYTHING);
      }
    }

    return { read, judge };
  }

  async function judgeCarefully(paths: string[], readSome: ReadSources): Promise<TreeResult> {
    const readAll = async (some: readonly { path: string }[], words: Vocabulary): Promise<Extraction[]> => {
      const extractions: Extraction[] = [];
      for (const files of inPieces(some, READ_AT_ONCE)) {
        const wanted = files.map(({ path }) => path);
        const there = await readSome(wanted);
        const read = await careful.extract(there, words);
        const found = new Map(there.map(({ path }, index) => [path, read[index]]));
        extractions.push(...wanted.map((path) => found.get(path) ?? quietExtraction(path)));
      }
      return extractions;
    };
    const files = await extractTree(paths.map(sourceOf), vocabulary, readAll);
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
    async save(keep) {
      await saveReach(keep);
      return savePart('judgement', keep);
    },
  };
}

interface KeptPortion extends Portion {
  tree: WhichTree;
  vocabulary: Vocabulary;
  turnedAway: readonly TurnedAway[];
}

/** Bytes of one portion: enough to pay for the messages, little enough to share the work. */
const PORTION_BYTES = 200_000;

function portionsOf(sources: readonly TreeSource[], mayBeParsed: (source: TreeSource) => boolean): Portion[] {
  const { parseable = [], others = [] } = Object.groupBy(sources, (source) =>
    mayBeParsed(source) ? 'parseable' : 'others',
  );
  return [
    ...(others.length > 0 ? [{ sources: others, mayBeParsed: false }] : []),
    ...inPortions(parseable).map((some) => ({ sources: some, mayBeParsed: true })),
  ];
}

function inPortions(sources: readonly TreeSource[]): TreeSource[][] {
  const portions: TreeSource[][] = [];
  for (const source of sources) {
    const portion = portions.at(-1);
    if (portion && bytesOf(portion) < PORTION_BYTES) portion.push(source);
    else portions.push([source]);
  }
  return portions;
}

function sourceOf(path: string): { path: string; language: Language } {
  return { path, language: quietExtraction(path).facts.language };
}
