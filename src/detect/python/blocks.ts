import type { Reading } from './reading.ts';

/** Reads a block's statements, or whatever a syntax error left in its place. */
export function readBlock(reading: Reading, block: number, parent: number | null): void {
  for (const child of reading.tree.children(block)) reading.readStatement(child, parent);
}
