import { sdkUse } from '../catalog/catalog.ts';
import type { Value } from '../facts.ts';
import { RESOLVE_LIMITS } from '../limits.ts';
import { resolveIndex, resolveMember } from './members.ts';
import type { Memory } from './memory.ts';
import { createMemory } from './memory.ts';
import type { LinkedFile, LinkedTree, Resolved, Resolver } from './model.ts';
import { UNKNOWN } from './model.ts';
import { importedValue, starredValue } from './modules.ts';
import { resolveResult } from './results.ts';
import { concatText, joinPath, joinUrl, literalText, textOf } from './text.ts';
import { bindingKey } from './tree.ts';

interface State {
  memory: Memory;
  steps: number;
  depth: number;
}

/** A resolver for one tree, with a memory of its own. */
export function createResolver(tree: LinkedTree): Resolver {
  const state: State = { memory: createMemory(), steps: 0, depth: 0 };
  const resolver: Resolver = { tree, resolve: (file, value) => bounded(resolver, state, file, value) };
  return resolver;
}

function bounded(resolver: Resolver, state: State, file: LinkedFile, value: Value): Resolved[] {
  if (state.depth === 0) state.steps = 0;
  if (state.steps >= RESOLVE_LIMITS.steps || state.depth >= RESOLVE_LIMITS.depth) {
    state.memory.cutOff();
    return [UNKNOWN];
  }
  state.steps++;
  state.depth++;
  const found = remembered(resolver, state, file, value);
  state.depth--;
  return found;
}

/** A name is remembered by what declares it, everything else that takes work by its place in the facts. */
function remembered(resolver: Resolver, state: State, file: LinkedFile, value: Value): Resolved[] {
  const find = () => alternatives(byKind(resolver, file, value));
  const key = value.kind === 'binding' ? file.facts.bindings[value.binding] : value;
  return key && FOLLOWED.has(value.kind) ? alternatives(state.memory.recall(file, key, find)) : find();
}

const FOLLOWED = new Set<Value['kind']>(['binding', 'result', 'member', 'index', 'join', 'choice', 'import']);

/** Without doubles, and not too many: what is left out is `unknown`. */
function alternatives(found: Resolved[]): Resolved[] {
  if (found.length < 2) return found.length === 0 ? [UNKNOWN] : found;
  const texts = new Set<string>();
  const distinct = found.filter((one) => {
    const key = one.kind === 'text' ? `text ${one.text}` : one.kind === 'unknown' ? one.kind : null;
    if (key === null) return true;
    if (texts.has(key)) return false;
    texts.add(key);
    return true;
  });
  return distinct.length <= RESOLVE_LIMITS.alternatives ? distinct : [...mostTelling(distinct), UNKNOWN];
}

/** Texts say where something goes; what nobody looks into must not crowd them out. */
function mostTelling(found: Resolved[]): Resolved[] {
  const rank = ({ kind }: Resolved): number => (kind === 'text' ? 0 : kind === 'member' ? 2 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, RESOLVE_LIMITS.alternatives - 1);
}

function byKind(resolver: Resolver, file: LinkedFile, value: Value): Resolved[] {
  const resolve = (part: Value): Resolved[] => resolver.resolve(file, part);
  switch (value.kind) {
    case 'text':
      return [{ kind: 'text', text: literalText(value.text) }];
    case 'number':
    case 'boolean':
    case 'none':
    case 'unknown':
      return [value];
    case 'object':
      return [{ kind: 'record', file, value }];
    case 'list':
      return [{ kind: 'list', file, items: value.items }];
    case 'join':
      return resolveJoin(resolve, value);
    case 'choice':
      return value.options.flatMap(resolve);
    case 'environment':
      return resolveEnvironment(resolver, file, value);
    case 'binding':
      return bindingValues(resolver, file, value.binding);
    case 'global':
      return resolveGlobal(resolver, file, value.name);
    case 'import':
      return resolveImport(resolver, file, value);
    case 'function':
      return [{ kind: 'function', file, index: value.function }];
    case 'class':
      return [{ kind: 'class', file, index: value.class }];
    case 'self':
      return [{ kind: 'class', file, index: value.class, self: true }];
    case 'member':
      return resolve(value.object).flatMap((object) => resolveMember(resolver, object, value.property));
    case 'index':
      return resolveIndex(resolver, file, value.object, value.key);
    case 'result':
      return resolveResult(resolver, file, value.call);
  }
}

type Join = Value & { kind: 'join' };

const JOINS = { concat: concatText, url: joinUrl, path: joinPath } as const;

function resolveJoin(resolve: (part: Value) => Resolved[], { parts, how }: Join): Resolved[] {
  const [first, ...rest] = parts.map((part) => resolve(part).map(textOf));
  const texts = rest.reduce(
    (before, next) => distinctTexts(before.flatMap((text) => next.map((more) => JOINS[how](text, more)))),
    distinctTexts(first ?? ['']),
  );
  return texts.map((text) => ({ kind: 'text', text }));
}

function distinctTexts(texts: string[]): string[] {
  return [...new Set(texts)].slice(0, RESOLVE_LIMITS.alternatives);
}

function resolveEnvironment(
  resolver: Resolver,
  file: LinkedFile,
  { name, fallback }: Value & { kind: 'environment' },
): Resolved[] {
  const set = resolver.tree.environment.get(name);
  if (set) return set.flatMap((placed) => resolver.resolve(placed.file, placed.value));
  const otherwise = fallback ? resolver.resolve(file, fallback).filter((value) => !isNothing(value)) : [];
  return otherwise.length > 0 ? otherwise : [{ kind: 'environment', name }];
}

/** `process.env.X || undefined` and `os.getenv('X', '')` are what the variable is. */
function isNothing(value: Resolved): boolean {
  return value.kind === 'none' || (value.kind === 'text' && value.text === '');
}

/** Its own values, what calls hand to it, and whether there may be more. */
function bindingValues(resolver: Resolver, file: LinkedFile, binding: number): Resolved[] {
  const fact = file.facts.bindings[binding];
  if (!fact) return [UNKNOWN];
  const flows = resolver.tree.flows.get(bindingKey(file, binding)) ?? [];
  const own = fact.values.map((value) => ({ file, value }));
  const found = [...own, ...flows].flatMap((placed) => resolver.resolve(placed.file, placed.value));
  const extended = found.map((one) => withAssigned(file, binding, one));
  if (!fact.open || flows.length > 0) return extended;
  return [...extended, ...declaredInstance(resolver, file, fact.type), UNKNOWN];
}

/** What nobody in the tree hands over is at least of the class that its annotation names, with that one's defaults. */
function declaredInstance(resolver: Resolver, file: LinkedFile, type: Value | undefined): Resolved[] {
  if (!type) return [];
  return resolver
    .resolve(file, type)
    .flatMap((one) => (one.kind === 'class' ? [{ ...one, self: true }] : []));
}

/** `options.baseURL = x` after `const options = {}` is one more entry of the record. */
function withAssigned(file: LinkedFile, binding: number, found: Resolved): Resolved {
  const assigned = file.assigned.get(binding);
  if (!assigned || found.kind !== 'record' || found.file !== file) return found;
  const entries = assigned.map(({ key, value }) => ({
    key: { kind: 'text' as const, text: key },
    value,
    range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  }));
  return { ...found, value: { ...found.value, entries: [...found.value.entries, ...entries] } };
}

/** A name that a Python file does not declare may come from a module whose every name it takes. */
function resolveGlobal(resolver: Resolver, file: LinkedFile, name: string): Resolved[] {
  const starred = starredValue(resolver.tree, file, name);
  if (starred) return starred.flatMap((placed) => resolver.resolve(placed.file, placed.value));
  const module = file.stars.find((one) => sdkUse(file.registry, one, [name]) !== null);
  if (module === undefined) return [{ kind: 'global', path: [name] }];
  return [{ kind: 'symbol', registry: file.registry, module, path: [name] }];
}

function resolveImport(resolver: Resolver, file: LinkedFile, value: Value & { kind: 'import' }): Resolved[] {
  const local = importedValue(resolver.tree, file, value.module, value.name);
  if (local) return local.flatMap((placed) => resolver.resolve(placed.file, placed.value));
  const path = value.name === '*' ? [] : [value.name];
  return [{ kind: 'symbol', registry: file.registry, module: value.module, path }];
}
