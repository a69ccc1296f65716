import type { Value } from '../facts.ts';
import { RESOLVE_LIMITS } from '../limits.ts';
import type { LinkedFile, Resolved, Resolver } from './model.ts';
import { UNKNOWN } from './model.ts';

export type RecordOf = Resolved & { kind: 'record' };

/** Objects that were looked through for a name, to be handed on where several are. */
export type SeenObjects = Set<ObjectValue>;

/**
 * Every value that an entry of this name has, in the record and what is spread into it; `null` for none.
 * `x = { ...x, a }` is spread into itself, and many objects may spread all others: one that was `seen` says nothing new.
 */
export function entriesOf(
  resolver: Resolver,
  { file, value }: RecordOf,
  name: string,
  seen: SeenObjects = new Set(),
): Resolved[] | null {
  if (seen.has(value)) return null;
  seen.add(value);
  const { named, computed } = entryIndex(value);
  const written = named.get(name) ?? [];
  const own = computed.length === 0 ? [] : computed.filter(({ key }) => mayBe(resolver, file, key, name));
  if (written.length + own.length > 0) {
    const given = [...written, ...own.map((entry) => entry.value)].slice(0, RESOLVE_LIMITS.values);
    const found = given.flatMap((one) => resolver.resolve(file, one));
    if (found.length > 0) return found;
  }
  if (value.spreads.length === 0) return null;
  const spread = value.spreads
    .flatMap((one) => resolver.resolve(file, one))
    .map((one) => spreadEntries(resolver, one, name, seen));
  return spread.every((one) => one === null) ? null : spread.flatMap((one) => one ?? []);
}

function spreadEntries(
  resolver: Resolver,
  spread: Resolved,
  name: string,
  seen: SeenObjects,
): Resolved[] | null {
  if (spread.kind === 'none' || spread.kind === 'boolean') return null;
  return spread.kind === 'record' ? entriesOf(resolver, spread, name, seen) : [UNKNOWN];
}

/** What an object itself has under a name that is written out. */
export function valuesUnder(object: ObjectValue, name: string): readonly Value[] {
  return entryIndex(object).named.get(name) ?? [];
}

type ObjectValue = Value & { kind: 'object' };

interface EntryIndex {
  named: Map<string, Value[]>;
  /** Entries whose key is no literal. */
  computed: ObjectValue['entries'];
}

/** Large objects are asked for many names, so their entries are sorted by name once. */
const entryIndexes = new WeakMap<ObjectValue, EntryIndex>();

function entryIndex(object: ObjectValue): EntryIndex {
  const known = entryIndexes.get(object);
  if (known) return known;
  const index: EntryIndex = { named: new Map(), computed: [] };
  for (const entry of object.entries) {
    const values = entry.key.kind === 'text' ? index.named.get(entry.key.text) : null;
    if (values) values.push(entry.value);
    else if (entry.key.kind === 'text') index.named.set(entry.key.text, [entry.value]);
    else index.computed.push(entry);
  }
  entryIndexes.set(object, index);
  return index;
}

function mayBe(resolver: Resolver, file: LinkedFile, key: Value, name: string): boolean {
  return resolver.texts.resolve(file, key).some((one) => one.kind === 'text' && one.text === name);
}
