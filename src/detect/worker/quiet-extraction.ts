import type { Extraction } from '../extraction.ts';
import { nothingToSee } from '../extraction.ts';
import type { Language } from '../facts.ts';
import { languageOf } from '../languages.ts';

/** One a language: a tree has tens of thousands of quiet files, and nobody writes into an extraction. */
const known = new Map<Language | null, Extraction>();

/** What a file says in which the prefilter saw nothing. */
export function quietExtraction(path: string): Extraction {
  const language = languageOf(path);
  const extraction = known.get(language) ?? nothingToSee(language ?? 'environment');
  known.set(language, extraction);
  return extraction;
}
