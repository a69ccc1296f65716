import type { FunctionFact } from '../facts.ts';
import type { LinkedFile, Resolved } from './model.ts';

/** A function of the tree, with the file that its names and values are of. */
export interface FunctionOf {
  file: LinkedFile;
  fact: FunctionFact;
}

/** The function that something is; `null` if it is none. */
export function functionOf(one: Resolved): FunctionOf | null {
  if (one.kind !== 'function') return null;
  const fact = one.file.facts.functions[one.index];
  return fact ? { file: one.file, fact } : null;
}
