import { PATH_WORDS, pathMeaning } from '../catalog/paths.ts';
import { parseEndpoint, requestDestination, shownUrl, showsPrompt } from '../endpoint.ts';
import type { CallFact } from '../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../link/model.ts';
import { HOLE, PAGE_ORIGIN } from '../link/text.ts';
import { gatewayUrl } from './gateway-url.ts';
import type { HttpRequest } from './request-urls.ts';
import { MESSAGES, sendsModelAnd } from './request-urls.ts';
import type { Hit } from './rule.ts';
import { placeOf } from './rule.ts';
import type { SdkCall } from './sdk-calls.ts';
import { sdkCall } from './sdk-calls.ts';
import { sentRequest, tellingOrWrapped } from './sent-request.ts';
import { clientOrigin, unsetVariable } from './url-origin.ts';

/**
 * Decisions 4: a client or a call whose base URL cannot be known. Nothing of it is: if it may be the gateway's by a
 * default it is taken for that, and if it may be a vendor's it is a `direct-call`.
 */
export function unknownBaseUrl(resolver: Resolver, file: LinkedFile): Hit[] {
  return tellingOrWrapped(resolver, file).flatMap(({ call, sdk }) =>
    sdk ? sdkHit(resolver, file, call, sdk) : requestHit(resolver, file, call),
  );
}

function sdkHit(resolver: Resolver, file: LinkedFile, call: CallFact, found: SdkCall): Hit[] {
  const { use, name, destination, from } = found;
  if (destination.kind !== 'unknown' || from === null || isKnownElsewhere(resolver, from)) return [];
  const shown = use.kind === 'client' ? `${name} client` : `${name}()`;
  const [option] = use.sdk.baseUrl;
  const variable =
    from.kind === 'environment' ? from.name : unsetVariable(resolver, file, call, use.sdk.baseUrl);
  const mend = option === undefined ? 'Name it in the code' : `Set \`${option}\` to ${gatewayUrl(resolver)}`;
  return [
    {
      place: placeOf(call),
      what: `${shown} ${use.kind === 'client' ? 'for' : 'to'} ${unknownWords(from)}`,
      message: messageOf(variable, mend),
      service: use.service.name,
      ...clientOrigin(resolver, file, call, use.sdk.baseUrl),
    },
  ];
}

/** A client that is handed another one was reported where that is made; a path alone is the page's own server. */
function isKnownElsewhere(resolver: Resolver, from: Resolved): boolean {
  if (from.kind === 'instance') return sdkCall(resolver, from.file, from.call) !== null;
  return from.kind === 'text' && (from.text.startsWith('/') || from.text.startsWith(PAGE_ORIGIN));
}

function unknownWords(from: Resolved): string {
  if (from.kind === 'environment') return `the base URL in ${from.name}`;
  return from.kind === 'text' ? shownUrl(from.text) : 'an unknown base URL';
}

/** @param variable the one that would say it, if there is one */
function messageOf(variable: string | null, mend: string): string {
  return variable === null
    ? `Nobody can tell from the code whether this goes to the gateway. ${mend}.`
    : `Nobody can tell whether this goes to the gateway: ${variable} has no default and is set nowhere in this repository. ${mend}, or make that the default.`;
}

function requestHit(resolver: Resolver, file: LinkedFile, call: CallFact): Hit[] {
  const request = sentRequest(resolver, file, call);
  if (!request) return [];
  const isKnown = request.urls.some((url) => isKnownUrl(resolver, request, url));
  // A helper may be handed several paths: one of them is enough.
  const asked = request.urls.filter((url) => hasUnknownHost(url) && asks(resolver, file, call, request, url));
  const unknown = asked.find((url) => pathOf(url) !== '') ?? asked[0];
  if (unknown === undefined || isKnown) return [];
  return [
    {
      place: placeOf(call),
      what: `${request.method ?? 'request to'} ${shownUrl(unknown)}`,
      message: messageOf(unsetVariable(resolver, file, call), `Begin the URL with ${gatewayUrl(resolver)}`),
      service: null,
    },
  ];
}

function hasUnknownHost(url: string): boolean {
  return parseEndpoint(url)?.host.includes(HOLE) ?? url.startsWith(HOLE);
}

function isKnownUrl(resolver: Resolver, request: HttpRequest, url: string): boolean {
  const { kind } = requestDestination(url, request, resolver.tree.policy);
  return kind === 'gateway' || kind === 'direct' || url.startsWith(PAGE_ORIGIN);
}

/** Of a host that nobody knows, only what is surely an LLM call counts. */
function asks(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { method, body }: HttpRequest,
  url: string,
): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE' || method === 'OPTIONS') return false;
  const path = pathOf(url);
  if (path === '') return sendsModelAnd(resolver, file, call, MESSAGES);
  if (OLLAMA.test(path) && /ollama/i.test(file.path)) return true;
  if (/\/(?:embeddings|responses|rerank)\/?$/.test(path) && pathMeaning(path) !== 'inference')
    return sendsModelAnd(resolver, file, call, PROMPTS);
  if (!PATH_WORDS.strong.some((word) => path.toLowerCase().includes(word.toLowerCase()))) return false;
  const meaning = pathMeaning(path);
  if (isOwnRoute(path)) return false;
  if (meaning === 'shared') return sendsModelAnd(resolver, file, call, PROMPTS);
  return meaning === 'inference' || (meaning === 'likely' && showsPrompt(body));
}

/** What a module that is named after Ollama posts to, whatever the body. */
const OLLAMA = /^\/api\/(?:generate|chat|embed|embeddings)$/;

/** `/api/v1/tasks/title/completions` names what it completes: a route of one's own, which may ask a model behind it. */
function isOwnRoute(path: string): boolean {
  const [last, name = '', folder = ''] = path.split('/').filter(Boolean).toReversed();
  return (
    last === 'completions' && OWN_NAME.test(name) && /^[a-z]{3}/.test(folder) && !NAMES_NEXT.test(folder)
  );
}

const OWN_NAME = /^(?!chat$|api$|openai$|inference$|beta$|v\d)[a-z][a-z-]+$/;
/** `/deployments/fast/completions`, `/engines/davinci/completions`: a model's name comes next. */
const NAMES_NEXT = /^(?:deployments|engines|models?)$/;

/** `/api/chat` is what people call their own too, but they name it no model. */
const PROMPTS = ['messages', 'prompt', 'input', 'documents'];
function pathOf(url: string): string {
  const endpoint = parseEndpoint(url);
  return endpoint ? endpoint.path : url.slice(HOLE.length).replace(/[?#].*$/s, '');
}
