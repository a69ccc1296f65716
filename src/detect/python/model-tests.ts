import { isTestName, noteModelTest } from '../model-tests.ts';
import { conditionWords } from './conditions.ts';
import type { Reading } from './reading.ts';

/** Notes of `is_new = "gpt-5" in model`, and of `return "gpt-5" in model`, what is asked; of anything else, nothing. */
export function noteTest(reading: Reading, name: string, value: number): void {
  if (name !== '' && isTest(reading, value))
    noteModelTest(reading.facts, name, conditionWords(reading, value));
}

/** Whether an expression gives nothing but yes or no. */
function isTest({ tree }: Reading, value: number): boolean {
  let node: number | null = value;
  while (node !== null) {
    const kind = tree.kind(node);
    if (kind === 'comparison_operator' || kind === 'not_operator') return true;
    if (kind === 'call') {
      const callee = tree.child(node, 'function');
      const name =
        callee !== null && tree.kind(callee) === 'attribute' ? tree.child(callee, 'attribute') : callee;
      return name !== null && isTestName(tree.source(name));
    }
    // Of `given or "gpt-4o"` the end tells.
    if (kind === 'boolean_operator') node = tree.child(node, 'right');
    else node = kind === 'parenthesized_expression' ? tree.firstChild(node) : null;
  }
  return false;
}

/** The last part of a name that something is given to; `''` of anything else. */
export function nameOfTarget({ tree }: Reading, target: number): string {
  const name = tree.kind(target) === 'attribute' ? tree.child(target, 'attribute') : target;
  return name !== null && tree.kind(name) === 'identifier' ? tree.source(name) : '';
}

/** The name of the function that a statement stands in. */
export function functionAround({ facts, place }: Reading): string {
  return place.function === null ? '' : (facts.functions[place.function]?.name ?? '');
}
