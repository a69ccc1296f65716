import type { CallFact, FunctionFact, Value } from '../facts.ts';
import { rootOf } from '../facts.ts';
import { valuesUnder } from './entries.ts';
import { fieldOf } from './fields.ts';
import { workersOf } from './job-queues.ts';
import { argumentsByField } from './members.ts';
import type { ByPlace, ClassOf, LinkedFile, Looked, PlacedValue, Resolved, Resolver } from './model.ts';
import { isOfTree } from './modules.ts';
import { globalKey, namespaceKey, symbolKey } from './tree.ts';

/** What a file says of something that a file declares: by that one, and an index in its facts. */
export interface Saying<Item> {
  of: LinkedFile;
  index: number;
  item: Item;
}

/** Which classes of the tree a file makes others from. */
export interface Kinship {
  subclasses: readonly Saying<ClassOf>[];
  /** `null` if nothing had to be looked at. */
  looked: Looked | null;
}

/** What a file hands to functions of the tree, sets on packages, and does as jobs of a queue. */
export interface Contribution {
  flows: readonly Saying<PlacedValue>[];
  symbols: readonly { symbol: string; placed: PlacedValue }[];
  looked: Looked | null;
}

const NO_KINSHIP: Kinship = { subclasses: [], looked: null };
const NO_CONTRIBUTION: Contribution = { flows: [], symbols: [], looked: null };

/** Which classes a file makes from which; tests are not asked (decisions 5). */
export function kinshipOf(resolver: Resolver, file: LinkedFile): Kinship {
  const { classes } = file.facts;
  if (classes.every(({ bases }) => bases.length === 0) || resolver.tree.tests.has(file.path))
    return NO_KINSHIP;
  const looked = resolver.begin(file);
  const subclasses = classes.flatMap(({ bases }, index) =>
    bases
      .flatMap((value) => resolver.objects.resolve(file, value))
      .flatMap((base) =>
        base.kind === 'class' ? [{ of: base.file, index: base.index, item: { file, index } }] : [],
      ),
  );
  return { subclasses, looked };
}

/** What a file contributes; tests say nothing about how the code runs. */
export function contributionOf(resolver: Resolver, file: LinkedFile): Contribution {
  const { calls, assignments = [] } = file.facts;
  const isSilent = calls.length === 0 && assignments.length === 0;
  if (isSilent || resolver.tree.tests.has(file.path)) return NO_CONTRIBUTION;
  const looked = resolver.begin(file);
  const flows: Saying<PlacedValue>[] = [];
  for (const [caller, call] of calls.entries()) collectFlows(resolver, file, call, caller, flows);
  const symbols = [
    ...assignments.flatMap(({ target, value }) => symbolsSet(resolver, { file, value }, target)),
    ...calls.flatMap((call) => [...settingOf(file, call), ...workersOf(resolver, file, call)]),
  ];
  return { flows, symbols, looked };
}

/** More callers than this tell nothing new about a parameter. */
const MAX_PLACED = 40;

/** Adds a value that something may have, but for those that are known. */
export function addPlaced<Key>(map: Map<Key, PlacedValue[]>, key: Key, placed: PlacedValue): void {
  const known = map.get(key);
  if (!known) map.set(key, [placed]);
  else if (known.length < MAX_PLACED && !known.some((one) => isSame(one, placed))) known.push(placed);
}

function isSame(one: PlacedValue, other: PlacedValue): boolean {
  return one.value === other.value || (one.leftOut === true && other.leftOut === true);
}

/** What is said of a file's things, to be added to. */
export function sayingsOf<Item>(all: ByPlace<Item>, file: LinkedFile): Map<number, Item[]> {
  const known = all.get(file) ?? new Map<number, Item[]>();
  if (known.size === 0) all.set(file, known);
  return known;
}

function symbolsSet(resolver: Resolver, placed: PlacedValue, target: Value): Contribution['symbols'] {
  if (target.kind !== 'member' && target.kind !== 'import') return [];
  return resolver.objects.resolve(placed.file, target).flatMap((found) => {
    const symbol = symbolOf(found);
    return symbol === null ? [] : [{ symbol, placed }];
  });
}

function symbolOf(found: Resolved): string | null {
  if (found.kind === 'symbol') return symbolKey(found.registry, [found.module, ...found.path]);
  if (found.kind !== 'global') return null;
  const [scope = '', name, ...more] = found.path;
  return GLOBAL_SCOPES.has(scope) && name !== undefined && more.length === 0 ? globalKey(name) : null;
}

/** `setDefaultOpenAIClient(client)`: a package's function that sets something for all of the program. */
function settingOf(file: LinkedFile, call: CallFact): Contribution['symbols'] {
  const { callee, positional } = call;
  const [value, factory] = positional;
  const name = callee.kind === 'import' ? callee.name : callee.kind === 'member' ? callee.property : '';
  // NestJS: `registerAs('llm', () => ({ … }))` is what `config.get('llm')` gives.
  if (name === 'registerAs' && value?.kind === 'text' && factory)
    return [{ symbol: namespaceKey(value.text), placed: { file, value: factory } }];
  if (name === 'configure' || name === 'init') return endpointSet(file, call);
  if (!value || !/^set_?default/i.test(name)) return [];
  return [{ symbol: globalKey(name), placed: { file, value } }];
}

/**
 * `vertexai.init(api_endpoint=…)`, `genai.configure(client_options={"api_endpoint": …})`: where a package's clients ask that
 * are made without an address of their own.
 */
function endpointSet(file: LinkedFile, { callee, named }: CallFact): Contribution['symbols'] {
  const holder = callee.kind === 'member' ? callee.object : callee;
  if (holder.kind !== 'import') return [];
  const isWhole = holder === callee || holder.name === '*';
  // `from google import generativeai as genai`
  const module = isWhole ? holder.module : `${holder.module}.${holder.name}`;
  const set = named.flatMap(({ name, value }) => {
    if (name === 'api_endpoint') return [value];
    return name === 'client_options' && value.kind === 'object' ? valuesUnder(value, 'api_endpoint') : [];
  });
  const symbol = symbolKey(file.registry, [module, 'api_endpoint']);
  return set.map((value) => ({ symbol, placed: { file, value } }));
}

const GLOBAL_SCOPES = new Set(['globalThis', 'global', 'window', 'self']);

/** Hands the arguments of a call to the parameters of what it calls. */
function collectFlows(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  caller: number,
  flows: Saying<PlacedValue>[],
): void {
  const { callee } = call;
  if (callee.kind === 'function') passArguments(file, call, caller, { file, index: callee.function }, flows);
  else if (mayBeOfTree(resolver, file, callee)) {
    for (const found of resolver.objects.resolve(file, callee)) {
      const target = calledFunction(resolver, found);
      if (target) passArguments(file, call, caller, target, flows);
      else if (found.kind === 'class') passFields(resolver, file, call, found, flows);
    }
  }
}

/** False for what is surely a package's, the language's own, or a text's; that saves looking at half of all calls. */
function mayBeOfTree({ tree }: Resolver, file: LinkedFile, callee: Value): boolean {
  const value = rootOf(callee);
  if (value.kind === 'global') return file.stars.length > 0;
  if (value.kind === 'text') return false;
  return value.kind !== 'import' || isOfTree(tree, file, value.module, value.name);
}

/** Hands what makes an object of a dataclass, which has no constructor to be seen, to the fields of that one. */
function passFields(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  made: ClassOf,
  flows: Saying<PlacedValue>[],
): void {
  for (const { name, value } of argumentsByField(resolver, made, call)) {
    const field = fieldOf(resolver, made, name);
    if (field) flows.push({ of: field.file, index: field.place, item: { file, value } });
  }
}

/** The function that runs: for a class, its constructor or the one it inherits. */
function calledFunction(resolver: Resolver, callee: Resolved): FunctionOf | null {
  return callee.kind === 'function' ? callee : constructorOf(resolver, callee, 0);
}

type FunctionOf = Pick<Resolved & { kind: 'function' }, 'file' | 'index'>;

const MAX_ANCESTORS = 20;

function constructorOf(resolver: Resolver, base: Resolved, depth: number): FunctionOf | null {
  if (base.kind !== 'class' || depth > MAX_ANCESTORS) return null;
  const fact = base.file.facts.classes[base.index];
  const own = fact?.methods.find(({ name }) => name === 'constructor' || name === '__init__');
  if (own) return { file: base.file, index: own.function };
  const next = fact?.bases.flatMap((value) => resolver.objects.resolve(base.file, value))[0];
  return next ? constructorOf(resolver, next, depth + 1) : null;
}

function passArguments(
  file: LinkedFile,
  call: CallFact,
  caller: number,
  { file: of, index }: FunctionOf,
  flows: Saying<PlacedValue>[],
): void {
  const parameters = of.facts.functions[index]?.parameters ?? [];
  const others = of.registry === 'pypi' ? otherNamed(call, parameters) : null;
  for (const [position, { name, binding, rest }] of parameters.entries()) {
    if (rest && others && position === parameters.length - 1) {
      flows.push({ of, index: binding, item: { file, value: others, caller } });
      continue;
    }
    const named = call.named.find((argument) => argument.name === name)?.value;
    const given = named ?? (rest ? undefined : call.positional[position]);
    const value = given ?? (rest || call.spread ? undefined : ownDefault(of, binding));
    if (!value) continue;
    const item: PlacedValue = given ? { file, value, caller } : { file: of, value, leftOut: true };
    flows.push({ of, index: binding, item });
  }
}

/**
 * What `**options` are given: the arguments that no parameter has the name of; `null` where the last parameter takes
 * positions, `*items`, or nobody knows what is spread.
 */
function otherNamed(
  { named, spread, spreads, positional }: CallFact,
  parameters: FunctionFact['parameters'],
): (Value & { kind: 'object' }) | null {
  if (!parameters.at(-1)?.rest || (spread && spreads === undefined)) return null;
  const places = parameters.filter(({ rest }) => !rest);
  const others = named.filter(({ name }) => places.every((one) => one.name !== name));
  if (positional.length > places.length) return null;
  const entries = others.map(({ name, value }) => ({
    key: { kind: 'text' as const, text: name },
    value,
    range: NOWHERE,
  }));
  return { kind: 'object', entries, spreads: spreads ?? [] };
}

const NOWHERE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/** What a parameter is where a call leaves it out. */
function ownDefault({ facts, registry }: LinkedFile, binding: number): Value {
  const [first] = facts.bindings[binding]?.values ?? [];
  return first ?? LEFT_OUT[registry];
}

const LEFT_OUT: Readonly<Record<LinkedFile['registry'], Value>> = {
  npm: { kind: 'none' },
  pypi: { kind: 'unknown' },
};
