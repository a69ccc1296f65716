import { namesLlmCall } from '../../catalog/call-names.ts';
import type { NamedVendor } from '../../catalog/vendor-names.ts';
import { asksNamed, vendorInName } from '../../catalog/vendor-names.ts';
import type { BlockFact, CallFact, FileFacts, FunctionFact, Range, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { sdkCall } from '../calls/sdk-calls.ts';
import { mayTell } from '../calls/telling-calls.ts';
import { assignedSlot, givenValue } from '../code/kept-values.ts';
import { recent, remembered } from '../code/remembered.ts';
import { callBehind, compareStarts, itemsWithin, nameAround, structureOf } from '../code/structure.ts';
import { isModelSlot } from '../services/model-names.ts';
import { makesProviders } from '../services/provider-module.ts';
import { vendorsInside } from './asked-vendors.ts';
import type { Choice } from './choice.ts';
import { chosenService, lastName } from './chosen-service.ts';
import { vendorsMade } from './made-vendors.ts';
import { isOneProvider, tellsOfKey, unknownVendor } from './picked-providers.ts';
import { asksInFile, asksWhatWasChosen, isWhatWasChosen, vendorOfArm } from './vendor-dispatch.ts';

/**
 * What branches settle on that are taken for a vendor, where only that tells whom it asks: `if provider == "openai":
 * client = make_client()`.
 */
export function dispatchedIn(resolver: Resolver, file: LinkedFile, blocks: readonly BlockFact[]): Choice[] {
  if (makesProviders(file, resolver.tree.policy.provider)) return [];
  const byModel = new Set(blocks.filter(isByModel).map(({ statement }) => statement));
  return blocks.flatMap((arm) => {
    const known = vendorOfArm(arm);
    if (!known && (byModel.has(arm.statement) || tellsOfKey(arm)))
      return calledInArm(resolver, file, arm, vendorsInside);
    // `cloud == Cloud.AWS` names no vendor of models.
    const isOfProvider = !known?.isTelling && arm.names?.some(isOneProvider);
    const made = isOfProvider ? calledInArm(resolver, file, arm, vendorsMade) : [];
    if (made.length > 0) return made;
    const vendor = known ?? unknownVendor(arm);
    const taken = vendor && !isInList(file, arm.range) ? takenIn(resolver, file, arm, vendor) : [];
    // Who nobody knows is an alternative to a vendor, and tells of none.
    return known ? taken : taken.map((choice) => ({ ...choice, isTelling: false }));
  });
}

/** `if (model === 'imagen') paintWithImagen(prompt)` */
function isByModel({ names = [], texts = [] }: BlockFact): boolean {
  return texts.length > 0 && names.some(isModelSlot);
}

/** Whom the tree's own functions ask that a branch calls, or whose client they make. */
function calledInArm(
  resolver: Resolver,
  file: LinkedFile,
  { range }: BlockFact,
  vendorsOf: (resolver: Resolver, file: LinkedFile, callee: Value) => string[],
): Choice[] {
  const { callsIn, functionAt } = structureOf(file.facts);
  return callsIn(range).flatMap((call) => {
    if (functionAt(call.range) !== functionAt(range) || chosenService(resolver, file, call)) return [];
    return vendorsOf(resolver, file, call.callee).map((name) => ({
      kind: 'service' as const,
      name,
      isForeign: true,
      slot: 'call',
      range: call.range,
    }));
  });
}

/** `listModels(vendor)`: what models there are of each. */
export function isInList({ facts }: LinkedFile, range: Range): boolean {
  return LISTS.test(nameAround(facts, range));
}

const LISTS = /^_*(?:list|fetch)_?(?:[a-z]+_?)?models|^_*get_?(?:[a-z]+_?)?models$/i;

function takenIn(resolver: Resolver, file: LinkedFile, arm: BlockFact, vendor: NamedVendor): Choice[] {
  const called = structureOf(file.facts)
    .callsIn(arm.range)
    .flatMap((call) => slotOf(resolver, file, arm, call, vendor) ?? []);
  const given = settledIn(file, arm.range)
    .filter(
      ({ value }) => settlesOnVendor(resolver, file, value) || givesSettings(resolver, file, value, vendor),
    )
    .map((one) => ({ ...one, asks: asksHere(resolver, file, one.value) }));
  return [...called, ...given].map(({ slot, range, asks }) => ({
    kind: 'service',
    name: vendor.name,
    isForeign: true,
    isTelling: vendor.isTelling || asks,
    slot,
    range,
  }));
}

/** `return self._get_gemini_config()`, where that gives back which model or address of the vendor's is meant. */
function givesSettings(resolver: Resolver, file: LinkedFile, value: Value, { name }: NamedVendor): boolean {
  const callee = callBehind(file.facts, value)?.callee;
  const called = callee ? lastName(file, callee) : '';
  if (!callee || !SETTINGS.test(called) || vendorInName(called)?.name !== name) return false;
  return resolver.objects
    .resolve(file, callee)
    .map(functionOf)
    .some((one) => one !== null && returnsSettings(resolver, one.file, one.fact));
}

const returnsSettings = remembered((_resolver, _file, { returns }: FunctionFact): boolean =>
  returns.some((given) => given.kind === 'object' && given.entries.some(isModelOrAddress)),
);

const SETTINGS = /(?:config|configuration|settings|options|params|kwargs)$/i;

function isModelOrAddress({ key }: (Value & { kind: 'object' })['entries'][number]): boolean {
  return (
    key.kind === 'text' &&
    (isModelSlot(key.text) || /^(?:api_?)?(?:base(?:_?url)?|endpoint)$/i.test(key.text))
  );
}

/** Where a call settles on the vendor: itself, or the branch if it stands in a function that the branch hands out. */
function slotOf(
  resolver: Resolver,
  file: LinkedFile,
  { range, exit }: BlockFact,
  call: CallFact,
  vendor: NamedVendor,
): { slot: string; range: Range; asks: boolean } | null {
  const { functionAt } = structureOf(file.facts);
  const isLater = functionAt(call.range) !== functionAt(range);
  const later = isLater ? chosenService(resolver, file, call) : null;
  const isMeant =
    later?.isForeign || isDispatched(resolver, file, call) || isNamedAfter(resolver, file, call, vendor);
  if (!isMeant) return null;
  const asks = later?.isTelling === true || asksInFile(resolver, file, call.callee);
  if (!isLater) return { slot: 'call', range: call.range, asks };
  return { asks, slot: exit === 'return' ? `handed out by ${functionAt(range)}` : 'call', range };
}

function asksHere(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  const called = value.kind === 'result' ? file.facts.calls[value.call]?.callee : value;
  return called !== undefined && asksInFile(resolver, file, called);
}

/** `client_class = OpenAIThing` or `client = make_client()`. */
export function settlesOnVendor(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (value.kind !== 'result') return isWhatWasChosen(resolver, file, value);
  const call = file.facts.calls[value.call];
  return call !== undefined && isDispatched(resolver, file, call);
}

/**
 * `if provider == "kilo": return ask_kilo(prompt)`: of a vendor that nobody knows, the name says whom it asks, and so does
 * that of what is asked: `if provider == "xai": return self.xai_client.generate(prompt)`.
 */
function isNamedAfter(resolver: Resolver, file: LinkedFile, call: CallFact, { name }: NamedVendor): boolean {
  const callee = lastName(file, call.callee);
  const isNamed = vendorInName(callee) === null && asksNamed(callee, name);
  return (isNamed || isAskedOn(file, call, name)) && chosenService(resolver, file, call) === null;
}

function isAskedOn(file: LinkedFile, { callee }: CallFact, vendor: string): boolean {
  if (callee.kind !== 'member' || !namesLlmCall(`llm.${callee.property}`)) return false;
  return vendorInName(lastName(file, callee.object))?.name === vendor;
}

/** What is known without the branch is a choice by itself, or goes to the gateway. Asked for each branch around a call. */
const isDispatched = remembered((resolver, file, call: CallFact): boolean => {
  const known = chosenService(resolver, file, call);
  return (
    (known === null || known.isInside === true) &&
    !callsItself(file.facts, call) &&
    !(mayTell(resolver, file, call) && sdkCall(resolver, file, call)) &&
    asksWhatWasChosen(resolver, file, call.callee)
  );
});

/** `function ask(text) { if (!key) return ask(text) … }`: once more, and nobody else. */
function callsItself(facts: FileFacts, { callee, range }: CallFact): boolean {
  return callee.kind === 'function' && callee.function === structureOf(facts).functionAt(range);
}

export interface Settled {
  value: Value;
  slot: string;
  range: Range;
}

/** What a file gives to names, attributes and results, in source order. */
const givenIn = recent((facts: FileFacts): readonly Settled[] => {
  const given = (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    return kept
      ? [{ value: kept.value, slot: `${giving.to} ${giving.of} ${kept.name}`, range: kept.range }]
      : [];
  });
  const assigned = (facts.assignments ?? []).map(({ target, value, range }) => ({
    value,
    range,
    slot: assignedSlot(facts, target),
  }));
  return [...given, ...assigned].toSorted((a, b) => compareStarts(a.range, b.range));
});

/** What is given last to each slot: what a function gives back at its end, and what a name stands for there. */
export const lastSettled = recent(
  (facts: FileFacts): ReadonlyMap<string, Settled> => new Map(givenIn(facts).map((one) => [one.slot, one])),
);

/** What is given to names, attributes and results in a region. */
export function settledIn({ facts }: LinkedFile, region: Range): Settled[] {
  const kept = structureOf(facts)
    .callsIn(region)
    .flatMap(({ callee, positional, range }) =>
      callee.kind === 'member' && KEEPS.test(callee.property)
        ? positional.flatMap(partsOf).map((value) => ({ value, range, slot: 'kept in a list' }))
        : [],
    );
  return [...itemsWithin(givenIn(facts), region), ...kept];
}

/** `providers.append({"name": "openai", "make": self._make_openai})` */
const KEEPS = /^(?:append|push|unshift|insert|add|set|register)$/;

/** What stands in an object or a list under one name or another; calls are choices by themselves. */
function partsOf(value: Value): Value[] {
  const parts =
    value.kind === 'object'
      ? value.entries.map((entry) => entry.value)
      : value.kind === 'list'
        ? value.items
        : [value];
  return parts.filter(({ kind }) => kind !== 'result');
}
