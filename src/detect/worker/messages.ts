import type { Policy } from '../../policy/policy.ts';
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

/** What a thread is asked. `keep` is `extract` for a `judge-kept` of the same thread: no facts travel. */
export type Task =
  | { kind: 'extract'; requests: ExtractRequest[]; vocabulary: Vocabulary }
  | { kind: 'judge'; files: TreeFile[]; policy: Policy }
  /** In one message, so that facts which both trees hold are one object in the thread too. */
  | { kind: 'judge-both'; before: TreeFile[]; now: TreeFile[]; policy: Policy }
  | { kind: 'keep'; requests: TreeSource[]; vocabulary: Vocabulary }
  /** Says once, before the next two, which files the tree has. */
  | { kind: 'list'; paths: string[]; glances: SpelledGlances }
  | { kind: 'called-for'; vocabulary: Vocabulary }
  | { kind: 'judge-kept'; policy: Policy };

/** What a thread answers; a task that throws answers with the error's message. */
export type Answer =
  | { kind: 'extractions'; extractions: Extraction[] }
  | { kind: 'result'; result: ScanResult }
  | { kind: 'results'; before: ScanResult; now: ScanResult }
  | { kind: 'kept' }
  /** Files that were turned away and that those kept so far call for: read them, and ask again. */
  | { kind: 'called-for'; paths: string[] }
  | ({ kind: 'tree-result' } & TreeResult)
  | { kind: 'error'; message: string };

/** What a thread is started with: `progress[0]` is the index of the file that it is busy with. */
export interface ThreadData {
  progress: Int32Array<SharedArrayBuffer>;
}
