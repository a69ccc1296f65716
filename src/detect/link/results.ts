import { isPackageModule } from '../catalog/packages.ts';
import type { CallFact, Value } from '../facts.ts';
import { RESOLVE_LIMITS } from '../limits.ts';
import { cleaned, cleanedText, KEEPS_TEXT } from './cleaned-texts.ts';
import { entriesOf } from './entries.ts';
import { itemsOf, resolveMember } from './members.ts';
import type { LinkedFile, Resolved, Resolver } from './model.ts';
import { UNKNOWN } from './model.ts';
import { concatText, joined, textOf } from './text.ts';
import { namespaceKey } from './tree.ts';
import { isEnvironment } from './variables.ts';

/** What a call can give. */
export function resolveResult(resolver: Resolver, file: LinkedFile, index: number): Resolved[] {
  const call = file.facts.calls[index];
  if (!call) return [UNKNOWN];
  return resolver.resolve(file, call.callee).flatMap((callee) => resultOf(resolver, file, call, callee));
}

function resultOf(resolver: Resolver, file: LinkedFile, call: CallFact, callee: Resolved): Resolved[] {
  switch (callee.kind) {
    case 'function':
      return (
        importedByName(resolver, file, call, callee) ?? returnsOf({ resolver, file, call, callee, depth: 0 })
      );
    case 'member':
      return methodResult(resolver, file, call, callee);
    case 'global':
      return globalResult(resolver, file, call, callee);
    case 'symbol':
      return symbolResult(resolver, file, call, callee);
    case 'class':
      return [{ kind: 'instance', file, call, of: callee }];
    default:
      return [UNKNOWN];
  }
}

/** `require_dependency("anthropic")`: functions that import an optional package by its name give that package. */
function importedByName(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { file: home, index }: Resolved & { kind: 'function' },
): Resolved[] | null {
  const [argument] = call.positional;
  const name = home.facts.functions[index]?.name ?? '';
  if (file.registry !== 'pypi' || !argument || !/import|require|dependency/i.test(name)) return null;
  const [module] = resolver.texts.resolve(file, argument);
  if (module?.kind !== 'text' || !isPackageModule('pypi', module.text)) return null;
  return [{ kind: 'symbol', registry: 'pypi', module: module.text, path: [] }];
}

type Called = Resolved & { kind: 'function' };

/** A call of a function of the tree; what it hands over stands in its own file. */
interface Asking {
  resolver: Resolver;
  file: LinkedFile;
  call: CallFact;
  callee: Called;
  /** How many functions handed this on before. */
  depth: number;
}

function returnsOf(asking: Asking): Resolved[] {
  const { resolver, call, callee } = asking;
  const { returns = [] } = callee.file.facts.functions[callee.index] ?? {};
  // Where something is spread, nobody knows what is handed to which parameter.
  if (call.spread) return returns.flatMap((value) => resolver.resolve(callee.file, value));
  return returns.flatMap((value) => returned(asking, value));
}

/** What a function gives back to one call: `return fallback` is what that call handed over, and not what others did. */
function returned(asking: Asking, value: Value): Resolved[] {
  const { resolver, file, callee } = asking;
  const made = value.kind === 'result' ? callee.file.facts.calls[value.call] : undefined;
  const found = (made && handedOn(asking, made)) ?? settingOf(asking, value);
  if (found) return found;
  const given = argumentFor(asking, value);
  if (given) return resolver.resolve(file, given);
  const own = value.kind === 'binding' ? callee.file.facts.bindings[value.binding] : undefined;
  if (given === null && own) return own.values.flatMap((one) => resolver.resolve(callee.file, one));
  return (
    (made && handedMaker(asking, made)) ??
    joinedFor(asking, value) ??
    cleanedFor(asking, value) ??
    resolver.resolve(callee.file, value)
  );
}

/** `return settings.get(key, default)`, of a function again: what was handed over goes on to that, and nothing else. */
function handedOn(asking: Asking, made: CallFact): Resolved[] | null {
  const { resolver, callee, depth } = asking;
  if (made.positional.length === 0 || made.named.length > 0 || made.spread || depth === MAX_HANDED_ON)
    return null;
  const handed = made.positional.map((one) => argumentFor(asking, one));
  const positional = handed.filter((one) => one !== null && one !== undefined);
  // What was left out may only be left out at the end.
  if (!handed.slice(positional.length).every((one) => one === null)) return null;
  const called = resolver.resolve(callee.file, made.callee);
  if (called.length === 0 || !called.every((one) => one.kind === 'function')) return null;
  const call = { ...made, positional };
  return called.flatMap((one) => returnsOf({ ...asking, call, callee: one, depth: depth + 1 }));
}

/** Functions that do nothing but call the next, one after the other. */
const MAX_HANDED_ON = 3;

/** `return await load()`: what the function gives that this call handed over, and not what others handed over. */
function handedMaker(asking: Asking, made: CallFact): Resolved[] | null {
  const { resolver, file } = asking;
  const maker = argumentFor(asking, made.callee);
  if (maker?.kind !== 'function') return null;
  const { returns = [] } = file.facts.functions[maker.function] ?? {};
  return returns.flatMap((one) => resolver.resolve(file, one));
}

/** ``url(path) { return `${this.base}${path}` }``: to each call, the path that it hands over, and not those of others. */
function joinedFor(asking: Asking, value: Value): Resolved[] | null {
  const { resolver, file, callee } = asking;
  const join = joinIn(callee.file, value);
  const given = join?.parts.map((part) => argumentFor(asking, part)) ?? [];
  if (!join || !given.some(Boolean)) return null;
  const parts = join.parts.map((part, index) => {
    const one = given[index];
    return one ? resolver.resolve(file, one) : resolver.resolve(callee.file, part);
  });
  return joined(parts, join.how);
}

/** `const text = String(given || '').trim(); return text;`: to each call what it hands over, and not what others do. */
function cleanedFor(asking: Asking, value: Value): Resolved[] | null {
  const { resolver, file, callee } = asking;
  const text = cleanedText(callee.file, value);
  const given = text && argumentFor(asking, text.source);
  if (!given) return null;
  return resolver
    .resolve(file, given)
    .map((one) => text.methods.reduce((before, method) => cleaned(before, method), one));
}

/** What is put together by itself, under a name, or as a URL's text: `return url.toString()`. */
function joinIn({ facts }: LinkedFile, value: Value): (Value & { kind: 'join' }) | null {
  const call = value.kind === 'result' ? facts.calls[value.call] : undefined;
  const spelt = call?.callee.kind === 'member' && call.callee.property === 'toString' ? call.callee : value;
  const named = spelt.kind === 'member' && /^(?:toString|href)$/.test(spelt.property) ? spelt.object : spelt;
  const own = named.kind === 'binding' ? facts.bindings[named.binding] : undefined;
  const [only = named, ...more] = own && !own.open ? own.values : [];
  return only.kind === 'join' && more.length === 0 ? only : null;
}

/**
 * `def setting(self, key, default=None): return self.settings.get(key, default)`: each call has its own key and its own
 * default, and none those of the others.
 */
function settingOf(asking: Asking, value: Value): Resolved[] | null {
  const { resolver, file, call, callee } = asking;
  const look = lookUpIn(callee.file, value) ?? variableIn(resolver, callee.file, value);
  if (!look) return null;
  const key = argumentFor(asking, look.key);
  const otherwise = look.otherwise && argumentFor(asking, look.otherwise);
  if (!key || otherwise === undefined) return null;
  const named = setting(
    resolver,
    file,
    { ...call, positional: otherwise ? [key, otherwise] : [key] },
    UNKNOWN,
  );
  if (named) return named;
  const records = resolver.resolve(callee.file, look.object).filter((one) => one.kind === 'record');
  const names = resolver.texts.resolve(file, key);
  const kept = records.flatMap((one) => names.flatMap((name) => lookUpEntry(resolver, one, name)));
  return [...kept, ...(otherwise === null ? [] : resolver.resolve(file, otherwise)), UNKNOWN];
}

interface LookUp {
  object: Value;
  key: Value;
  otherwise: Value | null;
}

/** `const value = process.env[name]`, which a function gives back if it is set. */
function variableIn(resolver: Resolver, file: LinkedFile, value: Value): LookUp | null {
  const [only, ...more] =
    value.kind === 'binding' ? (file.facts.bindings[value.binding]?.values ?? []) : [value];
  if (only?.kind !== 'index' || more.length > 0) return null;
  const isVariable = resolver
    .resolve(file, only.object)
    .some((one) => (one.kind === 'global' || one.kind === 'symbol') && isEnvironment(one));
  return isVariable ? { object: only.object, key: only.key, otherwise: null } : null;
}

/** `object.get(key, otherwise)`, which in Python reads as one of the two, and `object.get(key) or otherwise`. */
function lookUpIn({ facts }: LinkedFile, value: Value): LookUp | null {
  if (value.kind === 'choice') {
    const [found, otherwise, ...more] = value.options;
    const look = found && lookedUp(facts, found);
    return look && otherwise && more.length === 0 ? { ...look, otherwise } : null;
  }
  const call = calledIn(facts, value);
  if (!call || !GETS.test(call.method)) return null;
  const [key, otherwise, ...more] = call.given;
  return key && otherwise && more.length === 0 ? { object: call.object, key, otherwise } : null;
}

/** `object[key]`, `object.get(key)`, and that without the blanks around it: `process.env[key]?.trim()`. */
function lookedUp(facts: LinkedFile['facts'], value: Value): { object: Value; key: Value } | null {
  const whole = calledIn(facts, value);
  const found = whole && TRIMS.test(whole.method) ? whole.object : value;
  if (found.kind === 'index') return found;
  const call = calledIn(facts, found);
  const [key, ...others] = call?.given ?? [];
  // `os.getenv(key, "")` has none of its own either.
  const isBare = others.every((one) => one.kind === 'text' && one.text === '');
  return call && key && isBare && GETS.test(call.method) ? { object: call.object, key } : null;
}

/** A method's name, what it is called on, and what it is given. */
function calledIn({ calls }: LinkedFile['facts'], value: Value) {
  const call = value.kind === 'result' ? calls[value.call] : undefined;
  return call?.callee.kind === 'member'
    ? { method: call.callee.property, object: call.callee.object, given: call.positional }
    : null;
}

const GETS = /^get(?:env)?$/;
const TRIMS = /^(?:trim|strip)$/;

/** What a call hands to a parameter that a value is; `null` if it leaves it out, `undefined` if the value is none. */
function argumentFor({ call, callee }: Asking, value: Value): Value | null | undefined {
  const parameters = callee.file.facts.functions[callee.index]?.parameters ?? [];
  const at = parameters.findIndex(({ binding }) => value.kind === 'binding' && value.binding === binding);
  const parameter = parameters[at];
  if (!parameter || parameter.rest) return undefined;
  return call.positional[at] ?? call.named.find(({ name }) => name === parameter.name)?.value ?? null;
}

/** Functions of the language that give back their argument, as far as a URL or an object is concerned. */
const GIVES_ARGUMENT = new Set([
  'Object.freeze',
  'Promise.all',
  'structuredClone',
  'String',
  'str',
  'encodeURI',
  'dict',
  'HttpUrl',
]);

function globalResult(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  callee: Resolved & { kind: 'global' },
): Resolved[] {
  const [argument] = call.positional;
  if (callee.path.join('.') === 'Object.assign') return [merged(file, call)];
  if (argument && GIVES_ARGUMENT.has(callee.path.join('.'))) return resolver.resolve(file, argument);
  return settingByName(resolver, file, call, callee) ?? [{ kind: 'instance', file, call, of: callee }];
}

/** `current_app.config.get('OPENAI_BASE_URL', default)`, of a package's object that nobody looks into. */
function settingByName(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  callee: Resolved & { kind: 'global' | 'symbol' },
): Resolved[] | null {
  if (callee.path.at(-1) !== 'get') return null;
  return setting(resolver, file, call, callee) ?? defaulted(resolver, file, call);
}

/** Classes of packages whose instances are texts: `httpx.URL`, `yarl.URL`, pydantic's. */
const TEXT_CLASSES = new Set(['URL', 'HttpUrl', 'AnyHttpUrl', 'AnyUrl', 'SecretStr']);

/** `url.parse(address)`, Node's before `new URL(address)`: what it gives has the URL's parts by the same names. */
function takesUrlApart({ module, path }: Resolved & { kind: 'symbol' }): boolean {
  return /^(?:node:)?url$/.test(module) && path.at(-1) === 'parse';
}

function symbolResult(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  callee: Resolved & { kind: 'symbol' },
): Resolved[] {
  const [argument] = call.positional;
  const owner = { ...callee, path: callee.path.slice(0, -1) };
  if (callee.path.at(-1) === 'get' && isEnvironment(owner))
    return setting(resolver, file, call, owner) ?? [UNKNOWN];
  if (MERGES.test([callee.module, ...callee.path].join('.'))) return [merged(file, call)];
  // One result for each of what is awaited at once, in order.
  if (callee.module === 'asyncio' && callee.path.join('.') === 'gather')
    return [{ kind: 'list', file, items: call.positional }];
  const [, plain] = call.positional;
  if (plain && /^plainTo(?:Instance|Class)$/.test(callee.path.join('.')))
    return resolver.resolve(file, plain);
  if (argument && (TEXT_CLASSES.has(callee.path.at(-1) ?? '') || takesUrlApart(callee)))
    return resolver.resolve(file, argument);
  return settingByName(resolver, file, call, callee) ?? [{ kind: 'instance', file, call, of: callee }];
}

/** Functions of packages that give an object with everything of their arguments. */
const MERGES =
  /^(?:lodash(?:-es)?\b.*(?:assign|defaults|defaultsDeep|merge)|underscore\b.*(?:defaults|extend)|defu\b.*|deepmerge\b.*|ts-deepmerge\b.*|just-(?:extend|merge)\b.*|object-assign\b.*)$/;

/** `Object.assign({}, defaults, given)` is `{ ...defaults, ...given }`. */
function merged(file: LinkedFile, { positional }: CallFact): Resolved {
  return { kind: 'record', file, value: { kind: 'object', entries: [], spreads: positional } };
}

/** Methods of lists that give one of the items; which, only the program's run tells. */
const TAKES_ITEM = new Set(['find', 'findLast', 'at', 'pop', 'shift']);

/** Methods of lists that give a list of the same items, or of fewer. */
const KEEPS_ITEMS = new Set(['filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed']);

type Method = Resolved & { kind: 'member' };

function methodResult(resolver: Resolver, file: LinkedFile, call: CallFact, method: Method): Resolved[] {
  const { object, name } = method;
  if (object.kind === 'text' && KEEPS_TEXT.has(name)) return [cleaned(object, name)];
  if (object.kind === 'text' && name === 'concat') return concatenated(resolver, file, call, object.text);
  if (object.kind === 'list' && KEEPS_ITEMS.has(name)) return [object];
  if (object.kind === 'list' && TAKES_ITEM.has(name)) return itemsOf(resolver, object);
  if (object.kind === 'record' && name === 'get') return looked(resolver, file, call, object);
  if (name === 'get' || name === 'getOrThrow') {
    const found =
      mapped(resolver, file, call, object) ??
      setting(resolver, file, call, object) ??
      registered(resolver, call) ??
      defaulted(resolver, file, call);
    if (found) return found;
  }
  return [{ kind: 'instance', file, call, of: method }];
}

function concatenated(resolver: Resolver, file: LinkedFile, call: CallFact, start: string): Resolved[] {
  const text = call.positional.reduce((before, value) => {
    const [first = UNKNOWN] = resolver.resolve(file, value);
    return concatText(before, textOf(first));
  }, start);
  return [{ kind: 'text', text }];
}

/** `table.get(key, default)` */
function looked(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  record: Resolved & { kind: 'record' },
): Resolved[] {
  const [key, otherwise] = call.positional;
  const names = key ? resolver.texts.resolve(file, key) : [];
  const found = names.flatMap((name) => lookUpEntry(resolver, record, name));
  return otherwise ? [...found, ...resolver.resolve(file, otherwise)] : found;
}

function lookUpEntry(resolver: Resolver, record: Resolved & { kind: 'record' }, name: Resolved): Resolved[] {
  if (name.kind === 'text') return entriesOf(resolver, record, name.text) ?? [];
  return record.value.entries.flatMap((entry) => resolver.resolve(record.file, entry.value));
}

/** `new Map([[key, value], …]).get(key)`; a key that nobody knows may be any of them. */
function mapped(resolver: Resolver, file: LinkedFile, call: CallFact, map: Resolved): Resolved[] | null {
  if (map.kind !== 'instance' || map.of.kind !== 'global' || map.of.path[0] !== 'Map') return null;
  const [key] = call.positional;
  const [pairs] = map.call.positional;
  if (!key || !pairs) return null;
  const keys = resolver.texts.resolve(file, key).map((one) => (one.kind === 'text' ? one.text : null));
  const found = resolver.resolve(map.file, pairs).flatMap((list) => {
    if (list.kind !== 'list') return [];
    const entries = list.items.flatMap((item) => resolver.resolve(list.file, item));
    return entries.flatMap((entry) => (entry.kind === 'list' ? valueOfPair(resolver, entry, keys) : []));
  });
  return found.length > 0 ? found : null;
}

function valueOfPair(
  resolver: Resolver,
  { file, items }: Resolved & { kind: 'list' },
  keys: (string | null)[],
): Resolved[] {
  const [key, value] = items;
  if (!key || !value) return [];
  const isMeant = resolver.texts
    .resolve(file, key)
    .some((one) => one.kind !== 'text' || keys.includes(one.text) || keys.includes(null));
  return isMeant ? resolver.resolve(file, value) : [];
}

/** `workspace.getConfiguration('x').get('url', 'https://…')`: what nobody set is the default that stands beside it. */
function defaulted(resolver: Resolver, file: LinkedFile, { positional }: CallFact): Resolved[] | null {
  const [key, otherwise, ...more] = positional;
  if (key?.kind !== 'text' || /[/?\s]/.test(key.text) || !otherwise || more.length > 0) return null;
  const found = resolver.resolve(file, otherwise);
  return found.every(({ kind }) => kind === 'text') ? [...found, UNKNOWN] : null;
}

/** `config.get('llm')`, `config.get('llm.url')`: what a function gives that is registered for that name. */
function registered(resolver: Resolver, { positional: [key] }: CallFact): Resolved[] | null {
  if (key?.kind !== 'text') return null;
  const [name = '', ...path] = key.text.split('.', MAX_PARTS);
  const found = resolver.assigned(namespaceKey(name)).flatMap(({ file, value }) =>
    resolver.resolve(file, value).flatMap((one) => {
      if (one.kind !== 'function') return [];
      const { returns = [] } = one.file.facts.functions[one.index] ?? {};
      return returns.flatMap((given) => resolver.resolve(one.file, given));
    }),
  );
  if (found.length === 0) return null;
  // Each part may be one of several, which multiply.
  return path.reduce(
    (objects, part) =>
      objects.flatMap((one) => resolveMember(resolver, one, part)).slice(0, RESOLVE_LIMITS.alternatives),
    found,
  );
}

/** Of `llm.openai.url`; people nest settings less. */
const MAX_PARTS = 8;

/** How variables of the environment are named, and hardly anything else is. */
const VARIABLE = /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/;

/** `config.get('OPENAI_BASE_URL', default)` of NestJS and others: settings by the names of variables. */
function setting(resolver: Resolver, file: LinkedFile, call: CallFact, object: Resolved): Resolved[] | null {
  const [key, otherwise] = call.positional;
  if (key?.kind !== 'text' || !VARIABLE.test(key.text) || object.kind === 'list') return null;
  const value = { kind: 'environment' as const, name: key.text };
  return resolver.resolve(file, otherwise ? { ...value, fallback: otherwise } : value);
}
