import { namesLlmCall } from '../catalog/call-names.ts';
import { saysAgain } from '../catalog/retry-libraries.ts';
import type { BlockFact, CallFact, Range, Value } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { leadsToModel, runBy } from './leading-calls.ts';
import type { LlmCall } from './llm-calls.ts';
import { asksInside, dottedName, lastPart, llmCall, llmCallsIn, surelySends } from './llm-calls.ts';
import { answersNamed, handsFaultOn, refillsOf } from './refilled-answers.ts';
import type { Attempt } from './retry-blocks.ts';
import {
  answersIn,
  attemptsOf,
  catchesFormOnly,
  endsWithin,
  goesBack,
  goesOn,
  goesOverModels,
  leaves,
  leavesBefore,
  loopAround,
  parsesIn,
  saysRetry,
  waitsIn,
} from './retry-blocks.ts';
import { caughtFallbacks, handedOver, wrappedRetries } from './retry-wrappers.ts';
import { retryingClients } from './retrying-clients.ts';
import type { Hit } from './rule.ts';
import { isSilent } from './silent-calls.ts';
import { compareStarts, isWithin, outermost, startsAfter, structureOf } from './structure.ts';
import { vendorAuthentication } from './vendor-authentication.ts';

/**
 * Rule book, "Custom Auth/Retry Logic": a loop that sends an LLM call again when it fails, a `try` whose handler asks
 * another model or the same one again, what retry libraries wrap around such a call, and vendors' authentication that
 * is written by hand.
 */
export function customRetry(resolver: Resolver, file: LinkedFile): Hit[] {
  const loops = [
    ...retryLoops(resolver, file),
    ...statusLoops(resolver, file),
    ...stalledLoops(resolver, file),
  ];
  const fallbacks = attemptsOf(file).flatMap((attempt) => fallbackHit(resolver, file, attempt));
  const sequences = attemptsOf(file).flatMap((attempt) => [
    ...sequenceHit(resolver, file, attempt),
    ...refillHit(resolver, file, attempt),
  ]);
  return outermost([
    ...loops,
    ...fallbacks,
    ...firstOfFunctions(file, sequences),
    ...againHits(resolver, file),
    ...wrappedRetries(resolver, file),
    ...caughtFallbacks(resolver, file),
    ...retryingClients(resolver, file),
    ...vendorAuthentication(resolver, file),
  ]);
}

function retryLoops(resolver: Resolver, file: LinkedFile): Hit[] {
  return attemptsOf(file).flatMap((attempt) => {
    const loop = loopAround(file, attempt.body);
    if (!loop || !isRetried(resolver, file, attempt)) return [];
    const { range } = attempt.body;
    const near = [
      ...callsIn(resolver, file, range),
      ...(goesOverModels(loop) ? callsOfEntries(resolver, file, range) : []),
    ];
    const [asked] = near.length > 0 ? near : leadingCalls(resolver, file, loop, range);
    return asked ? [loopHit(file, loop.statement, asked)] : [];
  });
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
  if (goesOverModels(loop)) return ends;
  if (leavesBefore(file, loop, attempt.body)) return false;
  if (loop.each) return saysRetry(loop);
  return saysRetry(loop) || (ends && waits) || loop.exit === 'return' || loop.exit === 'break';
}

/** Whether what follows a `try` leaves its loop: only who says so goes round again. */
function endsAnyway(file: LinkedFile, { body }: Attempt, loop: BlockFact): boolean {
  const around = structureOf(file.facts).blocksAround(body.range);
  const within = around.slice(0, around.indexOf(loop) + 1);
  return within.some((block) => block !== body && leaves(block));
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
    (block) => block.kind === 'loop' && (saysRetry(block) || goesOverModels(block)),
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
    const near = callsIn(resolver, file, loop.range);
    const [asked] = near.length > 0 ? near : leadingCalls(resolver, file, loop, loop.range);
    return asked ? [loopHit(file, loop.statement, asked)] : [];
  });
}

/** Whether a loop is left once an answer is there or says that all is well, and but for that does nothing with it. */
function leavesWithAnswer(resolver: Resolver, file: LinkedFile, loop: BlockFact): boolean {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const calls = rawCallsIn(loop.range);
  // Without words of trying again only sure ones make a file matter.
  const isAsked = saysRetry(loop)
    ? (call: CallFact) => llmCall(resolver, file, call) !== null
    : (call: CallFact) => surelySends(resolver, file, call);
  const answers = answersNamed(file, loop.range, isAsked);
  // Of candidates and keys, the first that somebody likes may be looked for.
  const isOverProviders = goesOverModels(loop) && (loop.names ?? []).some((name) => PROVIDERS.test(name));
  return (file.facts.blocks ?? []).some(
    (block) =>
      block.kind === 'branch' &&
      leaves(block) &&
      isWithin(block.range, loop.range) &&
      (block.names ?? []).some((name) => answers.includes(name.replace(IS_WELL, ''))) &&
      (isOverProviders || (block.names ?? []).some((name) => IS_WELL.test(name))) &&
      calls.every(
        (call) => !startsAfter(call.range, block.range) || isIdle(file, call) || reads(file, call, answers),
      ),
  );
}

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

/** `response.ok`, `r.status_code`, `result.success` */
const IS_WELL = /\.(?:ok|is_?(?:ok|success)|success(?:ful)?|status(?:_?code)?)$/i;

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
    .filter((call) => leadsToModel(resolver, file, runBy(resolver, file, call)))
    .map((call) => ({ name: dottedName(file, call.callee), service: null }));
}

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

/** A handler that asks again, or asks something else, when the call in its `try` failed. */
function fallbackHit(resolver: Resolver, file: LinkedFile, attempt: Attempt): Hit[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  if (!attempt.handlers.some(({ range }) => rawCallsIn(range).length > 0)) return [];
  const itself = callOfItself(file, attempt);
  const named = itself && namesLlmCall(itself.name) ? itself : undefined;
  const asked = callsIn(resolver, file, attempt.body.range)[0] ?? named;
  if (!asked) return [];
  const handlers = attempt.handlers.filter((handler) => !catchesFormOnly(handler));
  const again =
    handlers
      .flatMap((handler) => answersIn(file, handler))
      .flatMap((range) => callsIn(resolver, file, range))[0] ?? itself;
  if (!again) return [];
  const repairs = again.name === asked.name && parsesIn(file, rawCallsIn(attempt.body.range));
  if (repairs) return [];
  const isItself = again.name === asked.name || lastPart(again.name) === functionName(file, attempt);
  const what = isItself ? `retry of ${asked.name}()` : `fallback from ${asked.name}() to ${again.name}()`;
  return [
    hitAt(file, attempt.body.statement, what, asked, 'When this LLM call fails, its handler asks again'),
  ];
}

/**
 * `try: return ask() except E as e: last = e`, and behind it the next one is asked: nothing but a failure of the first
 * leads there.
 */
function sequenceHit(resolver: Resolver, file: LinkedFile, attempt: Attempt): Hit[] {
  const { body, handlers } = attempt;
  const goesBehind = handlers.some(
    (handler) =>
      handler.exit === undefined && !catchesFormOnly(handler) && !handsFaultOn(file, handler.range),
  );
  if (!goesBehind || !(body.exit === 'return' || returnsIfWell(resolver, file, body.range))) return [];
  const asked = callsIn(resolver, file, body.range)[0];
  const again = asked && callsBehind(resolver, file, body.statement)[0];
  if (!asked || !again) return [];
  return [behindHit(file, attempt, asked, again)];
}

function behindHit(file: LinkedFile, { body }: Attempt, asked: LlmCall, again: LlmCall): Hit {
  const what =
    again.name === asked.name
      ? `retry of ${asked.name}()`
      : `fallback from ${asked.name}() to ${again.name}()`;
  return hitAt(file, body.statement, what, asked, 'When this LLM call fails, another one behind it is sent');
}

/** `try { text = await ask(…) } catch {}`, and behind it `if (!text) text = await askAnother(…)`. */
function refillHit(resolver: Resolver, file: LinkedFile, attempt: Attempt): Hit[] {
  const refills = refillsOf(resolver, file, attempt);
  if (refills.length === 0) return [];
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const [asked] = callsIn(resolver, file, attempt.body.range);
  const [again] = refills.flatMap(({ range }) => llmCallsIn(resolver, file, rawCallsIn(range)));
  return asked && again ? [behindHit(file, attempt, asked, again)] : [];
}

/** `const r = await ask(…); if (r.ok) return …`: what stands behind is done if the answer says that all is not well. */
function returnsIfWell(resolver: Resolver, file: LinkedFile, range: Range): boolean {
  const { blocksAround } = structureOf(file.facts);
  const leaving = (file.facts.blocks ?? []).filter(
    ({ kind, exit, range: own }) => kind === 'branch' && exit === 'return' && isWithin(own, range),
  );
  if (leaving.length === 0) return false;
  const answers = answersNamed(file, range, (call) => llmCall(resolver, file, call) !== null);
  if (leaving.some((block) => givesAnswerLast(file, block, range, answers))) return true;
  const saysWell = ({ kind, names = [], range: own }: BlockFact) =>
    kind === 'branch' &&
    isWithin(own, range) &&
    names.some((name) => IS_WELL.test(name) && answers.includes(name.replace(IS_WELL, '')));
  return leaving.some((block) => saysWell(block) || blocksAround(block.range).some(saysWell));
}

/** `const text = await ask(…); if (text && text.trim() !== '') return text;` with nothing behind it in the region. */
function givesAnswerLast(
  { facts }: LinkedFile,
  { names = [], range: own, statement }: BlockFact,
  range: Range,
  answers: readonly string[],
): boolean {
  const whole = facts.statements[statement]?.range ?? own;
  const isAnswer = (value: Value | undefined): boolean => {
    if (value?.kind === 'object') return value.entries.some((entry) => isAnswer(entry.value));
    if (value?.kind === 'member') return isAnswer(value.object);
    return value?.kind === 'binding' && answers.includes(facts.bindings[value.binding]?.name ?? '');
  };
  return (
    names.some((name) => answers.includes(name.split('.')[0] ?? '')) &&
    facts.statements.every((one) => !startsAfter(one.range, whole) || !isWithin(one.range, range)) &&
    (facts.givings ?? []).some(
      (giving) =>
        giving.to === 'return' &&
        isWithin(facts.statements[giving.statement]?.range, own) &&
        isAnswer(facts.functions[giving.of]?.returns[giving.value]),
    )
  );
}

/** The LLM calls that a function comes to behind a statement: in no other branch, and not past a `return`. */
function callsBehind(resolver: Resolver, file: LinkedFile, statement: number): LlmCall[] {
  const { functionAt, blocksAround, callsIn: rawCallsIn } = structureOf(file.facts);
  const range = file.facts.statements[statement]?.range;
  const place = range ? functionAt(range) : null;
  const whole = place === null ? undefined : file.facts.functions[place]?.range;
  if (!range || !whole) return [];
  const around = blocksAround(range).filter(
    (block) => isWithin(block.range, whole) && isWithin(range, block.range),
  );
  const last = around.find(({ kind, exit }) => kind === 'loop' || exit !== undefined);
  const elsewhere = (call: CallFact) =>
    around.some(
      (block) =>
        isWithin(call.range, file.facts.statements[block.statement]?.range ?? block.range) &&
        !isWithin(call.range, block.range),
    );
  const behind = rawCallsIn(last?.range ?? whole).filter(
    (call) =>
      compareStarts(call.range, range) > 0 &&
      !isWithin(call.range, range) &&
      functionAt(call.range) === place &&
      !elsewhere(call),
  );
  return llmCallsIn(resolver, file, behind);
}

/** Of a chain of attempts, where it begins. */
function firstOfFunctions(file: LinkedFile, hits: Hit[]): Hit[] {
  const { functionAt } = structureOf(file.facts);
  const first = new Map<number | null, Hit>();
  for (const hit of hits.toSorted((a, b) => compareStarts(a.place.range, b.place.range))) {
    const place = functionAt(hit.place.range);
    if (!first.has(place)) first.set(place, hit);
  }
  return [...first.values()];
}

/** What a function sends, by whatever name, when its handlers call it again. */
function callOfItself(file: LinkedFile, attempt: Attempt): LlmCall | null {
  const name = functionName(file, attempt) ?? '';
  const again = attempt.handlers.some(({ range }) => callsByName(file, range, name));
  return again ? { name, service: null } : null;
}

function callsByName(file: LinkedFile, range: Range, name: string): boolean {
  return (
    name !== '' &&
    structureOf(file.facts)
      .callsIn(range)
      .some(({ callee }) => lastPart(dottedName(file, callee)) === name)
  );
}

/** How often something was tried, or may be; `retry` alone may be what a person answers. */
const COUNTS = /attempts?$|retries$|retry_?(?:count|left|num|index)$|tries_?left$|^retries|max_?retr/i;

/** `if (response.status === 429 && retries > 0) { await sleep(…); return ask(prompt, retries - 1); }` in `ask` itself. */
function againHits(resolver: Resolver, file: LinkedFile): Hit[] {
  const { functionAt } = structureOf(file.facts);
  return (file.facts.blocks ?? []).flatMap((branch) => {
    if (branch.kind !== 'branch' || !(branch.names ?? []).some((name) => COUNTS.test(name))) return [];
    const whole = file.facts.functions[functionAt(branch.range) ?? -1];
    if (!whole || !callsByName(file, branch.range, whole.name)) return [];
    const [asked] = callsIn(resolver, file, whole.range);
    const fault = 'This LLM call is sent again when it fails';
    return asked ? [hitAt(file, branch.statement, `retry of ${asked.name}()`, asked, fault)] : [];
  });
}

/** The name of the function that a `try` stands in. */
function functionName(file: LinkedFile, { body }: Attempt): string | null {
  const index = structureOf(file.facts).functionAt(body.range);
  return index === null ? null : (file.facts.functions[index]?.name ?? null);
}

/** The LLM calls in a region, and those that are handed on there to be sent: `await breaker.call(ask)`. */
function callsIn(resolver: Resolver, file: LinkedFile, range: Range): LlmCall[] {
  const calls = structureOf(file.facts).callsIn(range);
  const sent = llmCallsIn(resolver, file, calls);
  if (sent.length > 0) return sent;
  return calls.flatMap(({ positional }) =>
    positional.flatMap((value) => {
      const name = NAMES.has(value.kind) ? handedOver(resolver, file, value) : null;
      return name === null ? [] : [{ name: name.replace(/\(\)$/, ''), service: null }];
    }),
  );
}

/** `for (const one of providers) await one.execute()`, where this file makes them: `{ execute: () => askClaude(prompt) }`. */
function callsOfEntries(resolver: Resolver, file: LinkedFile, range: Range): LlmCall[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  return rawCallsIn(range).flatMap((call) => {
    const { callee } = call;
    if (callee.kind === 'binding' && runsAsking(resolver, file, callee))
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

/** `provider()`, of `[() => askGroq(text), () => askOllama(text)]`. */
function runsAsking(resolver: Resolver, file: LinkedFile, callee: Value): boolean {
  return resolver.objects
    .resolve(file, callee)
    .some((one) => one.kind === 'function' && one.file === file && asksInside(resolver, file, one.index));
}

/** `adapter.invoke(messages)`, of the adapters that a loop goes over. Each makes the prefilter look at the file. */
function asksOneOf(name: string): boolean {
  return /(?:^|\.|_|[a-z])(?:adapter|backend|provider)\.a?(?:invoke|generate|complete|chat)(?:$|_|[A-Z])/i.test(
    name,
  );
}

/** What may be a function, by its name. */
const NAMES: ReadonlySet<Value['kind']> = new Set(['function', 'binding', 'member']);

function hitAt(file: LinkedFile, statement: number, what: string, { service }: LlmCall, fault: string): Hit {
  const range = file.facts.statements[statement]?.range ?? {
    startLine: 1,
    startColumn: 1,
    endLine: 1,
    endColumn: 1,
  };
  const message = `${fault}. The gateway retries and falls back by itself: call it once, and let its configuration name the fallbacks.`;
  return { place: structureOf(file.facts).placeAt(range), what, message, service };
}
