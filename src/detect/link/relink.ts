import type { TreeFile } from '../extraction.ts';
import { importedNames } from '../imported-names.ts';
import type { Contribution, Kinship, Saying } from './contributions.ts';
import { contributionOf, kinshipOf } from './contributions.ts';
import type { Linking } from './link.ts';
import { addContribution, addSubclasses, linkFiles, modulesOf } from './link.ts';
import type { ByPlace, LinkedFile, LinkedTree, Looked, Places, Resolver } from './model.ts';
import { EVERY_VARIABLE } from './model.ts';
import { changedPlaces } from './module-paths.ts';
import { createResolver } from './resolver.ts';
import { environmentOf, variablesIn } from './set-variables.ts';
import { testsOf } from './tests.ts';
import { linkedFile } from './tree.ts';

export interface Relinking {
  linking: Linking;
  /** What is different from the state before; `null` if nothing of that holds. */
  changes: Looked | null;
}

/**
 * Links a tree of which another state is linked already: what did not change, and looked at nothing that did, is taken
 * over. The result is that of `linkFiles`; the state before stays as it is.
 */
export function relink(
  before: Linking,
  files: readonly TreeFile[],
  onFile: (index: number) => void = () => {},
): Relinking {
  const replaced = replacedFiles(before.tree, files);
  if (replaced.some(setsRulesOfAll)) {
    return { linking: linkFiles(files, before.tree.policy, onFile), changes: null };
  }
  const { tree, gone } = nextTree(before.tree, files, replaced);
  const changes: Looked = {
    files: gone,
    environment: nextEnvironment(before.tree, tree, gone),
    flows: new Map(),
    subclasses: new Map(),
    symbols: new Set(),
  };
  const kin = collectAgain(before.tree, tree, changes, before.kinships, kinshipOf, onFile);
  changes.subclasses = retell(
    before.tree,
    tree,
    'subclasses',
    sayings(kin, ({ subclasses }) => subclasses),
  );
  for (const subclasses of saidAgain(kin, changes.subclasses, (one) => one.subclasses)) {
    addSubclasses(tree, subclasses);
  }
  const contributed = collectAgain(before.tree, tree, changes, before.contributions, contributionOf, onFile);
  changes.flows = retell(
    before.tree,
    tree,
    'flows',
    sayings(contributed, ({ flows }) => flows),
  );
  changes.symbols = forgetSymbols(before.tree, tree, contributed);
  const flows = saidAgain(contributed, changes.flows, (one) => one.flows);
  for (const [index, { symbols }] of [...contributed.all.values()].entries()) {
    const again = symbols.filter(({ symbol }) => changes.symbols.has(symbol));
    addContribution(tree, { flows: flows[index] ?? [], symbols: again });
  }
  leaveOutUnchanged(before.tree, tree, changes);
  return { linking: { tree, kinships: kin.all, contributions: contributed.all }, changes };
}

/** Whether what was looked at is among what changed. */
export function isTouched(looked: Looked, changes: Looked): boolean {
  return (
    shareAny(changes.files, looked.files) ||
    shareAny(changes.environment, looked.environment) ||
    shareAny(changes.symbols, looked.symbols) ||
    areAmong(changes.flows, looked.flows) ||
    areAmong(changes.subclasses, looked.subclasses)
  );
}

function areAmong(changed: Places, looked: Places): boolean {
  for (const [file, indexes] of changed) {
    const known = looked.get(file);
    if (known && shareAny(indexes, known)) return true;
  }
  return false;
}

function shareAny<Item>(one: ReadonlySet<Item>, other: ReadonlySet<Item>): boolean {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  for (const item of small) if (large.has(item)) return true;
  return false;
}

/** A file as it was and as it is. */
interface Replaced {
  old: LinkedFile | null;
  now: LinkedFile | null;
}

function replacedFiles({ files: known }: LinkedTree, files: readonly TreeFile[]): Replaced[] {
  const replaced: Replaced[] = [];
  let kept = 0;
  for (const { path, extraction } of files) {
    const old = known.get(path) ?? null;
    if (old) kept++;
    if (old?.facts !== extraction.facts) replaced.push({ old, now: linkedFile(path, extraction.facts) });
  }
  if (kept === known.size) return replaced;
  const paths = new Set(files.map(({ path }) => path));
  for (const old of known.values()) if (!paths.has(old.path)) replaced.push({ old, now: null });
  return replaced;
}

/** Where modules are, and which models the gateway declares, matters to every file. */
function setsRulesOfAll({ old, now }: Replaced): boolean {
  return [old, now].some(
    (file) => file?.facts.modules !== undefined || file?.facts.gatewayConfig !== undefined,
  );
}

/** The tree's files and what follows from their paths and imports; not yet what they say of each other. */
function nextTree(
  before: LinkedTree,
  files: readonly TreeFile[],
  replaced: readonly Replaced[],
): { tree: LinkedTree; gone: Set<LinkedFile> } {
  const gone = new Set(replaced.flatMap(({ old }) => old ?? []));
  const fresh = new Map(replaced.flatMap(({ now }) => (now ? [[now.path, now] as const] : [])));
  const linked = new Map<string, LinkedFile>();
  for (const { path } of files) {
    const file = fresh.get(path) ?? before.files.get(path);
    if (file) linked.set(path, file);
  }
  const tree: LinkedTree = { ...before, files: linked, exported: new Map() };
  const replace = (file: LinkedFile): void => {
    if (fresh.has(file.path)) return;
    gone.add(file);
    linked.set(file.path, linkedFile(file.path, file.facts));
  };
  if (replaced.some(({ old, now }) => old === null || now === null)) {
    tree.modules = modulesOf(linked);
    const meansOthers = changedPlaces(before.modules, tree.modules);
    for (const file of [...linked.values()]) if (meansOthers(file.path, file.registry)) replace(file);
  }
  if (replaced.some(changesImports)) {
    tree.tests = testsOf(tree);
    for (const file of [...linked.values()]) {
      if (before.tests.has(file.path) !== tree.tests.has(file.path)) replace(file);
    }
  }
  return { tree, gone };
}

/** Whether it may be another matter now which tests other code imports. */
function changesImports({ old, now }: Replaced): boolean {
  const brought = ({ facts }: LinkedFile) => JSON.stringify(importedNames(facts));
  return old === null || now === null || brought(old) !== brought(now);
}

/** Gathers again what sets environment variables, if a file that does so is new or gone; the names that changed. */
function nextEnvironment(before: LinkedTree, tree: LinkedTree, gone: ReadonlySet<LinkedFile>): Set<string> {
  const names = new Set<string>();
  const note = (from: LinkedTree, file: LinkedFile): void => {
    for (const { name } of variablesIn(from, file)) names.add(name);
  };
  for (const file of gone) note(before, file);
  for (const file of tree.files.values()) if (before.files.get(file.path) !== file) note(tree, file);
  if (names.size === 0) return names;
  tree.environment = environmentOf(tree);
  return names.add(EVERY_VARIABLE);
}

/** What files say, taken over from the state before as far as that holds. */
interface Collected<Said> {
  all: Map<LinkedFile, Said>;
  /** What is said no more, and what is said in its place. */
  replaced: Said[];
}

function collectAgain<Said extends Kinship | Contribution>(
  { files: filesBefore }: LinkedTree,
  tree: LinkedTree,
  changes: Looked,
  before: ReadonlyMap<LinkedFile, Said>,
  said: (resolver: Resolver, file: LinkedFile) => Said,
  onFile: (index: number) => void = () => {},
): Collected<Said> {
  const resolver = createResolver({ ...tree, flows: new Map(), symbolAssignments: new Map() });
  const all = new Map<LinkedFile, Said>();
  const replaced = [...changes.files].flatMap((file) => before.get(file) ?? []);
  let index = 0;
  for (const file of tree.files.values()) {
    const known = before.get(file);
    const wasThere = filesBefore.get(file.path) === file;
    if (wasThere && !(known?.looked && isTouched(known.looked, changes))) {
      if (known) all.set(file, known);
    } else {
      onFile(index);
      const now = said(resolver, file);
      if (now.looked) all.set(file, now);
      replaced.push(now, ...(known ? [known] : []));
    }
    index++;
  }
  return { all, replaced };
}

function sayings<Said, Item>(
  { replaced }: Collected<Said>,
  of: (said: Said) => readonly Saying<Item>[],
): Places {
  const places: Places = new Map();
  for (const one of replaced) {
    for (const { of: file, index } of of(one)) {
      const known = places.get(file);
      if (known) known.add(index);
      else places.set(file, new Set([index]));
    }
  }
  return places;
}

/** Takes over what is said of all things but some, which are to be said again. */
function retell(before: LinkedTree, tree: LinkedTree, what: 'flows' | 'subclasses', places: Places): Places {
  if (what === 'flows') tree.flows = without(before.flows, tree, places);
  else tree.subclasses = without(before.subclasses, tree, places);
  return places;
}

function without<Item>(before: ByPlace<Item>, { files }: LinkedTree, places: Places): ByPlace<Item> {
  const left = new Map(before);
  for (const [file, indexes] of places) {
    const said = new Map(before.get(file));
    for (const index of indexes) said.delete(index);
    if (files.get(file.path) === file) left.set(file, said);
    else left.delete(file);
  }
  return left;
}

/** What each file says of some places, in the tree's order. */
function saidAgain<Said, Item>(
  { all }: Collected<Said>,
  places: Places,
  of: (said: Said) => readonly Saying<Item>[],
): Saying<Item>[][] {
  return [...all.values()].map((said) =>
    of(said).filter(({ of: file, index }) => places.get(file)?.has(index)),
  );
}

function forgetSymbols(
  before: LinkedTree,
  tree: LinkedTree,
  { replaced }: Collected<Contribution>,
): Set<string> {
  const names = new Set(replaced.flatMap(({ symbols }) => symbols.map(({ symbol }) => symbol)));
  tree.symbolAssignments = new Map(before.symbolAssignments);
  for (const name of names) tree.symbolAssignments.delete(name);
  return names;
}

/** What is said again is often what was said before. */
function leaveOutUnchanged(before: LinkedTree, now: LinkedTree, changes: Looked): void {
  for (const [file, indexes] of changes.flows) {
    const [old, fresh] = [before.flows.get(file), now.flows.get(file)];
    for (const index of indexes) if (isSame(old?.get(index), fresh?.get(index))) indexes.delete(index);
  }
  for (const name of changes.symbols) {
    const [old, fresh] = [before.symbolAssignments.get(name), now.symbolAssignments.get(name)];
    if (isSame(old, fresh)) changes.symbols.delete(name);
  }
}

type PlacedValues = readonly { file: LinkedFile; value: object }[];

function isSame(one: PlacedValues = [], other: PlacedValues = []): boolean {
  return (
    one.length === other.length &&
    one.every(({ file, value }, index) => file === other[index]?.file && value === other[index]?.value)
  );
}
