import type { Value } from '../facts.ts';
import { bindLoopTarget } from './assignments.ts';
import type { Reading } from './reading.ts';
import { UNKNOWN } from './values.ts';

/**
 * A comprehension's clauses, then its body, in a scope of their own. What it makes is not followed, unless it only takes
 * something out: `[url for url in URLS if url]` has nothing that `URLS` has not.
 */
export function readComprehension(reading: Reading, node: number): Value {
  const { tree } = reading;
  const scope = reading.outline.scopeOf.get(node) ?? reading.place.scope;
  const body = tree.child(node, 'body');
  return reading.at({ scope }, () => {
    const clauses = tree.children(node).filter((clause) => clause !== body);
    const values = clauses.map((clause) => readClause(reading, clause));
    if (body !== null) reading.evaluate(body);
    const [first, ...more] = clauses.filter((clause) => tree.kind(clause) === 'for_in_clause');
    const left = first === undefined || more.length > 0 ? null : tree.child(first, 'left');
    const isSame = left !== null && body !== null && tree.source(left) === tree.source(body);
    return (isSame && values[0]) || UNKNOWN;
  });
}

/** What a clause goes over or asks. */
function readClause(reading: Reading, clause: number): Value {
  const { tree } = reading;
  const left = tree.child(clause, 'left');
  const iterables = tree.children(clause).filter((child) => child !== left);
  const values = iterables.map((iterable) => reading.evaluate(iterable));
  const value = values.length === 1 ? (values[0] ?? UNKNOWN) : UNKNOWN;
  if (left !== null) bindLoopTarget(reading, left, value);
  return value;
}
