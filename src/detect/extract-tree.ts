import type { Extraction, TreeFile } from './extraction.ts';
import { nothingToSee } from './extraction.ts';
import type { Language } from './facts.ts';
import { REACH_LIMITS } from './limits.ts';
import type { Vocabulary } from './prefilter.ts';
import { EVERYTHING, vocabularyByPath } from './prefilter.ts';
import { createReach } from './reach/reach.ts';

/** A source file of a tree; its language as `languageOf(path)` says. */
export interface TreeSource {
  path: string;
  language: Language;
}

/**
 * Gives an extraction for each of some files, in their order, from a cache or by reading them. What it may cache
 * depends on a blob's bytes, its language, the engine's version and the vocabulary's digest.
 */
export type ExtractFiles<File> = (files: readonly File[], vocabulary: Vocabulary) => Promise<Extraction[]>;

/**
 * Extracts a whole tree: first every file through the prefilter, then those that it turned away and that others call
 * for, by what they import and export, until nobody calls for more. The findings are those of a tree whose every file
 * is parsed. `files` must hold all source files of the tree; the result has their order.
 */
export async function extractTree<File extends TreeSource>(
  files: readonly File[],
  vocabulary: Vocabulary,
  extract: ExtractFiles<File>,
): Promise<TreeFile[]> {
  const first = await extractFirst(files, vocabulary, extract);
  const tree = files.map((file) => ({
    path: file.path,
    extraction: first.get(file) ?? nothingToSee(file.language),
  }));
  const reach = createReach(tree, vocabulary);
  for (let round = 0; round < REACH_LIMITS.rounds; round++) {
    const wanted = reach.wanted();
    if (wanted.length === 0) break;
    const extractions = await extract(pick(files, wanted), EVERYTHING);
    for (const [at, index] of wanted.entries()) {
      const [file, extraction] = [tree[index], extractions[at]];
      if (!file || !extraction) continue;
      file.extraction = extraction;
      reach.parsed(index, extraction.facts);
    }
  }
  return tree.map(({ path, extraction }) => ({ path, extraction: withoutGlance(extraction) }));
}

/** What is kept of a blob depends on what it was looked at with, and may be at the path of a test and at another one. */
async function extractFirst<File extends TreeSource>(
  files: readonly File[],
  vocabulary: Vocabulary,
  extract: ExtractFiles<File>,
): Promise<Map<File, Extraction>> {
  const wordsOf = vocabularyByPath(vocabulary);
  const found = new Map<File, Extraction>();
  for (const [words, some] of Map.groupBy(files, ({ path, language }) => wordsOf(path, language))) {
    const extractions = await extract(some, words);
    for (const [at, file] of some.entries()) {
      const extraction = extractions[at];
      if (extraction) found.set(file, extraction);
    }
  }
  return found;
}

function pick<Item>(items: readonly Item[], indexes: readonly number[]): Item[] {
  return indexes.flatMap((index) => items[index] ?? []);
}

/** Linking needs no glances, and what goes to a thread is copied. */
function withoutGlance({ facts, parsed, skipped }: Extraction): Extraction {
  return { facts, parsed, skipped };
}
