import type { NamedVendor } from '../../catalog/vendor-names.ts';
import { vendorOfMember } from '../../catalog/vendor-names.ts';
import type { FileFacts, HeaderWords, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { callBehind } from '../code/structure.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import { isAboutModels, isForeignModel, isModelSlot, textsOf } from '../services/model-names.ts';
import { askedApart } from './asked-inside.ts';
import { between, isTried } from './choice.ts';
import { asksAnybody, serviceOfEntry } from './chosen-service.ts';
import { tellsOfSize } from './lone-vendors.ts';
import {
  findsOut,
  hasKeyOf,
  isOneProvider,
  providerNamed,
  tellsOfTask,
  tellsOfTaskOrKey,
  vendorsInOrder,
} from './picked-providers.ts';
import { setByVendor } from './set-alone.ts';
import { saysModel } from './tables-by-model.ts';
import { valuesTold } from './told-names.ts';
import { settlesOnVendor } from './vendor-branches.ts';
import { asksWhatWasChosen, vendorOfArm, vendorOfFlag, wishesForVendor } from './vendor-dispatch.ts';
import { vendorOfModelSetting, vendorOfVariable } from './vendor-settings.ts';
import { wireForm } from './wire-forms.ts';

/** One option of a conditional expression, and what the condition says under which it is taken. */
interface Arm {
  option: Value;
  words: HeaderWords;
}

/**
 * What a conditional expression chooses between where that takes its condition to tell: `provider == "openai" ? ask(x) :
 * askAnother(x)`. Empty if it chooses nothing.
 */
export function toldByCondition(resolver: Resolver, file: LinkedFile, { value, name }: KeptValue): string[] {
  const arms = armsOf(value, {});
  if (arms.length < 2 || arms.every(({ words }) => !words.names && !words.texts)) return [];
  // `hasGroq ? 'groq' : hasOpenai ? 'openai' : null`
  const given = arms.filter(({ option }) => option.kind !== 'none');
  const picked = given.length > 1 ? pickedBetween(file.facts, given, name) : [];
  // `const used = key ? 'groq' : 'huggingface'`, which only the reply says: something was asked before.
  if (picked.length > 0) return valuesTold(file).has(value) ? [] : picked;
  const set = setBetween(alternativesOf(value, {}));
  if (set.length > 0) return set;
  const byVendor = setByVendor(
    file,
    given.map(({ option, words }) => ({ words, values: [option] })),
  );
  if (byVendor.length > 1) return byVendor;
  const asked = askedBetween(resolver, file, arms);
  if (asked.length > 0) return asked;
  const apart = askedInEach(resolver, file, given);
  if (apart.length > 0) return apart;
  const addressed = addressedAlone(resolver, file, name, arms);
  return addressed.length > 0 ? addressed : modelBeside(resolver, file, name, given);
}

/**
 * `USE_AZURE ? settings.deployment : 'gpt-4o'`: what is set for one vendor, and else a model that is written here; and
 * `is_hard ? 'gpt-4o' : settings.model`.
 */
function modelBeside(resolver: Resolver, file: LinkedFile, slot: string, arms: readonly Arm[]): string[] {
  const [first, last, ...more] = arms;
  if (!first || !last || more.length > 0 || !isModelSlot(slot)) return [];
  const vendor = SET.has(first.option.kind)
    ? (vendorOfFlag(first.words) ?? askedVendor(first.words) ?? heldVendor(first))
    : null;
  const isByTask = arms.some(
    ({ words }) => tellsOfTask(words) || tellsOfSize(words) || wishesForVendor(words),
  );
  // `provider === 'gemini' ? 'gemini-2.5-flash' : model`
  const isOfOne = askedVendor(first.words)?.isTelling === true && SET.has(last.option.kind);
  const isMeant = (isByTask || isOfOne) && arms.some(({ option }) => SET.has(option.kind));
  const written = vendor ? [last] : isMeant ? arms : [];
  const model = written
    .flatMap(({ option }) => textsOf(resolver, file, option))
    .find((text) => isForeignModel(resolver, text));
  const set = vendor ? `what is set for ${vendor.name}` : 'what is set otherwise';
  return model === undefined ? [] : between([model, set]);
}

/**
 * `request.model === 'seedream-4' ? 'bytedance/seedream-4' : …`: each model by a name of one's own that says it, whichever
 * stands at the end for none of them.
 */
export function spellsOutModels(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  const asked = armsOf(value, {}).filter(({ words: { texts = [] } }) => texts.length > 0);
  return (
    asked.length > 1 &&
    asked.every(({ option, words: { names = [], texts = [] } }) => {
      const [model, ...others] = textsOf(resolver, file, option);
      const isSaid =
        model !== undefined && others.length === 0 && texts.some((text) => saysModel(text, model));
      return isSaid && names.length > 0 && names.every((name) => isModelSlot(lastPart(name)));
    })
  );
}

/** `provider === 'groq'`, and not `"claude" in model`. */
function askedVendor(words: HeaderWords): NamedVendor | null {
  const { names = [] } = words;
  return names.some(isOneProvider) && !names.some(isModelSlot) ? vendorOfArm(words) : null;
}

/** `openrouter ? chapterModel : 'gpt-4o'`: if there is a client of one, a model that is set. */
function heldVendor({ option, words: { names = [], texts = [] } }: Arm): NamedVendor | null {
  const [name, ...others] = names;
  if (name === undefined || others.length + texts.length > 0 || option.kind !== 'binding') return null;
  return vendorOfMember(lastPart(name));
}

function armsOf(value: Value, around: HeaderWords): Arm[] {
  if (value.kind !== 'choice') return [{ option: value, words: around }];
  return value.options.flatMap((option, index) => armsOf(option, value.when?.[index] ?? around));
}

/** The same, but for what is taken in want of something: `isOpenai ? env.OPENAI_MODEL || 'gpt-4o' : env.GROQ_MODEL`. */
function alternativesOf(value: Value, around: HeaderWords): Arm[] {
  if (value.kind !== 'choice' || !value.when) return [{ option: value, words: around }];
  return value.options.flatMap((option, index) => alternativesOf(option, value.when?.[index] ?? around));
}

/** `task == "code" ? "anthropic" : "openai"`; `provider == "openai" ? "anthropic" : "openai"`, which is the other one. */
function pickedBetween(facts: FileFacts, arms: readonly Arm[], slot: string): string[] {
  const words = arms.map((arm) => arm.words);
  const asked = vendorOfArm(words[0] ?? {});
  const isOther =
    asked?.isTelling === true &&
    asked.name === vendorNamed(facts, arms.at(-1))?.name &&
    // `provider === 'openai' ? 'openai' : provider === 'groq' ? 'groq' : 'openai'` is the same one.
    asked.name !== vendorNamed(facts, arms[0])?.name;
  // The other one is whom to ask, and so is who has a key, whatever it is kept under.
  const isByKey = arms.some(({ option, words }) => option.kind === 'text' && hasKeyOf(words, option.text));
  const named = isOther || isByKey ? 'provider' : slot;
  const orders = isTried(slot) ? arms.map(({ option }) => vendorsInOrder(facts, option)) : [];
  const isOrdered = orders.length > 0 && orders.every((order) => order.length > 0) && differ(orders);
  if (isOrdered && words.some(tellsOfTaskOrKey)) return between(orders.flat().map(({ name }) => name));
  const vendors = arms.flatMap(({ option }) => providerNamed(facts, option, named) ?? []);
  const isTold = vendors.some(({ isTelling }) => isTelling) && !isAboutModels(slot);
  // `preferred || (openaiKey ? 'openai' : 'gemini')`, whatever was set before.
  if (isByKey && isTold && arms.every(({ option }) => PICKED.has(option.kind)))
    return between(vendors.map(({ name }) => name));
  if (vendors.length < arms.length || !isTold || showsProvider(arms, slot)) return [];
  const isByWish = words.some(wishesForVendor);
  const isByFlag = isOneProvider(slot) && vendors.every(({ isTelling }) => isTelling) && words.every(isFlag);
  const isMeant = (isByWish || isByFlag || words.some(tellsOfTaskOrKey)) && !words.some(findsOut);
  return isMeant || isOther ? between(vendors.map(({ name }) => name)) : [];
}

/** A vendor's name, and what is set elsewhere. */
const PICKED: ReadonlySet<Value['kind']> = new Set(['text', 'binding', 'member', 'environment', 'result']);

/** `const providerName = useCloud ? 'OpenRouter' : 'LM Studio'`: what people call them. */
function showsProvider(arms: readonly Arm[], slot: string): boolean {
  return (
    /provider_?name$/i.test(slot) &&
    arms.every(({ option }) => option.kind === 'text' && /[A-Z].*[a-z]|[a-z].*[A-Z]/.test(option.text))
  );
}

/** Whether there are two ways in which vendors are asked, one after the other. */
function differ(orders: readonly NamedVendor[][]): boolean {
  return new Set(orders.map((order) => order.map(({ name }) => name).join(' '))).size > 1;
}

/** `provider: useCloud ? 'openai' : 'ollama'`: what is said elsewhere, and not what has been asked. */
function isFlag({ names = [], texts = [] }: HeaderWords): boolean {
  return texts.length === 0 && names.every((name) => !OF_ANSWER.test(name) && !isModelSlot(lastPart(name)));
}

const OF_ANSWER = /used|fell|fall_?back|fail|succe|result|response|reply|answer|error|detect|model/i;

function vendorNamed(facts: FileFacts, arm: Arm | undefined): NamedVendor | null {
  return arm ? providerNamed(facts, arm.option, 'provider') : null;
}

/**
 * `provider == "openai" ? settings.openaiModel : settings.groqModel`: whose setting is taken, as the condition says, or as
 * two models do, whatever it asks. `cloud == "azure" ? settings.azureHost : settings.googleHost` may be about anything.
 */
function setBetween(arms: readonly Arm[]): string[] {
  const vendors = arms.flatMap(
    ({ option }) => vendorOfModelSetting(option) ?? vendorOfVariable(option) ?? [],
  );
  const areModels = arms.every(({ option }) => vendorOfModelSetting(option) !== null);
  const isSaid = arms.some(({ words, option }, index) => {
    const said = vendorOfArm(words);
    const isTold = said?.isTelling || vendorOfModelSetting(option) !== null || isApiAddress(words, option);
    return isTold && said?.name === vendors[index]?.name;
  });
  return vendors.length === arms.length && (isSaid || areModels)
    ? between(vendors.map(({ name }) => name))
    : [];
}

/** `provider === "local" ? settings.localApiUrl : settings.openaiApiUrl`: the address of an API, by the provider. */
function isApiAddress({ names = [] }: HeaderWords, option: Value): boolean {
  return names.some(isOneProvider) && option.kind === 'member' && API_ADDRESS.test(option.property);
}

const API_ADDRESS = /(?:api|base)_?ur[il]$/i;

/** Whom each option asks, or what asks it: by itself, or since its condition says the vendor. */
function askedBetween(resolver: Resolver, file: LinkedFile, arms: readonly Arm[]): string[] {
  const callees = arms.map(({ option }) => calleeName(file, option));
  if (callees.every((name) => name !== '' && name === callees[0])) return [];
  const asked = arms.flatMap(({ option, words }) => {
    const vendor = vendorOfArm(words);
    const itself = serviceOfEntry(resolver, file, option);
    if (itself)
      return [{ ...itself, isTelling: itself.isForeign && (itself.isTelling || vendor?.isTelling === true) }];
    if (vendor && settlesOnVendor(resolver, file, option)) return [vendor];
    const call = callBehind(file.facts, option);
    const asks =
      call && (asksWhatWasChosen(resolver, file, call.callee) || asksAnybody(resolver, file, call));
    return asks || isOwnProvider(option) ? [{ name: 'whoever is asked otherwise', isTelling: false }] : [];
  });
  // `key ? new OpenAI({ key }) : this.client()` may ask the same.
  const isSaid = arms.some(({ words }) => vendorOfArm(words) !== null);
  const isChoice = isSaid && asked.length === arms.length && asked.some(({ isTelling }) => isTelling);
  return isChoice ? between(asked.map(({ name }) => name)) : [];
}

/** `self._ask_api(prompt) if use_api else self._ask_local(prompt)`, each of which asks another vendor inside. */
function askedInEach(resolver: Resolver, file: LinkedFile, arms: readonly Arm[]): string[] {
  const [one, other, ...more] = arms.map(({ option }) => callBehind(file.facts, option));
  return one && other && more.length === 0 ? askedApart(resolver, file, one, other) : [];
}

/** `this.editorProvider`, beside a vendor's: who else is asked, whoever that is. */
function isOwnProvider(option: Value): boolean {
  return (
    option.kind === 'member' && option.object.kind === 'self' && /[a-z](?:P|_p)rovider$/.test(option.property)
  );
}

function calleeName(file: LinkedFile, option: Value): string {
  const call = callBehind(file.facts, option);
  return call ? dottedName(file, call.callee) : '';
}

/**
 * `isClaude ? `${base}/v1/messages` : `${base}${path}``: one vendor's address, and for the others what is set. Of
 * `provider != "groq"` it stands in the other arm.
 */
function addressedAlone(resolver: Resolver, file: LinkedFile, name: string, arms: readonly Arm[]): string[] {
  if (!ADDRESS.test(name)) return [];
  const told = arms.filter(({ words }) => vendorOfArm(words)?.isTelling || vendorOfFlag(words));
  const said = new Set(told.flatMap(({ words }) => vendorOfArm(words)?.name ?? []));
  const unsaid = arms.filter((arm) => !told.includes(arm));
  return (
    setBeside(resolver, file, told, unsaid, () => true) ??
    setBeside(resolver, file, unsaid, told, (owner) => said.has(owner)) ??
    []
  );
}

/** Whose address some arms have, where the others have what is set. */
function setBeside(
  resolver: Resolver,
  file: LinkedFile,
  addressed: readonly Arm[],
  others: readonly Arm[],
  isMeant: (owner: string) => boolean,
): string[] | null {
  const [owner] = addressed.flatMap(({ option }) => [
    ...textsOf(resolver, file, option).flatMap((text) => endpointOwner(resolver, text) ?? []),
    ...[wireForm(resolver, file, option)].flatMap((form) => form ?? []),
  ]);
  const isSet = others.length > 0 && others.every(({ option }) => SET.has(option.kind));
  return owner?.isForeign && isSet && isMeant(owner.name)
    ? between([owner.name, 'what is set otherwise'])
    : null;
}

const ADDRESS = /ur[il]$|base$|endpoint$|host$/i;

/** What is set elsewhere, wholly or in part. */
const SET: ReadonlySet<Value['kind']> = new Set([
  'binding',
  'member',
  'environment',
  'join',
  'result',
  'import',
]);
