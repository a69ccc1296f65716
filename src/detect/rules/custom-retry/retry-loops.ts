import { namesLlmCall } from '../../catalog/call-names.ts';
import { saysAgain } from '../../catalog/retry-libraries.ts';
import type { BlockFact, CallFact, FunctionFact } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import { dottedName, isOfSdkClient, llmCall, surelySends } from '../calls/llm-calls.ts';
import { remembered } from '../code/remembered.ts';
import { blocksIn, callBehind, isWithin, itemsWithin, startsAfter, structureOf } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { askedInTurn, asksForTheirModels, callsOfEntries, vendorsInTurn } from './asked-in-turn.ts';
import { asksPerson } from './asked-persons.ts';
import { caughtCall } from './caught-promises.ts';
import { leadingAmong, leadsFarther } from './leading-calls.ts';
import { leadingCalls, loopHit } from './looped-calls.ts';
import { parsesIn } from './parse-faults.ts';
import { putBack } from './put-back.ts';
import { answersNamed, givenBack, givesAnswer, namedAnswers, toldBy } from './refilled-answers.ts';
import { callsAmong, callsIn } from './retried-calls.ts';
import type { Attempt } from './retry-blocks.ts';
import {
  attemptsOf,
  attemptsWithin,
  catchesFormOnly,
  catchesVendor,
  endsWithin,
  goesBack,
  goesOn,
  goesOverModels,
  isIdle,
  leaves,
  leavesBefore,
  leavesBehind,
  loopAround,
  saysRetry,
  triesOut,
  waitsAnywhere,
  waitsIn,
} from './retry-blocks.ts';
import { statusLoops } from './status-loops.ts';
import { statusRounds } from './status-rounds.ts';
import { asksUntilThere, unansweredLoops } from './unanswered-loops.ts';

/** Loops that send an LLM call again when it fails. */
export function retryingLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  return [
    ...retryLoops(resolver, file),
    ...statusLoops(resolver, file),
    ...caughtLoops(resolver, file),
    ...stalledLoops(resolver, file),
    ...roundsAtStatus(resolver, file),
    ...unansweredLoops(resolver, file),
    ...putBack(resolver, file),
  ];
}

/** A loop without a word of trying again that goes round at a status, where no person says so. */
function roundsAtStatus(resolver: Resolver, file: LinkedFile): Hit[] {
  return statusRounds(resolver, file).flatMap(({ loop, asked }) => {
    if (asksPerson(resolver, file, loop.range)) return [];
    const name = dottedName(file, asked.callee);
    return [loopHit(file, loop.statement, llmCall(resolver, file, asked) ?? { name, service: null })];
  });
}

function retryLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  return attemptsOf(file).flatMap((attempt) => {
    const loop = retriedBy(resolver, file, attempt);
    if (!loop) return [];
    const { range } = attempt.body;
    const isOverModels = goesOverModels(loop);
    const near = [
      ...callsIn(resolver, file, range),
      ...(isOverModels ? callsOfEntries(resolver, file, range) : askedInTurn(resolver, file, loop)),
    ].filter(({ name }) => !isOverModels || !triesOut(name));
    const [asked] =
      near.length > 0 ? near : leadingCalls(resolver, file, loop, structureOf(file.facts).callsIn(range));
    const surely =
      asked ?? caughtOfVendor(resolver, file, attempt) ?? askedByOwnName(resolver, file, attempt);
    return surely ? [loopHit(file, loop.statement, surely)] : [];
  });
}

/**
 * What is called in a `try` whose handlers catch the faults of an inference service's SDK: `except openai.APIError`. What
 * the SDK's own client does but ask is no LLM call: `client.files.create(…)`.
 */
function caughtOfVendor(resolver: Resolver, file: LinkedFile, { body, handlers }: Attempt): LlmCall | null {
  if (!handlers.some((handler) => catchesVendor(file, handler))) return null;
  const called = structureOf(file.facts).callsIn(body.range);
  if (called.some(({ callee }) => TAKES_WORK.test(dottedName(file, callee)))) return null;
  const asked = called.find(
    (call) =>
      !isIdle(file, call) &&
      dottedName(file, call.callee) !== 'super' &&
      !isOfSdkClient(resolver, file, call.callee),
  );
  return asked ? { name: dottedName(file, asked.callee), service: null } : null;
}

/**
 * `def call_llm_safely(agent)`: what its function is called says what is tried there, whatever it calls, if it gives back
 * what that answers. What it looks up first is something else.
 */
function askedByOwnName(resolver: Resolver, file: LinkedFile, { body }: Attempt): LlmCall | null {
  const { functionAround, callsIn: rawCallsIn } = structureOf(file.facts);
  const around = functionAround(body.range);
  if (!around || !namesLlmCall(around.name ?? '')) return null;
  const asked = rawCallsIn(body.range).find((call) => !isIdle(file, call));
  if (!asked) return null;
  const names = answersNamed(file, body.range, (call) => call === asked);
  const back = givesBack(resolver, file, around);
  return back.calls.has(asked) || [...names].some((name) => back.names.has(name))
    ? { name: dottedName(file, asked.callee), service: null }
    : null;
}

/** What a function gives back: what is called there, and what has a name. It is asked for each `try` in it. */
const givesBack = remembered((_resolver, { facts }, { range }: FunctionFact) => {
  const values = itemsWithin(givenBack(facts), range).map(({ value }) => value);
  const names = values.flatMap((value) =>
    value.kind === 'binding' ? (facts.bindings[value.binding]?.name ?? []) : [],
  );
  return { calls: new Set(values.flatMap((value) => callBehind(facts, value) ?? [])), names: new Set(names) };
});

/** `job = queue.get()`: the next one is asked for when one has failed. */
const TAKES_WORK =
  /(?:queue|inbox|jobs|tasks|messages|consumer|subscriber|socket)\.(?:get|pop|receive|recv|poll|next|fetch|read)/i;

/**
 * The loop that does what is in a `try` again when it fails. A loop within one over models may ask each again for an answer
 * that parses, and is left to the next one when it fails: `except LLMError: break`.
 */
function retriedBy(resolver: Resolver, file: LinkedFile, attempt: Attempt): BlockFact | null {
  const loop = loopAround(file, attempt.body);
  if (!loop || isRetried(resolver, file, loop, attempt)) return loop;
  const outer = loopAround(file, loop);
  const isLeft =
    outer !== null &&
    goesOverModels(outer) &&
    !goesOverModels(loop) &&
    attempt.handlers.some((handler) => handler.exit === 'break' && !catchesFormOnly(handler)) &&
    (attempt.body.exit === 'return' || endsWithin(file, outer, attempt.body));
  return isLeft ? outer : null;
}

/** Whether the loop around a `try` is there to do the same again when it fails. */
function isRetried(resolver: Resolver, file: LinkedFile, loop: BlockFact, attempt: Attempt): boolean {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const isDelayed = ({ range }: BlockFact) => saysRetry(loop) && waitsIn(file, rawCallsIn(range));
  const goingOn = attempt.handlers.filter(
    (handler) =>
      (goesOn(file, handler) || isDelayed(handler)) &&
      !catchesFormOnly(handler) &&
      !asksPerson(resolver, file, handler.range) &&
      !(handler.exit === undefined && endsAnyway(file, attempt, loop) && !goesBack(file, handler)),
  );
  if (goingOn.length === 0) return false;
  const waits =
    goingOn.some(({ range }) => waitsIn(file, rawCallsIn(range))) ||
    // `if (attempt > 0) await sleep(…)` at the loop's beginning.
    (saysRetry(loop) && waitsAnywhere(resolver, file, loop));
  const catchesAll = goingOn.every(
    ({ names = [] }) => !names.some((name) => FAULT.test(name) && !/^(?:Base)?Exception$/.test(name)),
  );
  // Where the next one is asked, it is whatever an answer lacks.
  const isInTurn =
    goesOverModels(loop) ||
    vendorsInTurn(resolver, file, loop).length > 0 ||
    asksForTheirModels(resolver, file, loop);
  if (catchesAll && !waits && !isInTurn && parsesUncaught(resolver, file, attempt)) return false;
  if (!waits && !goesOverModels(loop) && endsWhenGood(resolver, file, loop, attempt)) return false;
  // Done when it works, again or the next one when it does not.
  if (attempt.body.exit === 'return' || attempt.body.exit === 'break') return true;
  const ends = endsWithin(file, loop, attempt.body);
  if (isInTurn) return ends || endsBehind(resolver, file, loop, attempt);
  if (leavesBefore(file, loop, attempt.body) || repeatsAnyway(resolver, file, loop)) return false;
  if (loop.each) return saysRetry(loop);
  if (saysRetry(loop) || loop.exit === 'return' || loop.exit === 'break') return true;
  if (ends && waits && endsOnceAsked(resolver, file, loop, attempt)) return true;
  if (asksUntilThere(resolver, file, loop, attempt)) return true;
  return goingOn.some((handler) => catchesVendor(file, handler)) && isLeftBehind(file, loop, attempt);
}

/**
 * `try: score = judge(text) except E: score = 0`, and behind it `if score >= THRESHOLD: break`: a loop that is left behind a
 * `try` for nothing but how good something is has it written again (decisions 3), whatever fails in there.
 */
function endsWhenGood(
  resolver: Resolver,
  file: LinkedFile,
  loop: BlockFact,
  { body, handlers }: Attempt,
): boolean {
  if (handlers.some((handler) => goesBack(file, handler))) return false;
  const behind = leavingsIn(resolver, file, loop).filter(({ range }) => startsAfter(range, body.range));
  const judging = behind.filter(({ names = [] }) => names.some((name) => HOW_GOOD.test(name)));
  return judging.length > 0 && judging.length === behind.length;
}

const HOW_GOOD = /threshold|score|quality|good_?enough/i;

/** The last branches that a loop is left by, but for those that ask how often it went round. */
const leavingsIn = remembered((_resolver, file, loop: BlockFact): BlockFact[] =>
  blocksIn(file.facts, loop.range)
    .filter(
      (block) =>
        block.kind === 'branch' &&
        leaves(block) &&
        loopAround(file, block) === loop &&
        !block.names?.every((name) => loop.names?.includes(name)),
    )
    .slice(-MOST_LEAVING),
);

/** Whether a loop is left behind a `try` in it, once what came is looked at: who asks a person is not done with one. */
function isLeftBehind(file: LinkedFile, loop: BlockFact, { body, handlers }: Attempt): boolean {
  return leavesBehind(file, loop, handlers.at(-1)?.range ?? body.range);
}

/**
 * Whether something in a `try` ends the loop once a model was asked: work that goes on whatever comes of it is only ended
 * before, `while running: try: if stopped: break; work(); sleep(60)`.
 */
function endsOnceAsked(resolver: Resolver, file: LinkedFile, loop: BlockFact, { body }: Attempt): boolean {
  const isAsked = (call: CallFact) =>
    llmCall(resolver, file, call) !== null || leadsFarther(resolver, file, call);
  const asked = structureOf(file.facts).callsIn(body.range).find(isAsked);
  if (asked === undefined) return !goesOnUntilStopped(loop);
  return blocksIn(file.facts, body.range).some(
    (block) =>
      (block.exit === 'return' || (leaves(block) && loopAround(file, block) === loop)) &&
      !startsAfter(asked.range, block.range),
  );
}

/** `while not stop_event.is_set(): try: task = queue.get() …`: whatever comes of it, the next work follows. */
function goesOnUntilStopped({ each, names = [] }: BlockFact): boolean {
  return !each && names.some((name) => STOPPED.test(name));
}

const STOPPED =
  /(?:^|[._])(?:is_?)?(?:stop|stopped|stopping|stop_?requested|shutdown|shutting_?down)(?:_?(?:event|flag|signal))?(?:\.is_?set)?$/i;

/** `try { result = await one.ask(…) } catch { result = null }`, and behind it `if (result) return result`. */
function endsBehind(resolver: Resolver, file: LinkedFile, loop: BlockFact, { body }: Attempt): boolean {
  return (
    leftWithAnswer(resolver, file, loop).some(({ range }) => startsAfter(range, body.range)) &&
    namedAnswers(file, body.range).length > 0
  );
}

/** The branches of a loop that give back what something in it answered. */
const leftWithAnswer = remembered((_resolver, file, loop: BlockFact): BlockFact[] => {
  const leaving = blocksIn(file.facts, loop.range).filter(
    (block) => block.kind === 'branch' && block.exit === 'return' && loopAround(file, block) === loop,
  );
  if (leaving.length === 0) return [];
  const given = namedAnswers(file, loop.range).map(({ name }) => name);
  const answers = toldBy(file, loop.range, given);
  return leaving
    .slice(0, MOST_LEAVING)
    .filter(
      ({ range, names = [] }) =>
        names.some((name) => answers.has(name.split('.')[0] ?? '')) && givesAnswer(file, range, answers),
    );
});

/** Nobody leaves a loop in more ways. */
const MOST_LEAVING = 30;

/** Whether what follows a `try` leaves its loop: only who says so goes round again. */
function endsAnyway(file: LinkedFile, { body }: Attempt, loop: BlockFact): boolean {
  const around = structureOf(file.facts).blocksAround(body.range);
  const within = around.slice(0, around.indexOf(loop) + 1);
  return within.some((block) => block !== body && leaves(block));
}

/**
 * `for attempt in range(repeats): try: ask() … ok += 1`: a loop that counts and is never left measures, whatever comes; so
 * does `for one in RETRY_CASES`, which goes over the items of something.
 */
const repeatsAnyway = remembered((_resolver, file, loop: BlockFact): boolean => {
  if (!(loop.each || loop.names?.includes('range')) || leaves(loop)) return false;
  return !blocksIn(file.facts, loop.range).some(leaves);
});

/** Whether an answer is taken apart in a `try` so that its handlers catch it; one of its form's own does before. */
function parsesUncaught(resolver: Resolver, file: LinkedFile, { body, handlers }: Attempt): boolean {
  if (handlers.some(catchesFormOnly)) return false;
  const inner = attemptsWithin(file, body.range).filter(
    (one) => one.body !== body && one.handlers.some(catchesFormOnly),
  );
  const calls = structureOf(file.facts).callsIn(body.range);
  const outside = calls.filter(
    (call) => !inner.some((one) => isWithin(call.range, one.body.range)) && !isOnlyTold(file, body, call),
  );
  if (!parsesIn(file, outside)) return false;
  // `validate(prompt)` before anything was asked takes no answer apart.
  const asked = calls.find((call) => llmCall(resolver, file, call) !== null);
  return (
    !asked ||
    parsesIn(
      file,
      outside.filter(({ range }) => !startsAfter(asked.range, range)),
    )
  );
}

/** `ok, why = validate(text)`, and `if ok: break`: what is wrong with an answer is told, and no fault that is caught. */
function isOnlyTold(file: LinkedFile, { range }: BlockFact, call: CallFact): boolean {
  if (!/valid/i.test(dottedName(file, call.callee))) return false;
  const told = answersNamed(file, range, (one) => one === call);
  const asking = blocksIn(file.facts, range).filter(
    ({ kind, names = [] }) => kind === 'branch' && names.some((name) => told.has(name)),
  );
  return asking.length > 0 && asking.every(({ exit }) => exit !== 'raise');
}

/** A fault by its name: `TimeoutError`, `openai.APIError`. */
const FAULT = /^(?:\w+\.)*[A-Z]\w*$/;

/**
 * `for (let attempt = 0; …) { const text = await ask(prompt).catch(() => null); if (text) return text; }`, and the same for
 * one model after the other; what asks has to be told by itself there, since such a loop says nothing of trying again.
 */
function caughtLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  const loops = (file.facts.blocks ?? []).filter(
    (block) => block.kind === 'loop' && (saysRetry(block) || goesOverModels(block)),
  );
  return loops.flatMap((loop) => {
    const isTold = saysRetry(loop);
    const caught = namedAnswers(file, loop.range).flatMap(({ name, call }) => {
      const tried = caughtCall(file.facts, call);
      if (!tried) return [];
      const asked = llmCall(resolver, file, tried);
      const isMeant = asked && (isTold || namesLlmCall(asked.name) || surelySends(resolver, file, tried));
      const [entry] = isMeant
        ? [asked]
        : goesOverModels(loop)
          ? callsOfEntries(resolver, file, tried.range)
          : [];
      return entry && !triesOut(entry.name) ? [{ name, asked: entry }] : [];
    });
    const answers = new Set(caught.map(({ name }) => name));
    const isLeft = blocksIn(file.facts, loop.range).some(
      (block) => block.kind === 'branch' && leaves(block) && block.names?.some((name) => answers.has(name)),
    );
    return caught[0] && isLeft ? [loopHit(file, loop.statement, caught[0].asked)] : [];
  });
}

/** `while True: …; if reason == "timeout" and not retry_used: retry_used = True; continue`: it goes round once more. */
function stalledLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  const branches = (file.facts.blocks ?? []).filter(retriesFault);
  // Of each loop the last one.
  const loops = new Map(
    branches.flatMap((branch) => {
      const loop = loopAround(file, branch);
      return loop ? [[loop, branch] as const] : [];
    }),
  );
  return [...loops].flatMap(([loop, branch]) => {
    // `if last_failed > retry_threshold: continue` before anything is asked leaves it out.
    const before = structureOf(file.facts)
      .callsIn(loop.range)
      .filter(({ range }) => !startsAfter(range, branch.range));
    const near = callsAmong(resolver, file, before);
    const [asked] = near.length > 0 ? near : leadingAmong(resolver, file, before);
    return asked ? [loopHit(file, loop.statement, asked)] : [];
  });
}

/** Whether a branch goes round again since something failed, and counts or notes that it does. */
function retriesFault({ kind, exit, names = [], texts = [] }: BlockFact): boolean {
  return (
    kind === 'branch' &&
    exit === 'continue' &&
    names.some(saysAgain) &&
    [...names, ...texts].some((word) => FAILED.test(word))
  );
}

const FAILED =
  /time_?d?_?out|stall|error|fail(?:ed|ure)?(?:_|$)|unavailable|rate_?limit|overload|disconnect|status|no_?output/i;
