import type { HttpLibrary } from '../../catalog/http-libraries.ts';
import { HTTP_GLOBALS, HTTP_LIBRARIES, HTTP_MOCKS, HTTP_SERVERS } from '../../catalog/http-libraries.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { textOf } from '../../link/text.ts';
import { symbolKey } from '../../link/tree.ts';
import { calledName } from '../../reach/called-name.ts';
import { recent, remembered } from '../code/remembered.ts';
import { callBehind } from '../code/structure.ts';
import { optionValues, positionalValues } from './options.ts';

/** How a call sends a request: what is called, and the base URLs of the client that it is called on. */
export interface Sender {
  /** Last name of what is called: `post`, `fetch`. */
  name: string;
  /** What the request's URL goes below; empty if the client has no base URL. */
  bases: Resolved[];
  /** Of a function of the tree that sends what it is handed: where the URL stands among its arguments. */
  urlPosition?: number;
  /** Of such a function: whether it sends a GET as long as it is told nothing else. */
  reads?: boolean;
  /** Of a proxy: how it is given the server that it forwards to. */
  forwards?: Pick<HttpLibrary, 'baseUrl' | 'baseUrlPosition'>;
}

/** Whether a call sends a request, as far as its callee tells; `null` if not. */
export const senderOf = remembered((resolver, file, call: CallFact): Sender | null => {
  const callees = resolver.objects.resolve(file, call.callee);
  const senders = callees.flatMap((callee) => senderBy(resolver, file, callee) ?? []);
  const [first] = senders;
  // `self.client = None` first and a client later: what has a base URL tells more.
  if (first)
    return isStored(file, call.callee) ? null : { ...first, bases: senders.flatMap(({ bases }) => bases) };
  return handedSender(file.facts, call.callee);
});

/** `indexedDB.put('providers', provider)`: it is kept, whatever address is in it. */
function isStored({ facts }: LinkedFile, callee: Value): boolean {
  if (callee.kind !== 'member' || callee.property !== 'put') return false;
  const { object } = callee;
  const holder =
    object.kind === 'binding' ? (facts.bindings[object.binding]?.name ?? '') : calledName(object);
  return STORE.test(holder);
}

const STORE = /(?:db|database|storage|store|cache)(?:service|client)?$/i;

/** `fetcher(url, options)`, `fetchImpl(url)`: what was handed in, or comes from somewhere, by its name alone. */
function handedSender({ bindings }: FileFacts, callee: Value): Sender | null {
  const binding = callee.kind === 'binding' ? bindings[callee.binding] : undefined;
  if (!binding || !sendsByName(binding.name)) return null;
  const isHanded = binding.values.every(({ kind }) => HANDED.has(kind));
  return isHanded ? { name: binding.name, bases: [] } : null;
}

/** What says nothing of what is called: a parameter has no value, and a function's result is looked at in vain. */
const HANDED: ReadonlySet<Value['kind']> = new Set(['result', 'unknown', 'none']);

function senderBy(resolver: Resolver, file: LinkedFile, callee: Resolved): Sender | null {
  switch (callee.kind) {
    case 'global':
      return sendsGlobally(callee.path) ? { name: callee.path.at(-1) ?? '', bases: [] } : null;
    case 'symbol':
      return symbolSender(resolver, file, callee);
    case 'instance':
      return clientSender(resolver, callee, 'request');
    case 'member':
      return memberSender(resolver, callee);
    default:
      return null;
  }
}

/** Whether a global's names say that it sends a request. */
export function sendsGlobally(path: string[]): boolean {
  const name = path.at(-1) ?? '';
  return (
    HTTP_GLOBALS.has(path.join('.')) ||
    mentionsRequest(name) ||
    (path.length > 1 && REQUEST_METHODS.has(name))
  );
}

/** A function of an HTTP package; of another package, if its name says that it sends a request. */
function symbolSender(
  resolver: Resolver,
  file: LinkedFile,
  symbol: Resolved & { kind: 'symbol' },
): Sender | null {
  if (isOneOf(symbol, HTTP_MOCKS) || isOneOf(symbol, HTTP_SERVERS)) return null;
  const library = libraryOf(symbol);
  const last = symbol.path.at(-1) ?? 'default';
  const name = last === 'default' ? symbol.module : last;
  if (library?.forwards.includes(last)) return { name, bases: [], forwards: library };
  const isClient = library?.clients.includes(name) || library?.clients.includes(last);
  if (library)
    return isClient || name === 'URL' ? null : { name, bases: defaultBases(resolver, file, library) };
  return sendsByName(name) ? { name, bases: [] } : null;
}

/** Of the names of packages that are told apart by them: what begins otherwise needs no closer look. */
const FIRST_PARTS = new Set([...HTTP_MOCKS, ...HTTP_SERVERS].map(firstPart));

function firstPart(module: string): string {
  return /^[^./]*/.exec(module)?.[0] ?? '';
}

function isOneOf({ module, path }: Resolved & { kind: 'symbol' }, packages: ReadonlySet<string>): boolean {
  if (!FIRST_PARTS.has(firstPart(module))) return false;
  const dotted = [module, ...path].join('.');
  return [...packages].some(
    (name) => module === name || module.startsWith(`${name}/`) || dotted.startsWith(`${name}.`),
  );
}

const LIBRARY_PARTS = new Set(
  HTTP_LIBRARIES.flatMap(({ registry, modules }) => modules.map((name) => `${registry} ${firstPart(name)}`)),
);

export function libraryOf({ registry, module, path }: Resolved & { kind: 'symbol' }): HttpLibrary | null {
  if (!LIBRARY_PARTS.has(`${registry} ${firstPart(module)}`)) return null;
  const dotted = [module, ...path].join('.');
  const found = HTTP_LIBRARIES.find(
    (library) =>
      library.registry === registry &&
      library.modules.some(
        (name) => name === module || (registry === 'pypi' && dotted.startsWith(`${name}.`)),
      ),
  );
  return found ?? null;
}

/** A method of a client of an HTTP package, or of something unknown if the method's name tells. */
function memberSender(resolver: Resolver, { object, name }: Resolved & { kind: 'member' }): Sender | null {
  if (object.kind === 'instance') {
    const client = clientSender(resolver, object, name);
    if (client) return client;
    if (object.of.kind === 'symbol' && (isOneOf(object.of, HTTP_MOCKS) || isOneOf(object.of, HTTP_SERVERS)))
      return null;
  }
  if (object.kind === 'text' || object.kind === 'list' || object.kind === 'record') return null;
  if (!sendsByName(name)) return null;
  return TAKES_CREDENTIALS.test(name) ? { name, bases: [], urlPosition: 1 } : { name, bases: [] };
}

/** n8n's `helpers.httpRequestWithAuthentication('openAiApi', { url, body })`: what is asked stands behind the name of a key. */
const TAKES_CREDENTIALS = /^(?:http)?[rR]equestWithAuthentication$/;

/** Whether a method's name alone says that it sends a request. */
export function sendsByName(name: string): boolean {
  return REQUEST_METHODS.has(name) || mentionsRequest(name);
}

/** A call on, or of, what a client's constructor made: `client.post(…)`, `axios.create(…)(…)`. */
function clientSender(
  resolver: Resolver,
  instance: Resolved & { kind: 'instance' },
  name: string,
): Sender | null {
  const { of: made, call, file } = instance;
  if (made.kind === 'global')
    return made.path[0] === 'XMLHttpRequest' && name === 'open' ? { name, bases: [] } : null;
  if (made.kind !== 'symbol') return null;
  const library = libraryOf(made);
  if (library?.forwards.includes(name)) return { name, bases: [], forwards: library };
  if (!library?.clients.includes(made.path.at(-1) ?? 'default')) return null;
  return { name, bases: basesOf(resolver, file, call, library) };
}

function basesOf(resolver: Resolver, file: LinkedFile, call: CallFact, library: HttpLibrary): Resolved[] {
  const position = library.baseUrlPosition;
  const positional = position === undefined ? null : positionalValues(resolver, file, call, position);
  const given =
    optionValues(resolver, file, call, library.baseUrl) ??
    positional ??
    basesSetLater(resolver, file, call, library);
  const bases = given.filter(({ kind }) => kind !== 'none' && kind !== 'record');
  return library.takesPort ? bases.map((base) => withPort(resolver, file, call, base)) : bases;
}

/**
 * `axios.defaults.baseURL = url` for all that is sent without a client: the file's own word, or any other file's. Found
 * once for each file, which may send and set thousands of times.
 */
export const defaultBases = remembered(
  (resolver, sending, { registry, modules, defaultBase }: HttpLibrary): Resolved[] => {
    if (!defaultBase) return [];
    const places = modules.flatMap((module) => [
      [module, 'default', ...defaultBase],
      [module, ...defaultBase],
    ]);
    const placed = places.flatMap((path) => resolver.assigned(symbolKey(registry, path)));
    const own = placed.filter(({ file }) => file === sending);
    const meant = (own.length > 0 ? own : placed).slice(0, MOST_GIVEN);
    return textsIn(meant.flatMap(({ file, value }) => resolver.resolve(file, value)));
  },
);

/** `const api = axios.create(); api.defaults.baseURL = url;` */
function basesSetLater(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { defaultBase }: HttpLibrary,
): Resolved[] {
  const set = defaultBase ? (setOnResults(file.facts).get(call) ?? []) : [];
  const bases = set.filter(({ path }) => path === defaultBase?.join('.'));
  return textsIn(bases.flatMap(({ value }) => resolver.resolve(file, value)));
}

/** What is put into an attribute of an attribute of what a call gave, by the call. */
const setOnResults = recent((facts: FileFacts): ReadonlyMap<CallFact, { path: string; value: Value }[]> => {
  const { assignments = [], bindings } = facts;
  const set = assignments.flatMap(({ target, value }) => {
    const holder = target.kind === 'member' ? target.object : target;
    if (target.kind !== 'member' || holder.kind !== 'member' || holder.object.kind !== 'binding') return [];
    const given = bindings[holder.object.binding]?.values.slice(0, MOST_GIVEN) ?? [];
    const path = `${holder.property}.${target.property}`;
    return given.flatMap((one) => {
      const call = callBehind(facts, one);
      return call ? [{ call, path, value }] : [];
    });
  });
  const byCall = [...Map.groupBy(set, ({ call }) => call)];
  return new Map(byCall.map(([call, all]) => [call, all.slice(0, MOST_GIVEN)]));
});

/** Nobody makes a client, or tells it its address, in more places. */
const MOST_GIVEN = 8;

/** What is set and nobody knows may as well be the own server. */
function textsIn(values: Resolved[]): Resolved[] {
  return values.filter(({ kind }) => kind === 'text');
}

/** `HTTPConnection("localhost", 11434)` */
function withPort(resolver: Resolver, file: LinkedFile, call: CallFact, base: Resolved): Resolved {
  const [port] =
    optionValues(resolver, file, call, ['port']) ?? positionalValues(resolver, file, call, 1) ?? [];
  const isGiven = port && port.kind !== 'none' && base.kind === 'text' && !/:\d+$/.test(base.text);
  return isGiven ? { kind: 'text', text: `${base.text}:${textOf(port)}` } : base;
}

/** Methods that send a request on whatever has them; `get` and `delete` are those of every map and cache. */
const REQUEST_METHODS = new Set([
  'post',
  'put',
  'patch',
  'request',
  'stream',
  'fetch',
  'fetcher',
  'ajax',
  'postForm',
  'build_request',
  'ws_connect',
  'websocket_connect',
  'urlopen',
]);

/**
 * `fetchWithRetry`, `post_json`, `safeFetch`: wrappers that are not in the tree; an `HttpUrl` sends nothing, and
 * `postMessage` what another window or a chat is told.
 */
function mentionsRequest(name: string): boolean {
  if (!/fetch|post|request|http|axios/i.test(name) || /^[A-Z]\w*U(?:rl|RL)$|postMessage$/.test(name))
    return false;
  const words = name.split(/_|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase());
  return (
    words.length > 1 &&
    words.some((word) => REQUEST_WORDS.has(word)) &&
    !words.some((word) => NO_REQUEST.has(word))
  );
}

const REQUEST_WORDS = new Set(['fetch', 'post', 'request', 'http', 'axios']);
const NO_REQUEST = new Set([
  'mock',
  'parse',
  'is',
  'log',
  'use',
  'on',
  'format',
  'validate',
  'error',
  'route',
  'register',
  'add',
  'build',
  'prepare',
  'sign',
  'track',
  'record',
  'count',
  'cancel',
  'abort',
  'assert',
  'expect',
  'should',
  'headers',
  'parameters',
  'params',
]);
