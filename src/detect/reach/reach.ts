import type { TreeFile } from '../extraction.ts';
import type { FileFacts, ModuleConfigFact, Value } from '../facts.ts';
import type { Glance, GlancedImport } from '../glance.ts';
import { isCode } from '../languages.ts';
import { modulePaths } from '../link/module-paths.ts';
import type { Vocabulary } from '../prefilter.ts';
import { type Registry, registryOf } from '../registry.ts';
import { addFile } from './edges.ts';
import type { Exported } from './exported.ts';
import { createExportedNames } from './exported.ts';
import { createNotes, INWARDS, TRAITS } from './notes.ts';
import { ownNames } from './own-names.ts';

/** Finds out which files of a tree matter although their own text names nothing. */
export interface Reach {
  /** Indexes of files that were turned away and that those parsed so far call for; each is given once. */
  wanted(): number[];
  /**
   * Takes the facts of a file that was wanted, or that changed. What it said before goes on counting: more may be wanted
   * then than by a reach of its own, and never less.
   */
  parsed(index: number, facts: FileFacts): void;
}

/** A file that was turned away, as one of those that import a module. */
interface Importer {
  index: number;
  names: string[] | null;
}

/**
 * Names lead from file to file: a URL that is imported, a client that is handed on, a wrapper that is given an
 * endpoint. A file is wanted if it imports such a name, or if what it exports stands next to one; see `notes.ts`. Pure,
 * and linear in what the files say.
 */
export function createReach(
  files: readonly TreeFile[],
  vocabulary: Vocabulary,
  glanceOf: (index: number) => Glance | undefined = (index) => files[index]?.extraction.glance,
): Reach {
  const modules = modulePaths(new Set(files.map(({ path }) => path)), moduleConfigs(files));
  const indexes = new Map(files.map(({ path }, index) => [path, index]));
  const away = new Set<number>();
  const wanted = new Set<number>();
  /** Those that name a host. */
  const naming = new Set<number>();
  const notes = createNotes(onHold);
  const exported = createExportedNames(notes);
  const importers = new Map<string, Importer[]>();
  const readers = new Map<number, number[]>();
  const variables = new Map<string, number>();

  for (const [index, { extraction }] of files.entries()) {
    if (extraction.parsed || extraction.skipped || !isCode(extraction.facts.language)) continue;
    away.add(index);
  }
  for (const index of away) addGlance(index);
  for (const [index, { extraction }] of files.entries()) {
    if (extraction.parsed) add(index, extraction.facts);
  }

  function addGlance(index: number): void {
    const glance = glanceOf(index);
    if (!glance) return;
    if (glance.hosts) naming.add(index);
    for (const name of glance.environment) push(readers, environmentThing(name), index);
    for (const one of glance.imports) addImport(index, one);
    if (glance.words && glance.hosts) want(index);
  }

  function addImport(index: number, { module, names }: GlancedImport): void {
    const [path, registry] = placeOf(index);
    const target = modules.target(path, registry, module);
    if (target !== null) push(importers, target, { index, names });
    if (registry === 'npm') return;
    for (const name of names ?? []) {
      const part = modules.target(path, registry, below(module, name));
      if (part !== null) push(importers, part, { index, names: null });
    }
  }

  function placeOf(index: number): [path: string, registry: Registry] {
    const file = files[index];
    return [file?.path ?? '', registryOf(file?.extraction.facts.language)];
  }

  function add(index: number, facts: FileFacts): void {
    const [path, registry] = placeOf(index);
    const filesOf = (names: string[]) =>
      names.flatMap((module) => modules.target(path, registry, module) ?? []);
    const starred = filesOf(starredModules(facts));
    addFile(notes, {
      ...ownNames(notes, facts),
      facts,
      registry,
      vocabulary,
      exported: (name) => exported.thing(path, name),
      environment: environmentThing,
      imported: (module, name, rest) => imported(path, registry, module, name, rest),
      global: (name) => starred.map((target) => exported.thing(target, name)),
    });
    const own = facts.exports.map(({ name }) => name).filter((name) => name !== '*');
    exported.add(path, new Set(own), [...filesOf(passedOn(facts)), ...starred]);
  }

  function environmentThing(name: string): number {
    const upper = name.toUpperCase();
    const thing = variables.get(upper) ?? notes.more(1);
    variables.set(upper, thing);
    return thing;
  }

  function imported(
    path: string,
    registry: Registry,
    module: string,
    name: string,
    rest: readonly string[],
  ): number[] {
    const whole = name === '*' ? rest : [name, ...rest];
    const target = modules.target(path, registry, module);
    const found = target === null ? [] : [exported.thing(target, whole[0] ?? '*')];
    if (registry === 'npm' || whole[0] === undefined) return found;
    const part = modules.target(path, registry, below(module, whole[0]));
    return part === null ? found : [...found, exported.thing(part, whole[1] ?? '*')];
  }

  function onHold(thing: number, traits: number): void {
    if (traits & TRAITS.carries) for (const index of readers.get(thing) ?? []) want(index);
    const known = exported.find(thing);
    if (!known) return;
    if (traits & INWARDS) want(indexes.get(known.path));
    if (traits & (TRAITS.carries | TRAITS.calls)) wantImporters(known, false);
    else if (traits & TRAITS.deep) wantImporters(known, true);
    exported.spread(known, traits & ~TRAITS.given);
  }

  /** Who hands a URL on through more than one function has to name it. */
  function wantImporters({ path, name }: Exported, deep: boolean): void {
    for (const { index, names } of importers.get(path) ?? []) {
      const takes = names === null || names.includes(name);
      if (takes && (!deep || naming.has(index))) want(index);
    }
  }

  function want(index: number | undefined): void {
    if (index !== undefined && away.delete(index)) wanted.add(index);
  }

  return {
    wanted() {
      const now = notes.overflown ? [...wanted, ...away] : [...wanted];
      if (notes.overflown) away.clear();
      wanted.clear();
      return now.sort((a, b) => a - b);
    },
    parsed(index, facts) {
      away.delete(index);
      wanted.delete(index);
      add(index, facts);
    },
  };
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const known = map.get(key);
  if (known) known.push(item);
  else map.set(key, [item]);
}

/** `from . import a` and `from app import a` may mean a file of the package. */
function below(module: string, name: string): string {
  return module.endsWith('.') ? module + name : `${module}.${name}`;
}

/** `from x import *` */
function starredModules({ imports }: FileFacts): string[] {
  return imports.flatMap(({ module, local }) => (local === '*' ? [module] : []));
}

/** `export * from './x'` */
function passedOn({ exports }: FileFacts): string[] {
  const isPassedOn = ({ name, value }: { name: string; value: Value }) =>
    name === '*' && value.kind === 'import' ? [value.module] : [];
  return exports.flatMap(isPassedOn);
}

function moduleConfigs(files: readonly TreeFile[]): Map<string, ModuleConfigFact> {
  const found = new Map<string, ModuleConfigFact>();
  for (const { path, extraction } of files) {
    if (extraction.facts.modules) found.set(path, extraction.facts.modules);
  }
  return found;
}
