import type { CallFact, FileFacts, Value } from '../facts.ts';
import { valuesWithin } from '../facts.ts';
import { recent } from './remembered.ts';

/**
 * Whether all that is done with a client, in the file that makes it, is to ask what there is: `client.models.list()`
 * tells whether a key is right, and asks no model anything. Who is handed the client may do more.
 */
export function onlyLists(facts: FileFacts, call: CallFact): boolean {
  const asked = usesIn(facts).get(`call ${facts.calls.indexOf(call)}`) ?? [];
  const telling = asked.filter((path) => !SETS_UP.test(path));
  return telling.length > 0 && telling.every((path) => LISTS.test(path));
}

/** What gives the same client, or ends it. */
const SETS_UP = /^(?:with_?options|a?close)$/i;

const LISTS =
  /^(?:list|ps|show|list_?models)\b|(?:^|\.)(?:models?|voices|engines)\.(?:list|retrieve|get_?all|delete)\b/i;

/** What is done with what calls give, by itself or by a name: the names behind it, `models.list`; '' if it is handed on. */
type Uses = Map<string, string[]>;

const usesIn = recent((facts: FileFacts): Uses => {
  const uses: Uses = new Map();
  for (const value of valuesIn(facts)) visit(facts, uses, value, 0);
  const named = facts.bindings.flatMap(({ values }, index) =>
    values.flatMap((value) => {
      const root = value.kind === 'result' ? useOf(facts, value)?.root : undefined;
      return root === undefined ? [] : [{ root, name: `binding ${index}` }];
    }),
  );
  // `patient = client.with_options(…)` is another name for the client, and comes before what the client is.
  const ofNames = named.filter(({ root }) => root.startsWith('binding'));
  for (const { root, name } of new Set([...ofNames, ...named])) note(uses, root, uses.get(name) ?? []);
  return uses;
});

/** What is used more often is used for more. */
const MOST_USES = 64;

function note(uses: Uses, root: string, paths: readonly string[]): void {
  const known = [...(uses.get(root) ?? []), ...paths];
  uses.set(root, known.length > MOST_USES ? [''] : known);
}

function valuesIn({ calls, bindings, functions, classes, exports, assignments = [] }: FileFacts): Value[] {
  return [
    ...calls.flatMap((one) => [one.callee, ...one.positional, ...(one.spreads ?? [])]),
    ...calls.flatMap(({ named }) => named.map(({ value }) => value)),
    // A name for what a call gives is no use of it, but another name.
    ...bindings.flatMap(({ values }) => values.filter(({ kind }) => kind !== 'result')),
    ...functions.flatMap(({ returns }) => returns),
    ...classes.flatMap(({ attributes }) => attributes.flatMap(({ values }) => values)),
    ...exports.map(({ value }) => value),
    ...assignments.flatMap(({ target, value }) => [target, value]),
  ];
}

/** Deeper than people nest values. */
const MAX_NESTING = 30;

function visit(facts: FileFacts, uses: Uses, value: Value, depth: number): void {
  if (depth > MAX_NESTING) return;
  const use = useOf(facts, value);
  if (use) note(uses, use.root, [use.path]);
  else for (const part of valuesWithin(value)) visit(facts, uses, part, depth + 1);
}

/** The name or call that `client.with_options(…).models.list` begins with, and the names behind it; `null` if it is neither. */
function useOf({ calls }: FileFacts, value: Value): { root: string; path: string } | null {
  const path: string[] = [];
  let inner = value;
  for (let steps = 0; steps < MAX_NESTING; steps++) {
    const callee = inner.kind === 'result' ? calls[inner.call]?.callee : undefined;
    if (callee?.kind === 'member' && SETS_UP.test(callee.property)) inner = callee.object;
    else if (inner.kind === 'member') {
      path.unshift(inner.property);
      inner = inner.object;
    } else break;
  }
  if (inner.kind === 'binding') return { root: `binding ${inner.binding}`, path: path.join('.') };
  return inner.kind === 'result' ? { root: `call ${inner.call}`, path: path.join('.') } : null;
}
