import { isSdkImport } from '../../catalog/packages.ts';
import type { CallFact } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { recent } from '../code/remembered.ts';

/**
 * `name = "org/small" if is_small else "org/large"` and `AutoModel.from_pretrained(name)` in a file that imports no
 * vendor's SDK: weights of a hub, which run here, and nobody is asked.
 */
export function areOwnWeights(file: LinkedFile, names: readonly string[]): boolean {
  return names.every((name) => OF_HUB.test(name)) && loadsWeights(file);
}

/** `org/model`, `models/…`; no address. */
const OF_HUB = /^[\w.-]+\/(?!\/)[^/\s]/;

const loadsWeights = recent(
  ({ facts, registry }: LinkedFile): boolean =>
    facts.calls.some(loads) &&
    !facts.imports.some(({ module, name }) => isSdkImport(registry, module, name === '*' ? [] : [name])),
);

function loads({ callee }: CallFact): boolean {
  if (callee.kind === 'import') return callee.module === 'transformers' && callee.name === 'pipeline';
  return callee.kind === 'member' && callee.property === 'from_pretrained';
}
