import type { Range } from '../range.ts';

/** A value of a YAML file, and where it stands. An alias is what it names, at the alias's own place. */
export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  kind: 'map';
  entries: LocatedEntry[];
  range: Range;
}

export interface LocatedEntry {
  key: string;
  /** The place of the key. */
  range: Range;
  value: Located;
}

export interface LocatedList {
  kind: 'list';
  items: Located[];
  range: Range;
}

export interface LocatedScalar {
  kind: 'scalar';
  value: string | number | boolean | null;
  /** The offset at which the content of a block (`|`) begins in the file, and how far it is indented; else `null`. */
  block: { firstLine: number; indentation: number } | null;
  range: Range;
}

/** The entry of a map; `null` if it is no map or has none. */
export function entryOf(value: Located | null, key: string): LocatedEntry | null {
  if (value?.kind !== 'map') return null;
  return value.entries.findLast((entry) => entry.key === key) ?? null;
}

/** The value below some keys; `null` if there is none. */
export function valueAt(value: Located | null, ...keys: string[]): Located | null {
  return keys.reduce<Located | null>((inner, key) => entryOf(inner, key)?.value ?? null, value);
}

/** The items of a list; none of anything else. */
export function itemsOf(value: Located | null): Located[] {
  return value?.kind === 'list' ? value.items : [];
}

/** The entries of a map; none of anything else. */
export function entriesOf(value: Located | null): LocatedEntry[] {
  return value?.kind === 'map' ? value.entries : [];
}

/** A text, as it was written; `null` for anything else, and for an empty one. */
export function textOf(value: Located | null): string | null {
  return value?.kind === 'scalar' && typeof value.value === 'string' && value.value !== ''
    ? value.value
    : null;
}

/** A text or a number, as a text: what a name may be in YAML. */
export function nameOf(value: Located | null): string | null {
  if (value?.kind === 'scalar' && typeof value.value === 'number') return String(value.value);
  return textOf(value);
}

/** A number; `null` for anything else. */
export function numberOf(value: Located | null): number | null {
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : null;
}

/** Whether something is written there at all: YAML's `null` is nothing. */
export function isGiven(value: Located | null): value is Located {
  return value !== null && !(value.kind === 'scalar' && value.value === null);
}

/** What stands there, for people: `a list`, `a number`. */
export function kindOf(value: Located): string {
  if (value.kind !== 'scalar') return value.kind === 'map' ? 'a map' : 'a list';
  if (value.value === null) return 'nothing';
  if (typeof value.value === 'string') return 'a text';
  return typeof value.value === 'number' ? 'a number' : `\`${value.value}\``;
}
