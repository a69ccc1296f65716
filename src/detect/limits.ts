import { isContainer } from './containers/language.ts';
import type { Language } from './facts.ts';

/** Bytes; a larger file is not parsed (design.md: 10 MB of `f();` took the parser over 100 s). */
export const MAX_FILE_BYTES = 1_000_000;

/** Bytes of a file that holds code among other things; the limit above is for its code. Finding it is linear and quick. */
const MAX_CONTAINER_BYTES = 32_000_000;

/** Bytes; a larger file of this language is not looked into. */
export function maxBytesOf(language: Language): number {
  return isContainer(language) ? MAX_CONTAINER_BYTES : MAX_FILE_BYTES;
}

/**
 * Characters of JSON that the facts of one file may take. Code that people wrote takes 9 for each of its own, minified
 * code 20, and `f();` 100: 1 MB of that would be moved between threads and looked at by every rule.
 */
export const MAX_FACTS_SIZE = 32_000_000;

/** Characters of JSON that facts may take to be kept for the next scan; what has more is read again when it is wanted. */
export const MAX_KEPT_FACTS_SIZE = 8_000_000;

/** UTF-16 code units of a statement's source that facts and findings keep. */
export const MAX_SNIPPET_LENGTH = 400;

/** Of the name of a function or a class, as far as a finding is known again by it; in UTF-16 code units. */
export const MAX_SCOPE_NAME_LENGTH = 1_000;

/** Names and texts of one condition that facts keep. */
export const MAX_HEADER_WORDS = 12;

/** Characters of a conditional expression's condition; of longer ones facts keep no words, and no hand wrote many. */
export const MAX_CONDITION_LENGTH = 400;

/** Items of a constant list that are joined to one text wherever that is written: no address has more parts. */
export const MAX_JOINED_ITEMS = 20;

/** Imports, and variables of the environment, that are noted of a file that is not parsed; no hand wrote more. */
export const MAX_GLANCE_ENTRIES = 5_000;

/**
 * What one worker may take: milliseconds for one file, of which 1 MB of ordinary code takes well under one second, and
 * megabytes of JavaScript heap, of which parsing 1 MB takes about 150.
 */
export const THREAD_LIMITS = { fileDeadlineMs: 10_000, heapMb: 768 } as const;

/**
 * Bounds on resolving one value, so that cycles and billion-laughs constants end: how many values are looked at,
 * how deep they nest, how many values one name may be given, how many alternatives are kept, and how long a text may grow
 * (no URL is longer).
 */
export const RESOLVE_LIMITS = {
  steps: 4_000,
  depth: 60,
  values: 1_000,
  alternatives: 16,
  textLength: 2_000,
} as const;

/**
 * Bounds on all that is asked about one file: once so many values were looked at, each further question looks at few.
 * Of thousands of files that people wrote none took a fifth of it; minified code, in which a name is everything, takes a
 * hundred times as much.
 */
export const FILE_LIMITS = { steps: 200_000, lateSteps: 100 } as const;

/**
 * Bounds on following names to files that are not parsed yet: how many times more of them are parsed, and how many
 * things are noted on the way. Beyond either, every file that could matter is parsed. Names that lead through more
 * files than rounds are beyond `RESOLVE_LIMITS.depth` too.
 */
export const REACH_LIMITS = { rounds: 60, notes: 4_000_000 } as const;

/** Bytes of unpacked facts, as JSON, that a thread keeps at hand; as objects, some two bytes each. */
export const SHELF_SIZE = 24_000_000;
