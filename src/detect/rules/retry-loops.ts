import { saysAgain } from '../catalog/retry-libraries.ts';
import { vendorInName } from '../catalog/vendor-names.ts';
import type { BlockFact, CallFact, FileFacts, Range, Value } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { leadsToModel, runBy } from './leading-calls.ts';
import type { LlmCall } from './llm-calls.ts';
import {
  askedInside,
  asksInside,
  dottedName,
  lastPart,
  llmCall,
  onlyReads,
  surelySends,
} from './llm-calls.ts';
import { answersNamed, givesAnswer, isGiven, toldBy } from './refilled-answers.ts';
import { recent, remembered } from './remembered.ts';
import { callsIn, hitAt } from './retried-calls.ts';
import type { Attempt } from './retry-blocks.ts';
import {
  attemptsOf,
  catchesFormOnly,
  endsWithin,
  goesBack,
  goesOn,
  goesOverModels,
  IS_WELL,
  leaves,
  leavesBefore,
  listsModels,
  loopAround,
  parsesIn,
  saysRetry,
  triesOut,
  waitsIn,
} from './retry-blocks.ts';
import type { Hit } from './rule.ts';
import { isSilent } from './silent-calls.ts';
import { statusRounds } from './status-rounds.ts';
import { blocksInOrder, isWithin, itemsWithin, startsAfter, structureOf } from './structure.ts';

/** Loops that send an LLM call again when it fails. */
export function retryingLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  return [
    ...retryLoops(resolver, file),
    ...statusLoops(resolver, file),
    ...caughtLoops(resolver, file),
    ...stalledLoops(resolver, file),
    ...roundsAtStatus(resolver, file),
  ];
}

/** A loop without a word of trying again that goes round at a status, where no person says so. */
function roundsAtStatus(resolver: Resolver, file: LinkedFile): Hit[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  return statusRounds(resolver, file).flatMap(({ loop, asked }) => {
    if (asksPerson(file, rawCallsIn(loop.range))) return [];
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
      ...callsIn(resolver, file, range).filter(({ name }) => !isOverModels || !triesOut(name)),
      ...(isOverModels ? callsOfEntries(resolver, file, range) : askedInTurn(resolver, file, loop)),
    ];
    const [asked] = near.length > 0 ? near : leadingCalls(resolver, file, loop, range);
    return asked ? [loopHit(file, loop.statement, asked)] : [];
  });
}

/**
 * The loop that does what is in a `try` again when it fails. A loop within one over models may ask each again for an answer
 * that parses, and is left to the next one when it fails: `except LLMError: break`.
 */
function retriedBy(resolver: Resolver, file: LinkedFile, attempt: Attempt): BlockFact | null {
  const loop = loopAround(file, attempt.body);
  if (!loop || isRetried(resolver, file, attempt)) return loop;
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
function isRetried(resolver: Resolver, file: LinkedFile, attempt: Attempt): boolean {
  const loop = loopAround(file, attempt.body);
  if (!loop) return false;
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const isDelayed = ({ range }: BlockFact) => saysRetry(loop) && waitsIn(file, rawCallsIn(range));
  const goingOn = attempt.handlers.filter(
    (handler) =>
      (goesOn(file, handler) || isDelayed(handler)) &&
      !catchesFormOnly(handler) &&
      !asksPerson(file, rawCallsIn(handler.range)) &&
      !(handler.exit === undefined && endsAnyway(file, attempt, loop) && !goesBack(file, handler)),
  );
  if (goingOn.length === 0) return false;
  const waits =
    goingOn.some(({ range }) => waitsIn(file, rawCallsIn(range))) ||
    // `if (attempt > 0) await sleep(…)` at the loop's beginning.
    (saysRetry(loop) && waitsIn(file, rawCallsIn(loop.range)));
  const catchesAll = goingOn.every(
    ({ names = [] }) => !names.some((name) => FAULT.test(name) && !/^(?:Base)?Exception$/.test(name)),
  );
  if (catchesAll && !waits && !goesOverModels(loop) && parsesUncaught(resolver, file, attempt)) return false;
  // Done when it works, again or the next one when it does not.
  if (attempt.body.exit === 'return' || attempt.body.exit === 'break') return true;
  const ends = endsWithin(file, loop, attempt.body);
  if (goesOverModels(loop) || vendorsInTurn(resolver, file, loop).length > 0)
    return ends || endsBehind(resolver, file, loop, attempt);
  if (leavesBefore(file, loop, attempt.body) || repeatsAnyway(file, loop)) return false;
  if (loop.each) return saysRetry(loop);
  return saysRetry(loop) || (ends && waits) || loop.exit === 'return' || loop.exit === 'break';
}

/** `try { result = await one.ask(…) } catch { result = null }`, and behind it `if (result) return result`. */
function endsBehind(resolver: Resolver, file: LinkedFile, loop: BlockFact, { body }: Attempt): boolean {
  return (
    leftWithAnswer(resolver, file, loop).some(({ range }) => startsAfter(range, body.range)) &&
    answersNamed(file, body.range, () => true).length > 0
  );
}

/** The branches of a loop that give back what something in it answered. */
const leftWithAnswer = remembered((_resolver, file, loop: BlockFact): BlockFact[] => {
  const leaving = (file.facts.blocks ?? []).filter(
    (block) =>
      block.kind === 'branch' &&
      block.exit === 'return' &&
      isWithin(block.range, loop.range) &&
      loopAround(file, block) === loop,
  );
  if (leaving.length === 0) return [];
  const given = answersNamed(file, loop.range, () => true);
  const answers = toldBy(file, loop.range, given);
  return leaving
    .slice(0, MOST_ALIKE)
    .filter(
      ({ range, names = [] }) =>
        names.some((name) => answers.includes(name.split('.')[0] ?? '')) && givesAnswer(file, range, answers),
    );
});

/** `if (await window.showErrorMessage(fault, 'Retry', 'Stop') === 'Retry')`: a person says whether to try again. */
function asksPerson(file: LinkedFile, calls: readonly CallFact[]): boolean {
  return calls.some(({ callee, positional, spread }) => {
    const name = lastPart(dottedName(file, callee));
    return ANSWERED.test(name) || (SHOWN.test(name) && (positional.length > 1 || spread));
  });
}

const ANSWERED = /^(?:confirm|input)$|^(?:ask|prompt|confirm)\w*(?:Retry|Again|_retry|_again)$/;
/** With buttons: without them they only tell. */
const SHOWN = /^show(?:Error|Warning|Information)Message$/;

/** Whether what follows a `try` leaves its loop: only who says so goes round again. */
function endsAnyway(file: LinkedFile, { body }: Attempt, loop: BlockFact): boolean {
  const around = structureOf(file.facts).blocksAround(body.range);
  const within = around.slice(0, around.indexOf(loop) + 1);
  return within.some((block) => block !== body && leaves(block));
}

/** `for attempt in range(repeats): try: ask() … ok += 1`: a loop that counts and is never left measures, whatever comes. */
function repeatsAnyway(file: LinkedFile, loop: BlockFact): boolean {
  if (!loop.names?.includes('range') || leaves(loop)) return false;
  return !(file.facts.blocks ?? []).some(
    (block) => block.exit !== undefined && leaves(block) && isWithin(block.range, loop.range),
  );
}

/** Whether an answer is taken apart in a `try` so that its handlers catch it; an inner one of its form's own does before. */
function parsesUncaught(resolver: Resolver, file: LinkedFile, { body }: Attempt): boolean {
  const inner = attemptsOf(file).filter(
    (one) => one.body !== body && isWithin(one.body.range, body.range) && one.handlers.some(catchesFormOnly),
  );
  const calls = structureOf(file.facts).callsIn(body.range);
  const outside = calls.filter(({ range }) => !inner.some((one) => isWithin(range, one.body.range)));
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

/** A fault by its name: `TimeoutError`, `openai.APIError`. */
const FAULT = /^(?:\w+\.)*[A-Z]\w*$/;

/**
 * `for attempt in range(3): r = post(…); if r.status_code != 429: break; sleep(…)`, tenacity's own loop, and
 * `for model in models: r = ask(model); if r: return r`.
 */
function statusLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const loops = (file.facts.blocks ?? []).filter(
    (block) =>
      block.kind === 'loop' &&
      (saysRetry(block) || goesOverModels(block) || vendorsInTurn(resolver, file, block).length > 0),
  );
  return loops.flatMap((loop) => {
    const isLibrary = loop.names?.some(isRetryClass) ?? false;
    const isDelayed = saysRetry(loop) && waitsIn(file, rawCallsIn(loop.range));
    const isGoingOn = goesOnAtStatus(resolver, file, loop);
    if (!isLibrary && !isDelayed && !isGoingOn && !leavesWithAnswer(resolver, file, loop)) return [];
    const attempts = attemptsOf(file).filter(
      ({ body }) => loopAround(file, body) === loop && callsIn(resolver, file, body.range).length > 0,
    );
    if (!isLibrary && !isGoingOn && attempts.some((attempt) => !goesOnWithin(file, attempt))) return [];
    const near = [...callsIn(resolver, file, loop.range), ...vendorsInTurn(resolver, file, loop)];
    const [asked] = near.length > 0 ? near : leadingCalls(resolver, file, loop, loop.range);
    return asked ? [loopHit(file, loop.statement, asked)] : [];
  });
}

/** `for (let attempt = 0; …) { const text = await ask(prompt).catch(() => null); if (text) return text; }` */
function caughtLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  const loops = (file.facts.blocks ?? []).filter((block) => block.kind === 'loop' && saysRetry(block));
  return loops.flatMap((loop) => {
    const caught = structureOf(file.facts)
      .callsIn(loop.range)
      .flatMap((call) => caughtCall(resolver, file, call) ?? []);
    const asked = caught[0]?.asked;
    if (!asked) return [];
    const answers = answersNamed(file, loop.range, (call) => caught.some((one) => one.call === call));
    const isLeft = itemsWithin(blocksInOrder(file.facts), loop.range).some(
      (block) =>
        block.kind === 'branch' && leaves(block) && block.names?.some((name) => answers.includes(name)),
    );
    return isLeft ? [loopHit(file, loop.statement, asked)] : [];
  });
}

/** `ask(prompt).catch(() => null)`: what asks a model and says nothing of its faults. */
function caughtCall(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
): { call: CallFact; asked: LlmCall } | null {
  const { callee } = call;
  if (callee.kind !== 'member' || callee.property !== 'catch' || callee.object.kind !== 'result') return null;
  const tried = file.facts.calls[callee.object.call];
  const asked = tried ? llmCall(resolver, file, tried) : null;
  return asked && { call, asked };
}

/** Whether a loop is left once an answer is there or says that all is well, and but for that does nothing with it. */
function leavesWithAnswer(resolver: Resolver, file: LinkedFile, loop: BlockFact): boolean {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const calls = rawCallsIn(loop.range);
  // Of candidates and keys, the first that somebody likes may be looked for.
  const inTurn = new Set(vendorsInTurn(resolver, file, loop).map(({ call }) => call));
  const isOverProviders =
    inTurn.size > 0 ||
    listsModels(loop) ||
    (goesOverModels(loop) && (loop.names ?? []).some((name) => PROVIDERS.test(name)));
  // Without words of trying again only sure ones make a file matter.
  const isAsked = saysRetry(loop)
    ? (call: CallFact) => llmCall(resolver, file, call) !== null
    : (call: CallFact) =>
        surelySends(resolver, file, call) ||
        inTurn.has(call) ||
        (isOverProviders && !triesOut(dottedName(file, call.callee)) && leadsFarther(resolver, file, call));
  const answers = answersNamed(file, loop.range, isAsked);
  return (file.facts.blocks ?? []).some((block) => {
    if (block.kind !== 'branch' || !leaves(block) || !isWithin(block.range, loop.range)) return false;
    const meant = (block.names ?? []).filter((name) => answers.includes(name.replace(IS_WELL, '')));
    const asksWell = meant.some((name) => IS_WELL.test(name));
    // `if result.success: return result` of a provider: what is noted behind it is that it failed.
    const isFirstWell = isOverProviders && asksWell && givesAnswer(file, block.range, answers);
    const doesNothing = (call: CallFact) =>
      isIdle(file, call) ||
      reads(file, call, answers) ||
      (isFirstWell && (!isGiven(file, call, answers) || NOTES_FAILURE.test(dottedName(file, call.callee))));
    return (
      meant.length > 0 &&
      (isOverProviders || (block.names ?? []).some((name) => IS_WELL.test(name))) &&
      calls.every((call) => !startsAfter(call.range, block.range) || doesNothing(call))
    );
  });
}

/** `_log_failure(provider, result.error)`, `errors.append(result.error)` */
const NOTES_FAILURE = /fail|error/i;

/** `for (const model of models) { … if (response.status === 429) { log(…); continue; } … return … }` */
function goesOnAtStatus(resolver: Resolver, file: LinkedFile, loop: BlockFact): boolean {
  const blocks = (file.facts.blocks ?? []).filter(
    ({ kind, exit, range }) => kind === 'branch' && exit === 'continue' && isWithin(range, loop.range),
  );
  const going = blocks.filter(({ names = [] }) => names.some((name) => IS_WELL.test(name)));
  if (going.length === 0 || !goesOverModels(loop)) return false;
  const answers = answersNamed(file, loop.range, (call) => surelySends(resolver, file, call));
  return going.some(
    (branch) =>
      loopAround(file, branch) === loop &&
      (branch.names ?? []).some((name) => IS_WELL.test(name) && answers.includes(name.replace(IS_WELL, ''))),
  );
}

const PROVIDERS = /model|provider|client|backend|endpoint|llm|adapter|vendor|fallback/i;

/** `lastFault = await response.text()`, `throw new Error(lastFault)` */
function reads(file: LinkedFile, { callee, construct }: CallFact, answers: readonly string[]): boolean {
  if (construct) return lastPart(dottedName(file, callee)).endsWith('Error');
  if (callee.kind !== 'member') return false;
  const { object, property } = callee;
  return (
    /^(?:join|slice|trim|toString)$/.test(property) ||
    (/^(?:text|json)$/.test(property) && answers.includes(dottedName(file, object)))
  );
}

function isIdle(file: LinkedFile, call: CallFact): boolean {
  return isSilent(call, file.facts) || waitsIn(file, [call]);
}

/** `while True: …; if reason == "timeout" and not retry_used: retry_used = True; continue`: it goes round once more. */
function stalledLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  return (file.facts.blocks ?? []).flatMap((branch) => {
    if (!retriesFault(branch)) return [];
    const loop = loopAround(file, branch);
    if (!loop) return [];
    const near = callsIn(resolver, file, loop.range);
    const [asked] = near.length > 0 ? near : leadingCallsIn(resolver, file, loop.range);
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

/**
 * The calls in a loop that says that it tries again, or the next one, which end in a request to a model, in whatever
 * file.
 */
function leadingCalls(resolver: Resolver, file: LinkedFile, loop: BlockFact, range: Range): LlmCall[] {
  return goesOverModels(loop) || loop.names?.some((name) => saysAgain(name) || isRetryClass(name))
    ? leadingCallsIn(resolver, file, range)
    : [];
}

function leadingCallsIn(resolver: Resolver, file: LinkedFile, range: Range): LlmCall[] {
  return structureOf(file.facts)
    .callsIn(range)
    .filter((call) => leadsFarther(resolver, file, call))
    .map((call) => ({ name: dottedName(file, call.callee), service: null }));
}

/** Whether a call ends in a request to a model, by whatever functions. */
export function leadsFarther(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  return (
    !TELLS_STATE.test(lastPart(dottedName(file, call.callee))) &&
    !onlyReads(resolver, file, call) &&
    leadsToModel(resolver, file, runBy(resolver, file, call))
  );
}

/** `provider.is_available()`, `find_api_key(provider)`: whoever looks for the first that is there asks it nothing yet. */
const TELLS_STATE = /^_?(?:is|has|can|supports|ping|health)(?:_|[A-Z]|$)|(?:api_key|[aA]piKey)s?$/;

/** `try { …; if (r.status === 429) { await sleep(…); continue; } return r; } catch { break; }` */
function goesOnWithin(file: LinkedFile, { body, handlers }: Attempt): boolean {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const blocks = (file.facts.blocks ?? []).filter(({ range }) => isWithin(range, body.range));
  return (
    handlers.every((handler) => !goesOn(file, handler)) &&
    blocks.some(({ kind, exit, range }) => {
      return kind === 'branch' && exit === 'continue' && waitsIn(file, rawCallsIn(range));
    })
  );
}

function isRetryClass(name: string): boolean {
  return /(?:^|\.)(?:(?:Async)?Retrying|retry_context|_?(?:async_)?retry_?(?:er|loop|policy))$/i.test(name);
}

function loopHit(file: LinkedFile, statement: number, asked: LlmCall): Hit {
  return hitAt(
    file,
    statement,
    `retry loop around ${asked.name}()`,
    asked,
    'A loop sends this LLM call again when it fails',
  );
}

/**
 * The calls of a loop that ask one model after the other, whatever it goes over: `for (const one of steps) await one.run()`
 * or `for (const { run } of steps) await run()` of `{ run: () => askClaude(prompt) }` and another one, and `ask()` of
 * `[() => askGroq(text), () => askOllama(text)]`.
 */
const askedInTurn = remembered((resolver, file, loop: BlockFact): InTurn[] => {
  if (loop.each !== true) return [];
  const over = new Set(loop.names);
  return structureOf(file.facts)
    .callsIn(loop.range)
    .slice(0, MOST_CALLS)
    .flatMap((call) => {
      const { callee } = call;
      const one = callee.kind === 'member' ? callee.object : callee;
      if (one.kind !== 'binding' || !over.has(dottedName(file, one))) return [];
      const name = dottedName(file, callee);
      const asked = [
        ...askedBy(resolver, file, alikeNear(file, lastPart(name), loop.range)),
        ...(one === callee ? askedByValue(resolver, file, callee) : []),
      ];
      if (asked.length < 2) return [];
      const vendors = new Set(asked.map(({ vendor }) => vendor));
      vendors.delete(null);
      return [{ call, name, service: null, isOfVendors: vendors.size > 1 }];
    });
});

/** The calls of a loop that ask one vendor after the other; of one, several things may be asked until one is found. */
function vendorsInTurn(resolver: Resolver, file: LinkedFile, loop: BlockFact): InTurn[] {
  return askedInTurn(resolver, file, loop).filter(({ isOfVendors }) => isOfVendors);
}

interface InTurn extends LlmCall {
  call: CallFact;
  /** Whether what is asked are different vendors, by their names. */
  isOfVendors: boolean;
}

/** The functions of a file by their names, as which objects have them too. */
const functionsNamed = recent(
  ({ functions }: FileFacts): ReadonlyMap<string, readonly number[]> =>
    Map.groupBy(functions.keys(), (index) => functions[index]?.name ?? ''),
);

/** The functions of a name that are written in the function that a loop stands in, or else in its file. */
function alikeNear(file: LinkedFile, name: string, loop: Range): readonly number[] {
  const { functions } = file.facts;
  const all = functionsNamed(file.facts).get(name) ?? [];
  const whole = functions[structureOf(file.facts).functionAt(loop) ?? -1]?.range;
  const near = whole ? all.filter((index) => isWithin(functions[index]?.range, whole)) : [];
  return near.length > 0 ? near : all;
}

/** Nobody tries more in turn. */
const MOST_ALIKE = 30;

/** Farther down a loop does other things. */
const MOST_CALLS = 100;

/** What some functions ask, and whom, if that is told by what they or their calls are named. */
function askedBy(resolver: Resolver, file: LinkedFile, functions: readonly number[]): AskedOne[] {
  return functions.slice(0, MOST_ALIKE).flatMap((index) => {
    const asked = askedInside(resolver, file, index);
    const names = [lastPart(asked?.name ?? ''), file.facts.functions[index]?.name ?? ''];
    const [named] = names.flatMap((name) => vendorInName(name)?.name ?? []);
    return asked ? [{ vendor: asked.service ?? named ?? null }] : [];
  });
}

interface AskedOne {
  vendor: string | null;
}

/** What the functions of a file ask that a value may be: `provider`, of `[() => askGroq(text), () => askOllama(text)]`. */
function askedByValue(resolver: Resolver, file: LinkedFile, value: Value): AskedOne[] {
  const found = resolver.objects.resolve(file, value);
  return askedBy(
    resolver,
    file,
    found.flatMap((one) => (one.kind === 'function' && one.file === file ? [one.index] : [])),
  );
}

/** `for (const one of providers) await one.execute()`, where this file makes them: `{ execute: () => askClaude(prompt) }`. */
function callsOfEntries(resolver: Resolver, file: LinkedFile, range: Range): LlmCall[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  return rawCallsIn(range).flatMap((call) => {
    const { callee } = call;
    if (callee.kind === 'binding' && askedByValue(resolver, file, callee).length > 0)
      return [{ name: dottedName(file, callee), service: null }];
    if (callee.kind !== 'member' || callee.object.kind === 'self') return [];
    const asks = file.facts.functions.some(
      ({ name }, index) => name === callee.property && asksInside(resolver, file, index),
    );
    return asks || asksOneOf(dottedName(file, callee))
      ? [{ name: dottedName(file, callee), service: null }]
      : [];
  });
}

/** `adapter.invoke(messages)`, of the adapters that a loop goes over. Each makes the prefilter look at the file. */
function asksOneOf(name: string): boolean {
  return ASKED_OF_ONE.test(name);
}

const ASKED_OF_ONE =
  /(?:^|\.|_|[a-z])(?:adapter|backend|provider)\.(?:a?(?:invoke|generate|complete|chat)(?:$|_|[A-Z])|astream$|a?stream_?(?:chat|completion|response|text|message)s?$)/i;
