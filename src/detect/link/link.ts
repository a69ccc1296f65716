import type { Policy } from '../../policy/policy.ts';
import type { TreeFile } from '../extraction.ts';
import type { CallFact, ModuleConfigFact, Value } from '../facts.ts';
import { settingOf } from './environment.ts';
import { gatewayModels } from './gateway-models.ts';
import type { LinkedFile, LinkedTree, PlacedValue, Resolved, Resolver } from './model.ts';
import { modulePaths } from './module-paths.ts';
import { createResolver } from './resolver.ts';
import { testsOf } from './tests.ts';
import { bindingKey, classKey, linkedFile, symbolKey } from './tree.ts';

/** Links the files of a tree: gives the resolver that knows them all. `onFile` is told each file's index before it. */
export function linkTree(
  files: TreeFile[],
  policy: Policy,
  onFile: (index: number) => void = () => {},
): Resolver {
  const linked = new Map(files.map(({ path, extraction }) => [path, linkedFile(path, extraction.facts)]));
  const tree: LinkedTree = {
    policy,
    files: linked,
    modules: modulePaths(new Set(linked.keys()), moduleConfigs(linked)),
    environment: new Map(),
    flows: new Map(),
    subclasses: new Map(),
    symbolAssignments: new Map(),
    gateway: gatewayModels(linked, policy.gateway.config),
    tests: new Set(),
  };
  tree.tests = testsOf(tree);
  for (const file of tree.files.values()) collectEnvironment(tree, file);
  tree.subclasses = subclassesOf(tree);
  collectAcrossFiles(tree, onFile);
  return createResolver(tree);
}

function moduleConfigs(files: Map<string, LinkedFile>): Map<string, ModuleConfigFact> {
  const found = new Map<string, ModuleConfigFact>();
  for (const { path, facts } of files.values()) if (facts.modules) found.set(path, facts.modules);
  return found;
}

function collectEnvironment({ environment, tests }: LinkedTree, file: LinkedFile): void {
  if (tests.has(file.path)) return;
  for (const { name, value } of file.facts.environment) {
    const set = settingOf(name, value);
    if (set) add(environment, name, { file, value: set });
  }
  for (const { target, value } of file.facts.assignments ?? []) {
    if (target.kind === 'environment') add(environment, target.name, { file, value });
  }
}

/** Which classes are made from which; tests are not asked (decisions 5). */
function subclassesOf(tree: LinkedTree): LinkedTree['subclasses'] {
  const subclasses: LinkedTree['subclasses'] = new Map();
  const resolver = createResolver(tree);
  for (const file of tree.files.values()) {
    if (tree.tests.has(file.path)) continue;
    for (const [index, { bases }] of file.facts.classes.entries()) {
      for (const base of bases.flatMap((value) => resolver.resolve(file, value))) {
        if (base.kind !== 'class') continue;
        const key = classKey(base);
        subclasses.set(key, [...(subclasses.get(key) ?? []), { file, index }]);
      }
    }
  }
  return subclasses;
}

/** What needs names resolved already: by a resolver of its own, since the one that is handed out must know it. */
function collectAcrossFiles(tree: LinkedTree, onFile: (index: number) => void): void {
  const resolver = createResolver({ ...tree, flows: new Map(), symbolAssignments: new Map() });
  for (const [index, file] of [...tree.files.values()].entries()) {
    onFile(index);
    for (const call of file.facts.calls) collectFlows(tree, resolver, file, call);
    for (const { target, value } of file.facts.assignments ?? []) {
      collectSymbolAssignment(tree, resolver, { file, value }, target);
    }
  }
}

function collectSymbolAssignment(
  tree: LinkedTree,
  resolver: Resolver,
  placed: PlacedValue,
  target: Value,
): void {
  if (target.kind !== 'member' && target.kind !== 'import') return;
  if (tree.tests.has(placed.file.path)) return;
  for (const found of resolver.resolve(placed.file, target)) {
    if (found.kind !== 'symbol') continue;
    add(tree.symbolAssignments, symbolKey(found.registry, [found.module, ...found.path]), placed);
  }
}

/** Hands the arguments of a call to the parameters of what it calls. */
function collectFlows(tree: LinkedTree, resolver: Resolver, file: LinkedFile, call: CallFact): void {
  if (tree.tests.has(file.path)) return;
  for (const callee of resolver.resolve(file, call.callee)) {
    const target = calledFunction(resolver, callee);
    if (target) passArguments(tree, file, call, target);
  }
}

/** The function that runs: for a class, its constructor or the one it inherits. */
function calledFunction(resolver: Resolver, callee: Resolved): FunctionOf | null {
  return callee.kind === 'function' ? callee : constructorOf(resolver, callee, 0);
}

type FunctionOf = Resolved & { kind: 'function' };

const MAX_ANCESTORS = 20;

function constructorOf(resolver: Resolver, base: Resolved, depth: number): FunctionOf | null {
  if (base.kind !== 'class' || depth > MAX_ANCESTORS) return null;
  const fact = base.file.facts.classes[base.index];
  const own = fact?.methods.find(({ name }) => name === 'constructor' || name === '__init__');
  if (own) return { kind: 'function', file: base.file, index: own.function };
  const next = fact?.bases.flatMap((value) => resolver.resolve(base.file, value))[0];
  return next ? constructorOf(resolver, next, depth + 1) : null;
}

function passArguments(
  tree: LinkedTree,
  file: LinkedFile,
  call: CallFact,
  target: Resolved & { kind: 'function' },
): void {
  const parameters = target.file.facts.functions[target.index]?.parameters ?? [];
  for (const [position, { name, binding, rest }] of parameters.entries()) {
    const named = call.named.find((argument) => argument.name === name)?.value;
    const given = named ?? (rest ? undefined : call.positional[position]);
    const value = given ?? (rest || call.spread ? undefined : ownDefault(target.file, binding));
    if (value) add(tree.flows, bindingKey(target.file, binding), { file: given ? file : target.file, value });
  }
}

/** What a parameter is where a call leaves it out. */
function ownDefault({ facts, registry }: LinkedFile, binding: number): Value {
  const [first] = facts.bindings[binding]?.values ?? [];
  return first ?? { kind: registry === 'npm' ? 'none' : 'unknown' };
}

/** More callers than this tell nothing new about a parameter. */
const MAX_VALUES = 40;

function add(map: Map<string, PlacedValue[]>, key: string, placed: PlacedValue): void {
  const known = map.get(key);
  if (!known) map.set(key, [placed]);
  else if (known.length < MAX_VALUES && !known.some(({ value }) => value === placed.value))
    known.push(placed);
}
