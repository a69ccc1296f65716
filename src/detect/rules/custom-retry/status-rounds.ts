import type { BlockFact, CallFact, Range } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName, surelySends } from '../calls/llm-calls.ts';
import { callBehind, itemsWithin, startsAfter, structureOf } from '../code/structure.ts';
import { asksStatus, statusOwners } from './answer-status.ts';
import { caughtCall } from './caught-promises.ts';
import { givenBack, isGiven, isMadeOf, namesGiven, passedOn } from './refilled-answers.ts';
import { isIdle, leaves, loopAround, notesFailure } from './retry-blocks.ts';

/** A loop that sends the same again at a status, and what it sends. */
export interface StatusRound {
  loop: BlockFact;
  asked: CallFact;
}

/**
 * Loops that count or go on for ever, and go round at what a status says, whether or not they wait or say that they try
 * again: `for i in range(3): r = post(…); if r.status_code == 429: continue; return r.json()`.
 */
export function statusRounds(resolver: Resolver, file: LinkedFile): StatusRound[] {
  const { blocks = [] } = file.facts;
  const asking = blocks.filter(asksStatus);
  if (asking.length === 0) return [];
  const stems = new Set(asking.flatMap(statusOwners));
  const given = namesGiven(file.facts).filter(({ name }) => stems.has(name));
  const branches = Map.groupBy(asking, (block) => (block.kind === 'loop' ? block : loopAround(file, block)));
  const inLoops = Map.groupBy(given, ({ range }) => innermostLoop(file, range));
  return [...branches].flatMap(([loop, inside]) => {
    if (!loop || loop.each || (loop.names ?? []).some((name) => COUNTS_ITEMS.test(name))) return [];
    const sent = (inLoops.get(loop) ?? []).flatMap(({ name, value }) => {
      const given = callBehind(file.facts, value);
      // `await fetch(url, body).catch(stop)`: what is caught says nothing of its status.
      const call = given && (caughtCall(file.facts, given) ?? given);
      return call && surelySends(resolver, file, call) ? [{ name, call }] : [];
    });
    const [first] = sent;
    const answers = new Set(sent.map(({ name }) => name));
    const about = inside.filter((block) => statusOwners(block).some((name) => answers.has(name)));
    return first && goesRound(file, loop, about, answers) ? [{ loop, asked: first.call }] : [];
  });
}

/** `i < texts.length`, `range(len(texts))`: each round is about another one. */
const COUNTS_ITEMS = /^len$|\.(?:length|size)$/;

function innermostLoop(file: LinkedFile, range: Range): BlockFact | null {
  return (
    structureOf(file.facts)
      .blocksAround(range)
      .find(({ kind }) => kind === 'loop') ?? null
  );
}

/** Whether a loop goes round at a status that its answers have, and is left with an answer. */
function goesRound(
  file: LinkedFile,
  loop: BlockFact,
  about: readonly BlockFact[],
  answers: ReadonlySet<string>,
): boolean {
  // `while r.status_code == 429: r = post(…)`
  if (about.includes(loop)) return true;
  const calls = structureOf(file.facts).callsIn(loop.range);
  /** A branch that keeps something of the answer has got what it wanted. */
  const keepsNothing = ({ range }: BlockFact) =>
    itemsWithin(calls, range).every(
      (call) => isIdle(file, call) || !isGiven(file, call, answers) || showsFault(file, call),
    );
  const lastDeed = calls.findLast((call) => !isIdle(file, call) && !showsFault(file, call));
  const isLast = ({ range }: BlockFact) => !lastDeed || !startsAfter(lastDeed.range, range);
  return (
    (about.some((branch) => branch.exit === 'continue' && keepsNothing(branch)) &&
      isLeftWith(file, loop, answers)) ||
    (loop.exit === undefined &&
      about.some((branch) => branch.kind === 'branch' && leaves(branch) && isLast(branch)))
  );
}

/** `const fault = await response.text()` says no more than why. */
function showsFault(file: LinkedFile, call: CallFact): boolean {
  return notesFailure(file, call) || /\.text$/i.test(dottedName(file, call.callee));
}

/** Whether a loop ends with an answer: by itself, or by giving it back somewhere. */
function isLeftWith(file: LinkedFile, loop: BlockFact, answers: ReadonlySet<string>): boolean {
  if (leaves(loop)) return true;
  const names = passedOn(file, loop.range, answers);
  return itemsWithin(givenBack(file.facts), loop.range).some(({ value }) =>
    isMadeOf(file.facts, value, names),
  );
}
