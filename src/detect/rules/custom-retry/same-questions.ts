import type { BlockFact, CallFact, FileFacts, Range, Value } from '../../facts.ts';
import { valuesWithin } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { recent, remembered } from '../code/remembered.ts';
import { callBehind, isWithin, itemsWithin, structureOf } from '../code/structure.ts';
import { namesGiven } from './refilled-answers.ts';

/** What a call is asked, as far as it is written there. */
interface Question {
  /** The names that it is made of, but for those that say whom to ask and how. */
  names: ReadonlySet<string>;
  /** Words of a prompt that are written out. */
  texts: ReadonlySet<string>;
}

/**
 * Whether a call asks what another one before it did, of whomever: nothing is in its question that was not in the first one,
 * and what that is made of is the same still.
 */
export function asksTheSame(file: LinkedFile, first: CallFact, next: CallFact): boolean {
  const one = questionOf(file, first);
  const other = questionOf(file, next);
  return (
    (other.names.size > 0 || isSameCall(file, first, next)) &&
    [...other.names].every((name) => one.names.has(name)) &&
    [...other.texts].every((text) => one.texts.has(text)) &&
    !leavesOut(first, next) &&
    !isAmong(changesIn(file, between(first.range, next.range)), other.names)
  );
}

/** `search(question, filters=own)`, and `search(question, filters=None)`: about more than the first one was. */
function leavesOut(first: CallFact, next: CallFact): boolean {
  const given = new Map(first.named.map(({ name, value }) => [name, value.kind]));
  return next.named.some(
    ({ name, value }) =>
      value.kind === 'none' && !SAYS_HOW.test(name) && (given.get(name) ?? 'none') !== 'none',
  );
}

/** `invoke(provider)`, and `invoke(provider)` again: what is asked stands elsewhere. */
function isSameCall(file: LinkedFile, first: CallFact, next: CallFact): boolean {
  const name = dottedName(file, first.callee);
  const { names, texts } = questionOf(file, first);
  return name !== '' && name === dottedName(file, next.callee) && names.size + texts.size === 0;
}

/** Whether each round of a loop asks the same: not about `texts[i]`. */
export function asksTheSameIn(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  loop: BlockFact,
): boolean {
  const { names } = questionOf(file, call);
  return (
    names.size > 0 &&
    !loop.names?.some((name) => names.has(name)) &&
    !isAmong(changesInLoop(resolver, file, loop), names)
  );
}

/** One loop may ask thousands of times. */
const changesInLoop = remembered((_resolver, file, loop: BlockFact) => changesIn(file, loop.range));

function between({ endLine, endColumn }: Range, { startLine, startColumn }: Range): Range {
  return { startLine: endLine, startColumn: endColumn, endLine: startLine, endColumn: startColumn };
}

/** Names that are given anew in a region, and what is added to there: `messages.append(…)`. */
interface Changes {
  given: ReadonlySet<string>;
  added: ReadonlySet<string>;
}

function changesIn(file: LinkedFile, range: Range): Changes {
  const given = itemsWithin(namesGiven(file.facts), range).map(({ name }) => name);
  const added = structureOf(file.facts)
    .callsIn(range)
    .flatMap(({ callee }) =>
      callee.kind === 'member' && ADDS.test(callee.property) ? [dottedName(file, callee.object)] : [],
    );
  return { given: new Set(given), added: new Set(added) };
}

function isAmong({ given, added }: Changes, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => {
    const stem = name.split('.')[0] ?? '';
    return given.has(name) || (stem !== 'self' && given.has(stem)) || added.has(name);
  });
}

const ADDS = /^(?:append|push|extend|insert|unshift|add|update|set|splice|concat|pop|shift|clear)/;

const questions = recent((_facts: FileFacts) => new Map<CallFact, Question>());

function questionOf(file: LinkedFile, call: CallFact): Question {
  const known = questions(file.facts);
  const before = known.get(call);
  if (before) return before;
  const walk: Walk = { names: new Set(), texts: new Set(), left: MOST_VALUES };
  readCall(file, call, walk, 0);
  known.set(call, walk);
  return walk;
}

interface Walk {
  names: Set<string>;
  texts: Set<string>;
  /** How many values may still be looked at. */
  left: number;
}

const MOST_VALUES = 60;
const MAX_DEPTH = 6;

function readCall(file: LinkedFile, call: CallFact, walk: Walk, depth: number): void {
  for (const value of askedOf(call)) read(file, value, walk, depth);
}

function read(file: LinkedFile, value: Value, walk: Walk, depth: number): void {
  if (depth > MAX_DEPTH || walk.left-- <= 0) return;
  switch (value.kind) {
    case 'text':
      // An id, or a setting, is one word.
      if (/\s/.test(value.text.trim())) walk.texts.add(value.text);
      break;
    case 'binding':
    case 'member':
      readName(file, value, walk);
      break;
    case 'function':
      readFunction(file, value.function, walk, depth);
      break;
    default:
      for (const part of partsOf(file, value)) read(file, part, walk, depth + 1);
  }
}

function partsOf({ facts }: LinkedFile, value: Value): readonly Value[] {
  switch (value.kind) {
    // What it is set to is no question.
    case 'environment':
      return [];
    case 'object':
      return [
        ...value.entries.filter(({ key }) => !saysHow(key)).map((entry) => entry.value),
        ...value.spreads,
      ];
    case 'result': {
      const call = callBehind(facts, value);
      if (!call) return [];
      const { callee } = call;
      return [...(callee.kind === 'member' ? [callee.object] : []), ...askedOf(call)];
    }
    default:
      return valuesWithin(value);
  }
}

function saysHow(key: Value): boolean {
  return key.kind === 'text' && SAYS_HOW.test(key.text);
}

/** What a call is given, but for what says whom to ask, and how. */
function askedOf({ positional, named }: CallFact): Value[] {
  return [...positional, ...named.filter(({ name }) => !SAYS_HOW.test(name)).map(({ value }) => value)];
}

/** `() => ask(prompt)`: what is asked in a function that is handed over; one that has a name says whom to ask. */
function readFunction(file: LinkedFile, index: number, walk: Walk, depth: number): void {
  const fact = file.facts.functions[index];
  if (fact?.name !== '') return;
  for (const call of structureOf(file.facts).callsIn(fact.range)) {
    if (walk.left <= 0) return;
    if (isWithin(call.range, fact.range)) readCall(file, call, walk, depth + 1);
  }
}

function readName(file: LinkedFile, value: Value, walk: Walk): void {
  if (isMethod(file, value)) return;
  const name = dottedName(file, value);
  if (name !== '' && !name.startsWith('.') && !SAYS_HOW.test(lastPart(name)) && !isConstant(name))
    walk.names.add(name);
}

/** `self.first` in `tried(self.first, prompt)` */
function isMethod({ facts }: LinkedFile, value: Value): boolean {
  if (value.kind !== 'member' || value.object.kind !== 'self') return false;
  const { property } = value;
  return facts.classes[value.object.class]?.methods.some(({ name }) => name === property) ?? false;
}

/** `MAX_TOKENS` */
function isConstant(name: string): boolean {
  return /^[A-Z\d_]+$/.test(lastPart(name));
}

/** What says whom to ask, and how. */
const SAYS_HOW =
  /model|llm|client|api_?key|temperature|tokens|top_?[pk]$|timeout|headers|url|endpoint|config|settings|options|opts$|params|session|logger|provider|vendor|signal|abort|stream|retries|attempt|deadline|budget|[a-z]Ms$|_ms$|^left$|delay|deployment|engine$|^type$|^role$|^method$|^self$|stringify|^_?(?:fallback|backup|secondary|context|ctx)$|keys?$/i;
