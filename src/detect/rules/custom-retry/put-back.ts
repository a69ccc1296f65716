import type { BlockFact, CallFact } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { remembered } from '../code/remembered.ts';
import {
  blocksIn,
  blocksInOrder,
  isWithin,
  itemsWithin,
  lastStart,
  startsAfter,
  structureOf,
} from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { leadingAmong } from './leading-calls.ts';
import { loopHit } from './looped-calls.ts';
import { namesGiven } from './refilled-answers.ts';
import { callsIn } from './retried-calls.ts';
import type { Attempt } from './retry-blocks.ts';
import { attemptsOf, catchesFormOnly, goesOn, loopAround, saysRetry } from './retry-blocks.ts';

/** What failed is asked for again: what handlers put back, and what says by its answer that it failed. */
export function putBack(resolver: Resolver, file: LinkedFile): Hit[] {
  return [...putByHandlers(resolver, file), ...leftOver(resolver, file)];
}

/**
 * What failed is put where a loop takes its work from, `except RateLimitError: todo.append(task)`, or by itself, and what
 * was put there is gone through again: `for task in failed: ask(task)`.
 */
function putByHandlers(resolver: Resolver, file: LinkedFile): Hit[] {
  const looked = new Set<string>();
  return attemptsOf(file).flatMap((attempt) => {
    const loop = loopAround(file, attempt.body);
    if (!loop) return [];
    const places = [...new Set(putAt(file, attempt))].slice(0, MOST_PLACES);
    if (places.length === 0) return [];
    const asked = askedIn(resolver, file, attempt.body);
    // One loop may hold thousands of attempts that are all alike.
    const isNew = (place: string) =>
      looked.size < looked.add(`${loop.statement} ${asked?.name} ${place}`).size;
    const isAgain = (place: string) =>
      isSource(resolver, file, loop, place) ||
      isGoneThroughAgain(resolver, file, loop, place, asked?.name ?? '');
    return asked && places.filter(isNew).some(isAgain) ? [loopHit(file, loop.statement, asked)] : [];
  });
}

/**
 * `for attempt in range(3): for task in failed: if not run(task): again.append(task)`, and `failed = again`: what tells by
 * its answer that it failed is gone through once more.
 */
function leftOver(resolver: Resolver, file: LinkedFile): Hit[] {
  const { blocks = [] } = file.facts;
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const rounds = blocks.flatMap((loop) => {
    const outer = loop.kind === 'loop' && loop.each ? loopAround(file, loop) : null;
    return outer && saysRetry(outer) ? [{ loop, outer }] : [];
  });
  return rounds.flatMap(({ loop, outer }) => {
    const kept = handedOn(resolver, file, outer);
    const isKept = (place: string) => kept.get(place)?.some((name) => loop.names?.includes(name)) === true;
    const calls = rawCallsIn(loop.range);
    const isPut = calls.some(
      ({ callee }) =>
        callee.kind === 'member' && PUTS.test(callee.property) && isKept(dottedName(file, callee.object)),
    );
    const [asked] = isPut
      ? leadingAmong(
          resolver,
          file,
          calls.filter((call) => catchesInside(resolver, file, call)),
        )
      : [];
    return asked ? [loopHit(file, outer.statement, asked)] : [];
  });
}

/** Whether what is called says that it failed, and throws nothing: an answer that does not suit is no fault. */
function catchesInside(resolver: Resolver, file: LinkedFile, { callee }: CallFact): boolean {
  return resolver.objects.resolve(file, callee).some((one) => {
    const called = functionOf(one);
    return (
      called !== null &&
      blocksIn(called.file.facts, called.fact.range).some(
        (block) => block.kind === 'handler' && !catchesFormOnly(block),
      )
    );
  });
}

function askedIn(resolver: Resolver, file: LinkedFile, { range }: BlockFact) {
  const [asked] = callsIn(resolver, file, range);
  return asked ?? leadingAmong(resolver, file, structureOf(file.facts).callsIn(range))[0];
}

/** Nobody puts it to more. */
const MOST_PLACES = 10;

/** Where a handler puts what it was about. */
function putAt(file: LinkedFile, { handlers }: Attempt): string[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  return handlers
    .filter((handler) => goesOn(file, handler) && !catchesFormOnly(handler))
    .flatMap(({ range, names = [] }) =>
      rawCallsIn(range).flatMap(({ callee, positional }) => {
        const isPut =
          callee.kind === 'member' &&
          PUTS.test(callee.property) &&
          positional.some((value) => value.kind !== 'text' && !names.includes(dottedName(file, value)));
        const place = isPut ? dottedName(file, callee.object) : '';
        return place === '' ? [] : [place];
      }),
    );
}

const PUTS = /^(?:append(?:left)?|push|unshift|put(?:_nowait)?|insert|add|enqueue|requeue)$/;

/** Whether a loop takes its work from somewhere: `while todo`, `task = todo.pop()`. */
function isSource(resolver: Resolver, file: LinkedFile, loop: BlockFact, place: string): boolean {
  const names = loop.names ?? [];
  return (
    names.some((name) => name === place || name.startsWith(`${place}.`)) ||
    takenFrom(resolver, file, loop).has(place)
  );
}

const takenFrom = remembered((_resolver, file, { range }: BlockFact): ReadonlySet<string> => {
  const called = structureOf(file.facts)
    .callsIn(range)
    .map(({ callee }) => dottedName(file, callee));
  return new Set(
    called.flatMap((name) => {
      const last = lastPart(name);
      return TAKES.test(last) ? [name.slice(0, -last.length - 1)] : [];
    }),
  );
});

const TAKES = /^(?:pop(?:left)?|shift|get(?:_nowait)?|dequeue|next|splice)$/;

/**
 * Whether a later loop asks the same of all that was put by, or the next round of a loop around this one does:
 * `todo = failed`.
 */
function isGoneThroughAgain(
  resolver: Resolver,
  file: LinkedFile,
  loop: BlockFact,
  place: string,
  asked: string,
): boolean {
  const outer = loopAround(file, loop);
  const isHandedOn =
    outer !== null &&
    handedOn(resolver, file, outer)
      .get(place)
      ?.some((name) => loop.names?.includes(name));
  return (
    isHandedOn === true ||
    laterLoops(file, loop, place).some(({ range }) =>
      callsIn(resolver, file, range).some(({ name }) => name === asked),
    )
  );
}

/** Which names a loop gives to others: by each, those. */
const handedOn = remembered((_resolver, file, { range }: BlockFact): ReadonlyMap<string, string[]> => {
  const given = new Map<string, string[]>();
  for (const { name, value } of itemsWithin(namesGiven(file.facts), range)) {
    const from = dottedName(file, value);
    const known = given.get(from);
    if (known) known.push(name);
    else given.set(from, [name]);
  }
  return given;
});

/** The next loops of the same function that go over something. */
function laterLoops(file: LinkedFile, loop: BlockFact, place: string): BlockFact[] {
  const blocks = blocksInOrder(file.facts);
  const whole = structureOf(file.facts).functionAround(loop.range);
  if (!whole) return [];
  const start = Math.max(lastStart(blocks, loop.range), 0);
  return blocks
    .slice(start, start + MOST_BLOCKS)
    .filter(
      ({ kind, each, names = [], range }) =>
        kind === 'loop' &&
        each === true &&
        names.includes(place) &&
        startsAfter(range, loop.range) &&
        isWithin(range, whole.range),
    );
}

/** Farther down other things are done. */
const MOST_BLOCKS = 60;
