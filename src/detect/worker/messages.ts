import type { Policy } from '../../policy/policy.ts';
import type { ParserName } from '../extract.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { Language } from '../facts.ts';
import type { ScanResult } from '../finding.ts';
import type { PackedFacts } from '../packed-facts.ts';
import type { Vocabulary } from '../prefilter.ts';
import type { HandedTree } from '../python/handed-tree.ts';
import type { Afterwards } from './kept-tree.ts';

/** One blob to be read; `language` as `languageOf(path)` says. */
export interface ExtractRequest {
  bytes: Uint8Array;
  language: Language;
}

/** A file of a tree to be read. */
export interface TreeSource extends ExtractRequest {
  path: string;
  /** True if the prefilter let it through, so that a parser will read it. */
  isLetThrough?: true;
  /** What another thread's parser found in it. */
  parsed?: HandedTree;
}

/** A file of a tree that the prefilter turned away, with the `Glance` that it took, as JSON. */
export interface TurnedAway {
  path: string;
  glance: string;
}

/** What is found in a tree, and the paths that a parser read. */
export interface TreeResult {
  result: ScanResult;
  parsed: string[];
}

/** Of the trees that a thread keeps: the one that is there, and one that it is compared with. */
export type WhichTree = 'now' | 'before';

/** What a thread is asked. `parse` is for Python alone, and `keep` is `extract` for a `judge-kept` of the same thread: no facts travel. */
export type Task =
  | { kind: 'extract'; requests: ExtractRequest[]; vocabulary: Vocabulary }
  /** `packed`: by index, the facts of files that come without, where all together would fill the thread's heap. */
  | { kind: 'judge'; files: TreeFile[]; packed: ReadonlyMap<number, PackedFacts>; policy: Policy }
  /** Takes one piece of what `save` gave, in their order; behind the last comes `resume`, under the same policy. */
  | { kind: 'restore'; piece: Uint8Array }
  | { kind: 'resume'; policy: Policy }
  /** Loads parsers before a file needs them. */
  | { kind: 'prepare'; parsers: ParserName[] }
  | { kind: 'parse'; sources: TreeSource[] }
  | {
      kind: 'keep';
      tree: WhichTree;
      requests: TreeSource[];
      turnedAway: readonly TurnedAway[];
      vocabulary: Vocabulary;
    }
  /**
   * Says once, before the next two, which files the tree has, in order, and for each whether it is as it was in the state
   * before (1) or not (0).
   */
  | { kind: 'list'; tree: WhichTree; paths: string[]; unchanged: Uint8Array; afterwards: Afterwards }
  | { kind: 'called-for'; tree: WhichTree; vocabulary: Vocabulary }
  /** `asked`: the files whose findings are wanted; `null` for all. */
  | { kind: 'judge-kept'; tree: WhichTree; policy: Policy; asked: ReadonlySet<string> | null }
  /** Gives the next piece of what calls for files, to be had once nothing more does, or of what the tree is judged by. */
  | { kind: 'save'; part: SavedPart };

/** What is saved of a tree, in this order. */
export type SavedPart = 'reach' | 'judgement';

/** What a thread answers; a task that throws answers with the error's message. */
export type Answer =
  | { kind: 'extractions'; extractions: Extraction[] }
  | { kind: 'result'; result: ScanResult }
  | { kind: 'parsed'; sources: TreeSource[] }
  | { kind: 'kept' }
  /** Files that were turned away and that those kept so far call for: read them, and ask again. */
  | { kind: 'called-for'; paths: string[] }
  | ({ kind: 'tree-result' } & TreeResult)
  /** `null` behind the last one. */
  | { kind: 'piece'; piece: Uint8Array<ArrayBuffer> | null }
  | { kind: 'error'; message: string };

/** What a thread is started with: `progress[0]` is the index of the file that it is busy with. */
export interface ThreadData {
  progress: Int32Array<SharedArrayBuffer>;
}
