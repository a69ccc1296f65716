import type { Language } from './facts.ts';
import { maxBytesOf } from './limits.ts';
import type { Vocabulary } from './prefilter.ts';
import { mayMatter } from './prefilter.ts';

/**
 * Whether a file has nothing to say, so that its bytes need not be kept: the prefilter sees nothing in it. A file
 * over the size limit is not looked at, which bounds the time that this takes, and never quiet.
 */
export function isQuiet(bytes: Uint8Array, language: Language, vocabulary: Vocabulary): boolean {
  return bytes.length <= maxBytesOf(language) && !mayMatter(bytes, language, vocabulary);
}
