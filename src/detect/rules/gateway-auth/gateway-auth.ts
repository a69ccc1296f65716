import { HTTP_GLOBALS } from '../../catalog/http-libraries.ts';
import { shownUrl } from '../../endpoint.ts';
import type { CallFact } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { gatewayRequest } from '../calls/gateway-calls.ts';
import { optionValues } from '../calls/options.ts';
import { defaultBases, libraryOf } from '../calls/requests.ts';
import { tellingCalls } from '../calls/telling-calls.ts';
import type { Hit } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { KEY_HEADER } from './key-header.ts';
import { setsHeadersLater } from './later-headers.ts';

/**
 * Rule book, "Include Master Key": a raw request to the gateway carries the key, by itself or by its client. Silent
 * wherever the client or the headers are not known. SDKs read a key from their environment by themselves.
 */
export function gatewayAuth(resolver: Resolver, file: LinkedFile): Hit[] {
  return tellingCalls(resolver, file).flatMap(({ call, sdk }) => {
    const found = sdk ? null : gatewayRequest(resolver, file, call);
    if (!found || KEY_IN_QUERY.test(found.url) || mayCarryKey(resolver, file, call)) return [];
    return [
      {
        place: placeOf(call),
        what: `${found.request.method ?? 'request to'} ${shownUrl(found.url)} without a key`,
        message:
          'This call to the gateway carries no key. Send the header `Authorization: Bearer …`, with the key from the environment.',
        service: null,
      },
    ];
  });
}

/** `…:generateContent?key=${key}`: on Google's own routes, which the gateway has too, the key may stand in the URL. */
const KEY_IN_QUERY = /[?&](?:key|api[-_]?key|subscription-key|access_token)=/i;

/** The calls whose options reach the request: its own, and the one that made its client. */
interface Reach {
  file: LinkedFile;
  call: CallFact;
}

function mayCarryKey(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  const callees = resolver.objects.resolve(file, call.callee).filter((callee) => !isOfNothing(callee));
  const reaches = callees.map((callee) => reachOf(resolver, file, callee));
  if (reaches.includes(null)) return true;
  const all: Reach[] = [{ file, call }, ...reaches.flatMap((reach) => reach ?? [])];
  return all.some((reach) => givesKey(resolver, reach) || setsHeadersLater(reach.file));
}

/** `self.client = None` before a client is made, `httpx = None` where it is not installed: what nothing is called on. */
function isOfNothing(callee: Resolved): boolean {
  if (callee.kind === 'member') return callee.object.kind === 'none' || isOfNothing(callee.object);
  return callee.kind === 'instance' && isOfNothing(callee.of);
}

/** The constructors behind what is called; `null` if it is not known what sends. */
function reachOf(resolver: Resolver, file: LinkedFile, callee: Resolved): Reach[] | null {
  switch (callee.kind) {
    case 'global':
      return HTTP_GLOBALS.has(callee.path.join('.')) ? [] : null;
    case 'symbol':
      return symbolReach(resolver, file, callee);
    case 'member':
      return callee.object.kind === 'instance' ? clientReach(callee.object) : null;
    case 'instance':
      return clientReach(callee);
    default:
      return null;
  }
}

/** What sets a package's address somewhere may set its headers there. */
function symbolReach(
  resolver: Resolver,
  file: LinkedFile,
  symbol: Resolved & { kind: 'symbol' },
): Reach[] | null {
  const library = libraryOf(symbol);
  return library && defaultBases(resolver, file, library).length === 0 ? [] : null;
}

function clientReach({ of: made, file, call }: Resolved & { kind: 'instance' }): Reach[] | null {
  return made.kind === 'symbol' && libraryOf(made) ? [{ file, call }] : null;
}

/** Options that may put a key on a request in a way that is not looked into. */
const OTHER_WAYS = [
  'auth',
  'event_hooks',
  'hooks',
  'transport',
  'adapter',
  'dispatcher',
  'agent',
  'beforeRequest',
];

function givesKey(resolver: Resolver, { file, call: whole }: Reach): boolean {
  const call = withoutBody(resolver, file, whole);
  const others = optionValues(resolver, file, call, OTHER_WAYS) ?? [];
  if (others.some(({ kind }) => kind !== 'none')) return true;
  const query = optionValues(resolver, file, call, ['params']) ?? [];
  if (query.some(holdsQueryKey)) return true;
  if (file.registry === 'npm' && takesUnseenOptions(resolver, file, call)) return true;
  const headers = optionValues(resolver, file, call, HEADERS) ?? headersByPosition(resolver, file, call);
  return headers.some((value) => mayHoldKey(resolver, value, 0));
}

/** `api.post(url, body, options)` of axios: what is sent holds no options. */
function withoutBody(resolver: Resolver, file: LinkedFile, call: CallFact): CallFact {
  const { callee, positional } = call;
  if (callee.kind !== 'member' || !/^(?:post|put|patch)$/.test(callee.property)) return call;
  const senders = resolver.objects.resolve(file, callee).filter((one) => !isOfNothing(one));
  const isAxios = senders.length > 0 && senders.every(isOfAxios);
  return isAxios ? { ...call, positional: positional.toSpliced(1, 1) } : call;
}

function isOfAxios(callee: Resolved): boolean {
  if (callee.kind === 'member') return isOfAxios(callee.object);
  if (callee.kind === 'instance') return isOfAxios(callee.of);
  return callee.kind === 'symbol' && callee.module === 'axios';
}

/** `params={"key": key}` */
function holdsQueryKey(query: Resolved): boolean {
  if (query.kind !== 'record') return false;
  return query.value.entries.some(({ key }) => key.kind === 'text' && KEY_IN_QUERY.test(`?${key.text}=`));
}

/** WebSockets' libraries have names of their own for them. */
const HEADERS = ['headers', 'additional_headers', 'extra_headers', 'header'];

/** `connection.request("POST", "/v1/chat/completions", body, headers)` of `http.client`. */
function headersByPosition(resolver: Resolver, file: LinkedFile, { positional }: CallFact): Resolved[] {
  const given = file.registry === 'pypi' ? positional[3] : undefined;
  return given ? resolver.resolve(file, given) : [];
}

/** `fetch(url, options)`, `fetch(url, withKey())`: what is given behind the URL and is not seen may be options. */
function takesUnseenOptions(resolver: Resolver, file: LinkedFile, { positional }: CallFact): boolean {
  return positional.slice(1).some((value) => resolver.resolve(file, value).some(isUnseen));
}

function isUnseen(value: Resolved): boolean {
  if (value.kind === 'instance') return !('path' in value.of) || value.of.path.at(-1) !== 'stringify';
  return (
    value.kind === 'global' || value.kind === 'symbol' || value.kind === 'unknown' || value.kind === 'member'
  );
}

/** `headers: { common: { … } }` */
const MAX_NESTING = 3;

function mayHoldKey(resolver: Resolver, headers: Resolved, depth: number): boolean {
  if (headers.kind === 'none' || headers.kind === 'boolean') return false;
  if (headers.kind !== 'record' || depth > MAX_NESTING) return true;
  const { entries, spreads } = headers.value;
  const isOwn = entries.some(({ key, value }) => {
    if (key.kind !== 'text' || KEY_HEADER.test(key.text)) return true;
    return value.kind === 'object' && mayHoldKey(resolver, { ...headers, value }, depth + 1);
  });
  const spread = spreads.flatMap((value) => resolver.resolve(headers.file, value));
  return isOwn || spread.some((value) => mayHoldKey(resolver, value, depth + 1));
}
