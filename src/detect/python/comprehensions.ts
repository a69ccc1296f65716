import type { Value } from '../facts.ts';
import { bindLoopTarget } from './assignments.ts';
import type { Reading } from './reading.ts';
import { UNKNOWN } from './values.ts';

/**
 * A comprehension's clauses, then its body, in a scope of their own. What it makes is not followed, unless it only takes
 * something out: `[url for url in URLS if url]` has nothing that `URLS` has not; or puts each thing under what that says
 * of itself: `{one.name: one for one in PROVIDERS}` is an object with one entry, whose value is the loop's name.
 */
export function readComprehension(reading: Reading, node: number): Value {
  const { tree } = reading;
  const scope = reading.outline.scopeOf.get(node) ?? reading.place.scope;
  const body = tree.child(node, 'body');
  return reading.at({ scope }, () => {
    const clauses = tree.children(node).filter((clause) => clause !== body);
    const values = clauses.map((clause) => readClause(reading, clause));
    const made = body === null ? UNKNOWN : readBody(reading, body);
    const [first, ...more] = clauses.filter((clause) => tree.kind(clause) === 'for_in_clause');
    const left = first === undefined || more.length > 0 ? null : tree.child(first, 'left');
    const isSame = left !== null && body !== null && tree.source(left) === tree.source(body);
    return (isSame && values[0]) || made;
  });
}

/** What is made of each; known of `one.name: one` alone. */
function readBody(reading: Reading, body: number): Value {
  const { tree } = reading;
  const [key, value] = tree.kind(body) === 'pair' ? [tree.child(body, 'key'), tree.child(body, 'value')] : [];
  if (!key || !value) {
    reading.evaluate(body);
    return UNKNOWN;
  }
  const entry = { key: reading.evaluate(key), value: reading.evaluate(value), range: reading.range(body) };
  const isOfItself =
    entry.key.kind === 'member' &&
    entry.value.kind === 'binding' &&
    entry.key.object.kind === 'binding' &&
    entry.key.object.binding === entry.value.binding;
  return isOfItself ? { kind: 'object', entries: [entry], spreads: [] } : UNKNOWN;
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
