import type { BlockFact, CallFact, ClassFact, FileFacts, FunctionFact, Range, Value } from '../../facts.ts';
import type { Place } from '../rule.ts';
import { recent } from './remembered.ts';

/** What stands around what in one file. */
export interface Structure {
  /** The blocks around a place within the same function, innermost first. */
  blocksAround(range: Range): BlockFact[];
  /** Index of the innermost function around a place; `null` at a module's or class's own level. */
  functionAt(range: Range): number | null;
  /** That function. */
  functionAround(range: Range): FunctionFact | undefined;
  /** Index of the innermost class around a place; `null` if there is none, or a function lies between. */
  classAt(range: Range): number | null;
  /** The calls inside a region, those in functions that are declared there too. */
  callsIn(range: Range): CallFact[];
  /** A region as the place of a finding. */
  placeAt(range: Range): Place;
}

type Container =
  | { kind: 'block'; range: Range; block: BlockFact }
  | { kind: 'function' | 'class'; range: Range; index: number; name: string };

/** A region with the one that stands around it, by index; regions that share no text never overlap. */
interface Nested<Item> {
  item: Item;
  range: Range;
  parent: number;
}

/** The structure of a file; it is found out once, and kept while the file and its neighbours are judged. */
export const structureOf = recent(readStructure);

function readStructure(facts: FileFacts): Structure {
  const containers = nest(containersOf(facts));
  let statements: Nested<number>[] | null = null;
  let calls: CallFact[] | null = null;
  // Each rule asks the same of every call and every branch.
  const chains = new Map<Range, Container[]>();
  const around = (range: Range): Container[] => {
    const known = chains.get(range);
    if (known) return known;
    const chain = chainAt(containers, range);
    chains.set(range, chain);
    return chain;
  };
  return {
    blocksAround: (range) => blocksOf(around(range)),
    functionAt: (range) => indexOf(around(range), 'function'),
    functionAround: (range) => facts.functions[indexOf(around(range), 'function') ?? -1],
    classAt: (range) => indexOf(around(range), 'class'),
    callsIn(range) {
      calls ??= facts.calls.toSorted((a, b) => compareStarts(a.range, b.range));
      return itemsWithin(calls, range);
    },
    placeAt(range) {
      statements ??= nest(facts.statements.map((statement, item) => ({ item, range: statement.range })));
      return { range, statement: chainAt(statements, range)[0] ?? -1, scope: scopeOf(around(range)) };
    },
  };
}

function containersOf({ blocks, functions, classes }: FileFacts): { item: Container; range: Range }[] {
  const all: Container[] = [
    ...classes.map(({ range, name }, index) => ({ kind: 'class' as const, range, index, name })),
    ...functions.map(({ range, name }, index) => ({ kind: 'function' as const, range, index, name })),
    ...(blocks ?? []).map((block) => ({ kind: 'block' as const, range: block.range, block })),
  ];
  return all.map((item) => ({ item, range: item.range }));
}

function nest<Item>(regions: { item: Item; range: Range }[]): Nested<Item>[] {
  const sorted = regions.toSorted(
    (a, b) => compareStarts(a.range, b.range) || -compareEnds(a.range, b.range),
  );
  const open: number[] = [];
  return sorted.map(({ item, range }, index) => {
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      const outer = sorted[last];
      if (outer && compareEnds(outer.range, range) >= 0) break;
      open.pop();
    }
    const parent = open.at(-1) ?? -1;
    open.push(index);
    return { item, range, parent };
  });
}

/** Everything around a region, itself included, innermost first. */
function chainAt<Item>(nested: Nested<Item>[], range: Range): Item[] {
  const chain: Item[] = [];
  for (let index = lastStart(nested, range); index >= 0; ) {
    const one = nested[index];
    if (!one) break;
    if (compareEnds(one.range, range) >= 0) chain.push(one.item);
    index = one.parent;
  }
  return chain;
}

/** Index of the last region that starts no later than this one. */
export function lastStart(sorted: readonly { range: Range }[], range: Range): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = sorted[middle];
    if (one && compareStarts(one.range, range) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function blocksOf(chain: Container[]): BlockFact[] {
  const end = chain.findIndex(({ kind }) => kind !== 'block');
  const within = end < 0 ? chain : chain.slice(0, end);
  return within.flatMap((one) => (one.kind === 'block' ? [one.block] : []));
}

function indexOf(chain: Container[], kind: 'function' | 'class'): number | null {
  const nearest = chain.find((one) => one.kind !== 'block');
  return nearest?.kind === kind ? nearest.index : null;
}

function scopeOf(chain: Container[]): string[] {
  const names = chain.flatMap((one) => (one.kind === 'block' || one.name === '' ? [] : [one.name]));
  return names.reverse();
}

/** Of what is sorted by where it starts, all that lies in a region. */
export function itemsWithin<Item extends { range: Range }>(sorted: readonly Item[], range: Range): Item[] {
  const found: Item[] = [];
  const before = { ...range, endLine: range.startLine, endColumn: range.startColumn };
  let index = lastStart(sorted, before);
  while (index > 0 && sorted[index - 1] && isWithin(sorted[index - 1]?.range, range)) index--;
  for (index = Math.max(index, 0); index < sorted.length; index++) {
    const item = sorted[index];
    if (!item || startsAfter(item.range, range)) break;
    if (isWithin(item.range, range)) found.push(item);
  }
  return found;
}

/** The empty region where another one ends. */
export function endOf({ endLine, endColumn }: Range): Range {
  return { startLine: endLine, startColumn: endColumn, endLine, endColumn };
}

/** Whether one region begins where another has ended. */
export function startsAfter({ startLine, startColumn }: Range, { endLine, endColumn }: Range): boolean {
  return startLine > endLine || (startLine === endLine && startColumn >= endColumn);
}

/** The name of the innermost function around a place; `''` at a module's or class's own level, and of one without a name. */
export function nameAround(facts: FileFacts, range: Range): string {
  return structureOf(facts).functionAround(range)?.name ?? '';
}

/** Whether a value is what a function is handed. */
export function isParameter({ bindings }: FileFacts, value: Value): boolean {
  return value.kind === 'binding' && bindings[value.binding]?.kind === 'parameter';
}

/** The class whose method a function is; `undefined` for any other function. */
export function classOfMethod({ classes }: FileFacts, index: number | null): ClassFact | undefined {
  return classes.find(({ methods }) => methods.some((method) => method.function === index));
}

/** Everything that a class's attribute is given. */
export function attributeValues({ classes }: FileFacts, index: number, name: string): readonly Value[] {
  return classes[index]?.attributes.find((attribute) => attribute.name === name)?.values ?? [];
}

/** Everything that a name of the file, or an attribute of an object's own class, is given; none if it may be given more. */
export function givenValues(facts: FileFacts, value: Value): readonly Value[] {
  if (value.kind === 'binding') {
    const fact = facts.bindings[value.binding];
    return fact?.kind === 'variable' && !fact.open ? fact.values : [];
  }
  return value.kind === 'member' && value.object.kind === 'self'
    ? attributeValues(facts, value.object.class, value.property)
    : [];
}

/** Blocks in source order; facts keep a `try` with its handlers, before what is in it. */
export const blocksInOrder = recent(({ blocks = [] }: FileFacts): readonly BlockFact[] =>
  blocks.toSorted((a, b) => compareStarts(a.range, b.range)),
);

/** The blocks that lie in a region, in source order. */
export function blocksIn(facts: FileFacts, range: Range): BlockFact[] {
  return itemsWithin(blocksInOrder(facts), range);
}

/** Whether a block is one of those that a condition chooses between: an arm of an `if`, a `switch` or a `match`. */
export function isArm({ kind }: BlockFact): boolean {
  return kind === 'branch' || kind === 'case';
}

/** Whether one region lies in another. */
export function isWithin(inner: Range | undefined, outer: Range): boolean {
  return inner !== undefined && compareStarts(inner, outer) >= 0 && compareEnds(inner, outer) <= 0;
}

export function compareStarts(a: Range, b: Range): number {
  return a.startLine - b.startLine || a.startColumn - b.startColumn;
}

function compareEnds(a: Range, b: Range): number {
  return a.endLine - b.endLine || a.endColumn - b.endColumn;
}

/** Of findings that stand inside of each other, the outermost; of those at one place, the first. */
export function outermost<Found extends { place: Place }>(found: Found[]): Found[] {
  return outermostBy(found, ({ place }) => place.range);
}

/** Of regions that stand inside of each other, the outermost; of those at one place, the first. */
export function outermostBy<Item>(items: readonly Item[], rangeOf: (item: Item) => Range): Item[] {
  const sorted = items.toSorted((a, b) => {
    const [one, other] = [rangeOf(a), rangeOf(b)];
    return compareStarts(one, other) || -compareEnds(one, other);
  });
  const kept = new Set<Item>();
  let last: Range | null = null;
  for (const item of sorted) {
    if (last && isWithin(rangeOf(item), last)) continue;
    kept.add(item);
    last = rangeOf(item);
  }
  return items.filter((item) => kept.has(item));
}

/** All that a call is handed. */
export function givenTo({ positional, named }: CallFact): Value[] {
  return [...positional, ...named.map(({ value }) => value)];
}

/** The call whose answer a value is, as it stands there. */
export function callBehind({ calls }: FileFacts, value: Value): CallFact | undefined {
  return value.kind === 'result' ? calls[value.call] : undefined;
}
