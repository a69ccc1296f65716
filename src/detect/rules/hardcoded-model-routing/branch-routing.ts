import { isRouted, isVendorModel } from '../../catalog/model-names.ts';
import { vendorOfKey } from '../../catalog/vendor-names.ts';
import type { BlockFact, CallFact, FileFacts, HeaderWords, Range } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { filledName } from '../code/kept-values.ts';
import { recent } from '../code/remembered.ts';
import {
  blocksIn,
  compareStarts,
  isArm,
  isWithin,
  itemsWithin,
  nameAround,
  outermostBy,
  structureOf,
} from '../code/structure.ts';
import { distinct, isModelSlot } from '../services/model-names.ts';
import { askedInside } from './asked-inside.ts';
import type { Choice } from './choice.ts';
import { purposeOf } from './choice.ts';
import { choicesOf, hasForeignChoices } from './choices.ts';
import { listedModels } from './listed-models.ts';
import {
  addressedAlone,
  askedAlone,
  askedBeside,
  modelAlone,
  tellsOfSize,
  tellsOfWeak,
} from './lone-vendors.ts';
import { madeByKey } from './made-by-key.ts';
import { answersRequests, choosesNone, giveVerdicts, normalizesNames } from './menus.ts';
import { isOneProvider, otherProviders, pickedProviders, tellsOfKey } from './picked-providers.ts';
import type { PlacedChoices } from './placed-choices.ts';
import { placedChoices } from './placed-choices.ts';
import { armsSet, setByVendor } from './set-alone.ts';
import { saysModel } from './tables-by-model.ts';
import { dispatchedIn, isInList } from './vendor-branches.ts';
import { vendorOfArm } from './vendor-dispatch.ts';
import { asksWhetherThere } from './vendor-loops.ts';

/** An `if … else`, `switch` or `match` that settles on models or endpoints. */
export interface RoutingBranches {
  /** Index of the statement. */
  statement: number;
  /** What it chooses between, sorted. */
  names: string[];
}

interface Found extends Chosen {
  /** Index of the statement. */
  statement: number;
  range: Range;
}

interface Chosen {
  /** What is chosen between, sorted. */
  names: string[];
  /** Whom to ask, of those; the others are models. */
  asked: string[];
}

const NOTHING: Chosen = { names: [], asked: [] };

/** The statements of a file whose branches choose between models or endpoints, the outermost of each nest. */
export function routingBranches(resolver: Resolver, file: LinkedFile): RoutingBranches[] {
  const blocks = (file.facts.blocks ?? []).filter(isArm);
  if (blocks.length === 0) return [];
  const choices = choicesBeside(resolver, file, blocks);
  const found = [...inTurn(file.facts, blocks)].flatMap(([statement, arms]) => {
    const range = file.facts.statements[statement]?.range;
    if (!range) return [];
    const chosen = choices ? chosenBy(resolver, file, range, arms, choices) : NOTHING;
    const { names, asked } = chosen.names.length > 0 ? chosen : chosenInside(resolver, file, range, arms);
    if (names.length === 0) return [];
    const place = arms[0]?.range;
    const around = place ? nameAround(file.facts, place) : '';
    const isSpelling = normalizesNames(around) && arms.every((arm) => vendorOfArm(arm) === null);
    if (choosesNone(around) || isSpelling || answersRequests(arms)) return [];
    return giveVerdicts(resolver, file, arms) ? [] : [{ statement, range, names, asked }];
  });
  return firstOfChains(
    file,
    blocks,
    outermostBy(found, ({ range }) => range),
  );
}

/** Whom the tree's own functions ask inside that arms call, where nothing else of these tells. */
function chosenInside(
  resolver: Resolver,
  file: LinkedFile,
  range: Range,
  arms: readonly BlockFact[],
): Chosen {
  const asked = askedInside(resolver, file, range, arms);
  return { names: asked, asked };
}

/** What may be chosen in a file that has branches; `null` if there is nothing foreign among it. */
function choicesBeside(
  resolver: Resolver,
  file: LinkedFile,
  blocks: readonly BlockFact[],
): PlacedChoices | null {
  const dispatched = dispatchedIn(resolver, file, blocks);
  const picked = [
    ...pickedProviders(file),
    ...otherProviders(file),
    ...madeByKey(file),
    ...listedModels(resolver, file, blocks),
  ];
  const isInArm = (range: Range) => isBelowArm(file.facts, range);
  const isNamed = dispatched.length + picked.length > 0;
  if (!isNamed && !hasForeignChoices(resolver, file, isInArm)) return null;
  const { functionAt } = structureOf(file.facts);
  const choosing = new Set(blocks.map(({ range }) => functionAt(range)));
  const isNear = (range: Range) => choosing.has(functionAt(range)) || isInArm(range);
  const choices = placedChoices(file, [...choicesOf(resolver, file, isNear), ...dispatched, ...picked]);
  return choices.all.some(({ isForeign }) => isForeign) ? choices : null;
}

/**
 * The arms of each statement, and of several in turn that ask the same about a vendor, of the first: `if (type ===
 * 'claude') await askClaude(); if (type === 'google') await askGoogle();`
 */
function inTurn(facts: FileFacts, blocks: readonly BlockFact[]): ReadonlyMap<number, BlockFact[]> {
  const { functionAt } = structureOf(facts);
  const statements = Map.groupBy(blocks, ({ statement }) => statement);
  const first = new Map<string, number>();
  const all = new Map<number, BlockFact[]>();
  for (const [statement, arms] of statements) {
    const [arm, ...others] = arms;
    const { names = [] } = arm ?? {};
    // `if (model === 'gpt4') model = …` spells out a name.
    const isAlone =
      others.length === 0 && arm?.exit === undefined && !names.some(isModelSlot) && !leavesSomeOut(arm);
    const asked =
      arm && isAlone && vendorOfArm(arm)?.isTelling ? `${functionAt(arm.range)} ${names.join(' ')}` : null;
    const before = asked === null ? undefined : all.get(first.get(asked) ?? -1);
    if (asked !== null && !before) first.set(asked, statement);
    if (before && before.length < MOST_CHAINS) before.push(...arms);
    else all.set(statement, [...arms]);
  }
  return all;
}

/** `if (!only || only === 'openai')`, `if target in ("all", "openai")`: all is done unless one is wanted. */
function leavesSomeOut({ names = [], texts = [] }: HeaderWords = {}): boolean {
  return (
    new Set(names).size < names.length ||
    names.some((name) => /filter|only$/i.test(name)) ||
    texts.some((text) => /^(?:all|both|any|\*)$/i.test(text))
  );
}

/**
 * `if a: return X` and `if b: return Y` below it are one choice, and reported where it begins; if one with all its sides
 * chooses between the same in that function, there.
 */
function firstOfChains(
  { facts }: LinkedFile,
  blocks: readonly BlockFact[],
  found: Found[],
): RoutingBranches[] {
  const { functionAt } = structureOf(facts);
  const arms = Map.groupBy(blocks, ({ statement }) => statement);
  const isLone = ({ statement }: Found) => arms.get(statement)?.length === 1;
  const groups = Map.groupBy(found, ({ range }) => functionAt(range));
  return [...groups.values()].flatMap((group) => {
    const whole = group.filter((one) => !isLone(one));
    const begun: Found[] = [];
    const seen = whole.slice(0, MOST_CHAINS).map(({ names }) => new Set(names.map(bareName)));
    for (const one of group.filter(isLone)) {
      // Who is asked tells a chain; for which model besides, may begin in its middle.
      const own = (one.asked.length > 1 ? one.asked : one.names).map(bareName);
      const vendors = own.flatMap((name) => vendorOfKey(name)?.name ?? []).map(bareName);
      const isOfChain = seen.some(
        (names) =>
          own.filter((name) => names.has(name)).length > own.length / 2 ||
          // `gemini` and `sonnet` are names of models below what was told of Google Gemini.
          (vendors.length > 1 && vendors.every((name) => names.has(name))),
      );
      if (isOfChain || begun.length === MOST_CHAINS) continue;
      begun.push(one);
      seen.push(new Set(own));
    }
    return [...whole, ...begun];
  });
}

/** `Google` is who asks, and `Google Gemini` whose address that is. */
function bareName(name: string): string {
  return name.replace(/^(Google|Azure|Together|Alibaba) .+$/, '$1');
}

/** More that begin in one function are one chain, whose every part adds to what it chooses between. */
const MOST_CHAINS = 20;

/** What the arms of one statement choose between; nothing if they all settle on the same. */
function chosenBy(
  resolver: Resolver,
  file: LinkedFile,
  range: Range,
  arms: BlockFact[],
  choices: PlacedChoices,
): Chosen {
  const isByVendor = arms.some(({ texts = [] }) => texts.some(isVendorAlone));
  const chosen = arms.map((arm) => chosenInArm(file, arm, isByVendor, choices));
  if (arms.length === 1 && replacesItself(arms, chosen)) return NOTHING;
  const slots = new Set(chosen.flat().map(({ slot }) => slot));
  // What a branch that settles on nothing leaves behind, `else { return noKey(); }`, the others go on to.
  const leaves = arms.some(
    (arm, index) => chosen[index]?.length && (arm.exit === 'return' || returnsIfThere(file, arm)),
  );
  const otherwise = [...slots].flatMap((slot) => {
    // `const model = 'gpt-4o'` in a branch that returns, and another `const model` behind it.
    const behind = leaves ? choices.givenBehind(slot, range) : [];
    if (slot !== 'call')
      return [...choices.givenOutside(slot, range), ...behind].filter(
        (choice) => !hasFailed(file, range, choice),
      );
    // What stands behind a branch that returns is done instead of it.
    return leaves ? choices.calledBehind(range) : [];
  });
  const found = [...new Set([...chosen, otherwise].flat().map(comparedAs))].map((compared) => {
    const groups = [...chosen, otherwise].map((group) =>
      group.filter((choice) => comparedAs(choice) === compared),
    );
    return { compared, names: alternatives(groups, arms.length) };
  });
  const names = new Set(found.flatMap((one) => one.names));
  const asked = found.find(({ compared }) => compared === SERVICE)?.names ?? [];
  if (asked.length === names.size && asksHowToAnswer(arms)) return NOTHING;
  if (names.size > 0) return { names: [...names], asked };
  const beside = setBeside([...chosen, otherwise], arms.length);
  if (beside.length > 0) return { names: beside, asked: [] };
  const instead = modelAlone(file, arms, chosen);
  if (instead.length > 0) return { names: instead, asked: [] };
  if (isInList(file, range)) return NOTHING;
  const alone = [
    () => addressedAlone(file, arms, chosen),
    () => askedAlone(resolver, file, range, arms, chosen),
    () => askedBeside(resolver, file, range, arms, chosen),
    () => firstSet(file, arms),
  ];
  const first = alone.map((find) => find()).find((one) => one.length > 0) ?? [];
  return { names: first, asked: first };
}

function firstSet(file: LinkedFile, arms: readonly BlockFact[]): string[] {
  const isTold = arms.some((arm) => vendorOfArm(arm)?.isTelling);
  const found = isTold ? armsSet(file, arms).map((some) => setByVendor(file, some)) : [];
  return found.find((names) => names.length > 1) ?? [];
}

/**
 * `if provider == "openai": return settings.openai_model`, and else `return f"ollama/{name}"`: of one slot a model either
 * way, which is set for whom the branch says.
 */
function setBeside(groups: Choice[][], arms: number): string[] {
  const isSet = ({ isSetting, isTelling }: Choice) => isSetting === true && isTelling !== false;
  const slot = groups.flat().find(isSet)?.slot;
  const models = groups.map((group) =>
    group.filter((one) => one.slot === slot && (isSet(one) || comparedAs(one) === 'text')),
  );
  return models.flat().every(isSet) ? [] : alternatives(models, arms);
}

/** `if (body.stream) return streamOpenAI(await client.create(body))`: one client is asked, and its answer handed on in two ways. */
function asksHowToAnswer(arms: readonly BlockFact[]): boolean {
  const names = arms.flatMap((arm) => arm.names ?? []);
  return names.length > 0 && names.every((name) => /(?:^|[._])(?:is_?)?stream(?:ing|ed)?$/i.test(name));
}

/** What an arm settles on, where its vendor alone may say that. */
function chosenInArm(
  file: LinkedFile,
  arm: BlockFact,
  isByVendor: boolean,
  choices: PlacedChoices,
): (Choice & { isTelling: boolean })[] {
  const vendor = vendorOfArm(arm);
  return itemsWithin(choices.all, arm.range).flatMap((choice) => {
    const isMeant =
      isChosenIn(file, arm, choice) &&
      (isByVendor || !isSpeltOut(arm, choice)) &&
      !isSaidWhole(file, arm, choice) &&
      !isSpeltInside(file, choice) &&
      !isPrefixOnly(file, choice) &&
      !isBesides(arm, choice, choices);
    // `if provider == "groq": url = settings.GROQ_BASE_URL`: the branch says what the name alone does not.
    const isTelling = choice.isTelling !== false || (vendor?.isTelling && vendor.name === choice.name);
    return isMeant ? [{ ...choice, isTelling: isTelling === true }] : [];
  });
}

/**
 * `if provider == "groq": if self.groq_key: return await self._ask_groq(prompt)`, and where it is taken by whose key there
 * is, `if groq_key: try: return make_groq()`: what is given back if an answer is good is the first of several tries.
 */
function returnsIfThere({ facts }: LinkedFile, arm: BlockFact): boolean {
  const inside = vendorOfArm(arm) !== null || tellsOfKey(arm) ? blocksIn(facts, arm.range) : [];
  return inside.some(({ kind, exit }) => exit === 'return' && (kind === 'try' || vendorOfArm(arm) !== null));
}

/** Whether a statement stands in what catches the faults of where something was settled: a fallback, and no choice. */
function hasFailed({ facts }: LinkedFile, statement: Range, { range }: Choice): boolean {
  return structureOf(facts)
    .blocksAround(statement)
    .some((block) => {
      const whole = block.kind === 'handler' ? facts.statements[block.statement]?.range : undefined;
      return whole !== undefined && isWithin(range, whole) && !isWithin(range, block.range);
    });
}

/** What is no alternative to each other: whom to ask and for which model, and models that do different things. */
function comparedAs({ kind, name }: Choice): string {
  return kind === 'model' ? purposeOf(name) : SERVICE;
}

const SERVICE = 'service';

/** What a branch makes besides is no alternative to anything: nothing else is given to the same. */
function isBesides({ range }: BlockFact, { isInside, slot }: Choice, choices: PlacedChoices): boolean {
  return isInside === true && choices.givenOutside(slot, range).length === 0;
}

/**
 * A function that is declared in a branch chooses when it is called; what is handed to a call there is called by that:
 * `limiter.schedule(() => groq.chat.completions.create(…))`.
 */
function isChosenIn({ facts }: LinkedFile, arm: BlockFact, { range }: Choice): boolean {
  const { functionAt } = structureOf(facts);
  const place = functionAt(arm.range);
  let around = functionAt(range);
  for (let depth = 0; around !== place && depth < MOST_HANDED; depth++) {
    const call = around === null ? undefined : handedTo(facts).get(around);
    if (!call) return false;
    around = functionAt(call.range);
  }
  return around === place;
}

/** Whether a place is in some branch, of its own function or of that which hands it on. */
function isBelowArm(facts: FileFacts, range: Range): boolean {
  const { blocksAround, functionAt } = structureOf(facts);
  let place: Range | undefined = range;
  for (let depth = 0; place && depth <= MOST_HANDED; depth++) {
    if (blocksAround(place).some(isArm)) return true;
    const around = functionAt(place);
    place = around === null ? undefined : handedTo(facts).get(around)?.range;
  }
  return false;
}

const MOST_HANDED = 3;

/** The calls that functions are handed to where they are written, by the function's index. */
const handedTo = recent(
  ({ calls }: FileFacts): ReadonlyMap<number, CallFact> =>
    new Map(
      calls.flatMap((call) =>
        call.positional.flatMap((value) =>
          value.kind === 'function' ? [[value.function, call] as const] : [],
        ),
      ),
    ),
);

/** The names of two or more groups that differ, something foreign among those of the arms. */
function alternatives(groups: Choice[][], arms: number): string[] {
  // In source order: the same two, each first once, are who falls back on whom.
  const sets = groups.map((group) => inOrder(group).join('\n'));
  const different = new Set(sets.filter((names) => names !== ''));
  const isForeign = groups.slice(0, arms).some((group) => group.some((choice) => choice.isForeign));
  const isTelling =
    groups.flat().some((choice) => choice.isForeign && choice.isTelling !== false) || areSet(groups.flat());
  const names = distinct(groups.flat().map(({ name }) => name));
  return isForeign && isTelling && different.size > 1 && names.length > 1 ? names : [];
}

/** `settings.openai_model` and `settings.anthropic_model`: one of them tells nothing. */
function areSet(choices: readonly Choice[]): boolean {
  return distinct(choices.flatMap(({ isSetting, name }) => (isSetting ? [name] : []))).length > 1;
}

function inOrder(group: Choice[]): string[] {
  return [...new Set(group.toSorted((a, b) => compareStarts(a.range, b.range)).map(({ name }) => name))];
}

/** `if not model: model = …`, `if model == "gpt4": model = "gpt-4"`: one model's other name, or a default. */
function replacesItself([arm]: BlockFact[], [chosen]: Choice[][]): boolean {
  const names = arm?.names ?? [];
  // `if tokens > LIMIT and "70b" in model: model = "llama-3.1-8b-instant"` is by what is asked.
  if (arm?.texts && tellsOfSize(arm)) return false;
  // `if (WEAK_MODELS.includes(model)) model = 'gpt-5'` is by what the model is able to do.
  if (arm && tellsOfWeak(arm)) return false;
  // `if (vendor === 'mistral' && !model) model = …` is by the vendor.
  if (names.some(isOneProvider) && arm && vendorOfArm(arm)?.isTelling) return false;
  return (chosen ?? []).every(({ slot }) => names.some((name) => name.split('.').includes(filledName(slot))));
}

const FAMILY = /^(?:gpt|claude|gemini|llama|opus|sonnet|haiku)\b/;

/** `openai`, beside which `claude` is a vendor too, whatever is asked: `switch (model) { case 'openai': … case 'claude': … }`. */
function isVendorAlone(text: string): boolean {
  return !FAMILY.test(text) && vendorOfKey(text) !== null;
}

/**
 * `if "gpt-4" in model: return "gpt-4"`, `if model == Models.GPT_4O: …`: it asks which model was chosen, and spells it
 * out. Where another one is taken, it goes on to that: `if failed == "gpt-4o": return "claude-sonnet-4"`.
 */
function isSpeltOut({ names = [], texts = [] }: BlockFact, { kind, name }: Choice): boolean {
  if (kind !== 'model' || isRouted(name) || !names.some(isModelSlot) || asksWhetherThere(names)) return false;
  if (asksForNumber(names, texts)) return true;
  const asked = [
    ...texts.filter((text) => isVendorModel(text) || FAMILY.test(text)),
    ...names.flatMap((one) => FAMILY_MEMBER.exec(one)?.[1] ?? []),
  ];
  return asked.some((model) => saysModel(model, name));
}

/** `if (model === 'qwen' || model === 'qwen/qwen3-32b') return 'Qwen/Qwen3-32B'`, whatever stands around it. */
function isSaidWhole({ facts }: LinkedFile, arm: BlockFact, { kind, name, range }: Choice): boolean {
  if (kind !== 'model') return false;
  const inner = structureOf(facts).blocksAround(range).find(isArm);
  const asked = [...textsAsked(arm), ...textsAsked(inner)];
  return asked.some((text) => text.trim().toLowerCase() === name.toLowerCase());
}

/** The texts by which an arm asks which model is meant, and not whether it is there. */
function textsAsked({ names = [], texts = [] }: HeaderWords = {}): readonly string[] {
  return asksWhetherThere(names) ? [] : texts;
}

/** `if (modelId === 1)`, `if model == "2"`: what a number stands for that was stored. */
function asksForNumber(names: readonly string[], texts: readonly string[]): boolean {
  return texts.length > 0
    ? texts.every((text) => /^\d+$/.test(text))
    : names.every((name) => MODEL_ID.test(name));
}

const MODEL_ID = /model_?id$/i;

/** `if "llama-3.3-70b" in name: return "llama-3.3-70b-versatile"`, whatever stands around it. */
function isSpeltInside({ facts }: LinkedFile, { kind, name, range }: Choice): boolean {
  const isName = kind === 'model' && !isRouted(name);
  const arm = isName ? structureOf(facts).blocksAround(range).find(isArm) : undefined;
  return textsAsked(arm).some((text) => /[a-z].*\d/i.test(text) && name.includes(text));
}

/** `if not model.startswith("openai/"): model = "openai/" + model`: what the same model is called otherwise. */
function isPrefixOnly({ facts }: LinkedFile, { kind, name, slot, range }: Choice): boolean {
  if (kind !== 'model' || !ONLY_PREFIX.test(name)) return false;
  const own = filledName(slot);
  const arm = structureOf(facts).blocksAround(range).find(isArm);
  return (arm?.names ?? []).some((one) => one.split('.').includes(own));
}

const ONLY_PREFIX = /^[\w.-]+\/…$/;

/** `model == Models.GPT_4O`: a model that an enum has a name for. */
const FAMILY_MEMBER = /\.((?:GPT|O[134]|CLAUDE|GEMINI|LLAMA|MISTRAL|DEEPSEEK|QWEN)\w*)/i;
