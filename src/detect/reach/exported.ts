import type { Notes } from './notes.ts';
import { INWARDS } from './notes.ts';

/** A name that a file exports; `*` for all of them. */
export interface Exported {
  path: string;
  name: string;
}

/** The exports of a tree's files, and how what is noted of one spreads to others: a file may pass on all of another's. */
export interface ExportedNames {
  /** What notes call an export. */
  thing(path: string, name: string): number;
  /** The export that notes call so. */
  find(thing: number): Exported | null;
  /** A file was parsed: what it exports by name, and the files of which it passes on every name. */
  add(path: string, own: ReadonlySet<string>, passed: readonly string[]): void;
  /** What was noted of one export holds for those that are the same. */
  spread(exported: Exported, traits: number): void;
  /** What is noted of a file's exports so far. */
  notedOf(path: string): [Exported, number][];
  save(): SavedExports;
}

/** The exports of a tree as plain data. */
export interface SavedExports {
  /** By file and name, what notes call it. */
  files: Map<string, Map<string, number>>;
  parsed: Map<string, Parsed>;
}

interface Parsed {
  own: ReadonlySet<string>;
  passed: readonly string[];
}

/** Goes on with what is known to be exported. */
export function createExportedNames(
  notes: Notes,
  { files, parsed }: SavedExports = { files: new Map(), parsed: new Map() },
): ExportedNames {
  const exports = new Map<number, Exported>();
  for (const [path, names] of files) for (const [name, thing] of names) exports.set(thing, { path, name });
  /** The files that pass on every name of a file. */
  const passers = new Map<string, string[]>();
  for (const [path, { passed }] of parsed) notePasser(path, passed);

  function notePasser(path: string, passed: readonly string[]): void {
    for (const from of passed) {
      const known = passers.get(from);
      if (!known) passers.set(from, [path]);
      else if (!known.includes(path)) known.push(path);
    }
  }

  function thingOf(path: string, name: string): number {
    const names = files.get(path) ?? new Map<string, number>();
    files.set(path, names);
    const known = names.get(name);
    if (known !== undefined) return known;
    const thing = notes.more(1);
    names.set(name, thing);
    exports.set(thing, { path, name });
    return thing;
  }

  /** Who asks for a name asks whoever it is passed on from; who asks for all asks for each. */
  function spreadInwards({ path, name }: Exported, traits: number): void {
    const file = parsed.get(path);
    if (!file || traits === 0 || file.own.has(name)) return;
    if (name === '*') for (const own of file.own) notes.hold(thingOf(path, own), traits);
    for (const from of file.passed) notes.hold(thingOf(from, name), traits);
  }

  function spreadOutwards({ path, name }: Exported, traits: number): void {
    if (traits === 0) return;
    if (name !== '*') notes.hold(thingOf(path, '*'), traits);
    for (const passer of passers.get(path) ?? []) {
      if (!parsed.get(passer)?.own.has(name)) notes.hold(thingOf(passer, name), traits);
    }
  }

  function notedOf(path: string): [Exported, number][] {
    return [...(files.get(path) ?? [])].map(([name, thing]) => [{ path, name }, notes.traitsOf(thing)]);
  }

  return {
    thing: thingOf,
    find: (thing) => exports.get(thing) ?? null,
    add(path, own, passed) {
      parsed.set(path, { own, passed });
      notePasser(path, passed);
      for (const [exported, traits] of notedOf(path)) spreadInwards(exported, traits & INWARDS);
      for (const from of passed) {
        for (const [exported, traits] of notedOf(from)) spreadOutwards(exported, traits & ~INWARDS);
      }
    },
    spread(exported, traits) {
      spreadInwards(exported, traits & INWARDS);
      spreadOutwards(exported, traits & ~INWARDS);
    },
    notedOf,
    save: () => ({ files, parsed }),
  };
}
