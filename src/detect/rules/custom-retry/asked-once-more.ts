import type { BlockFact, CallFact, FileFacts, FunctionFact, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import { dottedName, llmCall } from '../calls/llm-calls.ts';
import type { KeptValue } from '../code/kept-values.ts';
import {
  blocksIn,
  callBehind,
  isWithin,
  itemsWithin,
  lastStart,
  startsAfter,
  structureOf,
} from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { answerOf, isOfText, saysNothingElse } from './answer-status.ts';
import { caughtCall, firstOfChain } from './caught-promises.ts';
import { parsesIn } from './parse-faults.ts';
import { comesTo } from './reached-behind.ts';
import { answeringCall, baseOf, givenBack, namesGiven } from './refilled-answers.ts';
import { askedAgain, callsAmong, hitAt, mayMatter } from './retried-calls.ts';
import { firstArms, triesOut } from './retry-blocks.ts';
import { asksTheSame } from './same-questions.ts';

/**
 * The same question is put once more, to the same model or to another one, for no other reason than what came of the first:
 * nothing, or a fault. `text = ask(prompt); if not text: text = ask_another(prompt)`, `return ask(prompt) or ask_another(prompt)`.
 * One for each function.
 */
export function askedOnceMore(resolver: Resolver, file: LinkedFile): Hit[] {
  return file.facts.functions.flatMap((whole) => {
    const [pair] = pairsIn(file, whole).flatMap((one) => {
      const asked = askedBy(resolver, file, one.first);
      const next = asked && askedBy(resolver, file, one.next);
      return next && mayMatter(resolver, file, [one.first, one.next], [asked, next])
        ? [{ ...one, asked, again: next }]
        : [];
    });
    if (!pair) return [];
    const { asked, again, statement } = pair;
    const what = askedAgain(asked, again);
    return [
      hitAt(file, statement, what, asked, 'When nothing comes of this LLM call, the same is asked again'),
    ];
  });
}

/** Two calls that ask the same, of which the second is made for want of an answer to the first. */
interface Pair {
  first: CallFact;
  next: CallFact;
  statement: number;
}

function pairsIn(file: LinkedFile, whole: FunctionFact): Pair[] {
  const branches = blocksIn(file.facts, whole.range).filter(({ kind }) => kind === 'branch');
  const choices = choicesIn(file.facts, whole);
  if (branches.length === 0 && choices.length === 0) return [];
  const told = toldIn(file, whole);
  const refilled = branches.slice(0, MOST).flatMap((branch) => refilledIn(file, whole, told, branch) ?? []);
  return [...refilled, ...choices.flatMap((choice) => chosenIn(file, told, choice))];
}

/** What a call asks: a model itself, or what it is handed does: `tried(() => ask(prompt))`, `wait_for(ask(prompt), 10)`. */
function askedBy(resolver: Resolver, file: LinkedFile, call: CallFact): LlmCall | null {
  const [asked] = callsAmong(resolver, file, [call]);
  if (asked) return triesOut(asked.name) ? null : asked;
  if (parsesIn(file, [call])) return null;
  const inner = call.positional.flatMap((value) => callBehind(file.facts, value) ?? []);
  return inner.flatMap((one) => llmCall(resolver, file, one) ?? [])[0] ?? null;
}

/** A name that is given something. */
interface Told {
  name: string;
  range: Range;
  /** The call whose answer it is, or a part of it; `null` for anything else. */
  call: CallFact | null;
}

/** What a function gives to names, in source order. */
function toldIn(file: LinkedFile, { range }: FunctionFact): Told[] {
  const latest = new Map<string, CallFact>();
  return itemsWithin(namesGiven(file.facts), range).map((given) => {
    const call = sourceOf(file, given, latest);
    if (call) latest.set(given.name, call);
    else latest.delete(given.name);
    return { name: given.name, range: given.range, call };
  });
}

/** The call that a value comes from: directly, or by a name that was given before: `text = answer.content`, `text = read(answer)`. */
function sourceOf(
  file: LinkedFile,
  { value }: KeptValue,
  latest: ReadonlyMap<string, CallFact>,
): CallFact | null {
  const { facts } = file;
  const ofName = (one: Value) => {
    const base = baseOf(facts, one, isMethod);
    return base?.kind === 'binding' ? latest.get(facts.bindings[base.binding]?.name ?? '') : undefined;
  };
  const known = ofName(value);
  if (known) return known;
  const call = answeringCall(facts, value);
  if (!call || parsesIn(file, [call])) return null;
  const [only, ...others] = call.positional;
  const read = only && others.length === 0 ? ofName(only) : undefined;
  return read ?? firstCaught(facts, call);
}

/** `ask(prompt)` of `ask(prompt).catch(() => null)` */
function firstCaught(facts: FileFacts, call: CallFact): CallFact {
  const caught = caughtCall(facts, call);
  return (caught && firstOfChain(facts, caught)) ?? call;
}

/** What a method gives is a part of what it is called on. */
const isMethod = ({ construct }: CallFact): boolean => !construct;

/** How many branches of one function are looked at; nobody writes more. */
const MOST = 60;

/** `if not text: text = ask(prompt)`, `if (!text) return ask(prompt)`, `if (text) return text; return ask(prompt)` */
function refilledIn(
  file: LinkedFile,
  whole: FunctionFact,
  told: readonly Told[],
  branch: BlockFact,
): Pair | null {
  const [taking, ...others] = firstArms(file.facts).get(branch) ?? [];
  if (others.length > 0 || structureOf(file.facts).functionAround(branch.range) !== whole) return null;
  const asking = taking ?? branch;
  const first = saysNothingElse(asking) ? firstOf(told, asking) : null;
  if (!first) return null;
  const names = new Set(told.flatMap(({ call, name }) => (call === first ? [name] : [])));
  // `if text: answer = text`, `else: answer = ask(prompt)`
  if (taking && !takesAnswer(file, told, taking, first, names)) return null;
  const again = [...nextIn(file, told, branch, names), ...nextBehind(file, whole, told, branch, names)];
  const next = again.find((call) => call !== first && asksTheSame(file, first, call));
  return next ? { first, next, statement: branch.statement } : null;
}

/** Whether an arm hands an answer on as it is. */
function takesAnswer(
  file: LinkedFile,
  told: readonly Told[],
  { range }: BlockFact,
  first: CallFact,
  names: ReadonlySet<string>,
): boolean {
  return (
    itemsWithin(told, range).some(({ call }) => call === first) ||
    namesBack(file, range).some((name) => names.has(name))
  );
}

/** What a branch asks about: the latest that its names were given before it. */
function firstOf(told: readonly Told[], branch: BlockFact): CallFact | null {
  const stems = new Set((branch.names ?? []).filter(isOfText).map((name) => name.split('.')[0] ?? ''));
  return latestOf(told, stems, branch.range);
}

/** The call that some names were given the answer of last, before a place. */
function latestOf(told: readonly Told[], names: ReadonlySet<string>, place: Range): CallFact | null {
  for (let at = lastStart(told, place), looked = 0; at >= 0 && looked < MOST; at--, looked++) {
    const one = told[at];
    if (one && names.has(one.name) && !isWithin(one.range, place) && startsAfter(place, one.range))
      return one.call;
  }
  return null;
}

/** What a branch asks to fill an answer again, or gives back instead of it. */
function nextIn(
  file: LinkedFile,
  told: readonly Told[],
  branch: BlockFact,
  names: ReadonlySet<string>,
): CallFact[] {
  const back = new Set(namesBack(file, branch.range));
  const isSaid = branch.names?.some((name) => SAYS_AGAIN.test(name)) === true;
  const filled = itemsWithin(told, branch.range).flatMap(({ name, call }) =>
    call && (isSaid || names.has(name) || back.has(name)) ? [call] : [],
  );
  const instead = branch.exit === 'return' ? callsGiven(file, branch.range) : [];
  return [...filled, ...instead].filter(({ range }) => isWithin(range, branch.range));
}

/** `if (shouldRetry(answer))`: whatever comes of what it asks. */
const SAYS_AGAIN = /(?:should|must|needs?|try|use|want)_?(?:a_?)?(?:try_?)?(?:retry|fall_?back)/i;

/** The names that are given back in a region, or parts of them. */
function namesBack({ facts }: LinkedFile, range: Range): string[] {
  return itemsWithin(givenBack(facts), range).flatMap(({ value }) => namesOf(facts, value));
}

/** What is asked behind a branch that gives the answer back. */
function nextBehind(
  file: LinkedFile,
  whole: FunctionFact,
  told: readonly Told[],
  branch: BlockFact,
  names: ReadonlySet<string>,
): CallFact[] {
  if (branch.exit !== 'return') return [];
  if (!namesBack(file, branch.range).some((name) => names.has(name))) return [];
  const { blocksAround } = structureOf(file.facts);
  const around = blocksAround(branch.range).filter((block) => block !== branch);
  const isNear = ({ range }: CallFact) => {
    if (!startsAfter(range, branch.range) || range.startLine - branch.range.endLine > FAR_BEHIND)
      return false;
    if (!comesTo(file, branch, range)) return false;
    const innermost = blocksAround(range).find(({ kind }) => kind !== 'try');
    return innermost === undefined || around.includes(innermost);
  };
  return [...told.flatMap(({ call }) => call ?? []), ...callsGiven(file, whole.range)].filter(isNear);
}

/** Lines: farther down something else is done. */
const FAR_BEHIND = 60;

/** The calls whose answers are given back in a region. */
function callsGiven({ facts }: LinkedFile, range: Range): CallFact[] {
  return itemsWithin(givenBack(facts), range).flatMap(({ value }) => {
    const call = answeringCall(facts, value);
    return call ? [firstCaught(facts, call)] : [];
  });
}

/**
 * `ask(prompt) or ask_another(prompt)`, `(await ask(prompt).catch(() => null)) ?? (await askAnother(prompt))`, and
 * `text || (await ask(prompt))`, `text if text else ask(prompt)`, `first.ok ? first.json() : await askAnother(prompt)`.
 */
function chosenIn(file: LinkedFile, told: readonly Told[], { value, range }: KeptChoice): Pair[] {
  const { facts } = file;
  const calls = value.options.slice(0, MOST_OPTIONS).flatMap((option) => {
    const call = answeringCall(facts, option);
    if (call) return [firstCaught(facts, call)];
    // `plan.tool || (await ask(prompt))`: something else is missing there.
    const isText = option.kind !== 'member' || isOfText(dottedName(file, option));
    return isText ? (latestOf(told, new Set(namesOf(facts, option)), range) ?? []) : [];
  });
  return calls.flatMap((next, at) => {
    const first = calls.slice(0, at).find((one) => one !== next && asksTheSame(file, one, next));
    return first ? [{ first, next, statement: structureOf(facts).placeAt(range).statement }] : [];
  });
}

type KeptChoice = KeptValue & { value: Value & { kind: 'choice' } };

/** What a function keeps or gives back that is one of several, the first that is there. */
function choicesIn(facts: FileFacts, { name, range, returns }: FunctionFact): KeptChoice[] {
  const isMeant = (kept: KeptValue): kept is KeptChoice =>
    kept.value.kind === 'choice' && asksIfThere(facts, kept.value);
  const back = itemsWithin(givenBack(facts), range);
  // `async (prompt) => (await ask(prompt)) ?? (await askAnother(prompt))`: the statement is around the function.
  const whole = back.length > 0 ? back : returns.map((value) => ({ name, range, value }));
  return [...itemsWithin(namesGiven(facts), range), ...whole].filter(isMeant);
}

/** Whether the first of several is taken if it is there: not `isFast ? ask(prompt) : askAnother(prompt)`. */
function asksIfThere(facts: FileFacts, { options, when }: Value & { kind: 'choice' }): boolean {
  if (!when) return true;
  const [words, ...others] = when;
  const [first] = options;
  return (
    words !== undefined &&
    words !== null &&
    others.length === 0 &&
    saysNothingElse(words) &&
    first !== undefined &&
    namesOf(facts, first).some((name) => words.names?.some((word) => answerOf(word) === name))
  );
}

/** The name that a value is, or a part of: `first`, `first.json()`. */
function namesOf(facts: FileFacts, value: Value): string[] {
  const base = baseOf(facts, value, isMethod);
  return base?.kind === 'binding' ? [facts.bindings[base.binding]?.name ?? ''] : [];
}

/** Nobody asks more, one behind the other. */
const MOST_OPTIONS = 10;
