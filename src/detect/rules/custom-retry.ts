import { namesLlmCall } from '../catalog/call-names.ts';
import type { BlockFact, CallFact, FileFacts, Range } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { answerChains } from './answer-chains.ts';
import type { LlmCall } from './llm-calls.ts';
import { dottedName, lastPart, llmCall, llmCallsIn, surelySends } from './llm-calls.ts';
import { answersNamed, givesAnswer, goesBehind, refillsOf, toldBy } from './refilled-answers.ts';
import { recent } from './remembered.ts';
import { callsIn, hitAt } from './retried-calls.ts';
import type { Attempt } from './retry-blocks.ts';
import { answersIn, attemptsOf, catchesFormOnly, IS_WELL, parsesIn } from './retry-blocks.ts';
import { leadsFarther, retryingLoops } from './retry-loops.ts';
import { caughtFallbacks, wrappedRetries } from './retry-wrappers.ts';
import { retryingClients } from './retrying-clients.ts';
import type { Hit } from './rule.ts';
import { isSilent } from './silent-calls.ts';
import { STATUS, statusOwners } from './status-rounds.ts';
import {
  blocksInOrder,
  classOfMethod,
  compareStarts,
  isWithin,
  itemsWithin,
  outermost,
  startsAfter,
  structureOf,
} from './structure.ts';
import { vendorAuthentication } from './vendor-authentication.ts';

/**
 * Rule book, "Custom Auth/Retry Logic": a loop that sends an LLM call again when it fails, a `try` whose handler asks
 * another model or the same one again, what retry libraries wrap around such a call, and vendors' authentication that
 * is written by hand.
 */
export function customRetry(resolver: Resolver, file: LinkedFile): Hit[] {
  const fallbacks = attemptsOf(file).flatMap((attempt) => fallbackHit(resolver, file, attempt));
  const sequential = firstSequences(resolver, file);
  const { functionAt } = structureOf(file.facts);
  // `except: answer = None`, and `if not answer: answer = ask_another()` behind it, are one fallback.
  const isToldBefore = ({ what, place }: Hit) =>
    sequential.some((one) => one.what === what && functionAt(one.place.range) === functionAt(place.range));
  return outermost([
    ...retryingLoops(resolver, file),
    ...fallbacks,
    ...sequential,
    ...againHits(resolver, file),
    ...answerChains(resolver, file).filter((hit) => !isToldBefore(hit)),
    ...wrappedRetries(resolver, file),
    ...caughtFallbacks(resolver, file),
    ...retryingClients(resolver, file),
    ...vendorAuthentication(resolver, file),
  ]);
}

/** A handler that asks again, or asks something else, when the call in its `try` failed. */
function fallbackHit(resolver: Resolver, file: LinkedFile, attempt: Attempt): Hit[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  if (!attempt.handlers.some(({ range }) => rawCallsIn(range).length > 0)) return [];
  const itself = callOfItself(file, attempt);
  const named = itself && namesLlmCall(itself.name) ? itself : undefined;
  const handlers = attempt.handlers.filter((handler) => !catchesFormOnly(handler));
  const answering = handlers.flatMap((handler) => answersIn(file, handler));
  const same = leadsAgain(resolver, file, attempt.body, answering);
  const asked = callsIn(resolver, file, attempt.body.range)[0] ?? named ?? same;
  if (!asked || isCaughtBefore(resolver, file, attempt.body)) return [];
  const again =
    answering.flatMap((range) => callsIn(resolver, file, range))[0] ??
    itself ??
    (asked === same ? same : null) ??
    (handlers.some(({ range }) => rawCallsIn(range).some(queuesAgain)) ? asked : null);
  if (!again) return [];
  const repairs = again.name === asked.name && parsesIn(file, rawCallsIn(attempt.body.range));
  if (repairs) return [];
  const isSame = again.name === asked.name || isOwnCall(file, attempt, again.name);
  const what = isSame ? `retry of ${asked.name}()` : `fallback from ${asked.name}() to ${again.name}()`;
  return [
    hitAt(file, attempt.body.statement, what, asked, 'When this LLM call fails, its handler asks again'),
  ];
}

/** `try: await self.embed(provider, text)`, and `await self.embed(another, text)` in its handler, if it leads to a model. */
function leadsAgain(
  resolver: Resolver,
  file: LinkedFile,
  { range }: BlockFact,
  answering: readonly Range[],
): LlmCall | null {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const calls = answering.flatMap((one) => rawCallsIn(one));
  const names = new Set(calls.map(({ callee }) => dottedName(file, callee)));
  const same = calls.length === 0 ? [] : rawCallsIn(range);
  const found = same.find((call) => {
    const name = dottedName(file, call.callee);
    return name !== '' && names.has(name) && leadsFarther(resolver, file, call);
  });
  return found ? { name: dottedName(file, found.callee), service: null } : null;
}

/**
 * `try { text = await search(…); try { text = await ask(text) } catch {} } catch { … }`: what asks a model is caught before,
 * so that the outer handler answers for something else.
 */
function isCaughtBefore(resolver: Resolver, file: LinkedFile, body: BlockFact): boolean {
  const inner = itemsWithin(blocksInOrder(file.facts), body.range);
  // Who raises in there, may be because nothing came of a model.
  if (inner.some(({ exit }) => exit === 'raise')) return false;
  const caught = caughtCalls(file.facts);
  const asked = structureOf(file.facts)
    .callsIn(body.range)
    .filter((call) => llmCall(resolver, file, call) !== null);
  const isCaught = (call: CallFact) => {
    const nearest = caught.get(call);
    return nearest !== undefined && nearest !== body && isWithin(nearest.range, body.range);
  };
  return asked.length > 0 && asked.every(isCaught);
}

/** The innermost `try` around each call that lets no fault through. */
const caughtCalls = recent((facts: FileFacts): ReadonlyMap<CallFact, BlockFact> => {
  const handled = (facts.blocks ?? []).filter(catchesAll);
  const catching = new Set(handled.map(({ statement }) => statement));
  const { blocksAround } = structureOf(facts);
  return new Map(
    facts.calls.flatMap((call) => {
      const nearest = blocksAround(call.range).find(
        ({ kind, statement }) => kind === 'try' && catching.has(statement),
      );
      return nearest ? [[call, nearest] as const] : [];
    }),
  );
});

/** A handler of scripts, or one that names no faults but all of them. */
function catchesAll({ kind, names = [] }: BlockFact): boolean {
  const faults = names.filter((name) => /^[A-Z]|\.[A-Z]/.test(name));
  return kind === 'handler' && faults.every((name) => /^(?:Base)?Exception$/.test(name));
}

/**
 * `try: return ask() except E as e: last = e`, and behind it the next one is asked: nothing but a failure of the first
 * leads there.
 */
function sequenceHit(resolver: Resolver, file: LinkedFile, attempt: Attempt): Hit[] {
  const { body } = attempt;
  if (!goesBehind(file, attempt) || !(body.exit === 'return' || returnsIfWell(resolver, file, body.range)))
    return [];
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
  const leaving = itemsWithin(blocksInOrder(file.facts), range).filter(
    ({ kind, exit }) => kind === 'branch' && exit === 'return',
  );
  if (leaving.length === 0) return false;
  const answers = answersNamed(file, range, (call) => llmCall(resolver, file, call) !== null);
  // `if models: return (await ask(models[0])).text`: what asks is left for good, if it does not fail.
  if (leaving.some(({ range: own }) => callsIn(resolver, file, own).length > 0)) return true;
  const told = toldBy(file, range, answers);
  if (leaving.some((block) => givesAnswerLast(file, block, range, told))) return true;
  const saysWell = ({ kind, names = [], range: own }: BlockFact) =>
    kind === 'branch' &&
    isWithin(own, range) &&
    names.some((name) => IS_WELL.test(name) && answers.includes(name.replace(IS_WELL, '')));
  return leaving.some((block) => saysWell(block) || blocksAround(block.range).some(saysWell));
}

/** `const text = await ask(…); if (text && text.trim() !== '') return text;`, behind which a region does nothing more. */
function givesAnswerLast(
  file: LinkedFile,
  { names = [], range: own, statement }: BlockFact,
  range: Range,
  answers: readonly string[],
): boolean {
  const whole = file.facts.statements[statement]?.range ?? own;
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  return (
    names.some((name) => answers.includes(name.split('.')[0] ?? '')) &&
    rawCallsIn(range).every((call) => !startsAfter(call.range, whole) || onlyTells(file, call)) &&
    givesAnswer(file, own, answers)
  );
}

/** `console.warn('nothing came')`, `throw new Error('nothing came')` */
function onlyTells(file: LinkedFile, call: CallFact): boolean {
  return (
    isSilent(call, file.facts) || (call.construct === true && /Error$/.test(dottedName(file, call.callee)))
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
      startsAfter(call.range, range) &&
      call.range.startLine - range.endLine <= FAR_BEHIND &&
      functionAt(call.range) === place &&
      !elsewhere(call),
  );
  return llmCallsIn(resolver, file, behind);
}

/** Lines: what a long function asks farther down is the next thing that it does, and not what it asks instead. */
const FAR_BEHIND = 200;

/** Of a chain of attempts, where it begins: one for each function. */
function firstSequences(resolver: Resolver, file: LinkedFile): Hit[] {
  const { functionAt } = structureOf(file.facts);
  const inOrder = attemptsOf(file).toSorted((a, b) => compareStarts(a.body.range, b.body.range));
  const chains = Map.groupBy(inOrder, ({ body }) => functionAt(body.range));
  return [...chains.values()].flatMap((chain) => {
    for (const attempt of chain) {
      const [hit] = [...sequenceHit(resolver, file, attempt), ...refillHit(resolver, file, attempt)];
      if (hit) return [hit];
    }
    return [];
  });
}

/** What a function sends, by whatever name, when its handlers call it again. */
function callOfItself(file: LinkedFile, attempt: Attempt): LlmCall | null {
  const name = functionName(file, attempt) ?? '';
  const again = attempt.handlers.some(({ range }) => callsByName(file, range, name));
  return again ? { name, service: null } : null;
}

/** `ask(prompt)` or `self.ask(prompt)` in `ask`: of another object, `Groq.ask(prompt)` is another service's. */
function isOwnCall({ facts }: LinkedFile, { body }: Attempt, called: string): boolean {
  const index = structureOf(facts).functionAt(body.range);
  const name = facts.functions[index ?? -1]?.name;
  const holders = ['self', 'this', 'cls', classOfMethod(facts, index)?.name];
  return called === name || holders.some((holder) => called === `${holder}.${name}`);
}

function callsByName(file: LinkedFile, range: Range, name: string): boolean {
  return (
    name !== '' &&
    structureOf(file.facts)
      .callsIn(range)
      .some(({ callee }) => {
        const called = dottedName(file, callee);
        return lastPart(called) === name && !standsIn(called);
      })
  );
}

/** `self.rules.detect(text)` in `detect`: what one's own object has for it when no model answers. */
function standsIn(called: string): boolean {
  const [first = '', holder = '', ...more] = called.split('.');
  return /^(?:self|this)$/.test(first) && more.length === 1 && !ASKS_MODELS.test(holder);
}

const ASKS_MODELS = /provider|model|client|adapter|backend|llm|agent|engine|api/i;

/** `raise self.retry(exc=fault)`: a task of Celery's puts itself into the queue once more. */
function queuesAgain({ callee, named }: CallFact): boolean {
  return (
    callee.kind === 'member' &&
    callee.property === 'retry' &&
    named.some(({ name }) => /^(?:exc|countdown|eta)$/.test(name))
  );
}

/** How often something was tried, or may be; `retry` alone may be what a person answers. */
const COUNTS = /attempts?$|retries$|retry_?(?:count|left|num|index)$|tries_?left$|^retries|max_?retr/i;

/** `if (response.status === 429 && retries > 0) { await sleep(…); return ask(prompt, retries - 1); }` in `ask` itself. */
function againHits(resolver: Resolver, file: LinkedFile): Hit[] {
  const { functionAt } = structureOf(file.facts);
  return (file.facts.blocks ?? []).flatMap((branch) => {
    const { kind, names = [], range } = branch;
    const isMeant = names.some((name) => COUNTS.test(name) || STATUS.test(name));
    if (kind !== 'branch' || !isMeant) return [];
    const whole = file.facts.functions[functionAt(range) ?? -1];
    if (!whole || !callsByName(file, range, whole.name)) return [];
    const isCounted = names.some((name) => COUNTS.test(name));
    if (!isCounted && !isOfAnswer(resolver, file, branch, whole.range)) return [];
    const [asked] = callsIn(resolver, file, whole.range);
    const fault = 'This LLM call is sent again when it fails';
    return asked ? [hitAt(file, branch.statement, `retry of ${asked.name}()`, asked, fault)] : [];
  });
}

/** `if (response.status === 429) return ask(prompt)`, without a word of trying again: of a request that is surely one. */
function isOfAnswer(resolver: Resolver, file: LinkedFile, branch: BlockFact, whole: Range): boolean {
  const answers = answersNamed(file, whole, (call) => surelySends(resolver, file, call));
  return statusOwners(branch).some((name) => answers.includes(name));
}

/** The name of the function that a `try` stands in. */
function functionName(file: LinkedFile, { body }: Attempt): string | null {
  const index = structureOf(file.facts).functionAt(body.range);
  return index === null ? null : (file.facts.functions[index]?.name ?? null);
}
