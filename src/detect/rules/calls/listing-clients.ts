import type { CallFact, FileFacts, Value } from '../../facts.ts';
import { valuesWithin } from '../../facts.ts';
import type { ClassOf, LinkedFile, Resolver } from '../../link/model.ts';
import { recent } from '../code/remembered.ts';
import { isArm, isWithin, structureOf } from '../code/structure.ts';
import { basesOf } from './sdk-classes.ts';

/**
 * Whether all that is done with a client, in the file that makes it, is to ask what there is: `client.models.list()`
 * tells whether a key is right, and asks no model anything. Who is handed the client may do more.
 */
export function onlyLists(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  const { facts } = file;
  const own = facts.calls.indexOf(call);
  const asked = usesIn(facts).get(`call ${own}`) ?? [];
  const telling = asked.filter(
    ({ path, by }) => !SETS_UP.test(path) && !(by && isElsewhere(facts, call, by)),
  );
  if (telling.length === 0 || !telling.every(({ path }) => LISTS.test(path))) return false;
  const keeping = classesKeeping(facts).get(own) ?? [];
  return !keeping.some(
    ({ index, name }) =>
      resolver.subclasses({ file, index }).length > 0 || basesAsk(resolver, { file, index }, name),
  );
}

/** A class that keeps a client, and under which name. */
interface Keeping {
  index: number;
  name: string;
}

/** By the index of each call, the classes that keep what it gives: what is made from them may ask more of it, wherever it stands. */
const classesKeeping = recent(({ classes }: FileFacts): ReadonlyMap<number, readonly Keeping[]> => {
  const kept = classes.flatMap(({ attributes }, index) =>
    attributes.flatMap(({ name, values }) =>
      values.flatMap((value) => (value.kind === 'result' ? [{ call: value.call, index, name }] : [])),
    ),
  );
  return Map.groupBy(kept, ({ call }) => call);
});

/** Whether what a class is made from asks more of a client that it keeps: the class says where that goes, and lists. */
function basesAsk(resolver: Resolver, kept: ClassOf, name: string): boolean {
  let at = baseOf(resolver, kept);
  for (let steps = 0; at && steps < MAX_NESTING; steps++) {
    const uses = usesIn(at.file.facts).get(`attribute ${name}`) ?? [];
    if (uses.some(({ path }) => !SETS_UP.test(path) && !LISTS.test(path))) return true;
    at = baseOf(resolver, at);
  }
  return false;
}

/** The class of the tree that another is made from. */
function baseOf(resolver: Resolver, of: ClassOf): ClassOf | undefined {
  return basesOf(resolver, of).find((base) => base.kind === 'class');
}

/** Whether a call stands in another arm of an `if` than what made a client: one name may be a client in each. */
function isElsewhere(facts: FileFacts, made: CallFact, { range }: CallFact): boolean {
  const { blocksAround } = structureOf(facts);
  const arms = blocksAround(made.range).filter((block) => isArm(block) && !isWithin(range, block.range));
  return (
    arms.length > 0 &&
    blocksAround(range).some((block) => isArm(block) && arms.some((arm) => arm.statement === block.statement))
  );
}

/** What gives the same client, or ends it. */
const SETS_UP = /^(?:with_?options|a?close)$/i;

/**
 * Ollama's own server has to be told which models it holds, `client.pull(name)`, `client.delete(name)`; LM Studio's tells
 * which it has loaded, and a vendor's which files or agents there are: `client.beta.agents.list()`, `files.delete(id)`.
 */
const LISTS =
  /^(?:list|ps|show|pull|delete|list_?models)\b|\.(?:list|retrieve|del(?:ete)?)$|(?:^|\.)list(?:Loaded|DownloadedModels)\b|(?:^|\.)(?:models?|voices|engines)\.(?:list|retrieve|get_?all|delete)\b/i;

interface Use {
  /** The names behind it, `models.list`; '' if it is handed on. */
  path: string;
  /** What calls it, or is handed it. */
  by: CallFact | null;
}

/** What is done with what calls give, by itself or by a name. */
type Uses = Map<string, Use[]>;

const usesIn = recent((facts: FileFacts): Uses => {
  const uses: Uses = new Map();
  const keptNames = new Set(facts.classes.flatMap(({ attributes }) => attributes.map(({ name }) => name)));
  for (const [value, by] of valuesIn(facts)) visit({ facts, keptNames, uses, by }, value, 0);
  const named = facts.bindings.flatMap(({ values }, index) =>
    values.flatMap((value) => {
      const root = value.kind === 'result' ? useOf(facts, value)?.root : undefined;
      return root === undefined ? [] : [{ root, name: `binding ${index}` }];
    }),
  );
  const kept = facts.classes.flatMap(({ attributes }) =>
    attributes.flatMap(({ name, values }) =>
      values.flatMap((value) => {
        const root = value.kind === 'result' ? useOf(facts, value)?.root : undefined;
        return root === undefined ? [] : [{ root, name: `attribute ${name}` }];
      }),
    ),
  );
  // `patient = client.with_options(…)` is another name for the client, and comes before what the client is.
  const ofNames = named.filter(({ root }) => root.startsWith('binding'));
  for (const { root, name } of new Set([...ofNames, ...named, ...kept]))
    note(uses, root, uses.get(name) ?? []);
  return uses;
});

/** What is used more often is used for more. */
const MOST_USES = 64;

function note(uses: Uses, root: string, more: readonly Use[]): void {
  const known = [...(uses.get(root) ?? []), ...more];
  uses.set(root, known.length > MOST_USES ? [{ path: '', by: null }] : known);
}

/** All values of a file, and the calls that those are of. */
function valuesIn(facts: FileFacts): [Value, CallFact | null][] {
  return [
    ...facts.calls.flatMap((call) => ofCall(call).map((value): [Value, CallFact] => [value, call])),
    ...ofNoCall(facts).map((value): [Value, null] => [value, null]),
  ];
}

function ofCall({ callee, positional, named, spreads = [] }: CallFact): Value[] {
  return [callee, ...positional, ...spreads, ...named.map(({ value }) => value)];
}

function ofNoCall({ bindings, functions, classes, exports, assignments = [] }: FileFacts): Value[] {
  return [
    // A name for what a call gives is no use of it, but another name.
    ...bindings.flatMap(({ values }) => values.filter(({ kind }) => kind !== 'result')),
    ...functions.flatMap(({ returns }) => returns),
    ...classes.flatMap(({ attributes }) =>
      attributes.flatMap(({ values }) => values.filter(({ kind }) => kind !== 'result')),
    ),
    ...exports.map(({ value }) => value),
    ...assignments.flatMap(({ target, value }) =>
      attributeOf(target) !== null && value.kind === 'result' ? [] : [target, value],
    ),
  ];
}

/** Deeper than people nest values. */
const MAX_NESTING = 30;

interface Visit {
  facts: FileFacts;
  /** Names under which classes keep something. */
  keptNames: ReadonlySet<string>;
  uses: Uses;
  by: CallFact | null;
}

function visit(one: Visit, value: Value, depth: number): void {
  if (depth > MAX_NESTING) return;
  const use = useOf(one.facts, value);
  if (!use) for (const part of valuesWithin(value)) visit(one, part, depth + 1);
  else {
    note(one.uses, use.root, [{ path: use.path, by: one.by }]);
    noteKept(one, use.path);
  }
}

/** `keys.client.models.list()`: what somebody else does with what a class keeps. */
function noteKept({ keptNames, uses, by }: Visit, path: string): void {
  const parts = path.split('.');
  for (const [at, name] of parts.entries())
    if (keptNames.has(name)) note(uses, `attribute ${name}`, [{ path: parts.slice(at + 1).join('.'), by }]);
}

/** The name or call that `client.with_options(…).models.list` begins with, and the names behind it; `null` if it is neither. */
function useOf({ calls }: FileFacts, value: Value): { root: string; path: string } | null {
  const path: string[] = [];
  let inner = value;
  for (let steps = 0; steps < MAX_NESTING; steps++) {
    const callee = inner.kind === 'result' ? calls[inner.call]?.callee : undefined;
    if (callee?.kind === 'member' && SETS_UP.test(callee.property)) inner = callee.object;
    else if (inner.kind === 'member') {
      // What one class keeps under a name, another one that is made from it may use.
      const attribute = attributeOf(inner);
      if (attribute !== null) return { root: `attribute ${attribute}`, path: path.join('.') };
      path.unshift(inner.property);
      inner = inner.object;
    } else break;
  }
  if (inner.kind === 'binding') return { root: `binding ${inner.binding}`, path: path.join('.') };
  return inner.kind === 'result' ? { root: `call ${inner.call}`, path: path.join('.') } : null;
}

/** `client` of `this.client` and `self.client`; `null` for anything else. */
function attributeOf(value: Value): string | null {
  return value.kind === 'member' && value.object.kind === 'self' ? value.property : null;
}
