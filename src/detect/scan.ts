/**
 * The pipeline: blobs → facts → link → rules → identity. Everything here is a pure function; the worker pool
 * in `worker/pool.ts` runs the same functions in threads, with deadlines.
 */
export { extractBlob, extractFacts } from './extract.ts';
export type { ExtractFiles, TreeSource } from './extract-tree.ts';
export { extractTree } from './extract-tree.ts';
export type { Extraction, Skip, TreeFile } from './extraction.ts';
export type { FindingsComparison } from './identity.ts';
export { compareFindings } from './identity.ts';
export { linkAndJudge } from './judge-tree.ts';
export { isSourcePath, languageOf } from './languages.ts';
export type { Vocabulary } from './prefilter.ts';
export { prefilterVocabulary } from './prefilter.ts';

/** One source file of a tree, before it is read. */
export interface SourceBlob {
  path: string;
  sha: string;
  bytes: Uint8Array;
}
