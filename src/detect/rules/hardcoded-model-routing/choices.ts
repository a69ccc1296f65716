import { isVendorModel } from '../../catalog/model-names.ts';
import type { CallFact, FileFacts, Range, Value } from '../../facts.ts';
import { KEEPS_TEXT } from '../../link/cleaned-texts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { fillsBox } from '../code/filled-boxes.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { assignedName, assignedSlot, givenValue, saysSentence } from '../code/kept-values.ts';
import { callBehind } from '../code/structure.ts';
import { isForeignModel, isModelSlot, isPrefixed, textsOf } from '../services/model-names.ts';
import { askedOf, mayTellByName, resultChoices, triedLater } from './call-choices.ts';
import type { Choice } from './choice.ts';
import { isTried, textChoice } from './choice.ts';
import { chosenService, namedChoice } from './chosen-service.ts';
import { modelOptions } from './given-options.ts';
import { foreignHeld, isName, itemsHeld, itemsListed } from './held-values.ts';
import { modelsMadeBy } from './made-models.ts';
import { isAsked, isMenu, isShown } from './menus.ts';
import { servicesInTurn } from './services-in-turn.ts';
import { saysAnswer, saysOutcome, saysUsed, saysWhatIsSet } from './told-names.ts';
import {
  variableRead,
  vendorGivingModel,
  vendorOfModelSetting,
  vendorOfSetting,
  vendorOfVariable,
} from './vendor-settings.ts';
import { wireForm } from './wire-forms.ts';

/**
 * The choices of a file, in source order of their kinds.
 * @param isNear whether what is called at a place may be an alternative to something
 */
export function choicesOf(resolver: Resolver, file: LinkedFile, isNear: (range: Range) => boolean): Choice[] {
  const { facts } = file;
  const given = (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    return kept &&
      !isMenu(file, kept) &&
      !isAsked(facts, kept.value) &&
      !(giving.to === 'name' && isShown(facts, giving.of, kept.value))
      ? choicesIn(resolver, file, kept, `${giving.to} ${giving.of} ${kept.name}`, giving.to === 'return')
      : [];
  });
  const assigned = (facts.assignments ?? []).flatMap(({ target, value, range }) => {
    const kept = { value, range, name: assignedName(target) };
    return isMenu(file, kept) || isAsked(facts, value) || fillsBox(facts, target)
      ? []
      : choicesIn(resolver, file, kept, assignedSlot(facts, target), false);
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
    calls.some((call) => mayTellByName(file, call)) ||
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
  const call = callBehind(file.facts, value);
  const cleaned = call && cleanedOf(file.facts, call);
  if (cleaned) return mayBeForeign(resolver, file, cleaned, depth + 1);
  if (call && (vendorGivingModel(file, call) || modelsMadeBy(resolver, file, call.callee).length > 0))
    return true;
  const read = call && variableRead(file, call);
  if (read) return mayBeForeign(resolver, file, read, depth + 1);
  if (isForeignModel(resolver, soughtIn(file.facts, value) ?? '')) return true;
  if (servicesInTurn(resolver, file, value).length > 0) return true;
  if (isName(value) && itemsHeld(file, value).some(isForeignText)) return true;
  const items = itemsListed(file, value);
  if (items) return items.some((item) => mayBeForeign(resolver, file, item, depth + 1));
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

function isForeignText(value: Value): boolean {
  return value.kind === 'text' && isVendorModel(value.text);
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
  const sought = soughtIn(file.facts, value);
  if (sought && isForeignModel(resolver, sought))
    return [{ kind: 'model', name: sought, isForeign: true, slot, range }];
  if (value.kind === 'list') {
    const inTurn = servicesInTurn(resolver, file, value);
    if (inTurn.length > 0) return inTurn.map((service) => ({ kind: 'service', ...service, slot, range }));
  }
  const items = itemsListed(file, value);
  if (items)
    return items.flatMap((item) => choicesIn(resolver, file, { value: item, range, name }, slot, isResult));
  if (isName(value) && isTried(name)) return choicesTried(resolver, file, kept, slot, isResult);
  if (value.kind === 'object') {
    if (isOutcome(value)) return [];
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
    const cleaned = call && cleanedOf(file.facts, call);
    if (cleaned) return choicesIn(resolver, file, { ...kept, value: cleaned }, slot, isResult);
    const variable = call && variableRead(file, call);
    if (variable) return choicesWritten(resolver, file, { ...kept, value: variable }, slot, isResult);
    const giving = call && isModelSlot(name) ? vendorGivingModel(file, call) : null;
    if (giving) return [{ kind: 'service', ...giving, isSetting: true, slot, range }];
    if (!call) return [];
    const given = resultChoices(resolver, file, call, { slot, range: call.range, name, isResult });
    if (given.length > 0) return given;
    return modelsMadeBy(resolver, file, call.callee).map((model) => ({
      kind: 'model',
      name: model,
      isForeign: true,
      slot,
      range: call.range,
    }));
  }
  const written = choicesWritten(resolver, file, kept, slot, isResult);
  if (written.length > 0 || !isResult) return written;
  const asked = askedBeforeOther(value);
  return asked ? choicesIn(resolver, file, { ...kept, value: asked }, slot, isResult) : [];
}

/** `return firstOf(['gpt-4o', 'gpt-4o-mini']) || other`: what a function gives back, and another one where that is nothing. */
function askedBeforeOther(value: Value): Value | null {
  const first = value.kind === 'choice' && !value.when ? value.options[0] : undefined;
  return first?.kind === 'result' ? first : null;
}

/** `MODELS.find((one) => one.id === 'gpt-4o') ?? MODELS[0]`: by what the one is known that is taken first. */
function soughtIn(facts: FileFacts, value: Value): string | undefined {
  const first = value.kind === 'choice' ? value.options[0] : value;
  return first && callBehind(facts, first)?.sought;
}

/** `(settings.url || 'https://…').trim()`: what only methods of texts were put around; `null` for everything else. */
function cleanedOf({ calls }: FileFacts, { callee }: CallFact): Value | null {
  let [method, steps] = [callee, 0];
  while (method.kind === 'member' && KEEPS_TEXT.has(method.property) && steps < MOST_CLEANED) {
    if (method.object.kind !== 'result') return method.object;
    method = calls[method.object.call]?.callee ?? method.object;
    steps++;
  }
  return null;
}

/** Code cleans a text in fewer steps. */
const MOST_CLEANED = 8;

/** What a text settles on, or a name that says whom to ask. */
function choicesWritten(
  resolver: Resolver,
  file: LinkedFile,
  { value, range, name }: KeptValue,
  slot: string,
  isResult: boolean,
): Choice[] {
  const service = namedChoice(resolver, file, value) ?? vendorOfSetting(value);
  if (service) return [{ kind: 'service', ...service, slot, range }];
  const all = textsOf(resolver, file, value);
  const texts = all.some((text) => UNKNOWN.test(text)) ? [] : all;
  const isSetting = texts.length === 0 && ALONE.test(slot);
  const variable = vendorOfVariable(value) ?? (isSetting ? vendorOfModelSetting(value) : null);
  const form = wireForm(resolver, file, value);
  const isDefault = value.kind === 'choice' || value.kind === 'environment';
  return [
    ...(form ? [{ kind: 'endpoint' as const, ...form, slot, range }] : []),
    ...texts
      .flatMap((text) => textChoice(resolver, text, { slot, range, name, isResult }))
      .map((choice) => (isDefault ? { ...choice, isDefault } : choice)),
    ...(variable ? [{ kind: 'service' as const, ...variable, isSetting: true as const, slot, range }] : []),
  ];
}

/** What the items of a list settle on that has a name; the lists in them are not followed, which may lead back to it. */
function choicesTried(
  resolver: Resolver,
  file: LinkedFile,
  { value, range, name }: KeptValue,
  slot: string,
  isResult: boolean,
): Choice[] {
  return itemsHeld(file, value).flatMap((item) => {
    if (item.kind === 'result')
      return choicesIn(resolver, file, { value: item, range, name }, slot, isResult);
    return textsOf(resolver, file, item).flatMap((text) =>
      textChoice(resolver, text, { slot, range, name, isResult }),
    );
  });
}

/** What a name, an attribute or a function's result is, and no entry of it. */
const ALONE = /^(?:(?:name|attribute|return) \d+|assigned) \S*$|^return \d+$/;

/**
 * `{ success: false, model: 'gpt-4o', error }`, `{ answer, model: 'gpt-4o', tier: 2 }`: whom nothing came of, and who has
 * answered. `{ model: this.model, total_tokens: usage.total }` is kept of an answer, and a price is no number of a call;
 * `{ hasKey: true, model: stored.model }` says what is set.
 */
function isOutcome({ entries }: Value & { kind: 'object' }): boolean {
  return entries.some(
    ({ key, value }) =>
      key.kind === 'text' &&
      (saysAnswer(key.text) ||
        saysWhatIsSet(key.text) ||
        (saysUsed(key.text) && value.kind !== 'number') ||
        (saysOutcome(key.text) && value.kind === 'boolean' && !value.boolean)),
  );
}

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
