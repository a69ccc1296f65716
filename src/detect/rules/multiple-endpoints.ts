import { serviceByHost } from '../catalog/hosts.ts';
import { parseEndpoint } from '../endpoint.ts';
import type { FileFacts, Range, Value } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import type { KeptValue } from './code/kept-values.ts';
import { keptValues, writtenParts } from './code/kept-values.ts';
import { recent } from './code/remembered.ts';
import { holdsSamples } from './code/sample-files.ts';
import { compareStarts, nameAround, structureOf } from './code/structure.ts';
import type { Hit } from './rule.ts';
import type { EndpointOwner } from './services/endpoint-owner.ts';
import { endpointOwner } from './services/endpoint-owner.ts';
import { gatewayUrl } from './services/gateway-url.ts';
import { distinct } from './services/model-names.ts';

/** An endpoint that a file keeps. */
interface Kept extends EndpointOwner {
  range: Range;
}

/**
 * Rule book, "Multiple Inference Endpoints": endpoints of two or more inference services in one file, not all of
 * them the gateway's. Reported once for a file, at the first that is not the gateway's.
 */
export function multipleEndpoints(resolver: Resolver, file: LinkedFile): Hit[] {
  if (holdsSamples(file)) return [];
  const kept = keptEndpoints(resolver, file).sort((a, b) => compareStarts(a.range, b.range));
  const owners = withoutContainers(distinct(kept.map(({ name }) => name)));
  const first = kept.find(({ isForeign }) => isForeign);
  if (!first || owners.length < 2) return [];
  const what = `endpoints of ${owners.slice(0, -1).join(', ')} and ${owners.at(-1)}`;
  return [
    {
      place: structureOf(file.facts).placeAt(first.range),
      what,
      message: `This file keeps ${what}. Keep one, ${gatewayUrl(resolver)}, and let its configuration name the others.`,
      service: null,
    },
  ];
}

/** `http://ollama:11434` beside `http://localhost:11434`: one server, by the name that it has for other containers. */
function withoutContainers(owners: string[]): string[] {
  return owners.filter((name) => {
    const [host = '', port] = name.split(':');
    const isOtherName = port !== undefined && host !== 'localhost' && /^[\w-]+$/.test(host);
    return !isOtherName || !owners.includes(`localhost:${port}`);
  });
}

function keptEndpoints(resolver: Resolver, file: LinkedFile): Kept[] {
  return keptValues(file.facts)
    .addresses.filter(
      ({ name, range }) => !ALLOWS.test(name) && !ALLOWS.test(holderAround(file.facts, range)),
    )
    .flatMap((kept) => writtenParts(kept.value).map((value) => ({ ...kept, value: writtenBase(value) })))
    .filter(({ value }) => !isHanded(file.facts, value))
    .flatMap((kept) => endpointsIn(resolver, file, kept));
}

/** `const urlPlaceholder = computed(() => { … return 'https://…' })`: what holds what the function around a place gives. */
function holderAround(facts: FileFacts, range: Range): string {
  const index = structureOf(facts).functionAt(range);
  return (index === null ? undefined : holders(facts).get(index)) ?? nameAround(facts, range);
}

/** The names of what is made of functions that are handed over, by those. */
const holders = recent(({ bindings, calls }: FileFacts): ReadonlyMap<number, string> => {
  const made = bindings.flatMap(({ name, values: [value] }) => {
    const handed = value?.kind === 'result' ? (calls[value.call]?.positional[0] ?? value) : value;
    return handed?.kind === 'function' ? [[handed.function, name] as const] : [];
  });
  return new Map(made);
});

/** Of `new URL(path, 'https://…')` what is written there: the path may be a whole URL of somewhere else. */
function writtenBase(value: Value): Value {
  const [base] = value.kind === 'join' && value.how === 'url' ? value.parts : [];
  return base ?? value;
}

/** `http://${address}` of what a function is handed: whose it is stands where that comes from. */
function isHanded({ bindings }: FileFacts, value: Value): boolean {
  if (value.kind !== 'join') return false;
  const [scheme, host, next] = value.parts;
  if (scheme?.kind !== 'text' || !/^\w+:\/\/$/.test(scheme.text) || host?.kind !== 'binding') return false;
  const isWhole = next === undefined || (next.kind === 'text' && next.text.startsWith('/'));
  return isWhole && !(bindings[host.binding]?.values ?? []).some(({ kind }) => kind === 'text');
}

/** What a page may ask, by its security policy or an allow list, what a field shows, and pages for people; what is asked is written elsewhere. */
const ALLOWS =
  /placeholder|documentation_?url|home_?page|(?:^[a-z]+-|[a-z])src$|(?:^|[_-])csp(?:$|[_-])|security_?policy|allow_?list|white_?list|(?:^|_)allowed$|allowed_?(?:host|domain|origin|url)s?$|(?:origins|(?:cors|host|permissions?)_?origin|host_?permissions)$/i;

/** `https://api.openai.com/*`: which pages and hosts a browser's extension asks leave for. */
const MATCHES = /\/\*$/;

/** `https://bedrock-runtime..amazonaws.com`: what a host is made of may be nothing. */
const LACKS_PART = /^\w+:\/\/[^/:]*\.\.\w/;

function endpointsIn(resolver: Resolver, file: LinkedFile, { value, range }: KeptValue): Kept[] {
  const owners = resolver.resolve(file, value).flatMap((one) => {
    if (one.kind !== 'text' || MATCHES.test(one.text) || LACKS_PART.test(one.text)) return [];
    const owner = endpointOwner(resolver, one.text);
    return owner ? [{ ...owner, isOwn: owner.isForeign && isOwn(one.text) }] : [];
  });
  // `http://${host}:${port || 11434}` is one server, whatever its host and port are set to.
  const own = owners.filter((owner) => owner.isOwn).toSorted((a, b) => rank(a.name) - rank(b.name));
  const hosted = owners.filter((owner) => !owner.isOwn);
  return [...own.slice(0, 1), ...hosted].map(({ name, isForeign }) => ({ range, name, isForeign }));
}

/** Whether a URL is of a server that one runs oneself. */
function isOwn(url: string): boolean {
  const endpoint = parseEndpoint(url);
  return endpoint !== null && serviceByHost(endpoint.host, endpoint.path) === null;
}

/** What is known best comes first: a host that is set elsewhere may be any. */
function rank(name: string): number {
  return name.startsWith('localhost:') ? 0 : 1;
}
