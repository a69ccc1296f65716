/**
 * The pipeline: blobs → facts → link → rules → identity. Everything here is a pure function; the worker pool
 * in `worker/pool.ts` runs the same functions in threads, with deadlines.
 */
export { extractBlob, extractFacts } from './extract.ts';
export { extractTree } from './extract-tree.ts';
export type { TreeFile } from './extraction.ts';
export { linkAndJudge } from './judge-tree.ts';
export { isSourcePath, languageOf } from './languages.ts';
export type { Vocabulary } from './prefilter.ts';
export { prefilterVocabulary } from './prefilter.ts';
