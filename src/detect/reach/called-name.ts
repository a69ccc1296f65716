import type { Value } from '../facts.ts';

/** The last name of what is called, as it is written; `''` for what has none. */
export function calledName(callee: Value): string {
  return callee.kind === 'member' ? callee.property : 'name' in callee ? callee.name : '';
}
