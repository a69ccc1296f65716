import type { BlockFact, CallFact, FileFacts, GivingFact, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { dottedName, lastPart, llmCall } from '../calls/llm-calls.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { givenValue } from '../code/kept-values.ts';
import { recent } from '../code/remembered.ts';
import {
  blocksInOrder,
  callBehind,
  compareStarts,
  endOf,
  givenTo,
  isWithin,
  itemsWithin,
  lastStart,
  startsAfter,
  structureOf,
} from '../code/structure.ts';
import { SAYS_FAULT } from './answer-status.ts';
import { parsesIn } from './parse-faults.ts';
import type { Attempt } from './retry-blocks.ts';
import { catchesFormOnly } from './retry-blocks.ts';

/** Everything that a name is given, by where that is. */
export const namesGiven = recent((facts: FileFacts) => placedGivings(facts, 'name'));

/** Everything that functions give back, by where that is. */
export const givenBack = recent((facts: FileFacts) => placedGivings(facts, 'return'));

function placedGivings(facts: FileFacts, kind: GivingFact['to']): KeptValue[] {
  return (facts.givings ?? [])
    .flatMap((giving) => (giving.to === kind ? (givenValue(facts, giving) ?? []) : []))
    .toSorted((a, b) => compareStarts(a.range, b.range));
}

/** A call whose answer is given to a name. */
export interface NamedAnswer {
  name: string;
  call: CallFact;
}

/** The calls in a region whose answers are given to names there. */
export function namedAnswers({ facts }: LinkedFile, range: Range): NamedAnswer[] {
  return itemsWithin(namesGiven(facts), range).flatMap(({ name, value }) => {
    const call = answeringCall(facts, value);
    return call && isWithin(call.range, range) ? [{ name, call }] : [];
  });
}

/** The call whose answer a value is, or a part of it: `ask(prompt).content`, `ask(prompt).strip()`. */
export function answeringCall(facts: FileFacts, whole: Value): CallFact | undefined {
  const base = baseOf(facts, whole, (_, method) => TAKES_PART.test(method));
  return base ? callBehind(facts, base) : undefined;
}

/** What the parts of something are taken from, and by what methods: `answer` of `answer.choices[0].text.strip()`. */
export function baseOf(
  facts: FileFacts,
  whole: Value,
  takesPart: (call: CallFact, method: string) => boolean,
): Value | null {
  let value = whole;
  for (let depth = 0; depth < MAX_PARTS; depth++) {
    if (value.kind === 'member' || value.kind === 'index') value = value.object;
    else {
      const call = callBehind(facts, value);
      if (call?.callee.kind !== 'member' || !takesPart(call, call.callee.property)) return value;
      value = call.callee.object;
    }
  }
  return null;
}

/** Nobody writes more behind one call. */
const MAX_PARTS = 12;

/** What takes the text out of an answer. */
const TAKES_PART = /^(?:l?strip|rstrip|trim|text|json|lower|toLowerCase|get|toString)$/;

/** The names that are given in a region to what some of its calls answer. */
export function answersNamed(
  file: LinkedFile,
  range: Range,
  isAsked: (call: CallFact) => boolean,
): ReadonlySet<string> {
  return new Set(namedAnswers(file, range).flatMap(({ name, call }) => (isAsked(call) ? [name] : [])));
}

/**
 * Whether an answer is what a region gives back, as it is, as a part of it, in an object or a text, or what is made of it:
 * `return f"By Groq: {text}"`, `return parse_plan(text)`.
 */
export function givesAnswer({ facts }: LinkedFile, range: Range, answers: ReadonlySet<string>): boolean {
  const isAnswer = (value: Value): boolean => {
    if (value.kind === 'object') return value.entries.some((entry) => isAnswer(entry.value));
    if (value.kind === 'member') return isAnswer(value.object);
    if (value.kind === 'join') return value.parts.some(isAnswer);
    if (value.kind === 'list') return value.items.length <= MOST_BESIDE && value.items.some(isAnswer);
    const call = callBehind(facts, value);
    if (call) return SHAPES.test(calledName(call.callee)) && givenTo(call).some(isAnswer);
    return value.kind === 'binding' && answers.has(facts.bindings[value.binding]?.name ?? '');
  };
  return itemsWithin(givenBack(facts), range).some(({ value }) => isAnswer(value));
}

/** `return text, "groq"`: what else is given back. */
const MOST_BESIDE = 4;

/** What takes an answer apart, or puts it into something. */
const SHAPES = /^_?(?:parse|clean|normali[sz]e|format|extract|strip|sanitize|to_?dict|wrap|[A-Z]\w*$)/;

/** `throwAsOurs(fault)`, `mapOpenAiError(fault)`: by its name a call does not come back. */
function handsFaultOn(file: LinkedFile, range: Range): boolean {
  return structureOf(file.facts)
    .callsIn(range)
    .some(({ callee }) => ENDS.test(lastPart(dottedName(file, callee))));
}

const ENDS =
  /^_?(?:re)?(?:throw|raise)|^_?(?:map|handle|wrap|translate|convert|fail)\w*(?:err(?:or)?|exception|failure)s?$|^(?:abort|exit|fail)$/i;

/** Whether what stands behind a `try` is come to when it fails. */
export function goesBehind(file: LinkedFile, { handlers }: Attempt): boolean {
  return handlers.some(
    (handler) =>
      handler.exit === undefined && !catchesFormOnly(handler) && !handsFaultOn(file, handler.range),
  );
}

/**
 * The branches behind a `try` that ask again for what it was to give: `try { text = await ask(…) } catch {}` and
 * `if (!text) text = await askAnother(…)`. What is asked with the answer goes on with it.
 */
export function refillsOf(resolver: Resolver, file: LinkedFile, attempt: Attempt): BlockFact[] {
  const { functionAt } = structureOf(file.facts);
  if (!goesBehind(file, attempt)) return [];
  const { body } = attempt;
  const isAsked = (call: CallFact) => llmCall(resolver, file, call) !== null;
  const answers = passedOn(file, body.range, answersNamed(file, body.range, isAsked));
  if (answers.size === 0) return [];
  const place = functionAt(body.range);
  return branchesBehind(file.facts, body.range).filter(({ names = [], texts = [], range }) => {
    // `if text.startswith("Error")`
    const isFault = texts.some((text) => SAYS_FAULT.test(text));
    const meant = names.some((name) => saysFailed(file.facts, name))
      ? [...answers]
      : names
          .map((name) => (isFault ? (name.split('.')[0] ?? '') : name))
          .filter((name) => answers.has(name));
    if (meant.length === 0 || functionAt(range) !== place) return false;
    // `flaws = await judge(text)`, and what is asked with those goes on with it too.
    const told = passedOn(file, range, answers);
    const again = answersNamed(file, range, (call) => isAsked(call) && !isGiven(file, call, told));
    const filled = passedOn(file, range, again);
    return meant.some((name) => filled.has(name) && !isGivenAnew(file, attempt, range, name, answers));
  });
}

/** `failed = True`, `error = fault`: what a handler notes, so that a branch behind it asks once more. */
function saysFailed(facts: FileFacts, name: string): boolean {
  return NOTES_FAILURE.test(name) && flagsOf(facts).has(name);
}

const NOTES_FAILURE =
  /^(?:(?:is|has|was|did|primary|llm|model|api|last|first)_?)?(?:fail(?:ed|ure)?|err(?:or)?|exception|fault|time_?d_?_?out|rate_?limit(?:ed)?)$|^(?:needs?|use|should|try)_?(?:retry|fallback)$/i;

/** The names of variables that hold nothing but whether something is so, or a fault that was caught. */
const flagsOf = recent(
  ({ bindings }: FileFacts): ReadonlySet<string> =>
    new Set(
      bindings.flatMap(({ name, kind, values }) => {
        const isFlag =
          kind === 'variable' && values.length > 0 && values.every((value) => FLAGS.has(value.kind));
        return isFlag ? [name] : [];
      }),
    ),
);

const FLAGS: ReadonlySet<Value['kind']> = new Set(['boolean', 'none', 'binding', 'unknown']);

/** `answer = ""` between a `try` and a branch, on every way to it: the branch asks for something else than the `try` did. */
function isGivenAnew(
  { facts }: LinkedFile,
  { body }: Attempt,
  range: Range,
  name: string,
  answers: ReadonlySet<string>,
): boolean {
  const tried = facts.statements[body.statement]?.range;
  if (!tried) return false;
  const given = namesGiven(facts);
  const { blocksAround } = structureOf(facts);
  const last = lastStart(given, range);
  for (let at = last; at > last - MOST_GIVEN; at--) {
    const one = given[at];
    if (!one || !startsAfter(one.range, tried)) return false;
    // A branch begins where the first thing in it does.
    if (one.name !== name || !startsAfter(range, one.range)) continue;
    if (isMadeOf(facts, one.value, answers)) return false;
    if (blocksAround(one.range).every((block) => isWithin(range, block.range))) return true;
  }
  return false;
}

/** Nobody looks farther back for what a name is given. */
const MOST_GIVEN = 30;

/** The branches that stand next behind a region. */
function branchesBehind(facts: FileFacts, region: Range): BlockFact[] {
  const blocks = blocksInOrder(facts);
  const start = Math.max(lastStart(blocks, endOf(region)), 0);
  return blocks
    .slice(start, start + MOST_BLOCKS)
    .filter(({ kind, range }) => kind === 'branch' && startsAfter(range, region));
}

/** Farther down other things are asked. */
const MOST_BLOCKS = 200;

/**
 * Names, and those that are given in a region to a part of what they stand for, one after the other:
 * `data = said.json(); text = data.text`.
 */
export function passedOn(
  { facts }: LinkedFile,
  range: Range,
  names: Iterable<string>,
  isLeftOut: (value: Value) => boolean = () => false,
): ReadonlySet<string> {
  const all = new Set(names);
  for (const { name, value } of all.size > 0 ? itemsWithin(namesGiven(facts), range) : []) {
    if (isMadeOf(facts, value, all) && !isLeftOut(value)) all.add(name);
  }
  return all;
}

/** The same without what answers are taken apart into: that one does not suit says nothing of a failure. */
export function toldBy(file: LinkedFile, range: Range, names: Iterable<string>): ReadonlySet<string> {
  return passedOn(file, range, names, (value) => {
    const call = callBehind(file.facts, value);
    return call !== undefined && parsesIn(file, [call]);
  });
}

/** Whether a call is given something made of what one of some names stands for. */
export function isGiven({ facts }: LinkedFile, call: CallFact, names: ReadonlySet<string>): boolean {
  return givenTo(call).some((value) => isMadeOf(facts, value, names));
}

/** Whether something is made of what one of some names stands for. */
export function isMadeOf(facts: FileFacts, value: Value, names: ReadonlySet<string>, depth = 0): boolean {
  const isPart = (part: Value) => depth < MAX_DEPTH && isMadeOf(facts, part, names, depth + 1);
  switch (value.kind) {
    case 'binding':
      return names.has(facts.bindings[value.binding]?.name ?? '');
    case 'member':
    case 'index':
      return isPart(value.object);
    case 'join':
      return value.parts.some(isPart);
    case 'choice':
      return value.options.some(isPart);
    case 'list':
      return value.items.some(isPart);
    case 'object':
      return value.entries.some((entry) => isPart(entry.value));
    case 'result': {
      const call = callBehind(facts, value);
      return call !== undefined && [call.callee, ...call.positional].some(isPart);
    }
    default:
      return false;
  }
}

const MAX_DEPTH = 6;
