import type { BlockFact, CallFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { dottedName, llmCall, surelySends } from '../calls/llm-calls.ts';
import { blocksIn, callBehind, startsAfter, structureOf } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { answerOf, askedIfWell, asksIfWell, saysWell } from './answer-status.ts';
import { vendorsInTurn } from './asked-in-turn.ts';
import { leadsFarther } from './leading-calls.ts';
import { isRetryClass, leadingCalls, loopHit } from './looped-calls.ts';
import { answersNamed, givesAnswer, isGiven, passedOn, toldBy } from './refilled-answers.ts';
import { callsAmong, callsIn } from './retried-calls.ts';
import type { Attempt } from './retry-blocks.ts';
import {
  attemptsWithin,
  goesOn,
  goesOverModels,
  goesOverProviders,
  isIdle,
  leaves,
  leavesBehind,
  loopAround,
  makesFault,
  notesFailure,
  saysRetry,
  triesOut,
  waitsIn,
} from './retry-blocks.ts';

/**
 * `for attempt in range(3): r = post(…); if r.status_code != 429: break; sleep(…)`, tenacity's own loop, and
 * `for model in models: r = ask(model); if r: return r`.
 */
export function statusLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const loops = (file.facts.blocks ?? []).filter(
    (block) =>
      block.kind === 'loop' &&
      (saysRetry(block) || goesOverModels(block) || vendorsInTurn(resolver, file, block).length > 0),
  );
  return loops.flatMap((loop) => {
    const isLibrary = loop.names?.some(isRetryClass) ?? false;
    const isDelayed =
      saysRetry(loop) && waitsIn(file, rawCallsIn(loop.range)) && !looksAway(resolver, file, loop);
    const isGoingOn = goesOnAtStatus(resolver, file, loop);
    if (!isLibrary && !isDelayed && !isGoingOn && !leavesWithAnswer(resolver, file, loop)) return [];
    const attempts = attemptsWithin(file, loop.range).filter(
      ({ body }) => loopAround(file, body) === loop && callsIn(resolver, file, body.range).length > 0,
    );
    if (!isLibrary && !isGoingOn && attempts.some((attempt) => !goesOnAtStatusAlone(file, loop, attempt)))
      return [];
    const tried = triedIn(file, loop);
    const near = [...callsAmong(resolver, file, tried), ...vendorsInTurn(resolver, file, loop)];
    const [asked] = near.length > 0 ? near : leadingCalls(resolver, file, loop, tried);
    return asked ? [loopHit(file, loop.statement, asked)] : [];
  });
}

/**
 * `while failed and tries < 3: fix = ask(…); failed = run(fix)`: no branch looks at an answer, but at what became of what it
 * says. A loop with a `try`, or one that keeps no answer under a name, may do anything.
 */
function looksAway(resolver: Resolver, file: LinkedFile, loop: BlockFact): boolean {
  const answers = answersNamed(file, loop.range, (call) => llmCall(resolver, file, call) !== null);
  if (answers.size === 0 || attemptsWithin(file, loop.range).length > 0) return false;
  const told = toldBy(file, loop.range, answers);
  const saidItself = passedOn(file, loop.range, answers, (value) => isTriedOut(file, value));
  const asksOf = ({ names = [] }: BlockFact, said: ReadonlySet<string>) =>
    names.some((name) => said.has(name) || said.has(name.split('.')[0] ?? ''));
  const inside = blocksIn(file.facts, loop.range).filter((block) => block !== loop);
  return !asksOf(loop, saidItself) && !inside.some((block) => asksOf(block, told));
}

/** `run(fix)`: something is done with what an answer says; `bool(said.choices)` and `said.json()` only look at it. */
export function isTriedOut({ facts }: LinkedFile, value: Value): boolean {
  const call = callBehind(facts, value);
  return call !== undefined && call.positional.length > 0 && !LOOKS.test(calledName(call.callee));
}

const LOOKS =
  /^(?:bool|len|str|any|all|Boolean|String)$|^_?(?:get|read|extract|clean)_?(?:text|content|answer|reply)/i;

/** What a loop does again: not what its handlers do, nor what functions do that it only declares. */
function triedIn(file: LinkedFile, loop: BlockFact): CallFact[] {
  const { callsIn: rawCallsIn, blocksAround } = structureOf(file.facts);
  return rawCallsIn(loop.range).filter(({ range }) => {
    const around = blocksAround(range);
    const within = around.indexOf(loop);
    return within >= 0 && around.slice(0, within).every(({ kind }) => kind !== 'handler');
  });
}

/** Whether a loop is left once an answer is there or says that all is well, and but for that does nothing with it. */
function leavesWithAnswer(resolver: Resolver, file: LinkedFile, loop: BlockFact): boolean {
  const inTurn = new Set(vendorsInTurn(resolver, file, loop).map(({ call }) => call));
  const isOverProviders = inTurn.size > 0 || goesOverProviders(loop);
  // Without words of trying again only sure ones make a file matter.
  const isAsked = saysRetry(loop)
    ? (call: CallFact) => llmCall(resolver, file, call) !== null
    : (call: CallFact) =>
        inTurn.has(call) ||
        (!triesOut(dottedName(file, call.callee)) &&
          (surelySends(resolver, file, call) || (isOverProviders && leadsFarther(resolver, file, call))));
  const answers = answersNamed(file, loop.range, isAsked);
  if (answers.size === 0) return false;
  const deeds = structureOf(file.facts)
    .callsIn(loop.range)
    .filter((call) => !isIdle(file, call) && !reads(file, call, answers));
  // `if result.success: return result` of a provider: what is noted behind it is that it failed.
  const uses = deeds.filter((call) => isGiven(file, call, answers) && !notesFailure(file, call));
  return blocksIn(file.facts, loop.range).some((block) => {
    const { kind, names = [], range } = block;
    if (kind !== 'branch' || !leaves(block)) return false;
    const meant = names.filter((name) => answers.has(answerOf(name)));
    const isWell = names.some(asksIfWell) || saysWell(block);
    if (meant.length === 0 || !(isOverProviders || isWell)) return false;
    const isFirstWell = isOverProviders && meant.some(asksIfWell) && givesAnswer(file, range, answers);
    const last = (isFirstWell ? uses : deeds).at(-1);
    return !last || !startsAfter(last.range, range);
  });
}

/** `for (const model of models) { … if (response.status === 429) { log(…); continue; } … return … }` */
function goesOnAtStatus(resolver: Resolver, file: LinkedFile, loop: BlockFact): boolean {
  if (!goesOverModels(loop)) return false;
  const going = blocksIn(file.facts, loop.range).filter(
    (block) => block.kind === 'branch' && block.exit === 'continue' && askedIfWell(block).length > 0,
  );
  if (going.length === 0) return false;
  const answers = answersNamed(file, loop.range, (call) => surelySends(resolver, file, call));
  // Who tries each of them out is done with none.
  const isLeft = (branch: BlockFact) => leaves(loop) || leavesBehind(file, loop, branch.range);
  return going.some(
    (branch) =>
      askedIfWell(branch).some((name) => answers.has(name)) &&
      loopAround(file, branch) === loop &&
      isLeft(branch),
  );
}

/** `lastFault = await response.text()`, `throw new Error(lastFault)` */
function reads(file: LinkedFile, call: CallFact, answers: ReadonlySet<string>): boolean {
  const { callee, construct } = call;
  if (construct) return makesFault(file, call);
  if (callee.kind !== 'member') return false;
  const { object, property } = callee;
  return (
    /^(?:join|slice|trim|toString)$/.test(property) ||
    (/^(?:text|json)$/.test(property) && answers.has(dottedName(file, object)))
  );
}

/** `try { …; if (r.status === 429) { await sleep(…); continue; } return r; } catch { break; }`, and the same behind a `try` */
function goesOnAtStatusAlone(file: LinkedFile, loop: BlockFact, { handlers }: Attempt): boolean {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  return (
    handlers.every((handler) => !goesOn(file, handler)) &&
    blocksIn(file.facts, loop.range).some(
      ({ kind, exit, range }) => kind === 'branch' && exit === 'continue' && waitsIn(file, rawCallsIn(range)),
    )
  );
}
