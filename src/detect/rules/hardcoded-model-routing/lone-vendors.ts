import { LOCAL_SERVER, vendorOfKey } from '../../catalog/vendor-names.ts';
import type { BlockFact, CallFact, FileFacts, HeaderWords, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName } from '../calls/llm-calls.ts';
import { recent, remembered } from '../code/remembered.ts';
import {
  blocksIn,
  callBehind,
  compareStarts,
  isWithin,
  itemsWithin,
  startsAfter,
  structureOf,
} from '../code/structure.ts';
import { isModelSlot } from '../services/model-names.ts';
import { asksByModelName, makesAnybody, vendorsInside } from './asked-vendors.ts';
import type { Choice } from './choice.ts';
import { asksAnybody, lastName } from './chosen-service.ts';
import { makesOneOfSeveral } from './made-vendors.ts';
import { tellsOfTask } from './picked-providers.ts';
import { lastSettled, settledIn } from './vendor-branches.ts';
import { asksUnknown, vendorOfArm } from './vendor-dispatch.ts';

/**
 * What is given to a name, or back as a request, and not to an entry of what is set up there:
 * `settings.openai = {"base_url": "https://…"}`.
 */
const ALONE = /^(?:(?:name|attribute|return) \d+|assigned) \S*$|^return \d+ \S* (?:url|endpoint)$/;

/** `if provider == "gemini": url = "https://generativelanguage…"`: one vendor's address, and for the others what is set. */
export function addressedAlone(
  file: LinkedFile,
  arms: readonly BlockFact[],
  chosen: readonly Choice[][],
): string[] {
  if (failsOtherwise(arms)) return [];
  const ofOne = arms.map((arm, index) => (isOfOne(arm) ? (chosen[index] ?? []) : []));
  const isAddress = ({ kind, isForeign, isTelling, slot }: Choice) =>
    kind === 'endpoint' &&
    isForeign &&
    isTelling !== false &&
    ALONE.test(slot) &&
    !isAllThereIs(file.facts, slot);
  const address =
    toldByArms(arms, ofOne).find(isAddress) ??
    addressedOtherwise(file, arms, chosen.at(-1)?.filter(isAddress));
  return address ? [address.name, 'what is set otherwise'] : [];
}

/** `if provider == "ollama": url = settings.url`, `else: url = settings.url or "https://openrouter…"` */
function addressedOtherwise(
  file: LinkedFile,
  [arm, otherwise, ...more]: readonly BlockFact[],
  addresses: readonly Choice[] = [],
): Choice | undefined {
  if (!arm || !otherwise || more.length > 0 || otherwise.names || otherwise.texts) return undefined;
  const vendor = isOfOne(arm) && addresses.length > 0 ? vendorOfArm(arm) : null;
  if (!vendor?.isTelling) return undefined;
  const set = settledIn(file, arm.range).filter(({ value }) => SET.has(value.kind));
  return addresses.find(({ name, slot }) => name !== vendor.name && set.some((one) => one.slot === slot));
}

/** `if key: … else: raise ValueError("no key")`: nobody else is asked. */
function failsOtherwise([, otherwise, ...more]: readonly BlockFact[]): boolean {
  const isElse = otherwise?.names === undefined && otherwise?.texts === undefined;
  return otherwise?.exit === 'raise' && isElse && more.length === 0;
}

/**
 * `if tokens > LIMIT: model = "gemini-1.5-pro"`, or it is given back, and `return model` below: a model for what is long
 * or hard, and for all else the one that is set.
 */
export function modelAlone(
  { facts }: LinkedFile,
  [arm, ...others]: readonly BlockFact[],
  [chosen]: readonly Choice[][],
): string[] {
  if (!arm || others.length > 0 || !(tellsOfTask(arm) || tellsOfSize(arm) || tellsOfWeak(arm))) return [];
  // Of `claude-…` nobody says which it is.
  const models = (chosen ?? []).filter(
    ({ kind, name, isForeign, isDefault, slot }) =>
      kind === 'model' &&
      isForeign &&
      !isDefault &&
      !name.includes('…') &&
      (OF_MODEL.test(slot) || givesBackSet(facts, slot)),
  );
  const [name, ...more] = new Set(models.map((one) => one.name));
  // `return [{ id: 'tts-1' }, { id: 'tts-1-hd' }]` is a list of what there is.
  return name !== undefined && more.length === 0 ? [name, 'what is set otherwise'] : [];
}

/** Whether a function that gives back a model gives back what is set elsewhere, too. */
function givesBackSet(facts: FileFacts, slot: string): boolean {
  const index = /^return (\d+) /.exec(slot)?.[1];
  return index !== undefined && givingBackSet(facts).has(Number(index));
}

/** The functions that give back a model that they were handed, or that is set: `return default_model`. */
const givingBackSet = recent(({ bindings, calls, functions }: FileFacts): ReadonlySet<number> => {
  const isSet = (value: Value): boolean => {
    if (value.kind === 'binding') return isModelSlot(bindings[value.binding]?.name ?? '');
    if (value.kind === 'member') return isModelSlot(value.property);
    if (value.kind === 'environment') return isModelSlot(value.name);
    if (value.kind === 'choice') return value.options.some(isSet);
    if (value.kind !== 'result') return false;
    const models = calls[value.call]?.named.filter(({ name }) => isModelSlot(name)) ?? [];
    return models.some((one) => SET.has(one.value.kind));
  };
  return new Set(functions.flatMap(({ returns }, index) => (returns.some(isSet) ? [index] : [])));
});

const SET: ReadonlySet<Value['kind']> = new Set(['binding', 'member', 'environment', 'import']);

const OF_MODEL = /^(?:(?:name|attribute) \d+|assigned) \w*model(?:_?(?:name|id))?(?: of \d+)?$/i;

/** `if (WEAK_MODELS.includes(model)) model = 'gpt-5'`: whether a branch is taken for models that do too little. */
export function tellsOfWeak({ names = [] }: HeaderWords): boolean {
  return names.some((name) => WEAK.test(name));
}

/** A list of them; `if (!smallModel) smallModel = 'gpt-4o-mini'` is a default. */
const WEAK =
  /^(?:\w+\.)?_?(?:too_?)?(?:weak|small|cheap|lite)\w{0,20}\.(?:includes|has)$|^(?:\w+\.)?_?(?:TOO_)?(?:WEAK|(?:WEAK|SMALL|CHEAP|LITE)_(?:[A-Z]+_)?MODELS)$/i;

/** Whether a branch is taken for what is long, or holds pictures. */
export function tellsOfSize({ names = [] }: HeaderWords): boolean {
  return names.some((name) => SIZE.test(name));
}

/** How many arguments or models there are tells nothing of what is asked. */
const SIZE =
  /tokens|token_?(?:count|estimate|total)|(?:text|prompt|input|messages?|contents?|context|history|question|query|document|transcript|conversation|body|file)s?[._]?length|(?:^|[._])(?:is|has)_?(?:image|vision|long|large|attachment|complex|hard)/i;

/**
 * Neither for several vendors, `provider in ("openrouter", "vllm")`, nor for each of those that are wanted or set up:
 * `"groq" in models`, `"groq" in config`.
 */
function isOfOne({ texts = [], names = [] }: BlockFact): boolean {
  const vendors = new Set(texts.flatMap((text) => vendorOfKey(text)?.name ?? []));
  return vendors.size < 2 && !names.some((name) => SEVERAL.test(name));
}

const SEVERAL = /(?:models|providers|vendors|backends|config|settings)$/i;

/** What the arms settle on that are taken for a vendor by its name, be it that only what asks tells that it is one. */
function toldByArms(arms: readonly BlockFact[], chosen: readonly Choice[][]): Choice[] {
  return arms.flatMap((arm, index) => {
    const vendor = vendorOfArm(arm);
    const isNamed = (name: string) =>
      name === vendor?.name || (vendor?.name === LOCAL_SERVER && LOCAL_NAMES.test(name));
    const isTold = ({ kind, name, isTelling }: Choice) =>
      vendor?.isTelling || (kind === 'service' && isTelling && isNamed(name));
    return (chosen[index] ?? []).filter(isTold);
  });
}

/** What `local` is the word for: `if provider == "local": return ollama.chat(…)`. */
const LOCAL_NAMES = /^(?:Ollama|llama\.cpp|vLLM|LM Studio|LocalAI|MLX)$/;

/** Whether a function gives back one thing, or else nothing: `bedrock_url(store)`, of that vendor alone. */
function isAllThereIs({ functions }: FileFacts, slot: string): boolean {
  const index = /^return (\d+) /.exec(slot)?.[1];
  const given = functions[Number(index)]?.returns.filter(({ kind }) => kind !== 'none');
  return given?.length === 1;
}

/** The questions of a file to models by clients and functions that nobody knows, or that are every vendor's. */
interface UnknownAsked {
  /** In source order. */
  all: readonly CallFact[];
  /** The last one of each function. */
  last: ReadonlyMap<number | null, CallFact>;
}

const unknownAsked = remembered((resolver, file, facts: FileFacts): UnknownAsked => {
  const { functionAt } = structureOf(facts);
  const all = facts.calls
    .filter(
      (call) =>
        asksUnknown(resolver, file, call.callee) ||
        asksByModelName(resolver, file, call) ||
        makesAnybody(resolver, file, call) ||
        makesOneOfSeveral(resolver, file, call) ||
        asksAnybody(resolver, file, call),
    )
    .toSorted((a, b) => compareStarts(a.range, b.range));
  return { all, last: new Map(all.map((call) => [functionAt(call.range), call])) };
});

/**
 * `if provider == "anthropic": return self.ask_anthropic(…)`, and else a client that nobody knows is asked, or
 * `init_chat_model(…)`, or a function or class of one's own that asks anybody: one vendor's own way beside that of the
 * others.
 */
export function askedAlone(
  resolver: Resolver,
  file: LinkedFile,
  statement: Range,
  arms: readonly BlockFact[],
  chosen: readonly Choice[][],
): string[] {
  const asked = toldByArms(arms, chosen).find(
    ({ kind, isForeign, slot }) => kind === 'service' && isForeign && ASKED.test(slot),
  );
  if (!asked) return [];
  const unknown = unknownAsked(resolver, file, file.facts);
  if (unknown.all.length === 0) return [];
  const { functionAt, callsIn } = structureOf(file.facts);
  const place = functionAt(statement);
  const own = callsIn(asked.range).map(({ callee }) => callee);
  const names = own.map((callee) => dottedName(file, callee));
  const vendors = [asked.name, ...own.flatMap((callee) => vendorsInside(resolver, file, callee))];
  const ofArms = arms.map((arm) => vendorOfArm(arm)?.name);
  const isOfArm =
    ofArms.includes(asked.name) || (ofArms.includes(LOCAL_SERVER) && LOCAL_NAMES.test(asked.name));
  // The same function, or one that asks the same vendor, is no other way; nor does a model's name tell of its host's.
  const isOther = (call: CallFact) =>
    !names.includes(dottedName(file, call.callee)) &&
    (isOfArm || !asksAnybody(resolver, file, call)) &&
    (makesOneOfSeveral(resolver, file, call) ||
      !vendorsInside(resolver, file, call.callee).some((name) => vendors.includes(name)));
  const isElse = arms.some(
    (arm) =>
      !vendorOfArm(arm) &&
      itemsWithin(unknown.all, arm.range).some((call) => functionAt(call.range) === place && isOther(call)),
  );
  const last = unknown.last.get(place);
  const isBehind =
    last !== undefined &&
    startsAfter(last.range, statement) &&
    arms.some((arm) => arm.exit === 'return' || returnsWithin(file, arm)) &&
    isOther(last);
  return isElse || isBehind ? [asked.name, 'whoever is asked otherwise'] : [];
}

/**
 * `if is_hard(text): reply = chat_with_claude(text)`, `else: reply = chat_standard(text)`, which asks another vendor inside;
 * and what is given back behind a branch that returns.
 */
export function askedBeside(
  resolver: Resolver,
  file: LinkedFile,
  statement: Range,
  arms: readonly BlockFact[],
  chosen: readonly Choice[][],
): string[] {
  const asked = chosen
    .flat()
    .find(
      ({ kind, isForeign, isTelling, slot }) =>
        kind === 'service' && isForeign && isTelling !== false && slot !== 'call',
    );
  if (!asked) return [];
  const besides = arms.filter((arm) => !isWithin(asked.range, arm.range));
  const last = arms.some(({ exit }) => exit === 'return') && lastSettled(file.facts).get(asked.slot);
  const settled = [
    ...besides.flatMap((arm) => settledIn(file, arm.range)),
    ...(last && startsAfter(last.range, statement) ? [last] : []),
  ];
  const beside = settled.flatMap(({ value, slot }) => {
    const call = slot === asked.slot ? callBehind(file.facts, value) : undefined;
    return call ?? [];
  });
  const others = [
    ...beside.flatMap(({ callee }) => vendorsInside(resolver, file, callee)),
    ...(arms.some((arm) => vendorOfArm(arm)?.isTelling) ? calledAlike(file, asked, beside) : []),
  ];
  // `_generate_anthropic` and `_generate_amazon` may be two ways to ask one host.
  const own = structureOf(file.facts)
    .callsIn(asked.range)
    .flatMap(({ callee }) => vendorsInside(resolver, file, callee));
  const other = others.find((name) => name !== asked.name && !own.includes(name));
  return other === undefined ? [] : [asked.name, other];
}

/** `new KiloCliProvider()` beside `new CodexCliProvider()`: who else is asked, of whom only the class's name tells. */
function calledAlike(file: LinkedFile, { range }: Choice, beside: readonly CallFact[]): string[] {
  const kinds = structureOf(file.facts)
    .callsIn(range)
    .flatMap(({ callee }) => ASKING_CLASS.exec(lastName(file, callee))?.[2] ?? []);
  return beside.flatMap(({ callee }) => {
    const [, name = '', kind = ''] = ASKING_CLASS.exec(lastName(file, callee)) ?? [];
    return kinds.includes(kind) && !OF_NOBODY.test(name) ? [name] : [];
  });
}

const ASKING_CLASS =
  /^([A-Z][A-Za-z]*?)((?:Cli|Chat|Ai|AI|LLM|Llm)*(?:Provider|Client|Adapter|Backend|Engine|LLM))$/;

/** What stands where nobody is to be asked, or for anybody. */
const OF_NOBODY =
  /^(?:Null|Noop|Dummy|Mock|Fake|Stub|Test|Base|Abstract|Default|Generic|Custom|Http|Async|Sync|Gateway|LiteLLM|LiteLlm|Local)/;

/** `if provider == "local": try: return ollama.chat(…) except OSError: return "offline"` */
function returnsWithin({ facts }: LinkedFile, arm: BlockFact): boolean {
  return blocksIn(facts, arm.range).some(({ kind, exit }) => kind === 'try' && exit === 'return');
}

/** A question where it stands, whatever is done with the answer. */
const ASKED = /^(?:call|(?:name|attribute|return) \d+ \S*|assigned \S*)$/;
