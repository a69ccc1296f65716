import type { CallFact, Value } from '../facts.ts';
import { knownText } from './lookups.ts';
import type { Reading } from './reading.ts';
import { choice, elementOf, joined, qualifiedName, UNKNOWN } from './values.ts';

/** A call whose value may be known without running it. */
export interface FoldableCall extends Pick<CallFact, 'callee' | 'positional' | 'named' | 'spread' | 'range'> {
  index: number;
}

type Fold = (reading: Reading, call: FoldableCall) => Value | null;

/** Functions of the standard library and of pydantic, httpx … that say what they return. */
const FOLDS: Record<string, Fold> = {
  'os.getenv': (reading, call) => environment(reading, call, 'key'),
  'os.environ.get': (reading, call) => environment(reading, call, 'key'),
  'os.environ.pop': (reading, call) => environment(reading, call, 'key'),
  'os.environ.setdefault': (reading, call) => environment(reading, call, 'key'),
  'decouple.config': (reading, call) => environment(reading, call, 'option'),
  'urllib.parse.urljoin': (_, call) => joinArguments(call, 'url'),
  'urlparse.urljoin': (_, call) => joinArguments(call, 'url'),
  'os.path.join': (_, call) => joinArguments(call, 'path'),
  'posixpath.join': (_, call) => joinArguments(call, 'path'),
  'pathlib.Path': pathOf,
  'pathlib.PurePath': pathOf,
  'pathlib.PurePosixPath': pathOf,
  'importlib.import_module': moduleOf,
  __import__: moduleOf,
  'typing.cast': (_, call) => call.positional[1] ?? null,
  'copy.copy': sameAsFirst,
  'copy.deepcopy': sameAsFirst,
  'httpx.URL': sameAsFirst,
  'yarl.URL': sameAsFirst,
  'pydantic.AnyUrl': sameAsFirst,
  'pydantic.AnyHttpUrl': sameAsFirst,
  'pydantic.HttpUrl': sameAsFirst,
  'pydantic.SecretStr': sameAsFirst,
  str: textOfFirst,
  list: sequenceOf,
  tuple: sequenceOf,
  set: sequenceOf,
  frozenset: sequenceOf,
  sorted: sequenceOf,
  dict: dictionaryOf,
  getattr: attributeOf,
  super: baseOf,
  type: classOf,
};

/** FastAPI's `Depends(f)` hands on what `f()` returns. */
const INJECTORS = new Set([
  'fastapi.Depends',
  'fastapi.Security',
  'fastapi.params.Depends',
  'litestar.di.Provide',
]);

/** What a call to a known function returns; `null` if nothing is known. */
export function foldCall(reading: Reading, call: FoldableCall): Value | null {
  const name = qualifiedName(call.callee);
  if (name === null) return null;
  if (INJECTORS.has(name)) return injected(reading, call);
  return Object.hasOwn(FOLDS, name) ? (FOLDS[name]?.(reading, call) ?? null) : null;
}

/** The argument at a position, or of a name. */
export function argumentOf(call: FoldableCall, position: number, name: string): Value | null {
  return call.positional[position] ?? call.named.find((argument) => argument.name === name)?.value ?? null;
}

function environment(reading: Reading, call: FoldableCall, keyName: string): Value | null {
  const key = argumentOf(call, 0, keyName);
  const name = key === null ? null : knownText(reading, key);
  if (name === null) return null;
  const fallback = argumentOf(call, 1, 'default');
  return fallback === null || fallback.kind === 'none'
    ? { kind: 'environment', name }
    : { kind: 'environment', name, fallback };
}

function joinArguments(call: FoldableCall, how: 'url' | 'path'): Value | null {
  const given = [
    ...call.positional,
    ...call.named.flatMap(({ name, value }) => (name === 'allow_fragments' ? [] : [value])),
  ];
  if (call.spread) given.push(UNKNOWN);
  return given.length === 0 ? null : joined(given, how);
}

/** `importlib.import_module("openai")` is the module. */
function moduleOf(reading: Reading, call: FoldableCall): Value | null {
  const name = argumentOf(call, 0, 'name');
  const module = name === null ? null : knownText(reading, name);
  return module === null || module === '' ? null : { kind: 'import', module, name: '*' };
}

function pathOf(_: Reading, call: FoldableCall): Value | null {
  return call.positional.length === 0 ? null : joinArguments(call, 'path');
}

function sameAsFirst(_: Reading, call: FoldableCall): Value | null {
  return call.positional[0] ?? null;
}

function textOfFirst(reading: Reading, call: FoldableCall): Value | null {
  const first = sameAsFirst(reading, call);
  return first?.kind === 'number' ? joined([first]) : first;
}

function sequenceOf(_: Reading, call: FoldableCall): Value | null {
  const [first] = call.positional;
  return first?.kind === 'list' ? first : null;
}

function dictionaryOf(reading: Reading, call: FoldableCall): Value | null {
  const spread = call.spread ? [...call.positional, UNKNOWN] : call.positional;
  if (spread.some((value) => value.kind === 'list')) return null;
  const entries = call.named.map(({ name, value }) => ({
    key: { kind: 'text', text: name } satisfies Value,
    value,
    range: call.range,
  }));
  return { kind: 'object', entries, spreads: spreadsOf(reading, call, spread) };
}

/** What `**` spreads is known better than that something is spread. */
function spreadsOf(reading: Reading, call: FoldableCall, spread: readonly Value[]): Value[] {
  const named = reading.facts.calls[call.index]?.spreads;
  return named === undefined ? [...spread] : [...call.positional, ...named];
}

function attributeOf(reading: Reading, call: FoldableCall): Value | null {
  const [object, key, fallback] = call.positional;
  const name = key === undefined ? null : knownText(reading, key);
  if (object === undefined || name === null) return null;
  const attribute = elementOf(object, { kind: 'text', text: name });
  return fallback === undefined ? attribute : choice([attribute, fallback]);
}

/** `super().x` is looked up in the bases, so it reads as the base's. */
function baseOf(reading: Reading): Value | null {
  const classIndex = enclosingClass(reading);
  const bases = classIndex === null ? undefined : reading.facts.classes[classIndex]?.bases;
  return bases === undefined || bases.length === 0 ? null : choice(bases);
}

function enclosingClass(reading: Reading): number | null {
  for (let scope = reading.place.scope; ; scope = scope.parent) {
    if (scope.classIndex !== null) return scope.classIndex;
    if (scope.parent === null) return null;
  }
}

function classOf(_: Reading, call: FoldableCall): Value | null {
  const [first] = call.positional;
  return first?.kind === 'self' && call.positional.length === 1
    ? { kind: 'class', class: first.class }
    : null;
}

function injected(reading: Reading, call: FoldableCall): Value | null {
  const callee = argumentOf(call, 0, 'dependency');
  if (callee === null) return null;
  const { range } = call;
  const index = reading.addCall({
    callee,
    positional: [],
    named: [],
    spread: false,
    range,
    calleeRange: range,
  });
  return { kind: 'result', call: index };
}
