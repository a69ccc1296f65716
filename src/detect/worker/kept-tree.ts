import type { Extraction, TreeFile } from '../extraction.ts';
import type { Glance } from '../glance.ts';
import type { Vocabulary } from '../prefilter.ts';
import type { Reach } from '../reach/reach.ts';
import { createReach } from '../reach/reach.ts';
import { quietExtraction } from './quiet-extraction.ts';

/** What one thread has read of a tree. */
export interface KeptTree {
  keep(path: string, extraction: Extraction): void;
  /** Every source file of the tree, in the order of `paths`. */
  files(paths: readonly string[]): TreeFile[];
  /** Which of the files that were turned away are called for by those kept so far; `glances` are theirs. */
  calledFor(paths: readonly string[], glances: ReadonlyMap<string, Glance>, vocabulary: Vocabulary): string[];
}

/** Nothing is read yet. */
export function createKeptTree(): KeptTree {
  const kept = new Map<string, Extraction>();
  let reach: Reach | null = null;
  let asked: string[] = [];
  let indexes = new Map<string, number>();

  function files(paths: readonly string[]): TreeFile[] {
    return paths.map((path) => ({ path, extraction: kept.get(path) ?? quietExtraction(path) }));
  }

  function begin(
    paths: readonly string[],
    glances: ReadonlyMap<string, Glance>,
    vocabulary: Vocabulary,
  ): Reach {
    indexes = new Map(paths.map((path, index) => [path, index]));
    const seen = files(paths).map(({ path, extraction }) => {
      const glance = glances.get(path);
      return { path, extraction: glance ? { ...extraction, glance } : extraction };
    });
    return createReach(seen, vocabulary);
  }

  return {
    keep: (path, extraction) => kept.set(path, extraction),
    files,
    calledFor(paths, glances, vocabulary) {
      reach ??= begin(paths, glances, vocabulary);
      for (const path of asked) {
        const [index, extraction] = [indexes.get(path), kept.get(path)];
        if (index !== undefined && extraction) reach.parsed(index, extraction.facts);
      }
      asked = reach.wanted().flatMap((index) => paths[index] ?? []);
      return asked;
    },
  };
}
