import type { Value } from '../facts.ts';
import { bindLoopTarget } from './assignments.ts';
import type { Reading } from './reading.ts';
import { UNKNOWN } from './values.ts';

/** A comprehension's clauses, then its body, in a scope of their own; what it makes is not followed. */
export function readComprehension(reading: Reading, node: number): Value {
  const { tree } = reading;
  const scope = reading.outline.scopeOf.get(node) ?? reading.place.scope;
  const body = tree.child(node, 'body');
  reading.at({ scope }, () => {
    for (const clause of tree.children(node)) if (clause !== body) readClause(reading, clause);
    if (body !== null) reading.evaluate(body);
  });
  return UNKNOWN;
}

function readClause(reading: Reading, clause: number): void {
  const { tree } = reading;
  const left = tree.child(clause, 'left');
  const iterables = tree.children(clause).filter((child) => child !== left);
  const values = iterables.map((iterable) => reading.evaluate(iterable));
  if (left !== null) bindLoopTarget(reading, left, values.length === 1 ? (values[0] ?? UNKNOWN) : UNKNOWN);
}
