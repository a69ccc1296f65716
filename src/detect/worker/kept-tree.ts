import type { Extraction, TreeFile } from '../extraction.ts';
import type { Glance } from '../glance.ts';
import type { Vocabulary } from '../prefilter.ts';
import type { Reach } from '../reach/reach.ts';
import { createReach } from '../reach/reach.ts';
import { quietExtraction } from './quiet-extraction.ts';

/**
 * For each file of a tree, in its order, its `Glance` as JSON; `''` for none. As objects those of 50,000 files take some
 * 250 MB, with the whole texts that their words were cut from.
 */
export type SpelledGlances = readonly string[];

/** What one thread has read of a tree. */
export interface KeptTree {
  keep(path: string, extraction: Extraction): void;
  /** Says which files there are. */
  list(paths: readonly string[], glances: SpelledGlances): void;
  /** Every source file of the tree, in order. */
  files(): TreeFile[];
  /** Which of the files that were turned away are called for by those kept so far. */
  calledFor(vocabulary: Vocabulary): string[];
}

/** Nothing is read yet. */
export function createKeptTree(): KeptTree {
  const kept = new Map<string, Extraction>();
  let reach: Reach | null = null;
  let asked: number[] = [];
  let paths: readonly string[] = [];
  let spelled: SpelledGlances = [];

  function files(): TreeFile[] {
    return paths.map((path) => ({ path, extraction: kept.get(path) ?? quietExtraction(path) }));
  }

  function glanceAt(index: number): Glance | undefined {
    const text = spelled[index];
    return text ? JSON.parse(text) : undefined;
  }

  return {
    keep: (path, extraction) => kept.set(path, extraction),
    list(all, glances) {
      [paths, spelled] = [all, glances];
    },
    files,
    calledFor(vocabulary) {
      reach ??= createReach(files(), vocabulary, glanceAt);
      for (const index of asked) {
        const extraction = kept.get(paths[index] ?? '');
        if (extraction) reach.parsed(index, extraction.facts);
      }
      asked = reach.wanted();
      return asked.flatMap((index) => paths[index] ?? []);
    },
  };
}
