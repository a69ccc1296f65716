import type { NamedVendor } from '../../catalog/vendor-names.ts';
import { vendorInName, vendorOfKey, vendorOfMember } from '../../catalog/vendor-names.ts';
import type { BlockFact, CallFact, FileFacts, HeaderWords, Range, Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { assignedName, assignedSlot, givenValue } from '../code/kept-values.ts';
import { callBehind, isArm, nameAround, structureOf } from '../code/structure.ts';
import { CONSTANT, isAboutModels, isModelSlot } from '../services/model-names.ts';
import type { Choice } from './choice.ts';
import { isTried } from './choice.ts';
import { optionsWithin } from './given-options.ts';
import { saysOutcome } from './told-names.ts';
import { wishesForVendor } from './vendor-dispatch.ts';

/**
 * Vendors that branches pick by name, by the task or by whose key there is: `if task == "code": provider = "anthropic"`,
 * `if (process.env.OPENAI_API_KEY) return 'openai'`. Who finds out whose a model, an address or a provider's other name
 * is chooses none.
 */
export function pickedProviders({ facts }: LinkedFile): Choice[] {
  const { blocksAround } = structureOf(facts);
  const named = [...givenNames(facts), ...givenOrders(facts), ...assignedNames(facts), ...addedNames(facts)]
    .flatMap((one) => {
      const arm = armOf(blocksAround(one.range), one);
      return arm === null ? [] : [{ ...one, arm }];
    })
    // Of a branch, `quick_order` here and `careful_order` there are the same.
    .map((one) => (one.isOrder ? { ...one, slot: `picked order ${one.arm?.statement}` } : one));
  return [...Map.groupBy(named, ({ slot }) => slot).values()].flatMap((group) => {
    const around = group.flatMap(({ arm }) => arm ?? []);
    // `if provider == Provider.OPENAI: provider = Provider.CLAUDE` below what was picked for what is long.
    const arms = around.some(tellsOfLoad) ? around.filter((arm) => !findsOut(arm)) : around;
    const isByThere = arms.some(asksOfThose);
    // Whose keys there are is also what there is to choose from, if it is put into a list that is not gone through in its order.
    const isAdded = group.some((one) => one.isAdded && !isTried(one.name));
    const isByTask =
      arms.some(isAdded ? tellsOfTask : tellsOfTaskOrKey) ||
      arms.some(tellsOfLoad) ||
      (!isAdded && (isByThere || arms.some(wishesForVendor)));
    const isPicked =
      arms.length > 0 &&
      group.every(({ name, range }) => PICKS.test(name) || PICKS.test(nameAround(facts, range)));
    const isMeant = (isByTask || isPicked) && !arms.some((arm) => findsOut(arm) && !asksOfThose(arm));
    if (!isMeant || !group.some(({ vendor }) => vendor.isTelling)) return [];
    return group.map(({ vendor: { name, isTelling }, slot, range }): Choice => {
      return { kind: 'service', name, isForeign: true, isTelling, slot, range };
    });
  });
}

/**
 * `if primary == "qwen": fallback = "deepseek" else: fallback = "qwen"`: of two vendors the other one, whatever it is kept
 * under. Each side asks for one and gives another, or is what is left.
 */
export function otherProviders({ facts }: LinkedFile): Choice[] {
  const { blocksAround } = structureOf(facts);
  const named = (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    const vendor = kept?.value.kind === 'text' ? vendorOfKey(kept.value.text) : null;
    const arm = kept && vendor ? blocksAround(kept.range).find(isArm) : undefined;
    return kept && vendor && arm ? [{ vendor, arm, name: kept.name, range: kept.range, giving }] : [];
  });
  const slots = Map.groupBy(
    named,
    ({ name, arm, giving }) => `other ${giving.to} ${giving.of} ${name} ${arm.statement}`,
  );
  return [...slots].flatMap(([slot, group]) => {
    const given = new Set(group.map(({ vendor }) => vendor.name));
    const isOther = group.every(({ vendor, arm: { texts = [] } }) =>
      texts.every((text) => {
        const asked = vendorOfKey(text)?.name;
        return asked !== undefined && asked !== vendor.name && given.has(asked);
      }),
    );
    const asks = group.some(({ arm }) => arm.texts);
    const isTelling = group.some(({ vendor }) => vendor.isTelling);
    if (given.size < 2 || !isOther || !asks || !isTelling || isAboutModels(group[0]?.name ?? '')) return [];
    return group.map(
      ({ vendor, range }): Choice => ({
        kind: 'service',
        name: vendor.name,
        isForeign: true,
        isTelling: vendor.isTelling,
        slot,
        range,
      }),
    );
  });
}

/** `if (provider === 'groq' && groqKey) return { provider: 'groq', … }`: whoever was asked for is taken. */
function asksForVendor(texts: readonly string[] = [], { name }: NamedVendor): boolean {
  return texts.some((text) => vendorOfKey(text)?.name === name);
}

/**
 * The branch that a vendor is picked in, if it is in one; `null` if that asks for the same vendor. Below one that is taken by
 * what is to be done, such a question is part of what that comes to: `if (isBulk(task)) { if (first === 'groq' && isUp())
 * return 'groq'; return 'openai' }`.
 */
function armOf(
  around: readonly BlockFact[],
  { vendor, isOfModel }: NamedProvider,
): BlockFact | undefined | null {
  const arms = around.filter(isArm);
  const [arm] = arms;
  if (arm && (asksOfThose(arm) || asksForKey(arm))) return arm;
  // `if intent == "design": return "gemini"` of a function that says which model to ask.
  if (isOfModel && arm && !tellsOfTask(arm)) return null;
  if (!asksForVendor(arm?.texts, vendor)) return arm;
  return arms.find((one) => tellsOfTask(one) && !asksForVendor(one.texts, vendor)) ?? null;
}

/** `if "groq" in self.providers: return "groq"`: whoever of those that there are is taken first. */
function asksOfThose({ names = [], texts = [] }: HeaderWords): boolean {
  return texts.some((text) => vendorOfKey(text) !== null) && names.some((name) => THOSE.test(name));
}

const THOSE =
  /(?:^|[._])(?:available|configured|enabled)$|(?:^|[._])_?is_?(?:[a-z]+_?)?(?:available|configured|enabled|ready)$|(?:^|[a-z_.])(?:providers|clients|backends|adapters|vendors|llms|models|(?:model|llm|provider|client)s?_pool)(?:\.(?:has|includes))?$/i;

/** A function that takes one of several, by whatever. */
const PICKS = /^_?(?:pick|select|choose|route)(?:_|[A-Z])/;

interface NamedProvider {
  vendor: NamedVendor;
  /** What it is given to. */
  name: string;
  slot: string;
  range: Range;
  isAdded?: true;
  /** True for one of several that are asked one after the other. */
  isOrder?: true;
  /** True for what is kept under a model's name: `selected_model = "qwen"`. */
  isOfModel?: true;
}

function givenNames(facts: FileFacts): NamedProvider[] {
  return (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    if (!kept) return [];
    const { name, range, value } = kept;
    const slot = `picked ${giving.to} ${giving.of} ${name}`;
    const vendor = providerNamed(facts, value, name) ?? providerSet(facts, value) ?? pickedByKey(facts, kept);
    return vendor ? [{ vendor, name, slot, range }] : standIns(kept, slot);
  });
}

/** `if (groqKey) mode = 'groq'`: whose key there is, is picked, whatever that is kept under. */
function pickedByKey(facts: FileFacts, { value, name, range }: KeptValue): NamedVendor | null {
  if (value.kind !== 'text' || vendorOfKey(value.text) === null || isAboutModels(name)) return null;
  const arm = structureOf(facts).blocksAround(range).find(isArm);
  const isPicked = arm && hasKeyOf(arm, value.text) && !TELLS_SETTINGS.test(nameAround(facts, range));
  return isPicked ? vendorOfKey(value.text) : null;
}

/** `get_llm_config()` of a page that says what is set. */
const TELLS_SETTINGS = /(?:config|settings?|status|health|info|diagnostics)$/i;

/** `selected_model = "qwen"`: a vendor's name under what holds a model's; at most one. */
function standIns({ value, name, range }: KeptValue, slot: string): NamedProvider[] {
  const vendor = value.kind === 'text' && isModelSlot(name) ? vendorOfKey(value.text) : null;
  return vendor ? [{ vendor, name, slot, range, isOfModel: true }] : [];
}

/** `order = ["groq", "openai"]`: whom to ask, one after the other. */
function givenOrders(facts: FileFacts): NamedProvider[] {
  return (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    if (kept?.value.kind !== 'list' || !isTried(kept.name)) return [];
    const { name, range } = kept;
    return vendorsInOrder(facts, kept.value).map((vendor) => ({
      vendor,
      name,
      slot: '',
      range,
      isOrder: true as const,
    }));
  });
}

/** The vendors of a list that holds nothing else; none if there are fewer than two. */
export function vendorsInOrder(facts: FileFacts, value: Value): NamedVendor[] {
  if (value.kind !== 'list' || value.items.length < 2 || value.items.length > MOST_IN_ORDER) return [];
  const vendors = value.items.flatMap((item) => providerNamed(facts, item, 'provider') ?? []);
  return vendors.length === value.items.length ? vendors : [];
}

/** Nobody asks more, one after the other. */
const MOST_IN_ORDER = 20;

/** `agent.provider = 'openai'`, `options["provider"] = "groq"` */
function assignedNames(facts: FileFacts): NamedProvider[] {
  return (facts.assignments ?? []).flatMap(({ target, value, range }) => {
    if (!SAYS_VENDOR.has(unlessSet(value).kind)) return [];
    const name = assignedName(target);
    const slot = `picked ${assignedSlot(facts, target)}`;
    const vendor = providerNamed(facts, value, name);
    return vendor ? [{ vendor, name, slot, range }] : standIns({ value, name, range }, slot);
  });
}

/**
 * `{ provider: 'groq', apiKey: groqKey }`, `Route(provider="groq", reason="cheap")`: whom what is set up there asks; an answer
 * tells who gave it.
 */
function providerSet(facts: FileFacts, value: Value): NamedVendor | null {
  const made = value.kind === 'result' ? callBehind(facts, value) : undefined;
  const fields = value.kind === 'object' ? optionsWithin(value) : isClass(made) ? made.named : [];
  if (fields.length === 0 || fields.some(({ name }) => saysOutcome(name))) return null;
  // `return cls(provider=Provider.GROQ)`: of what is made by that alone, nothing is told.
  const isAlone = made !== undefined && fields.length === 1 && made.positional.length === 0;
  if (!isAlone && !fields.some(({ name }) => SETS_UP.test(name))) return null;
  const provider = fields.find(({ name }) => /^(?:ai_?|llm_?)?provider$/i.test(name));
  return provider ? providerNamed(facts, provider.value, 'provider') : null;
}

const SETS_UP = /^(?:model(?:_?(?:id|name))?|api_?key|base_?url|api_?base|reason)$/i;

function isClass(call: CallFact | undefined): call is CallFact {
  return (
    call !== undefined &&
    (call.construct || call.callee.kind === 'class' || /^[A-Z]\w*[a-z]/.test(calledName(call.callee)))
  );
}

/** `candidates.append(Provider.GROQ)`, `providers.push('openai')` */
function addedNames(facts: FileFacts): NamedProvider[] {
  return facts.calls.flatMap(({ callee, positional, range }) => {
    if (callee.kind !== 'member' || !ADDS.test(callee.property) || callee.object.kind !== 'binding')
      return [];
    const of = callee.object.binding;
    const name = facts.bindings[of]?.name ?? '';
    // `preferred.push('groq', 'openai')`
    const kept = isTried(name) || /^preferred$/i.test(name) ? 'provider' : name;
    // `to_try.append(("groq", self._ask_groq))`
    const said = positional.flatMap((value) =>
      isTried(name) && value.kind === 'list' ? value.items.slice(0, 1) : value,
    );
    const vendors = said.flatMap(
      (value) => providerNamed(facts, value, kept) ?? (isTried(name) ? memberNamed(value) : null) ?? [],
    );
    return vendors.map((vendor) => ({
      vendor,
      name,
      slot: `picked into ${of}`,
      range,
      isAdded: true as const,
    }));
  });
}

/** `AIModel.GROQ`, of an enum that may have any name. */
function memberNamed(value: Value): NamedVendor | null {
  return value.kind === 'member' && CONSTANT.test(value.property) ? vendorOfMember(value.property) : null;
}

const ADDS = /^(?:append|push)$/;

/** What most values are not. */
const SAYS_VENDOR: ReadonlySet<Value['kind']> = new Set(['text', 'member', 'binding']);

/** The vendor that a name says under what says providers: `provider = "openai"`; a member of an enum says both. */
export function providerNamed(facts: FileFacts, said: Value, name: string): NamedVendor | null {
  const given = unlessSet(said);
  if (!SAYS_VENDOR.has(given.kind)) return null;
  const value = constantOf(facts, given) ?? given;
  if (value.kind === 'text') return PROVIDER.test(name) ? vendorOfKey(value.text) : null;
  if (value.kind !== 'member' || !/^[A-Z]/.test(value.property)) return null;
  return PROVIDER.test(enumName(facts, value.object)) ? vendorOfMember(value.property) : null;
}

/** `process.env.BULK_PROVIDER || 'groq'`, `os.getenv("BULK_PROVIDER", "groq")`: what is taken unless another one is set. */
function unlessSet(value: Value): Value {
  return value.kind === 'environment' && value.fallback ? value.fallback : value;
}

function enumName({ bindings, classes }: FileFacts, object: Value): string {
  switch (object.kind) {
    case 'import':
    case 'global':
      return object.name;
    case 'binding':
      return bindings[object.binding]?.name ?? '';
    case 'class':
      return classes[object.class]?.name ?? '';
    default:
      return '';
  }
}

/** `PROVIDER_GROQ = "groq"`: what stands for it where its name is given. */
function constantOf({ bindings }: FileFacts, value: Value): Value | null {
  const fact = value.kind === 'binding' ? bindings[value.binding] : undefined;
  const [text, ...others] = fact && CONSTANT.test(fact.name) ? fact.values : [];
  return text?.kind === 'text' && others.length === 0 ? text : null;
}

/** A vendor that nobody knows, of a branch that asks which provider is meant: `provider == "kilo"`. */
export function unknownVendor({ texts = [], names = [] }: HeaderWords): NamedVendor | null {
  const name = names.some(isOneProvider) ? texts.find(mayBeVendor) : undefined;
  return name === undefined ? null : { name, isTelling: false, isGateway: false };
}

/** Whether a text may be what a vendor is chosen by, as far as that can be told of one that nobody knows. */
export function mayBeVendor(text: string): boolean {
  return /^[a-z][\w-]{2,20}$/i.test(text) && !NO_VENDOR.test(text);
}

const NO_VENDOR =
  /^(?:none|null|auto|default|fallback|unknown|mock|fake|dummy|stub|test|demo|offline|disabled|template|static|rules?|custom)|gateway|proxy|litellm/i;

/** A variable or a function that says whom to ask. */
const PROVIDER =
  /provider|vendor|backend|(?:^|_)llm(?:$|_)|^(?:api|ai)_?(?:type|service|engine)$|(?:preferred|active|primary|current|selected|chosen|default|alternative)_?(?:(?:ai_?|llm_?)?service|api|ai)$/i;

export function tellsOfTaskOrKey(words: HeaderWords): boolean {
  return tellsOfTask(words) || tellsOfKey(words);
}

/** Whether a branch is taken by whose key there is. */
export function tellsOfKey({ names = [], texts = [] }: HeaderWords): boolean {
  return [...names, ...texts].some(isKeyOfVendor) || asksForKey({ names, texts });
}

/** Whether words ask for the key of the very vendor that a text names: `groqKey` of `"groq"`. */
export function hasKeyOf({ names = [], texts = [] }: HeaderWords, named: string): boolean {
  const vendor = vendorOfKey(named);
  if (vendor === null) return false;
  const said = asksForKey({ names, texts }) ? texts : [...names, ...texts].filter(isKeyOfVendor);
  return said.some((word) => vendorInName(word)?.name === vendor.name);
}

/** `if get_key("groq")`, `hasApiKey('openai')`: whose key there is, told by a function of one's own and by nothing else. */
function asksForKey({ names = [], texts = [] }: HeaderWords): boolean {
  return (
    names.length > 0 &&
    names.every((name) => ASKS_FOR_KEY.test(name)) &&
    texts.length > 0 &&
    texts.every((text) => vendorOfKey(text) !== null)
  );
}

const ASKS_FOR_KEY =
  /(?:^|[._])_?(?:get|has|have|find|load|read|resolve|lookup|is)_?(?:(?:api|llm|provider)_?)?keys?(?:_?(?:for|set))?$|(?:^|[._])(?:api_?)?keys\.(?:get|has)$/i;

/** Whether a branch is taken by what is to be done. */
export function tellsOfTask({ names = [] }: HeaderWords): boolean {
  return names.some((name) => TASK.test(name));
}

/** Whether a branch is taken by how much there is to read, or what it may cost. */
function tellsOfLoad({ names = [] }: HeaderWords): boolean {
  return names.some((name) => LOAD.test(name));
}

const LOAD =
  /(?:^|[._])(?:max_?)?(?:costs?|price)(?:_per_\w{1,20})?$|(?:context|prompt|input|text)_?(?:size|length|tokens)$|token_?(?:count|estimate)$/i;

const TASK =
  /task|tier|complex|intent|quality|priority|difficult|sensitiv|(?:^|[._])(?:(?:request|query|prompt|job|work)_?type|mode|budget|speed|stage|role|use_?case|category|domain|plan|lang(?:uage)?|score|(?:(?:is|use|prefer|needs?|want)_?)?(?:fast|cheap|premium|pro|local|offline|private|urgent|dev(?:elopment)?|prod(?:uction)?)|(?:node|app)_?env(?:ironment)?|environment)$/i;

function isKeyOfVendor(word: string): boolean {
  return KEY.test(word) && vendorInName(word) !== null;
}

/** `groqKey`, `GROQ_API_KEY`, `apiKeys.groq` */
const KEY = /(?:key|token)s?$|keys\.\w+$/i;

/** Whose a model or an address is, and what a provider is called otherwise. */
export function findsOut({ names = [], texts = [] }: HeaderWords): boolean {
  if (tellsOfKey({ names, texts }) || names.some((name) => ANY_KEY.test(name))) return false;
  return (
    names.some((name) => isModelSlot(name) || isOneProvider(name) || ADDRESS.test(name)) ||
    texts.some(isAddress)
  );
}

const ANY_KEY = /(?:api|access|secret)_?keys?$/i;

/** Which one is asked about; neither whether one is among all, nor which by its own name. */
export function isOneProvider(name: string): boolean {
  return PROVIDER.test(name) && !/s$|\.[A-Z][A-Z\d_]*$/.test(name);
}

const ADDRESS = /ur[il](?:$|\.)|host|endpoint/i;

function isAddress(text: string): boolean {
  return text.includes('.') || text.includes('://');
}
