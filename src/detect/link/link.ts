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

/** A linked tree, and what each of its files says about others. */
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
  return createResolver(linkFiles(files, policy, onFile).tree);
}

/** `linkTree`, for who will link another state of the tree too. */
export function linkFiles(
  files: readonly TreeFile[],
  policy: Policy,
  onFile: (index: number) => void = () => {},
): Linking {
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
  const kinships = collect(tree, kinshipOf, onFile);
  for (const { subclasses } of kinships.values()) addSubclasses(tree, subclasses);
  const contributions = collect(tree, contributionOf, onFile);
  for (const contribution of contributions.values()) addContribution(tree, contribution);
  return { tree, kinships, contributions };
}

/** Where modules are among the files of a tree. */
export function modulesOf(files: ReadonlyMap<string, LinkedFile>): ModulePaths {
  const configs = new Map<string, ModuleConfigFact>();
  for (const { path, facts } of files.values()) if (facts.modules) configs.set(path, facts.modules);
  return modulePaths(new Set(files.keys()), configs);
}

/** What needs names resolved already: by a resolver of its own, since the one that is handed out must know it. */
function collect<Said>(
  tree: LinkedTree,
  said: (resolver: Resolver, file: LinkedFile) => Said,
  onFile: (index: number) => void = () => {},
): Map<LinkedFile, Said> {
  const resolver = createResolver({ ...tree, flows: new Map(), symbolAssignments: new Map() });
  const all = new Map<LinkedFile, Said>();
  for (const [index, file] of [...tree.files.values()].entries()) {
    onFile(index);
    all.set(file, said(resolver, file));
  }
  return all;
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
