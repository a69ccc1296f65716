import { requestDestination } from '../../endpoint.ts';
import type { BindingFact, CallFact, FileFacts, FunctionFact, Range, Value } from '../../facts.ts';
import { rootOf } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { functionsAround } from '../../reach/functions-around.ts';
import { recent, remembered } from '../code/remembered.ts';
import type { HttpRequest } from './request-urls.ts';
import { readRequest, readsUnlessTold } from './request-urls.ts';
import type { Sender } from './requests.ts';
import { senderOf, sendsByName } from './requests.ts';
import type { TellingCall } from './telling-calls.ts';
import { requestOf, tellingCalls } from './telling-calls.ts';

/** The calls of a file that have to do with SDKs and requests, and those of functions that are named for requests. */
export function tellingOrWrapped(resolver: Resolver, file: LinkedFile): TellingCall[] {
  const telling = new Map(tellingCalls(resolver, file).map((one) => [one.call, one]));
  return file.facts.calls.flatMap((call) => {
    const known = telling.get(call);
    if (known) return [known];
    return isNamedForRequests(file.facts, call.callee) ? [{ call, sdk: null, sender: null }] : [];
  });
}

/** Before anything is resolved: half of all calls are of functions that stand next to them. */
function isNamedForRequests(facts: FileFacts, callee: Value): boolean {
  switch (callee.kind) {
    case 'function':
      return requestName(facts, facts.functions[callee.function]) !== null;
    case 'binding':
      return sendsByName(facts.bindings[callee.binding]?.name ?? '');
    case 'import':
      return callee.name === 'default' || sendsByName(callee.name);
    case 'member':
      return sendsByName(callee.property);
    case 'result':
      return isNamedForRequests(facts, facts.calls[callee.call]?.callee ?? { kind: 'unknown' });
    default:
      return false;
  }
}

/**
 * The request that a call sends, itself or through a function of the tree that is named for it and handed the URL.
 * Where such a function hands on what it was handed, its callers are the ones to tell, each of their own URL.
 */
export const sentRequest = remembered((resolver, file, call: CallFact): HttpRequest | null => {
  const sent = requestOf(resolver, file, call);
  if (sent) return handsOn(file.facts, call) || isHandedAll(file.facts, call) ? null : sent.request;
  const wrapper = wrapperOf(resolver, file, call);
  if (!wrapper || handsOn(file.facts, call, wrapper.urlPosition)) return null;
  return readRequest(resolver, file, call, wrapper);
});

/** A function of the tree whose name says that it sends a request, and that hands on what it is handed. */
function wrapperOf(resolver: Resolver, file: LinkedFile, call: CallFact): Sender | null {
  for (const one of namedFunctions(resolver, file, call)) {
    const wrapped = wrappedBy(resolver, one.file, one.fact);
    if (wrapped) return { name: one.name, bases: [], ...wrapped };
  }
  return null;
}

interface NamedFunction {
  name: string;
  file: LinkedFile;
  fact: FunctionFact;
}

function namedFunctions(resolver: Resolver, file: LinkedFile, call: CallFact): NamedFunction[] {
  if (!isNamedForRequests(file.facts, call.callee)) return [];
  return resolver.objects.resolve(file, call.callee).flatMap((callee) => {
    const own = functionOf(callee);
    const name = own && requestName(own.file.facts, own.fact);
    return own && name !== null ? [{ ...own, name }] : [];
  });
}

/**
 * How a function sends a request to what it was handed, as it stands, or has one that is named for it do so; `null` if
 * it does not.
 */
const wrappedBy = remembered((resolver, file, fact: FunctionFact): Wrapped | null => {
  const calls = callsWithin(file.facts, fact);
  if (calls.some((call) => handsOnAll(fact, call))) return {};
  // A helper that comes back to itself is looked at once, and nobody hands on through more.
  if (asked.has(fact) || asked.size > MAX_STEPS) return null;
  asked.add(fact);
  try {
    return innerOf(resolver, file, fact, calls);
  } finally {
    asked.delete(fact);
  }
});

type Wrapped = Partial<Pick<Sender, 'urlPosition' | 'reads' | 'bases'>>;

/** The functions that are being looked at. */
const asked = new Set<FunctionFact>();

/** Whom a function hands on to what it was handed: what sends, or the next that is named for it, `_request(method, url)`. */
function innerOf(
  resolver: Resolver,
  file: LinkedFile,
  fact: FunctionFact,
  calls: readonly CallFact[],
): Wrapped | null {
  for (const call of calls) {
    const sender = senderOf(resolver, file, call);
    const next = sender ? null : wrapperOf(resolver, file, call);
    const isMeant = sender !== null || next !== null || handsOnUnseen(resolver, file, call);
    if (!isMeant || !handsOn(file.facts, call, next?.urlPosition)) continue;
    const reads = sender && readsUnlessTold(file.facts, call, sender);
    return {
      urlPosition: positionIn(file.facts, fact, call, next?.urlPosition),
      bases: (sender ?? next)?.bases ?? [],
      ...(reads === null ? {} : { reads }),
    };
  }
  return null;
}

/** Whether a call is of a function that is named for requests and sends none itself, as far as anybody can see. */
function handsOnUnseen(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  return namedFunctions(resolver, file, call).some((own) => !sendsItself(resolver, own.file, own.fact));
}

/** `requestLoad(model, adminUrl)`, which asks something below an address: whom it asks is told there. */
const sendsItself = remembered((resolver, file, fact: FunctionFact): boolean =>
  callsWithin(file.facts, fact).some((call) => senderOf(resolver, file, call) !== null),
);

/** Where among a function's parameters the one stands that a call's URL is. */
function positionIn(
  facts: FileFacts,
  { parameters }: FunctionFact,
  call: CallFact,
  position?: number,
): number {
  const [first, second] = call.positional;
  // `requests.request(method, url)`
  const url =
    position === undefined
      ? second && first && takesMethodFirst(call)
        ? second
        : first
      : call.positional[position];
  const handed = url ? handedNames(facts, url) : [];
  return Math.max(
    0,
    parameters.findIndex(({ binding }) => handed.includes(binding)),
  );
}

function takesMethodFirst({ callee, positional }: CallFact): boolean {
  const name = callee.kind === 'member' ? callee.property : callee.kind === 'import' ? callee.name : '';
  return positional.length > 1 && /^(?:request|stream|build_request)$/.test(name);
}

/** `function fetch(...args) { return given(...args); }` is what its name says, whatever is given. */
function handsOnAll({ parameters }: FunctionFact, { spread, positional }: CallFact): boolean {
  return spread && positional.length === 0 && parameters.length === 1 && parameters[0]?.rest === true;
}

/** Whether a call in a function that is named for requests is handed on all that the function is. */
function isHandedAll(facts: FileFacts, call: CallFact): boolean {
  if (!call.spread || call.positional.length > 0) return false;
  const index = around(facts)[facts.calls.indexOf(call)]?.at(-1);
  const own = index === undefined ? undefined : facts.functions[index];
  return own !== undefined && requestName(facts, own) !== null && handsOnAll(own, call);
}

const around = recent(functionsAround);

function callsWithin(facts: FileFacts, fact: FunctionFact): CallFact[] {
  const index = facts.functions.indexOf(fact);
  const functions = around(facts);
  return facts.calls.filter((_, call) => functions[call]?.includes(index));
}

/** Whether what stands first, or where a function takes its URL, is as it stands what one named for requests was handed. */
function handsOn(facts: FileFacts, call: CallFact, position?: number): boolean {
  const url = call.positional[position ?? (namesMethodFirst(facts, call) ? 1 : 0)];
  return url !== undefined && handedNames(facts, url).length > 0;
}

/** `client.request(method, url)`, by what it is handed: elsewhere the URL stands first. */
function namesMethodFirst({ bindings }: FileFacts, call: CallFact): boolean {
  if (!takesMethodFirst(call)) return false;
  const [first] = call.positional;
  return first?.kind === 'binding' && /(?:method|verb)$/i.test(bindings[first.binding]?.name ?? '');
}

const MAX_STEPS = 8;

/**
 * The parameters of functions named for requests that a value is, as it stands. Each name is looked at once: `x = x` ten
 * times over would be followed in ten ways at each step.
 */
function handedNames(facts: FileFacts, value: Value, seen = new Set<number>(), depth = 0): number[] {
  if (depth > MAX_STEPS) return [];
  const within = (one: Value) => handedNames(facts, one, seen, depth + 1);
  switch (value.kind) {
    case 'binding':
      return seen.size < seen.add(value.binding).size ? handedByName(facts, value.binding, within) : [];
    case 'member':
      return within(value.object);
    case 'choice':
      return holdsAddress(facts, value.options) ? [] : value.options.flatMap(within);
    case 'object':
      return value.entries.flatMap(({ key, value: url }) => (isUrlKey(key) ? within(url) : []));
    default:
      return [];
  }
}

/** `given.url ?? 'https://…'` goes there unless its caller says otherwise, who may never do. */
function holdsAddress(facts: FileFacts, values: readonly Value[]): boolean {
  return values.some((value) => {
    if (value.kind === 'choice') return value.options.some((one) => isOwnAddress(facts, one));
    const held = value.kind === 'binding' ? (facts.bindings[value.binding]?.values ?? []) : [value];
    return held.some((one) => isOwnAddress(facts, one));
  });
}

function isAddress(value: Value): boolean {
  return value.kind === 'text' && /^\w+:\/\/./.test(value.text);
}

/** `given.url || `${row.baseUrl}${row.path}``: put together of what nobody hands over. */
function isOwnAddress(facts: FileFacts, value: Value): boolean {
  return value.kind === 'join' ? !value.parts.some((part) => mayBeHanded(facts, part)) : isAddress(value);
}

/** Whether a value is a parameter, or a name for a few things of which one is. */
function mayBeHanded(facts: FileFacts, value: Value): boolean {
  const { kind, values } = nameIn(facts, value) ?? NOBODY;
  const isHanded = (one: Value): boolean => nameIn(facts, one)?.kind === 'parameter';
  return kind === 'parameter' || values.length > MOST_HELD || values.some(isHanded);
}

const NOBODY: Pick<BindingFact, 'kind' | 'values'> = { kind: 'variable', values: [] };

/** What a name holds that stands for a part of an address. */
const MOST_HELD = 10;

/** The name that a value is a member of, or is itself. */
function nameIn({ bindings }: FileFacts, value: Value): BindingFact | undefined {
  const root = rootOf(value);
  return root.kind === 'binding' ? bindings[root.binding] : undefined;
}

function isUrlKey(key: Value): boolean {
  return key.kind === 'text' && /^(?:url|uri)$/i.test(key.text);
}

function handedByName(facts: FileFacts, index: number, within: (one: Value) => number[]): number[] {
  const binding = facts.bindings[index];
  if (binding?.kind === 'parameter' && binding.values.length === 0)
    return isParameterOfSender(facts, index) ? [index] : [];
  const values = binding?.values ?? [];
  return holdsAddress(facts, values) ? [] : values.flatMap(within);
}

function isParameterOfSender(facts: FileFacts, binding: number): boolean {
  return requestName(facts, ownersOf(facts).get(binding)) !== null;
}

/** The functions that parameters belong to, by their bindings. */
const ownersOf = recent(({ functions }: FileFacts): ReadonlyMap<number, FunctionFact> => {
  const owners = new Map<number, FunctionFact>();
  for (const one of functions) for (const { binding } of one.parameters) owners.set(binding, one);
  return owners;
});

/** Of a function that is named for requests, or of a nameless one inside of such: `return (url) => fetch(url)`. */
function requestName(facts: FileFacts, own: FunctionFact | undefined): string | null {
  if (!own) return null;
  if (own.name !== '') return sendsByName(own.name) ? own.name : null;
  return senders(facts).find(({ range }) => holds(range, own.range))?.name ?? null;
}

const senders = recent(({ functions }: FileFacts): readonly FunctionFact[] =>
  functions.filter(({ name }) => sendsByName(name)),
);

function holds(outer: Range, inner: Range): boolean {
  return outer.startLine <= inner.startLine && outer.endLine >= inner.endLine;
}

/** The inference service that a request goes to around the gateway, or its URL where nobody knows whose that is. */
export function serviceSent({ tree }: Resolver, request: HttpRequest | null): string | null {
  for (const url of request?.urls ?? []) {
    const destination = request && requestDestination(url, request, tree.policy);
    if (destination?.kind === 'direct') return destination.service?.name ?? url;
  }
  return null;
}
