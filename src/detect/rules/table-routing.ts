import { isRouted, isVendorModel } from '../catalog/model-names.ts';
import type { NamedVendor } from '../catalog/vendor-names.ts';
import { asksSomething, LOCAL_SERVER, vendorInName, vendorOfClass } from '../catalog/vendor-names.ts';
import type { FileFacts, Range, Value } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { modelsGiven } from './choices.ts';
import type { ChosenService } from './chosen-service.ts';
import { lastName, serviceOfEntry } from './chosen-service.ts';
import { endpointOwner } from './endpoint-owner.ts';
import { isMaking } from './held-values.ts';
import { isWritten } from './kept-values.ts';
import { loadsVendor } from './loaded-services.ts';
import type { LookUps } from './look-ups.ts';
import { lookUpsOf } from './look-ups.ts';
import { distinct, isAboutModels, isForeignModel, isModelSlot, textsOf } from './model-names.ts';
import { firstOf, isInOrder, isListed, isRouteTable } from './ordered-models.ts';
import { recent } from './remembered.ts';
import { structureOf } from './structure.ts';
import type { Table } from './tables.ts';
import { enumsOf, grownTables, registeredTables, tablesOf } from './tables.ts';
import { isFunction, isWhatWasChosen, vendorOfEntry } from './vendor-dispatch.ts';

/** A table that leads from a task or a provider to a model or an endpoint. */
export interface RoutingTable {
  range: Range;
  /** What it chooses between, sorted. */
  names: string[];
}

/** The tables of a file that choose between models or endpoints; plain data that nothing looks into is none. */
export function routingTables(resolver: Resolver, file: LinkedFile): RoutingTable[] {
  const [tables, enums] = [tablesOf(file.facts), enumsOf(file.facts)];
  const registered = [...registeredTables(file.facts), ...filledTables(file)].flatMap((table) => {
    const services = servicesIn(resolver, file, table);
    const names = services.length < 2 && table.isOfModels ? vendorsOfKeys(table) : services;
    return names.length > 1 ? [{ range: table.range, names }] : [];
  });
  if (tables.length === 0 && enums.length === 0) return registered;
  const lookUps = lookUpsOf(file.facts);
  const lookedUp = enums.filter((table) => lookUps.byVariable.has(table.name) && !spellsModels(table));
  const exported = new Set([...file.facts.exports.map(({ name }) => name), ...mappedFields(file.facts)]);
  const found = [...tables, ...lookedUp].flatMap((table) => {
    const isElse =
      isAboutModels(table.name) ||
      OF_FOLDERS.test(table.name) ||
      isOfPage(file, table) ||
      table.isDefault === true ||
      table.entries.every(tellsState);
    if (isElse || namesModels(table)) return [];
    const models = modelsIn(resolver, file, table);
    // What a function gives back may be one thing and what is told of it: `{ client: ask("gpt-4o"), via: "OPENAI_KEY" }`.
    const isMeant = !table.isResult || models.filter((name) => isVendorModel(name)).length > 1;
    if (models.length > 1 && isMeant && choosesModel(table, lookUps, exported))
      return [{ range: table.range, names: models }];
    const isLookedUp = table.isLookedUp || lookUps.byVariable.has(table.name);
    const vendors = isLookedUp ? vendorsIn(file, table) : [];
    if (vendors.length > 1) return [{ range: table.range, names: vendors }];
    // Of a list that is gone through, all are taken.
    const isOneTaken = !table.entries.every(({ key }) => key === null) || lookUps.byKey.has(table.name);
    const isOfEndpoints = isLookedUp && isOneTaken && !isSettings(table) && !TOOLS.test(table.name);
    const endpoints = isOfEndpoints ? endpointsIn(resolver, file, table) : [];
    if (endpoints.length > 1) return [{ range: table.range, names: endpoints }];
    const isKept = isLookedUp || (table.isResult ? isOfMade(file, table) : exported.has(table.name));
    const services = isKept ? servicesIn(resolver, file, table) : [];
    return services.length > 1 ? [{ range: table.range, names: services }] : [];
  });
  return [...found, ...registered];
}

/** `self.register_model("claude", model)`: of a vendor, what it is asked by. */
function vendorsOfKeys({ entries }: Table): string[] {
  const vendors = entries.flatMap(({ key, value }) =>
    value.kind === 'text' ? [] : (vendorOfEntry(key) ?? []),
  );
  const isMeant = vendors.length === entries.length && vendors.some(({ isTelling }) => isTelling);
  return isMeant ? distinct(vendors.map(({ name }) => name)) : [];
}

/** `clients["openai"] = OpenAI()`, `clients["groq"] = Groq()`: what asks each, by whose it is, of which code takes one. */
function filledTables(file: LinkedFile): Table[] {
  const filled = grownTables(file.facts).filter(
    (table) => table.entries.every(({ key }) => vendorOfEntry(key)) && isOfMade(file, table),
  );
  if (filled.length === 0) return [];
  const { byKey } = lookUpsOf(file.facts);
  return filled.filter(({ name }) => byKey.has(name));
}

/** Fields of classes that say by what a model is chosen: `task_models: dict = { … }`, which code elsewhere looks into. */
function mappedFields({ classes }: FileFacts): string[] {
  return classes.flatMap(({ attributes }) =>
    attributes.flatMap(({ name }) => (isModelSlot(name) && MAPPED.test(name) ? [name] : [])),
  );
}

const MAPPED =
  /(?:^|_)(?:tasks?|tiers?|route|routing|level|complexity|roles?|stages?|steps?|by|for|map|mappings?)(?:_|$)/i;

/** `RESULT_DIRS`: where there is what each model has answered. */
const OF_FOLDERS = /(?:^|_)(?:dir|director(?:y|ie)|folder)s?$/i;

/** `PROVIDER_UI_CONFIG`, or a table of `providerToIcon()`: what a page shows. */
function isOfPage({ facts }: LinkedFile, { name, range }: Table): boolean {
  const index = structureOf(facts).functionAt(range);
  return OF_PAGE.test(name) || (index !== null && GIVES_ICON.test(facts.functions[index]?.name ?? ''));
}

/** `{"openai": {"status": "available", "model": …}}`: which models a service says that there are. */
function tellsState({ value }: Table['entries'][number]): boolean {
  return (
    value.kind === 'object' &&
    value.entries.some(
      (entry) =>
        entry.key.kind === 'text' &&
        entry.key.text === 'status' &&
        entry.value.kind === 'text' &&
        IS_THERE.test(entry.value.text),
    )
  );
}

const IS_THERE = /^(?:available|online|ready|healthy|ok|up)$/i;

/** `TOOL_REGISTRY`: what a model may call, another model among it. */
const TOOLS = /(?:^|_)tools?(?:_|$)/i;

const OF_PAGE = /(?:^|_)ui(?:_|$)/i;
const GIVES_ICON = /(?:icon|logo|colou?r|badge|emoji|avatar)s?$/i;

/** `return {"openai": OpenAIProvider(), "groq": GroqProvider()}`: what asks each, by whose it is, and no answers. */
function isOfMade(file: LinkedFile, { entries }: Table): boolean {
  return (
    entries.some(({ key }) => vendorOfEntry(key)?.isTelling) &&
    entries.every(({ value }) => value.kind !== 'result' || isMaking(file, file.facts.calls[value.call]))
  );
}

/** `COMPLEXITY_ROUTES = {"simple": ["groq"], "complex": ["anthropic", "openai"]}`: of a task, whom to ask. */
function vendorsIn(file: LinkedFile, { name, entries }: Table): string[] {
  const found = entries.flatMap(({ key, value }) => {
    const named = value.kind === 'list' ? value.items : [providerIn(file, value)];
    const vendors = named.flatMap((one) => vendorOfEntry(one) ?? []);
    // `"local": ["ollama"]` beside tasks is what is to be done here.
    const isOrdered = isInOrder(file, name, key) || vendorOfEntry(key)?.name === LOCAL_SERVER;
    return isOrdered && vendors.length * 2 >= named.length ? [vendors] : [];
  });
  const vendors = found.flat();
  return found.length === entries.length &&
    found.every((all) => all.length > 0) &&
    vendors.some(({ isTelling }) => isTelling)
    ? distinct(vendors.map((one) => one.name))
    : [];
}

/** `{ provider: 'groq', timeout: 9 }`, `Route(provider="groq")`: the vendor that stands in it, or else itself. */
function providerIn({ facts }: LinkedFile, value: Value): Value {
  if (value.kind === 'object')
    return value.entries.find(({ key }) => key.kind === 'text' && key.text === 'provider')?.value ?? value;
  const call = value.kind === 'result' ? facts.calls[value.call] : undefined;
  return call?.named.find(({ name }) => name === 'provider')?.value ?? value;
}

/** A table by model: prices, limits, labels, other names for it; not one that leads on to the providers of models. */
function namesModels({ name, entries }: Table): boolean {
  if (isOfStandIns(name, entries)) return false;
  const models = entries.filter(({ key }) => key?.kind === 'text' && isVendorModel(key.text));
  const routed = models.filter(
    ({ key, value }) =>
      key?.kind === 'text' &&
      value.kind === 'text' &&
      ((isRouted(value.text) && !isRouted(key.text)) || isOfOtherMaker(key.text, value.text)),
  );
  if (isOfOwnNames(entries)) return true;
  return models.length * 2 >= entries.length && (routed.length < 2 || isOwnPrefix(routed));
}

/** `FALLBACKS = {"gpt-4o": ["gpt-4o-mini"]}`: of a model, those that stand in for it. */
function isOfStandIns(name: string, entries: Table['entries']): boolean {
  return STAND_INS.test(name) && entries.every(({ key, value }) => isStandIn(key, value));
}

const STAND_INS = /fall_?back|backup|substitut|alternat/i;

function isStandIn(key: Value | null, value: Value): boolean {
  const others = value.kind === 'list' ? value.items : [value];
  return [...others, key].every((one) => one?.kind === 'text' && isVendorModel(one.text));
}

/** Each model under a name of one's own that says it, and not whose it is: `{"llama3": "ollama/llama3"}` settles that. */
function isOfOwnNames(entries: Table['entries']): boolean {
  const isSettled = entries.every(({ value }) => value.kind === 'text' && isRouted(value.text));
  return !isSettled && entries.every(isOwnName);
}

/** `"groq-llama-3.1-8b": "llama-3.1-8b-instant"`, `[Model.GPT_4O]: "gpt-4o"`, `"opus": Model.CLAUDE_OPUS` */
function isOwnName({ key, value }: Table['entries'][number]): boolean {
  const name = key?.kind === 'text' ? key.text : key?.kind === 'member' ? key.property : '';
  const said = bare(name.replace(/^[a-z]+[-_/:]/, ''));
  if (value.kind === 'member')
    return NAMES_MODEL.test(value.property) && said.length > 3 && bare(value.property).includes(said);
  if (value.kind !== 'text' || !/[a-z]/.test(said) || !/\d/.test(said)) return false;
  return bare(value.text).includes(said) || saysInWords(name, value.text);
}

/** `FLASH_THINKING_2_5: 'gemini-2.5-flash-preview'`: its version, and most of its other words, in whatever order. */
function saysInWords(name: string, model: string): boolean {
  const [words, own] = [wordsAndNumbers(name), new Set(wordsAndNumbers(model))];
  const said = words.filter((word) => own.has(word));
  const isMost = said.length * 2 > words.length && said.some((word) => /[a-z]{3}/.test(word));
  return isMost && words.every((word) => !/\d/.test(word) || own.has(word));
}

function wordsAndNumbers(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
}

/** `CLAUDE_OPUS`, `GPT_4O` */
const NAMES_MODEL = /^(?:GPT|CLAUDE|GEMINI|LLAMA|MISTRAL|DEEPSEEK|QWEN|GROK)_[A-Z\d_]+$/;

/** `{"llama3-8b": "groq/llama3-8b", …}`: one provider's models, with its name before each. */
function isOwnPrefix(entries: Table['entries']): boolean {
  const prefixes = entries.map(({ key, value }) =>
    key?.kind === 'text' && value.kind === 'text' && value.text.endsWith(`/${key.text}`)
      ? value.text.slice(0, -key.text.length)
      : null,
  );
  return prefixes.every((prefix) => prefix !== null && prefix === prefixes[0]);
}

/** `{"claude-sonnet-4": "gpt-5"}`: another vendor's model in place of the one that was asked for. */
function isOfOtherMaker(model: string, other: string): boolean {
  const [maker, another] = [MAKER.exec(model)?.[0], MAKER.exec(other)?.[0]];
  return maker !== undefined && another !== undefined && maker !== another;
}

const MAKER = /gpt|claude|gemini|llama|mistral|deepseek|qwen|grok|command/;

/** `enum Models { Fast = '…' }`: what chooses is what names a member. */
function isLikeEnum({ name, entries }: Table): boolean {
  const isCapitalised = (text: string) => /^[A-Z]/.test(text);
  return (
    /^[A-Z]\w*[a-z]/.test(name) && entries.every(({ key }) => key?.kind === 'text' && isCapitalised(key.text))
  );
}

/** `GPT_4O = "gpt-4o"`: most members of an enum are models by their own names. */
function spellsModels({ entries }: Pick<Table, 'entries'>): boolean {
  const spelt = entries.filter(
    ({ key, value }) =>
      key?.kind === 'text' && value.kind === 'text' && bare(value.text).includes(bare(key.text)),
  );
  return spelt.length * 2 >= entries.length;
}

function bare(name: string): string {
  return name.replace(/[^a-z\d]/gi, '').toLowerCase();
}

/** `AI_MODELS = { GPT: 'gpt-5', CLAUDE_OPUS: 'claude-opus-4' }`: names of models, of which code elsewhere takes one. */
function isConstants(table: Table): boolean {
  const isCapital = ({ key }: Table['entries'][number]) =>
    key?.kind === 'text' && /^[A-Z\d_]+$/.test(key.text);
  return table.entries.every(isCapital) && spellsModels(table);
}

function choosesModel(
  table: Table,
  { byVariable, forModel }: LookUps,
  exported: ReadonlySet<string>,
): boolean {
  const { name, isLookedUp } = table;
  if (isLookedUp || ASKED_BY_KEY.test(name)) return true;
  if (name === '') return false;
  if (isLikeEnum(table)) return byVariable.has(name) && !spellsModels(table);
  if (byVariable.has(name)) return true;
  // `model: MODELS.CLAUDE_OPUS` names one, and chooses between none.
  if (forModel.has(name)) return !isConstants(table);
  if (exported.has(name) && OF_TASKS.test(name) && table.entries.every(isDescribed)) return true;
  if (exported.has(name) && isRouteTable(name)) return true;
  if (!exported.has(name) || !isModelSlot(name) || isListed(name)) return false;
  return !isSettings(table) && !isConstants(table);
}

/** `export const AGENTS = { planner: { role: …, model: 'gpt-4o' }, … }`: whoever asks for one gets its model. */
const OF_TASKS =
  /(?:^|_)(?:agents?|roles?|tasks?|personas?|intents?|tiers?|plans?)(?:_?(?:configs?|registry|definitions?|settings|presets?|profiles?))?$/i;

function isDescribed({ value }: Table['entries'][number]): boolean {
  return value.kind === 'object';
}

/** What a provider of the AI SDK's is made of, and asked for by key: `customProvider({ languageModels: { fast: … } })`. */
const ASKED_BY_KEY = /^(?:language|textEmbedding|embedding|image)Models$/;

/** `{ chat_model: 'gpt-4o', use_cloud: false }`: what a program is set to, by the names of its settings. */
function isSettings({ entries }: Table): boolean {
  return entries.some(({ value }) => value.kind === 'boolean' || value.kind === 'number');
}

/** Keys of one thing's own description, which lead nowhere. */
const DESCRIBES =
  /^(?:id|name|display_?name|_?group|label|title|type|role|key|value|text|description|provider(?:_?(?:id|name|type))?|vendor|object|owned_by|author|url|href)$/i;

/** `{ title: 'gpt-4o-mini', answer: 'gpt-4o' }`: what finds a title, by a name that no person is shown. */
function isTitleModel(key: string, value: Value): boolean {
  return (
    /^title$/i.test(key) &&
    value.kind === 'text' &&
    /^[a-z\d.:/-]+$/.test(value.text) &&
    isVendorModel(value.text)
  );
}

/** Keys of a request, or of one model's settings. */
const SETS =
  /^(?:model|model_?name|model_?id|model_?preference|preferred_?model|task_?type|prompt|messages|temperature|max_?tokens|stream|n)$|api_?key$|(?:^|_)(?:token|secret)$/i;

/** What the entries lead to, sorted; empty if no vendor's model is among it. */
function modelsIn(resolver: Resolver, file: LinkedFile, { name, entries }: Table): string[] {
  const keyed = entries.filter(
    ({ key, value }) =>
      key !== null && !(key.kind === 'text' && DESCRIBES.test(key.text) && !isTitleModel(key.text, value)),
  );
  if (keyed.some(({ key }) => key?.kind === 'text' && SETS.test(key.text))) return [];
  const isOfTasks = keyed.some(({ key }) => isInOrder(file, name, key));
  const texts = keyed
    .flatMap(({ key, value }) => {
      // `{"openai": {"gpt-4o": ["gpt-4o-mini"]}, …}`
      if (value.kind === 'object' && isOfStandIns(name, value.entries))
        return value.entries.flatMap((entry) => modelTexts(resolver, file, firstOf(file, entry.value)));
      const isOrdered = isInOrder(file, name, key) || (isOfTasks && !vendorOfEntry(key) && isOfSteps(value));
      return modelTexts(resolver, file, isOrdered ? firstOf(file, value) : value);
    })
    .filter((text) => !NO_MODEL.test(text));
  const foreign = texts.filter((text) => isForeignModel(resolver, text));
  return foreign.length * 2 >= texts.length && foreign.length > 0 ? distinct(texts) : [];
}

/** `[{ provider: 'groq', model: 'llama-3.3-70b' }, …]`: whom to ask for what, one after the other. */
function isOfSteps(value: Value): boolean {
  return value.kind === 'list' && value.items.every(isStep);
}

function isStep(item: Value): boolean {
  const keys =
    item.kind === 'object' ? item.entries.map(({ key }) => (key.kind === 'text' ? key.text : '')) : [];
  return keys.length === 2 && keys.includes('provider') && keys.some(isModelSlot);
}

/** Nothing, a path or a colour: `{ dbPath: './data', embeddingModel: 'text-embedding-3-small', color: '#4285f4' }`. */
const NO_MODEL = /^(?:\s*$|\.{0,2}\/|#)/;

/**
 * An entry's model: itself, what it holds under `model`, the only one of a tuple's items, what a call is given, or those
 * of an enum.
 */
function modelTexts(resolver: Resolver, file: LinkedFile, value: Value, depth = 0): string[] {
  if (value.kind === 'result') {
    const call = file.facts.calls[value.call];
    return call ? modelsGiven(resolver, file, call) : [];
  }
  if (value.kind === 'class') return modelsOfEnum(file, value.class);
  if (value.kind === 'list') {
    const texts = value.items.flatMap((item) => textsOf(resolver, file, item));
    const models = texts.filter((text) => isVendorModel(text));
    return models.length === 1 && value.items.length > 1 ? models : [];
  }
  if (value.kind !== 'object') return textsOf(resolver, file, value).filter((text) => !/\s|:\/\//.test(text));
  const models = value.entries.filter(({ key }) => key.kind === 'text' && isModelSlot(key.text));
  if (models.length === 0 && (isByVendor(value) || isOfModels(value)))
    return value.entries.flatMap((entry) =>
      textsOf(resolver, file, entry.value).filter((text) => isVendorModel(text)),
    );
  if (
    models.length === 0 &&
    depth < MAX_KEYS &&
    value.entries.every((entry) => entry.value.kind === 'object')
  )
    return value.entries.flatMap((entry) => modelTexts(resolver, file, entry.value, depth + 1));
  return models.flatMap((entry) => textsOf(resolver, file, entry.value));
}

/** Of `ROUTES[plan][task][size]`, how many keys lead on. */
const MAX_KEYS = 3;

/** `{"simple": {"openai": "gpt-4o-mini", "google": "gemini-2.5-flash"}}`: of a task, each vendor's model. */
function isByVendor({ entries }: Value & { kind: 'object' }): boolean {
  return (
    entries.length > 0 &&
    entries.every(({ key, value }) => value.kind === 'text' && vendorOfEntry(key) !== null)
  );
}

/** `{"openai": {"fast": "gpt-4o-mini", "smart": "gpt-4o"}}`: of a vendor, its models by what they are for. */
function isOfModels({ entries }: Value & { kind: 'object' }): boolean {
  return (
    entries.length > 0 &&
    entries.every(({ value }) => value.kind === 'text' && isVendorModel(value.text)) &&
    !spellsModels({ entries })
  );
}

function modelsOfEnum({ facts }: LinkedFile, index: number): string[] {
  const table = enumsByName(facts).get(facts.classes[index]?.name ?? '');
  return (table?.entries ?? []).flatMap(({ value }) =>
    value.kind === 'text' && isVendorModel(value.text) ? [value.text] : [],
  );
}

const enumsByName = recent((facts: FileFacts) => new Map(enumsOf(facts).map((one) => [one.name, one])));

/** What a page shows of each: `{ label: "OpenAI", icon: "…", endpoint: "https://…" }`. */
const SHOWN = /^(?:icon|logo|colou?r|emoji|badge)$/i;

function isShown({ value }: Table['entries'][number]): boolean {
  return (
    value.kind === 'object' && value.entries.some(({ key }) => key.kind === 'text' && SHOWN.test(key.text))
  );
}

function endpointsIn(resolver: Resolver, file: LinkedFile, { entries }: Table): string[] {
  if (entries.every(isShown)) return [];
  const owners = entries.flatMap(({ value }) =>
    fieldsOf(file, value)
      .flatMap((one) =>
        one.kind === 'function' ? (file.facts.functions[one.function]?.returns ?? []) : [one],
      )
      .filter((one) => isWritten(one) || one.kind === 'binding')
      .flatMap((one) => textsOf(resolver, file, one))
      .flatMap((text) => endpointOwner(resolver, text) ?? []),
  );
  return owners.some(({ isForeign }) => isForeign) ? distinct(owners.map(({ name }) => name)) : [];
}

/** What an entry holds: fields of an object, items of a tuple, what a class is made with; else itself. */
function fieldsOf({ facts }: LinkedFile, value: Value): Value[] {
  if (value.kind === 'object') return value.entries.map((entry) => entry.value);
  if (value.kind === 'list') return value.items;
  const call = value.kind === 'result' ? facts.calls[value.call] : undefined;
  return call ? [...call.positional, ...call.named.map((argument) => argument.value)] : [value];
}

/** The vendors whose classes, clients or functions the entries lead to; a list of what a module exports is no table. */
function servicesIn(resolver: Resolver, file: LinkedFile, { entries }: Table): string[] {
  const services = entries.flatMap(({ key, value }) => {
    const parts = value.kind === 'object' || value.kind === 'list' ? fieldsOf(file, value) : [value];
    return isShorthand(key)
      ? []
      : parts.flatMap((part) => serviceOf(resolver, file, key, part) ?? []).slice(0, 1);
  });
  const isForeign = services.some((service) => service.isForeign && service.isTelling);
  return isForeign && services.length * 2 >= entries.length ? distinct(services.map(({ name }) => name)) : [];
}

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

/** `{ openai: this.openaiService }`: what asks the key's vendor, whoever made it. */
function isHandedIn(file: LinkedFile, vendor: NamedVendor, value: Value): boolean {
  const isHeld = value.kind === 'member' ? value.object.kind === 'self' : value.kind === 'binding';
  const name = lastName(file, value);
  return isHeld && ASKS.test(name) && vendorOfClass(name)?.name === vendor.name;
}

const ASKS = /(?:client|provider|service|adapter|engine|agent|llm)$/i;

/** What an entry leads to: by itself, or since a vendor is its key. */
function serviceOf(
  resolver: Resolver,
  file: LinkedFile,
  key: Value | null,
  given: Value,
): ChosenService | null {
  const value = madeIfOn(given);
  const vendor = vendorOfEntry(key);
  const itself = serviceOfEntry(resolver, file, value) ?? (vendor && serviceOfPath(value));
  if (itself) return { ...itself, isTelling: itself.isTelling || vendor?.isTelling === true };
  const isOfKey =
    vendor &&
    (isWhatWasChosen(resolver, file, value) ||
      loadsVendor(file, vendor, value) ||
      isHandedIn(file, vendor, value));
  const chosen = isOfKey ? vendor : isOfSameVendor(resolver, file, key, value);
  return chosen && { name: chosen.name, isForeign: true, isTelling: chosen.isTelling && chosen === vendor };
}

/** `{ openai: isOn ? new OpenAIModel() : null }`: what asks, or nothing if it is switched off. */
function madeIfOn(value: Value): Value {
  if (value.kind !== 'choice') return value;
  const [first, ...others] = value.options.filter(({ kind }) => kind !== 'none');
  return first && others.length === 0 && value.options.length > 1 ? first : value;
}

/** `{"openai": "app.providers.openai.OpenAIProvider"}`: a class by where it stands, which is loaded by that. */
function serviceOfPath(value: Value): ChosenService | null {
  const name = value.kind === 'text' ? CLASS_PATH.exec(value.text)?.[1] : undefined;
  const vendor = name === undefined ? null : vendorOfClass(name);
  return vendor && { name: vendor.name, isForeign: !vendor.isGateway, isTelling: vendor.isTelling };
}

const CLASS_PATH = /^(?:[a-z_]\w*[.:])+([A-Z]\w*)$/;
