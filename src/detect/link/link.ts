import type { Policy } from '../../policy/policy.ts';
import type { TreeFile } from '../extraction.ts';
import type { ModuleConfigFact } from '../facts.ts';
import type { Contribution, Kinship } from './contributions.ts';
import { addPlaced, contributionOf, kinshipOf, sayingsOf } from './contributions.ts';
import { gatewayModels } from './gateway-models.ts';
import type { LinkedFile, LinkedTree, Resolver } from './model.ts';
import type { ModulePaths } from './module-paths.ts';
import { modulePaths } from './module-paths.ts';
import { createResolver } from './resolver.ts';
import { environmentOf } from './set-variables.ts';
import { testsOf } from './tests.ts';
import { linkedFile } from './tree.ts';

/** A linked tree, and what its files say about others: those that say nothing, which nearly all are, are missing. */
export interface Linking {
  tree: LinkedTree;
  kinships: ReadonlyMap<LinkedFile, Kinship>;
  contributions: ReadonlyMap<LinkedFile, Contribution>;
}

/** Links the files of a tree: gives the resolver that knows them all. `onFile` is told each file's index before it. */
export function linkTree(
  files: readonly TreeFile[],
  policy: Policy,
  onFile: (index: number) => void = () => {},
): Resolver {
  const tree = withoutContributions(files, policy);
  addKinships(tree, onFile);
  // What each file says is forgotten once it is added, which is a quarter of what linking takes.
  for (const [, said] of sayingsOfAll(tree, contributionOf, onFile)) addContribution(tree, said);
  return createResolver(tree);
}

/** `linkTree`, for who will link another state of the tree too. */
export function linkFiles(
  files: readonly TreeFile[],
  policy: Policy,
  onFile: (index: number) => void = () => {},
): Linking {
  const tree = withoutContributions(files, policy);
  const kinships = addKinships(tree, onFile);
  const contributions = new Map(sayingsOfAll(tree, contributionOf, onFile));
  for (const contribution of contributions.values()) addContribution(tree, contribution);
  return { tree, kinships, contributions };
}

/** A tree of which only what each file says of itself is known. */
function withoutContributions(files: readonly TreeFile[], policy: Policy): LinkedTree {
  const linked = new Map(files.map(({ path, extraction }) => [path, linkedFile(path, extraction.facts)]));
  const tree: LinkedTree = {
    policy,
    files: linked,
    modules: modulesOf(linked),
    exported: new Map(),
    environment: new Map(),
    flows: new Map(),
    subclasses: new Map(),
    symbolAssignments: new Map(),
    gateway: gatewayModels(linked, policy.gateway.config),
    tests: new Set(),
  };
  tree.tests = testsOf(tree);
  tree.environment = environmentOf(tree);
  return tree;
}

/** All are asked first: the answers must not depend on which were added already. */
function addKinships(tree: LinkedTree, onFile: (index: number) => void): Map<LinkedFile, Kinship> {
  const kinships = new Map(sayingsOfAll(tree, kinshipOf, onFile));
  for (const { subclasses } of kinships.values()) addSubclasses(tree, subclasses);
  return kinships;
}

/** Where modules are among the files of a tree. */
export function modulesOf(files: ReadonlyMap<string, LinkedFile>): ModulePaths {
  const configs = new Map<string, ModuleConfigFact>();
  for (const { path, facts } of files.values()) if (facts.modules) configs.set(path, facts.modules);
  return modulePaths(new Set(files.keys()), configs);
}

/** What needs names resolved already: by a resolver of its own, which knows nothing of what is handed over and set. */
function* sayingsOfAll<Said extends Kinship | Contribution>(
  tree: LinkedTree,
  said: (resolver: Resolver, file: LinkedFile) => Said,
  onFile: (index: number) => void,
): Generator<[LinkedFile, Said]> {
  const resolver = createResolver({ ...tree, flows: new Map(), symbolAssignments: new Map() });
  let index = 0;
  for (const file of tree.files.values()) {
    onFile(index++);
    const saying = said(resolver, file);
    if (saying.looked !== null) yield [file, saying];
  }
}

/** Adds which classes one file makes from which; files in the tree's order. */
export function addSubclasses(tree: LinkedTree, subclasses: Kinship['subclasses']): void {
  for (const { of, index, item } of subclasses) {
    const known = sayingsOf(tree.subclasses, of);
    known.set(index, [...(known.get(index) ?? []), item]);
  }
}

/** Adds what one file contributes; files in the tree's order. */
export function addContribution(
  tree: LinkedTree,
  { flows, symbols }: Pick<Contribution, 'flows' | 'symbols'>,
): void {
  for (const { of, index, item } of flows) addPlaced(sayingsOf(tree.flows, of), index, item);
  for (const { symbol, placed } of symbols) addPlaced(tree.symbolAssignments, symbol, placed);
}
