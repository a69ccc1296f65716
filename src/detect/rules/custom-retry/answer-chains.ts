import { vendorInName } from '../../catalog/vendor-names.ts';
import type { BlockFact, CallFact, FileFacts, FunctionFact, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import { dottedName, lastPart, llmCall, surelySends } from '../calls/llm-calls.ts';
import { recent, remembered } from '../code/remembered.ts';
import {
  blocksIn,
  callBehind,
  givenTo,
  isWithin,
  itemsWithin,
  startsAfter,
  structureOf,
} from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { answerOf, askedIfWell, asksStatusCode, SAYS_FAULT } from './answer-status.ts';
import { comesTo } from './reached-behind.ts';
import { answersNamed, givesAnswer, isGiven, namedAnswers, namesGiven, toldBy } from './refilled-answers.ts';
import { callsIn, hitAt } from './retried-calls.ts';
import { triesOut, waitsIn } from './retry-blocks.ts';

/** A call that asks a model. */
interface Asked {
  call: CallFact;
  name: string;
  /** Whom it asks by its name, if that says so. */
  vendor: string | null;
  /** Whether that name alone makes the file matter. */
  isTelling: boolean;
  /** Whether it says that it asks what stands in for another: `model=fallback_model`. */
  standsIn: boolean;
}

/** Fallbacks and retries without a `try` or a loop: what is asked tells by its answer that it failed. */
export function answerChains(resolver: Resolver, file: LinkedFile): readonly Hit[] {
  return chainsOf(resolver, file, file.facts);
}

const chainsOf = remembered((resolver, file, _: FileFacts): Hit[] => [
  ...nextAsked(resolver, file),
  ...againAtStatus(resolver, file),
]);

/**
 * `text = ask_gemini(prompt); if text: return text; return ask_groq(prompt)`, and `if not text: text = ask_groq(prompt)`:
 * the next vendor, or a model that stands in, is asked when nothing came of the first. One for each function.
 */
function nextAsked(resolver: Resolver, file: LinkedFile): Hit[] {
  const { calls, functions } = file.facts;
  const named = calls.flatMap((call) => namedBy(resolver, file, call) ?? []);
  if (!nameNext(named)) return [];
  const { functionAt } = structureOf(file.facts);
  const naming = Map.groupBy(named, ({ call }) => functionAt(call.range));
  const found = [...Map.groupBy(calls, ({ range }) => functionAt(range))].flatMap(([place, inside]) => {
    const whole = functions[place ?? -1]?.range;
    const isNamed = whole !== undefined && nameNext(naming.get(place) ?? []);
    return isNamed ? nextOf(file, whole, askedAmong(resolver, file, inside).slice(0, MOST)) : [];
  });
  const isSent = ({ call, isTelling }: Asked) => isTelling || surelySends(resolver, file, call);
  return found.length > 0 && askedAmong(resolver, file, calls).some(isSent) ? found : [];
}

/** A call that names a vendor, or what stands in: nearly none does, and what each asks takes looking. */
interface Named {
  call: CallFact;
  vendor: string | null;
  standsIn: boolean;
}

function namedBy(resolver: Resolver, file: LinkedFile, call: CallFact): Named | null {
  const name = dottedName(file, call.callee) || llmCall(resolver, file, call)?.name;
  const vendor = name ? (vendorInName(lastPart(name))?.name ?? null) : null;
  const standsIn = isStandIn(file, call);
  return vendor !== null || standsIn ? { call, vendor, standsIn } : null;
}

/** Whether calls name two vendors, or what stands in. */
function nameNext(named: readonly Named[]): boolean {
  const vendors = new Set(named.flatMap(({ vendor }) => vendor ?? []));
  return vendors.size > 1 || named.some(({ standsIn }) => standsIn);
}

function askedAmong(resolver: Resolver, file: LinkedFile, calls: readonly CallFact[]): Asked[] {
  return calls.flatMap((call) => {
    const asked = llmCall(resolver, file, call);
    if (!asked || triesOut(asked.name)) return [];
    const vendor = vendorInName(lastPart(asked.name));
    if (vendor?.isGateway) return [];
    const { name, isTelling } = vendor ?? { name: null, isTelling: false };
    return [{ call, name: asked.name, vendor: name, isTelling, standsIn: isStandIn(file, call) }];
  });
}

/** `fallback_client.chat.completions.create(…)`, `ask(prompt, settings.backup_model)` */
function isStandIn(file: LinkedFile, call: CallFact): boolean {
  const { callee, positional } = call;
  const isNamed = (value: Value) => NAMES.has(value.kind) && STANDS_IN.test(dottedName(file, value));
  const isItself = (value: Value | undefined) =>
    value !== undefined && NAMES.has(value.kind) && namesStandIn(dottedName(file, value));
  return (
    STANDS_IN.test(dottedName(file, callee)) ||
    givenTo(call).some((value) =>
      value.kind === 'object' ? value.entries.some((entry) => isNamed(entry.value)) : isNamed(value),
    ) ||
    isItself(callee.kind === 'member' ? callee.object : callee) ||
    isItself(positional[0])
  );
}

/** `self._fallback.invoke(prompt)`, `ask(fallback, prompt)` */
function namesStandIn(name: string): boolean {
  return IS_STAND_IN.test(lastPart(name));
}

const IS_STAND_IN = /^_?(?:fall_?back|backup|secondary)$/i;

const NAMES: ReadonlySet<Value['kind']> = new Set(['binding', 'member', 'import', 'global']);

const STANDS_IN = /(?:fall_?back|backup|secondary)_?(?:llm|model|client|provider|chain|agent)(?![a-z])/i;

/** Whether one call may be made for want of an answer to another: of another vendor, or of a model that stands in. */
function standsBehind(first: Asked, next: Asked): boolean {
  const isOther = first.vendor !== null && next.vendor !== null && first.vendor !== next.vendor;
  return isOther || (next.standsIn && !first.standsIn);
}

/** How many calls and branches of one function are compared; nobody writes more. */
const MOST = 40;

function nextOf(file: LinkedFile, whole: Range, asked: readonly Asked[]): Hit[] {
  if (!asked.some((one) => asked.some((other) => standsBehind(one, other)))) return [];
  const branches = blocksIn(file.facts, whole)
    .filter(({ kind }) => kind === 'branch')
    .slice(0, MOST);
  for (const first of asked) {
    const others = asked.filter((other) => standsBehind(first, other));
    if (others.length === 0) continue;
    const [answer] = answersNamed(file, whole, (call) => call === first.call);
    if (answer === undefined) continue;
    const alone = new Set([answer]);
    const isGivenBack = givesAnswer(file, whole, alone);
    const told = toldBy(file, whole, alone);
    for (const branch of branches.filter(({ range }) => startsAfter(range, first.call.range))) {
      const names = branch.names ?? [];
      const isAbout = names.some((name) => answerOf(name) === answer) || saysFault(branch, answer);
      const isInstead = isGivenBack && asksNothingElse(branch, answer);
      const isTold =
        isAbout || names.some((name) => told.has(name.split('.')[0] ?? '') || namesStandIn(name));
      const next = others.find(
        ({ call, standsIn }) =>
          (isAbout || (standsIn && isTold)) &&
          !isGiven(file, call, alone) &&
          (isNext(file, branch, call, alone) || (isInstead && isGivenInstead(file, branch, call))),
      );
      if (next) return [chainHit(file, branch, first, next)];
    }
  }
  return [];
}

/** Whether a call is come to when an answer does not suit: behind a branch that gives it back, or to fill it again in one. */
function isNext(
  file: LinkedFile,
  branch: BlockFact,
  { range }: CallFact,
  answers: ReadonlySet<string>,
): boolean {
  if (startsAfter(range, branch.range))
    return (
      branch.exit === 'return' && givesAnswer(file, branch.range, answers) && comesTo(file, branch, range)
    );
  const given = itemsWithin(namesGiven(file.facts), branch.range);
  return isWithin(range, branch.range) && given.some(({ name }) => answers.has(name));
}

/** `if answer.startswith("Error")`: what an answer says instead of one. */
function saysFault({ names = [], texts = [] }: BlockFact, answer: string): boolean {
  return names.some((name) => isOf(name, answer)) && texts.some((text) => SAYS_FAULT.test(text));
}

/** Whether a name is an answer's, or is read from it: `answer.text`. */
function isOf(name: string, answer: string): boolean {
  return name === answer || name.startsWith(`${answer}.`);
}

/** `if answer is None`, `if "key" in answer or "quota" in answer`: about nothing but whether there is an answer. */
function asksNothingElse({ names = [], texts = [] }: BlockFact, answer: string): boolean {
  return (
    names.every((name) => isOf(name, answer)) &&
    (texts.every((text) => text.trim() === '') || texts.some((text) => SAYS_FAULT.test(text)))
  );
}

/** `return ask_groq(prompt)`, in a branch. */
function isGivenInstead({ facts }: LinkedFile, branch: BlockFact, call: CallFact): boolean {
  return branch.exit === 'return' && isWithin(call.range, branch.range) && returnedCalls(facts).has(call);
}

const returnedCalls = recent(
  (facts: FileFacts): ReadonlySet<CallFact> =>
    new Set(
      facts.functions.flatMap(({ returns }) => returns.flatMap((value) => callBehind(facts, value) ?? [])),
    ),
);

function chainHit(file: LinkedFile, { statement }: BlockFact, first: Asked, next: Asked): Hit {
  const what = `fallback from ${first.name}() to ${next.name}()`;
  const asked = { name: first.name, service: null };
  const other = next.standsIn ? 'a model that stands in' : 'another vendor';
  const fault = `When nothing comes of this LLM call, ${other} is asked`;
  return hitAt(file, statement, what, asked, fault);
}

/** `while (response.status === 429) response = await fetch(…)`: what fills the answer again that a loop asks about. */
function askedAgain(
  resolver: Resolver,
  file: LinkedFile,
  range: Range,
  answers: readonly string[],
): LlmCall[] {
  return namedAnswers(file, range).flatMap(({ name, call }) => {
    const isMeant = answers.includes(name) && !TELLS_HOW_FAR.test(lastPart(dottedName(file, call.callee)));
    return (isMeant && llmCall(resolver, file, call)) || [];
  });
}

/** `run = client.runs.retrieve(id)`, until it is done. */
const TELLS_HOW_FAR = /^_?(?:a?retrieve|get|poll|check|list|status|wait|refresh|reload)(?:$|_|[A-Z])/;

/**
 * `if response.status_code == 503: time.sleep(20); response = requests.post(…)`, or at once, in place of the first:
 * `if response.status_code == 403: response = requests.post(… another model)`.
 */
function againAtStatus(resolver: Resolver, file: LinkedFile): Hit[] {
  const { functionAround, callsIn: rawCallsIn } = structureOf(file.facts);
  return (file.facts.blocks ?? []).flatMap((block) => {
    const { kind, each, range, statement } = block;
    const answers = askedIfWell(block);
    const whole = functionAround(range);
    if (answers.length === 0 || !whole) return [];
    const isLoop = kind === 'loop' && each !== true;
    const isDelayed = kind === 'branch' && waitsIn(file, rawCallsIn(range));
    const isInstead = kind === 'branch' && asksStatusCode(block);
    if (!(isLoop || isDelayed || isInstead)) return [];
    const [asked] = isDelayed ? callsIn(resolver, file, range) : askedAgain(resolver, file, range, answers);
    if (!asked || !answers.some((name) => answersOf(resolver, file, whole).has(name))) return [];
    const fault = 'This LLM call is sent again when it fails';
    return [hitAt(file, statement, `retry of ${asked.name}()`, asked, fault)];
  });
}

/** The names that a function gives to answers of models. */
const answersOf = remembered(
  (resolver, file, { range }: FunctionFact): ReadonlySet<string> =>
    answersNamed(file, range, (call) => llmCall(resolver, file, call) !== null),
);
