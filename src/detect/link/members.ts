import type { CallFact, Value } from '../facts.ts';
import { checkedSetting } from './checked-settings.ts';
import type { RecordOf } from './entries.ts';
import { entriesOf } from './entries.ts';
import { fieldOf } from './fields.ts';
import { functionOf } from './function-of.ts';
import { keptEntries } from './kept-entries.ts';
import type { ClassOf, LinkedFile, Resolved, Resolver } from './model.ts';
import { UNKNOWN } from './model.ts';
import { parsedOption } from './parsed-options.ts';
import { PAGE_HOST, PAGE_ORIGIN, partOfUrl } from './text.ts';
import { isEnvironment, resolveVariable } from './variables.ts';

/** What `object.name` can be. */
export function resolveMember(resolver: Resolver, object: Resolved, name: string): Resolved[] {
  switch (object.kind) {
    case 'symbol':
    case 'global':
      if (isEnvironment(object) && /^[A-Z]/.test(name)) return resolveVariable(resolver, name);
      return [partOfPage(object, name) ?? { ...object, path: [...object.path, name] }];
    case 'record':
      return entriesOf(resolver, object, name) ?? [{ kind: 'member', object, name }];
    case 'class':
      return object.self ? memberOfSelf(resolver, object, name) : memberOfClass(resolver, object, name);
    case 'instance':
      return instanceMember(resolver, object, name);
    case 'text':
      return textMember(object, name);
    default:
      return checkedSetting(resolver, object, name) ?? [{ kind: 'member', object, name }];
  }
}

function memberOfClass(resolver: Resolver, object: Resolved & { kind: 'class' }, name: string): Resolved[] {
  return (
    classMember(resolver, object.file, object.index, name) ??
    lookedUp(resolver, object, name) ?? [{ kind: 'member', object, name }]
  );
}

/** What `self.name` can be: in a dataclass, whatever any object of it is made with. */
function memberOfSelf(resolver: Resolver, object: Resolved & { kind: 'class' }, name: string): Resolved[] {
  const field = fieldOf(resolver, object, name);
  const given = field
    ? resolver
        .handed(field.file, field.place)
        .flatMap((placed) => resolver.resolve(placed.file, placed.value))
    : [];
  const own = ownMember(resolver, object, name) ?? memberOfClass(resolver, object, name);
  return given.length === 0 ? own : [...given, ...own.filter(({ kind }) => kind !== 'member')];
}

/** `URL.href`, and `.value` of an enum's member. */
const TEXT_ITSELF = new Set(['href', 'value']);

function textMember(object: Resolved & { kind: 'text' }, name: string): Resolved[] {
  if (TEXT_ITSELF.has(name)) return [object];
  const part = partOfUrl(object.text, name);
  return part === null ? [{ kind: 'member', object, name }] : [{ kind: 'text', text: part }];
}

function instanceMember(
  resolver: Resolver,
  object: Resolved & { kind: 'instance' },
  name: string,
): Resolved[] {
  if (object.of.kind !== 'class') {
    return (
      parsedOption(resolver, object, name) ??
      checkedSetting(resolver, object, name) ?? [{ kind: 'member', object, name }]
    );
  }
  const { file, index } = object.of;
  const given = givenField(resolver, object, object.of, name);
  return (
    given ??
    classMember(resolver, file, index, name) ??
    lookedUp(resolver, object.of, name) ??
    standsFor(resolver, object.of, name) ?? [{ kind: 'member', object, name }]
  );
}

/**
 * `def __getattr__(self, name): return getattr(self._module, name)`, over a package that is loaded when it is first
 * asked for: the package's own. `null` if the class stands for none; what stands for another object is not followed.
 */
function standsFor(resolver: Resolver, { file, index }: ClassOf, name: string): Resolved[] | null {
  const found = (classMember(resolver, file, index, '__getattr__') ?? []).flatMap((one) => {
    const own = functionOf(one);
    const key = own?.fact.parameters[0]?.binding;
    if (!own || key === undefined) return [];
    return own.fact.returns
      .flatMap((value) => attributesBy(own.file, value, key))
      .flatMap((held) => resolver.resolve(own.file, held))
      .flatMap((held) => (held.kind === 'symbol' ? resolveMember(resolver, held, name) : []));
  });
  return found.length > 0 ? found : null;
}

/** What a value takes an attribute of by a parameter: `self._module` of `getattr(self._module, name)`. */
function attributesBy({ facts }: LinkedFile, value: Value, key: number): Value[] {
  const call = value.kind === 'result' ? facts.calls[value.call] : undefined;
  if (call?.callee.kind !== 'global' || call.callee.name !== 'getattr') return [];
  const [object, by] = call.positional;
  return object && by?.kind === 'binding' && by.binding === key ? [object] : [];
}

/**
 * `Config.get("openai_url")`, read as `Config.openai_url`: what the class's own `get` looks up by that key in a table.
 * `null` if the class has no such method.
 */
function lookedUp(resolver: Resolver, { file, index }: ClassOf, name: string): Resolved[] | null {
  if (name === 'get') return null;
  const found = (classMember(resolver, file, index, 'get') ?? []).flatMap((one) => {
    const own = functionOf(one);
    const key = own?.fact.parameters[0]?.binding;
    if (!own || key === undefined) return [];
    return own.fact.returns
      .flatMap((value) => tablesBy(value, key))
      .flatMap((table) => {
        const tables = resolver.resolve(own.file, table);
        return tables.flatMap((found) =>
          found.kind === 'record' ? (entriesOf(resolver, found, name) ?? []) : [],
        );
      });
  });
  return found.length > 0 ? found : null;
}

/** What a value looks up in by a parameter: `TABLE` of `TABLE[key]` and of `TABLE.get(key, default)`. */
function tablesBy(value: Value, key: number): Value[] {
  if (value.kind === 'choice') return value.options.flatMap((option) => tablesBy(option, key));
  const isBy = value.kind === 'index' && value.key.kind === 'binding' && value.key.binding === key;
  return isBy ? [value.object] : [];
}

/** `Config(base_url=x).base_url`, for a dataclass or a pydantic model: a class without a constructor of its own. */
function givenField(
  resolver: Resolver,
  { file, call }: Resolved & { kind: 'instance' },
  made: ClassOf,
  name: string,
): Resolved[] | null {
  const given = argumentsByField(resolver, made, call).filter((argument) => argument.name === name);
  if (given.length === 0 || classMember(resolver, made.file, made.index, '__init__')) return null;
  return given.flatMap(({ value }) => resolver.resolve(file, value));
}

/** What a class's constructor is given by name, and in the order of its fields, if those are its own alone. */
export function argumentsByField(
  resolver: Resolver,
  { file, index }: ClassOf,
  { named, positional }: CallFact,
): { name: string; value: Value }[] {
  const { fields = [], bases = [] } = file.facts.classes[index] ?? {};
  const isInherited = bases.some((base) => resolver.resolve(file, base).some(({ kind }) => kind === 'class'));
  if (positional.length === 0 || fields.length === 0 || isInherited) return named;
  const inOrder = positional.flatMap((value, at) => {
    const name = fields[at];
    return name === undefined ? [] : [{ name, value }];
  });
  return [...named, ...inOrder];
}

/** Classes have few ancestors; more than this is a cycle. */
const MAX_ANCESTORS = 20;

/** An attribute or method of a class or its bases; `null` if no class of the tree declares it. */
function classMember(
  resolver: Resolver,
  file: LinkedFile,
  index: number,
  name: string,
  ancestors = 0,
): Resolved[] | null {
  const fact = file.facts.classes[index];
  if (!fact || ancestors > MAX_ANCESTORS) return null;
  const own = declared(resolver, { file, index }, name);
  if (own) return own;
  for (const base of fact.bases.flatMap((value) => resolver.resolve(file, value))) {
    const found =
      base.kind === 'class' ? classMember(resolver, base.file, base.index, name, ancestors + 1) : null;
    if (found) return found;
  }
  return null;
}

/** What the class itself says of an attribute or a method; `null` if nothing. */
function declared(resolver: Resolver, { file, index }: ClassOf, name: string): Resolved[] | null {
  const fact = file.facts.classes[index];
  const attribute = fact?.attributes.find((one) => one.name === name);
  if (attribute) {
    const kept = keptEntries(file.facts, index, name);
    const found = attribute.values.flatMap((value) => resolver.resolve(file, value));
    return kept ? [...found, { kind: 'record', file, value: kept }] : found;
  }
  const method = fact?.methods.find((one) => one.name === name);
  return method ? [{ kind: 'function', file, index: method.function }] : null;
}

/** More classes than this are made from one by nobody but generators. */
const MAX_SUBCLASSES = 40;

/** `self.url` in a class that others are made from: what they set counts too. `null` if none of them sets it. */
function ownMember(resolver: Resolver, object: ClassOf, name: string): Resolved[] | null {
  const below = descendants(resolver, object).flatMap((one) => declared(resolver, one, name) ?? []);
  if (below.length === 0) return null;
  return [...(classMember(resolver, object.file, object.index, name) ?? []), ...below];
}

function descendants(resolver: Resolver, object: ClassOf): ClassOf[] {
  const found: ClassOf[] = [];
  const waiting = [...resolver.subclasses(object)];
  for (let next = waiting.shift(); next && found.length < MAX_SUBCLASSES; next = waiting.shift()) {
    const { file, index } = next;
    if (found.some((one) => one.file === file && one.index === index)) continue;
    found.push(next);
    waiting.push(...resolver.subclasses(next));
  }
  return found;
}

/** What `object[key]` can be; of a table with an unknown key, every value. */
export function resolveIndex(resolver: Resolver, file: LinkedFile, object: Value, key: Value): Resolved[] {
  const keys = resolver.texts.resolve(file, key);
  return resolver.resolve(file, object).flatMap((one) => indexed(resolver, one, keys));
}

function indexed(resolver: Resolver, object: Resolved, keys: Resolved[]): Resolved[] {
  if (object.kind === 'list') return listItems(resolver, object, keys);
  const names = keys.map((key) => (key.kind === 'text' ? key.text : null));
  if (names.every((name) => name !== null)) {
    return names.flatMap((name) => resolveMember(resolver, object, name));
  }
  return object.kind === 'record' ? allEntries(resolver, object) : [UNKNOWN];
}

function listItems(resolver: Resolver, list: Resolved & { kind: 'list' }, keys: Resolved[]): Resolved[] {
  const [key] = keys;
  const { items, declared } = list;
  const isAt = key?.kind === 'number' && !declared;
  return itemsOf(resolver, isAt ? { ...list, items: items.slice(key.number, key.number + 1) } : list);
}

/** Everything that a list holds: of one that is only declared, objects of a class or of those that are made from it. */
export function itemsOf(
  resolver: Resolver,
  { file, items, declared }: Resolved & { kind: 'list' },
): Resolved[] {
  const found = items.flatMap((item) => resolver.resolve(file, item));
  if (!declared) return found;
  return found.flatMap((one) => (one.kind === 'class' ? [{ ...one, self: true }] : []));
}

function allEntries(resolver: Resolver, record: RecordOf, seen = new Set<Value>()): Resolved[] {
  const { file, value } = record;
  if (seen.has(value)) return [];
  seen.add(value);
  const own = value.entries.flatMap((entry) => resolver.resolve(file, entry.value));
  const spread = value.spreads.flatMap((one) => resolver.resolve(file, one));
  return [
    ...own,
    ...spread.flatMap((one) => (one.kind === 'record' ? allEntries(resolver, one, seen) : [one])),
  ];
}

/** `window.location.origin`, and what else is said of where the page came from; `null` for everything else. */
function partOfPage(object: Resolved & { kind: 'symbol' | 'global' }, name: string): Resolved | null {
  const text = object.kind === 'global' ? PARTS_OF_PAGE.get(name) : undefined;
  return text !== undefined && OWN_LOCATION.test(object.path.join('.')) ? { kind: 'text', text } : null;
}

const PARTS_OF_PAGE: ReadonlyMap<string, string> = new Map([
  ['origin', PAGE_ORIGIN],
  ['href', PAGE_ORIGIN],
  ['protocol', 'http:'],
  ['host', PAGE_HOST],
  ['hostname', PAGE_HOST],
]);

const OWN_LOCATION = /^(?:(?:window|globalThis|self|document)\.)?location$/;
