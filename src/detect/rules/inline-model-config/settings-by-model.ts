import { isVendorModel } from '../../catalog/model-names.ts';
import type { BlockFact, CallFact, FileFacts, FunctionFact, HeaderWords, Range, Value } from '../../facts.ts';
import { calledName } from '../../reach/called-name.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { assignedName, givenValue, keptValues } from '../code/kept-values.ts';
import { onePerStatement } from '../code/one-per-statement.ts';
import { recent } from '../code/remembered.ts';
import {
  blocksIn,
  callBehind,
  compareStarts,
  isArm,
  itemsWithin,
  nameAround,
  structureOf,
} from '../code/structure.ts';
import { CONSTANT, someOf } from '../services/model-names.ts';
import { EFFORT, IS_SIGN, speaksOfLimit } from './limit-names.ts';
import {
  asksOfList,
  asksOfModel,
  asksOfVendor,
  comparesModel,
  isOfModel,
  isVendor,
  namesFamilyIn,
} from './named-models.ts';
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
    ...limitingConditions(facts),
  ];
}

/**
 * `if (model.startsWith('claude-3')) return 8192;` in a function that says how many tokens a model may use, or
 * `if "gpt-5" in model: return 1` in one that otherwise hands a temperature on.
 */
function limitingBranches(facts: FileFacts): SetByModel[] {
  const { functions, statements } = facts;
  const called = calledUnder(facts);
  const handed = functions.map((one) => settingHandedOn(one));
  const named = functions.map(({ name }, index) => handed[index] ?? (name || (called.get(index) ?? '')));
  if (!named.some(tellsSetting)) return [];
  const arms = returningArms(facts);
  return functions.flatMap(({ returns }, index) => {
    const name = named[index] ?? '';
    if (!tellsSetting(name)) return [];
    const own = arms.get(index) ?? [];
    const isTold = (arm: BlockFact) =>
      IS_SIGN.test(name) ? isOfModel(facts, arm) || asksOfModel(facts, arm) : saysFamily(facts, name, arm);
    const isOfKind = (arm: BlockFact) =>
      IS_SIGN.test(name) ? comparesModel(facts, arm) || asksOfVendor(arm) : (arm.texts ?? []).some(isVendor);
    const arm = own.find(isTold) ?? own.find(isOfKind);
    const range = arm && statements[arm.statement]?.range;
    const numbers = settingsReturned(facts, returns).size;
    const mayHandOn = handsOn(name) || handed[index] !== null;
    const isHandedOn = mayHandOn && numbers > 0 && returns.some(({ kind }) => HANDS_ON.has(kind));
    return range && (numbers > 1 || isHandedOn) ? [{ range, name }] : [];
  });
}

/** `def floored(model, max_tokens): … return max_tokens`: what a function is handed for a setting, and gives back. */
function settingHandedOn({ parameters, returns }: FunctionFact): string | null {
  const handed = parameters.find(({ name }) => tellsSetting(name) && setsModelUp(name));
  const isBack = (value: Value) => value.kind === 'binding' && value.binding === handed?.binding;
  return handed && returns.some(isBack) ? handed.name : null;
}

/** Codecs are called `opus` too, and how long those take is no setting of a model. */
function saysFamily(facts: FileFacts, name: string, arm: BlockFact): boolean {
  if (!namesFamilyIn(arm)) return asksOfList(facts, arm);
  return speaksOfLimit(name) || asksOfModel(facts, arm);
}

/** `maxTokens: ((model) => { … })(model)`: what functions without a name are called for. */
function calledUnder(facts: FileFacts): ReadonlyMap<number, string> {
  return new Map(
    keptValues(facts).holders.flatMap(({ value, name }) => {
      const callee = callBehind(facts, value)?.callee;
      return callee?.kind === 'function' ? [[callee.function, name] as const] : [];
    }),
  );
}

function tellsSetting(name: string): boolean {
  return tellsLimit(name) || SAMPLES.test(name) || THINKING.test(name);
}

/** How much a model may use, or how long it may take. */
function tellsLimit(name: string): boolean {
  return speaksOfLimit(name) || /timeout/i.test(name);
}

/** `_get_temperature`, `topPFor(model)` */
const SAMPLES = /(?:temperature|top_?p)(?:_?for|$)/i;

/** How much a model may use is looked up too. */
function handsOn(name: string): boolean {
  return SAMPLES.test(name) || THINKING.test(name);
}

/** What was asked for, and not what a model gets, or nothing at all. */
const HANDS_ON: ReadonlySet<Value['kind']> = new Set(['binding', 'member', 'choice', 'import', 'none']);

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

/** The arms of each function that give something back under some condition. */
function returningArms(facts: FileFacts): Map<number | null, BlockFact[]> {
  const returns = (block: BlockFact) => isArm(block) && block.exit === 'return';
  const arms = (facts.blocks ?? []).filter(
    (block) => isArm(block) && (block.texts ?? block.names) && blocksIn(facts, block.range).some(returns),
  );
  return Map.groupBy(arms, ({ range }) => structureOf(facts).functionAt(range));
}

/** `return 8192`, and `const size = 8192; return size`: two of one name are as good as all of them. */
function settingsReturned(facts: FileFacts, returns: readonly Value[]): Set<number | string> {
  const names = new Set(returns.flatMap((one) => (one.kind === 'binding' ? [one.binding] : [])));
  return new Set([
    ...settingsSaid(returns),
    ...boundsReturned(facts, returns),
    ...[...names].flatMap((name) => settingsHeld(facts)[name] ?? []),
  ]);
}

/** `return max(wanted, MIN_TOKENS)`: the number that bounds what is given back, or the constant that holds it. */
function boundsReturned(facts: FileFacts, returns: readonly Value[]): string[] {
  return returns.flatMap((value) => {
    const bound = value.kind === 'result' ? limitSaid(facts, value) : null;
    return bound ? [textOf(bound)] : [];
  });
}

/** Of each name of a file the first two that it holds: thousands of functions may give back one of them. */
const settingsHeld = recent(({ bindings }: FileFacts): readonly (number | string)[][] =>
  bindings.map(({ values }) => [...new Set(settingsSaid(values))].slice(0, 2)),
);

/** Numbers, and how much is thought, `"low"`. */
function settingsSaid(values: readonly Value[]): (number | string)[] {
  return values.flatMap((one): (number | string)[] => {
    if (one.kind === 'number') return [one.number];
    return one.kind === 'text' && EFFORT.test(one.text) ? [one.text] : [];
  });
}

/** A setting that is given somewhere. */
interface Given extends SetByModel {
  /** What it is; `null` if none is written there. */
  said: string | null;
  /** True of a number of tokens or of seconds: the same under two names is one. */
  isLimit: boolean;
  /** True if no value stands there: `body["temperature"] = temperature`. */
  isHandedOn: boolean;
}

/**
 * `if (model.startsWith('gpt-5')) body.temperature = 1`: a setting that a branch gives to a model by its name, or takes
 * from it; and another one for each vendor.
 */
function settingBranches(facts: FileFacts): SetByModel[] {
  const set = settingsGiven(facts);
  const arms = set.length + requestsSet(facts).length > 0 ? (facts.blocks ?? []).filter(isArm) : [];
  // Behind a guard much is waited for that is no model.
  const untimed = set.filter(({ name }) => !/timeout/i.test(name));
  return [...Map.groupBy(arms, ({ statement }) => statement)].flatMap(([statement, all]) => {
    const range = facts.statements[statement]?.range;
    const guarded = behindGuard(facts, all);
    const names = range
      ? [
          ...givenToModels(facts, all, set),
          ...(guarded.length > 0 ? givenToModels(facts, [...all, ...guarded], untimed) : []),
          ...givenToVendors(all, set),
          ...givenInRequests(facts, all),
        ]
      : [];
    return range && names.length > 0 ? [{ range, name: someOf([...new Set(names)]) }] : [];
  });
}

/** `if (!isReasoning(model)) return;`: the other side of a branch that only leaves is what stands behind it, if that is short. */
function behindGuard(facts: FileFacts, [arm, ...others]: readonly BlockFact[]): BlockFact[] {
  if (arm?.exit !== 'return' || others.length > 0) return [];
  const { functionAround, callsIn } = structureOf(facts);
  const around = functionAround(arm.range)?.range;
  if (!around || around.endLine - arm.range.endLine > LONGEST_GUARDED) return [];
  if (arm.range.endLine > arm.range.startLine || callsIn(arm.range).length > 0) return [];
  const { endLine: startLine, endColumn: startColumn } = arm.range;
  return [{ kind: 'branch', statement: arm.statement, range: { ...around, startLine, startColumn } }];
}

const LONGEST_GUARDED = 16;

function givenToModels(facts: FileFacts, all: readonly BlockFact[], set: readonly Given[]): string[] {
  const told = all.filter((arm) => asksOfModel(facts, arm));
  const asking = told.length > 0 ? told : all.filter((arm) => comparesModel(facts, arm));
  if (asking.length === 0) return [];
  // What is otherwise is for all models but those.
  const others = all.filter(isOtherwise);
  const given = [...asking, ...others].map((arm) =>
    itemsWithin(set, arm.range).filter((one) =>
      told.length > 0 ? isShort(arm) || !one.isHandedOn : isShort(arm) && isSigned(one),
    ),
  );
  return namesOf(differing(given, others.length > 0));
}

/** What is sent alone may be what a vendor's API is like; of several, each has another one. */
function givenToVendors(all: readonly BlockFact[], set: readonly Given[]): string[] {
  const asking = all.filter(asksOfVendor);
  const [first] = asking;
  const arms = [...asking, ...all.filter(isOtherwise)];
  if (!first || arms.length < 2) return [];
  const given = arms.map((arm) =>
    itemsWithin(set, arm.range).filter((one) => isToVendor(isOtherwise(arm) ? first : arm, one)),
  );
  return otherForEach(given).map(({ name }) => name);
}

/**
 * `if model.startswith("o1"): ask(messages)`, and otherwise `ask(messages, temperature=0.2)`: what the same request is
 * sent with in one arm and not in another.
 */
function givenInRequests(facts: FileFacts, all: readonly BlockFact[]): string[] {
  if (!all.some((arm) => asksOfModel(facts, arm))) return [];
  const sent = all.flatMap((arm) => itemsWithin(requestsSet(facts), arm.range).slice(0, 1));
  const [first, ...others] = sent;
  if (!first || sent.length < all.length || !others.every(({ asked }) => asked === first.asked)) return [];
  const given = sent.flatMap((one) => one.given);
  const differs = (own: readonly Given[]): boolean =>
    own.length < sent.length || new Set(own.map(({ said }) => said)).size > 1;
  return namesOf([...Map.groupBy(given, ({ name }) => name).values()].filter(differs).flat());
}

interface SentRequest {
  range: Range;
  /** Whom it asks, as it is written. */
  asked: string;
  given: readonly Given[];
}

/** What carries a prompt, with the settings that are sent along, in source order. */
const requestsSet = recent((facts: FileFacts): readonly SentRequest[] => {
  const sent = facts.calls.flatMap(({ callee, positional, named, range }): SentRequest[] => {
    const entries = positional.flatMap((one) => (one.kind === 'object' ? one.entries : []));
    const fields = [
      ...named,
      ...entries.map(({ key, value }) => ({ name: key.kind === 'text' ? key.text : '', value })),
    ];
    if (!fields.some(({ name }) => CARRIES.test(name))) return [];
    const given = fields.flatMap(({ name, value }) => givenAs(facts, name, value, range));
    return [{ range, asked: JSON.stringify(callee), given }];
  });
  return sent.some(({ given }) => given.length > 0)
    ? sent.toSorted((a, b) => compareStarts(a.range, b.range))
    : [];
});

/** Of what arms give, that of which each gives another one. */
function otherForEach(arms: readonly (readonly Given[])[]): Given[] {
  const given = arms.flatMap((own) =>
    [...Map.groupBy(own, kindOf).values()].flatMap((same) => same.slice(0, 1)),
  );
  return [...Map.groupBy(given, kindOf).values()]
    .filter((same) => new Set(same.map(({ said }) => said)).size > 1)
    .flat();
}

/** `else`, which is for all that were not asked for. */
function isOtherwise({ kind, names, texts }: BlockFact): boolean {
  return kind === 'branch' && !names && !texts;
}

/** A limit has another name at each vendor. */
function kindOf({ name, isLimit }: Given): string {
  return isLimit ? 'limit' : name;
}

/** By a vendor counts what is written, and not that one of them is sent something. */
function isToVendor({ texts = [] }: HeaderWords, given: Given): boolean {
  return given.said !== null && (texts.some(isVendor) || isSigned(given));
}

/** Whether the prefilter looks at the file for it, whatever models are asked of. */
function isSigned({ name }: Given): boolean {
  return IS_SIGN.test(name);
}

/** What is handed on counts where a branch does little else: a whole request of another vendor's has it too. */
function isShort({ range }: BlockFact): boolean {
  return range.endLine - range.startLine < LONGEST_BRANCH;
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
  const limits = given.filter(({ isLimit }) => isLimit);
  const isOneLimit = limits.length > 1 && new Set(limits.map(({ said }) => said)).size === 1;
  const names = given.flatMap(({ name, isLimit }) => (isOneLimit && isLimit ? [] : [name]));
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
  const { holders } = keptValues(facts);
  // `{ contents, generationConfig: { temperature: 0.8 } }`: ordinary arguments of one call.
  const sent = new Set(holders.flatMap(({ value }) => partsSent(value)));
  const held = holders.flatMap(({ value, range }) =>
    sent.has(value) ? [] : settingsAlone(facts, value, range),
  );
  const handed = facts.calls.flatMap((call) => settingsHanded(facts, call));
  const written = [...held, ...handed].filter(({ isHandedOn }) => !isHandedOn);
  return [...assigned, ...given, ...written, ...takenOut(facts)].toSorted((a, b) =>
    compareStarts(a.range, b.range),
  );
});

/** The objects in a request. */
function partsSent(value: Value): Value[] {
  if (value.kind !== 'object') return [];
  const parts = value.entries.flatMap((entry) => (entry.value.kind === 'object' ? [entry.value] : []));
  return parts.length > 0 && namesIn(value).some((name) => CARRIES.test(name)) ? parts : [];
}

/** What a name is given, if it is a setting of models; a limit is a number, and how much is thought is written there. */
function givenAs(facts: FileFacts, name: string, value: Value, range: Range): Given[] {
  if (SAMPLES.test(name)) {
    const isWritten = isNumber(facts, value);
    const isHandedOn = !isWritten && value.kind !== 'none';
    return [{ name, range, said: isWritten ? textOf(value) : null, isLimit: false, isHandedOn }];
  }
  // `reasoning: false`, beside `vision: false`, is what a model can do; `thinking ? 16 : 0` is a score.
  const isOther =
    (name === 'reasoning' && value.kind === 'boolean') ||
    (value.kind === 'number' && !/budget|tokens/i.test(name));
  const isThought = THINKING.test(name) && isSaid(value) && !isOther;
  if (isThought) return [{ name, range, said: textOf(value), isLimit: false, isHandedOn: false }];
  const limit = setsModelUp(name) || PATIENCE.test(name) ? limitSaid(facts, value) : null;
  return limit ? [{ name, range, said: textOf(limit), isLimit: true, isHandedOn: false }] : [];
}

/** `4096`, and of `Math.max(given, 4096)` the number, which bounds whatever is asked for. */
function limitSaid(facts: FileFacts, value: Value): Value | null {
  if (isNumber(facts, value)) return value;
  const call = callBehind(facts, value);
  const given = call && BOUNDS.test(calledName(call.callee)) ? call.positional : [];
  return (given.length === 2 && given.find((one) => isNumber(facts, one))) || null;
}

const BOUNDS = /^(?:min|max)$/;

/** Nothing that is written out is long. */
function textOf(value: Value): string {
  return value.kind === 'number' ? String(value.number) : JSON.stringify(value);
}

const THINKING =
  /effort(?:_?for(?:_?[a-z]{1,20})?)?$|^reasoning$|^(?:enable_?)?think(?:ing)?(?:_?(?:config|level))?$|(?:thinking|reasoning)_?(?:budget(?:_?tokens)?|level)(?:_?for)?$|budget_?tokens$/i;

/** `"low"`, `{ budget_tokens: 2000 }`, `False`; that thoughts are asked for is no setting of a model that has them. */
function isSaid(value: Value): boolean {
  switch (value.kind) {
    case 'text':
    case 'number':
      return true;
    case 'boolean':
      return !value.boolean;
    case 'object':
      // How thoughts are told, beside an effort that is handed on, is not how much is thought.
      return value.entries.some(({ key, value }) => !isSummary(key) && isSaid(value));
    case 'choice':
      // `given || 'high'`
      return (
        value.options.some(({ kind }) => kind === 'text' || kind === 'number') || value.options.every(isSaid)
      );
    case 'member':
      // `ThinkingLevel.HIGH`
      return /^[A-Z]/.test(value.property) && EFFORT.test(value.property.toLowerCase());
    default:
      return false;
  }
}

function isSummary(key: Value): boolean {
  return key.kind === 'text' && key.text === 'summary';
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
  const given = settingsOf(facts, value, range);
  // Nearly nothing gives any: to look for a model's name takes longer.
  return given.length > 0 && namesModel(value) ? [] : given;
}

/** `return { model: 'gpt-5', maxTokens: 12000 }`: what is written there for the model that it names. */
function settingsBeside(facts: FileFacts, { value, range }: Pick<KeptValue, 'value' | 'range'>): Given[] {
  return namesModel(value) ? settingsOf(facts, value, range).filter(({ isHandedOn }) => !isHandedOn) : [];
}

/** `ModelConfig(temperature=0.2)`, and no request, nor how long a client waits for whatever it asks. */
function settingsHanded(facts: FileFacts, { callee, positional, named, range }: CallFact): Given[] {
  const made = callee.kind === 'class' ? (facts.classes[callee.class]?.name ?? '') : calledName(callee);
  if (positional.length > 0 || !MAKES_SETTINGS.test(made)) return [];
  if (named.some(({ name }) => CARRIES.test(name) || /model/i.test(name))) return [];
  return named.flatMap(({ name, value }) => givenAs(facts, name, value, range));
}

/** A class's name, but for those of what sends requests. */
const MAKES_SETTINGS = /^[A-Z](?!\w*(?:Client|Session)$)/;

/** `{ model, … }`, and `{ id: 'gpt-4o', … }`: one of those that a table lists. */
function namesModel(value: Value): boolean {
  if (value.kind !== 'object') return false;
  const isModel = (one: Value) => one.kind === 'text' && isVendorModel(one.text);
  return (
    namesIn(value).some((name) => /model/i.test(name)) || value.entries.some((entry) => isModel(entry.value))
  );
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
function takenOut(facts: FileFacts): Given[] {
  return facts.calls.flatMap(({ callee, positional: [key], range }) => {
    if (callee.kind !== 'member' || callee.property !== 'pop' || !key) return [];
    return keysSaid(facts, key)
      .filter((name) => SAMPLES.test(name))
      .map((name) => ({ name, range, said: null, isLimit: false, isHandedOn: false }));
  });
}

/** `"temperature"`, and in `for key in ("temperature", "top_p")` both. */
function keysSaid({ bindings }: FileFacts, key: Value): string[] {
  const [value] = key.kind === 'binding' ? (bindings[key.binding]?.values ?? []) : [key];
  const options = value?.kind === 'choice' ? value.options.slice(0, MOST_VALUES) : [value];
  return options.flatMap((one) => (one?.kind === 'text' ? [one.text] : []));
}

/** `temperature: model.includes('gpt-5') ? 1 : 0.2`: a setting that a condition gives to a model by its name. */
function limitingConditions(facts: FileFacts): SetByModel[] {
  const chosen = keptValues(facts).choices.flatMap(({ value, name, range }) =>
    choicesWithin(value).flatMap((one) => {
      const counted = countedBy(facts, one);
      return counted ? [counted(optionsGiven(facts, one.options, limitedBy(facts, name, range), range))] : [];
    }),
  );
  const settings = [...chosen, ...spreadSettings(facts)].flatMap((given) =>
    given[0] ? [{ range: given[0].range, given }] : [],
  );
  return onePerStatement(facts, settings, (all, range) => ({
    range,
    given: all.flatMap(({ given }) => given),
  })).flatMap(({ range, given }) => {
    const names = namesOf(given);
    return names.length > 0 ? [{ range, name: someOf(names) }] : [];
  });
}

/** What `cap` bounds, the function around it says: `cappedMaxTokens`. */
function limitedBy(facts: FileFacts, name: string, range: Range): string {
  const around = BOUND.test(name) ? nameAround(facts, range) : '';
  return tellsLimit(around) ? around : name;
}

const BOUND = /^(?:cap|limit|max|maximum|ceiling|upper|bound)$/;

function optionsGiven(facts: FileFacts, options: readonly Value[], name: string, range: Range): Given[][] {
  const isLimit = tellsLimit(name) && !SAMPLES.test(name);
  // `const extra = isGpt5 ? {} : { temperature: wanted ?? 0.7 }`: some models are sent none, whatever it is.
  const isWithheld = options.some(isNothing);
  return options.map((option) => {
    if (option.kind === 'none' || option.kind === 'unknown' || isLeftOut(facts, option)) return [];
    const limit = isLimit ? limitSaid(facts, option) : null;
    if (limit) return [{ name, range, said: textOf(limit), isLimit, isHandedOn: false }];
    const handedOn = isWithheld ? settingsAlone(facts, option, range).filter((one) => one.isHandedOn) : [];
    return [...givenAs(facts, name, option, range), ...settingsWithin(facts, option, range), ...handedOn];
  });
}

/** `{ maxTokens: 8000, temperature: 1 }`, `{ anthropic: { thinking: { budgetTokens: 8000 } } }` */
function settingsWithin(facts: FileFacts, value: Value, range: Range, depth = 0): Given[] {
  if (depth > MAX_NESTING) return [];
  // `[{ …, reasoning_effort: 'low' }, { … }]`, of which one after another is tried.
  if (value.kind === 'list')
    return value.items.flatMap((item) => settingsWithin(facts, item, range, depth + 1));
  if (value.kind !== 'object') return [];
  const own = settingsAlone(facts, value, range).filter(({ isHandedOn }) => !isHandedOn);
  return [...own, ...value.entries.flatMap((entry) => settingsWithin(facts, entry.value, range, depth + 1))];
}

/** `NOT_GIVEN` and `omit` of the vendors' own SDKs, by which an argument is not sent. */
function isLeftOut({ calls }: FileFacts, option: Value): boolean {
  const named = option.kind === 'result' ? (calls[option.call]?.callee ?? option) : option;
  const name = named.kind === 'import' ? named.name : named.kind === 'member' ? named.property : '';
  return LEFT_OUT.test(name);
}

const LEFT_OUT = /^(?:NOT_GIVEN|NotGiven|omit|Omit)$/;

/** `...(isNew ? {} : { temperature: 0.2 })`, where `isNew` says whether a model's name begins with `gpt-5`. */
function spreadSettings(facts: FileFacts): Given[][] {
  const inObjects = keptValues(facts).holders.flatMap(({ value, range }) =>
    value.kind === 'object' ? value.spreads.map((spread) => ({ spread, range, all: value.spreads })) : [],
  );
  const inCalls = facts.calls.flatMap(({ spreads = [], range }) =>
    spreads.map((spread) => ({ spread, range, all: spreads })),
  );
  return [...inObjects, ...inCalls].flatMap(({ spread, range, all }) => {
    const counted = spread.kind === 'choice' ? countedBy(facts, spread) : null;
    return spread.kind === 'choice' && counted
      ? [
          counted(spread.options.map((option) => settingsAlone(facts, option, range))),
          ...limitWithheld(facts, spread, range, all),
        ]
      : [];
  });
}

/** `...(isGpt5 ? {} : { max_tokens: limit })`: some models are sent no limit, under no other name either. */
function limitWithheld(
  facts: FileFacts,
  { options, when = [] }: Choice,
  range: Range,
  all: readonly Value[],
): Given[][] {
  const [limit, ...others] = options.filter((option) => !isNothing(option));
  if (options.length !== 2 || others.length > 0 || !limit || !isLimitAlone(limit)) return [];
  const limits = all.flatMap((one) => (one.kind === 'choice' ? one.options.filter(isLimitAlone) : []));
  if (limits.length > 1) return [];
  if (!when.some((words) => words !== null && asksOfModel(facts, words))) return [];
  return [namesIn(limit).map((name) => ({ name, range, said: null, isLimit: true, isHandedOn: true }))];
}

function isLimitAlone(value: Value): value is Value & { kind: 'object' } {
  return value.kind === 'object' && value.entries.length > 0 && namesIn(value).every(setsModelUp);
}

type Choice = Value & { kind: 'choice' };

/** `given ?? (isGpt5 ? 'none' : undefined)`: a choice and those in it. */
function choicesWithin(value: Value, depth = 0): Choice[] {
  if (value.kind !== 'choice' || depth > MAX_NESTING) return [];
  return [value, ...value.options.flatMap((option) => choicesWithin(option, depth + 1))];
}

/** Deeper than people nest conditions. */
const MAX_NESTING = 4;

/** What counts of what a condition chooses; `null` if it asks neither of models nor of vendors. */
function countedBy(facts: FileFacts, { when = [] }: Choice): ((arms: Given[][]) => Given[]) | null {
  const all = when.filter((words) => words !== null);
  if (all.some((words) => asksOfModel(facts, words))) return (arms) => differing(arms, true);
  const isCompared = all.some((words) => comparesModel(facts, words));
  const asking = all.filter(asksOfVendor);
  if (!isCompared && asking.length === 0) return null;
  if (isCompared) return (arms) => differing(only(arms, isSigned), true);
  const isOfVendor = (given: Given) => asking.some((words) => isToVendor(words, given));
  // A limit that one of them is sent alone may be one that its API asks for.
  return (arms) => [
    ...otherForEach(only(arms, (given) => given.isLimit && isOfVendor(given))),
    ...differing(
      only(arms, (given) => !given.isLimit && isOfVendor(given)),
      true,
    ),
  ];
}

function only(arms: readonly Given[][], isMeant: (given: Given) => boolean): Given[][] {
  return arms.map((given) => given.filter(isMeant));
}
