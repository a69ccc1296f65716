import { isVendorModel } from '../../catalog/model-names.ts';
import type { CallFact, ClassFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { sdkCall } from '../calls/sdk-calls.ts';
import { onePerStatement } from '../code/one-per-statement.ts';
import { holdsSamples } from '../code/sample-files.ts';
import { callBehind, outermost, structureOf } from '../code/structure.ts';
import type { Table, TableEntry } from '../code/tables.ts';
import { grownTables, registeredTables, tablesOf } from '../code/tables.ts';
import type { Hit } from '../rule.ts';
import { someOf, textsOf } from '../services/model-names.ts';
import { deployments } from './deployments.ts';
import { ANSWER_LIMIT, COUNTS, EFFORT, IS_SIGN } from './limit-names.ts';
import { limitsModels } from './limits-by-model.ts';
import {
  isConfiguration,
  isSetUpByFunction,
  loneModels,
  maySetUp,
  modelClasses,
  modelConstants,
  modelsByRole,
  SPEAKS_OF_MODELS,
} from './lone-configurations.ts';
import { entriesByKind, entriesByModel, isModelKey } from './model-keys.ts';
import { fieldsOf, nameMade, saysValue, settingsIn } from './model-settings.ts';
import { isVendor } from './named-models.ts';
import type { Setting } from './setting-names.ts';
import { CARRIES, CONTEXT } from './setting-names.ts';
import { settingsByModel } from './settings-by-model.ts';
import { withholdsTemperature } from './withheld-temperatures.ts';
import { writtenOut } from './written-out.ts';

/**
 * Rule book, "Inline Model Configuration": tables, lists and classes that set models up, each entry with two or more of
 * a URL, token limits, sampling and a model's name; or token limits by model.
 */
export function inlineModelConfig(resolver: Resolver, file: LinkedFile): Hit[] {
  if (holdsSamples(file)) return [];
  const grown = [...grownTables(file.facts), ...registeredTables(file.facts)].map((table) => ({
    ...table,
    entries: entriesOfModels(resolver, file, table.entries),
  }));
  const shown = writtenOut(file.facts);
  const isShown = (table: Pick<Table, 'entries'>): boolean =>
    shown.has(table.entries) ||
    table.entries.every(
      ({ key, value }) => key === null && value.kind === 'object' && shown.has(value.entries),
    );
  const written = tablesOf(file.facts)
    .filter((table) => !isShown(table))
    .map(({ lookedUpFor, ...table }) => ({ ...table, name: table.name || (lookedUpFor ?? '') }));
  const setting = [
    ...written.filter((table) => setsMoreUp(resolver, file, table)),
    ...grown.filter((table) => isSetting(resolver, file, table)),
  ];
  const alone = [...loneModels(resolver, file), ...modelsByRole(file), ...deployments(resolver, file)].filter(
    (table) => !isShown(table),
  );
  // Constants that a table is made of stand in it.
  const constants = setting.length > 0 ? [] : modelConstants(resolver, file);
  const all = [...setting, ...alone, ...constants, ...modelClasses(resolver, file)];
  const tables = onePerStatement<Pick<Table, 'range' | 'name'>>(file.facts, all, (all, range) => ({
    range,
    name: someOf([...new Set(all.flatMap(({ name }) => (name === '' ? [] : [name])))]),
  })).map(({ range, name }) => hitAt(file, range, name));
  const classes = file.facts.classes
    .filter((fact) => isClassOfModels(resolver, file, fact))
    .map((fact) => hitAt(file, fact.range, fact.name));
  return outermost([
    ...classes,
    ...tables,
    ...settingsByModel(file.facts).map(({ range, name }) => hitAt(file, range, name)),
  ]);
}

/** What is spread in stands where it was written; it counts here where only what stands beside it makes it several models. */
function setsMoreUp(resolver: Resolver, file: LinkedFile, { spread = 0, ...table }: Table): boolean {
  const sets = (entries: TableEntry[]) => isSetting(resolver, file, { ...table, entries });
  const { entries } = table;
  return sets(entries.slice(spread)) || (spread > 0 && sets(entries) && !sets(entries.slice(0, spread)));
}

function isSetting(resolver: Resolver, file: LinkedFile, table: Table): boolean {
  return (
    setsModelsUp(resolver, file, table) ||
    limitsModels(resolver, file, table) ||
    withholdsTemperature(resolver, file, table)
  );
}

/** The entries that say a model, and what is made as those are: `add("own", ModelConfig(endpoint=…, max_tokens=512))`. */
function entriesOfModels(resolver: Resolver, file: LinkedFile, entries: readonly TableEntry[]): TableEntry[] {
  const told = new Set(
    entries.filter(
      ({ key, value }) =>
        (value.kind !== 'binding' && isModelKey(resolver, file, key)) ||
        namesModelHere(resolver, file, value),
    ),
  );
  const configurations = [...told].filter(({ value }) => isConfiguration(file, value));
  const made = new Set(configurations.map(({ value }) => nameMade(file, value)));
  return entries.filter((entry) => told.has(entry) || made.has(nameMade(file, entry.value)));
}

/** What is put into a table may be anything; what says a vendor's model where it stands is one's settings. */
function namesModelHere(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  const call = callBehind(file.facts, value);
  const given = value.kind === 'object' ? [value] : (call?.positional ?? []);
  return [
    ...given.flatMap((one) => (one.kind === 'object' ? one.entries.map((entry) => entry.value) : [one])),
    ...(call?.named ?? []).map((one) => one.value),
  ].some((one) => textsOf(resolver, file, one).some(isVendorModel));
}

function hitAt(file: LinkedFile, range: Table['range'], name: string): Hit {
  return {
    place: structureOf(file.facts).placeAt(range),
    what: name === '' ? 'models configured in code' : `models configured in ${name}`,
    message:
      "Here code sets models up. Put URL, limits and temperature of each model into the gateway's configuration, and let code name the model alone.",
    service: null,
  };
}

/** Two entries with two settings each; a table by vendors' names needs one such entry, or two with a limit. */
function setsModelsUp(
  resolver: Resolver,
  file: LinkedFile,
  { name, entries, isResult }: Pick<Table, 'name' | 'entries' | 'isResult'>,
): boolean {
  // `return first, second`: what was set up, or picked, before.
  if (isResult && entries.every(({ key, value }) => key === null && value.kind === 'binding')) return false;
  if (PRICES_MODELS.test(name) || !entries.some(({ value }) => maySetUp(value))) return false;
  // An example of a request has settings of models in it.
  if (entries.some(({ key }) => key?.kind === 'text' && CARRIES.test(key.text))) return false;
  const byModel = new Set(entriesByModel(resolver, file, entries));
  const byKind = entriesByKind(entries, byModel);
  // `{ settings: SETTINGS, model: DEFAULT_MODEL, setModel: (model) => … }`: what acts on them, and has names for them.
  const acts = entries.some(({ key, value }) => key !== null && value.kind === 'function');
  const isSetElsewhere = (value: Value): boolean =>
    (value.kind === 'binding' && acts) ||
    isHandedIn(file, value) ||
    isHandedOn(file, value) ||
    isLookedUp(file, value) ||
    isGivenBack(resolver, file, value);
  const isConfigured = (entry: TableEntry): boolean => {
    const { key, value } = entry;
    if (!maySetUp(value) || isTableOfModels(resolver, file, value)) return false;
    if (key === null && (isMadeBefore(file, value) || isClient(resolver, file, value))) return false;
    if (isSetElsewhere(value)) return false;
    if (isSetUpByFunction(resolver, file, value)) return true;
    const isByModel =
      (byKind.has(entry) && (byModel.has(entry) || !leavesKeyOpen(value))) ||
      (key !== null && key.kind !== 'number' && SPEAKS_OF_MODELS.test(name));
    return areOfModel(settingsIn(resolver, file, value), isByModel);
  };
  const configured = entries.filter(isConfigured);
  if (new Set(configured.map(({ value }) => makerOf(resolver, file, value) ?? value)).size > 1) return true;
  // `MODELS = { fast: { maxTokens: 4096 }, … }`
  const limited = HOLDS_MODELS.test(name) ? entries.filter(saysTokens) : [];
  return (
    configured.some((entry) => byModel.has(entry)) ||
    [...new Set([...byKind, ...limited])].filter((entry) => {
      const { key, value } = entry;
      const isTold = byModel.has(entry) || (key?.kind === 'text' && isVendor(key.text));
      // An item of a list may be a request, or what was asked once.
      if (key === null && settingsIn(resolver, file, value).size === 0) return false;
      if (isSetElsewhere(value) || isTableOfModels(resolver, file, value)) return false;
      return limitsModel(resolver, file, { name, value, isTold });
    }).length > 1
  );
}

/** `MODEL_PRICES = [{ model, inputPerM, contextWindow }]`: contexts beside prices set nothing up. */
const PRICES_MODELS = /(?:prices|pricing|costs)$/i;

const HOLDS_MODELS = /(?:models|llms)$|model_?(?:tier|config|profile|setting)s?$/i;

/** Whatever has a limit of tokens among what are called models is one. */
function saysTokens({ key, value }: TableEntry): boolean {
  return (
    key !== null &&
    value.kind === 'object' &&
    value.entries.some((entry) => entry.key.kind === 'text' && TOKENS.test(entry.key.text))
  );
}

const TOKENS = /tokens|context_?(?:window|length|size)/i;

/**
 * Two settings; in a list, `[{ temperature: 0.7, maxTokens: 2200 }, …]` is how one model is asked again and again, and in
 * a table by tasks, `BUDGETS = { summary: { maxTokens, effort } }`, how each of them asks whatever model.
 */
function areOfModel(settings: ReadonlySet<Setting>, isByModel: boolean): boolean {
  return settings.size > 1 && (isByModel || OF_ONE_MODEL.some((setting) => settings.has(setting)));
}

/** What differs from model to model. */
const OF_ONE_MODEL: readonly Setting[] = ['model', 'url', 'context'];

/** `{ provider, models: MODELS }`: a table that has a name of its own says by itself what it sets up. */
function isTableOfModels(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (value.kind !== 'binding' && value.kind !== 'import') return false;
  return resolver.objects.resolve(file, value).some((one) => {
    if (one.kind !== 'record') return false;
    return entriesByModel(resolver, one.file, one.value.entries.slice(0, 2)).length > 1;
  });
}

/** `state = { "chat_model": chat_model }`, where a function is handed it: it was set up by whoever hands it. */
function isHandedIn({ facts }: LinkedFile, value: Value): boolean {
  const fact = value.kind === 'binding' ? facts.bindings[value.binding] : undefined;
  return fact?.kind === 'parameter' && fact.values.length === 0;
}

/** `{ provider: found.provider }`, `{ openai: new OpenAiChat().info }`, `{ ollama: DEFAULTS.ollama }`: set up where that is. */
function isHandedOn({ facts }: LinkedFile, value: Value): boolean {
  if (value.kind !== 'member') return false;
  const made = callBehind(facts, value.object);
  return made === undefined || !isToldSettings(made);
}

/**
 * `{ own: TIERS[provider] ?? {}, all: isOwn ? { ...tiers, own } : tiers }`: what stands in a table, or is handed in, was
 * set up there.
 */
function isLookedUp(file: LinkedFile, value: Value, depth = 0): boolean {
  const within = (one: Value): boolean => depth < MOST_STEPS && isLookedUp(file, one, depth + 1);
  switch (value.kind) {
    case 'index':
      return true;
    case 'choice':
      return value.options.every(within);
    case 'object':
      // What is written out besides is set up here.
      return [...value.spreads, ...value.entries.map((entry) => entry.value)].every(within);
    case 'result': {
      const call = depth > 0 ? callBehind(file.facts, value) : undefined;
      return (
        call !== undefined && !isToldSettings(call) && call.positional.every(({ kind }) => kind !== 'text')
      );
    }
    case 'binding': {
      const values = file.facts.bindings[value.binding]?.values ?? [];
      return values.length === 0
        ? isHandedIn(file, value)
        : values.length <= MOST_GIVEN && values.every(within);
    }
    default:
      return false;
  }
}

/** From a name to what it was chosen from. */
const MOST_STEPS = 4;

/**
 * `{ quick: quickOf(env), deep: Settings.get() }`: what a function gives back was set up where that says it, if that is not
 * right here.
 */
function isGivenBack(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  const made = value.kind === 'binding' ? (file.facts.bindings[value.binding]?.values ?? []) : [value];
  if (made.length === 0 || made.length > MOST_GIVEN) return false;
  const calls = made.flatMap((one) => callBehind(file.facts, one) ?? []);
  if (calls.length < made.length || calls.some(isToldSettings)) return false;
  return resolver.objects.resolve(file, value).every(({ kind }) => kind !== 'instance');
}

/** No name of settings is given more. */
const MOST_GIVEN = 10;

/** `configOf({ model: 'gpt-4o', … })`, `configOf('gpt-4o', 4096)`, and `quick()` of the same file. */
function isToldSettings({ callee, positional, named }: CallFact): boolean {
  return (
    callee.kind === 'function' ||
    named.length > 0 ||
    positional.some(({ kind }) => kind === 'object' || kind === 'number')
  );
}

/** `[newAgent(1), newAgent(2)]`: the function that sets both up alike; `null` if it is told how. */
function makerOf(resolver: Resolver, file: LinkedFile, value: Value): number | null {
  const callee = callBehind(file.facts, value)?.callee;
  if (callee?.kind !== 'function' || isSetUpByFunction(resolver, file, value)) return null;
  return callee.function;
}

/** `return teacher, student`: clients that have names of their own, and were set up where they were made. */
function isClient(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (value.kind !== 'binding') return false;
  const made = resolver.objects.resolve(file, value);
  return made.some((one) => one.kind === 'instance' && sdkCall(resolver, one.file, one.call) !== null);
}

/** `agents=[researcher, writer]`: what has a name of its own was set up where it was made, unless it is a configuration. */
function isMadeBefore(file: LinkedFile, value: Value): boolean {
  if (value.kind !== 'binding') return false;
  const made = file.facts.bindings[value.binding]?.values ?? [];
  return made.length > 0 && made.every((one) => one.kind === 'result' && !isConfiguration(file, one));
}

/**
 * How long answers may be, which nobody is shown, or how much a model reads. A price or what people are told beside it
 * says that all is shown, and so does a label beside a context, unless a table of contexts says that it configures.
 */
function limitsModel(resolver: Resolver, file: LinkedFile, { name, value, isTold }: Kept): boolean {
  if (!maySetUp(value)) return false;
  const held = resolver.objects.resolve(file, value);
  const fields = held.flatMap((one) => fieldsOf(resolver, one));
  // `{ [Task.Plan]: { temperature: 0.7 } }`: a field has a name, and what stands in it need not.
  const values = [
    ...fields.map((field) => field.value),
    ...held.flatMap((one) => (one.kind === 'record' ? unnamed(one.value) : [])),
  ];
  const within = values.flatMap((one) => (one.kind === 'object' ? one.entries : []));
  const names = [
    ...fields.map((field) => field.name),
    ...within.flatMap(({ key }) => (key.kind === 'text' ? [key.text] : [])),
  ];
  const has = (pattern: RegExp): boolean => names.some((one) => pattern.test(one));
  // Not `MAX_TOKENS: 'truncated'`, why an answer ended, `contextWindow: '128K'`, which people read, nor what is handed on.
  const isSaid = ({ value }: { value: Value }): boolean => {
    if (value.kind === 'member') return saysValue(resolver, file, value);
    return value.kind !== 'text' || EFFORT.test(value.text);
  };
  const said = [
    ...fields.filter(isSaid).map((field) => field.name),
    ...within.filter(isSaid).flatMap(({ key }) => (key.kind === 'text' ? [key.text] : [])),
  ];
  const limits = said.some((one) => ANSWER_LIMIT.test(one));
  // Who gives it a description too, and no name for people, tells a program of both ends.
  const areBoth = limits && said.some((one) => READS.test(one)) && !has(LABEL);
  const isShown = has(COUNTS) || (has(SHOWS) && !areBoth) || /pric|cost/i.test(name);
  if ((!isTold && !has(IS_SIGN)) || fields.some(isUnset)) return false;
  if (limits && !isShown) return true;
  return (
    said.some((one) => CONTEXT.test(one)) &&
    !has(PRICES) &&
    (!(isShown || has(LABEL)) || CONFIGURES.test(name))
  );
}

function unnamed({ entries }: Value & { kind: 'object' }): Value[] {
  return entries.flatMap(({ key, value }) => (key.kind === 'text' ? [] : [value]));
}

/** `apiKey: ''`: what whoever uses it sets, with all beside it. */
function leavesKeyOpen(value: Value): boolean {
  return (
    value.kind === 'object' &&
    value.entries.some(({ key, value }) => key.kind === 'text' && isUnset({ name: key.text, value }))
  );
}

function isUnset({ name, value }: { name: string; value: Value }): boolean {
  return /key$/i.test(name) && value.kind === 'text' && value.text === '';
}

interface Kept {
  /** The table's. */
  name: string;
  value: Value;
  /** True if the prefilter knows the key; else it has to know what the value sets. */
  isTold: boolean;
}

/** How much a model reads at most. */
const READS = new RegExp(`${CONTEXT.source}|^max_?(?:input|prompt)_?tokens$`, 'i');
const SHOWS = /^(?:desc(?:ription)?|notes?|pricing|owned_?by|knowledge\w*)$/i;
const LABEL = /^(?:label|title|display_?name|name)$/i;
/** `{ context: 128000, input: 2.5, output: 10 }` */
const PRICES = /^(?:input|output)$/i;
const CONFIGURES = /config|limit|settings/i;

/** A class whose attributes are each a model's settings, written out or handed to what holds them. */
function isClassOfModels(resolver: Resolver, file: LinkedFile, { attributes }: ClassFact): boolean {
  const configured = attributes.filter(({ name, values }) =>
    values.some(
      (value) =>
        (value.kind === 'object' || isConfiguration(file, value)) &&
        settingsIn(resolver, file, value).size > 1 &&
        // A table of several models stands by itself.
        !(value.kind === 'object' && setsModelsUp(resolver, file, { name, entries: value.entries })),
    ),
  );
  return configured.length > 1;
}
