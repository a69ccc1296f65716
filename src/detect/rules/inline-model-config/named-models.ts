import { isModelAlias, isVendorModel } from '../../catalog/model-names.ts';
import { vendorInName, vendorOfClass, vendorOfKey, vendorOfMember } from '../../catalog/vendor-names.ts';
import type { BlockFact, FileFacts, HeaderWords, ModelTestFact, Value } from '../../facts.ts';
import { tellsFamily } from '../../model-tests.ts';
import { lastPart } from '../calls/llm-calls.ts';
import { recent } from '../code/remembered.ts';
import { isArm, nameAround, structureOf } from '../code/structure.ts';
import { vendorOfFlag } from '../hardcoded-model-routing/vendor-dispatch.ts';

/** Whether a condition asks for some models and not others, by their names or families. */
export function isOfModel(facts: FileFacts, words: HeaderWords): boolean {
  const { names = [] } = words;
  if (namesFamilyIn(words) || names.some((name) => namesFamily(constantName(name)))) return true;
  return names.some((name) => listsOfModels(facts).has(lastName(name)) || isForModel(facts, name));
}

/** `SMALL_MODEL`, which the model that is asked is compared with; a heater's `TRV_MODEL = "SEA801"` is none. */
function isForModel(facts: FileFacts, name: string): boolean {
  return FOR_MODEL.test(name) && !othersModels(facts).has(name);
}

const FOR_MODEL = /^_?[A-Z][A-Z\d_]*_MODEL(?:_[A-Z\d]+)?$/;

/** The constants of a file that hold the models of something else. */
const othersModels = recent(({ bindings }: FileFacts): ReadonlySet<string> => {
  const isOther = (value: Value): boolean =>
    value.kind === 'text' && !isVendorModel(value.text) && !isModelAlias(value.text);
  return new Set(
    bindings.flatMap(({ name, values }) =>
      FOR_MODEL.test(name) && values.length > 0 && values.every(isOther) ? [name] : [],
    ),
  );
});

/** The same of what says so itself: a vendor may be called `gemini` too, and nobody else `gpt-5` or `model`. */
export function asksOfModel(facts: FileFacts, words: HeaderWords): boolean {
  const { names = [], texts = [] } = words;
  if (names.some((name) => modelTests(facts).has(lastPart(name)) || isImportedTest(facts, name))) return true;
  if (!isOfModel(facts, words)) return false;
  const isSaid = texts.flatMap(namesTold).some((one) => saysModel(one) || isVendorModel(one));
  const isAsked = names.some((name) => saysModel(name) || isLongerName(name) || SHORT.test(name));
  return isSaid || isAsked || listsVersions(facts, names);
}

/** `BIG_ONES.has(stripped(modelId))`: a list of this file that the prefilter knows by what is in it. */
export function asksOfList(facts: FileFacts, words: HeaderWords): boolean {
  const { names = [] } = words;
  const isListed = names.some((name) => listsOfModels(facts).has(lastName(name)));
  return isListed && (names.some(saysModel) || listsVersions(facts, names));
}

/**
 * `model.includes("2.0")`, `modelId == "kimi"`, `NO_TEMPERATURE.has(model)`, `isKimi`: some models and not others, by
 * whatever is in their names. Nothing in it need be known to the prefilter.
 */
export function comparesModel(facts: FileFacts, words: HeaderWords): boolean {
  const { names = [] } = words;
  return (
    comparesName(facts, words) ||
    names.some((name) => nameTests(facts).has(lastPart(name)) || NAMES_VERSION.test(name))
  );
}

/** `is_gpt5`, `this.isO1`: whatever says so; what `info.isGpt5` says was looked up, but not what `isReasoningModel` decides. */
const NAMES_VERSION =
  /^(?:(?:self|this)\.)?_?(?:is|uses?)_?(?:gpt_?\d|o[134](?![a-z])|o_?series)\w*$|(?:^|\.)_?is_?(?:reasoning|thinking)_?model$/i;

function comparesName(facts: FileFacts, { names = [], texts = [] }: HeaderWords): boolean {
  if (texts.some((text) => FAMILY_ALONE.test(text)) || names.some(asksEachOf)) return true;
  if (!names.some((name) => IS_MODEL.test(name))) return false;
  const isTold = (text: string) => !ANY_MODEL.test(text) && !EMBEDS.test(text);
  return texts.some(isTold) || names.some((name) => tellsApart(facts, name));
}

/** `REASONING_FAMILIES.some((family) => family.test(model))`, where the model is named inside of what is handed over. */
function asksEachOf(name: string): boolean {
  return ASKS_EACH.test(name) && OF_KINDS.test(name) && !EMBEDS.test(name);
}

const ASKS_EACH = /(?:^|\.)_?[A-Z][A-Z\d_]*[A-Z\d]\.(?:some|every)$/;

/** `"embedding" in model`: what is asked so answers nobody, and has no settings of what does. */
const EMBEDS = /embed/i;

function tellsApart(facts: FileFacts, name: string): boolean {
  if (EMBEDS.test(name) || othersModels(facts).has(name) || isOfLibrary(facts, name)) return false;
  const isOfKinds = () => OF_KINDS.test(name) || isFromModels(facts, name);
  return TELLS_APART.test(name) || (IS_SAID.test(name) && isOfKinds());
}

/** `from .models import THOUGHTFUL` */
function isFromModels({ imports }: FileFacts, name: string): boolean {
  return imports.some(({ local, module }) => local === name && /model/i.test(module));
}

/** Nothing else is called so. */
const FAMILY_ALONE = /^(?:kimi|glm|gemma|mixtral|codestral|hunyuan|doubao|qwq)(?:-.*)?$/i;

/** What tells models apart beside one: `NO_TEMPERATURE.has`, `REASONING.test`, `versionOf`, `supportsTools`. */
const TELLS_APART =
  /(?:^|\.)_?[A-Z][A-Z\d_]*[A-Z\d]\.[a-z]+$|^(?!.{0,40}(?:api|Api|API)).*[vV]ersion|famil|^_?(?:supports|takes|accepts)(?:_[a-z]|[A-Z])\w*$/;

/** What may be said of anything: `DEBUG`, `isRetry`. */
const IS_SAID = /(?:^|\.)_?[A-Z][A-Z\d_]*[A-Z\d]$|^_?(?:is|needs|uses)(?:_[a-z]|[A-Z])\w*$/;

/** A kind of models: `in NO_TEMPERATURE`, `isReasoning`, `is_thinking`. */
const OF_KINDS =
  /reason|think|gpt|claude|gemini|kimi|qwen|deepseek|famil|legacy|temperature|sampl|effort|models|^_?(?:no|without|only|fixed)_/i;

/** Names of what says whether a model is one of those whose names say something: `const isKimi = model.includes('kimi')`. */
const nameTests = recent((facts: FileFacts): ReadonlySet<string> => {
  if (facts.modelTests === undefined) return new Set();
  return testsOf(facts, [], (test) => !EMBEDS.test(test.name) && comparesName(facts, test));
});

/** What stands for any model or none. */
const ANY_MODEL = /^(?:(?:[\w-]+\/)?auto|automatic|default|custom|none|null|unknown|other|string|)$/i;

/** `provider == "openai"`, `Provider.OPENAI`, `is_ollama`, `isinstance(client, OllamaClient)`: some vendors and not others. */
export function asksOfVendor({ names = [], texts = [] }: HeaderWords): boolean {
  return (
    texts.some(isVendor) ||
    names.some((name) => ENUM_MEMBER.test(name) && vendorOfMember(lastPart(name)) !== null) ||
    vendorOfFlag({ names }) !== null ||
    (names.some((name) => ASKS_CLASS.test(name)) &&
      [...names, ...texts].some((name) => CLASS.test(name) && vendorOfClass(name) !== null))
  );
}

/** `isinstance(client, …)`, `type(client).__name__ == "…"` */
const ASKS_CLASS = /^(?:isinstance|type)$|(?:^|\.)__(?:name|class)__$/;
const CLASS = /^[A-Z]\w*[a-z]\w*$/;

const ENUM_MEMBER = /^[A-Z]\w*\.[A-Z]\w*$/;

/** `openai`, `anthropic`; each makes the prefilter look at the file, as `openai: 4096` too. */
export function isVendor(text: string): boolean {
  return vendorOfKey(text) !== null && vendorInName(text)?.isTelling === true;
}

/** `name.startswith("qwen")`: what only begins like a family is a model's name; a provider's begins like another's too. */
function isLongerName(name: string): boolean {
  return BEGINS.test(name) && !/provider|vendor|platform|service/i.test(name);
}

const BEGINS = /(?:name|id|identity|engine|deployment)\.starts[wW]ith$/i;

/** `model`, `self.model_name`, `config.modelId.startsWith`, `family`, and what has a version: `gpt-5`, `o1-`. */
const IS_MODEL =
  /(?:^|[._])(?:model_?)?family$|(?:^|[._])model(?:_?(?:name|id|key|str|string|lower|lc))?(?:\.(?:(?:starts|ends)[wW]ith|includes|match|lower|toLowerCase))?$|[a-z]Model(?:Name|Id|Key)?(?:\.(?:(?:starts|ends)With|includes|match|toLowerCase))?$/i;
const VERSIONED = /^(?:gpt|claude|gemini|llama|qwen|grok)-?\d|^o[134](?:-|$)/i;

function saysModel(text: string): boolean {
  return IS_MODEL.test(text) || VERSIONED.test(text);
}

/** `m.startsWith`, where families are told apart: what `model.toLowerCase()` is kept under. */
const SHORT = /^m(?:\.(?:startsWith|startswith|includes|lower|toLowerCase))?$/;

function listsVersions(facts: FileFacts, names: readonly string[]): boolean {
  return names.some((name) => listsOfModels(facts).get(lastName(name)) === true);
}

/** `is_reasoning_model`, `isGpt5Model`, `acceptsTemperature` of another module of one's own. */
function isImportedTest({ imports }: FileFacts, name: string): boolean {
  if (!tellsFamily(name) && !TAKES_SETTING.test(name)) return false;
  return imports.some(({ local, module }) => local === name && !LIBRARY.test(module));
}

function isOfLibrary(facts: FileFacts, name: string): boolean {
  return libraryNames(facts).has(name.split('.', 1)[0] ?? '');
}

const libraryNames = recent(
  ({ imports }: FileFacts): ReadonlySet<string> =>
    new Set(imports.flatMap(({ local, module }) => (local !== null && LIBRARY.test(module) ? [local] : []))),
);

/** `modelAcceptsTemperature`, `desksLockTemperature`; the setting's name makes the prefilter look at the file. */
const TAKES_SETTING = /(?:supports?|accepts?|allows?|takes|locks?|rejects?)_?(?:custom_?)?temperature/i;

/** What these know of models, nobody has written into this code. */
const LIBRARY = /^(?:litellm|langchain\w*|openai|ai|@ai-sdk|@langchain)(?:[./]|$)/;

/**
 * Names of what says whether a model is one of some family: `const isNew = model.startsWith('gpt-5')`, and functions
 * that give back no more than that.
 */
const modelTests = recent(
  (facts: FileFacts): ReadonlySet<string> =>
    testsOf(facts, testingFunctions(facts), (test) => isOfModel(facts, test)),
);

/** Of what a file tells models by, what is meant, what asks that and what asks it again; deeper nobody goes. */
function testsOf(
  facts: FileFacts,
  functions: readonly string[],
  isMeant: (test: ModelTestFact) => boolean,
): ReadonlySet<string> {
  const others = givenOtherwise(facts);
  const found = new Set(functions.filter((name) => !others.has(name)));
  const asksThose = ({ names = [] }: ModelTestFact): boolean => names.some((one) => found.has(lastPart(one)));
  for (let round = 0; round < 3; round++)
    for (const test of facts.modelTests ?? [])
      if (!others.has(test.name) && (isMeant(test) || asksThose(test))) found.add(test.name);
  return found;
}

/** Names that are given something else than yes or no somewhere in the file. */
function givenOtherwise({ bindings, functions }: FileFacts): ReadonlySet<string> {
  const said = [...bindings, ...functions.map(({ name, returns }) => ({ name, values: returns }))];
  return new Set(said.flatMap(({ name, values }) => (values.every(maySayYes) ? [] : [name])));
}

function maySayYes({ kind }: Value): boolean {
  return MAY_SAY_YES.has(kind);
}

const MAY_SAY_YES: ReadonlySet<Value['kind']> = new Set([
  'boolean',
  'result',
  'unknown',
  'choice',
  'binding',
]);

/** `def takes_temperature(model): if model.startswith("o1"): return False …` */
function testingFunctions(facts: FileFacts): string[] {
  const arms = (facts.blocks ?? []).filter((block) => isArm(block) && block.exit === 'return');
  // `is_reasoning_model`, which looks for `"reason"`, needs no family.
  const isOfFamilies = ({ range, texts = [] }: BlockFact): boolean =>
    texts.length > 0 && tellsFamily(nameAround(facts, range));
  const asking = arms.filter((block) => isOfModel(facts, block) || isOfFamilies(block));
  const functions = new Set(asking.map(({ range }) => structureOf(facts).functionAt(range)));
  return [...functions].flatMap((index) => {
    const asked = index === null ? undefined : facts.functions[index];
    const isTest = asked?.returns.every(maySayYes);
    return asked && isTest && asked.returns.some(({ kind }) => kind === 'boolean') ? [asked.name] : [];
  });
}

/** `FIXED` of `self.FIXED` and of `FIXED.includes`. */
function lastName(name: string): string {
  return lastPart(name.replace(/\.(?:includes|has|indexOf|some|find)$/, ''));
}

/**
 * Names of this file's constants, a class's too, that list models: `FIXED = {"gpt-5-mini", "o3"}`; with it, whether one
 * has a version.
 */
const listsOfModels = recent((facts: FileFacts): ReadonlyMap<string, boolean> => {
  const said = [...facts.bindings, ...facts.classes.flatMap(({ attributes }) => attributes)];
  const lists = said.flatMap(({ name, values }) => {
    if (!LIST.test(name) || values.length === 0) return [];
    const listed = values.map((value) => modelsListed(facts, value));
    return listed.every((one) => one.length > 0) ? [{ name, models: listed.flat() }] : [];
  });
  return new Map(lists.map(({ name, models }) => [name, models.some(saysModel)]));
});

const LIST = /^_?[A-Z][A-Z\d_]*$|(?:^|_)models$|[a-z]Models$/;

/** Of a list, and of `new Set([…])` and `frozenset({…})`, what is in it, if most are models and the others texts too. */
function modelsListed({ calls }: FileFacts, value: Value): string[] {
  const [given] = value.kind === 'result' ? (calls[value.call]?.positional ?? []) : [value];
  if (given?.kind !== 'list' || !given.items.every(({ kind }) => kind === 'text')) return [];
  const models = given.items.flatMap((item) =>
    item.kind === 'text' && namesFamily(item.text) ? [item.text] : [],
  );
  return models.length * 2 > given.items.length ? models : [];
}

export function namesFamilyIn({ texts = [] }: HeaderWords): boolean {
  return texts.flatMap(namesTold).some(namesFamily);
}

/** A text, and of `^(o1|o3|gpt-5)` what a regular expression tells apart. */
function namesTold(text: string): string[] {
  return PATTERN.test(text) ? [text, ...text.split(/[^\w.-]+/)] : [text];
}

const PATTERN = /[\^|(]/;

/** `Models.CLAUDE_3_5_SONNET` and `Model.Gpt4` as a model is called: `claude-3-5-sonnet`, `gpt4`. */
export function constantName(name: string): string {
  const last = lastPart(name);
  // `DEEPSEEK_API_KEY` is no model.
  if (OF_VENDOR.test(last)) return '';
  const isConstant = /^[A-Z]+_[A-Z\d_]+$/.test(last) || (last !== name && /^[A-Z][A-Za-z]*\d\w*$/.test(last));
  return isConstant ? last.replaceAll('_', '-').toLowerCase() : '';
}

const OF_VENDOR = /(?:KEYS?|TOKENS?|URL|HOST|SECRET|BASE|ENDPOINT)$/;

/** A model or its family; each makes the prefilter look at the file. */
export function namesFamily(text: string): boolean {
  return isVendorModel(text) || FAMILY.test(text);
}

const FAMILY =
  /^(?:(?:gpt|claude|gemini|llama|qwen|mistral)(?:[-\d.].*)?|(?:opus|sonnet|haiku)(?:-.*)?|(?:deepseek|grok)-.*|o[134]-)$/i;
