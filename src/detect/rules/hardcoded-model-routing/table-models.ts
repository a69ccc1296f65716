import { isVendorModel } from '../../catalog/model-names.ts';
import type { FileFacts, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { recent } from '../code/remembered.ts';
import type { Table } from '../code/tables.ts';
import { enumsOf } from '../code/tables.ts';
import { distinct, isForeignModel, isModelSlot, textsOf } from '../services/model-names.ts';
import { modelsGiven } from './call-choices.ts';
import { foreignHeld, listNamed } from './held-values.ts';
import { modelsMadeBy } from './made-models.ts';
import { firstOf, isInOrder, isOfTasks, isTask } from './ordered-models.ts';
import { isInPlaceOfAll, isOfScores, isOfStandIns, modelById, spellsModels } from './tables-by-model.ts';
import { vendorOfEntry } from './vendor-dispatch.ts';

/** Keys of one thing's own description, which lead nowhere. */
const DESCRIBES =
  /^(?:id|default_?(?:tier|provider|mode)|name|display(?:_?name)?|_?group|label|title|type|kind|role|key|value|text|description|provider(?:_?(?:id|name|type))?|vendor|family|object|owned_by|author|url|href)$|(?:^|_)(?:id|version|sha256|hash|digest)$/i;

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
  /^(?:model|model_?(?:name|id|type|platform|provider)|model_?preference|preferred_?model|task_?type|prompt|messages|temperature|max_?tokens|stream|n)$|api_?key$|(?:^|_)(?:token|secret)$/i;

/** `{ allowed: false, reason: 'too dear', model: 'gpt-4o-mini' }`: one decision, and why it was made. */
function gives(key: string, value: Value): boolean {
  return /^(?:reason|message)$/i.test(key) && !(value.kind === 'text' && isVendorModel(value.text));
}

/** What the entries lead to, sorted; empty if no vendor's model is among it. */
export function modelsIn(resolver: Resolver, file: LinkedFile, { name, entries }: Table): string[] {
  const keyed = entries.filter(
    ({ key, value }) =>
      key !== null && !(key.kind === 'text' && DESCRIBES.test(key.text) && !isTitleModel(key.text, value)),
  );
  if (keyed.some(({ key, value }) => key?.kind === 'text' && (SETS.test(key.text) || gives(key.text, value))))
    return [];
  const isOrderedByTask = keyed.some(({ key }) => isInOrder(file, name, key));
  const texts = keyed
    .flatMap(({ key, value }) => {
      // `{"openai": {"gpt-4o": ["gpt-4o-mini"]}, …}`
      if (value.kind === 'object' && isOfStandIns(name, value.entries))
        return value.entries.flatMap((entry) => modelTexts(resolver, file, name, firstOf(file, entry.value)));
      if (fillsBox(value)) return [];
      const isOrdered =
        isInOrder(file, name, key) || (isOrderedByTask && !vendorOfEntry(key) && isOfSteps(value));
      const given = isOrdered ? firstOf(file, textsNamed(resolver, file, value)) : value;
      return modelTexts(resolver, file, name, given);
    })
    .filter((text) => !NO_MODEL.test(text));
  const foreign = texts.filter((text) => isForeignModel(resolver, text));
  if (foreign.length * 2 < texts.length || foreign.length === 0) return [];
  if (foreign.length === 1 && saysOneModel(keyed)) return [];
  const names = distinct(texts);
  if (names.length > 1) return names;
  if (isInPlaceOfAll(entries)) return [...names, 'what was asked for'];
  if (isOfOneVendor(keyed)) return [...names, 'what is set otherwise'];
  return texts.length > 1 && leadsFromTasks(name, keyed)
    ? [...names, 'whatever its keys lead to later']
    : names;
}

/** `{"claude": "claude-sonnet-4", "gemini": None, …}`: of one vendor a model, and for the others whichever they take. */
function isOfOneVendor(entries: Table['entries']): boolean {
  const others = entries.filter(({ value }) => value.kind === 'none');
  return others.length === entries.length - 1 && entries.every(({ key }) => vendorOfEntry(key) !== null);
}

/** `AGENT_MODELS = { planner: 'gpt-4o', coder: DEFAULT_MODEL }`: by what is to be done, though all are one so far, and none is set. */
function leadsFromTasks(name: string, entries: Table['entries']): boolean {
  const tasks = entries.filter(({ key }) => key?.kind === 'text' && isTask(key.text));
  const areWritten = entries.every(({ value }) => value.kind === 'text' || value.kind === 'binding');
  return areWritten && (isOfTasks(name) || tasks.length > 1);
}

/** `{ reasoning_model: 'gpt-4o', reasoning_mode: 'fast' }`: the model is one thing of several that are told. */
function saysOneModel(entries: Table['entries']): boolean {
  return entries.filter(({ key }) => key?.kind === 'text' && isModelSlot(key.text)).length === 1;
}

/** `[{ value: 'gpt-4o', label: 'GPT-4o' }, …]`: what fills a box of a page, of which a person takes one. */
function fillsBox(value: Value): boolean {
  return value.kind === 'list' && value.items.length > 0 && value.items.every(isOption);
}

function isOption(item: Value): boolean {
  if (item.kind !== 'object' || item.entries.length !== 2) return false;
  return item.entries.every(({ key }) => key.kind === 'text' && /^(?:value|label)$/.test(key.text));
}

/** `{"planner": PLANNER_MODELS}`: of a name, of another file too, the list of texts that it stands for. */
function textsNamed(resolver: Resolver, file: LinkedFile, value: Value): Value {
  const list = listNamed(resolver, file, value);
  return list?.items.every(({ kind }) => kind === 'text') ? { kind: 'list', items: list.items } : value;
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
function modelTexts(resolver: Resolver, file: LinkedFile, table: string, given: Value, depth = 0): string[] {
  // `FAST = Config(model="gpt-4o-mini")`, and `{"title": FAST, …}`
  const held = (given.kind === 'binding' && foreignHeld(resolver, file, given)) || given;
  const value = givenByGetter(held);
  if (value.kind === 'result') {
    const call = file.facts.calls[value.call];
    const models = call ? modelsGiven(resolver, file, call) : [];
    if (!call || models.length > 0) return models;
    const made = modelsMadeBy(resolver, file, call.callee);
    return made.length > 0 || call.callee.kind !== 'function' ? made : modelSet(resolver, file, value);
  }
  if (value.kind === 'function') return modelsMadeBy(resolver, file, value);
  if (value.kind === 'class') return modelsOfEnum(file, value.class);
  if (value.kind === 'list') {
    const texts = value.items.flatMap((item) => textsOf(resolver, file, item));
    const models = texts.filter((text) => isVendorModel(text));
    return models.length === 1 && value.items.length > 1 ? models : [];
  }
  if (value.kind !== 'object') return textsOf(resolver, file, value).filter((text) => !/\s|:\/\//.test(text));
  if (isOfScores(table, value)) return value.entries.flatMap(({ key }) => textsOf(resolver, file, key));
  const primary = firstTried(value);
  if (primary) return modelTexts(resolver, file, table, firstOf(file, primary), depth);
  // `BY_PLAN = {"free": {"fast": ["gpt-4o-mini", …], "best": ["gpt-4o", …]}, …}`
  if (isOfTasksInOrder(file, table, value))
    return value.entries.flatMap((entry) =>
      modelTexts(resolver, file, table, firstOf(file, entry.value), MAX_KEYS),
    );
  const standing = standingModels(value);
  if (standing.length > 0)
    return standing.flatMap((one) =>
      textsOf(resolver, file, one).filter((text) => isForeignModel(resolver, text)),
    );
  const models = value.entries.filter(({ key }) => key.kind === 'text' && isModelSlot(key.text));
  // `{"small": {"min_ram": 8, "ollama": "gemma3:1b"}, …}`: of a tier, one vendor's model.
  const ofVendors = models.length === 0 && depth === 0 ? value.entries.filter(isVendorsModel) : [];
  if (ofVendors.length === 1) return ofVendors.flatMap((entry) => textsOf(resolver, file, entry.value));
  const own = models.length === 0 && depth === 0 ? modelById(value) : undefined;
  if (own) return textsOf(resolver, file, own);
  if (models.length === 0 && (isByVendor(value) || isOfModels(resolver, file, value)))
    return value.entries.flatMap((entry) =>
      textsOf(resolver, file, entry.value).filter((text) => isVendorModel(text)),
    );
  if (
    models.length === 0 &&
    depth < MAX_KEYS &&
    value.entries.every((entry) => entry.value.kind === 'object')
  )
    return value.entries.flatMap((entry) => modelTexts(resolver, file, table, entry.value, depth + 1));
  return models.flatMap((entry) => textsOf(resolver, file, entry.value));
}

/** `{ get draft() { return 'gpt-4o-mini' } }` */
function givenByGetter(value: Value): Value {
  const [option, ...others] = value.kind === 'choice' ? value.options : [];
  return option && others.length === 0 ? option : value;
}

/** `fromEnv('DRAFT_MODEL', 'gpt-4o-mini')` of a function of one's own: the model that it gives back, if that is one alone. */
function modelSet(resolver: Resolver, file: LinkedFile, value: Value): string[] {
  const texts = distinct(
    resolver.resolve(file, value).flatMap((one) => (one.kind === 'text' ? [one.text] : [])),
  );
  return texts.length === 1 ? texts.filter((text) => isForeignModel(resolver, text)) : [];
}

/** `{ models: { default: { id: 'gpt-4o-mini', … } } }`: of a vendor's models the one that is taken, by its own name. */
function standingModels({ entries }: Value & { kind: 'object' }): Value[] {
  const within = (from: readonly { key: Value; value: Value }[], key: RegExp) =>
    from.filter((one) => one.key.kind === 'text' && key.test(one.key.text)).map((one) => one.value);
  const models = within(entries, /^models$/i).flatMap((one) => (one.kind === 'object' ? one.entries : []));
  return within(models, /^default$/i).flatMap((one) =>
    one.kind === 'object' ? within(one.entries, /^(?:id|name|model)$/i) : [one],
  );
}

/** Of a plan, by what is to be done, the models in their order. */
function isOfTasksInOrder(file: LinkedFile, table: string, { entries }: Value & { kind: 'object' }): boolean {
  return (
    entries.length > 0 &&
    entries.every(({ value }) => value.kind === 'list') &&
    entries.some(({ key }) => isInOrder(file, table, key))
  );
}

/** `{"priority": ["gpt-4o", …], "fallback": ["gpt-4o-mini", …]}`: of a task, the models that are tried first. */
function firstTried({ entries }: Value & { kind: 'object' }): Value | null {
  const isOfOrder = entries.every(
    ({ key, value }) => key.kind === 'text' && ORDER.test(key.text) && value.kind === 'list',
  );
  return (isOfOrder && entries.length > 1 && entries[0]?.value) || null;
}

const ORDER =
  /^(?:priorit(?:y|ies)|primar(?:y|ies)|preferred|first|main|default|secondar(?:y|ies)|second|third|backups?|alternatives?|fall_?backs?)$/i;

/** Of `ROUTES[plan][task][size]`, how many keys lead on. */
const MAX_KEYS = 3;

function isVendorsModel({ key, value }: { key: Value; value: Value }): boolean {
  return value.kind === 'text' && isVendorModel(value.text) && vendorOfEntry(key)?.isTelling === true;
}

/** `{"simple": {"openai": "gpt-4o-mini", "google": "gemini-2.5-flash"}}`: of a task, each vendor's model. */
function isByVendor({ entries }: Value & { kind: 'object' }): boolean {
  return (
    entries.length > 0 &&
    entries.every(({ key, value }) => value.kind === 'text' && vendorOfEntry(key) !== null)
  );
}

/**
 * `{"openai": {"fast": "gpt-4o-mini", "smart": os.getenv("SMART", "gpt-4o")}}`: of a vendor, its models by what they are
 * for, unless others are set.
 */
function isOfModels(resolver: Resolver, file: LinkedFile, { entries }: Value & { kind: 'object' }): boolean {
  const isModel = (value: Value) => textsOf(resolver, file, value).some((text) => isVendorModel(text));
  return entries.length > 0 && entries.every(({ value }) => isModel(value)) && !spellsModels({ entries });
}

function modelsOfEnum({ facts }: LinkedFile, index: number): string[] {
  const table = enumsByName(facts).get(facts.classes[index]?.name ?? '');
  return (table?.entries ?? []).flatMap(({ value }) =>
    value.kind === 'text' && isVendorModel(value.text) ? [value.text] : [],
  );
}

const enumsByName = recent((facts: FileFacts) => new Map(enumsOf(facts).map((one) => [one.name, one])));
