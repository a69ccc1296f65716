import { isRouted, isVendorModel } from '../../catalog/model-names.ts';
import type { FileFacts, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { dottedName } from '../calls/llm-calls.ts';
import { recent } from '../code/remembered.ts';
import { callBehind, isArm, nameAround, structureOf } from '../code/structure.ts';
import type { Table, TableEntry } from '../code/tables.ts';
import { enumsOf, grownTables, keyedTables, registeredTables, tablesOf } from '../code/tables.ts';
import { CONSTANT, isAboutModels, isModelSlot, textsOf } from '../services/model-names.ts';
import { serviceOfEntry } from './chosen-service.ts';
import { handedTables } from './handed-tables.ts';
import { isMaking } from './held-values.ts';
import { indexedModels } from './indexed-models.ts';
import { loadsVendor } from './loaded-services.ts';
import type { LookUps } from './look-ups.ts';
import { lookUpsOf } from './look-ups.ts';
import { isListed, isRouteTable, isTask } from './ordered-models.ts';
import { pickedRows } from './picked-rows.ts';
import { modelsIn } from './table-models.ts';
import {
  endpointsIn,
  modelsMade,
  providersLedTo,
  servicesIn,
  vendorsIn,
  vendorsOfKeys,
  vendorsSet,
} from './table-services.ts';
import { isOfScores, namesModels, spellsModels } from './tables-by-model.ts';
import { isToldWhole } from './told-names.ts';
import { vendorOfArm, vendorOfEntry } from './vendor-dispatch.ts';

/** A table that leads from a task or a provider to a model or an endpoint. */
export interface RoutingTable {
  range: Range;
  /** What it chooses between, sorted. */
  names: string[];
}

/** The tables of a file that choose between models or endpoints; plain data that nothing looks into is none. */
export function routingTables(resolver: Resolver, file: LinkedFile): RoutingTable[] {
  const tables = tablesOf(file.facts).map((table) => withKeysSaid(resolver, file, table));
  const enums = enumsOf(file.facts);
  const registered = [
    ...registeredTables(file.facts),
    ...filledTables(file),
    ...keyedTables(file.facts),
    ...handedTables(resolver, file),
  ].flatMap((table) => {
    if (isInVendorsBranch(file, table)) return [];
    const services = servicesIn(resolver, file, table);
    // `pool["qwen"] = ChatOpenAI(…)`, `pool["deepseek"] = ChatOpenAI(…)`: one SDK, and whose it asks the key says.
    const isOfOne = services.length === 1 && table.entries.every(({ value }) => value.kind === 'result');
    const others =
      isOfOne || (services.length < 2 && table.isOfModels)
        ? [vendorsOfKeys(table), modelsMade(file, table)]
        : [];
    const names = others.find((found) => found.length > 1) ?? services;
    return names.length > 1 ? [{ range: table.range, names }] : [];
  });
  const picked = [...pickedRows(resolver, file), ...indexedModels(resolver, file)];
  const grown = grownTables(file.facts);
  if (tables.length === 0 && enums.length === 0 && grown.length === 0) return [...picked, ...registered];
  const lookUps = lookUpsOf(file.facts);
  const filled = grown.filter(
    (table) =>
      lookUps.byKey.has(table.name) &&
      table.entries.every((entry) => isKeyed(file, entry) && isKept(file, entry)) &&
      !isInVendorsBranch(file, table),
  );
  const lookedUp = enums.filter((table) => lookUps.byVariable.has(table.name) && !spellsModels(table));
  const exported = new Set([
    ...file.facts.exports.map(({ name }) => name),
    ...mappedFields(file.facts),
    ...routesInside(file.facts),
  ]);
  const isOneTaken = ({ name, isLookedUp }: Table) =>
    isLookedUp || exported.has(name) || lookUps.byKey.has(name) || takesRows(file.facts);
  const found = [...tables, ...lookedUp, ...filled].flatMap((table) => {
    const names =
      [table, ...ofGivenBack(file, table), ...(isOneTaken(table) ? ofMaking(resolver, file, table) : [])]
        .map((one) => chosenIn(resolver, file, one, lookUps, exported))
        .find((one) => one.length > 1) ?? [];
    return names.length > 1 ? [{ range: table.range, names }] : [];
  });
  return [...found, ...picked, ...registered];
}

/** `{ MODE_FAST: "gemini", MODE_DEEP: "claude" }` of constants: what they hold stands for them, and a model for `FAST.model_id`. */
function withKeysSaid(resolver: Resolver, file: LinkedFile, table: Table): Table {
  const isNamed = ({ key }: TableEntry) => key?.kind === 'binding' || key?.kind === 'member';
  if (!table.entries.every(isNamed)) return table;
  const entries = table.entries.map((entry) => {
    const [text, ...others] = entry.key ? textsOf(resolver, file, entry.key) : [];
    const isSaid = text !== undefined && others.length === 0;
    const isMeant = isSaid && (entry.key?.kind === 'binding' || isVendorModel(text));
    return isMeant ? { ...entry, key: { kind: 'text' as const, text } } : entry;
  });
  return { ...table, entries };
}

/** By a text, by a constant that holds one, by a member of an enum, or by what it calls itself. */
function isKeyed({ facts }: LinkedFile, entry: TableEntry): boolean {
  const { key } = entry;
  switch (key?.kind) {
    case 'text':
      return true;
    case 'import':
      return CONSTANT.test(key.name);
    case 'binding':
      return CONSTANT.test(facts.bindings[key.binding]?.name ?? '');
    case 'member':
      return /^[A-Z]/.test(key.property) || OWN_KEY.test(ownKey(entry) ?? '');
    default:
      return false;
  }
}

/** `groq.id` of `providers.set(groq.id, groq)`: what an entry's value calls itself, if that is its key. */
function ownKey({ key, value }: TableEntry): string | null {
  if (key?.kind !== 'member' || key.object.kind !== 'binding' || value.kind !== 'binding') return null;
  return key.object.binding === value.binding ? key.property : null;
}

const OWN_KEY = /^_?(?:id|key|name|type|kind|slug|provider(?:_?(?:id|name|type))?)$/i;

/** `if provider == "groq": router.add("groq", GroqProvider())`: the branches choose. */
function isInVendorsBranch({ facts }: LinkedFile, { range }: Table): boolean {
  const arm = structureOf(facts).blocksAround(range).find(isArm);
  return arm !== undefined && vendorOfArm(arm) !== null;
}

/** `{ code: () => openai('gpt-4o'), chat: () => groq('…') }`: what the functions of a table give back that stand in it. */
function ofGivenBack({ facts }: LinkedFile, table: Table): Table[] {
  const isOwn = ({ key, value }: TableEntry) => {
    const name = value.kind === 'function' ? facts.functions[value.function]?.name : undefined;
    return name === '' || (key?.kind === 'text' && key.text === name);
  };
  if (!table.entries.some(({ value }) => value.kind === 'function') || !table.entries.every(isOwn)) return [];
  const entries = table.entries.flatMap(({ key, value }) => {
    const [given, ...others] =
      value.kind === 'function' ? (facts.functions[value.function]?.returns ?? []) : [];
    return given && given.kind !== 'unknown' && others.length === 0 ? [{ key, value: given }] : [];
  });
  return entries.length === table.entries.length ? [{ ...table, entries }] : [];
}

/**
 * `[{ id: 'openai', load: () => import('./openai.js') }, { id: 'groq', create: () => new GroqProvider() }, …]`: of rows for
 * vendors, what loads or makes each.
 */
function ofMaking(resolver: Resolver, file: LinkedFile, table: Table): Table[] {
  const entries = table.entries.flatMap(({ key, value }) => {
    if (key !== null || value.kind !== 'object') return [];
    const fields = value.entries.map((entry) => entry.value);
    const lead = fields.find((one) => vendorOfEntry(one)?.isTelling);
    const vendor = lead && vendorOfEntry(lead);
    const loads = fields.find((one) => one.kind === 'function' && vendor && loadsVendor(file, vendor, one));
    const asks =
      loads ?? fields.flatMap((one) => madeIn(file, one)).find((one) => isForeign(resolver, file, one));
    return lead && asks ? [{ key: lead, value: asks }] : [];
  });
  return entries.length > 1 ? [{ ...table, entries, isLookedUp: true }] : [];
}

/** `() => new GroqProvider()`, `(key) => createGroq({ key })(model)`: what a function of a row gives back, if it makes that. */
function madeIn(file: LinkedFile, value: Value): Value[] {
  const { calls, functions } = file.facts;
  const returns = value.kind === 'function' ? (functions[value.function]?.returns ?? []) : [];
  return returns.filter((one) => {
    const call = callBehind(file.facts, one);
    const maker = call?.callee.kind === 'result' ? calls[call.callee.call] : call;
    return isMaking(file, maker);
  });
}

function isForeign(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  return serviceOfEntry(resolver, file, value)?.isForeign === true;
}

/** Whether somewhere in a file one of several is taken, or each registered. */
const takesRows = recent(({ calls }: FileFacts): boolean =>
  calls.some(({ callee }) => /^(?:find|register\w*|Map|fromEntries)$/.test(calledName(callee))),
);

/** What a table chooses between: models, vendors that are named, endpoints, or what asks them. */
function chosenIn(
  resolver: Resolver,
  file: LinkedFile,
  table: Table,
  lookUps: LookUps,
  exported: ReadonlySet<string>,
): string[] {
  if (leadsNowhere(file, table)) return [];
  const spelt = ofMembers(resolver, file, table);
  if (spelt) return chosenIn(resolver, file, spelt, lookUps, exported);
  // `{ 'gpt-4o': openai('gpt-4o'), 'claude-…': anthropic('claude-…') }`: of each model, who is asked for it.
  if (namesModels(table))
    return isTaken(table, lookUps, exported) && table.entries.every(({ value }) => isAsking(value))
      ? servicesIn(resolver, file, table)
      : [];
  const models = choosesModel(table, lookUps, exported) ? modelsIn(resolver, file, table) : [];
  // What a function gives back may be one thing and what is told of it: `{ client: ask("gpt-4o"), via: "OPENAI_KEY" }`.
  const isMeant = !table.isResult || models.filter((name) => isVendorModel(name)).length > 1;
  if (models.length > 1 && isMeant) return models;
  const isRoute = exported.has(table.name) && isRouteTable(table.name);
  const isLookedUp = table.isLookedUp || lookUps.byVariable.has(table.name) || isRoute;
  const set = isLookedUp ? vendorsSet(table) : [];
  if (set.length > 1) return set;
  // Of a list that is gone through, all are taken.
  const isOneTaken = !table.entries.every(({ key }) => key === null) || lookUps.byKey.has(table.name);
  // `TASK_TYPE_MAP`, `AGENT_MODEL_MAP`, which code of elsewhere looks into.
  const isMapped = isLookedUp || (exported.has(table.name) && MAPPED.test(table.name));
  const ordered = isMapped && isOneTaken ? vendorsIn(file, table) : [];
  const vendors = ordered.length > 1 ? ordered : providersLedTo(table, isLookedUp && isOneTaken);
  if (vendors.length > 1) return vendors;
  const isOfEndpoints = isLookedUp && isOneTaken && !isSettings(table) && !TOOLS.test(table.name);
  const endpoints = isOfEndpoints ? endpointsIn(resolver, file, table) : [];
  if (endpoints.length > 1) return endpoints;
  const isKept = isLookedUp || (table.isResult ? isOfMade(file, table) : exported.has(table.name));
  return isKept ? servicesIn(resolver, file, table) : [];
}

/** `{ 'gpt-4o': QWEN_MODELS.plus, 'gpt-4o-mini': QWEN_MODELS.turbo }`: of models, the texts that stand for others. */
function ofMembers(resolver: Resolver, file: LinkedFile, table: Table): Table | null {
  const isMeant = ({ key, value }: TableEntry) =>
    value.kind === 'member' && key?.kind === 'text' && isVendorModel(key.text);
  if (!table.entries.every(isMeant)) return null;
  const entries = table.entries.map(({ key, value }) => {
    const [text, ...others] = textsOf(resolver, file, value);
    return {
      key,
      value: text !== undefined && others.length === 0 ? { kind: 'text' as const, text } : value,
    };
  });
  return entries.every(({ value }) => value.kind === 'text') ? { ...table, entries } : null;
}

/** Whether code takes one of a table's entries, here or elsewhere. */
function isTaken({ name, isLookedUp }: Table, lookUps: LookUps, exported: ReadonlySet<string>): boolean {
  return isLookedUp || ASKED_BY_KEY.test(name) || lookUps.byVariable.has(name) || exported.has(name);
}

/** What may ask somebody: it was made, or is a name for what was. */
function isAsking({ kind }: Value): boolean {
  return kind === 'result' || kind === 'binding' || kind === 'import' || kind === 'function';
}

/** What tells of models, or is about each of them, and chooses none. */
function leadsNowhere(file: LinkedFile, table: Table): boolean {
  const { name, entries } = table;
  return (
    table.isDefault === true ||
    (isAboutModels(name) && !BY_TIER.test(name)) ||
    OF_FOLDERS.test(name) ||
    COMPARED.test(name) ||
    OF_SAMPLES.test(name) ||
    OF_MIGRATIONS.test(name) ||
    IN_MIGRATIONS.test(file.path) ||
    entries.every(tellsState) ||
    entries.every(isByItself) ||
    isCopyOfSettings(table) ||
    FINDS_OUT.test(name) ||
    (!table.isLookedUp && isToldWhole(file, table.range)) ||
    isField(entries) ||
    storedDefaults(file.facts).has(entries) ||
    entries.every(({ value }) => value.kind === 'object' && isByModel(name, value)) ||
    entries.every((entry) => isToldItsKey(file, entry)) ||
    isTrained(file, table) ||
    isOfPage(file, table)
  );
}

/** `{ openai: { 'gpt-4o': 'gpt-5', … }, … }`: of each vendor, the models that follow others. */
function isByModel(name: string, value: Value & { kind: 'object' }): boolean {
  const { entries } = value;
  return entries.length > 0 && namesModels({ name, entries }) && !isOfScores(name, value);
}

/** `{AiModel.GPT: Speaker(model=AiModel.GPT, role="…")}`: more of what a key stands for. */
function isToldItsKey(file: LinkedFile, { key, value }: TableEntry): boolean {
  // `{ModelTier.FAST: Config(name="gpt-4o-mini", tier=ModelTier.FAST)}` leads from the tier.
  if (key?.kind !== 'member' || isTask(dottedName(file, key))) return false;
  const told = value.kind === 'object' ? value.entries : (callBehind(file.facts, value)?.named ?? []);
  return told.some(({ value: own }) => own.kind === 'member' && own.property === key.property);
}

/** `BASES = {"small": "meta-llama/Llama-3.2-1B", …}` where models are trained, and nobody is asked. */
function isTrained({ facts }: LinkedFile, { entries }: Table): boolean {
  return entries.every(({ value }) => value.kind === 'text' && isInHub(value.text)) && trainsModels(facts);
}

/** `openai/gpt-4o` is asked for by that, wherever it is. */
function isInHub(model: string): boolean {
  return /^[\w.-]+\/[\w.-]+$/.test(model) && !isRouted(model);
}

const trainsModels = recent(({ imports }: FileFacts) =>
  imports.some(({ module, name }) => TRAINERS.test(module) || /^\w*Train(?:er|ingArguments)$/.test(name)),
);

const TRAINERS = /^(?:trl|peft|unsloth|axolotl)(?:\.|$)/;

/** `clients["openai"] = OpenAI()`, `clients["groq"] = Groq()`: what asks each, by whose it is, of which code takes one. */
function filledTables(file: LinkedFile): Table[] {
  const filled = grownTables(file.facts).filter(
    (table) => table.entries.every(({ key }) => vendorOfEntry(key)) && isOfMade(file, table),
  );
  if (filled.length === 0) return [];
  const { byKey } = lookUpsOf(file.facts);
  return filled.filter(({ name }) => byKey.has(name));
}

/**
 * Fields of classes that say by what a model is chosen, `task_models: dict = { … }`, and constants of classes,
 * `static DEFAULT_PROVIDERS = { … }`, which code elsewhere looks into.
 */
function mappedFields({ classes }: FileFacts): string[] {
  return classes.flatMap(({ attributes }) =>
    attributes.flatMap(({ name }) =>
      (isModelSlot(name) && MAPPED.test(name)) || isRouteTable(name) || CONSTANT.test(name) ? [name] : [],
    ),
  );
}

/** `export const CONFIG = { models: { tiers: { fast: …, best: … } } }`: tables in what is exported, by names that say so. */
function routesInside({ exports, bindings }: FileFacts): string[] {
  const found: string[] = [];
  const named = new Set(exports.flatMap(({ value }) => (value.kind === 'binding' ? [value.binding] : [])));
  const held = [...named].flatMap((binding) => {
    const { name = '', values = [] } = bindings[binding] ?? {};
    return values.length === 1 ? values.map((one) => ({ one, isKept: KEPT.test(name), depth: 0 })) : [];
  });
  // `export default { … }`, `module.exports = { … }`
  const whole = exports.flatMap(({ value }) =>
    value.kind === 'object' ? [{ one: value, isKept: false, depth: 0 }] : [],
  );
  const waiting: { one: Value; isKept: boolean; depth: number }[] = [...held, ...whole];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { one, isKept, depth } = next;
    if (one.kind !== 'object' || depth === MOST_NESTED) continue;
    for (const { key, value } of one.entries) {
      if (value.kind !== 'object' || key.kind !== 'text') continue;
      const isOfVendors = !isKept && OF_VENDORS.test(key.text);
      const isOfTiers = !isKept && key.text === 'models' && value.entries.every(isForTask);
      if (isRouteTable(key.text) || OF_TASKS.test(key.text) || isOfVendors || isOfTiers) found.push(key.text);
      waiting.push({ one: value, isKept, depth: depth + 1 });
    }
  }
  return found;
}

/** `{ groq: { models: { fast: '…', balanced: '…' } } }`: what models are for that are held under that word alone. */
function isForTask({ key }: { key: Value | null }): boolean {
  return key?.kind === 'text' && isTask(key.text);
}

/** `DEFAULT_SETTINGS`, `initialState`: what stands until a person has set it. */
const KEPT = /default|initial|state|settings|prefs|preferences|store/i;

/** Settings are not nested deeper. */
const MOST_NESTED = 4;

const MAPPED =
  /(?:^|_)(?:tasks?|tiers?|route|routing|level|complexity|roles?|stages?|steps?|by|for|map|mappings?)(?:_|$)/i;

/** `COST_TIER_MAP`, which leads from what it may cost to a model. */
const BY_TIER = /(?:^|_)tiers?(?:_|$)/i;

/** `RESULT_DIRS`: where there is what each model has answered. */
const OF_FOLDERS = /(?:^|_)(?:dir|director(?:y|ie)|folder)s?$/i;

/** `expected_urls`, `required_configs`: what settings are checked against. */
const COMPARED = /(?:^|_)(?:expected|required)(?:_|$)/i;

/** `ALERT_SAMPLES`: what is shown of a notice, with a model that it may be about. */
const OF_SAMPLES = /(?:^|_)(?:samples?|examples?)(?:_|$)/i;

/** `useLocalStorage('settings', { providers: { openai: { model: 'gpt-4o' }, … } })`: what stands until a person has set it. */
const storedDefaults = recent(({ calls }: FileFacts): ReadonlySet<readonly TableEntry[]> => {
  const waiting = calls.flatMap(({ callee, positional: [, value] }) =>
    value && STORED.test(calledName(callee)) ? [value] : [],
  );
  const found = new Set<readonly TableEntry[]>();
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (value.kind !== 'object') continue;
    found.add(value.entries);
    for (const entry of value.entries) waiting.push(entry.value);
  }
  return found;
});

const STORED = /^(?:use\w{0,12}Storage(?:State)?|usePersist\w{1,12}|getItem)$/;

/**
 * `LEGACY_MIGRATION`, `settings/migrations/3_to_4.ts`: what follows what was stored once. `seed_providers.py`: what is put
 * into a database, where it is changed.
 */
const IN_MIGRATIONS = /(?:^|\/)(?:migrations?\/|(?:seed|populate)s?[-_][\w-]*\.[jtp][sy]$)/;
const OF_MIGRATIONS = /(?:^|[_/])(?:migrations?|migrated|retired|deprecated|renamed)(?:[_/]|$)/i;

/** `PROVIDER_UI_CONFIG`, or a table of `providerToIcon()`: what a page shows. */
function isOfPage({ facts }: LinkedFile, { name, range }: Table): boolean {
  return OF_PAGE.test(name) || GIVES_ICON.test(nameAround(facts, range));
}

/** `{"openai": {"status": "available", "model": …}}`: which models a service says that there are. */
function tellsState({ value }: TableEntry): boolean {
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

/** `{ label: 'Model', name: 'modelName', type: 'options', default: 'gpt-4o' }`: a field of a form, with what stands in it. */
function isField(entries: readonly TableEntry[]): boolean {
  const keys = new Set(entries.flatMap(({ key }) => (key?.kind === 'text' ? [key.text] : [])));
  return FIELD.every((key) => keys.has(key));
}

const FIELD = ['label', 'name', 'type'];

const IS_THERE = /^(?:available|online|ready|healthy|ok|up)$/i;

/** `TOOL_REGISTRY`: what a model may call, another model among it. */
const TOOLS = /(?:^|_)tools?(?:_|$)/i;

const OF_PAGE = /(?:^|_)ui(?:_|$)/i;
const GIVES_ICON = /(?:icon|logo|colou?r|badge|emoji|avatar)s?$/i;

/** `return {"openai": OpenAIProvider(), "groq": GroqProvider()}`: what asks each, by whose it is, and no answers. */
function isOfMade(file: LinkedFile, { entries }: Table): boolean {
  return (
    entries.some(({ key }) => vendorOfEntry(key)?.isTelling) && entries.every((entry) => isKept(file, entry))
  );
}

/** Whether an entry is something that is asked later, and no answer. */
function isKept(file: LinkedFile, { value }: TableEntry): boolean {
  return value.kind !== 'result' || isMaking(file, file.facts.calls[value.call]);
}

/** `enum Models { Fast = '…' }`: what chooses is what names a member. */
function isLikeEnum({ name, entries }: Table): boolean {
  const isCapitalised = (text: string) => /^[A-Z]/.test(text);
  return (
    /^[A-Z]\w*[a-z]/.test(name) && entries.every(({ key }) => key?.kind === 'text' && isCapitalised(key.text))
  );
}

/** `AI_MODELS = { GPT: 'gpt-5', ClaudeOpus: 'claude-opus-4' }`: names of models, of which code elsewhere takes one. */
function isConstants(table: Table): boolean {
  const isCapital = ({ key }: TableEntry) => key?.kind === 'text' && /^[A-Z]\w*$/.test(key.text);
  return table.entries.every(isCapital) && spellsModels(table);
}

function choosesModel(
  table: Table,
  { byVariable, forModel }: LookUps,
  exported: ReadonlySet<string>,
): boolean {
  const { name, isLookedUp } = table;
  if (isLookedUp || ASKED_BY_KEY.test(name) || saysOrder(table)) return true;
  if (name === '') return false;
  if (isLikeEnum(table)) return byVariable.has(name) && !spellsModels(table);
  if (byVariable.has(name) || ((isModelSlot(name) || OF_DEFAULTS.test(name)) && isByTier(table))) return true;
  // `model: MODELS.CLAUDE_OPUS` names one, and chooses between none.
  if (forModel.has(name)) return !isConstants(table);
  if (exported.has(name) && OF_TASKS.test(name) && table.entries.every(isDescribed)) return true;
  if (exported.has(name) && OF_TIERS.test(name)) return true;
  if (exported.has(name) && isRouteTable(name)) return true;
  if (exported.has(name) && OF_VENDORS.test(name) && isOfVendors(table)) return true;
  if (!exported.has(name) || !isModelSlot(name) || isListed(name)) return false;
  return !isSettings(table) && !isConstants(table);
}

/** `PROVIDER_DETECTION`, `MODEL_ABILITIES`: whose a model is by its name, and what it can do. */
const FINDS_OUT = /detect|abilit|capab|keyword/i;

/** `this.config = { ...DEFAULTS }`: what is set, as it stands elsewhere. */
function isCopyOfSettings({ name, entries, spread }: Table): boolean {
  return spread === entries.length && /(?:config(?:uration)?|settings|options|preferences)$/i.test(name);
}

/** `{OPUS.model_id: OPUS, MINI.model_id: MINI}`: each model by its own name. */
function isByItself(entry: TableEntry): boolean {
  return isModelSlot(ownKey(entry) ?? '');
}

/** `DEFAULT_MODELS = { fast: 'gpt-4o-mini', reasoning: 'gpt-4o' }`: who is handed it takes one by what is to be done. */
function isByTier({ name, entries }: Table): boolean {
  const told = entries.filter(isForTask);
  return told.length > 1 && told.length * 2 >= entries.length && !isListed(name);
}

/** `defaults: { fast: 'gpt-4o-mini', smart: 'gpt-4o' }` among other settings. */
const OF_DEFAULTS = /^(?:model_?)?defaults$/i;

/** `export const AGENTS = { planner: { role: …, model: 'gpt-4o' }, … }`: whoever asks for one gets its model. */
const OF_TASKS =
  /(?:^|_)(?:agents?|roles?|tasks?|personas?|intents?|tiers?|plans?)(?:_?(?:configs?|registry|definitions?|settings|presets?|profiles?))?$/i;

/** `tiers: { fast: ['gpt-4o-mini', …], best: ['gpt-4o', …] }` */
const OF_TIERS = /(?:^|_)tiers$/i;

/** `export const PROVIDER_PRESETS = { openai: { baseUrl: …, model: 'gpt-4o' }, … }`: of each vendor, what is taken unless something else is set. */
const OF_VENDORS = /provider|vendor|preset|backend|(?:^|_)registry$/i;

/** Beside vendors there may be what stands for none: `mock`, `custom`. */
function isOfVendors({ entries }: Table): boolean {
  const known = entries.filter(({ key }) => vendorOfEntry(key) !== null);
  return entries.every(isDescribed) && known.length > 1 && known.length * 2 >= entries.length;
}

function isDescribed({ value }: TableEntry): boolean {
  return value.kind === 'object';
}

/** `{ primary: …, secondary: … }`: who is asked first, and who stands in, whoever looks into it. */
function saysOrder({ entries }: Table): boolean {
  const keys = entries.map(({ key }) => (key?.kind === 'text' ? key.text : ''));
  return keys.every((key) => IN_ORDER.test(key)) && keys.some((key) => STANDS_IN.test(key));
}

const IN_ORDER = /^(?:primary|main|first)|^(?:secondary|second|tertiary|third|fall_?back|backup)/i;
const STANDS_IN = /^(?:secondary|tertiary|fall_?back|backup)/i;

/** What a provider of the AI SDK's is made of, and asked for by key: `customProvider({ languageModels: { fast: … } })`. */
const ASKED_BY_KEY = /^(?:language|textEmbedding|embedding|image)Models$/;

/** `{ chat_model: 'gpt-4o', use_cloud: false }`: what a program is set to, by the names of its settings. */
function isSettings({ entries }: Table): boolean {
  return entries.some(({ value }) => value.kind === 'boolean' || value.kind === 'number');
}
