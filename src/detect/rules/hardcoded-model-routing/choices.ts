import { wordsOf } from '../../catalog/call-names.ts';
import { isVendorModel } from '../../catalog/model-names.ts';
import { isNamedAsModel, vendorOfKey } from '../../catalog/vendor-names.ts';
import type { CallFact, Range, Value } from '../../facts.ts';
import { argumentsByField } from '../../link/members.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { HOLE } from '../../link/text.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { mayTell, requestOf } from '../calls/telling-calls.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { assignedName, assignedSlot, givenValue, saysSentence } from '../code/kept-values.ts';
import { isSilent } from '../code/silent-calls.ts';
import { callBehind, givenTo } from '../code/structure.ts';
import type { EndpointOwner } from '../services/endpoint-owner.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import {
  isForeignModel,
  isModelSlot,
  isPrefixed,
  tellsAboutModel,
  textsOf,
} from '../services/model-names.ts';
import type { ChosenService } from './chosen-service.ts';
import { chosenService, namedChoice, servicesInTurn } from './chosen-service.ts';
import { heldValue } from './held-values.ts';
import { isMenu, isShown } from './menus.ts';
import { isInAnswer } from './told-names.ts';
import { vendorOfModelSetting, vendorOfSetting, vendorOfVariable } from './vendor-settings.ts';
import { wireForm } from './wire-forms.ts';

/** A model, an endpoint or a vendor's SDK that a statement settles on. */
export interface Choice {
  kind: 'model' | 'endpoint' | 'service';
  /** Its name, for people and for telling it from others. */
  name: string;
  /** A vendor's model, or anything but the gateway. */
  isForeign: boolean;
  /** What it is given to: choices for one slot are alternatives. */
  slot: string;
  range: Range;
  /** False for a vendor that many things but models come from, if only a name tells. */
  isTelling?: boolean;
  /** True for whom only the inside of a class tells of, or a setting's name: an alternative to what is given to the same. */
  isInside?: true;
}

/**
 * The choices of a file, in source order of their kinds.
 * @param isNear whether what is called at a place may be an alternative to something
 */
export function choicesOf(resolver: Resolver, file: LinkedFile, isNear: (range: Range) => boolean): Choice[] {
  const { facts } = file;
  const given = (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    return kept && !isMenu(file, kept) && !(giving.to === 'name' && isShown(facts, giving.of, kept.value))
      ? choicesIn(resolver, file, kept, `${giving.to} ${giving.of} ${kept.name}`, giving.to === 'return')
      : [];
  });
  const assigned = (facts.assignments ?? []).flatMap(({ target, value, range }) => {
    const kept = { value, range, name: assignedName(target) };
    return isMenu(file, kept) ? [] : choicesIn(resolver, file, kept, assignedSlot(facts, target), false);
  });
  return [
    ...given,
    ...assigned,
    ...facts.calls.flatMap((call) => {
      if (!isNear(call.range)) return [];
      const slot = { slot: 'call', range: call.range, name: '', isResult: false };
      return [
        ...resultChoices(resolver, file, call, slot),
        ...askedOf(resolver, file, call),
        ...triedLater(resolver, file, call),
      ];
    }),
  ];
}

/**
 * Whether there may be a choice of something foreign among some of those of a file, which nearly none has: told without
 * putting choices together.
 * @param isMeant whether a place is one of those that are asked about
 */
export function hasForeignChoices(
  resolver: Resolver,
  file: LinkedFile,
  isMeant: (range: Range) => boolean,
): boolean {
  const { facts } = file;
  const isForeign = (value: Value) => mayBeForeign(resolver, file, value, 0);
  const calls = facts.calls.filter(({ range }) => isMeant(range));
  return (
    calls.some((call) => chosenService(resolver, file, call)?.isForeign) ||
    calls.some(
      ({ callee }) => callee.kind === 'member' && foreignHeld(resolver, file, callee.object) !== null,
    ) ||
    calls.some((call) => {
      const name = lastPart(dottedName(file, call.callee));
      return isNamedAsModel(name) || pickedService(call, name) !== null || ASKS.test(wordsOf(name));
    }) ||
    calls.some(
      ({ positional, named }) => positional.some(isForeign) || named.some(({ value }) => isForeign(value)),
    ) ||
    (facts.assignments ?? []).some(({ value, range }) => isMeant(range) && isForeign(value)) ||
    (facts.givings ?? []).some((giving) => {
      const kept = givenValue(facts, giving);
      return kept !== null && isMeant(kept.range) && isForeign(kept.value);
    })
  );
}

/** Deeper tables are looked into in any case. */
const MAX_NESTING = 10;

function mayBeForeign(resolver: Resolver, file: LinkedFile, value: Value, depth: number): boolean {
  if (depth > MAX_NESTING) return true;
  if (foreignHeld(resolver, file, value)) return true;
  if (servicesInTurn(resolver, file, value).length > 0) return true;
  if (value.kind === 'list') return value.items.some((item) => mayBeForeign(resolver, file, item, depth + 1));
  if (value.kind === 'object')
    return value.entries.some((entry) => mayBeForeign(resolver, file, entry.value, depth + 1));
  if (saysSentence(value)) return false;
  const setting = vendorOfSetting(value) ?? vendorOfVariable(value) ?? vendorOfModelSetting(value);
  if (setting || namedChoice(resolver, file, value)?.isForeign) return true;
  if (wireForm(resolver, file, value)) return true;
  return textsOf(resolver, file, value).some(
    (text) => text.includes('://') || isVendorModel(text) || isPrefixed(text),
  );
}

/** What a name stands for, if that says a vendor's model. */
function foreignHeld(resolver: Resolver, file: LinkedFile, value: Value): Value | null {
  const held = heldValue(file, value);
  const call = held ? callBehind(file.facts, held) : undefined;
  const parts =
    held?.kind === 'object' ? held.entries.map((entry) => entry.value) : call ? givenTo(call) : [];
  const isForeign = parts.some((part) => textsOf(resolver, file, part).some((text) => isVendorModel(text)));
  return isForeign ? held : null;
}

/** What one value settles on; a result may be a model whatever its function is called. */
function choicesIn(
  resolver: Resolver,
  file: LinkedFile,
  kept: KeptValue,
  slot: string,
  isResult: boolean,
): Choice[] {
  const { value, range, name } = kept;
  const held = foreignHeld(resolver, file, value);
  if (held) return heldChoices(resolver, file, { ...kept, value: held }, slot);
  if (value.kind === 'list') {
    const inTurn = servicesInTurn(resolver, file, value);
    if (inTurn.length > 0) return inTurn.map((service) => ({ kind: 'service', ...service, slot, range }));
    return value.items.flatMap((item) =>
      choicesIn(resolver, file, { value: item, range, name }, slot, isResult),
    );
  }
  if (value.kind === 'object') {
    if (saysFailure(value)) return [];
    return modelOptions(value).flatMap((option) =>
      choicesIn(
        resolver,
        file,
        { value: option.value, range, name: option.name },
        `${slot} ${option.name}`,
        false,
      ),
    );
  }
  if (value.kind === 'result') {
    const call = file.facts.calls[value.call];
    return call ? resultChoices(resolver, file, call, { slot, range: call.range, name, isResult }) : [];
  }
  const service = namedChoice(resolver, file, value) ?? vendorOfSetting(value);
  if (service) return [{ kind: 'service', ...service, slot, range }];
  const all = textsOf(resolver, file, value);
  const texts = all.length > 1 && all.some((text) => UNKNOWN.test(text)) ? [] : all;
  const isSetting = texts.length === 0 && ALONE.test(slot);
  const variable = vendorOfVariable(value) ?? (isSetting ? vendorOfModelSetting(value) : null);
  const form = wireForm(resolver, file, value);
  return [
    ...(form ? [{ kind: 'endpoint' as const, ...form, slot, range }] : []),
    ...texts.flatMap((text) => textChoice(resolver, text, { slot, range, name, isResult })),
    ...(variable ? [{ kind: 'service' as const, ...variable, slot, range }] : []),
  ];
}

/** What a name, an attribute or a function's result is, and no entry of it. */
const ALONE = /^(?:(?:name|attribute|return) \d+|assigned) \S*$|^return \d+$/;

/** `{ success: false, model: 'gpt-4o', error }`: whom nothing came of. */
function saysFailure({ entries }: Value & { kind: 'object' }): boolean {
  return entries.some(
    ({ key, value }) =>
      key.kind === 'text' && IS_WELL.test(key.text) && value.kind === 'boolean' && !value.boolean,
  );
}

const IS_WELL = /^(?:is_?)?(?:ok|success(?:ful)?|succeeded)$/i;

/** `getattr(provider, "model_name", "unknown")`: what people are told of a model, which nobody asks for by that. */
const UNKNOWN = /^(?:unknown|n\/a|\?)$/i;

/** What a name stands for: the models of an object's own entries, or of what was made, where the name is given. */
function heldChoices(
  resolver: Resolver,
  file: LinkedFile,
  { value, range, name }: KeptValue,
  slot: string,
): Choice[] {
  if (value.kind === 'object')
    return modelOptions(value).flatMap((option) =>
      textsOf(resolver, file, option.value).flatMap((text) =>
        textChoice(resolver, text, {
          slot: `${slot} ${option.name}`,
          range,
          name: option.name,
          isResult: false,
        }),
      ),
    );
  const call = callBehind(file.facts, value);
  return call ? resultChoices(resolver, file, call, { slot, range, name, isResult: true }) : [];
}

interface Slot {
  slot: string;
  range: Range;
  name: string;
  isResult: boolean;
}

function textChoice(resolver: Resolver, text: string, { slot, range, name, isResult }: Slot): Choice[] {
  const owner = endpointOwner(resolver, text);
  if (owner) return [{ kind: 'endpoint', ...owner, slot, range }];
  const isForeign = isForeignModel(resolver, text) || isPrefixed(text);
  const isMeant =
    isModelSlot(name) || (isForeign && (isResult ? !tellsAboutModel(name) : SETTLED.test(name)));
  return isMeant && text !== ''
    ? [{ kind: 'model', name: text.replaceAll(HOLE, '…'), isForeign, slot, range }]
    : [];
}

/** Names of what was chosen, whatever it is: `selected = "gpt-4o"`, `candidates = ["gpt-4o", "gpt-4o-mini"]`. */
const SETTLED = /^(?:selected|chosen|choice|candidates?|m|mdl|primary|preferred|target|best)$/i;

/** Who counts tokens for a model, or money, settles on none. */
const COUNTS = /token|count|cost|pric|encoding|encode(?:$|_)/i;

/** What a call settles on: a vendor, an endpoint, a model, as in `openai('gpt-4o')` and `ChatOpenAI(model="gpt-4o")`. */
function resultChoices(resolver: Resolver, file: LinkedFile, call: CallFact, slot: Slot): Choice[] {
  const callee = lastPart(dottedName(file, call.callee));
  if (COUNTS.test(callee)) return [];
  const service = settledService(chosenService(resolver, file, call), slot) ?? pickedService(call, callee);
  const isMeant = service !== null || slot.isResult || isModelSlot(slot.name) || isModelSlot(callee);
  const place = { slot: slot.slot, range: slot.range };
  return [
    ...(service ? [{ kind: 'service' as const, ...service, ...place }] : []),
    ...endpointsGiven(resolver, file, call).map((owner) => ({
      kind: 'endpoint' as const,
      ...owner,
      ...place,
    })),
    ...(isMeant ? firstModel(resolver, file, call) : []).map((name) => ({
      kind: 'model' as const,
      name,
      isForeign: true,
      ...place,
    })),
    ...namedModels(resolver, file, call, slot),
    ...modelsOfAsked(resolver, file, call, place),
    ...(isNamedAsModel(callee) && /^[A-Z]/.test(callee)
      ? [{ kind: 'model' as const, name: callee, isForeign: true, ...place }]
      : []),
  ];
}

/** `streamChat(messages, 'openai', 'gpt-4o')`: whom a function is told to ask, and for which model. */
function askedOf(resolver: Resolver, file: LinkedFile, call: CallFact): Choice[] {
  const callee = lastPart(dottedName(file, call.callee));
  if (!ASKS.test(wordsOf(callee)) || tellsAboutModel(callee) || isSilent(call, file.facts)) return [];
  const place = { slot: 'call', range: call.range };
  return call.positional.flatMap((given): Choice[] => {
    if (given.kind === 'text') {
      const vendor = vendorOfKey(given.text);
      if (vendor?.isTelling)
        return [{ kind: 'service', name: vendor.name, isForeign: true, isTelling: true, ...place }];
    }
    return textsOf(resolver, file, given)
      .filter((text) => isForeignModel(resolver, text))
      .map((name) => ({ kind: 'model', name, isForeign: true, ...place }));
  });
}

const ASKS =
  /^a?(?:call|ask|query|invoke|generate|complete|chat|stream|prompt)(?: \w+)*$|^(?:\w+ )?(?:run|send|request|get|fetch|create|do|make) (?:\w+ )*(?:llm|ai|chat|completions?|answer|response|prompt)$/;

/** `to_try.append(("anthropic", "claude-sonnet-4"))`: what is put where the first that works is taken of. */
function triedLater(resolver: Resolver, file: LinkedFile, { callee, positional, range }: CallFact): Choice[] {
  if (callee.kind !== 'member' || !PUTS.test(callee.property)) return [];
  const holder = lastPart(dottedName(file, callee.object));
  if (!TRIED.test(holder)) return [];
  return positional
    .flatMap((value) => (value.kind === 'list' ? value.items : [value]))
    .flatMap((value) => (value.kind === 'text' && isForeignModel(resolver, value.text) ? [value.text] : []))
    .map((name) => ({ kind: 'model', name, isForeign: true, slot: `put in ${holder}`, range }));
}

const PUTS = /^(?:append|push|insert|unshift|add)$/;
const TRIED = /(?:to_?try|tries|attempts|fallbacks?|candidates|chain|priorit(?:y|ies)|order)$/i;

/** What a branch makes besides, and gives to nothing, is no alternative to what another one makes. */
function settledService(service: ChosenService | null, { slot }: Slot): ChosenService | null {
  return service?.isInside === true && slot === 'call' ? null : service;
}

/** `getProvider('openai')`, `create_client("groq")`: whom a call picks by its key. */
function pickedService({ positional: [first] }: CallFact, callee: string): ChosenService | null {
  const vendor = first?.kind === 'text' && PICKS.test(callee) ? vendorOfKey(first.text) : null;
  return vendor?.isTelling ? { name: vendor.name, isForeign: true, isTelling: true } : null;
}

const PICKS =
  /^_?(?:get|create|make|build|init|load|use|select|resolve)?_?(?:llm|ai|chat|language)?_?(?:provider|client|llm|adapter|backend|engine|model)(?:_?(?:by_?name|instance))?$/i;

/** The vendors' models that a call is given which makes a model, or asks one: `openai('gpt-4o')`. */
export function modelsGiven(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const slot = { slot: 'call', range: call.range, name: '', isResult: false };
  return resultChoices(resolver, file, call, slot).flatMap(({ kind, name }) =>
    kind === 'model' ? [name] : [],
  );
}

/** `self.fast.invoke(prompt)`: the models that what is asked was made with. */
function modelsOfAsked(
  resolver: Resolver,
  file: LinkedFile,
  { callee }: CallFact,
  place: { slot: string; range: Range },
): Choice[] {
  const held = callee.kind === 'member' ? foreignHeld(resolver, file, callee.object) : null;
  const made = held ? callBehind(file.facts, held) : undefined;
  if (!made) return [];
  // Not what that was asked of in its turn: two things may have made each other.
  const named = namedModels(resolver, file, made, { ...place, name: '', isResult: false });
  const models = [
    ...firstModel(resolver, file, made),
    ...named.flatMap(({ kind, name }) => (kind === 'model' ? [name] : [])),
  ];
  return models.map((name) => ({ kind: 'model' as const, name, isForeign: true, ...place }));
}

/** The model that a function is given first; a class may be given it anywhere: `Decision("openai", "gpt-4o")`. */
function firstModel(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const given = isLookUp(call) ? call.positional.slice(1) : call.positional;
  const isClass = /^[A-Z]\w*[a-z]/.test(lastPart(dottedName(file, call.callee)));
  return given
    .slice(0, isClass ? given.length : 1)
    .flatMap((one) => textsOf(resolver, file, one).filter((text) => isForeignModel(resolver, text)));
}

/** `settings.get('model', 'gpt-4o')`: the model is what stands there for want of another. */
function isLookUp({ callee, positional }: CallFact): boolean {
  return (
    callee.kind === 'member' &&
    callee.property === 'get' &&
    positional.length === 2 &&
    positional[0]?.kind === 'text'
  );
}

function namedModels(resolver: Resolver, file: LinkedFile, call: CallFact, slot: Slot): Choice[] {
  const models = asModels(fieldsGiven(resolver, file, call) ?? optionsOf(call))
    .filter(({ name }) => isModelSlot(name))
    .flatMap(({ name, value }) =>
      textsOf(resolver, file, value).flatMap((text) =>
        textChoice(resolver, text, { ...slot, name, isResult: false }),
      ),
    );
  return models.length > 0 && isInAnswer(file, call) ? [] : models;
}

/** `Route("openai", "gpt-4o")` of a class that declares `provider` and `model`. */
function fieldsGiven(resolver: Resolver, file: LinkedFile, call: CallFact): Option[] | null {
  const { callee, positional } = call;
  const isMeant =
    (callee.kind === 'class' || callee.kind === 'import') && positional.some(({ kind }) => kind === 'text');
  const made = isMeant
    ? resolver.objects.resolve(file, callee).find((one) => one.kind === 'class')
    : undefined;
  const given = made?.kind === 'class' ? argumentsByField(resolver, made, call) : [];
  return given.length > call.named.length ? given : null;
}

function endpointsGiven(resolver: Resolver, file: LinkedFile, call: CallFact): EndpointOwner[] {
  if (isSilent(call, file.facts)) return [];
  const written = givenTo(call).flatMap((value) => textsOf(resolver, file, value));
  const owners = written.flatMap((text) => endpointOwner(resolver, text) ?? []);
  if (owners.length > 0 || !mayTell(resolver, file, call)) return owners;
  // `fetch(endpoint)`, of which a line before says what it is.
  const urls = requestOf(resolver, file, call)?.request.urls ?? [];
  return urls.flatMap((url) => endpointOwner(resolver, url) ?? []);
}

interface Option {
  name: string;
  value: Value;
}

/** Named arguments, and the entries of objects that are handed over or serialised. */
function optionsOf(call: CallFact): readonly Option[] {
  const { named, positional } = call;
  const isPlain = ({ kind }: Value) => kind !== 'object';
  if (positional.every(isPlain) && named.every(({ value }) => isPlain(value))) return named;
  return [
    ...named,
    ...givenTo(call).flatMap((value) => (value.kind === 'object' ? optionsWithin(value) : [])),
  ];
}

/** What an object's entries are given to, by the names that they have. */
export function modelOptions(value: Value & { kind: 'object' }): readonly Option[] {
  return asModels(optionsWithin(value));
}

function optionsWithin({ entries }: Value & { kind: 'object' }): Option[] {
  return entries.flatMap(({ key, value }) => (key.kind === 'text' ? [{ name: key.text, value }] : []));
}

/** Beside a provider, a name is the model's: `Spec(provider="openai", name="gpt-4o")`. */
function asModels(options: readonly Option[]): readonly Option[] {
  const isOfProvider = options.some(({ name }) => name === 'provider');
  return isOfProvider
    ? options.map(({ name, value }) => ({ name: name === 'name' ? 'model' : name, value }))
    : options;
}
