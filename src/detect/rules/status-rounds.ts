import type { BlockFact, CallFact, Range } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { dottedName, surelySends } from './llm-calls.ts';
import { isGiven, isMadeOf, namesGiven, passedOn } from './refilled-answers.ts';
import { leaves, loopAround, waitsIn } from './retry-blocks.ts';
import { isSilent } from './silent-calls.ts';
import { isWithin, itemsWithin, startsAfter, structureOf } from './structure.ts';

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
  const asking = blocks.filter(({ names = [] }) => names.some((name) => STATUS.test(name)));
  if (asking.length === 0) return [];
  const stems = new Set(asking.flatMap(statusOwners));
  const given = namesGiven(file.facts).filter(({ name }) => stems.has(name));
  const branches = Map.groupBy(asking, (block) => (block.kind === 'loop' ? block : loopAround(file, block)));
  const inLoops = Map.groupBy(given, ({ range }) => innermostLoop(file, range));
  return [...branches].flatMap(([loop, inside]) => {
    if (!loop || loop.each || (loop.names ?? []).some((name) => COUNTS_ITEMS.test(name))) return [];
    const sent = (inLoops.get(loop) ?? []).flatMap(({ name, value }) => {
      const call = value.kind === 'result' ? file.facts.calls[value.call] : undefined;
      return call && surelySends(resolver, file, call) ? [{ name, call }] : [];
    });
    const [first] = sent;
    const answers = sent.map(({ name }) => name);
    const about = inside.filter((block) => statusOwners(block).some((name) => answers.includes(name)));
    return first && goesRound(file, loop, about, answers) ? [{ loop, asked: first.call }] : [];
  });
}

/** What HTTP says of an answer. */
export const STATUS = /\.(?:ok|is_?(?:ok|success)|status(?:_?code)?)$/i;

/** `i < texts.length`, `range(len(texts))`: each round is about another one. */
const COUNTS_ITEMS = /^len$|\.(?:length|size)$/;

/** What a job's own status says, which is asked for until the job is done. */
const OF_JOB = /complete|succe|finish|done|pending|process|progress|queue|running|start/i;

/** What a header asks the status of, but for that of a job. */
export function statusOwners({ names = [], texts = [] }: BlockFact): string[] {
  if (texts.some((text) => OF_JOB.test(text))) return [];
  return names.flatMap((name) => (STATUS.test(name) ? [name.replace(STATUS, '')] : []));
}

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
  answers: string[],
): boolean {
  // `while r.status_code == 429: r = post(…)`
  if (about.includes(loop)) return true;
  const calls = structureOf(file.facts).callsIn(loop.range);
  const isIdle = (call: CallFact) => isSilent(call, file.facts) || waitsIn(file, [call]);
  /** A branch that keeps something of the answer has got what it wanted. */
  const keepsNothing = ({ range }: BlockFact) =>
    itemsWithin(calls, range).every(
      (call) =>
        isIdle(call) || !isGiven(file, call, answers) || SHOWS_FAULT.test(dottedName(file, call.callee)),
    );
  const isLast = ({ range }: BlockFact) =>
    calls.every((call) => !startsAfter(call.range, range) || isIdle(call));
  return about.some(
    (branch) =>
      (branch.exit === 'continue' && keepsNothing(branch) && isLeftWith(file, loop, answers)) ||
      (branch.kind === 'branch' && leaves(branch) && loop.exit === undefined && isLast(branch)),
  );
}

/** `const fault = await response.text()` says no more than why. */
const SHOWS_FAULT = /\.text$|fail|error/i;

/** Whether a loop ends with an answer: by itself, or by giving it back somewhere. */
function isLeftWith(file: LinkedFile, loop: BlockFact, answers: string[]): boolean {
  if (leaves(loop)) return true;
  const { facts } = file;
  const names = new Set(passedOn(file, loop.range, answers));
  return (facts.givings ?? []).some(({ to, of, value, statement }) => {
    const result = to === 'return' ? facts.functions[of]?.returns[value] : undefined;
    return (
      result !== undefined &&
      isWithin(facts.statements[statement]?.range, loop.range) &&
      isMadeOf(facts, result, names)
    );
  });
}
