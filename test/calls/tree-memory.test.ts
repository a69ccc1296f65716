import { describe, expect, it } from 'vitest';
import { TreeMemory } from '../../src/github/tree-memory.ts';

function tree(files: number) {
  return Array.from({ length: files }, (_, index) => ({ path: `${index}.py`, sha: String(index), size: 1 }));
}

/** @returns what had to be read, in this order */
async function asked(memory: TreeMemory, wanted: readonly (readonly [sha: string, files: number])[]) {
  const read: string[] = [];
  for (const [sha, files] of wanted) {
    const found = await memory.recall(1, sha, async () => {
      read.push(sha);
      return tree(files);
    });
    expect(found).toHaveLength(files);
  }
  return read;
}

describe('trees of commits', () => {
  it('are read once, each repository its own', async () => {
    const memory = new TreeMemory();
    expect(
      await asked(memory, [
        ['a', 2],
        ['b', 3],
        ['a', 2],
        ['b', 3],
      ]),
    ).toEqual(['a', 'b']);
    expect(await memory.recall(2, 'a', async () => tree(1))).toHaveLength(1);
  });

  it('are forgotten where there are too many files, those first that nobody wanted for longest', async () => {
    const memory = new TreeMemory(10);
    const wanted = [
      ['a', 4],
      ['b', 4],
      ['a', 4],
      ['c', 4],
      ['a', 4],
      ['b', 4],
    ] as const;
    expect(await asked(memory, wanted)).toEqual(['a', 'b', 'c', 'b']);
  });

  it('that are larger than all that is kept push nothing out for good', async () => {
    const memory = new TreeMemory(10);
    expect(
      await asked(memory, [
        ['huge', 11],
        ['huge', 11],
        ['a', 4],
        ['a', 4],
      ]),
    ).toEqual(['huge', 'huge', 'a']);
  });

  it('that could not be read are asked for again', async () => {
    const memory = new TreeMemory();
    await expect(memory.recall(1, 'a', () => Promise.reject(new Error('502')))).rejects.toThrow('502');
    expect(await asked(memory, [['a', 2]])).toEqual(['a']);
  });
});
