import { localService, serviceByHost } from '../../catalog/hosts.ts';
import { pathMeaning } from '../../catalog/paths.ts';
import { parseEndpoint, requestDestination, shownUrl } from '../../endpoint.ts';
import type { CallFact } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { HOLE, PAGE_ORIGIN } from '../../link/text.ts';
import { commandRequests } from '../calls/command-requests.ts';
import type { SdkCall } from '../calls/sdk-calls.ts';
import { clientNamed } from '../calls/sdk-calls.ts';
import { sentRequest, tellingOrWrapped } from '../calls/sent-request.ts';
import { clientOrigin, requestOrigin } from '../calls/url-origin.ts';
import type { Hit } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { gatewayUrl, requestAtGateway, sdkAtGateway } from '../services/gateway-url.ts';
import { forwardedPaths } from './forwarding.ts';
import { registeredProviders } from './registered-providers.ts';

/**
 * Rule book, "Direct LLM Service Calls": a request to an inference service, or a client or SDK set up to send
 * one, that does not go to the gateway. A client is reported where it is made, a raw request where it is sent.
 */
export function directCall(resolver: Resolver, file: LinkedFile): Hit[] {
  const called = tellingOrWrapped(resolver, file).flatMap(({ call, sdk }) =>
    sdk ? sdkHit(resolver, file, call, sdk) : (requestHit(resolver, file, call) ?? []),
  );
  return [
    ...called,
    ...commandRequests(resolver, file),
    ...registeredProviders(resolver, file),
    ...forwardedPaths(resolver, file),
  ];
}

function sdkHit(resolver: Resolver, file: LinkedFile, call: CallFact, found: SdkCall): Hit[] {
  if (found.destination.kind !== 'direct') return [];
  const { service } = found.destination;
  return [
    {
      place: placeOf(call),
      what: sdkWhat(found),
      message: sdkMessage(resolver, found),
      service: service?.name ?? null,
      ...clientOrigin(resolver, file, call, found.use.sdk.baseUrl),
    },
  ];
}

function sdkWhat({ name, use, baseUrl, destination, isSetElsewhere }: SdkCall): string {
  const service = destination.kind === 'direct' ? destination.service?.name : null;
  const target = isSetElsewhere
    ? 'an address that is set elsewhere'
    : knownAs(baseUrl, service ?? use.service.name);
  if (use.kind === 'client') return `${clientNamed(name)} for ${target}`;
  return baseUrl === null && use.service.hosts.length === 0 ? `${name}()` : `${name}() to ${target}`;
}

function sdkMessage(resolver: Resolver, found: SdkCall): string {
  const { use, baseUrl, destination, otherUrls = [], isSetElsewhere } = found;
  const service = destination.kind === 'direct' ? destination.service?.name : null;
  const known = oneOf([knownAs(baseUrl, service ?? use.service.name), ...otherUrls]);
  const where = isSetElsewhere ? `an address that is set elsewhere, such as ${known},` : known;
  const gateway = gatewayUrl(resolver);
  const mend = sdkAtGateway(use, gateway);
  return `This goes to ${where} and around the gateway. ${mend}.`;
}

/** The address, or whose it is where nobody knows the host: `…/openai/deployments/fast`. */
function knownAs(baseUrl: string | null, service: string): string {
  return baseUrl === null || baseUrl.startsWith('…') ? service : baseUrl;
}

function requestHit(resolver: Resolver, file: LinkedFile, call: CallFact): Hit[] | null {
  const request = sentRequest(resolver, file, call);
  if (!request) return null;
  // What runs in no page has no server of its own: Python's `base_url or 'http://localhost:8080'`, by default `''`.
  const isPages = file.facts.language !== 'python';
  const places = request.urls.flatMap((url): Place[] => {
    if (isOfOwnServer(request.urls, url) || (isPages && isOfOwnMachine(request.urls, url))) return [];
    const destination = requestDestination(url, request, resolver.tree.policy);
    return destination.kind === 'direct' ? [{ url, service: destination.service?.name ?? null }] : [];
  });
  const [first] = places;
  return first ? [requestFound(resolver, file, call, request.method, first, places)] : null;
}

/**
 * Whether a path that applications have too, `/api/v1/generate`, is asked by a helper that asks the same server for
 * other things as well: `/api/v1/auth/login`, `/api/v1/lessons`.
 */
function isOfOwnServer(urls: readonly string[], url: string): boolean {
  const endpoint = urls.length > MANY_PATHS ? parseEndpoint(url) : null;
  if (!endpoint || !COMMON.test(endpoint.path) || serviceByHost(endpoint.host, '')) return false;
  const others = urls.filter((other) => {
    const at = parseEndpoint(other);
    return at?.host === endpoint.host && pathMeaning(at.path) === 'other' && !mayBe(at.path, endpoint.path);
  });
  return others.length >= MANY_PATHS;
}

/** `DEV ? 'http://localhost:3000' : ''`: what is the page's own server otherwise is so while it is written. */
function isOfOwnMachine(urls: readonly string[], url: string): boolean {
  const endpoint = parseEndpoint(url);
  if (!endpoint || !/^(?:localhost|127\.|0\.0\.0\.0|\[::1\])/.test(endpoint.host)) return false;
  const port = typeof endpoint.port === 'number' ? endpoint.port : null;
  const isPagesToo = [endpoint.path, `${PAGE_ORIGIN}${endpoint.path}`].some((own) => urls.includes(own));
  return isPagesToo && localService(endpoint.host, port, endpoint.path) === null;
}

/** Whether a path that ends in what nobody knows may be the other one. */
function mayBe(path: string, other: string): boolean {
  return path.endsWith(HOLE) && other.startsWith(path.slice(0, -HOLE.length));
}

const MANY_PATHS = 2;

/** What ends a path of one's own, too. */
const COMMON = /\/(?:generate|completions?|chat|embed|embeddings|complete)$/;

/** Where a request may go, and whose that is. */
interface Place {
  url: string;
  service: string | null;
}

function requestFound(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  method: string | null,
  { url, service }: Place,
  places: Place[],
): Hit {
  const known = [...new Set(places.flatMap((one) => one.service ?? []))];
  const where = known.length > 0 ? oneOf(known) : 'an inference service';
  const gateway = gatewayUrl(resolver);
  const isOllama = known.length === 1 && service === 'Ollama';
  const path = isOllama ? (parseEndpoint(url)?.path ?? '') : '';
  const mend = requestAtGateway(path, gateway, `Call ${gateway} instead`);
  return {
    place: placeOf(call),
    what: `${method ?? 'request to'} ${shownUrl(url)}`,
    message: `This goes to ${where} and around the gateway. ${mend}.`,
    service,
    ...requestOrigin(resolver, file, call),
  };
}

/** Names that fit in a line. */
const MOST_NAMED = 4;

/** `Groq, OpenAI or xAI`: what a URL is handed in depends on who calls. */
function oneOf(names: string[]): string {
  const shown = names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED - 1), 'others'] : names;
  const last = shown.at(-1) ?? '';
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} or ${last}` : last;
}
