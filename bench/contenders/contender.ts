import type { Tree } from '../trees/tree.ts';

/** Something that is measured: one process that reads a whole tree. */
export interface Contender {
  name: string;
  /** The program and its arguments. */
  commandFor(tree: Tree): readonly [string, ...string[]];
  /** Trees beyond this many files are left out, since it would take too long or fails there. */
  maxFiles: number;
}
