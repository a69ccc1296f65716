import { isVendorModel } from '../../catalog/model-names.ts';
import type { BlockFact, CallFact, FileFacts, HeaderWords, Range, Value } from '../../facts.ts';
import { lastPart } from '../calls/llm-calls.ts';
import { entriesNamed } from '../calls/options.ts';
import { assignedName, givenValue, keptValues } from '../code/kept-values.ts';
import { onePerStatement } from '../code/one-per-statement.ts';
import { recent } from '../code/remembered.ts';
import { blocksIn, compareStarts, isArm, isWithin, itemsWithin, structureOf } from '../code/structure.ts';
import { CONSTANT, someOf } from '../services/model-names.ts';
import { IS_SIGN, speaksOfLimit } from './limit-names.ts';
import { CARRIES, setsModelUp } from './model-settings.ts';

/** Something that is set up for some models alone, by what it is called. */
interface SetByModel {
  range: Range;
  name: string;
}

/** What branches and conditions of a file set up by a model's name. */
export function settingsByModel(facts: FileFacts): SetByModel[] {
  return [...limitingBranches(facts), ...settingBranches(facts), ...limitingConditions(facts)];
}

/** `if (model.startsWith('claude-3')) return 8192;` in a function that says how many tokens a model may use. */
function limitingBranches(facts: FileFacts): SetByModel[] {
  const { functions, statements } = facts;
  if (!functions.some(({ name }) => speaksOfLimit(name))) return [];
  const arms = armsOfFamilies(facts);
  return functions.flatMap(({ name, returns }, index) => {
    if (!speaksOfLimit(name)) return [];
    const isTold = (arm: BlockFact) => (IS_SIGN.test(name) ? isOfModel(facts, arm) : namesFamilyIn(arm));
    const arm = arms.get(index)?.find(isTold);
    const range = arm && statements[arm.statement]?.range;
    return range && numbersGiven(facts, returns).size > 1 ? [{ range, name }] : [];
  });
}

/** The arms of each function that give something back for a family of models. */
function armsOfFamilies(facts: FileFacts): Map<number | null, BlockFact[]> {
  const returns = (block: BlockFact) => isArm(block) && block.exit === 'return';
  const arms = (facts.blocks ?? []).filter(
    (block) => isArm(block) && isOfModel(facts, block) && blocksIn(facts, block.range).some(returns),
  );
  return Map.groupBy(arms, ({ range }) => structureOf(facts).functionAt(range));
}

/** `return 8192`, and `const size = 8192; return size`. */
function numbersGiven({ bindings }: FileFacts, returns: readonly Value[]): Set<number> {
  const names = new Set(returns.flatMap((one) => (one.kind === 'binding' ? [one.binding] : [])));
  const all = [...returns, ...[...names].flatMap((name) => bindings[name]?.values ?? [])];
  return new Set(all.flatMap((one) => (one.kind === 'number' ? [one.number] : [])));
}

/**
 * `if (model.startsWith('gpt-5')) body.temperature = 1`: a setting that a branch gives to a model by its name, or takes
 * from it.
 */
function settingBranches(facts: FileFacts): SetByModel[] {
  const set = settingsAssigned(facts);
  const arms = set.length > 0 ? (facts.blocks ?? []).filter((block) => isOfModelByName(facts, block)) : [];
  return arms.flatMap((arm) => {
    const names = itemsWithin(set, arm.range).map(({ name }) => name);
    const range = facts.statements[arm.statement]?.range;
    return range && names.length > 0 ? [{ range, name: someOf([...new Set(names)]) }] : [];
  });
}

function isOfModelByName(facts: FileFacts, block: BlockFact): boolean {
  const { names = [] } = block;
  const tests = modelTests(facts);
  const isNamed = isOfModel(facts, block) && names.some((name) => OF_MODEL.test(name));
  return isArm(block) && (isNamed || names.some((name) => tests.has(name)));
}

/** `model`, `self.model_name`, `config.modelId.startsWith` */
const OF_MODEL =
  /(?:^|[._])model(?:_?(?:name|id))?(?:\.(?:startsWith|includes|lower|toLowerCase))?$|[a-z]Model(?:Name|Id)?(?:\.(?:startsWith|includes|toLowerCase))?$/i;

/** Numbers that are assigned to settings of models, and settings that are taken out, in source order. */
const settingsAssigned = recent((facts: FileFacts): SetByModel[] => {
  const assigned = (facts.assignments ?? []).flatMap(({ target, value, range }) => {
    const name = isNumber(facts, value) ? assignedName(target) : '';
    return name !== '' && setsModelUp(name) ? [{ name, range }] : [];
  });
  // `context_limit = LARGE_CONTEXT`
  const given = (facts.givings ?? []).flatMap((giving) => {
    const kept = giving.to === 'name' ? givenValue(facts, giving) : null;
    return kept && setsModelUp(kept.name) && isNumber(facts, kept.value) ? [kept] : [];
  });
  const written = keptValues(facts).holders.flatMap(({ value, range }) =>
    settingsAlone(value).map((name) => ({ name, range })),
  );
  return [...assigned, ...given, ...written, ...takenOut(facts)].toSorted((a, b) =>
    compareStarts(a.range, b.range),
  );
});

/** `4096`, and a constant of this file that holds one. */
function isNumber(facts: FileFacts, value: Value): boolean {
  if (value.kind !== 'binding') return value.kind === 'number';
  const { name, values } = facts.bindings[value.binding] ?? { name: '', values: [] };
  return CONSTANT.test(name) && values.length > 0 && values.every(({ kind }) => kind === 'number');
}

/** `return { temperature: 1 }`: settings of a model's, and no request that brings them along. */
function settingsAlone(value: Value): string[] {
  if (value.kind !== 'object') return [];
  const named = value.entries.map((entry) => (entry.key.kind === 'text' ? entry.key.text : ''));
  if (named.some((name) => CARRIES.test(name) || /model/i.test(name))) return [];
  return named.filter((name, index) => value.entries[index]?.value.kind === 'number' && setsModelUp(name));
}

/** `body.pop("temperature", None)`, of a request; a limit that is taken out comes back under another name. */
function takenOut({ calls, bindings }: FileFacts): SetByModel[] {
  const taken = Map.groupBy(calls.filter(takesSampling), ({ callee }) =>
    callee.kind === 'member' && callee.object.kind === 'binding' ? callee.object.binding : -1,
  );
  return [...taken].flatMap(([holder, all]) =>
    bindings[holder]?.values.some(isRequest)
      ? all.flatMap(({ positional: [key], range }) =>
          key?.kind === 'text' ? [{ name: key.text, range }] : [],
        )
      : [],
  );
}

function takesSampling({ callee, positional: [key] }: CallFact): boolean {
  if (callee.kind !== 'member' || callee.property !== 'pop') return false;
  return key?.kind === 'text' && /^(?:temperature|top_p)$/.test(key.text);
}

function isRequest(value: Value): boolean {
  return value.kind === 'object' && entriesNamed(value, ['messages']).length > 0;
}

/** `temperature: model.includes('gpt-5') ? 1 : 0.2`: a setting that a condition gives to a model by its name. */
function limitingConditions(facts: FileFacts): SetByModel[] {
  const found = keptValues(facts).choices.filter(
    ({ value, name }) =>
      value.kind === 'choice' &&
      value.options.some(({ kind }) => kind === 'number') &&
      value.when?.some((words) => words !== null && isTested(facts, words)) &&
      (setsModelUp(name) || speaksOfLimit(name)),
  );
  const settings = [...found.map(({ range, name }) => ({ range, name })), ...spreadSettings(facts)];
  return onePerStatement(facts, settings, (all, range) => ({
    range,
    name: someOf([...new Set(all.map(({ name }) => name))]),
  }));
}

/** `...(isNew ? {} : { temperature: 0.2 })`, where `isNew` says whether a model's name begins with `gpt-5`. */
function spreadSettings(facts: FileFacts): SetByModel[] {
  return keptValues(facts).holders.flatMap(({ value, range }) => {
    const spreads = value.kind === 'object' ? value.spreads : [];
    return spreads.flatMap((spread) => {
      if (spread.kind !== 'choice' || !spread.when?.some((words) => words !== null && isTested(facts, words)))
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

function isTested(facts: FileFacts, words: HeaderWords): boolean {
  const tests = modelTests(facts);
  return isOfModel(facts, words) || (words.names ?? []).some((name) => tests.has(name));
}

/**
 * Names of what says whether a model is one of some family: `const isNew = model.startsWith('gpt-5')`, and functions
 * that give back no more than that.
 */
const modelTests = recent((facts: FileFacts): ReadonlySet<string> => {
  const isTest = (value: Value): boolean => {
    const tried = value.kind === 'choice' ? value.options : [value];
    return tried.some((one) => one.kind === 'result' && isTestCall(facts, one.call));
  };
  const said = [
    ...facts.bindings.map(({ name, values }) => ({ name, values })),
    ...facts.functions.map(({ name, returns }) => ({ name, values: returns })),
  ];
  const named = Map.groupBy(
    said.filter(({ values }) => values.length > 0),
    ({ name }) => name,
  );
  return new Set(
    [...named].flatMap(([name, all]) => (all.every(({ values }) => values.every(isTest)) ? [name] : [])),
  );
});

/** `any(model.startswith(one) for one in FAMILIES)` has its test before it. */
function isTestCall(facts: FileFacts, index: number): boolean {
  const call = facts.calls[index];
  if (!call || testsFamily(facts, call)) return call !== undefined;
  const inner = facts.calls[index - 1];
  const isAny = call.callee.kind === 'global' && call.callee.name === 'any';
  return isAny && inner !== undefined && isWithin(inner.range, call.range) && testsFamily(facts, inner);
}

/** `model.startsWith('gpt-5')`, `model.startswith(("o3", "gpt-5"))`, `FIXED.includes(model)`. */
function testsFamily(facts: FileFacts, { callee, positional: [first] }: CallFact): boolean {
  if (callee.kind !== 'member' || !TESTS.test(callee.property)) return false;
  const isBeginning = first !== undefined && callee.property !== 'some' && isOfFamily(facts, first);
  return isBeginning || (callee.property !== 'startswith' && isOfFamily(facts, callee.object));
}

const TESTS = /^(?:startsWith|startswith|includes|some)$/;

/** A family's name, a list of them, the name of such a list, and one after the other of it. */
function isOfFamily({ bindings }: FileFacts, value: Value): boolean {
  const named = value.kind === 'binding' ? (bindings[value.binding]?.values ?? []) : [value];
  return named.some((one) => {
    const list = one.kind === 'index' && one.key.kind === 'unknown' ? one.object : one;
    const given = list.kind === 'binding' ? (bindings[list.binding]?.values ?? []) : [list];
    return given
      .flatMap((item) => (item.kind === 'list' ? item.items : [item]))
      .some((item) => item.kind === 'text' && namesFamily(item.text));
  });
}

function isOfModel(facts: FileFacts, words: HeaderWords): boolean {
  const { names = [] } = words;
  if (namesFamilyIn(words) || names.some((name) => namesFamily(constantName(name)))) return true;
  const lists = names.length > 0 ? listsOfModels(facts) : null;
  return lists !== null && names.some((name) => lists.has(lastName(name)));
}

/** `FIXED` of `self.FIXED` and of `FIXED.includes`. */
function lastName(name: string): string {
  return lastPart(name.replace(/\.(?:includes|has|indexOf)$/, ''));
}

/** Names of this file's constants, a class's too, that list models and nothing else: `FIXED = {"gpt-5-mini", "o3"}`. */
const listsOfModels = recent((facts: FileFacts): ReadonlySet<string> => {
  const said = [...facts.bindings, ...facts.classes.flatMap(({ attributes }) => attributes)];
  return new Set(
    said.flatMap(({ name, values }) =>
      CONSTANT.test(name) && values.length > 0 && values.every((value) => listsModels(facts, value))
        ? [name]
        : [],
    ),
  );
});

/** A list, or `new Set([…])` and `frozenset({…})` of one. */
function listsModels({ calls }: FileFacts, value: Value): boolean {
  const [given] = value.kind === 'result' ? (calls[value.call]?.positional ?? []) : [value];
  if (given?.kind !== 'list' || given.items.length === 0) return false;
  return given.items.every((item) => item.kind === 'text' && namesFamily(item.text));
}

function namesFamilyIn({ texts = [] }: HeaderWords): boolean {
  return texts.some(namesFamily);
}

/** `Models.CLAUDE_3_5_SONNET` and `Model.Gpt4` as a model is called: `claude-3-5-sonnet`, `gpt4`. */
function constantName(name: string): string {
  const last = lastPart(name);
  const isConstant = /^[A-Z]+_[A-Z\d_]+$/.test(last) || (last !== name && /^[A-Z][A-Za-z]*\d\w*$/.test(last));
  return isConstant ? last.replaceAll('_', '-').toLowerCase() : '';
}

/** A model or its family; each makes the prefilter look at the file. */
function namesFamily(text: string): boolean {
  return isVendorModel(text) || FAMILY.test(text);
}

const FAMILY = /^(?:(?:gpt|claude|gemini|llama)(?:[-\d.].*)?|(?:mistral|deepseek|qwen|grok)-.*)$/i;
