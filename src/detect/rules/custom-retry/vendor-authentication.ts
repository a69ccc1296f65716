import type { Signer, TokenEndpoint, TokenGetter } from '../../catalog/authentication.ts';
import { REQUEST_SIGNERS, SIGNERS, TOKEN_ENDPOINTS, TOKEN_GETTERS } from '../../catalog/authentication.ts';
import { LOCAL_SERVER, vendorInName } from '../../catalog/vendor-names.ts';
import type { CallFact, FunctionFact, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { sentRequest, tellingOrWrapped } from '../calls/sent-request.ts';
import { recent, remembered } from '../code/remembered.ts';
import { givenTo, isWithin, nameAround, structureOf } from '../code/structure.ts';
import { writtenTexts } from '../code/written-texts.ts';
import type { Hit, Place } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { keyHeaders } from './key-headers.ts';
import { spokenTo } from './spoken-services.ts';

/**
 * Rule book, "Custom Auth/Retry Logic": signatures and tokens of an inference service that code makes itself, and
 * headers that only such a service takes its key in. What stands in a request that `direct-call` reports is no finding
 * of its own: it goes away with the request.
 */
export function vendorAuthentication(resolver: Resolver, file: LinkedFile): Hit[] {
  const requests = tellingOrWrapped(resolver, file).flatMap(
    ({ call }) => tokenRequest(resolver, file, call) ?? [],
  );
  const made = maySign(file)
    ? file.facts.calls.flatMap(
        (call) => tokenGetter(resolver, file, call) ?? signature(resolver, file, call) ?? [],
      )
    : [];
  const found = [...requests, ...made];
  const headers = keyHeaders(resolver, file).map(({ name, range }) =>
    hitAt(structureOf(file.facts).placeAt(range), name, 'headers'),
  );
  return oncePerFunction(file, [...found, ...headers]);
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
  const sent = sentRequest(resolver, file, call);
  if (!sent) return null;
  const endpoint = TOKEN_ENDPOINTS.find((one) => sent.urls.some((url) => isAt(url, one)));
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
  if (!isOf(SIGNERS) || OF_FILE.test(nameAround(file.facts, call.range)) || verifies(resolver, file, call))
    return null;
  const service = serviceAt(resolver, file, call.range);
  return service === null || PLAIN_KEY.has(service) ? null : hitAt(placeOf(call), service, `${name}()`);
}

/** `signAudioUrl(key)`: a link to what was made, for whoever is to fetch it. */
const OF_FILE = /(?:audio|media|file|image|video|download|upload|attachment)_?(?:url|link)/i;

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
function verifies(resolver: Resolver, file: LinkedFile, { range, scope }: CallFact): boolean {
  const around = structureOf(file.facts).functionAround(range);
  return (
    scope.some((name) => /verif|valid|webhook|check/i.test(name)) ||
    (around !== undefined && compares(resolver, file, around))
  );
}

const compares = remembered((_resolver, { facts }, { range }: FunctionFact): boolean =>
  structureOf(facts)
    .callsIn(range)
    .some(
      ({ callee }) =>
        callee.kind === 'member' && /^(?:compare_digest|timingSafeEqual)$/.test(callee.property),
    ),
);

/** Vendors of models sell other things too. */
const NO_MODEL = /asr|tts|stt|voice|speech|ocr|translat|storage|search|login|oauth|user|session/i;

/** Companies whose name alone does not say that it is about models: a token for Google may be for a calendar. */
const SELLS_MORE = new Set(['Google', 'Azure', 'Baidu', 'YandexGPT']);

/** How many functions lie between a signature and the call that it is for. */
const MAX_CALLERS = 2;

/** The service that what stands at a place is for. */
function serviceAt(resolver: Resolver, file: LinkedFile, range: Range): string | null {
  const around = structureOf(file.facts).functionAround(range);
  return around ? serviceAround(resolver, file, around) : null;
}

/** The service that a function speaks to, or that one does which calls it. */
const serviceAround = remembered((resolver, file, fact: FunctionFact): string | null => {
  const seen = new Set([fact]);
  let level = [fact];
  for (let callers = 0; callers <= MAX_CALLERS; callers++) {
    for (const one of level) {
      const service = serviceOf(resolver, file, one);
      if (service !== null) return service;
    }
    const names = [...new Set(level.map(({ name }) => name))];
    level = names.flatMap((name) => callersByName(file).get(name) ?? []).filter((one) => !seen.has(one));
    for (const one of level) seen.add(one);
  }
  return null;
});

/** The functions of a file, by the names that they call. */
const callersByName = recent((file: LinkedFile): ReadonlyMap<string, FunctionFact[]> => {
  const { functionAround } = structureOf(file.facts);
  const callers = new Map<string, Set<FunctionFact>>();
  for (const { callee, range } of file.facts.calls) {
    const around = functionAround(range);
    const name = lastPart(dottedName(file, callee));
    if (around) callers.set(name, (callers.get(name) ?? new Set()).add(around));
  }
  return new Map([...callers].map(([name, all]) => [name, [...all]]));
});

/** The service that a function speaks to: it, its class, or its name. */
const serviceOf = remembered((resolver, file, fact: FunctionFact): string | null => {
  const named = NO_MODEL.test(fact.name) ? null : vendorInName(fact.name);
  // Nobody makes a token for a server of one's own, but for its users.
  if (named && !named.isGateway && named.name !== LOCAL_SERVER && !SELLS_MORE.has(named.name))
    return named.name;
  const owner = file.facts.classes.find((one) => isWithin(fact.range, one.range));
  const within = spokenTo(resolver, file).find(
    (one) => isWithin(one.range, fact.range) || (owner && isWithin(one.range, owner.range)),
  );
  return within?.name ?? null;
});

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
  return [...names, ...modules, ...writtenTexts(facts)].some((text) => pattern.test(text));
}
