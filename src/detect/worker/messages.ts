import type { Policy } from '../../policy/policy.ts';
import type { ParserName } from '../extract.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { Language } from '../facts.ts';
import type { ScanResult } from '../finding.ts';
import type { Vocabulary } from '../prefilter.ts';
import type { SpelledGlances } from './kept-tree.ts';

/** One blob to be read; `language` as `languageOf(path)` says. */
export interface ExtractRequest {
  bytes: Uint8Array;
  language: Language;
}

/** A file of a tree to be read. */
export interface TreeSource extends ExtractRequest {
  path: string;
}

/** What is found in a tree, and the paths that a parser read. */
export interface TreeResult {
  result: ScanResult;
  parsed: string[];
}

/** Of the trees that a thread keeps: the one that is there, and one that it is compared with. */
export type WhichTree = 'now' | 'before';

/** What a thread is asked. `keep` is `extract` for a `judge-kept` of the same thread: no facts travel. */
export type Task =
  | { kind: 'extract'; requests: ExtractRequest[]; vocabulary: Vocabulary }
  | { kind: 'judge'; files: TreeFile[]; policy: Policy }
  /** Goes on from what `save` gave, under the same policy. */
  | { kind: 'restore'; state: Uint8Array; policy: Policy }
  /** Loads parsers before a file needs them. */
  | { kind: 'prepare'; parsers: ParserName[] }
  | { kind: 'keep'; tree: WhichTree; requests: TreeSource[]; vocabulary: Vocabulary }
  /** Says once, before the next two, which files the tree has. `isLast`: it is asked nothing more once it is judged. */
  | { kind: 'list'; tree: WhichTree; paths: string[]; glances: SpelledGlances; isLast: boolean }
  | { kind: 'called-for'; tree: WhichTree; vocabulary: Vocabulary }
  /** `asked`: the files whose findings are wanted; `null` for all. */
  | { kind: 'judge-kept'; tree: WhichTree; policy: Policy; asked: ReadonlySet<string> | null }
  | { kind: 'save' };

/** What a thread answers; a task that throws answers with the error's message. */
export type Answer =
  | { kind: 'extractions'; extractions: Extraction[] }
  | { kind: 'result'; result: ScanResult }
  | { kind: 'kept' }
  /** Files that were turned away and that those kept so far call for: read them, and ask again. */
  | { kind: 'called-for'; paths: string[] }
  | ({ kind: 'tree-result' } & TreeResult)
  | { kind: 'state'; state: Uint8Array<ArrayBuffer> | null }
  | { kind: 'error'; message: string };

/** What a thread is started with: `progress[0]` is the index of the file that it is busy with. */
export interface ThreadData {
  progress: Int32Array<SharedArrayBuffer>;
}
