import type { Policy } from '../policy/policy.ts';
import { localService, serviceByHost, serviceByPath, serviceOpenAt } from './catalog/hosts.ts';
import type { PathMeaning } from './catalog/paths.ts';
import { pathMeaning } from './catalog/paths.ts';
import type { InferenceService } from './catalog/service.ts';
import { HOLE, isOfPage } from './link/text.ts';

/** A URL taken apart; unknown parts as `HOLE`. */
export interface Endpoint {
  host: string;
  /** `null` for the scheme's own port; `'unknown'` if nobody knows. */
  port: number | null | 'unknown';
  /** Begins with a slash or is empty; without query and fragment. */
  path: string;
}

/** What a request's body shows: a prompt, and a model for it too; surely none; or nobody knows. */
export type BodyEvidence = 'model' | 'prompt' | 'none' | 'unknown';

/** Where a request or a client goes, as far as it matters. */
export type Destination =
  | { kind: 'gateway' }
  /** An inference service; `service` is its catalogue entry, `null` if only the path gave it away. */
  | { kind: 'direct'; service: { id: string; name: string } | null }
  /** Nothing about LLMs, or a health or model-list request. */
  | { kind: 'elsewhere' }
  | { kind: 'unknown' };

/** Takes an absolute URL apart; `null` if the text has no known host: a path alone, or nothing but unknown. */
export function parseEndpoint(url: string): Endpoint | null {
  const match = url.match(/^\s*(?:[^/?#]*:)?\/\/([^/?#]*)([^?#]*)/);
  if (!match) return null;
  const [, authority = '', path = ''] = match;
  return splitAuthority(authority, path.replace(/\/{2,}/g, '/'));
}

/** Like `parseEndpoint`, for options that also take `localhost:11434` or a bare host. */
export function parseBase(url: string): Endpoint | null {
  const bare = /^\s*(?:localhost|[\w\uFFFC-]+(?:\.[\w\uFFFC-]+)+|[\w-]+(?=:\d))(?::\d+)?(?:\/|$)/;
  return parseEndpoint(bare.test(url) ? `//${url.trim()}` : url);
}

/** `https://api.openai.com${path}`: what is unknown right behind a host is its path, not more host. */
function splitAuthority(authority: string, path: string): Endpoint | null {
  const bare = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  const endsOpen =
    bare.endsWith(HOLE) && bare !== HOLE && /^(?:[^:]*[a-z0-9]|[^:]*:\d+)$/.test(bare.slice(0, -1));
  const known = endsOpen ? bare.slice(0, -1) : bare;
  const colon = known.lastIndexOf(':');
  const host = (colon < 0 ? known : known.slice(0, colon)).replace(/\.$/, '');
  if (host === '') return null;
  return {
    host,
    port: portOf(colon < 0 ? '' : known.slice(colon + 1)),
    path: endsOpen ? `/${HOLE}${path}` : path,
  };
}

function portOf(text: string): Endpoint['port'] {
  if (text === '' || text === '80' || text === '443') return null;
  return /^\d+$/.test(text) ? Number(text) : 'unknown';
}

type EndpointPolicy = Pick<Policy, 'gateway' | 'services'>;

/** Whether a URL goes to the gateway: host and port equal, the path below; `maybe` if unknown parts decide. */
function isGateway(endpoint: Endpoint, policy: EndpointPolicy): 'yes' | 'no' | 'maybe' {
  const answers = policy.gateway.urls.map((url) => compareToGateway(endpoint, parseBase(url)));
  return answers.find((answer) => answer === 'yes') ?? answers.find((answer) => answer === 'maybe') ?? 'no';
}

function compareToGateway(endpoint: Endpoint, gateway: Endpoint | null): 'yes' | 'no' | 'maybe' {
  if (!gateway) return 'no';
  const parts = [
    isOwnMachine(endpoint.host) && isOwnMachine(gateway.host) ? 'yes' : matches(endpoint.host, gateway.host),
    endpoint.port === 'unknown' || (endpoint.host === HOLE && endpoint.port === null)
      ? 'maybe'
      : endpoint.port === gateway.port
        ? 'yes'
        : 'no',
    isBelow(endpoint.path, gateway.path.replace(/\/+$/, '')),
  ] as const;
  if (parts.includes('no')) return 'no';
  return parts.includes('maybe') ? 'maybe' : 'yes';
}

/** The machine itself has several names, and code and env files each write another. */
function isOwnMachine(host: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])$/.test(host);
}

function matches(pattern: string, text: string): 'yes' | 'no' | 'maybe' {
  if (!pattern.includes(HOLE)) return pattern === text ? 'yes' : 'no';
  const expression = pattern.split(HOLE).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${expression.join('.*')}$`, 's').test(text) ? 'maybe' : 'no';
}

function isBelow(path: string, base: string): 'yes' | 'no' | 'maybe' {
  if (base === '' || path === base || path.startsWith(`${base}/`)) return 'yes';
  const hole = path.indexOf(HOLE);
  return hole >= 0 && base.startsWith(path.slice(0, hole)) ? 'maybe' : 'no';
}

/** Where a request goes. `method` is upper case, `null` if unknown. */
export function requestDestination(
  url: string,
  request: { method: string | null; body: BodyEvidence },
  policy: EndpointPolicy,
): Destination {
  const endpoint = parseEndpoint(url);
  const byPath = hostlessService(url, endpoint);
  if (byPath && request.method !== 'GET') return { kind: 'direct', service: byPath };
  if (!endpoint) return { kind: 'unknown' };
  const gateway = isGateway(endpoint, policy);
  if (gateway !== 'no') return { kind: gateway === 'yes' ? 'gateway' : 'unknown' };
  if (isPagesServer(url, endpoint)) return { kind: 'elsewhere' };
  const meaning = pathMeaning(endpoint.path);
  if (isQuiet(meaning, endpoint, request) || request.method === 'OPTIONS' || onlyReads(endpoint, request)) {
    return { kind: 'elsewhere' };
  }
  const vendor = knownService(endpoint, policy) ?? openVendor(endpoint, request);
  if (vendor) return { kind: 'direct', service: vendor };
  const local = localService(endpoint.host, numberOf(endpoint.port), endpoint.path);
  if (sendsPrompt(meaning, endpoint, request, local !== null) || (local && mayAsk(endpoint, request))) {
    return { kind: 'direct', service: local };
  }
  return { kind: endpoint.path.includes(HOLE) || endpoint.host.includes(HOLE) ? 'unknown' : 'elsewhere' };
}

/** Where the page came from, unless a server that runs models is what listens there by its port. */
function isPagesServer(url: string, { host, port, path }: Endpoint): boolean {
  return isOfPage(url) && localService(host, numberOf(port), path) === null;
}

/** Health and lists of models; a host alone only where nothing is sent to it. */
function isQuiet(meaning: PathMeaning, { path }: Endpoint, { method }: { method: string | null }): boolean {
  return meaning === 'quiet' && !(method === 'POST' && /^\/*$/.test(path));
}

/** What is sent to a vendor's host goes to its API, whatever else stands on it. */
function openVendor(
  { host, path }: Endpoint,
  { method }: { method: string | null },
): InferenceService | null {
  return method === 'POST' ? serviceOpenAt(host, path) : null;
}

/** `f"{resource}/openai/deployments/…"`: nobody knows the host, and the path tells whose it is. */
function hostlessService(url: string, endpoint: Endpoint | null): InferenceService | null {
  const isHostless = endpoint === null ? !/^\s*(?:\/|$)/.test(url) : endpoint.host === HOLE;
  return isHostless ? serviceByPath(url) : null;
}

/**
 * `GET /models/featured`, `GET /v1/voices`: reading from a vendor is no LLM call, nor is deleting. Nobody reads what models are asked at
 * either: the path is another request's of the same function.
 */
function onlyReads({ path }: Endpoint, { method }: { method: string | null }): boolean {
  return (method === 'GET' || method === 'HEAD' || method === 'DELETE') && !/\/realtime/.test(path);
}

/** Something is sent to a place on the server of which nothing is known, or a prompt to the server itself. */
function mayAsk(
  { path }: Endpoint,
  { method, body }: { method: string | null; body: BodyEvidence },
): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return OPEN_PATH.test(path) || (/^\/*$/.test(path) && showsPrompt(body));
}

/** Nothing is known of what is called on the server. */
const OPEN_PATH = new RegExp(`^(?:/(?:v1|api|openai|openai/v1))?/?${HOLE}$`);

/**
 * Reading is no LLM call on a host that nobody knows; what is posted to an inference path is. On a server that runs
 * models, an ordinary path such as `/api/chat` is one.
 */
function sendsPrompt(
  meaning: PathMeaning,
  { host, port, path }: Endpoint,
  { method, body }: { method: string | null; body: BodyEvidence },
  isModelServer: boolean,
): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return false;
  if (OF_PAGES.test(path) && isOwnMachine(host) && PAGE_PORTS.has(numberOf(port))) return false;
  if (meaning === 'shared' && OF_THINGS.test(path) && isOwnMachine(host)) return false;
  if (meaning === 'inference') return true;
  if (meaning === 'likely' || (meaning === 'shared' && isModelServer)) return body !== 'none';
  return meaning === 'shared' && (body === 'model' || (body === 'prompt' && !NAMES_MODEL.test(path)));
}

/** `/api/courses/generate`: a part of an application of one's own, and of no server that runs models. */
const OF_THINGS =
  /^(?:\/api)+\/(?!v\d|(?:ai|llms?|models?|text|chat|ollama|openai)\/)[a-z][\w-]*\/generate\/*$/i;

/** What Ollama answers, and what people call the same of their own. */
const OF_PAGES = /^\/api\/(?:chat|generate)\/*$/;

/** Where servers of pages listen by default, and no server that is asked at `/api/chat`: Next, Vite, Angular, Astro. */
const PAGE_PORTS: ReadonlySet<number | null> = new Set([3000, 3001, 5173, 4200, 4321]);

/** What asks for a model's name: one's own `/api/chat` is sent messages alone. */
const NAMES_MODEL = /\/api\/(?:chat|embed|embeddings)\/*$/;

/** Whether there is a prompt in a body, or a model's name. */
export function showsPrompt(body: BodyEvidence): boolean {
  return body === 'prompt' || body === 'model';
}

/** Where a client with this base URL goes; `owner` is the service that its SDK is made for. */
export function clientDestination(url: string, owner: InferenceService, policy: EndpointPolicy): Destination {
  const endpoint = parseBase(url);
  const byPath = hostlessService(url, endpoint);
  if (byPath) return { kind: 'direct', service: byPath };
  if (!endpoint || isPagesServer(url, endpoint)) return { kind: 'unknown' };
  const gateway = isGateway(endpoint, policy);
  if (gateway !== 'no') return { kind: gateway === 'yes' ? 'gateway' : 'unknown' };
  const service =
    knownService(endpoint, policy) ?? localService(endpoint.host, numberOf(endpoint.port), endpoint.path);
  if (service) return { kind: 'direct', service };
  if (endpoint.host.includes(HOLE)) return { kind: 'unknown' };
  return { kind: 'direct', service: owner.local || owner.hosts.length > 0 ? null : owner };
}

/** Whose address a URL is, whatever is done with it: `elsewhere` for one that answers no LLM calls. */
export function addressee(url: string, policy: EndpointPolicy): Destination {
  const endpoint = /^\s*(?:https?|wss?):\/\//i.test(url) ? parseEndpoint(url) : null;
  if (!endpoint || /\s/.test(url.trim()) || isPagesServer(url, endpoint)) return { kind: 'elsewhere' };
  const gateway = isGateway(endpoint, policy);
  if (gateway !== 'no') return { kind: gateway === 'yes' ? 'gateway' : 'unknown' };
  const meaning = pathMeaning(endpoint.path);
  if (meaning === 'quiet' && !isBegun(endpoint)) return { kind: 'elsewhere' };
  const service =
    knownService(endpoint, policy) ?? localService(endpoint.host, numberOf(endpoint.port), endpoint.path);
  if (service) return { kind: 'direct', service };
  const isKnown = !endpoint.host.includes(HOLE);
  return isKnown && meaning === 'inference' ? { kind: 'direct', service: null } : { kind: 'elsewhere' };
}

/** What more is to be put behind: a host alone, or `…/v1beta/models/` before a model's name. */
function isBegun({ host, path }: Endpoint): boolean {
  return /^\/?$|\/models\/$/.test(path) || (path === '/models' && MODELS_BELOW.has(host));
}

/** Hosts that have each model's own path below `/models`, and no list of them there. */
const MODELS_BELOW: ReadonlySet<string> = new Set(['api-inference.huggingface.co', 'router.huggingface.co']);

function numberOf(port: Endpoint['port']): number | null {
  return typeof port === 'number' ? port : null;
}

function knownService(
  { host, port, path }: Endpoint,
  policy: EndpointPolicy,
): { id: string; name: string } | null {
  const listed = policy.services.find((service) => {
    const [listedHost, listedPort] = service.toLowerCase().split(':');
    return listedHost === host && (listedPort === undefined || Number(listedPort) === port);
  });
  return listed === undefined ? serviceByHost(host, path) : { id: listed, name: listed };
}

/** A URL for people: without query and credentials, unknown parts as `…`. */
export function shownUrl(url: string): string {
  const bare = url
    .trim()
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/@]*@/, '//')
    .replace(/(?<!:)\/{2,}/g, '/');
  return bare.replaceAll(HOLE, '…');
}
