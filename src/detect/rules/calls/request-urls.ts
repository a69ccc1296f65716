import { serviceByHost } from '../../catalog/hosts.ts';
import { pathMeaning } from '../../catalog/paths.ts';
import type { BodyEvidence } from '../../endpoint.ts';
import { parseEndpoint } from '../../endpoint.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { belowBase, concatText, HOLE } from '../../link/text.ts';
import { optionValues, positionalValues, writtenValues } from './options.ts';
import { BODY_OPTIONS, bodyEvidence } from './request-bodies.ts';
import type { Sender } from './requests.ts';

/** One request, as far as its call tells: every URL that it may go to, unknown parts as `HOLE`. */
export interface HttpRequest {
  /** Upper case; `null` if unknown. */
  method: string | null;
  urls: string[];
  body: BodyEvidence;
}

/** Reads the arguments of a call that sends a request. */
export function readRequest(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  sender: Sender,
): HttpRequest {
  if (sender.forwards) return forwardedRequest(resolver, file, call, sender.forwards);
  const fromUrl = fromUrlOn(call, sender);
  const given = urlArguments(resolver, file, fromUrl);
  // `processRequest({ model, baseURL })`: a function of the tree that is handed no URL asks whom it likes with that.
  const isUntold = sender.urlPosition !== undefined && given.every((url) => url === HOLE);
  const bases = basesOf(resolver, file, isUntold ? null : call, sender);
  const below = given.flatMap((url) =>
    bases.length === 0 ? [url] : bases.map((base) => belowBase(base, url)),
  );
  const urls = withoutBeginnings([...new Set(below)]);
  return {
    method:
      methodOf(resolver, file, call, sender) ?? (reads(resolver, file, fromUrl, sender, urls) ? 'GET' : null),
    urls,
    body: bodyEvidence(resolver, file, fromUrl),
  };
}

/** The call as if it were given nothing before its URL. */
function fromUrlOn(call: CallFact, { urlPosition = 0 }: Sender): CallFact {
  return urlPosition === 0 ? call : { ...call, positional: call.positional.slice(urlPosition) };
}

/** What a proxy forwards: anything, to anywhere on its server. */
function forwardedRequest(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { baseUrl, baseUrlPosition: position }: NonNullable<Sender['forwards']>,
): HttpRequest {
  const positional = position === undefined ? null : positionalValues(resolver, file, call, position);
  const targets = optionValues(resolver, file, call, baseUrl) ?? positional ?? [];
  const hosts = targets.flatMap((target) => (target.kind === 'text' ? [withScheme(target.text)] : []));
  const urls = hosts.map((host) => concatText(host.replace(/\/*$/, '/'), HOLE));
  return { method: null, urls, body: 'unknown' };
}

/** `url = 'https://host'; url += '/v1/chat'`: a host alone, next to more, is what something was put behind. */
function withoutBeginnings(urls: string[]): string[] {
  const whole = urls.filter((url) => !/^[^/?#]*:\/\/[^/?#\uFFFC]*\/?$/.test(url));
  return whole.length > 0 ? whole : urls;
}

const BASE_OPTIONS = ['baseURL', 'baseUrl', 'prefixUrl', 'base_url'];

/** A client's base URL, or one that the call itself is given; a host without scheme is one too. */
function basesOf(resolver: Resolver, file: LinkedFile, call: CallFact | null, sender: Sender): string[] {
  const options = call ? optionValues(resolver, file, call, BASE_OPTIONS) : null;
  const own = options?.filter(({ kind }) => kind === 'text') ?? [];
  const bases = own.length > 0 ? own : sender.bases;
  return bases.map((base) => (base.kind === 'text' ? withScheme(base.text) : HOLE));
}

function withScheme(base: string): string {
  return /^[^/?#]*:\/\/|^[/\uFFFC]/.test(base) ? base : `https://${base}`;
}

const HTTP_METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
const URL_OPTIONS = ['url', 'uri', 'URL', 'endpoint', 'href'];

/** The first of the positional arguments that is no method's name; else the URL among the options. */
function urlArguments(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const [first, second] = call.positional;
  const firsts = first ? textsOf(resolver, file, first) : [];
  const isMethod =
    firsts.some((text) => HTTP_METHODS.has(text.toUpperCase())) ||
    (firsts.includes(HOLE) && second?.kind !== 'object');
  const texts =
    isMethod && second ? [...firsts.filter(isAddress), ...textsOf(resolver, file, second)] : firsts;
  const addresses = texts.filter((text) => text !== HOLE && !HTTP_METHODS.has(text.toUpperCase()));
  if (addresses.length > 0) return addresses;
  const options = optionValues(resolver, file, call, URL_OPTIONS)?.flatMap(textOf) ?? [];
  // `https.request({ hostname, path }, onReply)`: the callback is no options, whatever it is.
  if (options.some((text) => text !== HOLE)) return options;
  const apart = hostAndPath(resolver, file, call);
  if (apart.length > 0) return apart;
  return options.length === 0 && texts.includes(HOLE) ? [HOLE] : options;
}

/** A method's name has no slash, whatever it is put behind. */
function isAddress(text: string): boolean {
  return /:\/\/|^\uFFFC?\//.test(text);
}

/**
 * `https.request({ hostname, path })`; where each may be one of several, the first host is the first path's. The only
 * host that is known is every path's: `send(path)` is called for a list of models and for an answer.
 */
function hostAndPath(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const all = (names: string[]): string[] =>
    (optionValues(resolver, file, call, names) ?? []).map((value) =>
      value.kind === 'text' ? value.text : value.kind === 'number' ? String(value.number) : HOLE,
    );
  const [hosts, paths] = [all(['hostname', 'host']), all(['path', 'pathname'])];
  const [port] = all(['port']);
  if (hosts.length === 0) return paths.slice(0, 1);
  // Of what nobody can look into, the body alone may tell.
  if ([...hosts, ...paths].every((one) => one === HOLE)) return [HOLE];
  const address = (host: string, path = ''): string =>
    `https://${host}${port === undefined || port === '443' ? '' : `:${port}`}${path}`;
  const inOrder = hosts.map((host, at) => address(host, paths[at] ?? paths.at(-1)));
  const [only, ...others] = new Set(hosts.filter((host) => host !== HOLE));
  if (only === undefined || others.length > 0) return inOrder;
  return [...inOrder, ...paths.filter((path) => path !== HOLE).map((path) => address(only, path))];
}

function textsOf(resolver: Resolver, file: LinkedFile, value: Value): string[] {
  return resolver.resolve(file, value).flatMap((one) => clientsUri(resolver, one) ?? textOf(one));
}

/** `client.getUri()` of axios is the URL that the client was made with: `axios.create({ url })`. */
function clientsUri(resolver: Resolver, value: Resolved): string[] | null {
  if (value.kind !== 'instance' || value.of.kind !== 'member' || value.of.name !== 'getUri') return null;
  const client = value.of.object;
  const given = client.kind === 'instance' && optionValues(resolver, client.file, client.call, URL_OPTIONS);
  return given ? given.flatMap(textOf) : null;
}

/** What a URL argument says; a request object was reported where it was made, and says nothing more. */
function textOf(value: Resolved): string[] {
  if (value.kind === 'text') return [value.text];
  if (value.kind === 'instance') return isRequestObject(value) ? [] : [HOLE];
  // A package's settings: `Config.LLM_URL`.
  if (value.kind === 'symbol') return ADDRESS_NAME.test(value.path.at(-1) ?? '') ? [HOLE] : [];
  return value.kind === 'unknown' || value.kind === 'environment' || value.kind === 'member' ? [HOLE] : [];
}

const ADDRESS_NAME = /_(?:URL|URI|ENDPOINT)$/;

function isRequestObject({ of: made }: Resolved & { kind: 'instance' }): boolean {
  return 'path' in made && /^(?:HTTP)?Request$/.test(made.path.at(-1) ?? '');
}

function methodOf(resolver: Resolver, file: LinkedFile, call: CallFact, sender: Sender): string | null {
  const verb = sender.name.toUpperCase();
  if (HTTP_METHODS.has(verb)) return verb;
  const named = (optionValues(resolver, file, call, ['method']) ?? []).flatMap((value) =>
    value.kind === 'text' ? [value.text.toUpperCase()] : [],
  );
  // A function that hands on its callers' options sends whatever they say: some read, some ask.
  if (named.length > 0) return onlyOne(named);
  const firsts = call.positional.slice(0, 1).flatMap((value) => textsOf(resolver, file, value));
  return onlyOne(firsts.map((text) => text.toUpperCase()).filter((text) => HTTP_METHODS.has(text)));
}

function onlyOne(methods: string[]): string | null {
  return new Set(methods).size === 1 ? (methods[0] ?? null) : null;
}

/** What sends a GET unless it is told otherwise, by names that are no others'. */
const READING = new Set([
  ...['fetch', '$fetch', 'ofetch', 'axios', 'got', 'ky'],
  ...['node-fetch', 'cross-fetch', 'isomorphic-fetch', 'electron-fetch'],
]);

/** `fetchJson`, `getText` of one's own */
const READING_NAME = /^_*(?:fetch|get)(?![a-z])/;

/**
 * `fetch(url)` and `fetch(url, { headers })`, if nothing in it may name a method or hold a body. Of a URL that a model
 * is asked at, and no other, something was left out.
 */
function reads(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { name, reads = READING.has(name) || READING_NAME.test(name) }: Sender,
  urls: readonly string[],
): boolean {
  if (!reads) return false;
  if (urls.length === 1 && urls.every(isAsked)) return false;
  if (isAddressAlone(resolver, file, call)) return true;
  if (call.spread || optionValues(resolver, file, call, TELLING_OPTIONS)) return false;
  const [url, options, ...more] = call.positional;
  const known = options ? resolver.resolve(file, options) : [];
  const rest = more.flatMap((value) => resolver.resolve(file, value));
  return (
    url !== undefined &&
    known.every(({ kind }) => kind === 'record') &&
    // `fetchWithTimeout(url, { headers }, 10_000)`
    rest.every(({ kind }) => kind === 'number' || kind === 'boolean' || kind === 'none')
  );
}

/** `fetch(url)`, of whose URL something is known: that is no request object, and nothing else is given. */
function isAddressAlone(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  const [url] = call.positional;
  if (!url || call.positional.length > 1 || call.named.length > 0 || call.spread) return false;
  const known = resolver.resolve(file, url);
  return known.some(({ kind }) => kind === 'text') && known.every(({ kind }) => !MAY_TELL.has(kind));
}

/** What holds options, or may be a request that says how it is sent. */
const MAY_TELL: ReadonlySet<Resolved['kind']> = new Set(['record', 'instance', 'list']);

/**
 * Of the call that a function sends its caller's request by: whether that is a GET unless the caller says otherwise.
 * `fetch(url, options)` of what it was handed is; one that says how it sends is not; `null` if nobody can tell.
 */
export function readsUnlessTold(facts: FileFacts, call: CallFact, { name }: Sender): boolean | null {
  const verb = name.toUpperCase();
  if (HTTP_METHODS.has(verb)) return verb === 'GET';
  const first = name === 'request' || name === 'stream' ? call.positional[0] : undefined;
  const methods = [...(first ? [first] : []), ...givenTo(facts, call, ['method'])];
  if (methods.length > 0) return methods.every((value) => isGet(facts, value)) || null;
  return READING.has(name) && givenTo(facts, call, BODY_OPTIONS).length === 0 ? true : null;
}

/** What a call's own words give for an option, by name or in an object, which may have a name itself. */
function givenTo({ bindings }: FileFacts, { positional, named }: CallFact, names: string[]): Value[] {
  const objects = positional.flatMap((value) =>
    value.kind === 'binding' ? (bindings[value.binding]?.values ?? []) : [value],
  );
  return writtenValues({ named, positional: objects }, names);
}

/** `GET`, or a parameter that is where it is left out. */
function isGet({ bindings }: FileFacts, value: Value): boolean {
  const values = value.kind === 'binding' ? (bindings[value.binding]?.values ?? []) : [value];
  return values.some((one) => one.kind === 'text' && one.text.toUpperCase() === 'GET');
}

function isAsked(url: string): boolean {
  const endpoint = parseEndpoint(url);
  const meaning = pathMeaning(endpoint?.path ?? '');
  if (!endpoint || meaning !== 'likely') return meaning === 'inference';
  return serviceByHost(endpoint.host, endpoint.path) !== null;
}

/** Without any of these, a request is the kind that its sender makes by itself. */
const TELLING_OPTIONS = [
  ...['method', 'json', 'body', 'data', 'content', 'form', 'payload'],
  ...['model', 'messages', 'prompt', 'input', 'contents'],
];
