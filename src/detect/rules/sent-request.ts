import type { CallFact, FileFacts, FunctionFact, Range, Value } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { functionsAround } from '../reach/functions-around.ts';
import { recent, remembered } from './remembered.ts';
import type { HttpRequest } from './request-urls.ts';
import { readRequest } from './request-urls.ts';
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
  if (handsOn(file.facts, call)) return null;
  const sent = requestOf(resolver, file, call);
  if (sent) return sent.request;
  const wrapper = wrapperOf(resolver, file, call);
  return wrapper && readRequest(resolver, file, call, wrapper);
});

/** A function of the tree whose name says that it sends a request, and that hands on what it is handed. */
function wrapperOf(resolver: Resolver, file: LinkedFile, call: CallFact): Sender | null {
  const found = namedFunctions(resolver, file, call).find((one) => isWrapper(resolver, one.file, one.fact));
  return found ? { name: found.name, bases: [] } : null;
}

interface NamedFunction {
  name: string;
  file: LinkedFile;
  fact: FunctionFact;
}

function namedFunctions(resolver: Resolver, file: LinkedFile, call: CallFact): NamedFunction[] {
  if (!isNamedForRequests(file.facts, call.callee)) return [];
  return resolver.objects.resolve(file, call.callee).flatMap((callee) => {
    const fact = callee.kind === 'function' ? callee.file.facts.functions[callee.index] : undefined;
    if (callee.kind !== 'function' || !fact) return [];
    const name = requestName(callee.file.facts, fact);
    return name === null ? [] : [{ name, file: callee.file, fact }];
  });
}

/** Whether a function sends a request to what it was handed, as it stands, or has one that is named for it do so. */
const isWrapper = remembered((resolver, file, fact: FunctionFact): boolean =>
  callsWithin(file.facts, fact).some(
    (call) =>
      handsOnAll(fact, call) ||
      (handsOn(file.facts, call) &&
        (senderOf(resolver, file, call) !== null || namedFunctions(resolver, file, call).length > 0)),
  ),
);

/** `function fetch(...args) { return given(...args); }` is what its name says, whatever is given. */
function handsOnAll({ parameters }: FunctionFact, { spread, positional }: CallFact): boolean {
  return spread && positional.length === 0 && parameters.length === 1 && parameters[0]?.rest === true;
}

const around = recent(functionsAround);

function callsWithin(facts: FileFacts, fact: FunctionFact): CallFact[] {
  const index = facts.functions.indexOf(fact);
  const functions = around(facts);
  return facts.calls.filter((_, call) => functions[call]?.includes(index));
}

/** Whether a call's URL is, as it stands, what a function that is named for requests was handed. */
function handsOn(facts: FileFacts, { positional: [first] }: CallFact): boolean {
  return first !== undefined && isHanded(facts, first, 0);
}

const MAX_STEPS = 8;

function isHanded(facts: FileFacts, value: Value, depth: number): boolean {
  if (depth > MAX_STEPS) return false;
  switch (value.kind) {
    case 'binding':
      return isHandedName(facts, value.binding, depth);
    case 'member':
      return isHanded(facts, value.object, depth + 1);
    case 'choice':
      return value.options.some((option) => isHanded(facts, option, depth + 1));
    case 'object':
      return value.entries.some(({ key, value: url }) => isUrlKey(key) && isHanded(facts, url, depth + 1));
    default:
      return false;
  }
}

function isUrlKey(key: Value): boolean {
  return key.kind === 'text' && /^(?:url|uri)$/i.test(key.text);
}

function isHandedName(facts: FileFacts, index: number, depth: number): boolean {
  const binding = facts.bindings[index];
  if (binding?.kind === 'parameter' && binding.values.length === 0) return isParameterOfSender(facts, index);
  return binding?.values.some((one) => isHanded(facts, one, depth + 1)) ?? false;
}

function isParameterOfSender(facts: FileFacts, binding: number): boolean {
  const owner = facts.functions.find(({ parameters }) => parameters.some((one) => one.binding === binding));
  return requestName(facts, owner) !== null;
}

/** Of a function that is named for requests, or of a nameless one inside of such: `return (url) => fetch(url)`. */
function requestName({ functions }: FileFacts, own: FunctionFact | undefined): string | null {
  if (!own) return null;
  if (own.name !== '') return sendsByName(own.name) ? own.name : null;
  return functions.find(({ name, range }) => sendsByName(name) && holds(range, own.range))?.name ?? null;
}

function holds(outer: Range, inner: Range): boolean {
  return outer.startLine <= inner.startLine && outer.endLine >= inner.endLine;
}
