import type { CallFact } from '../facts.ts';
import { RESOLVE_LIMITS } from '../limits.ts';
import { entriesOf } from './entries.ts';
import { resolveMember } from './members.ts';
import type { LinkedFile, Resolved, Resolver } from './model.ts';
import { UNKNOWN } from './model.ts';
import { namespaceKey } from './tree.ts';

/** `current_app.config.get('OPENAI_BASE_URL', default)`, of a package's object that nobody looks into. */
export function settingByName(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  callee: Resolved & { kind: 'global' | 'symbol' },
): Resolved[] | null {
  if (callee.path.at(-1) !== 'get') return null;
  return setting(resolver, file, call, callee) ?? defaulted(resolver, file, call);
}

/** `table.get(key, default)` */
export function looked(
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

export function lookUpEntry(
  resolver: Resolver,
  record: Resolved & { kind: 'record' },
  name: Resolved,
): Resolved[] {
  if (name.kind === 'text') return entriesOf(resolver, record, name.text) ?? [];
  return record.value.entries.flatMap((entry) => resolver.resolve(record.file, entry.value));
}

/** `new Map([[key, value], …]).get(key)`; a key that nobody knows may be any of them. */
export function mapped(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  map: Resolved,
): Resolved[] | null {
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
export function defaulted(resolver: Resolver, file: LinkedFile, { positional }: CallFact): Resolved[] | null {
  const [key, otherwise, ...more] = positional;
  if (key?.kind !== 'text' || /[/?\s]/.test(key.text) || !otherwise || more.length > 0) return null;
  const found = resolver.resolve(file, otherwise);
  return found.every(({ kind }) => kind === 'text') ? [...found, UNKNOWN] : null;
}

/** `config.get('llm')`, `config.get('llm.url')`: what a function gives that is registered for that name. */
export function registered(resolver: Resolver, { positional: [key] }: CallFact): Resolved[] | null {
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
export function setting(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  object: Resolved,
): Resolved[] | null {
  const [key, otherwise] = call.positional;
  if (key?.kind !== 'text' || !VARIABLE.test(key.text) || object.kind === 'list') return null;
  const value = { kind: 'environment' as const, name: key.text };
  return resolver.resolve(file, otherwise ? { ...value, fallback: otherwise } : value);
}
