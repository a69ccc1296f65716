import { isVendorModel } from '../../catalog/model-names.ts';
import { vendorOfMember } from '../../catalog/vendor-names.ts';
import type { CallFact, FunctionFact, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { HOLE } from '../../link/text.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { keptValues } from '../code/kept-values.ts';
import { callBehind, nameAround } from '../code/structure.ts';
import type { EndpointOwner } from '../services/endpoint-owner.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import {
  CONSTANT,
  counts,
  distinct,
  isConstant,
  isForeignModel,
  isModelSlot,
  isPrefixed,
  tellsAboutModel,
  textsOf,
} from '../services/model-names.ts';
import { modelsGiven, modelsNamed } from './call-choices.ts';
import { isTried, purposeOf } from './choice.ts';
import { chosenService, serviceOfEntry } from './chosen-service.ts';
import { modelOptions } from './given-options.ts';
import { isName, itemsHeld, LONGEST_ROW, triedIn } from './held-values.ts';
import { vendorByKey } from './made-by-key.ts';
import { modelsMadeBy } from './made-models.ts';
import { showsOrRenames, triesKeys } from './menus.ts';
import { isListed } from './ordered-models.ts';
import { servicesInTurn } from './services-in-turn.ts';
import { spellsOutModels, toldByCondition } from './told-conditions.ts';
import { isRecorded, isToldWhole, saysWhatIsSet, valuesNoted } from './told-names.ts';
import { vendorOfSetting } from './vendor-settings.ts';
import { formOfPath, wireForm } from './wire-forms.ts';

/** A conditional expression that chooses between models or endpoints. */
export interface RoutingConditional {
  range: Range;
  /** What it chooses between, sorted. */
  names: string[];
}

/** The conditional expressions of a file that choose a model or an endpoint. */
export function routingConditionals(resolver: Resolver, file: LinkedFile): RoutingConditional[] {
  const { choices, holders } = keptValues(file.facts);
  if (choices.length === 0) return [];
  const told = new Set([
    ...holders.flatMap(({ value }) => toldOfState(value)),
    ...file.facts.functions.flatMap(toldByStatus),
  ]);
  const results = new Set(file.facts.functions.flatMap(({ returns }) => returns));
  return choices.flatMap((one) => {
    if (told.has(one.value) || isToldWhole(file, one.range) || isRecorded(file, one.range)) return [];
    const isResult = results.has(one.value);
    const names = [one, ...unlessSet(one)]
      .map((choice) => {
        const written = chosenBy(resolver, file, choice, isResult);
        return written.length > 1 ? written : toldByCondition(resolver, file, choice);
      })
      .find(areAlternatives);
    if (!names || valuesNoted(file).has(one.value)) return [];
    const place = nameAround(file.facts, one.range);
    const choosesNone =
      counts(place) ||
      showsOrRenames(place) ||
      triesKeys(place) ||
      spellsOutModels(resolver, file, one.value);
    return choosesNone ? [] : [{ range: one.range, names }];
  });
}

/**
 * `own.model if own else settings.claude_model if provider == "claude" else settings.openai_model`: what is chosen where
 * nothing is set. A condition with a text in it asks which one is meant, and is looked at whole.
 */
function unlessSet(one: KeptValue): KeptValue[] {
  const { value } = one;
  if (value.kind !== 'choice' || !value.when || value.when[0]?.texts || value.options.length < 3) return [];
  return [{ ...one, value: { ...value, options: value.options.slice(1), when: value.when.slice(1) } }];
}

/** `isSpoken ? 'gpt-4o-transcribe' : 'gpt-4o'`: what each does, the other one cannot. */
function areAlternatives(names: readonly string[]): boolean {
  return [...Map.groupBy(names, purposeOf).values()].some((some) => some.length > 1);
}

/** `{"status": "running", "model": …}`, `{ model: …, configured: key !== "" }`: which model a service says that it asks. */
function toldOfState(value: Value): Value[] {
  if (value.kind !== 'object') return [];
  const isState = value.entries.some(
    (entry) =>
      entry.key.kind === 'text' &&
      (saysWhatIsSet(entry.key.text) ||
        (entry.key.text === 'status' && entry.value.kind === 'text' && IS_UP.test(entry.value.text))),
  );
  const told = isState ? value.entries : entriesUnder(value, OF_RUN, RESULTS);
  return told.map((entry) => entry.value);
}

type Entries = (Value & { kind: 'object' })['entries'];

/** `{ results, config: { provider, model } }`: with what something was found out that stands beside. */
function entriesUnder({ entries }: Value & { kind: 'object' }, key: RegExp, beside: RegExp): Entries {
  const under = (expected: RegExp) =>
    entries.filter((entry) => entry.key.kind === 'text' && expected.test(entry.key.text));
  if (under(beside).length === 0) return [];
  return under(key).flatMap(({ value }) => (value.kind === 'object' ? value.entries : []));
}

const OF_RUN = /^(?:config|settings|params|meta(?:data)?|run(?:_?info)?)$/i;
const RESULTS = /^(?:results?|summary|findings|report|scores?)$/i;

/** `def get_status(self): return {"enabled": True, "model": …}` */
function toldByStatus({ name, returns }: FunctionFact): Value[] {
  if (!TELLS_STATUS.test(name)) return [];
  return returns.flatMap((value) => (value.kind === 'object' ? value.entries.map((one) => one.value) : []));
}

const TELLS_STATUS = /(?:^|_)(?:status|health|diagnostics)$|[a-z](?:Status|Health|Diagnostics)$/;

const IS_UP = /\b(?:ok|healthy|running|online|ready|up|alive|operational)\b/i;

function chosenBy(resolver: Resolver, file: LinkedFile, kept: KeptValue, isResult: boolean): string[] {
  const { value, name } = kept;
  const all = optionsOf(value);
  const forms = formsOf(resolver, file, all);
  if (forms.length > 1) return forms;
  if (isSettingOrDefault(resolver, file, value, all) || isOfOne(all)) return [];
  const services = all.length > 1 ? servicesOf(resolver, file, all) : [];
  if (services.length > 1) return services;
  const held = HOLDS_CLIENT.test(name) ? vendorsHeld(all) : [];
  if (held.length > 1) return held;
  const settings = all.flatMap((option) => vendorOfSetting(option) ?? []);
  const vendors = distinct(settings.map((one) => one.name));
  if (vendors.length > 1 && settings.some(({ isTelling }) => isTelling)) return vendors;
  // `isHard ? { model: 'gpt-4o' } : isQuick ? { model: 'gpt-4o-mini' } : null`
  const given = all.filter(({ kind }) => kind !== 'none');
  const models = given.map((option) => [
    ...modelsWithin(resolver, file, option),
    ...modelsTried(resolver, file, kept, option),
  ]);
  if (models.length > 1 && models.every((one) => one.length > 0)) return distinct(models.flat());
  const addressed = all.map((option) => addressesWithin(resolver, file, option));
  const owners = addressed.flat();
  if (addressed.filter((one) => one.length > 0).length > 1 && owners.some(({ isForeign }) => isForeign)) {
    const own = distinct(owners.map((owner) => owner.name));
    if (own.length > 1) return own;
  }
  const others = isByVersion(value) ? [] : endpointOrNone(resolver, file, name, all);
  if (others.length > 0) return others;
  // What is looked up before `||` is a setting, whatever it is set to.
  const read = value.kind === 'choice' && value.when ? writtenIn : textsOf;
  const options = all.map((option) => read(resolver, file, option).filter((text) => text.trim() !== ''));
  // `a or b` has one option that is written out at most.
  if (options.filter((texts) => texts.length > 0).length < 2) return [];
  const texts = options.flat();
  if (texts.some((text) => NO_MODEL.test(text))) return [];
  const written = texts.flatMap((text) => endpointOwner(resolver, text) ?? []);
  if (written.some(({ isForeign }) => isForeign)) {
    const own = written.length === 1 && ADDRESS.test(name) && texts.every((text) => WEB_ADDRESS.test(text));
    return distinct([...written.map((owner) => owner.name), ...(own ? ['another service'] : [])]);
  }
  const isMeant =
    isModelSlot(name) ||
    (isResult && !tellsAboutModel(name)) ||
    (areModels(isNested(value) ? options.filter((texts) => texts.length > 0) : options) &&
      !tellsAboutModel(name) &&
      !SHOWS.test(name));
  const isForeign = texts.some((text) => isForeignModel(resolver, text) || isPrefixed(text));
  return isMeant && isForeign ? distinct(texts.map((text) => text.replaceAll(HOLE, '…'))) : [];
}

/** `stored ?? (isPro ? 'gpt-4o' : 'gpt-4o-mini')`: what is chosen unless something is set. */
function isNested(value: Value): boolean {
  return (
    value.kind === 'choice' &&
    !value.when &&
    value.options.some((option) => option.kind === 'choice' && option.when !== undefined)
  );
}

/** `isWhole.test(url) ? url : `${url}/chat``: the same address, however it is written. */
function isOfOne(options: Value[]): boolean {
  const roots = options.map((option) => (option.kind === 'join' ? option.parts[0] : option));
  const [first] = roots;
  return (
    first?.kind === 'binding' &&
    roots.every((root) => root?.kind === 'binding' && root.binding === first.binding)
  );
}

/** `model or getattr(settings, "MODEL", "gpt-4o")`: what is set, and else its default. */
function isSettingOrDefault(resolver: Resolver, file: LinkedFile, value: Value, options: Value[]): boolean {
  const before = options.slice(0, -1);
  const isSetting = (option: Value) =>
    (option.kind === 'member' && /settings|config$|^env$/i.test(lastPart(dottedName(file, option.object)))) ||
    // A constant of elsewhere that may be empty: `MODEL_VERSION or "gpt-4o"`, `MODEL if MODEL else "gpt-4o"`.
    (option.kind === 'import' && /^[A-Z_\d]+$/.test(option.name) && asksIfThere(value, option.name)) ||
    // `(os.getenv("MODEL") or DEFAULT).strip() or DEFAULT`
    (option.kind === 'environment' && asksIfThere(value, option.name));
  // `(LLM_MODEL or GEMINI_MODEL or "gemini-2.5-flash")`: whichever of these constants is set.
  const areConstants = value.kind === 'choice' && !value.when && before.every(isConstantOf(file));
  const last = options.at(-1);
  if (last?.kind === 'text' && areConstants) return true;
  const isDefault = last?.kind === 'text' || (last?.kind === 'binding' && isConstant(resolver, file, last));
  return isDefault && before.some(isSetting) && before.every(({ kind }) => kind !== 'text');
}

function isConstantOf({ facts }: LinkedFile): (option: Value) => boolean {
  return (option) => option.kind === 'binding' && CONSTANT.test(facts.bindings[option.binding]?.name ?? '');
}

function asksIfThere(value: Value, name: string): boolean {
  const words = value.kind === 'choice' ? value.when?.[0] : undefined;
  const isAlone = words?.names?.length === 1 && words.names[0] === name && !words.texts?.length;
  return value.kind === 'choice' && (!value.when || isAlone);
}

/** `base_url = GROQ_URL if provider == "groq" else None`: without one, the SDK has an address of its own. */
function endpointOrNone(resolver: Resolver, file: LinkedFile, name: string, options: Value[]): string[] {
  if (!ADDRESS_SLOT.test(name) || options.at(-1)?.kind !== 'none') return [];
  const texts = options.flatMap((option) => textsOf(resolver, file, option));
  const owner = texts.flatMap((text) => endpointOwner(resolver, text) ?? [])[0];
  // What goes to a gateway where there is one goes to the same service.
  return owner?.isForeign && !/gateway/i.test(owner.name) ? [owner.name, 'another service'] : [];
}

/** `version === 'v1beta' ? 'https://…' : undefined`: the same service either way. */
function isByVersion(value: Value): boolean {
  const words = value.kind === 'choice' ? (value.when ?? []) : [];
  const texts = words.flatMap((one) => one?.texts ?? []);
  return texts.length > 0 && texts.every((text) => VERSION.test(text));
}

const VERSION = /^v\d\w*$/i;

const ADDRESS_SLOT = /^(?:\w+_)?(?:base_?url|api_?base|api_?url|endpoint)$/i;

/** `isGemini ? `${base}/${model}:generateContent` : `${base}/chat/completions``: ways to be asked, each a vendor's. */
function formsOf(resolver: Resolver, file: LinkedFile, options: Value[]): string[] {
  const forms = options.flatMap(
    (option) => wireForm(resolver, file, option)?.name ?? formOfPath(option) ?? [],
  );
  return forms.length === options.length ? distinct(forms) : [];
}

/** What an option is where it stands, or the address that it is a name for: `isGroq ? `${groqUrl}/chat` : openaiUrl`. */
function writtenIn(resolver: Resolver, file: LinkedFile, option: Value): string[] {
  const written = textsOf(resolver, file, option);
  const root = option.kind === 'join' ? option.parts[0] : option;
  if (written.length > 0 || root?.kind !== 'binding') return written;
  const fact = file.facts.bindings[root.binding];
  // What a function is handed is nobody's choice here.
  if (!fact || fact.kind === 'parameter' || !ADDRESS.test(fact.name) || fact.values.some(isSet)) return [];
  const texts = resolver.resolve(file, option).flatMap((one) => (one.kind === 'text' ? [one.text] : []));
  // Of several services' addresses, whoever looked it up has chosen before.
  const owners = texts.flatMap((text) => endpointOwner(resolver, text)?.name ?? []);
  return new Set(owners).size > 1 ? [] : texts;
}

/** `const url = process.env.MODEL_URL`, whatever a file of the tree sets it to. */
function isSet(value: Value): boolean {
  return value.kind === 'environment' && !value.fallback;
}

const ADDRESS = /ur[il]$|base$|endpoint$|host$/i;

const WEB_ADDRESS = /^https?:\/\/[\w-]/i;

/** `ask(prompt, isHard ? 'gpt-4o' : 'gpt-4o-mini')`: nothing else has names like that, whatever it is given to. */
function areModels(options: readonly string[][]): boolean {
  const models = options.filter((texts) => texts.some((text) => isVendorModel(text)));
  return models.length > 1 && options.every((texts) => texts.some((text) => LIKE_MODEL.test(text)));
}

/** What a name of a model may be that nobody knows: `@cf/meta/llama-3.3`. */
const LIKE_MODEL = /^(?=.*[-/\d])[\w@.:/+-]+$/;

/** `model: isAsked ? MODEL : 'fallback'` says of an answer whether a model gave it. */
const NO_MODEL =
  /^(?:none|fallback|unknown|mock|dry-?run|offline|disabled|template|static|rules?(?:-based)?|error|n\/a)$/i;

/** What is shown of a model to people. */
const SHOWS = /placeholder|hint|example|caption|text|message|summary|note|(?:^|_)used$/i;

/**
 * `fast ? { model: 'gpt-4o-mini' } : { provider: 'anthropic', name: 'claude-…' }`: the models of one such object; and
 * of `fast ? openai('gpt-4o-mini') : openai('gpt-4o')`.
 */
function modelsWithin(resolver: Resolver, file: LinkedFile, option: Value): string[] {
  if (option.kind === 'result') {
    const call = file.facts.calls[option.call];
    if (!call) return [];
    if (chosenService(resolver, file, call)) return modelsGiven(resolver, file, call);
    const named = modelsNamed(resolver, file, call);
    return named.length > 0 ? named : modelsMadeBy(resolver, file, call.callee);
  }
  if (option.kind === 'list') return modelOfRow(resolver, file, option.items);
  if (option.kind !== 'object') return [];
  const models = modelOptions(option).filter(({ name }) => isModelSlot(name));
  return models.flatMap(({ value }) =>
    textsOf(resolver, file, value).filter((text) => isForeignModel(resolver, text)),
  );
}

/** `isGroq ? { baseURL: 'https://…' } : { baseURL: 'https://…' }`: whose the addresses of one such object are. */
function addressesWithin(resolver: Resolver, file: LinkedFile, option: Value): EndpointOwner[] {
  if (option.kind !== 'object') return [];
  return option.entries.flatMap(({ key, value }) =>
    key.kind === 'text' && ADDRESS.test(key.text)
      ? textsOf(resolver, file, value).flatMap((text) => endpointOwner(resolver, text) ?? [])
      : [],
  );
}

/** `("openai", "gpt-4o")`: the one model in a row. */
function modelOfRow(resolver: Resolver, file: LinkedFile, items: readonly Value[]): string[] {
  if (items.length < 2 || items.length > LONGEST_ROW) return [];
  const models = items.flatMap((item) =>
    textsOf(resolver, file, item).filter((text) => isForeignModel(resolver, text)),
  );
  return models.length === 1 ? models : [];
}

/**
 * `fallback_chain = LONG if is_hard else SHORT`, `isHard ? HARD_FALLBACKS : FALLBACKS`, `isHard ? once([wanted, ...LONG]) :
 * once([wanted, ...SHORT])`: the models of lists that are gone through.
 */
function modelsTried(resolver: Resolver, file: LinkedFile, { name }: KeptValue, option: Value): string[] {
  const spread = isListed(name) ? [] : triedIn(file, option);
  const isInTurn = isTried(name) || (isName(option) && isTried(lastPart(dottedName(file, option))));
  const items = spread.length === 0 && isInTurn ? itemsHeld(file, option) : spread;
  return items.flatMap((item) =>
    textsOf(resolver, file, item).filter((text) => isForeignModel(resolver, text)),
  );
}

function optionsOf(value: Value): Value[] {
  return value.kind === 'choice'
    ? value.options.flatMap((option) => (option.kind === 'choice' ? optionsOf(option) : [option]))
    : [];
}

/** The vendors of `isClaude ? anthropic : openai`, if every option has one. */
function servicesOf(resolver: Resolver, file: LinkedFile, all: Value[]): string[] {
  // `isClaude ? anthropic : isGpt ? openai : undefined`
  const options = all.filter(({ kind }) => kind !== 'none');
  if (isMadeAlike(resolver, file, options) && !options.every((option) => takenByKey(file, option))) return [];
  const services = options.flatMap((option) => {
    // `[ask_groq, ask_ollama] if is_long else [ask_ollama, ask_groq]`: who is asked first.
    const [first] = servicesInTurn(resolver, file, option);
    return first ?? serviceOfEntry(resolver, file, option) ?? takenByKey(file, option) ?? [];
  });
  const isTelling = services.some((service) => service.isForeign && service.isTelling);
  return isTelling && services.length === options.length ? distinct(services.map(({ name }) => name)) : [];
}

/** `Registry.get("anthropic") if is_hard else Registry.get("groq")` */
function takenByKey(file: LinkedFile, option: Value): (EndpointOwner & { isTelling: boolean }) | null {
  const call = option.kind === 'result' ? file.facts.calls[option.call] : undefined;
  const vendor = call ? vendorByKey(file, call) : null;
  return vendor && { name: vendor.name, isForeign: true, isTelling: vendor.isTelling };
}

/** `client = self.perplexity if is_fresh else self.deepseek`: clients that are kept by their vendors' names alone. */
function vendorsHeld(options: readonly Value[]): string[] {
  const vendors = options.flatMap((option) =>
    option.kind === 'member' && option.object.kind === 'self' ? (vendorOfMember(option.property) ?? []) : [],
  );
  const isTelling = vendors.some((vendor) => vendor.isTelling);
  return isTelling && vendors.length === options.length ? distinct(vendors.map(({ name }) => name)) : [];
}

const HOLDS_CLIENT = /(?:^|_)(?:client|llm|provider|backend|engine)$|[a-z](?:Client|Llm|LLM|Provider)$/;

/** `OpenAI(base_url=url) if url else OpenAI()`: one vendor's client, and an address that is written elsewhere. */
function isMadeAlike(resolver: Resolver, file: LinkedFile, options: Value[]): boolean {
  const calls = options.map((option) => callBehind(file.facts, option));
  const names = calls.map((call) => (call ? dottedName(file, call.callee) : ''));
  if (names[0] === '' || names.some((name) => name !== names[0])) return false;
  return !calls.some((call) =>
    argumentsOf(call).some((value) => textsOf(resolver, file, value).some((text) => text.includes('://'))),
  );
}

/** Everything that a call is given, entries of objects among it. */
function argumentsOf(call: CallFact | undefined): Value[] {
  const given = [...(call?.positional ?? []), ...(call?.named ?? []).map(({ value }) => value)];
  return given.flatMap((value) =>
    value.kind === 'object' ? value.entries.map((entry) => entry.value) : [value],
  );
}
