import { saysAgain } from '../catalog/retry-libraries.ts';
import type { TreeFile } from '../extraction.ts';
import type { FileFacts, ModuleConfigFact, Value } from '../facts.ts';
import type { Glance, GlancedImport } from '../glance.ts';
import { below, importedNames } from '../imported-names.ts';
import { isCode } from '../languages.ts';
import type { Known, ModulePaths } from '../link/module-paths.ts';
import { modulePaths } from '../link/module-paths.ts';
import { tellsFamily } from '../model-tests.ts';
import type { Vocabulary } from '../prefilter.ts';
import { testCodeOf } from '../prefilter.ts';
import { type Registry, registryOf } from '../registry.ts';
import { addFile } from './edges.ts';
import type { Exported } from './exported.ts';
import { createExportedNames } from './exported.ts';
import { leadingTo } from './leading-to.ts';
import { createNotes, INWARDS, TRAITS } from './notes.ts';
import { ownNames } from './own-names.ts';
import type { Importer, SavedReach } from './saved-reach.ts';
import { nothingSaid } from './saved-reach.ts';
import { notesFallback, triesAgain } from './tries-again.ts';

/** Finds out which files of a tree matter although their own text names nothing. */
export interface Reach {
  /** Indexes of files that were turned away and that those parsed so far call for; each is given once. */
  wanted(): number[];
  /**
   * Takes the facts of a file that was wanted, or that is new or changed. What it said before goes on counting: more may
   * be wanted then than by a reach of its own, and never less.
   */
  parsed(index: number, facts: FileFacts): void;
  /** Takes what the prefilter noted of a file that it turned away and that is new or changed; as above. */
  turnedAway(index: number, glance: Glance | undefined): void;
  /** How much was noted, which only grows. */
  noted(): number;
  /** Not a copy: who goes on with it changes it. */
  save(): SavedReach;
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
  modules: ModulePaths = modulesOfTree(files),
  onAdded: () => void = () => {},
): Reach {
  return reachOver(files, modules, vocabulary, { saved: null, glanceOf, onAdded });
}

/**
 * Goes on where another reach stopped. `files` begins with those that it knew, in their order, gone or not; `modules`
 * knows those that are there.
 */
export function resumeReach(
  saved: SavedReach,
  files: readonly TreeFile[],
  modules: ModulePaths,
  vocabulary: Vocabulary,
): Reach {
  return reachOver(files, modules, vocabulary, { saved, glanceOf: () => undefined, onAdded: () => {} });
}

interface Beginning {
  saved: SavedReach | null;
  glanceOf(index: number): Glance | undefined;
  /** Called behind each file that is parsed already. */
  onAdded(): void;
}

function reachOver(
  files: readonly TreeFile[],
  modules: ModulePaths,
  vocabulary: Vocabulary,
  { saved, glanceOf, onAdded }: Beginning,
): Reach {
  const indexes = new Map(files.map(({ path }, index) => [path, index]));
  const isTest = testCodeOf(vocabulary);
  const { away, tests, naming, trying, asking, importers, readers, variables } = saved ?? nothingSaid();
  /** Tests that scanned code turned out to import. */
  const unread: number[] = [];
  /** Whether who leads from an asking export to one that tries again may have changed. */
  let isLeadChanged = true;
  const wanted = new Set<number>();
  /** The same names are imported all over, and each is a text of its own. */
  const texts = new Map<string, string>();
  const notes = createNotes(onHold, saved?.notes);
  const exported = createExportedNames(notes, saved?.exported);
  for (let index = saved?.files ?? 0; index < files.length; index++) {
    if (isTestAt(index)) tests.set(index, glanceOf(index) ?? null);
  }
  if (!saved) {
    for (const [index, { extraction }] of files.entries()) {
      if (!extraction.parsed && !extraction.skipped && isCode(extraction.facts.language)) away.add(index);
    }
    for (const index of away) addGlance(index, glanceOf(index));
    for (const [index, { extraction }] of files.entries()) {
      if (!extraction.parsed) continue;
      add(index, extraction.facts);
      onAdded();
    }
  }

  function isTestAt(index: number): boolean {
    const file = files[index];
    return file !== undefined && isTest(file.path, file.extraction.facts.language);
  }

  /**
   * A test that scanned code imports is scanned code itself. That is told later by what its importer's facts say, so that
   * who imports one that is parsed is parsed too.
   */
  function scanIfTest(path: string, importer: number): void {
    const index = indexes.get(path);
    if (index === undefined || !isTestAt(index)) return;
    if (tests.has(index)) unread.push(index);
    else if (!away.has(index)) want(importer);
  }

  /** What was seen of tests that scanned code turned out to import; one by one, however long their chain is. */
  function readTests(): void {
    for (let index = unread.pop(); index !== undefined; index = unread.pop()) {
      const glance = tests.get(index);
      if (!tests.delete(index)) continue;
      const file = files[index];
      if (!file) continue;
      if (away.has(index)) {
        addGlance(index, glance ?? undefined);
        wantIfAsked(index, glance ?? NOTHING_SEEN);
      } else if (file.extraction.parsed) add(index, file.extraction.facts);
      if (!away.has(index)) wantImportersOfTest(index);
    }
  }

  function wantImportersOfTest(index: number): void {
    if (!isTestAt(index)) return;
    for (const importer of importers.get(files[index]?.path ?? '') ?? []) want(importer.index);
  }

  function addGlance(index: number, glance: Glance | undefined): void {
    if (!glance || tests.has(index)) return;
    if (glance.asCode) want(index);
    if (glance.hosts) naming.add(index);
    if (glance.again) trying.add(index);
    isLeadChanged = true;
    for (const name of glance.environment) push(readers, environmentThing(name), index);
    for (const one of glance.imports) addImport(index, one);
    if (glance.words && glance.hosts) want(index);
    // What is set up for some models may hang on what an imported function says alone.
    if (glance.imports.some(({ names }) => names?.some(tellsFamily))) want(index);
  }

  function oneText(text: string): string {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  }

  function addImport(index: number, { module, names: spelled }: GlancedImport): void {
    const names = spelled === null ? null : spelled.map(oneText);
    const [path, registry] = placeOf(index);
    const target = modules.target(path, registry, module);
    if (target !== null) noteImport(target, { index, names });
    if (registry === 'npm') return;
    for (const name of names ?? []) {
      const part = modules.target(path, registry, below(module, name));
      if (part !== null) noteImport(part, { index, names: null });
    }
  }

  function noteImport(target: string, importer: Importer): void {
    push(importers, target, importer);
    scanIfTest(target, importer.index);
    if (takesAgain(target, importer)) want(indexes.get(target));
  }

  /**
   * `from .tools import retry_wrapper`, `from .retrying import steadily`, in a file that was parsed: what that one does when it
   * tries again tells.
   */
  function takesAgain(path: string, { index, names }: Importer): boolean {
    return !away.has(index) && (names?.some(saysAgain) === true || saysAgain(path));
  }

  function placeOf(index: number): [path: string, registry: Registry] {
    const file = files[index];
    return [file?.path ?? '', registryOf(file?.extraction.facts.language)];
  }

  function add(index: number, facts: FileFacts): void {
    if (tests.has(index)) return;
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
    if (triesAgain(facts, registry) || facts.calls.some(notesFallback)) trying.add(index);
    for (const { module, name } of importedNames(facts))
      addImport(index, { module, names: name === '*' ? null : [name] });
    isLeadChanged = true;
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
    if (traits & TRAITS.asks) {
      asking.push(known);
      isLeadChanged = true;
    }
    exported.spread(known, traits & ~TRAITS.given);
  }

  /** Who hands a URL on through more than one function has to name it. */
  function wantImporters({ path, name }: Exported, deep: boolean): void {
    for (const { index, names } of importers.get(path) ?? []) {
      const takes = names === null || names.includes(name);
      if (takes && (!deep || naming.has(index))) want(index);
    }
  }

  /**
   * What asks a model matters to who tries again, and to every file on the way there. Who imports whom is known only
   * once all files were told, so that this waits until then.
   */
  function wantAsking(): void {
    if (!isLeadChanged) return;
    isLeadChanged = false;
    const leads = leadingTo(trying, (index) => importers.get(files[index]?.path ?? '') ?? []);
    for (const { path, name } of asking) {
      for (const { index, names } of importers.get(path) ?? []) {
        if (away.has(index) && (names === null || names.includes(name)) && leads(index)) want(index);
      }
    }
  }

  /** What was noted before a file came may call for it. */
  function wantIfAsked(index: number, { imports, environment, hosts }: Glance): void {
    const [path, registry] = placeOf(index);
    if (exported.notedOf(path).some(([, traits]) => traits & INWARDS)) want(index);
    if (importers.get(path)?.some((importer) => takesAgain(path, importer))) want(index);
    const variable = (name: string) => notes.traitsOf(environmentThing(name));
    if (environment.some((name) => variable(name) & TRAITS.carries)) want(index);
    const calling = TRAITS.carries | TRAITS.calls | (hosts ? TRAITS.deep : 0);
    for (const { module, names } of imports) {
      const parts = registry === 'npm' ? [] : (names ?? []).map((name) => below(module, name));
      for (const [at, one] of [module, ...parts].entries()) {
        const target = modules.target(path, registry, one);
        const noted = target === null ? [] : exported.notedOf(target);
        const takes = (name: string) => at > 0 || names === null || names.includes(name);
        if (noted.some(([{ name }, traits]) => traits & calling && takes(name))) want(index);
      }
    }
  }

  function want(index: number | undefined): void {
    if (index !== undefined && !tests.has(index) && away.delete(index)) wanted.add(index);
  }

  return {
    wanted() {
      readTests();
      wantAsking();
      if (notes.overflown) for (const index of away) want(index);
      // What is added meanwhile comes behind.
      for (const index of wanted) wantImportersOfTest(index);
      const now = [...wanted];
      wanted.clear();
      return now.sort((a, b) => a - b);
    },
    parsed(index, facts) {
      away.delete(index);
      wanted.delete(index);
      add(index, facts);
    },
    turnedAway(index, glance) {
      away.add(index);
      if (tests.has(index)) {
        tests.set(index, glance ?? null);
        return;
      }
      addGlance(index, glance);
      wantIfAsked(index, glance ?? NOTHING_SEEN);
    },
    noted: () => notes.said(),
    save: () => ({
      notes: notes.save(),
      exported: exported.save(),
      away: new Set([...away, ...wanted]),
      files: files.length,
      tests,
      naming,
      trying,
      asking,
      importers,
      readers,
      variables,
    }),
  };
}

/** Of a file of which nothing was noted. */
const NOTHING_SEEN: Glance = { imports: [], environment: [], words: false, hosts: false, again: false };

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const known = map.get(key);
  if (!known) map.set(key, [item]);
  // For one more V8 makes room for 17, and most files are imported by few.
  else if (known.length < FEW) map.set(key, [...known, item]);
  else known.push(item);
}

const FEW = 8;

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

/** Where modules are among the files of a tree; `known` is what was found out about the same tree. */
export function modulesOfTree(files: readonly TreeFile[], known?: Known): ModulePaths {
  return modulePaths(new Set(files.map(({ path }) => path)), moduleConfigs(files), known);
}

function moduleConfigs(files: readonly TreeFile[]): Map<string, ModuleConfigFact> {
  const found = new Map<string, ModuleConfigFact>();
  for (const { path, extraction } of files) {
    if (extraction.facts.modules) found.set(path, extraction.facts.modules);
  }
  return found;
}
