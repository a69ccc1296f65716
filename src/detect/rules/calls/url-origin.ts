import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { Origin } from '../../finding.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { importedValue } from '../../link/modules.ts';
import { writtenValues } from './options.ts';

/** What names and values lead to: the name under which a host is written down; `null` where it has none. */
type Made = Origin | null;

interface Way {
  resolver: Resolver;
  /** Whether a text is what is looked for. */
  says: (text: string) => boolean;
  /** Where variables are noted that no file of the tree sets, if those are looked for. */
  unset?: Set<string>;
  /** Names looked at so far, of all branches: what leads in circles ends. */
  steps: number;
}

const MAX_STEPS = 200;

function toUrl(resolver: Resolver): Way {
  return { resolver, says: (text) => SAYS_HOST.test(text), steps: 0 };
}

const SAYS_HOST = /\/\/|^localhost\b|^[\w-]+(?:\.[\w-]+)+/;

/** Under which names, and in which files, values lead to a text; empty where they lead to none under a name. */
export function originsOf(
  resolver: Resolver,
  file: LinkedFile,
  values: readonly Value[],
  says: (text: string) => boolean,
): Origin[] {
  const way: Way = { resolver, says, steps: 0 };
  return values.flatMap((value) => madeOf(way, file, value, null)).filter((made) => made !== null);
}

/**
 * The environment variable without a default that says where a call goes and that no file of the tree sets; `null` if
 * there is none, or several.
 */
export function unsetVariable(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  options?: readonly string[],
): string | null {
  const unset = new Set<string>();
  const way: Way = { resolver, says: () => false, unset, steps: 0 };
  const given = options ? writtenValues(call, options) : givenUrls(call, URL_OPTIONS);
  for (const value of given) madeOf(way, file, value, null);
  if (unset.size === 0 && !options) clientsOf(way, file, call);
  const [first] = unset;
  return first !== undefined && unset.size === 1 ? first : null;
}

/**
 * Where the URL of a request is made: the constant, attribute or variable that holds its host. Left out where it is
 * written in the call itself, under no name, or in several places.
 */
export function requestOrigin(resolver: Resolver, file: LinkedFile, call: CallFact): { origin?: Origin } {
  const way = toUrl(resolver);
  const given = givenUrls(call, URL_OPTIONS).flatMap((value) => madeOf(way, file, value, null));
  return single(given.length > 0 ? given : clientsOf(way, file, call));
}

/** The same for the base URL of a client, which is given under one of these names. */
export function clientOrigin(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  options: readonly string[],
): { origin?: Origin } {
  const way = toUrl(resolver);
  return single(writtenValues(call, options).flatMap((value) => madeOf(way, file, value, null)));
}

const URL_OPTIONS = ['url', 'uri', 'URL', 'endpoint', 'href'];
const BASE_OPTIONS = ['base_url', 'baseURL', 'baseUrl', 'prefixUrl'];

function single(made: readonly Made[]): { origin?: Origin } {
  const [first] = made;
  if (!first || made.some((one) => one?.path !== first.path || one.name !== first.name)) return {};
  return { origin: first };
}

/** A method's name may stand before the URL. */
function givenUrls(call: CallFact, names: readonly string[]): Value[] {
  return [...call.positional.slice(0, 2), ...writtenValues(call, names)].filter(
    ({ kind }) => kind !== 'object',
  );
}

/** `client.post("/v1/chat")`: what is called has the host, and is made where its constructor is called. */
function clientsOf(way: Way, file: LinkedFile, { callee }: CallFact): Made[] {
  const client = callee.kind === 'member' ? callee.object : callee;
  const name = nameOf(file.facts, client);
  return way.resolver.objects.resolve(file, client).flatMap((made) => {
    if (made.kind !== 'instance') return [];
    const holder = name === null ? null : { path: made.file.path, name };
    return givenUrls(made.call, BASE_OPTIONS).flatMap((value) => madeOf(way, made.file, value, holder));
  });
}

function nameOf(facts: FileFacts, value: Value): string | null {
  switch (value.kind) {
    case 'binding':
      return ownName(facts, value.binding);
    case 'import':
      return value.name === 'default' ? null : value.name;
    case 'member':
      return value.property;
    default:
      return null;
  }
}

/** Of two variables of one name, each in its function, the name does not tell which. */
function ownName({ bindings }: FileFacts, index: number): string | null {
  const name = bindings[index]?.name ?? '';
  const isOnlyOne = bindings.every((other, at) => at === index || other.name !== name);
  return isOnlyOne && name !== '' ? name : null;
}

/** @param holder the innermost name on the way, of what is being looked at */
function madeOf(way: Way, file: LinkedFile, value: Value, holder: Made): Made[] {
  way.steps += 1;
  if (way.steps > MAX_STEPS) return [];
  const within = (inner: Value): Made[] => madeOf(way, file, inner, holder);
  switch (value.kind) {
    case 'text':
      return way.says(value.text) ? [holder] : [];
    case 'join':
      return (way.unset ? beginning(value.parts) : value.parts).flatMap(within);
    case 'choice':
      return value.options.flatMap(within);
    case 'environment':
      return madeInEnvironment(way, file, value, holder);
    case 'binding':
      return madeUnderName(way, file, value.binding);
    case 'import':
      return imported(way, file, value);
    case 'member':
      return madeInMember(way, file, value);
    case 'result':
      return returned(way, file, value.call);
    default:
      return [];
  }
}

/** What says the host. */
function beginning(parts: readonly Value[]): readonly Value[] {
  return parts.filter((part) => part.kind !== 'text' || part.text !== '').slice(0, 1);
}

function madeInEnvironment(
  way: Way,
  file: LinkedFile,
  { name, fallback }: Value & { kind: 'environment' },
  holder: Made,
): Made[] {
  const set = way.resolver.environment(name) ?? [];
  if (set.length === 0) {
    const before = way.unset?.size;
    const found = fallback ? madeOf(way, file, fallback, holder) : [];
    // `os.getenv("A") or os.getenv("B")`: neither is set.
    if (!fallback || saysNothing(fallback) || way.unset?.size !== before) way.unset?.add(name);
    return found;
  }
  return set.flatMap((placed) => madeOf(way, placed.file, placed.value, { path: placed.file.path, name }));
}

function saysNothing(value: Value): boolean {
  return value.kind === 'none' || (value.kind === 'text' && value.text === '');
}

function madeUnderName(way: Way, file: LinkedFile, index: number): Made[] {
  const name = ownName(file.facts, index);
  const holder = name === null ? null : { path: file.path, name };
  const handed = way.resolver.handed(file, index);
  return [
    ...handed.flatMap((placed) => madeOf(way, placed.file, placed.value, null)),
    ...(file.facts.bindings[index]?.values ?? []).flatMap((value) => madeOf(way, file, value, holder)),
  ];
}

function imported(way: Way, file: LinkedFile, { module, name }: Value & { kind: 'import' }): Made[] {
  const placed = importedValue(way.resolver.tree, file, module, name, new Set()) ?? [];
  return placed.flatMap((one) => madeOf(way, one.file, one.value, { path: one.file.path, name }));
}

function madeInMember(way: Way, file: LinkedFile, { object, property }: Value & { kind: 'member' }): Made[] {
  return way.resolver.objects.resolve(file, object).flatMap((one) => membersOf(way, one, property));
}

function membersOf(way: Way, object: Resolved, name: string): Made[] {
  if (object.kind === 'instance') return membersOf(way, object.of, name);
  if (object.kind === 'record') {
    const entries = object.value.entries.filter(({ key }) => key.kind === 'text' && key.text === name);
    return entries.flatMap(({ value }) => madeOf(way, object.file, value, { path: object.file.path, name }));
  }
  if (object.kind !== 'class') return [];
  const fact = object.file.facts.classes[object.index];
  const holder = { path: object.file.path, name: `${fact?.name ?? ''}.${name}` };
  const attribute = fact?.attributes.find((one) => one.name === name);
  return attribute?.values.flatMap((value) => madeOf(way, object.file, value, holder)) ?? [];
}

/** `base_url()`: the function that says it. */
function returned(way: Way, file: LinkedFile, index: number): Made[] {
  const callee = file.facts.calls[index]?.callee;
  // `process.env.URL.replace(/\/$/, '')`
  if (way.unset && callee?.kind === 'member') return madeOf(way, file, callee.object, null);
  const called = callee ? way.resolver.objects.resolve(file, callee) : [];
  return called.flatMap((one) => {
    const own = functionOf(one);
    if (!own) return [];
    const { file, fact } = own;
    const holder = fact.name === '' ? null : { path: file.path, name: fact.name };
    return fact.returns.flatMap((value) => madeOf(way, file, value, holder));
  });
}
