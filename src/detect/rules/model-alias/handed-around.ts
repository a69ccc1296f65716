import { requestDestination } from '../../endpoint.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { sdkCall } from '../calls/sdk-calls.ts';
import { requestOf } from '../calls/telling-calls.ts';
import { recent } from '../code/remembered.ts';
import { attributeValues, classOfMethod, givenTo, isParameter, structureOf } from '../code/structure.ts';
import { asksVendor } from '../hardcoded-model-routing/asked-vendors.ts';
import { chosenService } from '../hardcoded-model-routing/chosen-service.ts';

/** A value goes through few hands: a factory, a constructor, an attribute. */
const MAX_STEPS = 60;

/**
 * Whether a value comes from a parameter or an option that is handed to a vendor's client too: `OllamaClient(model)` in
 * one branch, `GatewayClient(model)` in the next. Which of them gets which of the names nobody sees.
 */
export function isHandedAround(resolver: Resolver, file: LinkedFile, values: readonly Value[]): boolean {
  const seen = new Set<Value | string>();
  const waiting = values.map((value) => ({ file, value }));
  for (let next = waiting.shift(); next && seen.size < MAX_STEPS; next = waiting.shift()) {
    if (seen.has(next.value)) continue;
    seen.add(next.value);
    const { value } = next;
    if (isGiven(next.file, value) && goesToVendor(resolver, next.file, value)) return true;
    waiting.push(...comesFrom(resolver, next.file, value));
  }
  return false;
}

interface Placed {
  file: LinkedFile;
  value: Value;
}

/** What a value is read from, one step back. */
function comesFrom(resolver: Resolver, file: LinkedFile, value: Value): Placed[] {
  const here = (values: readonly Value[]): Placed[] => values.map((one) => ({ file, value: one }));
  switch (value.kind) {
    case 'binding': {
      const own = here(file.facts.bindings[value.binding]?.values ?? []);
      return [...own, ...resolver.handed(file, value.binding)];
    }
    case 'choice':
      return here(value.options);
    case 'member':
      return value.object.kind === 'self'
        ? here(attributeValues(file.facts, value.object.class, value.property))
        : here([value.object]);
    case 'result': {
      const callee = file.facts.calls[value.call]?.callee;
      return callee?.kind === 'member' ? here([callee.object]) : [];
    }
    // `**options`, which came from somewhere too.
    case 'object':
      return here(value.spreads);
    default:
      return [];
  }
}

/** A parameter, or a part of what the program is called with: `args.model`. */
function isGiven({ facts }: LinkedFile, value: Value): boolean {
  if (value.kind === 'member') return value.object.kind === 'binding';
  return isParameter(facts, value);
}

/** Whether it is what a call hands to another service than the gateway. */
function goesToVendor(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  const root = rootBinding(value);
  const handing = root === null ? [] : (handingCalls(file.facts).get(root) ?? []);
  return handing.some((call) => hands(call, value) && isForeign(resolver, file, call));
}

/** The calls of a file by the names that they are handed something of: many values are asked about in turn. */
const handingCalls = recent(({ calls }: FileFacts): ReadonlyMap<number, readonly CallFact[]> => {
  const handed = calls.flatMap((call) =>
    [...new Set(handedBy(call).map(rootBinding))].map((root) => ({ root, call })),
  );
  const grouped = Map.groupBy(handed, ({ root }) => root ?? -1);
  return new Map([...grouped].map(([root, all]) => [root, all.map(({ call }) => call)]));
});

/** The name that a value is, or is read from: `args` of `args.model`. */
function rootBinding(value: Value): number | null {
  if (value.kind === 'member') return rootBinding(value.object);
  return value.kind === 'binding' ? value.binding : null;
}

/** Of `CLIENTS[provider](model)`, one of the functions is enough. */
function isForeign(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  if (chosenService(resolver, file, call)?.isForeign) return true;
  return resolver.objects
    .resolve(file, call.callee)
    .some((callee) => callee.kind === 'function' && asksElsewhere(resolver, callee));
}

function hands(call: CallFact, value: Value): boolean {
  return handedBy(call).some((given) => isSame(given, value));
}

/** What a call is handed, and what is in the objects among that. */
function handedBy(call: CallFact): Value[] {
  return [...givenTo(call), ...(call.spreads ?? [])].flatMap((given) =>
    given.kind === 'object' ? [...given.entries.map((entry) => entry.value), ...given.spreads] : [given],
  );
}

function isSame(one: Value, other: Value): boolean {
  if (one.kind === 'binding') return other.kind === 'binding' && one.binding === other.binding;
  if (one.kind !== 'member' || other.kind !== 'member') return false;
  return one.property === other.property && isSame(one.object, other.object);
}

/** A method whose class sends what it is asked to another service, and nothing to the gateway. */
export function asksElsewhere(resolver: Resolver, { file, index }: Resolved & { kind: 'function' }): boolean {
  const range = (classOfMethod(file.facts, index) ?? file.facts.functions[index])?.range;
  if (!range) return false;
  const kinds = structureOf(file.facts)
    .callsIn(range)
    .flatMap((call) => destinationsOf(resolver, file, call));
  return kinds.includes('direct') && !kinds.includes('gateway');
}

function destinationsOf(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const sdk = sdkCall(resolver, file, call);
  if (sdk) return [sdk.destination.kind];
  if (asksVendor(resolver, file, call)) return ['direct'];
  const sent = requestOf(resolver, file, call);
  return sent
    ? sent.request.urls.map((url) => requestDestination(url, sent.request, resolver.tree.policy).kind)
    : [];
}
