import type { Signer, TokenEndpoint, TokenGetter } from '../../catalog/authentication.ts';
import {
  KEY_HEADERS,
  REQUEST_SIGNERS,
  SIGNERS,
  TOKEN_ENDPOINTS,
  TOKEN_GETTERS,
} from '../../catalog/authentication.ts';
import { pathMeaning } from '../../catalog/paths.ts';
import { LOCAL_SERVER, vendorInName } from '../../catalog/vendor-names.ts';
import { requestDestination } from '../../endpoint.ts';
import type { CallFact, FileFacts, FunctionFact, Range, Value } from '../../facts.ts';
import { valuesKept, valuesWithin } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { dottedName, lastPart, llmCall } from '../calls/llm-calls.ts';
import { sentRequest } from '../calls/sent-request.ts';
import { requestOf, tellingCalls } from '../calls/telling-calls.ts';
import { pathOf } from '../calls/unknown-hosts.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { keptValues, writtenParts } from '../code/kept-values.ts';
import { remembered } from '../code/remembered.ts';
import { givenTo, isWithin, structureOf } from '../code/structure.ts';
import type { Hit, Place } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';

/**
 * Rule book, "Custom Auth/Retry Logic": signatures and tokens of an inference service that code makes itself, and
 * headers that only such a service takes its key in. What stands in a request that `direct-call` reports is no finding
 * of its own: it goes away with the request.
 */
export function vendorAuthentication(resolver: Resolver, file: LinkedFile): Hit[] {
  const requests = tellingCalls(resolver, file).flatMap(
    ({ call }) => tokenRequest(resolver, file, call) ?? [],
  );
  const made = maySign(file)
    ? file.facts.calls.flatMap(
        (call) => tokenGetter(resolver, file, call) ?? signature(resolver, file, call) ?? [],
      )
    : [];
  const found = [...requests, ...made];
  return oncePerFunction(file, [...found, ...keyHeaders(resolver, file)]);
}

/** Few files import what signs, or what gets a cloud's tokens. */
function maySign({ facts }: LinkedFile): boolean {
  return facts.imports.some(({ module, name }) =>
    [...SIGNERS, ...REQUEST_SIGNERS, ...TOKEN_GETTERS].some(
      (one) => one.module.test(module) || one.module.test(`${module}.${name}`),
    ),
  );
}

/** A signature takes several steps. */
function oncePerFunction({ facts }: LinkedFile, hits: Hit[]): Hit[] {
  const seen = new Set<string>();
  return hits.filter(({ place, what }) => {
    const key = `${structureOf(facts).functionAt(place.range)} ${what.replace(/ by .*/, '')}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

function hitAt(place: Place, name: string, how: string): Hit {
  return {
    place,
    what: `authentication for ${name} by ${how}`,
    message: `Here code authenticates with ${name} itself. The gateway holds the keys of its services: send it its own key alone.`,
    service: name,
  };
}

/** A request to where a vendor hands out tokens. */
function tokenRequest(resolver: Resolver, file: LinkedFile, call: CallFact): Hit | null {
  const sent = requestOf(resolver, file, call);
  if (!sent) return null;
  const endpoint = TOKEN_ENDPOINTS.find((one) => sent.request.urls.some((url) => isAt(url, one)));
  if (!endpoint || (endpoint.beside && !mentions(file, endpoint.beside))) return null;
  return hitAt(placeOf(call), endpoint.name, 'a request for a token');
}

function isAt(url: string, { url: pattern }: TokenEndpoint): boolean {
  return pattern.test(url.trim().replace(/^https?:\/\//i, ''));
}

/** `credential.get_token("https://cognitiveservices.azure.com/.default")`, `credentials.refresh(Request())`. */
function tokenGetter(resolver: Resolver, file: LinkedFile, call: CallFact): Hit | null {
  if (call.callee.kind !== 'member') return null;
  const { property, object } = call.callee;
  const getter = TOKEN_GETTERS.find(
    (one) => one.registry === file.registry && one.names.test(property) && isFor(resolver, file, call, one),
  );
  if (!getter) return null;
  const values = [object, ...call.positional];
  return values.some((value) => isMadeBy(resolver, file, value, getter))
    ? hitAt(placeOf(call), getter.name, `${property}()`)
    : null;
}

function isFor(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { scope, beside }: TokenGetter,
): boolean {
  if (scope) return textsGiven(resolver, file, call).some((text) => scope.test(text));
  return beside !== undefined && mentions(file, beside);
}

/** Whether a value is an object that a package made, or that something of its made. */
function isMadeBy(
  resolver: Resolver,
  file: LinkedFile,
  value: Value,
  { registry, module }: Pick<Signer, 'registry' | 'module'>,
): boolean {
  return resolver.resolve(file, value).some((one) => {
    const symbol = symbolBehind(one);
    return symbol !== null && symbol.registry === registry && module.test(fullName(symbol));
  });
}

function symbolBehind(value: Resolved): (Resolved & { kind: 'symbol' }) | null {
  switch (value.kind) {
    case 'symbol':
      return value;
    case 'instance':
      return symbolBehind(value.of);
    case 'member':
      return symbolBehind(value.object);
    default:
      return null;
  }
}

function fullName({ registry, module, path }: Resolved & { kind: 'symbol' }): string {
  return registry === 'pypi' ? [module, ...path].join('.') : module;
}

/** A signature over a request or a token, for an inference service. */
function signature(resolver: Resolver, file: LinkedFile, call: CallFact): Hit | null {
  const isOf = (signers: readonly Signer[]) => signers.some((one) => signs(resolver, file, call, one));
  const name = dottedName(file, call.callee);
  if (isOf(REQUEST_SIGNERS)) {
    const isBedrock = textsGiven(resolver, file, call).some((text) => /^bedrock|\/\/bedrock/.test(text));
    return isBedrock ? hitAt(placeOf(call), 'AWS Bedrock', `${name}()`) : null;
  }
  if (!isOf(SIGNERS) || verifies(file, call)) return null;
  const service = serviceAround(resolver, file, call.range);
  return service === null || PLAIN_KEY.has(service) ? null : hitAt(placeOf(call), service, `${name}()`);
}

/** Vendors that take their key as it is: what is signed beside a request to them is something else. */
const PLAIN_KEY = new Set([
  ...['OpenAI', 'Anthropic', 'Google Gemini', 'Mistral', 'Cohere', 'DeepSeek', 'xAI', 'Perplexity', 'Groq'],
  ...['OpenRouter', 'Together AI', 'Fireworks AI', 'Replicate', 'ElevenLabs', 'Deepgram', 'AssemblyAI'],
]);

function signs(resolver: Resolver, file: LinkedFile, { callee }: CallFact, signer: Signer): boolean {
  return resolver.objects.resolve(file, callee).some((one) => {
    const symbol = one.kind === 'member' ? symbolBehind(one.object) : symbolBehind(one);
    if (!symbol || symbol.registry !== signer.registry) return false;
    const parts = [symbol.module, ...symbol.path, ...(one.kind === 'member' ? [one.name] : [])];
    return signer.module.test(fullName(symbol)) && signer.names.test(parts.at(-1) ?? '');
  });
}

/** Who compares a signature was sent it: a webhook. */
function verifies({ facts }: LinkedFile, { range, scope }: CallFact): boolean {
  const index = structureOf(facts).functionAt(range);
  const around = index === null ? undefined : facts.functions[index]?.range;
  const names = facts.calls
    .filter((call) => around && isWithin(call.range, around))
    .map(({ callee }) => callee);
  return (
    scope.some((name) => /verif|valid|webhook|check/i.test(name)) ||
    names.some(
      (callee) => callee.kind === 'member' && /^(?:compare_digest|timingSafeEqual)$/.test(callee.property),
    )
  );
}

/** Vendors of models sell other things too. */
const NO_MODEL = /asr|tts|stt|voice|speech|ocr|translat|storage|search|login|oauth|user|session/i;

/** Companies whose name alone does not say that it is about models: a token for Google may be for a calendar. */
const SELLS_MORE = new Set(['Google', 'Azure', 'Baidu', 'YandexGPT']);

/** How many functions lie between a signature and the call that it is for. */
const MAX_CALLERS = 2;

/** The service that a function speaks to: it, its class, those that call it, or its name. */
function serviceAround(resolver: Resolver, file: LinkedFile, range: Range, callers = 0): string | null {
  const structure = structureOf(file.facts);
  const index = structure.functionAt(range);
  const fact = index === null ? undefined : file.facts.functions[index];
  if (!fact) return null;
  const named = NO_MODEL.test(fact.name) ? null : vendorInName(fact.name);
  // Nobody makes a token for a server of one's own, but for its users.
  if (named && !named.isGateway && named.name !== LOCAL_SERVER && !SELLS_MORE.has(named.name))
    return named.name;
  const owner = file.facts.classes.find((one) => isWithin(fact.range, one.range));
  const within = spokenTo(resolver, file).find(
    (one) => isWithin(one.range, fact.range) || (owner && isWithin(one.range, owner.range)),
  );
  if (within || callers >= MAX_CALLERS) return within?.name ?? null;
  const calling = file.facts.calls.filter((call) => lastName(file, call.callee) === fact.name);
  for (const call of calling) {
    const service = serviceAround(resolver, file, call.range, callers + 1);
    if (service !== null) return service;
  }
  return null;
}

function lastName(file: LinkedFile, callee: Value): string {
  return lastPart(dottedName(file, callee));
}

interface Spoken {
  name: string;
  range: Range;
}

/** Where a file keeps endpoints of inference services, or calls them. */
const spokenTo = (resolver: Resolver, file: LinkedFile): Spoken[] => spokenIn(resolver, file, file.facts);

const spokenIn = remembered((resolver, file, _facts: FileFacts): Spoken[] => {
  const kept = keptValues(file.facts)
    .addresses.flatMap(({ value, range }) => writtenParts(value).map((part) => ({ part, range })))
    .flatMap(({ part, range }) => resolver.resolve(file, part).map((one) => ({ one, range })))
    .flatMap(({ one, range }) => {
      const owner = one.kind === 'text' ? endpointOwner(resolver, one.text) : null;
      return owner?.isForeign ? [{ name: owner.name, range }] : [];
    });
  const called = file.facts.calls.flatMap((call) => {
    const service = llmCall(resolver, file, call)?.service ?? serviceSent(resolver, file, call);
    return service === null ? [] : [{ name: service, range: call.range }];
  });
  return [...kept, ...called];
});

/** Whom a function of the tree asks that is handed the address: `fetchLines(url, { headers, body })`. */
function serviceSent(resolver: Resolver, file: LinkedFile, call: CallFact): string | null {
  const request = sentRequest(resolver, file, call);
  for (const url of request?.urls ?? []) {
    const destination = request && requestDestination(url, request, resolver.tree.policy);
    if (destination?.kind === 'direct') return destination.service?.name ?? url;
  }
  return null;
}

/** Headers that only one vendor takes its key in, where no call of the file shows where they go. */
function keyHeaders(resolver: Resolver, file: LinkedFile): Hit[] {
  const headers = [...keptValues(file.facts).holders, ...grownHeaders(file.facts)];
  const found = headers.flatMap(({ value, range }) => {
    const name = value.kind === 'object' ? vendorOfHeaders(file, value) : null;
    if (name === null) return [];
    const around = file.facts.functions[structureOf(file.facts).functionAt(range) ?? -1];
    return around && onlyLists(resolver, file, around) ? [] : [{ name, range }];
  });
  if (found.length === 0 || spokenTo(resolver, file).length > 0 || speaksToVendor(resolver, file)) return [];
  return found.map(({ name, range }) => hitAt(structureOf(file.facts).placeAt(range), name, 'headers'));
}

/** `headers['x-api-key'] = key`, one after the other: what an object has in the end, and where the first is set. */
function grownHeaders({ assignments = [], bindings }: FileFacts): Pick<KeptValue, 'value' | 'range'>[] {
  const set = assignments.flatMap(({ target, value, range }) => {
    if (target.kind !== 'member' || target.object.kind !== 'binding') return [];
    const key = { kind: 'text' as const, text: target.property };
    return TELLING_HEADERS.has(target.property.toLowerCase())
      ? [{ of: target.object.binding, entry: { key, value, range } }]
      : [];
  });
  return [...Map.groupBy(set, ({ of }) => of)].flatMap(([of, group]) => {
    const begun = bindings[of]?.values.flatMap((one) => (one.kind === 'object' ? one.entries : [])) ?? [];
    const entries = [...begun, ...group.map(({ entry }) => entry)];
    return group.slice(0, 1).map(({ entry: { range } }) => ({
      value: { kind: 'object', entries, spreads: [] },
      range,
    }));
  });
}

const TELLING_HEADERS: ReadonlySet<string> = new Set(
  KEY_HEADERS.flatMap(({ header, beside }) => (beside === undefined ? [header] : [header, beside])),
);

/** Whether all that a function sends asks which models there are: with its headers it authenticates no LLM call. */
const onlyLists = remembered((resolver, file, { range }: FunctionFact): boolean => {
  const urls = structureOf(file.facts)
    .callsIn(range)
    .flatMap((call) => requestOf(resolver, file, call)?.request.urls ?? []);
  return urls.length > 0 && urls.every((url) => LISTS_MODELS.test(pathOf(url)));
});

const LISTS_MODELS = /\/models\/?$/;

/** Whether a file names an address of an inference service at all; a list of models is no call of one. */
function speaksToVendor({ tree }: Resolver, file: LinkedFile): boolean {
  const gateway = tree.policy.gateway.urls.map((url) => url.replace(/^https?:\/\//, ''));
  const texts = textsOf(file);
  const meanings = new Set(texts.flatMap((text) => (text.startsWith('/') ? pathMeaning(text) : [])));
  const isAsked = meanings.has('inference') || meanings.has('likely') || texts.some(sendsMessages);
  if (meanings.has('quiet') && !isAsked) return true;
  return texts.some((text) => /^https?:\/\//.test(text) || gateway.some((url) => text.includes(url)));
}

/** The last part of Anthropic's path, behind a base that ends with the version. */
function sendsMessages(text: string): boolean {
  return text.endsWith('/messages');
}

function vendorOfHeaders(file: LinkedFile, { entries }: Value & { kind: 'object' }): string | null {
  const headers = new Map(
    entries.flatMap(({ key, value }) =>
      key.kind === 'text' ? [[key.text.toLowerCase(), value] as const] : [],
    ),
  );
  const found = KEY_HEADERS.find(({ header, beside, key }) => {
    const value = headers.get(header);
    if (!value) return false;
    const names = namesIn(file, value);
    // A key that is written out is `hardcoded-key`.
    if (names.trim() === '' || /litellm|gateway|proxy/i.test(names)) return false;
    return (beside !== undefined && headers.has(beside)) || (key?.test(names) ?? false);
  });
  return found?.name ?? null;
}

/** The names that a value is read from: of variables, of the environment. */
function namesIn(file: LinkedFile, value: Value): string {
  switch (value.kind) {
    case 'environment':
      return value.name;
    case 'join':
      return value.parts.map((part) => namesIn(file, part)).join(' ');
    case 'choice':
      return value.options.map((option) => namesIn(file, option)).join(' ');
    default:
      return dottedName(file, value);
  }
}

function textsGiven(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  return givenTo(call)
    .flatMap((value) => (value.kind === 'object' ? value.entries.map((entry) => entry.value) : [value]))
    .flatMap((value) => (value.kind === 'list' ? value.items : [value]))
    .flatMap((value) => resolver.resolve(file, value))
    .flatMap((one) => (one.kind === 'text' ? [one.text] : []));
}

/** Whether a file says something, in its texts or in its names. */
function mentions(file: LinkedFile, pattern: RegExp): boolean {
  const { facts } = file;
  const names = [...facts.functions, ...facts.classes, ...facts.bindings].map(({ name }) => name);
  const modules = facts.imports.flatMap(({ module, name }) => [module, name]);
  return [...names, ...modules, ...textsOf(file)].some((text) => pattern.test(text));
}

/** The texts that are written out in a file's values. */
function textsOf({ facts }: LinkedFile): string[] {
  const waiting = [...valuesKept(facts), ...facts.calls.flatMap(givenTo)];
  const texts: string[] = [];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (value.kind === 'text') texts.push(value.text);
    waiting.push(...valuesWithin(value));
  }
  return texts;
}
