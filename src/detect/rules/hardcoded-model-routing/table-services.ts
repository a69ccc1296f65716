import { isVendorModel } from '../../catalog/model-names.ts';
import type { NamedVendor } from '../../catalog/vendor-names.ts';
import {
  asksNamed,
  asksSomething,
  isNamedAsModel,
  LOCAL_SERVER,
  vendorInName,
  vendorOfClass,
} from '../../catalog/vendor-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { callBehind, givenTo } from '../code/structure.ts';
import type { Table, TableEntry } from '../code/tables.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import { distinct, isModelSlot, textsOf } from '../services/model-names.ts';
import type { ChosenService } from './asked-vendors.ts';
import { isComponent, lastName, serviceOfEntry } from './chosen-service.ts';
import { loadsVendor, serviceOfPath } from './loaded-services.ts';
import { isInOrder, isListed } from './ordered-models.ts';
import { mayBeVendor } from './picked-providers.ts';
import { isFunction, isWhatWasChosen, vendorOfEntry } from './vendor-dispatch.ts';
import { vendorOfModelSetting, vendorOfVariable } from './vendor-settings.ts';

/** `self.register_model("claude", model)`: of a vendor, what it is asked by. */
export function vendorsOfKeys({ entries }: Table): string[] {
  const vendors = entries.flatMap(({ key, value }) =>
    value.kind === 'text' ? [] : (vendorOfEntry(key) ?? []),
  );
  const isMeant = vendors.length === entries.length && vendors.some(({ isTelling }) => isTelling);
  return isMeant ? distinct(vendors.map(({ name }) => name)) : [];
}

/** `register_model(Gpt4o())`, `register_model(Claude3Opus())`: classes that are each called as a model is. */
export function modelsMade(file: LinkedFile, { entries }: Table): string[] {
  const names = entries
    .map(({ value }) => lastName(file, value))
    .filter((name) => /^[A-Z]/.test(name) && isNamedAsModel(name));
  return names.length * 2 >= entries.length ? distinct(names) : [];
}

/** `COMPLEXITY_ROUTES = {"simple": ["groq"], "complex": ["anthropic", "openai"]}`: of a task, whom to ask. */
export function vendorsIn(file: LinkedFile, { name, entries }: Table): string[] {
  // `"ollama": []` has nobody behind it.
  const led = entries.filter(({ value }) => value.kind !== 'list' || value.items.length > 0);
  const found = led.flatMap(({ key, value }) => {
    const model = modelStandIn(name, key, value);
    const inside = providerIn(file, value);
    const named = model ? [model] : inside.kind === 'list' ? inside.items : [inside];
    const vendors = named.flatMap((one) => vendorOfEntry(one) ?? []);
    const own = vendorOfEntry(key);
    // `"openai": ["anthropic", "ollama"]`: who stands in for each.
    const areOthers = own !== null && value.kind === 'list' && vendors.every((one) => one.name !== own.name);
    // `"local": ["ollama"]` beside tasks is what is to be done here.
    const isOrdered = model !== null || areOthers || isInOrder(file, name, key) || own?.name === LOCAL_SERVER;
    return isOrdered && vendors.length * 2 >= named.length ? [vendors] : [];
  });
  const vendors = found.flat();
  return found.length === led.length &&
    found.every((all) => all.length > 0) &&
    vendors.some(({ isTelling }) => isTelling)
    ? distinct(vendors.map((one) => one.name))
    : [];
}

/**
 * `DEFAULT_ANALYSIS_PROVIDERS = { image: 'gemini', text: 'minimax' }`: the vendors that a table leads to by what it says
 * itself, whoever looks into it, and `MODE_TOOLKIT` of which code takes one; not `{ OPENAI_API_KEY: 'openai', … }`, which
 * tells whose each is.
 */
export function providersLedTo({ name, entries }: Table, isTaken: boolean): string[] {
  const isMeant = TO_PROVIDERS.test(name) || (isTaken && LEADS.test(name));
  if (!isMeant || isListed(name) || !entries.every(leadsToProvider)) return [];
  const vendors = entries.flatMap(({ value }) => vendorOfEntry(value) ?? []);
  return vendors.some(({ isTelling }) => isTelling) ? distinct(vendors.map((one) => one.name)) : [];
}

const TO_PROVIDERS = /(?:provider|vendor)s$/i;

/** By what one is taken, or what it is. */
const LEADS =
  /(?:^|_)(?:mode|plan|task|tier|agent|role|stage|step|type|kind|lang(?:uage)?|region|locale|category|domain|service|feature|level)s?(?:_|$)|(?:engine|backend|toolkit|llm|provider|vendor)s?$/i;

function leadsToProvider({ key, value }: TableEntry): boolean {
  if (key?.kind !== 'text' || value.kind !== 'text' || !vendorOfEntry(value)) return false;
  return (
    WORD.test(key.text) &&
    !NO_WORK.test(key.text) &&
    vendorInName(key.text) === null &&
    !isVendorModel(key.text)
  );
}

/** Whose a family or a firm is, and settings by their own names: `{"sonnet": "anthropic", "meta": "ollama"}`, `{"llm_provider": "openai"}`. */
const NO_WORK =
  /^(?:opus|sonnet|haiku|llama|mixtral|codestral|gemma|phi|command|nova|titan|bard|davinci|dalle|whisper|imagen|veo|sora|flux|meta|microsoft|amazon|aws|alibaba|tencent|bytedance|facebook)\b|provider|vendor|backend|(?:^|_)(?:llm|default|fallback|primary|api)(?:$|_)|_key$/i;

/** What is to be done, or what there is to read; no prefix, address or key. */
const WORD = /^[a-z]{3,}(?:[-_]?[A-Za-z]+){0,3}$/;

/**
 * `AGENT_MODELS = {"sales": "deepseek", …}`, `{"blog": {"primary_model": "gemini", "limit": 300}, …}`: a vendor that stands
 * for its model, under what says so; `null` if there is none, and of what has a vendor for its key.
 */
function modelStandIn(table: string, key: Value | null, value: Value): Value | null {
  if (key === null || vendorOfEntry(key)) return null;
  if (value.kind === 'text') return isModelSlot(table) && !isListed(table) ? value : null;
  if (value.kind !== 'object') return null;
  const found = value.entries.find((one) => one.key.kind === 'text' && STANDS_IN.test(one.key.text));
  return found?.value.kind === 'text' ? found.value : null;
}

const STANDS_IN = /^(?:primary|default|preferred|main)_?(?:model|llm|provider)$/i;

/**
 * `{ provider: 'groq', timeout: 9 }`, `Route(provider="groq")`: the vendor that stands in it, or several in their order,
 * `{ tiers: ['fast'], providers: ['groq', 'openai'] }`; or else itself.
 */
function providerIn({ facts }: LinkedFile, value: Value): Value {
  if (value.kind === 'object')
    return value.entries.find(({ key }) => key.kind === 'text' && LEADS_TO.test(key.text))?.value ?? value;
  const call = callBehind(facts, value);
  return call?.named.find(({ name }) => LEADS_TO.test(name))?.value ?? value;
}

const LEADS_TO = /^(?:(?:preferred_?)?providers?|providers?_?(?:order|chain|priority))$/i;

/**
 * `{"openai": settings.openai_model, "groq": settings.groq_model}`, `{"openai": {"model": settings.openai_model, …}, …}`, or by
 * the task: of each vendor, its own setting.
 */
export function vendorsSet({ entries }: Table): string[] {
  const isByTask = entries.every(({ key }) => key?.kind === 'text' && vendorOfEntry(key) === null);
  const vendors = entries.flatMap(({ key, value }) => {
    if (isByTask) return vendorOfModelSetting(value) ?? [];
    const vendor = vendorOfEntry(key);
    const set = vendor ? modelSetIn(value) : value;
    const setting = vendor && (vendorOfModelSetting(set) ?? vendorOfVariable(set));
    return setting?.name === vendor?.name ? (vendor ?? []) : [];
  });
  return vendors.length === entries.length && (isByTask || vendors.some(({ isTelling }) => isTelling))
    ? distinct(vendors.map(({ name }) => name))
    : [];
}

function modelSetIn(value: Value): Value {
  const entries = value.kind === 'object' ? value.entries : [];
  return entries.find(({ key }) => key.kind === 'text' && isModelSlot(key.text))?.value ?? value;
}

/** What a page shows of each: `{ label: "OpenAI", icon: "…", endpoint: "https://…" }`. */
const SHOWN = /^(?:icon|logo|colou?r|emoji|badge)$/i;

function isShown({ value }: TableEntry): boolean {
  return (
    value.kind === 'object' && value.entries.some(({ key }) => key.kind === 'text' && SHOWN.test(key.text))
  );
}

export function endpointsIn(resolver: Resolver, file: LinkedFile, { entries }: Table): string[] {
  if (entries.every(isShown)) return [];
  const ownersOf = ({ value }: TableEntry) =>
    partsOf(file, value)
      .flatMap((one) =>
        one.kind === 'function' ? (file.facts.functions[one.function]?.returns ?? []) : [one],
      )
      .flatMap((one) => textsOf(resolver, file, one))
      .flatMap((text) => endpointOwner(resolver, text) ?? []);
  const found = entries.map(ownersOf).filter((owners) => owners.length > 0);
  const owners = found.flat();
  if (!owners.some(({ isForeign }) => isForeign)) return [];
  const names = distinct(owners.map(({ name }) => name));
  // One setting's default, and what a file of the tree sets it to.
  if (found.length === 1 && names.length > 1) return [];
  // `{"groq": Config(base_url="https://…"), "openai": Config(base_url=None)}`: the other one has an address of its own.
  const keys = entries.flatMap(({ key }) => vendorOfEntry(key) ?? []);
  const isByVendor = entries.length > 1 && keys.length === entries.length;
  // `{"ollama": "http://localhost:11434", "llamacpp": "http://localhost:8080"}`: the key says whose the other one is.
  if (names.length === 1 && isByVendor && entries.every(isAddressed))
    return distinct(keys.map(({ name }) => name));
  const others = entries.filter(({ value }) => partsOf(file, value).some(isNothing));
  return names.length === 1 && isByVendor && others.length === entries.length - 1
    ? [...names, 'what is set otherwise']
    : names;
}

function isAddressed({ value }: TableEntry): boolean {
  return value.kind === 'text' && /^https?:\/\/[\w.-]+:\d/i.test(value.text);
}

function isNothing(value: Value): boolean {
  return value.kind === 'none' || (value.kind === 'text' && value.text === '');
}

/** What an entry holds: fields of an object, items of a tuple, what a class is made with; else itself. */
function partsOf({ facts }: LinkedFile, value: Value): Value[] {
  if (value.kind === 'object') return value.entries.map((entry) => entry.value);
  if (value.kind === 'list') return value.items;
  const call = callBehind(facts, value);
  return call ? givenTo(call) : [value];
}

/** The vendors whose classes, clients or functions the entries lead to; a list of what a module exports is no table. */
export function servicesIn(resolver: Resolver, file: LinkedFile, { entries, isOfModels }: Table): string[] {
  const asking = entries.filter(({ value }) => !asksNobody(file, value));
  const services = asking.flatMap(({ key, value }) => {
    const parts = value.kind === 'object' || value.kind === 'list' ? partsOf(file, value) : [value];
    return isShorthand(key)
      ? []
      : parts.flatMap((part) => serviceOf(resolver, file, key, part) ?? []).slice(0, 1);
  });
  const isForeign = services.some((service) => service.isForeign && service.isTelling);
  // `registerProvider(openaiProvider)`, of which all are whom something is asked of, says so by itself.
  const areMost = services.length * 2 >= asking.length || isOfModels === true;
  return isForeign && areMost ? distinct(services.map(({ name }) => name)) : [];
}

/** `NullHandler`, `DummyLLM()`: what stands where nobody is to be asked. */
function asksNobody(file: LinkedFile, value: Value): boolean {
  return NOBODY.test(lastName(file, callBehind(file.facts, value)?.callee ?? value));
}

const NOBODY = /^_?(?:null|dummy|mock|fake|stub|noop)/i;

function isShorthand(key: Value | null): boolean {
  return key === null || (key.kind === 'text' && /^[A-Z]\w*[a-z]/.test(key.text) && !vendorOfEntry(key));
}

/** `{"doubao_cache": doubao_cache_complete}`: the key's vendor is the function's too. */
function isOfSameVendor(
  resolver: Resolver,
  file: LinkedFile,
  key: Value | null,
  value: Value,
): NamedVendor | null {
  const vendor = key?.kind === 'text' ? vendorInName(key.text) : null;
  const name = lastName(file, value);
  const isSame = vendor !== null && vendorInName(name)?.name === vendor.name && asksSomething(name);
  return isSame && !vendor.isGateway && isFunction(resolver, file, value) ? vendor : null;
}

/** `{"kilo": KiloProvider}`, beside other vendors' providers. */
function isOfUnknownVendor(file: LinkedFile, key: Value | null, value: Value): NamedVendor | null {
  if (key?.kind !== 'text' || vendorOfEntry(key) || !mayBeVendor(key.text)) return null;
  const name = lastName(file, callBehind(file.facts, value)?.callee ?? value);
  return PROVIDES.test(name) && asksNamed(name, key.text)
    ? { name: key.text, isTelling: false, isGateway: false }
    : null;
}

const PROVIDES = /^[A-Z]\w*(?:Provider|Client|LLM|Llm|Adapter|Backend|Engine)$/;

/** `{ openai: this.openaiService }`: what asks the key's vendor, whoever made it; no method, `self._parse_openai_llm`. */
function isHandedIn(resolver: Resolver, file: LinkedFile, vendor: NamedVendor, value: Value): boolean {
  const isHeld = value.kind === 'member' ? value.object.kind === 'self' : value.kind === 'binding';
  const name = lastName(file, value);
  return (
    isHeld &&
    ASKS.test(name) &&
    vendorOfClass(name)?.name === vendor.name &&
    !isFunction(resolver, file, value)
  );
}

const ASKS = /(?:client|provider|service|adapter|engine|agent|llm|handler|backend|strategy)$/i;

/** What an entry leads to: by itself, or since a vendor is its key. */
function serviceOf(
  resolver: Resolver,
  file: LinkedFile,
  key: Value | null,
  given: Value,
): ChosenService | null {
  const value = madeIfOn(given);
  if (isComponent(resolver, file, value)) return null;
  const vendor = vendorOfEntry(key);
  const itself = serviceOfEntry(resolver, file, value) ?? (vendor && serviceOfPath(value));
  if (itself) return { ...itself, isTelling: itself.isTelling || vendor?.isTelling === true };
  const isOfKey =
    vendor &&
    (isWhatWasChosen(resolver, file, value) ||
      loadsVendor(file, vendor, value) ||
      isHandedIn(resolver, file, vendor, value));
  const chosen = isOfKey
    ? vendor
    : (isOfSameVendor(resolver, file, key, value) ?? isOfUnknownVendor(file, key, value));
  return chosen && { name: chosen.name, isForeign: true, isTelling: chosen.isTelling && chosen === vendor };
}

/** `{ openai: isOn ? new OpenAIModel() : null }`: what asks, or nothing if it is switched off. */
function madeIfOn(value: Value): Value {
  if (value.kind !== 'choice') return value;
  const [first, ...others] = value.options.filter(({ kind }) => kind !== 'none');
  return first && others.length === 0 && value.options.length > 1 ? first : value;
}
