import type { FileFacts } from './facts.ts';

/**
 * Gives the lists of a file's facts exactly the room that they take: for the first item that is pushed V8 makes room for 17,
 * and of tens of thousands of lists most hold one.
 */
export function makeListsExact(facts: FileFacts): void {
  for (const binding of facts.bindings) binding.values = exact(binding.values);
  for (const call of facts.calls) {
    call.positional = exact(call.positional);
    call.named = exact(call.named);
  }
  for (const made of facts.functions) {
    made.parameters = exact(made.parameters);
    made.returns = exact(made.returns);
  }
  for (const made of facts.classes) {
    made.bases = exact(made.bases);
    made.attributes = exact(made.attributes);
    made.methods = exact(made.methods);
    for (const attribute of made.attributes) attribute.values = exact(attribute.values);
  }
}

/** A copy has no room for more; a list that nothing was pushed to has none either. */
export function exact<Item>(list: Item[]): Item[] {
  return list.length === 0 ? list : list.slice();
}
