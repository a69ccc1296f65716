import { isVendorModel } from '../catalog/model-names.ts';
import { vendorInName, vendorOfKey } from '../catalog/vendor-names.ts';
import type { BlockFact, CallFact, ClassFact, FileFacts, HeaderWords, Range, Value } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { calledName } from '../reach/called-name.ts';
import { assignedName, keptValues } from './kept-values.ts';
import { someOf, textsOf } from './model-names.ts';
import type { Setting } from './model-settings.ts';
import { CARRIES, CONTEXT, fieldsOf, setsModelUp, settingsIn } from './model-settings.ts';
import { onePerStatement } from './one-per-statement.ts';
import { recent } from './remembered.ts';
import type { Hit } from './rule.ts';
import { sdkCall } from './sdk-calls.ts';
import { compareStarts, isArm, itemsWithin, outermost, structureOf } from './structure.ts';
import type { Table } from './tables.ts';
import { grownTables, tablesOf } from './tables.ts';
import { writtenOut } from './written-out.ts';

/**
 * Rule book, "Inline Model Configuration": tables, lists and classes that set models up, each entry with two or more of
 * a URL, token limits, sampling and a model's name; or token limits by model.
 */
export function inlineModelConfig(resolver: Resolver, file: LinkedFile): Hit[] {
  const grown = grownTables(file.facts).map((table) => ({
    ...table,
    entries: table.entries.filter(({ value }) => namesModelHere(resolver, file, value)),
  }));
  const shown = writtenOut(file.facts);
  const isShown = (table: Table): boolean =>
    shown.has(table.entries) ||
    table.entries.every(
      ({ key, value }) => key === null && value.kind === 'object' && shown.has(value.entries),
    );
  const setting = [...tablesOf(file.facts).filter((table) => !isShown(table)), ...grown].filter(
    (table) => setsModelsUp(resolver, file, table) || limitsModels(resolver, file, table),
  );
  const tables = onePerStatement<Pick<Table, 'range' | 'name'>>(file.facts, setting, (all, range) => ({
    range,
    name: someOf([...new Set(all.flatMap(({ name }) => (name === '' ? [] : [name])))]),
  })).map(({ range, name }) => hitAt(file, range, name));
  const classes = file.facts.classes
    .filter((fact) => isClassOfModels(resolver, file, fact))
    .map((fact) => hitAt(file, fact.range, fact.name));
  return outermost([
    ...classes,
    ...tables,
    ...limitingBranches(file),
    ...settingBranches(file),
    ...limitingConditions(file),
  ]);
}

/** What is put into a table may be anything; what says a vendor's model where it stands is one's settings. */
function namesModelHere(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  const call = value.kind === 'result' ? file.facts.calls[value.call] : undefined;
  const given = value.kind === 'object' ? value.entries : (call?.named ?? []);
  return [...given.map((one) => one.value), ...(call?.positional ?? [])].some((one) =>
    textsOf(resolver, file, one).some(isVendorModel),
  );
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
  // An example of a request has settings of models in it.
  if (entries.some(({ key }) => key?.kind === 'text' && CARRIES.test(key.text))) return false;
  const configured = entries.filter(
    ({ key, value }) =>
      maySetUp(value) &&
      !(key === null && isClient(resolver, file, value)) &&
      areOfModel(settingsIn(resolver, file, value), key, name),
  );
  if (configured.length > 1) return true;
  const byModel = entries.filter(({ key }) => key?.kind === 'text' && isVendorModel(key.text));
  return (
    byModel.some((entry) => configured.includes(entry)) ||
    byModel.filter(({ value }) => limitsModel(resolver, file, { name, value })).length > 1
  );
}

/**
 * Two settings; in a list, `[{ temperature: 0.7, maxTokens: 2200 }, …]` is how one model is asked again and again, and in
 * a table by tasks, `BUDGETS = { summary: { maxTokens, effort } }`, how each of them asks whatever model.
 */
function areOfModel(settings: ReadonlySet<Setting>, key: Value | null, name: string): boolean {
  const isOfOne = OF_ONE_MODEL.some((setting) => settings.has(setting));
  const isByModel = key?.kind === 'text' && isVendorModel(key.text);
  return settings.size > 1 && (isOfOne || isByModel || (key !== null && SPEAKS_OF_MODELS.test(name)));
}

const SPEAKS_OF_MODELS = /model|llm|provider/i;

/** What differs from model to model. */
const OF_ONE_MODEL: readonly Setting[] = ['model', 'url', 'context'];

/** `return teacher, student`: clients that have names of their own, and were set up where they were made. */
function isClient(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (value.kind !== 'binding') return false;
  const made = resolver.objects.resolve(file, value);
  return made.some((one) => one.kind === 'instance' && sdkCall(resolver, one.file, one.call) !== null);
}

/**
 * How long answers may be, which nobody is shown, or how much a model reads. A price or a label beside it says that all
 * is shown, unless a table of contexts says that it configures.
 */
function limitsModel(resolver: Resolver, file: LinkedFile, { name, value }: Named): boolean {
  if (!maySetUp(value)) return false;
  const fields = resolver.objects.resolve(file, value).flatMap((one) => fieldsOf(resolver, one));
  const has = (pattern: RegExp): boolean => fields.some((field) => pattern.test(field.name));
  const isShown = has(COUNTS) || has(SHOWS);
  if (has(ANSWER_LIMIT) && !isShown) return true;
  return has(CONTEXT) && !has(PRICES) && (!isShown || CONFIGURES.test(name));
}

interface Named {
  /** The table's. */
  name: string;
  value: Value;
}

const ANSWER_LIMIT =
  /^max_?(?:output|completion|new|response)?_?(?:tokens?|output)$|^output_?(?:token_?)?limit$|^temperature$/i;
const SHOWS = /^(?:label|title|display_?name|name|description|pricing|owned_?by|knowledge\w*)$/i;
/** `{ context: 128000, input: 2.5, output: 10 }` */
const PRICES = /^(?:input|output)$/i;
const CONFIGURES = /config|limit|settings/i;

/** Whether a value may be an object, or what a constructor gives: a text or a number has no settings. */
function maySetUp({ kind }: Value): boolean {
  return !PLAIN.has(kind);
}

const PLAIN: ReadonlySet<Value['kind']> = new Set([
  'text',
  'number',
  'boolean',
  'none',
  'join',
  'list',
  'function',
  'unknown',
]);

const LIMITS = /token|context|window|limit|temperature|ctx|output/i;
const COUNTS =
  /price|pricing|cost|rate|usage|used|spent|budget|per_|rpm|tpm|dimension|score|rank|weight|latency|speed/i;

/** Whatever has a context window is a model, `{"tier-fast": 128000}`. */
const CONTEXTS = /context_?(?:window|length)/i;

/** Makes the prefilter look at the file, which may name no model but by a constant. */
const SIGNED = /max_?(?:\w{0,11})tokens|token_?limit|temperature|context_?(?:window|length|size)/i;

/** `MAX_TOKENS = {"gpt-4o": 4096}`, `{ [Model.Gpt4o]: 4096 }`, and by vendor, `{ openai: 4096 }`; under a name that says nothing, only what can be nothing but tokens. */
function limitsModels(resolver: Resolver, file: LinkedFile, { name, entries }: Table): boolean {
  if (COUNTS.test(name)) return false;
  const isNamed = LIMITS.test(name);
  const isOfModels = CONTEXTS.test(name);
  const isOfAnswers = LIMITS_MODEL.test(name);
  const isSigned = SIGNED.test(name);
  const limits = entries.filter(({ key, value }) => {
    const isConstantOfModel = isSigned && key?.kind === 'member';
    if (isConstantOfModel && textsOf(resolver, file, key).some(isVendorModel)) return value.kind === 'number';
    if (key?.kind !== 'text') return false;
    if (!isVendorModel(key.text)) {
      const isOne = isOfModels || (isOfAnswers && isVendor(key.text));
      return isOne && value.kind === 'number' && isManyTokens(key.text, value.number);
    }
    return resolver
      .resolve(file, value)
      .some((one) => one.kind === 'number' && (isNamed || isManyTokens(key.text, one.number)));
  });
  return limits.length > 1;
}

/** `openai`, `anthropic`; each makes the prefilter look at the file, as `openai: 4096` too. */
function isVendor(text: string): boolean {
  return vendorOfKey(text) !== null && vendorInName(text)?.isTelling === true;
}

/** A whole number of thousands; those of embeddings are sizes of their vectors. */
function isManyTokens(model: string, number: number): boolean {
  return Number.isInteger(number) && number >= FEWEST_TOKENS && !/embed/i.test(model);
}

const FEWEST_TOKENS = 2048;

/** `if (model.startsWith('claude-3')) return 8192;` in a function that says how many tokens a model may use. */
function limitingBranches(file: LinkedFile): Hit[] {
  const { blocks = [], functions, statements } = file.facts;
  const { functionAt } = structureOf(file.facts);
  return functions.flatMap(({ name, returns }, index) => {
    if (!LIMITS_MODEL.test(name) || COUNTS.test(name)) return [];
    const numbers = new Set(returns.flatMap((one) => numbersOf(file, one)));
    const isTold = SIGNED.test(name) ? isOfModel : namesFamilyIn;
    const arm = blocks.find(
      (block) =>
        isArm(block) && block.exit === 'return' && isTold(block) && functionAt(block.range) === index,
    );
    const range = arm && statements[arm.statement]?.range;
    return range && numbers.size > 1 ? [hitAt(file, range, name)] : [];
  });
}

/** `return 8192`, and `const size = 8192; return size`. */
function numbersOf({ facts }: LinkedFile, value: Value): number[] {
  const all = value.kind === 'binding' ? (facts.bindings[value.binding]?.values ?? []) : [value];
  return all.flatMap((one) => (one.kind === 'number' ? [one.number] : []));
}

/**
 * `if (model.startsWith('gpt-5')) body.temperature = 1`: a setting that a branch gives to a model by its name, or takes
 * from it.
 */
function settingBranches(file: LinkedFile): Hit[] {
  const set = settingsAssigned(file.facts);
  const isMeant = (block: BlockFact) => isOfModelByName(block, modelTests(file.facts));
  const arms = set.length > 0 ? (file.facts.blocks ?? []).filter(isMeant) : [];
  return arms.flatMap((arm) => {
    const names = itemsWithin(set, arm.range).map(({ name }) => name);
    const range = file.facts.statements[arm.statement]?.range;
    return range && names.length > 0 ? [hitAt(file, range, someOf([...new Set(names)]))] : [];
  });
}

function isOfModelByName(block: BlockFact, tests: ReadonlySet<string>): boolean {
  const { names = [] } = block;
  const isNamed = isOfModel(block) && names.some((name) => OF_MODEL.test(name));
  return isArm(block) && (isNamed || names.some((name) => tests.has(name)));
}

/** `model`, `self.model_name`, `config.modelId.startsWith` */
const OF_MODEL =
  /(?:^|[._])model(?:_?(?:name|id))?(?:\.(?:startsWith|includes|lower|toLowerCase))?$|[a-z]Model(?:Name|Id)?(?:\.(?:startsWith|includes|toLowerCase))?$/i;

/** Numbers that are assigned to settings of models, and settings that are taken out, in source order. */
const settingsAssigned = recent((facts: FileFacts): { name: string; range: Range }[] => {
  const assigned = (facts.assignments ?? []).flatMap(({ target, value, range }) => {
    const name = value.kind === 'number' ? assignedName(target) : '';
    return name !== '' && setsModelUp(name) ? [{ name, range }] : [];
  });
  const written = keptValues(facts).holders.flatMap(({ value, range }) =>
    settingsAlone(value).map((name) => ({ name, range })),
  );
  return [...assigned, ...written, ...facts.calls.flatMap((call) => takenOut(facts, call))].toSorted((a, b) =>
    compareStarts(a.range, b.range),
  );
});

/** `return { temperature: 1 }`: settings of a model's, and no request that brings them along. */
function settingsAlone(value: Value): string[] {
  if (value.kind !== 'object') return [];
  const named = value.entries.map((entry) => (entry.key.kind === 'text' ? entry.key.text : ''));
  if (named.some((name) => CARRIES.test(name) || /model/i.test(name))) return [];
  return named.filter((name, index) => value.entries[index]?.value.kind === 'number' && setsModelUp(name));
}

/** `body.pop("temperature", None)`, of a request; a limit that is taken out comes back under another name. */
function takenOut(
  facts: FileFacts,
  { callee, positional: [key], range }: CallFact,
): { name: string; range: Range }[] {
  if (callee.kind !== 'member' || callee.property !== 'pop' || callee.object.kind !== 'binding') return [];
  if (key?.kind !== 'text' || !/^(?:temperature|top_p)$/.test(key.text)) return [];
  const values = facts.bindings[callee.object.binding]?.values ?? [];
  const isRequest = values.some(
    (value) =>
      value.kind === 'object' &&
      value.entries.some((entry) => entry.key.kind === 'text' && entry.key.text === 'messages'),
  );
  return isRequest ? [{ name: key.text, range }] : [];
}

/** `temperature: model.includes('gpt-5') ? 1 : 0.2`: a setting that a condition gives to a model by its name. */
function limitingConditions(file: LinkedFile): Hit[] {
  const found = keptValues(file.facts).choices.filter(
    ({ value, name }) =>
      value.kind === 'choice' &&
      value.options.some(({ kind }) => kind === 'number') &&
      value.when?.some((words) => words !== null && isOfModel(words)) &&
      (setsModelUp(name) || (LIMITS_MODEL.test(name) && !COUNTS.test(name))),
  );
  const settings = [...found.map(({ range, name }) => ({ range, name })), ...spreadSettings(file)];
  return onePerStatement(file.facts, settings, (all, range) => ({
    range,
    name: someOf([...new Set(all.map(({ name }) => name))]),
  })).map(({ range, name }) => hitAt(file, range, name));
}

/** `...(isNew ? {} : { temperature: 0.2 })`, where `isNew` says whether a model's name begins with `gpt-5`. */
function spreadSettings({ facts }: LinkedFile): Pick<Table, 'range' | 'name'>[] {
  const tests = modelTests(facts);
  const isTested = (words: HeaderWords) => isOfModel(words) || words.names?.some((name) => tests.has(name));
  return keptValues(facts).holders.flatMap(({ value, range }) => {
    const spreads = value.kind === 'object' ? value.spreads : [];
    return spreads.flatMap((spread) => {
      if (spread.kind !== 'choice' || !spread.when?.some((words) => words !== null && isTested(words)))
        return [];
      const entries = spread.options.flatMap((option) => (option.kind === 'object' ? option.entries : []));
      return entries.flatMap((entry) =>
        entry.key.kind === 'text' && entry.value.kind === 'number' && setsModelUp(entry.key.text)
          ? [{ range, name: entry.key.text }]
          : [],
      );
    });
  });
}

/** Names of what says whether a model is one of some family: `const isNew = model.startsWith('gpt-5')`. */
const modelTests = recent((facts: FileFacts): ReadonlySet<string> => {
  const named = Map.groupBy(
    facts.bindings.filter(({ values }) => values.length > 0),
    ({ name }) => name,
  );
  const isTest = (value: Value): boolean => {
    const tried = value.kind === 'choice' ? value.options : [value];
    return tried.some((one) => one.kind === 'result' && testsFamily(facts.calls[one.call]));
  };
  return new Set(
    [...named].flatMap(([name, all]) => (all.every(({ values }) => values.every(isTest)) ? [name] : [])),
  );
});

function testsFamily(call: CallFact | undefined): boolean {
  const [first] = call?.positional ?? [];
  return (
    call?.callee.kind === 'member' &&
    /^(?:startsWith|startswith|includes)$/.test(call.callee.property) &&
    first?.kind === 'text' &&
    namesFamily(first.text)
  );
}

function isOfModel(words: HeaderWords): boolean {
  return namesFamilyIn(words) || (words.names ?? []).some((name) => namesFamily(constantName(name)));
}

function namesFamilyIn({ texts = [] }: HeaderWords): boolean {
  return texts.some(namesFamily);
}

/** `Models.CLAUDE_3_5_SONNET` and `Model.Gpt4` as a model is called: `claude-3-5-sonnet`, `gpt4`. */
function constantName(name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1);
  const isConstant = /^[A-Z]+_[A-Z\d_]+$/.test(last) || (last !== name && /^[A-Z][A-Za-z]*\d\w*$/.test(last));
  return isConstant ? last.replaceAll('_', '-').toLowerCase() : '';
}

const LIMITS_MODEL =
  /max_?(?:output|completion|new|response|model)?_?(?:tokens?|output)|output_?(?:token_?)?limit|(?:context|token)_?(?:window|limit|length|size)|temperature_?for/i;

/** A model or its family; each makes the prefilter look at the file. */
function namesFamily(text: string): boolean {
  return isVendorModel(text) || FAMILY.test(text);
}

const FAMILY = /^(?:(?:gpt|claude|gemini|llama)(?:[-\d.].*)?|(?:mistral|deepseek|qwen|grok)-.*)$/i;

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

/** `ModelConfig(name="gpt-4", max_tokens=8192)`; a client or an agent is handed its settings too, to ask with them. */
function isConfiguration({ facts }: LinkedFile, value: Value): boolean {
  const call = value.kind === 'result' ? facts.calls[value.call] : undefined;
  return call !== undefined && HOLDS_SETTINGS.test(calledName(call.callee));
}

const HOLDS_SETTINGS = /(?:config|configuration|settings|spec|profile|preset|params|definition|info)$/i;
