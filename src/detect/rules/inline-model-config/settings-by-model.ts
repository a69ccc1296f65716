import type { BlockFact, CallFact, FileFacts, Range, Value } from '../../facts.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { assignedName, givenValue, keptValues } from '../code/kept-values.ts';
import { onePerStatement } from '../code/one-per-statement.ts';
import { recent } from '../code/remembered.ts';
import { blocksIn, compareStarts, isArm, itemsWithin, structureOf } from '../code/structure.ts';
import { CONSTANT, someOf } from '../services/model-names.ts';
import { IS_SIGN, speaksOfLimit } from './limit-names.ts';
import { isVendor } from './limits-by-model.ts';
import { asksOfModel, isOfModel, namesFamilyIn } from './named-models.ts';
import { CARRIES, setsModelUp } from './setting-names.ts';

/** Something that is set up for some models alone, by what it is called. */
interface SetByModel {
  range: Range;
  name: string;
}

/** What branches and conditions of a file set up by a model's name. */
export function settingsByModel(facts: FileFacts): SetByModel[] {
  return [
    ...limitingBranches(facts),
    ...withholdingBranches(facts),
    ...settingBranches(facts),
    ...limitsByVendor(facts),
    ...limitingConditions(facts),
  ];
}

/**
 * `if (model.startsWith('claude-3')) return 8192;` in a function that says how many tokens a model may use, or
 * `if "gpt-5" in model: return 1` in one that otherwise hands a temperature on.
 */
function limitingBranches(facts: FileFacts): SetByModel[] {
  const { functions, statements } = facts;
  const isNamed = (name: string) => tellsLimit(name) || SAMPLES.test(name);
  if (!functions.some(({ name }) => isNamed(name))) return [];
  const arms = armsOfFamilies(facts);
  return functions.flatMap(({ name, returns }, index) => {
    if (!isNamed(name)) return [];
    const isTold = (arm: BlockFact) =>
      IS_SIGN.test(name) ? isOfModel(facts, arm) : saysFamily(facts, name, arm);
    const arm = arms.get(index)?.find(isTold);
    const range = arm && statements[arm.statement]?.range;
    const numbers = numbersGiven(facts, returns).size;
    const isSampling = SAMPLES.test(name) && numbers > 0 && returns.some(({ kind }) => HANDS_ON.has(kind));
    return range && (numbers > 1 || isSampling) ? [{ range, name }] : [];
  });
}

/** Codecs are called `opus` too, and how long those take is no setting of a model. */
function saysFamily(facts: FileFacts, name: string, arm: BlockFact): boolean {
  return namesFamilyIn(arm) && (speaksOfLimit(name) || asksOfModel(facts, arm));
}

/** How much a model may use, or how long it may take. */
function tellsLimit(name: string): boolean {
  return speaksOfLimit(name) || /timeout/i.test(name);
}

/** `_get_temperature`, `topPFor(model)` */
const SAMPLES = /(?:temperature|top_?p)(?:_?for|$)/i;

/** What was asked for, and not what a model gets. */
const HANDS_ON: ReadonlySet<Value['kind']> = new Set(['binding', 'member', 'choice', 'import']);

/** `if (!acceptsTemperature(model)) return {};` before `return { temperature };` */
function withholdingBranches(facts: FileFacts): SetByModel[] {
  const given = (facts.givings ?? []).filter(({ to }) => to === 'return');
  const nothing = given
    .flatMap((giving) => givenValue(facts, giving) ?? [])
    .filter(({ value }) => isNothing(value))
    .toSorted((a, b) => compareStarts(a.range, b.range));
  if (nothing.length === 0) return [];
  const settings = facts.functions.map(({ returns, range }) => [
    ...new Set(returns.flatMap((value) => namesOf(settingsAlone(facts, value, range)))),
  ]);
  return (facts.blocks ?? []).filter(isArm).flatMap((arm) => {
    const within = structureOf(facts).functionAt(arm.range);
    const names = within === null ? [] : (settings[within] ?? []);
    const range = facts.statements[arm.statement]?.range;
    if (!range || names.length === 0 || !asksOfModel(facts, arm)) return [];
    return itemsWithin(nothing, arm.range).length > 0 ? [{ range, name: someOf(names) }] : [];
  });
}

function isNothing(value: Value): boolean {
  return value.kind === 'object' && value.entries.length + value.spreads.length === 0;
}

/** The arms of each function that give something back for a family of models. */
function armsOfFamilies(facts: FileFacts): Map<number | null, BlockFact[]> {
  const returns = (block: BlockFact) => isArm(block) && block.exit === 'return';
  const arms = (facts.blocks ?? []).filter(
    (block) => isArm(block) && isOfModel(facts, block) && blocksIn(facts, block.range).some(returns),
  );
  return Map.groupBy(arms, ({ range }) => structureOf(facts).functionAt(range));
}

/** `return 8192`, and `const size = 8192; return size`: two numbers of one name are as good as all of them. */
function numbersGiven(facts: FileFacts, returns: readonly Value[]): Set<number> {
  const names = new Set(returns.flatMap((one) => (one.kind === 'binding' ? [one.binding] : [])));
  return new Set([...numbersOf(returns), ...[...names].flatMap((name) => numbersHeld(facts)[name] ?? [])]);
}

/** Of each name of a file the first two numbers that it holds: thousands of functions may give back one of them. */
const numbersHeld = recent(({ bindings }: FileFacts): readonly number[][] =>
  bindings.map(({ values }) => [...new Set(numbersOf(values))].slice(0, 2)),
);

function numbersOf(values: readonly Value[]): number[] {
  return values.flatMap((one) => (one.kind === 'number' ? [one.number] : []));
}

/** A setting that is given somewhere. */
interface Given extends SetByModel {
  /** Its number, if it is a limit: the same under two names is one. */
  limit: string | null;
  /** True if no value stands there: `body["temperature"] = temperature`. */
  isHandedOn: boolean;
}

/**
 * `if (model.startsWith('gpt-5')) body.temperature = 1`: a setting that a branch gives to a model by its name, or takes
 * from it.
 */
function settingBranches(facts: FileFacts): SetByModel[] {
  const set = settingsGiven(facts);
  const arms = set.length > 0 ? (facts.blocks ?? []).filter(isArm) : [];
  return [...Map.groupBy(arms, ({ statement }) => statement)].flatMap(([statement, all]) => {
    const range = facts.statements[statement]?.range;
    const asking = all.filter((arm) => asksOfModel(facts, arm));
    if (!range || asking.length === 0) return [];
    // What is otherwise is for all models but those.
    const others = all.filter(({ kind, names, texts }) => kind === 'branch' && !names && !texts);
    const given = [...asking, ...others].map((arm) => itemsWithin(set, arm.range).filter(standsAlone(arm)));
    const names = namesOf(differing(given, others.length > 0));
    return names.length > 0 ? [{ range, name: someOf(names) }] : [];
  });
}

/** `if provider == "openai": limit = 16384 elif provider == "groq": limit = 8192`: another limit for each vendor. */
function limitsByVendor(facts: FileFacts): SetByModel[] {
  const limits = settingsGiven(facts).filter(({ limit }) => limit !== null);
  const arms = limits.length > 1 ? (facts.blocks ?? []).filter(isArm) : [];
  return [...Map.groupBy(arms, ({ statement }) => statement)].flatMap(([statement, all]) => {
    const range = facts.statements[statement]?.range;
    const asking = all.filter(({ texts = [] }) => texts.some(isVendor));
    if (!range || asking.length < 2) return [];
    const given = asking.flatMap((arm) => itemsWithin(limits, arm.range).slice(0, 1));
    const isOther = new Set(given.map(({ limit }) => limit)).size > 1;
    return isOther ? [{ range, name: someOf([...new Set(given.map(({ name }) => name))]) }] : [];
  });
}

/** What is handed on counts where a branch does little else: a whole request of another vendor's has it too. */
function standsAlone({ range }: BlockFact): (given: Given) => boolean {
  const isShort = range.endLine - range.startLine < LONGEST_BRANCH;
  return ({ isHandedOn }) => !isHandedOn || isShort;
}

const LONGEST_BRANCH = 6;

/** What arms give, but for what each of them hands on, if one of them is always taken. */
function differing(arms: readonly (readonly Given[])[], isWhole: boolean): Given[] {
  const all = arms.flatMap((given, arm) => given.map((one) => ({ ...one, arm })));
  return [...Map.groupBy(all, ({ name }) => name).values()].flatMap((own) => {
    const isEverywhere = isWhole && new Set(own.map(({ arm }) => arm)).size === arms.length;
    return isEverywhere && own.every(({ isHandedOn }) => isHandedOn) ? [] : own;
  });
}

/** Names of settings, without a limit that is the same everywhere, under whatever name. */
function namesOf(given: readonly Given[]): string[] {
  const limits = given.filter(({ limit }) => limit !== null);
  const isOneLimit = limits.length > 1 && new Set(limits.map(({ limit }) => limit)).size === 1;
  const names = given.flatMap(({ name, limit }) => (isOneLimit && limit !== null ? [] : [name]));
  return [...new Set(names)];
}

/** Settings of models that are given to something, or taken from it, in source order. */
const settingsGiven = recent((facts: FileFacts): Given[] => {
  const assigned = (facts.assignments ?? []).flatMap(({ target, value, range }) =>
    givenAs(facts, assignedName(target), value, range),
  );
  // `context_limit = LARGE_CONTEXT`, `return { temperature }`
  const given = (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    if (!kept) return [];
    if (giving.to !== 'return') return givenAs(facts, kept.name, kept.value, kept.range);
    // What is written there is held too.
    const handedOn = settingsAlone(facts, kept.value, kept.range).filter(({ isHandedOn }) => isHandedOn);
    return [...handedOn, ...settingsBeside(facts, kept)];
  });
  const written = keptValues(facts).holders.flatMap(({ value, range }) =>
    settingsAlone(facts, value, range).filter(({ isHandedOn }) => !isHandedOn),
  );
  return [...assigned, ...given, ...written, ...takenOut(facts)].toSorted((a, b) =>
    compareStarts(a.range, b.range),
  );
});

/** What a name is given, if it is a setting of models; a limit is a number, and how much is thought is written there. */
function givenAs(facts: FileFacts, name: string, value: Value, range: Range): Given[] {
  if (SAMPLING.test(name)) {
    const isHandedOn = !isNumber(facts, value) && value.kind !== 'none';
    return [{ name, range, limit: null, isHandedOn }];
  }
  if (THINKING.test(name)) return isSaid(value) ? [{ name, range, limit: null, isHandedOn: false }] : [];
  if (!(setsModelUp(name) || PATIENCE.test(name)) || !isNumber(facts, value)) return [];
  const limit = value.kind === 'number' ? String(value.number) : JSON.stringify(value);
  return [{ name, range, limit, isHandedOn: false }];
}

const SAMPLING = /^(?:temperature|top_?p)$/i;
const THINKING =
  /^(?:reasoning_?)?effort$|^reasoning$|^(?:enable_?)?think(?:ing)?(?:_?(?:config|budget|level))?$/i;

/** `"low"`, `{ budget_tokens: 2000 }`, `False`; that thoughts are asked for is no setting of a model that has them. */
function isSaid(value: Value): boolean {
  switch (value.kind) {
    case 'text':
    case 'number':
      return true;
    case 'boolean':
      return !value.boolean;
    case 'object':
      return value.entries.some((entry) => isSaid(entry.value));
    case 'choice':
      return value.options.every(isSaid);
    default:
      return false;
  }
}

const PATIENCE = /^(?:max_?)?timeout(?:_?(?:s|ms|seconds))?$/i;

/** `4096`, and a constant that holds one; of another file, what is called so. */
function isNumber(facts: FileFacts, value: Value): boolean {
  if (value.kind === 'import') return CONSTANT.test(value.name);
  if (value.kind !== 'binding') return value.kind === 'number';
  const { name, values } = facts.bindings[value.binding] ?? { name: '', values: [] };
  return (
    CONSTANT.test(name) &&
    values.length > 0 &&
    values.length < MOST_VALUES &&
    values.every(({ kind }) => kind === 'number')
  );
}

/** No constant has more. */
const MOST_VALUES = 10;

/** `{ temperature: 1 }`: settings of a model's, and no request that brings them along. */
function settingsAlone(facts: FileFacts, value: Value, range: Range): Given[] {
  return namesModel(value) ? [] : settingsOf(facts, value, range);
}

/** `return { model: 'gpt-5', maxTokens: 12000 }`: what is written there for the model that it names. */
function settingsBeside(facts: FileFacts, { value, range }: Pick<KeptValue, 'value' | 'range'>): Given[] {
  return namesModel(value) ? settingsOf(facts, value, range).filter(({ isHandedOn }) => !isHandedOn) : [];
}

function namesModel(value: Value): boolean {
  return value.kind === 'object' && namesIn(value).some((name) => /model/i.test(name));
}

function namesIn({ entries }: Value & { kind: 'object' }): string[] {
  return entries.map(({ key }) => (key.kind === 'text' ? key.text : ''));
}

function settingsOf(facts: FileFacts, value: Value, range: Range): Given[] {
  if (value.kind !== 'object') return [];
  const named = namesIn(value);
  if (named.some((name) => CARRIES.test(name))) return [];
  return value.entries.flatMap((entry, index) => givenAs(facts, named[index] ?? '', entry.value, range));
}

/** `body.pop("temperature", None)`; a limit that is taken out comes back under another name. */
function takenOut({ calls }: FileFacts): Given[] {
  return calls
    .filter(takesSampling)
    .flatMap(({ positional: [key], range }) =>
      key?.kind === 'text' ? [{ name: key.text, range, limit: null, isHandedOn: false }] : [],
    );
}

function takesSampling({ callee, positional: [key] }: CallFact): boolean {
  if (callee.kind !== 'member' || callee.property !== 'pop') return false;
  return key?.kind === 'text' && SAMPLING.test(key.text);
}

/** `temperature: model.includes('gpt-5') ? 1 : 0.2`: a setting that a condition gives to a model by its name. */
function limitingConditions(facts: FileFacts): SetByModel[] {
  const chosen = keptValues(facts).choices.flatMap(({ value, name, range }) =>
    value.kind === 'choice' && isTested(facts, value)
      ? [optionsGiven(facts, value.options, name, range)]
      : [],
  );
  const settings = [...chosen, ...spreadSettings(facts)].flatMap((arms) => {
    const given = differing(arms, true);
    return given[0] ? [{ range: given[0].range, given }] : [];
  });
  return onePerStatement(facts, settings, (all, range) => ({
    range,
    given: all.flatMap(({ given }) => given),
  })).flatMap(({ range, given }) => {
    const names = namesOf(given);
    return names.length > 0 ? [{ range, name: someOf(names) }] : [];
  });
}

function optionsGiven(facts: FileFacts, options: readonly Value[], name: string, range: Range): Given[][] {
  const isLimit = tellsLimit(name) && !SAMPLING.test(name);
  return options.map((option) => {
    if (option.kind === 'none' || option.kind === 'unknown' || isLeftOut(facts, option)) return [];
    if (isLimit && option.kind === 'number')
      return [{ name, range, limit: String(option.number), isHandedOn: false }];
    return givenAs(facts, name, option, range);
  });
}

/** `NOT_GIVEN` and `omit` of the vendors' own SDKs, by which an argument is not sent. */
function isLeftOut({ calls }: FileFacts, option: Value): boolean {
  const named = option.kind === 'result' ? (calls[option.call]?.callee ?? option) : option;
  const name = named.kind === 'import' ? named.name : named.kind === 'member' ? named.property : '';
  return LEFT_OUT.test(name);
}

const LEFT_OUT = /^(?:NOT_GIVEN|NotGiven|omit|Omit)$/;

/** `...(isNew ? {} : { temperature: 0.2 })`, where `isNew` says whether a model's name begins with `gpt-5`. */
function spreadSettings(facts: FileFacts): Given[][][] {
  const inObjects = keptValues(facts).holders.flatMap(({ value, range }) =>
    value.kind === 'object' ? value.spreads.map((spread) => ({ spread, range })) : [],
  );
  const inCalls = facts.calls.flatMap(({ spreads = [], range }) =>
    spreads.map((spread) => ({ spread, range })),
  );
  return [...inObjects, ...inCalls].flatMap(({ spread, range }) =>
    spread.kind === 'choice' && isTested(facts, spread)
      ? [spread.options.map((option) => settingsAlone(facts, option, range))]
      : [],
  );
}

function isTested(facts: FileFacts, { when = [] }: Value & { kind: 'choice' }): boolean {
  return when.some((words) => words !== null && asksOfModel(facts, words));
}
