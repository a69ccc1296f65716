import { sdkUse } from '../catalog/catalog.ts';
import type { Value } from '../facts.ts';
import { FILE_LIMITS, RESOLVE_LIMITS } from '../limits.ts';
import { resolveIndex, resolveMember } from './members.ts';
import type { Memory, Question } from './memory.ts';
import { createMemory } from './memory.ts';
import type {
  AssignedEntry,
  ClassOf,
  LinkedFile,
  LinkedTree,
  Looked,
  PlacedValue,
  Places,
  Resolved,
  Resolver,
} from './model.ts';
import { EVERY_VARIABLE, fromEach, UNKNOWN } from './model.ts';
import { importedValue, starredValue } from './modules.ts';
import { resolveResult } from './results.ts';
import { ANY_TEXT, belowBase, HOLE, joined, literalText, textOf, withPartOfUrl } from './text.ts';
import { resolveVariable } from './variables.ts';

interface State {
  /** Whether texts are told from each other. */
  readsTexts: boolean;
  memory: Memory;
  /** Of the question under way, with all those that it led to. */
  steps: number;
  depth: number;
  /** The file that is asked about; `null` if nobody said. */
  home: LinkedFile | null;
  looked: Looked;
  /** Of all questions about that file. */
  spent: { steps: number; isCutShort: boolean };
}

/** A resolver for one tree, with a memory of its own. */
export function createResolver(tree: LinkedTree): Resolver {
  const looked = nothingLooked();
  const texts: State = {
    readsTexts: true,
    memory: createMemory(),
    steps: 0,
    depth: 0,
    home: null,
    looked,
    spent: { steps: 0, isCutShort: false },
  };
  const objects: State = { ...texts, readsTexts: false, memory: createMemory() };
  const resolver: Resolver = {
    tree,
    resolve: (file, value) => bounded(resolver, texts, file, value),
    texts: { resolve: (file, value) => bounded(resolver, texts, file, value) },
    objects: { resolve: (file, value) => bounded(seeingObjects, objects, file, value) },
    environment(name) {
      texts.looked.environment.add(name);
      return tree.environment.get(name) ?? null;
    },
    variables() {
      texts.looked.environment.add(EVERY_VARIABLE);
      return tree.environment;
    },
    handed(file, index) {
      note(texts.looked.flows, file, index);
      return tree.flows.get(file)?.get(index) ?? NO_FLOWS;
    },
    subclasses({ file, index }) {
      note(texts.looked.subclasses, file, index);
      return tree.subclasses.get(file)?.get(index) ?? NO_CLASSES;
    },
    assigned(symbol) {
      texts.looked.symbols.add(symbol);
      return tree.symbolAssignments.get(symbol) ?? [];
    },
    begin(file) {
      const fresh = nothingLooked();
      Object.assign(texts.spent, { steps: 0, isCutShort: false });
      for (const state of [texts, objects]) {
        // A file that was given up in the middle leaves nothing behind.
        Object.assign(state, { depth: 0, steps: 0 });
        state.memory = createMemory();
        state.home = file;
        state.looked = fresh;
      }
      resolver.turn = {};
      return fresh;
    },
    isCutShort: () => texts.spent.isCutShort,
    turn: {},
  };
  const seeingObjects: Resolver = {
    ...resolver,
    resolve: resolver.objects.resolve,
    texts: { resolve: (file, value) => withinLimits(objects, texts, () => resolver.resolve(file, value)) },
  };
  return resolver;
}

/** A question that leads to others of the other kind has no more steps than one that does not. */
function withinLimits(outer: State, inner: State, ask: () => Resolved[]): Resolved[] {
  const before = inner.depth;
  inner.depth = Math.max(before, outer.depth);
  inner.steps = outer.steps;
  const found = ask();
  inner.depth = before;
  outer.steps = inner.steps;
  return found;
}

const NO_CLASSES: readonly ClassOf[] = [];

function note(places: Places, file: LinkedFile, index: number): void {
  const known = places.get(file);
  if (known) known.add(index);
  else places.set(file, new Set([index]));
}

function nothingLooked(): Looked {
  return {
    files: new Set(),
    flows: new Map(),
    subclasses: new Map(),
    environment: new Set(),
    symbols: new Set(),
  };
}

function bounded(resolver: Resolver, state: State, file: LinkedFile, value: Value): Resolved[] {
  if (file !== state.home) state.looked.files.add(file);
  // What is written down takes no looking: it is known even where a circle used up all steps before it.
  if (value.kind === 'text') return byKind(resolver, state, file, value);
  if (state.depth === 0) state.steps = 0;
  const isLate = state.spent.steps >= FILE_LIMITS.steps;
  const most = isLate ? FILE_LIMITS.lateSteps : RESOLVE_LIMITS.steps;
  if (state.steps >= most || state.depth >= RESOLVE_LIMITS.depth) {
    state.spent.isCutShort ||= isLate;
    state.memory.cutOff();
    return [UNKNOWN];
  }
  state.steps++;
  state.spent.steps++;
  state.depth++;
  const found = remembered(resolver, state, file, value);
  state.depth--;
  return found;
}

/** A name is remembered by what declares it, everything else that takes work by its place in the facts. */
function remembered(resolver: Resolver, state: State, file: LinkedFile, value: Value): Resolved[] {
  const key = keyOf(file, value);
  if (!key) return alternatives(byKind(resolver, state, file, value));
  const { memory } = state;
  const known = memory.recall(file, key);
  if (known) return known.length === 0 ? [UNKNOWN] : known;
  const question = memory.ask(file, key);
  const found = alternatives(
    value.kind === 'binding'
      ? bindingValues(resolver, state, file, value.binding, question)
      : byKind(resolver, state, file, value),
  );
  memory.answer(question, found);
  return found;
}

/** What an answer is remembered by; `null` if it is found as fast. */
function keyOf(file: LinkedFile, value: Value): object | null {
  switch (value.kind) {
    case 'binding':
      return file.facts.bindings[value.binding] ?? null;
    case 'result':
    case 'member':
    case 'index':
    case 'join':
    case 'choice':
    case 'import':
      return value;
    default:
      return null;
  }
}

/** Without doubles, and not too many: texts say most, and what is left out is `unknown`. */
function alternatives(found: Resolved[]): Resolved[] {
  if (found.length < 2) return found.length === 0 ? [UNKNOWN] : found;
  const texts = new Set<string>();
  const distinct: Resolved[] = [];
  let isUnknown = false;
  // By index: the compilers that a scan has make an object for each step of an iterator.
  for (let index = 0; index < found.length; index++) {
    const one = found[index] ?? UNKNOWN;
    const isNew =
      one.kind === 'text' ? texts.size < texts.add(one.text).size : one.kind !== 'unknown' || !isUnknown;
    if (one.kind === 'unknown') isUnknown = true;
    if (isNew) distinct.push(one);
  }
  return distinct.length <= RESOLVE_LIMITS.alternatives ? distinct : [...mostTelling(distinct), UNKNOWN];
}

/** Texts say where something goes; what nobody looks into must not crowd them out. */
function mostTelling(found: Resolved[]): Resolved[] {
  const rank = ({ kind }: Resolved): number => (kind === 'text' ? 0 : kind === 'member' ? 2 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, RESOLVE_LIMITS.alternatives - 1);
}

function byKind(resolver: Resolver, state: State, file: LinkedFile, value: Value): Resolved[] {
  switch (value.kind) {
    case 'text':
      return [state.readsTexts ? { kind: 'text', text: literalText(value.text) } : ANY_TEXT];
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
      return state.readsTexts ? resolveJoin(resolver, file, value) : [ANY_TEXT];
    case 'choice':
      return value.options.flatMap((option) => resolver.resolve(file, option));
    case 'environment':
      return resolveEnvironment(resolver, file, value);
    case 'binding':
      return bindingValues(resolver, state, file, value.binding, null);
    case 'global':
      return resolveGlobal(resolver, state, file, value.name);
    case 'import':
      return resolveImport(resolver, state, file, value);
    case 'function':
      return [{ kind: 'function', file, index: value.function }];
    case 'class':
      return [{ kind: 'class', file, index: value.class }];
    case 'self':
      return [{ kind: 'class', file, index: value.class, self: true }];
    case 'member':
      return fromEach(resolver.resolve(file, value.object), (object) =>
        resolveMember(resolver, object, value.property),
      );
    case 'index':
      return resolveIndex(resolver, file, value.object, value.key);
    case 'result':
      return resolveResult(resolver, file, value.call);
  }
}

type Join = Value & { kind: 'join' };

function resolveJoin(resolver: Resolver, file: LinkedFile, { parts, how }: Join): Resolved[] {
  return joined(
    parts.map((part) => resolver.resolve(file, part)),
    how,
  );
}

function resolveEnvironment(
  resolver: Resolver,
  file: LinkedFile,
  { name, fallback }: Value & { kind: 'environment' },
): Resolved[] {
  return resolveVariable(resolver, name, fallback && { file, value: fallback });
}

/** Its own values, what calls hand to it, and whether there may be more. */
function bindingValues(
  resolver: Resolver,
  state: State,
  file: LinkedFile,
  binding: number,
  question: Question | null,
): Resolved[] {
  const fact = file.facts.bindings[binding];
  if (!fact) return [UNKNOWN];
  const flows = flowsTo(resolver, state, file, binding);
  // What calls hand over comes first: a parameter has it before anything is assigned to it.
  let found = flows.flatMap((placed) => resolver.resolve(placed.file, placed.value));
  if (fact.values.length > RESOLVE_LIMITS.values) state.spent.isCutShort = true;
  const count = Math.min(fact.values.length, RESOLVE_LIMITS.values);
  for (let index = 0; index < count; index++) {
    const value = fact.values[index];
    if (!value) break;
    if (found.length > 0) {
      // Not all of it: what is put right ten times over, `url = url.replace(…)`, would double each time.
      found = alternatives(found);
      if (question) question.found = found;
    }
    const more = resolver.resolve(file, value);
    found = found.length > 0 ? [...found, ...more] : more;
  }
  const extended = file.assigned.has(binding)
    ? found.flatMap((one) => withAssigned(resolver, file, binding, one))
    : found;
  if (!fact.open || flows.length > 0) {
    const isSeen = extended.some((one) => !isUnseen(one));
    return isSeen ? extended : [...extended, ...declaredInstance(resolver, file, fact.type)];
  }
  return [...extended, ...declaredInstance(resolver, file, fact.type), UNKNOWN];
}

/**
 * What nobody in the tree hands over is at least of the class that its annotation names, with that one's defaults; and
 * so is what is handed over and cannot be looked into: `Settings.model_validate_json(text)`.
 */
function declaredInstance(resolver: Resolver, file: LinkedFile, type: Value | undefined): Resolved[] {
  if (!type) return [];
  if (type.kind === 'list') return [{ kind: 'list', file, items: type.items, declared: true }];
  return resolver
    .resolve(file, type)
    .flatMap((one) => (one.kind === 'class' ? [{ ...one, self: true }] : []));
}

const NO_FLOWS: readonly PlacedValue[] = [];

function flowsTo(
  { tree }: Resolver,
  { looked }: State,
  file: LinkedFile,
  binding: number,
): readonly PlacedValue[] {
  if (file.facts.bindings[binding]?.kind !== 'parameter') return NO_FLOWS;
  note(looked.flows, file, binding);
  return tree.flows.get(file)?.get(binding) ?? NO_FLOWS;
}

/** `options.baseURL = x` after `const options = {}` is one more entry of the record; `url.pathname = x` is a URL's path. */
function withAssigned(resolver: Resolver, file: LinkedFile, binding: number, found: Resolved): Resolved[] {
  const assigned = file.assigned.get(binding);
  if (!assigned) return [found];
  if (found.kind === 'text') return [found, ...withParts(resolver, file, found.text, assigned)];
  const paths = isUnseen(found) || found.kind === 'environment' ? pathsSet(resolver, file, assigned) : [];
  // What nobody knows has at least what is set on it: `if (!settings.url) settings.url = DEFAULT`.
  if (isUnseen(found)) {
    const named = assigned.filter(({ key }) => key.kind === 'text');
    return named.length > 0 ? [found, recordOf(file, named), ...paths] : [found];
  }
  if (paths.length > 0) return [found, ...paths];
  if (found.kind !== 'record') return [found];
  // Another file's entries are read there: what is set here stands beside them.
  if (found.file !== file) return [found, recordOf(file, assigned)];
  return [withEntries(found, assigned)];
}

/** `const url = new URL(settings.base); url.pathname = '/v1/completions';`: of nothing else is that set. */
function pathsSet(resolver: Resolver, file: LinkedFile, assigned: readonly AssignedEntry[]): Resolved[] {
  const set = assigned.filter(({ key }) => key.kind === 'text' && key.text === 'pathname');
  const texts = set.flatMap(({ value }) => resolver.resolve(file, value).map(textOf));
  return texts.flatMap((path) => (path === HOLE ? [] : [{ kind: 'text', text: belowBase(HOLE, path) }]));
}

/** Something of which nobody knows what it holds; what a constructor makes is no bag of settings. */
function isUnseen(found: Resolved): boolean {
  if (found.kind === 'instance') return !found.call.construct && found.of.kind !== 'class';
  return found.kind === 'unknown' || found.kind === 'member';
}

function withEntries(
  record: Resolved & { kind: 'record' },
  assigned: readonly AssignedEntry[],
): Resolved & { kind: 'record' } {
  const entries = assigned.map(({ key, value }) => ({
    key,
    value,
    range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  }));
  return { ...record, value: { ...record.value, entries: [...record.value.entries, ...entries] } };
}

function recordOf(file: LinkedFile, assigned: readonly AssignedEntry[]): Resolved {
  return withEntries({ kind: 'record', file, value: { kind: 'object', entries: [], spreads: [] } }, assigned);
}

function withParts(
  resolver: Resolver,
  file: LinkedFile,
  url: string,
  assigned: readonly AssignedEntry[],
): Resolved[] {
  return assigned
    .flatMap(({ key, value }) =>
      key.kind === 'text'
        ? resolver.resolve(file, value).map((part) => withPartOfUrl(url, key.text, textOf(part)))
        : [],
    )
    .filter((text) => text !== url)
    .map((text) => ({ kind: 'text', text }));
}

/** A name that a Python file does not declare may come from a module whose every name it takes. */
function resolveGlobal(resolver: Resolver, state: State, file: LinkedFile, name: string): Resolved[] {
  if (file.stars.length === 0) return [{ kind: 'global', path: [name] }];
  const starred = starredValue(resolver.tree, file, name, state.looked.files);
  if (starred) return starred.flatMap((placed) => resolver.resolve(placed.file, placed.value));
  const module = file.stars.find((one) => sdkUse(file.registry, one, [name]) !== null);
  if (module === undefined) return [{ kind: 'global', path: [name] }];
  return [{ kind: 'symbol', registry: file.registry, module, path: [name] }];
}

function resolveImport(
  resolver: Resolver,
  state: State,
  file: LinkedFile,
  value: Value & { kind: 'import' },
): Resolved[] {
  const local = importedValue(resolver.tree, file, value.module, value.name, state.looked.files);
  if (local) return local.flatMap((placed) => resolver.resolve(placed.file, placed.value));
  const path = value.name === '*' ? [] : [value.name];
  return [{ kind: 'symbol', registry: file.registry, module: value.module, path }];
}
