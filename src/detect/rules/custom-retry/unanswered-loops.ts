import type { BlockFact, CallFact, FileFacts, FunctionFact } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { recent, remembered } from '../code/remembered.ts';
import { blocksIn, isWithin, structureOf } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { isOfText, saysNothingElse } from './answer-status.ts';
import { loopHit } from './looped-calls.ts';
import { answersNamed, givesAnswer, namedAnswers, passedOn } from './refilled-answers.ts';
import { callsAmong, mayMatter } from './retried-calls.ts';
import type { Attempt } from './retry-blocks.ts';
import { leaves, loopAround, triesOut, waitsAnywhere } from './retry-blocks.ts';
import { asksTheSameIn } from './same-questions.ts';
import { isTriedOut } from './status-loops.ts';

/**
 * Whether a loop goes round until what a `try` in it asks for is there, by its head: `while text is None: try: text = ask(prompt)`,
 * or `while not done`, where nothing but that a `try` came to its end says so.
 */
export function asksUntilThere(
  resolver: Resolver,
  file: LinkedFile,
  loop: BlockFact,
  { body }: Attempt,
): boolean {
  const { names = [] } = loop;
  if (loop.each === true || names.length === 0) return false;
  const asked = structureOf(file.facts)
    .callsIn(body.range)
    .find((call) => callsAmong(resolver, file, [call]).length > 0);
  if (!asked || !asksTheSameIn(resolver, file, asked, loop)) return false;
  if (saysNothingElse(loop) && isLeftWithAnswer(names, namesOf(file, body, asked))) return true;
  const isStraight = blocksIn(file.facts, body.range).every((block) => block === body);
  return isStraight && names.some((name) => saysDone(file.facts, name));
}

function isLeftWithAnswer(names: readonly string[], answers: ReadonlySet<string>): boolean {
  return names.some(
    (name) => isOfText(name) && !ENDS_TALK.test(name) && answers.has(name.split('.')[0] ?? ''),
  );
}

/** `should_exit = one_turn(history); if should_exit: break`: somebody has had enough. */
const ENDS_TALK = /^_?(?:(?:should|must|do|want|wants|is)_?)?(?:exit|quit|stop)/i;

/** The names that are given in a region to what a call answers, and not to what became of that. */
function namesOf(file: LinkedFile, { range }: BlockFact, asked: CallFact): ReadonlySet<string> {
  const named = answersNamed(file, range, (call) => call === asked);
  return passedOn(file, range, named, (value) => isTriedOut(file, value));
}

/** `done`, of a variable that is only ever true or false. */
function saysDone(facts: FileFacts, name: string): boolean {
  return DONE.test(name) && switchesOf(facts).has(name);
}

const DONE =
  /^(?:is_?|has_?|got_?)?(?:done|success(?:ful)?|succeeded|ok|worked|answered|answer|response|received)$/i;

const switchesOf = recent(
  ({ bindings }: FileFacts): ReadonlySet<string> =>
    new Set(
      bindings.flatMap(({ name, values }) =>
        values.length > 1 && values.every(({ kind }) => kind === 'boolean') ? [name] : [],
      ),
    ),
);

/**
 * Loops without a `try` of their own that ask the same until something comes: `while not text: text = once(prompt)`,
 * `for i in range(3): text = once(prompt); if text: return text`. They wait in between, or what they call lets no fault through.
 */
export function unansweredLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  const loops = (file.facts.blocks ?? []).filter(({ kind, each }) => kind === 'loop' && each !== true);
  return loops.flatMap((loop) => {
    const calls = new Set(namedAnswers(file, loop.range).map((one) => one.call));
    for (const call of [...calls].slice(0, MOST_CALLS)) {
      if (!isAlone(file, loop, call) || !isLeft(file, loop, namesOf(file, loop, call))) continue;
      if (!asksTheSameIn(resolver, file, call, loop) || tellsHowFar(file, call)) continue;
      const [asked] = callsAmong(resolver, file, [call]);
      if (!asked || !mayMatter(resolver, file, [call], [asked])) continue;
      if (waitsAnywhere(resolver, file, loop) || swallows(resolver, file, call))
        return [loopHit(file, loop.statement, asked)];
    }
    return [];
  });
}

/** Nobody asks more in one loop. */
const MOST_CALLS = 30;

/** Whether every round of a loop comes to a call, and nothing catches its faults. */
function isAlone(file: LinkedFile, loop: BlockFact, { range }: CallFact): boolean {
  return structureOf(file.facts).blocksAround(range)[0] === loop;
}

/** Whether a loop is left once there is an answer: by its head, or by a branch that asks for no more than that. */
function isLeft(file: LinkedFile, loop: BlockFact, answers: ReadonlySet<string>): boolean {
  return (
    (saysNothingElse(loop) && isLeftWithAnswer(loop.names ?? [], answers)) ||
    blocksIn(file.facts, loop.range).some(
      (block) =>
        block.kind === 'branch' &&
        leaves(block) &&
        saysNothingElse(block) &&
        isLeftWithAnswer(block.names ?? [], answers) &&
        (block.exit === 'break' || givesAnswer(file, block.range, answers)) &&
        loopAround(file, block) === loop,
    )
  );
}

/** `look_at_job(id)`, `check(prompt)`: who asks how far something is asks no model. */
function tellsHowFar(file: LinkedFile, { callee }: CallFact): boolean {
  const name = lastPart(dottedName(file, callee));
  return (
    triesOut(name) ||
    /^_?(?:retrieve|get_?(?:status|job|run|result)|poll|look|status|wait|refresh|reload)/i.test(name)
  );
}

/** Whether what is called is a function of the file that answers for a fault itself. */
function swallows(resolver: Resolver, file: LinkedFile, { callee }: CallFact): boolean {
  return resolver.objects.resolve(file, callee).some((one) => {
    const own = functionOf(one);
    return own?.file === file && letsNothingThrough(resolver, file, own.fact);
  });
}

const letsNothingThrough = remembered((_resolver, { facts }, { range: whole }: FunctionFact): boolean =>
  blocksIn(facts, whole).some(
    ({ kind, exit, range }) => kind === 'handler' && exit !== 'raise' && isWithin(range, whole),
  ),
);
