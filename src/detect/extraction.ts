import type { FileFacts, Language } from './facts.ts';
import { emptyFacts } from './facts.ts';
import type { SkippedFile } from './finding.ts';
import type { Glance } from './glance.ts';

/** Why a blob was not analysed, or not wholly; knows no path, so that it can be cached by content. */
export type Skip = Pick<SkippedFile, 'reason' | 'message' | 'suspicious'>;

/**
 * What became of one blob: plain JSON, cached under the blob's SHA, its language, `ENGINE_VERSION` and the
 * vocabulary's digest; but not if it was skipped as `too-slow` or `crashed`, which depends on the machine.
 * `facts` are empty if the prefilter turned the blob away or it was skipped.
 */
export interface Extraction {
  facts: FileFacts;
  /** Whether a parser read it. */
  parsed: boolean;
  skipped: Skip | null;
  /** What else the prefilter saw of a file of code that it turned away; left out if that is nothing. */
  glance?: Glance;
}

/** A blob in which the prefilter saw nothing. */
export function nothingToSee(language: Language): Extraction {
  return { facts: emptyFacts(language), parsed: false, skipped: null };
}

/** A blob that could not be analysed; `suspicious` is whether the prefilter matched it. */
export function skippedBlob(
  language: Language,
  reason: Skip['reason'],
  message: string,
  suspicious: boolean,
): Extraction {
  return { facts: emptyFacts(language), parsed: false, skipped: { reason, message, suspicious } };
}

/** One source file of a tree, and what became of it. */
export interface TreeFile {
  path: string;
  extraction: Extraction;
}
