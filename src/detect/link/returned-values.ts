import type { CallFact, Value } from '../facts.ts';
import { RESOLVE_LIMITS } from '../limits.ts';
import { cleaned, cleanedText } from './cleaned-texts.ts';
import { lookUpEntry, setting } from './look-ups.ts';
import type { LinkedFile, Resolved, Resolver } from './model.ts';
import { UNKNOWN } from './model.ts';
import { joined } from './text.ts';
import { isEnvironment } from './variables.ts';

type Called = Resolved & { kind: 'function' };

/** A call of a function of the tree; what it hands over stands in its own file. */
interface Asking {
  resolver: Resolver;
  file: LinkedFile;
  call: CallFact;
  callee: Called;
  /** How many functions handed this on before. */
  depth: number;
  /** Where those stand that the last of them put in beside what was handed over. */
  putIn?: ReadonlyMap<Value, LinkedFile>;
}

/** What a call hands over stands in its own file, unless a function that handed it on put it in. */
function fileOf({ file, putIn }: Asking, given: Value): LinkedFile {
  return putIn?.get(given) ?? file;
}

/** What a function of the tree gives back to one call. */
export function returnsOf(asking: Asking): Resolved[] {
  const { resolver, call, callee } = asking;
  const { returns = [] } = callee.file.facts.functions[callee.index] ?? {};
  // Where something is spread, nobody knows what is handed to which parameter.
  if (call.spread) return returns.flatMap((value) => resolver.resolve(callee.file, value));
  return returns.flatMap((value) => returned(asking, value));
}

/** What a function gives back to one call: `return fallback` is what that call handed over, and not what others did. */
function returned(asking: Asking, value: Value): Resolved[] {
  const { resolver, callee } = asking;
  if (HANDS_NOTHING.has(value.kind)) return resolver.resolve(callee.file, value);
  const made = value.kind === 'result' ? callee.file.facts.calls[value.call] : undefined;
  const found = (made && handedOn(asking, made)) ?? settingOf(asking, value);
  if (found) return found;
  const given = argumentFor(asking, value);
  if (given) return resolver.resolve(fileOf(asking, given), given);
  const own = value.kind === 'binding' ? callee.file.facts.bindings[value.binding] : undefined;
  if (given === null && own) return own.values.flatMap((one) => resolver.resolve(callee.file, one));
  return (
    (made && handedMaker(asking, made)) ??
    chosenFor(asking, value) ??
    joinedFor(asking, value) ??
    cleanedFor(asking, value) ??
    resolver.resolve(callee.file, value)
  );
}

/** What no call changes by what it hands over; most functions give back such. */
const HANDS_NOTHING: ReadonlySet<Value['kind']> = new Set([
  ...(['text', 'number', 'boolean', 'none', 'unknown', 'object', 'list'] as const),
  ...(['function', 'class', 'self', 'global', 'import', 'environment'] as const),
]);

/**
 * `return settings.get(key, default)`, of a function again: what was handed over goes on to that, with what is put in
 * beside it, `return coerce(raw, default)`, and nothing else.
 */
function handedOn(asking: Asking, made: CallFact): Resolved[] | null {
  const { resolver, callee, depth } = asking;
  if (made.positional.length === 0 || made.named.length > 0 || made.spread || depth === MAX_HANDED_ON)
    return null;
  const handed = made.positional.map((one) => argumentFor(asking, one));
  if (handed.every((one) => one === undefined)) return null;
  // What was left out at the end is left out again.
  const end = handed.findLastIndex((one) => one !== null) + 1;
  const called = resolver.resolve(callee.file, made.callee);
  if (called.length === 0 || !called.every((one) => one.kind === 'function')) return null;
  const putIn = new Map<Value, LinkedFile>();
  const positional = made.positional.slice(0, end).map((one, at) => {
    const given = handed[at] ?? one;
    putIn.set(given, given === one ? callee.file : fileOf(asking, given));
    return given;
  });
  const call = { ...made, positional };
  return called.flatMap((one) => returnsOf({ ...asking, call, callee: one, depth: depth + 1, putIn }));
}

/** Functions that do nothing but call the next, one after the other. */
const MAX_HANDED_ON = 3;

/** `return await load()`: what the function gives that this call handed over, and not what others handed over. */
function handedMaker(asking: Asking, made: CallFact): Resolved[] | null {
  const { resolver } = asking;
  const maker = argumentFor(asking, made.callee);
  if (maker?.kind !== 'function') return null;
  const file = fileOf(asking, maker);
  const { returns = [] } = file.facts.functions[maker.function] ?? {};
  return returns.flatMap((one) => resolver.resolve(file, one));
}

/** `return settings[name] ?? given ?? fallback`: of each of them what this call hands over, and not what others do. */
function chosenFor(asking: Asking, value: Value): Resolved[] | null {
  const options = optionsOf(value);
  const isHanded = options.some((option) => argumentFor(asking, option) !== undefined);
  return isHanded ? options.flatMap((option) => returned(asking, option)) : null;
}

/** Each of a choice, and of those within it; none if they are too many to look at for each call. */
function optionsOf(value: Value): Value[] {
  let options: Value[] = [value];
  while (options.some(({ kind }) => kind === 'choice')) {
    options = options.flatMap((one) => (one.kind === 'choice' ? one.options : [one]));
    if (options.length > RESOLVE_LIMITS.alternatives) return [];
  }
  return value.kind === 'choice' ? options : [];
}

/** ``url(path) { return `${this.base}${path}` }``: to each call, the path that it hands over, and not those of others. */
function joinedFor(asking: Asking, value: Value, steps = 0): Resolved[] | null {
  const { resolver, callee } = asking;
  const join = joinIn(callee.file, value);
  const given = join?.parts.map((part) => madeOfHanded(asking, part, steps)) ?? [];
  if (!join || given.every((one) => one === null)) return null;
  const parts = join.parts.map((part, index) => given[index] ?? resolver.resolve(callee.file, part));
  return joined(parts.map(behindSlash), join.how);
}

/** `/${path.replace(/^\/+/, '')}`: what stands behind a slash has none of its own at its beginning. */
function behindSlash(part: Resolved[], index: number, parts: readonly Resolved[][]): Resolved[] {
  const before = parts[index - 1] ?? [];
  const isBehind = before.length > 0 && before.every((one) => one.kind === 'text' && one.text === '/');
  return isBehind
    ? part.map((one) => (one.kind === 'text' ? { ...one, text: one.text.replace(/^\/+/, '') } : one))
    : part;
}

/**
 * What a part is made of what this call hands over, by itself, under a name, as one of several and cleaned:
 * ``const below = path.startsWith('/') ? path : `/${path}` ``. `null` if nothing of it is handed over.
 */
function madeOfHanded(asking: Asking, part: Value, steps: number): Resolved[] | null {
  const { resolver, callee } = asking;
  const given = argumentFor(asking, part);
  if (given) return resolver.resolve(fileOf(asking, given), given);
  if (given === null || steps === MAX_WITHIN) return null;
  const named = part.kind === 'binding' ? callee.file.facts.bindings[part.binding] : undefined;
  const [only, ...more] = named && !named.open ? named.values : [];
  if (only && more.length === 0) return madeOfHanded(asking, only, steps + 1);
  const options = optionsOf(part);
  if (options.length === 0) return joinedFor(asking, part, steps + 1) ?? cleanedFor(asking, part);
  const found = options.map((option) => ({ option, made: madeOfHanded(asking, option, steps + 1) }));
  if (found.every(({ made }) => made === null)) return null;
  return withOneSlash(found.flatMap(({ option, made }) => made ?? resolver.resolve(callee.file, option)));
}

/** How deep names, choices and joins stand in each other: ``const clean = path ? `/${path.replace(…)}` : ''``. */
const MAX_WITHIN = 6;

/** Of a path and the same behind a slash it is the one that begins with one slash. */
function withOneSlash(found: Resolved[]): Resolved[] {
  const texts = new Set(found.map((one) => (one.kind === 'text' ? one.text : '')));
  const isOther = (text: string): boolean =>
    text.startsWith('/') ? text.startsWith('//') && texts.has(text.slice(1)) : texts.has(`/${text}`);
  return found.filter((one) => one.kind !== 'text' || !isOther(one.text));
}

/** `const text = String(given || '').trim(); return text;`: to each call what it hands over, and not what others do. */
function cleanedFor(asking: Asking, value: Value): Resolved[] | null {
  const { resolver, callee } = asking;
  const text = cleanedText(callee.file, value);
  const given = text && argumentFor(asking, text.source);
  if (!given) return null;
  return resolver
    .resolve(fileOf(asking, given), given)
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
  const { resolver, call, callee } = asking;
  const look = lookUpIn(callee.file, value) ?? variableIn(resolver, callee.file, value);
  if (!look) return null;
  const key = argumentFor(asking, look.key);
  const otherwise = look.otherwise && argumentFor(asking, look.otherwise);
  if (!key || otherwise === undefined) return null;
  const file = fileOf(asking, key);
  if (otherwise && fileOf(asking, otherwise) !== file) return null;
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
  if (value.kind !== 'binding') return undefined;
  const parameters = callee.file.facts.functions[callee.index]?.parameters ?? [];
  const at = parameters.findIndex(({ binding }) => value.binding === binding);
  const parameter = parameters[at];
  if (!parameter || parameter.rest) return undefined;
  return call.positional[at] ?? call.named.find(({ name }) => name === parameter.name)?.value ?? null;
}
