import { wordsOf } from '../../catalog/call-names.ts';
import { vendorInName } from '../../catalog/vendor-names.ts';
import type { BlockFact, CallFact, FunctionFact, Range, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { remembered } from '../code/remembered.ts';
import { callBehind, givenTo, startsAfter, structureOf } from '../code/structure.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import { distinct } from '../services/model-names.ts';
import { vendorsInside } from './asked-vendors.ts';
import { modelsNamed } from './call-choices.ts';
import { between } from './choice.ts';
import type { Settled } from './vendor-branches.ts';
import { lastSettled, settledIn } from './vendor-branches.ts';

/**
 * `if use_api: return self._ask_api(prompt)`, `else: return self._ask_local(prompt)`: the same is asked of two of the tree's
 * own functions, each of which asks another vendor inside, whatever the branch is taken for; and what is given back behind
 * a branch that returns.
 */
export function askedInside(
  resolver: Resolver,
  file: LinkedFile,
  statement: Range,
  arms: readonly BlockFact[],
): string[] {
  const [first, ...others] = arms.map((arm) => settledIn(file, arm.range).slice(0, MOST_SETTLED));
  for (const one of first ?? []) {
    const call = callBehind(file.facts, one.value);
    if (!call || !isOwn(call.callee)) continue;
    const behind = arms[0]?.exit === 'return' ? lastBehind(file, one, statement) : [];
    for (const { slot, value } of [...others.flat(), ...behind]) {
      const other = slot === one.slot ? callBehind(file.facts, value) : undefined;
      const names = other ? askedApart(resolver, file, call, other) : [];
      if (names.length > 0) return names;
    }
  }
  return [];
}

/** A branch settles on fewer things. */
const MOST_SETTLED = 20;

function lastBehind({ facts }: LinkedFile, { slot }: Settled, statement: Range): Settled[] {
  const last = lastSettled(facts).get(slot);
  return last && startsAfter(last.range, statement) ? [last] : [];
}

/** The vendors, or else the models, of two calls that put one question to functions of one's own, each asking one. */
export function askedApart(resolver: Resolver, file: LinkedFile, one: CallFact, other: CallFact): string[] {
  if (!(isOwn(one.callee) || isOwn(other.callee)) || !isNamedAlike(file, one, other)) return [];
  if (!sharesQuestion(file, one, other)) return [];
  const vendors = [one, other].map(({ callee }) => distinct(vendorsInside(resolver, file, callee)));
  if (!vendors.every(({ length }) => length === 1)) return [];
  const names = between(vendors.flat().map((name) => endpointOwner(resolver, name)?.name ?? name));
  if (names.length > 0) return names;
  const models = [one, other].map(({ callee }) => modelsInside(resolver, file, callee));
  return models.every(({ length }) => length === 1) ? between(models.flat()) : [];
}

/** The models that the tree's own functions ask for that something is. */
function modelsInside(resolver: Resolver, file: LinkedFile, callee: Value): string[] {
  const models = resolver.objects.resolve(file, callee).flatMap((one) => {
    const called = functionOf(one);
    return called ? modelsOf(resolver, called.file, called.fact) : [];
  });
  return distinct(models);
}

const modelsOf = remembered((resolver, file, { range }: FunctionFact): string[] =>
  structureOf(file.facts)
    .callsIn(range)
    .slice(0, MOST_CALLS)
    .flatMap((call) => modelsNamed(resolver, file, call)),
);

/** A function that asks one model is not longer. */
const MOST_CALLS = 60;

/** A function of this file, or a method of the class: another file may have nothing that lets it be looked at. */
function isOwn(callee: Value): boolean {
  return callee.kind === 'function' || (callee.kind === 'member' && callee.object.kind === 'self');
}

/** `_ask_api` and `_ask_local`: what is done is the same, and only by whom or how is not. */
function isNamedAlike(file: LinkedFile, one: CallFact, other: CallFact): boolean {
  const [own, others] = [one, other].map(({ callee }) =>
    wordsOf(lastPart(dottedName(file, callee))).split(' '),
  );
  if (!own || !others) return false;
  const rest = [...without(own, others), ...without(others, own)];
  return rest.length > 0 && rest.length < own.length + others.length && rest.every(saysWhom);
}

function without(words: readonly string[], others: readonly string[]): string[] {
  return words.filter((word) => !others.includes(word));
}

function saysWhom(word: string): boolean {
  return BY_WHOM.test(word) || vendorInName(word) !== null;
}

/** Words that say by whom or how well something is done, and not what. */
const BY_WHOM =
  /^(?:a|via|with|by|using|on|in|api|cloud|local|locally|remote|hosted|online|offline|external|internal|server|browser|device|primary|secondary|backup|fallback|alternative|main|default|standard|regular|normal|custom|fast|quick|slow|smart|strong|weak|cheap|expensive|simple|complex|basic|advanced|premium|free|paid|pro|lite|mini|small|large|big|heavy|light|deep|full|hard|easy|long|short|quality|gpu|cpu|llm|model|ai|sonnet|haiku|opus|flash|gpt|\d+)$/;

/** Whether two calls are given something by the same name: `prompt`, `messages=messages`. */
function sharesQuestion(file: LinkedFile, one: CallFact, other: CallFact): boolean {
  const asked = new Set(namesGiven(file, one));
  return namesGiven(file, other).some((name) => asked.has(name));
}

function namesGiven(file: LinkedFile, call: CallFact): string[] {
  return givenTo(call)
    .slice(0, MOST_GIVEN)
    .flatMap((value) => {
      const name = value.kind === 'binding' || value.kind === 'member' ? dottedName(file, value) : '';
      return name === '' || SAYS_HOW.test(lastPart(name)) ? [] : [name];
    });
}

const MOST_GIVEN = 20;

/** What says how something is asked, and not what. */
const SAYS_HOW =
  /model|tokens|temperature|timeout|config|settings|options|client|session|key|logger|provider|db$|user(?:_?id)?$/i;
