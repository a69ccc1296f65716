import type { TreeFile } from './trees.ts';

/** Files of all trees together: some 30 MB. */
const MOST_FILES = 200_000;

/**
 * The trees that were read last, so that a merge base, and a head that is looked at again, cost no request. A commit's
 * tree never changes; after a restart it is read once more.
 */
export class TreeMemory {
  readonly #mostFiles: number;
  /** The one that was wanted last stands last. */
  readonly #trees = new Map<string, readonly TreeFile[]>();
  #files = 0;

  constructor(mostFiles = MOST_FILES) {
    this.#mostFiles = mostFiles;
  }

  /** @param read asks GitHub; what fails is asked again the next time */
  async recall(
    repositoryId: number,
    commitSha: string,
    read: () => Promise<readonly TreeFile[]>,
  ): Promise<readonly TreeFile[]> {
    const key = `${repositoryId} ${commitSha}`;
    const tree = this.#take(key) ?? (await read());
    this.#take(key);
    this.#trees.set(key, tree);
    this.#files += tree.length;
    this.#forget();
    return tree;
  }

  #take(key: string): readonly TreeFile[] | null {
    const tree = this.#trees.get(key);
    if (!tree) return null;
    this.#trees.delete(key);
    this.#files -= tree.length;
    return tree;
  }

  #forget(): void {
    for (const key of this.#trees.keys()) {
      if (this.#files <= this.#mostFiles) return;
      this.#take(key);
    }
  }
}
