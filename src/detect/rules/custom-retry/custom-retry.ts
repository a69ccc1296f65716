import { mentionsModel, namesLlmCall } from '../../catalog/call-names.ts';
import type { BlockFact, CallFact, FileFacts, FunctionFact, Range } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { notesFallback } from '../../reach/tries-again.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import { dottedName, lastPart, llmCall, surelySends } from '../calls/llm-calls.ts';
import { recent, remembered } from '../code/remembered.ts';
import {
  blocksIn,
  callBehind,
  classOfMethod,
  isWithin,
  nameAround,
  outermost,
  startsAfter,
  structureOf,
} from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { answerChains } from './answer-chains.ts';
import { asksStatus, statusOwners } from './answer-status.ts';
import { askedOnceMore } from './asked-once-more.ts';
import { asksPerson } from './asked-persons.ts';
import { firstAnswers } from './first-answers.ts';
import { functionsOf, leadingAmong, leadsFarther } from './leading-calls.ts';
import { nextSteps } from './next-steps.ts';
import { parsesIn, parsesOpenly } from './parse-faults.ts';
import { answersNamed } from './refilled-answers.ts';
import { askedAgain, callsAmong, callsIn, hitAt } from './retried-calls.ts';
import { retriedJobs } from './retried-jobs.ts';
import type { Attempt } from './retry-blocks.ts';
import { answersIn, attemptsOf, catchesFormOnly } from './retry-blocks.ts';
import { retryingLoops } from './retry-loops.ts';
import { caughtFallbacks, retriedModels, wrappedRetries } from './retry-wrappers.ts';
import { retryingClients } from './retrying-clients.ts';
import { firstSequences } from './sequential-calls.ts';
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
    ...[...answerChains(resolver, file), ...askedOnceMore(resolver, file)].filter(
      (hit) => !isToldBefore(hit),
    ),
    ...wrappedRetries(resolver, file),
    ...retriedModels(resolver, file),
    ...caughtFallbacks(resolver, file),
    ...firstAnswers(resolver, file),
    ...retryingClients(resolver, file),
    ...retriedJobs(resolver, file),
    ...vendorAuthentication(resolver, file),
  ]);
}

/** A handler that asks again, or asks something else, when the call in its `try` failed. */
function fallbackHit(resolver: Resolver, file: LinkedFile, attempt: Attempt): Hit[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  if (!attempt.handlers.some(({ range }) => rawCallsIn(range).length > 0)) return [];
  const unasked = attempt.handlers.filter(({ range }) => !asksPerson(resolver, file, range));
  const itself = callOfItself(resolver, file, { ...attempt, handlers: unasked });
  const named = itself && namesLlmCall(itself.name) ? itself : undefined;
  const handlers = unasked.filter((handler) => !catchesFormOnly(handler) && !startsEventLoop(file, handler));
  const answering = handlers.flatMap((handler) => answersIn(file, handler));
  const sent = callsIn(resolver, file, attempt.body.range)[0] ?? named;
  const same = sent ? null : leadsAgain(resolver, file, attempt.body, answering);
  const isQueued = handlers.some(({ range }) => rawCallsIn(range).some((call) => queuesAgain(file, call)));
  const fallsBack = answering.flatMap((range) => rawCallsIn(range)).some(notesFallback);
  const isMeant = (isQueued || fallsBack) && !sent;
  const farther = isMeant ? leadingAmong(resolver, file, rawCallsIn(attempt.body.range), true)[0] : null;
  const asked = sent ?? same ?? farther;
  const goesOnWith = ({ name }: LlmCall) =>
    name !== asked?.name && nextSteps(resolver, file, attempt.body).has(name);
  if (!asked || isCaughtBefore(resolver, file, attempt.body)) return [];
  const again =
    callsAmong(
      resolver,
      file,
      answering.flatMap((range) => callsUnasked(resolver, file, range)),
    ).find((one) => !goesOnWith(one)) ??
    itself ??
    same ??
    (isQueued ? asked : null) ??
    (fallsBack ? leadingIn(resolver, file, answering) : null);
  if (!again) return [];
  const repairs = again.name === asked.name && parsesOpenly(file, attempt.body);
  if (repairs && !raisesAtStatus(file, attempt.body)) return [];
  const isSame = again.name === asked.name || isOwnCall(file, attempt, again.name);
  const what = askedAgain(asked, again, isSame);
  return [
    hitAt(file, attempt.body.statement, what, asked, 'When this LLM call fails, its handler asks again'),
  ];
}

/**
 * `if (!response.ok) throw …`, `response.raise_for_status()`: what a service did not answer reaches the handlers too, and not
 * only what does not parse.
 */
function raisesAtStatus({ facts }: LinkedFile, { range }: BlockFact): boolean {
  return (
    blocksIn(facts, range).some((block) => block.exit === 'raise' && statusOwners(block).length > 0) ||
    structureOf(facts)
      .callsIn(range)
      .some(({ callee }) => calledName(callee) === 'raise_for_status')
  );
}

/** What a handler that says so asks in place of what failed, by whatever functions. */
function leadingIn(resolver: Resolver, file: LinkedFile, ranges: readonly Range[]): LlmCall | undefined {
  const calls = ranges.flatMap((range) => callsUnasked(resolver, file, range));
  return leadingAmong(resolver, file, calls, true)[0];
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

/** `except RuntimeError: return asyncio.run(ask(prompt))`: where there was no event loop, or one that runs already. */
function startsEventLoop(file: LinkedFile, { names = [], range }: BlockFact): boolean {
  return (
    names.includes('RuntimeError') &&
    structureOf(file.facts)
      .callsIn(range)
      .some(({ callee }) =>
        /(?:^|\.)(?:asyncio\.run|run_until_complete|new_event_loop)$/.test(dottedName(file, callee)),
      )
  );
}

/**
 * `try { text = await search(…); try { text = await ask(text) } catch {} } catch { … }`: what asks a model is caught before,
 * so that the outer handler answers for something else.
 */
function isCaughtBefore(resolver: Resolver, file: LinkedFile, body: BlockFact): boolean {
  // Who raises in there, may be because nothing came of a model.
  if (blocksIn(file.facts, body.range).some(({ exit }) => exit === 'raise')) return false;
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

/** What a function sends, by whatever name, when its handlers call it again. */
function callOfItself(resolver: Resolver, file: LinkedFile, attempt: Attempt): LlmCall | null {
  const name = nameAround(file.facts, attempt.body.range);
  if (name === '') return null;
  const again = attempt.handlers.some(
    ({ range }) => callsByName(resolver, file, range, name) || callsByHelper(resolver, file, range, name),
  );
  return again ? { name, service: null } : null;
}

/** `return self._free_memory(fault, prompt)`, where that calls it again. */
function callsByHelper(resolver: Resolver, file: LinkedFile, range: Range, name: string): boolean {
  const { facts } = file;
  return structureOf(facts)
    .callsIn(range)
    .flatMap(({ callee }) => functionsOf(resolver, file, callee))
    .some((one) => {
      const helper = one.file === file ? facts.functions[one.index] : undefined;
      const again = helper ? (callsByNameIn(resolver, file, helper).get(name) ?? []) : [];
      return again
        .slice(0, MOST_AGAIN)
        .some((call) => isCalledAgain(dottedName(file, call.callee)) && call.callee.kind !== 'import');
    });
}

const MOST_AGAIN = 5;

const callsByNameIn = remembered(
  (_resolver, { facts }, { range }: FunctionFact): ReadonlyMap<string, readonly CallFact[]> =>
    Map.groupBy(structureOf(facts).callsIn(range), ({ callee }) => calledName(callee)),
);

/** `ask(prompt)` or `self.ask(prompt)` in `ask`: of another object, `Groq.ask(prompt)` is another service's. */
function isOwnCall({ facts }: LinkedFile, { body }: Attempt, called: string): boolean {
  const index = structureOf(facts).functionAt(body.range);
  const name = facts.functions[index ?? -1]?.name;
  const holders = ['self', 'this', 'cls', classOfMethod(facts, index)?.name];
  return called === name || holders.some((holder) => called === `${holder}.${name}`);
}

function callsByName(resolver: Resolver, file: LinkedFile, range: Range, name: string): boolean {
  return (
    name !== '' &&
    structureOf(file.facts)
      .callsIn(range)
      .some((call) => {
        const called = dottedName(file, call.callee);
        return (
          lastPart(called) === name &&
          isCalledAgain(called) &&
          !isOfAnother(file, call) &&
          !isOffered(resolver, file, range, call)
        );
      })
  );
}

/**
 * `reader = PageReader()`, and `reader.extract(url)` in `extract`: what somebody makes there that speaks of no model; and
 * `from .rules import extract as by_rules`, which is called as that is and stands elsewhere.
 */
function isOfAnother({ facts }: LinkedFile, { callee }: CallFact): boolean {
  if (callee.kind === 'import') return true;
  if (callee.kind !== 'member' || callee.object.kind !== 'binding') return false;
  const { values = [] } = facts.bindings[callee.object.binding] ?? {};
  const [made, ...others] = values.map((value) => callBehind(facts, value)?.callee);
  if (others.length > 0 || !made) return false;
  const name = made.kind === 'class' ? (facts.classes[made.class]?.name ?? '') : calledName(made);
  const from = made.kind === 'import' ? made.module : '';
  return /^_?[A-Z]/.test(name) && !ASKS_MODELS.test(name) && !mentionsModel(name) && !mentionsModel(from);
}

function isCalledAgain(called: string): boolean {
  return !standsIn(called) && !MAKES_FAULT.test(called);
}

/** `throw RuntimeError.chat({ … })` in `chat`: a fault of that kind. */
const MAKES_FAULT = /(?:error|exception|fault)s?\.[^.]+$/i;

/** The calls of a handler that are made since something failed, and nobody is asked for leave to make. */
function callsUnasked(resolver: Resolver, file: LinkedFile, range: Range): CallFact[] {
  return structureOf(file.facts)
    .callsIn(range)
    .filter(
      (call) =>
        !OFFERS.test(calledName(call.callee)) &&
        !BY_RULES.test(calledName(call.callee)) &&
        !isOffered(resolver, file, range, call) &&
        !isForFormOnly(file, range, call),
    );
}

/** `self.classify_by_rules(text)`: what answers without a model, whatever it compares by. */
const BY_RULES = /rule_?based|by_?rules|heuristic|deterministic|keyword_?based|without_?(?:ai|llm|model)/i;

/**
 * `if (isSchemaError(fault)) answer = await ask(prompt)`, and behind `if (!isSchemaError(fault)) throw fault`: what is asked
 * again since an answer did not parse (decisions 3).
 */
function isForFormOnly(file: LinkedFile, handler: Range, { range }: CallFact): boolean {
  const isOfForm = ({ kind, names = [] }: BlockFact) =>
    kind === 'branch' && names.some((name) => OF_FORM.test(name));
  const around = structureOf(file.facts)
    .blocksAround(range)
    .filter((block) => isWithin(block.range, handler));
  const before = blocksIn(file.facts, handler).filter(
    (block) => block.exit === 'raise' && startsAfter(range, block.range),
  );
  return around.some(isOfForm) || before.some(isOfForm);
}

/** A function that says what kind of fault it is. */
const OF_FORM =
  /^is_?\w{0,20}(?:schema|pars(?:e|ing)|json|validation)_?\w{0,20}(?:error|fault|failure|exception)$/i;

/** `toast.error('failed', { action: { onClick: () => send(text) } })`: a person says whether to try again. */
function isOffered(resolver: Resolver, file: LinkedFile, range: Range, { range: place }: CallFact): boolean {
  const handed = structureOf(file.facts).functionAround(place);
  return (
    handed !== undefined &&
    isWithin(handed.range, range) &&
    offering(resolver, file, range).some((own) => isWithin(handed.range, own))
  );
}

/** Where a region shows faults to a person. */
const offering = remembered((_resolver, { facts }, region: Range): readonly Range[] =>
  structureOf(facts)
    .callsIn(region)
    .flatMap(({ callee, range }) => (OFFERS.test(calledName(callee)) ? [range] : [])),
);

/** What shows a fault to a person. */
const OFFERS =
  /toast|notif|alert|snack|banner|^show|^set[A-Z]\w*(?:Error|Retry|Action)$|^(?:error|warn|warning)$/i;

/** `self.rules.detect(text)` in `detect`: what one's own object has for it when no model answers. */
function standsIn(called: string): boolean {
  const [first = '', holder = '', ...more] = called.split('.');
  return /^(?:self|this)$/.test(first) && more.length === 1 && !ASKS_MODELS.test(holder);
}

const ASKS_MODELS = /provider|model|client|adapter|backend|llm|agent|engine|api/i;

/**
 * What puts a job into its queue once more: `raise self.retry(exc=fault)` in a task of Celery's, `raise Retry(defer=5)` in one
 * of arq's, `message.retry({ delaySeconds: 30 })` of Cloudflare's.
 */
function queuesAgain(file: LinkedFile, { callee, named }: CallFact): boolean {
  if (callee.kind === 'import') return PUTS_BACK.test(`${callee.module} ${callee.name}`);
  if (callee.kind !== 'member' || callee.property !== 'retry') return false;
  return (
    named.some(({ name }) => /^(?:exc|countdown|eta)$/.test(name)) ||
    IS_JOB.test(dottedName(file, callee.object))
  );
}

/** The faults by which a job of a library asks to be done again. */
const PUTS_BACK = /^(?:arq(?:\.worker)? Retry|huey(?:\.\w+)? RetryTask|dramatiq(?:\.\w+)? Retry)$/;

const IS_JOB = /^(?:message|msg|job)$/i;

/** How often something was tried, or may be; `retry` alone may be what a person answers. */
const COUNTS = /attempts?$|retries$|retry_?(?:count|left|num|index)$|tries_?left$|^retries|max_?retr/i;

/** `if (response.status === 429 && retries > 0) { await sleep(…); return ask(prompt, retries - 1); }` in `ask` itself. */
function againHits(resolver: Resolver, file: LinkedFile): Hit[] {
  const { functionAround } = structureOf(file.facts);
  return (file.facts.blocks ?? []).flatMap((branch) => {
    const { kind, names = [], range } = branch;
    const isCounted = names.some((name) => COUNTS.test(name));
    if (kind !== 'branch' || !(isCounted || asksStatus(branch))) return [];
    const whole = functionAround(range);
    if (!whole || !callsByName(resolver, file, range, whole.name)) return [];
    if (!isCounted && !isOfAnswer(resolver, file, branch, whole)) return [];
    if (isOfOtherFault(resolver, file, branch) || judgesAnswer(file, branch)) return [];
    const asked = firstAsked(resolver, file, whole);
    const fault = 'This LLM call is sent again when it fails';
    return asked ? [hitAt(file, branch.statement, `retry of ${asked.name}()`, asked, fault)] : [];
  });
}

/** `if (violations.length > 0 && retries > 0) return rewrite(draft, retries - 1)`: an answer is asked for again until it suits. */
function judgesAnswer(file: LinkedFile, { names = [], range }: BlockFact): boolean {
  const others = names.filter((name) => !COUNTS.test(name));
  const isCaught = structureOf(file.facts)
    .blocksAround(range)
    .some(({ kind }) => kind === 'handler');
  return !isCaught && others.length > 0 && others.every((name) => FLAWS.test(name));
}

const FLAWS =
  /violation|(?:^|[._a-z])(?:issues|flaws|mistakes|problems|duplicates|missing)|(?:^|[._]|in|is|not)valid|quality|score|too_?(?:short|long)/i;

/**
 * `const answer = await ask(prompt); try { return parse(answer) } catch { if (retries > 0) return again(retries - 1) }`: what
 * is caught there is no fault of the request, which stands before the `try` (decisions 3).
 */
function isOfOtherFault(resolver: Resolver, file: LinkedFile, { range }: BlockFact): boolean {
  const { blocksAround, callsIn: rawCallsIn, functionAround } = structureOf(file.facts);
  const handler = blocksAround(range).find(({ kind }) => kind === 'handler');
  const whole = functionAround(range);
  const attempt = handler && attemptsOf(file).find(({ handlers }) => handlers.includes(handler));
  if (!attempt || !whole || !isWithin(handler.range, whole.range)) return false;
  const { body } = attempt;
  return (
    parsesIn(file, rawCallsIn(body.range)) &&
    callsIn(resolver, file, body.range).length === 0 &&
    callsIn(resolver, file, whole.range).length > 0
  );
}

/** `if (response.status === 429) return ask(prompt)`, without a word of trying again: of a request that is surely one. */
function isOfAnswer(resolver: Resolver, file: LinkedFile, branch: BlockFact, whole: FunctionFact): boolean {
  const owners = statusOwners(branch);
  return owners.some((name) => sureAnswers(resolver, file, whole).has(name));
}

/** The names that a function gives to what surely comes from a model. */
const sureAnswers = remembered(
  (resolver, file, { range }: FunctionFact): ReadonlySet<string> =>
    answersNamed(file, range, (call) => surelySends(resolver, file, call)),
);

const firstAsked = remembered(
  (resolver, file, { range }: FunctionFact): LlmCall | null => callsIn(resolver, file, range)[0] ?? null,
);
