import { namesLlmCall } from '../../catalog/call-names.ts';
import { isRetryLibrary, mayRetryModel, retriesModel } from '../../catalog/retry-libraries.ts';
import type { CallFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { asksInside, dottedName, isSdkSender, lastPart, llmCall, llmCallsIn } from '../calls/llm-calls.ts';
import { sdkCall } from '../calls/sdk-calls.ts';
import { mayTell } from '../calls/telling-calls.ts';
import { callBehind, classOfMethod, givenTo, structureOf } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { firstOfChain } from './caught-promises.ts';
import { askedInStep } from './job-steps.ts';
import { onlyJudges } from './judging-wrappers.ts';
import { functionsOf, leadsToModel, runBy } from './leading-calls.ts';
import { catchesFormOnly } from './retry-blocks.ts';
import {
  isGivenPolicy,
  isRetriedOperator,
  retriedJob,
  retriedTask,
  runOf,
  toldToRetry,
} from './told-retries.ts';
import { triesWhatItIsHanded } from './trying-functions.ts';

/** `ask().catch(() => askAnother())`, `ask().then(read, () => askAnother())`, `asked.pipe(catchError(() => askAnother()))` */
export function caughtFallbacks(resolver: Resolver, file: LinkedFile): Hit[] {
  return file.facts.calls.flatMap((call) => {
    const handlers = handlersOf(file, call);
    const asked = handlers.length > 0 ? askedBefore(resolver, file, call) : null;
    if (asked === null) return [];
    const again = handlers.some((value) => handedOver(resolver, file, value) !== null);
    return again ? [wrapperHit(call, calledName(call.callee), asked)] : [];
  });
}

/** What a promise's or a stream's faults are handed to. */
function handlersOf({ facts }: LinkedFile, { callee, positional }: CallFact): Value[] {
  if (callee.kind !== 'member') return [];
  if (callee.property === 'catch') return positional;
  if (callee.property === 'then') return positional.slice(1, 2);
  if (callee.property !== 'pipe') return [];
  return positional.flatMap((value) => {
    const operator = callBehind(facts, value);
    return operator && calledName(operator.callee) === 'catchError' ? operator.positional : [];
  });
}

/** The LLM call at the beginning of a chain of promises, or of what RxJS pipes: `defer(() => ask(prompt)).pipe(…)`. */
function askedBefore(resolver: Resolver, file: LinkedFile, { callee }: CallFact): string | null {
  const before = callee.kind === 'member' ? callBehind(file.facts, callee.object) : undefined;
  const tried = before && firstOfChain(file.facts, before);
  if (!tried) return null;
  const asked = llmCall(resolver, file, tried);
  if (asked) return `${asked.name}()`;
  if (!/^(?:from|defer)$/.test(calledName(tried.callee))) return null;
  return tried.positional.flatMap((value) => handedOver(resolver, file, value) ?? [])[0] ?? null;
}

/** What a library's decorator or a wrapper such as `withRetry` puts around an LLM call. */
export function wrappedRetries(resolver: Resolver, file: LinkedFile): Hit[] {
  return file.facts.calls.flatMap((call) => {
    const wrapper = wrapperName(resolver, file, call);
    const wrapped =
      wrapper === null || triesFormOnly(file, call) || onlyJudges(resolver, file, call)
        ? null
        : (wrappedName(resolver, file, call) ??
          askedInStep(resolver, file, call) ??
          leadingName(resolver, file, call));
    // `within(ask_with_retry(), seconds)`: what tries again is found where it does.
    const isItself = wrapped === `${wrapper}()`;
    return wrapper !== null && wrapped !== null && !isItself ? [wrapperHit(call, wrapper, wrapped)] : [];
  });
}

/** `FallbackModel("openai:gpt-4o", "anthropic:claude-sonnet-4-5")`, `ModelRetryMiddleware(max_retries=3)`: a framework's own. */
export function retriedModels(resolver: Resolver, file: LinkedFile): Hit[] {
  return file.facts.calls.flatMap((call) => {
    const name = calledName(call.callee);
    const isMeant =
      mayRetryModel(name) &&
      resolver.objects
        .resolve(file, call.callee)
        .some((one) => one.kind === 'symbol' && retriesModel(one.registry, one.module, name));
    return isMeant ? [wrapperHit(call, name, 'a model')] : [];
  });
}

/** `@retry(retry=retry_if_exception_type(ValidationError))`, `@on_exception(expo, JSONDecodeError)` (decisions 3). */
function triesFormOnly(file: LinkedFile, call: CallFact): boolean {
  // A decorator with arguments is called, and what it gives is called with the function.
  const { positional, named } = callBehind(file.facts, call.callee) ?? call;
  const given = [...positional, ...named.flatMap(({ name, value }) => (TRIES_ON.test(name) ? [value] : []))];
  const names = given.flatMap((value) => namesWithin(file, value));
  return catchesFormOnly({ names });
}

const TRIES_ON = /^(?:retry|on|autoretry_for|exceptions?|exception_types?|retry_on|errors?)$/;

/** The names in a list, and of what a condition is given. */
function namesWithin(file: LinkedFile, value: Value): string[] {
  if (value.kind === 'list') return value.items.map((item) => dottedName(file, item));
  const call = callBehind(file.facts, value);
  const parts = (call?.positional ?? []).flatMap((part) => (part.kind === 'list' ? part.items : [part]));
  return call ? parts.map((part) => dottedName(file, part)) : [dottedName(file, value)];
}

function wrapperHit(call: CallFact, wrapper: string, wrapped: string): Hit {
  return {
    place: placeOf(call),
    what: `${wrapper} around ${wrapped}`,
    message: `${wrapper} sends an LLM call again, or another one, when it fails. The gateway retries and falls back by itself: call it once, and let its configuration name the fallbacks.`,
    service: null,
  };
}

/** Names of people's own wrappers: `withRetry`, `runRetries`, `retry_with_backoff`, `callWithFallback`, `failover`, `tryProviders`. */
const OWN_WRAPPER =
  /^_?fail_?over|^_?(?:run|do|perform|execute)_?retries$|[a-z]_?Failover$|^_?try_?(?:all_?|each_?)?(?:providers|models|vendors|llms)|(?:^|_|\.)retry(?:ing|able)?(?:$|_|[A-Z])|[a-z]Retry(?:$|[A-Z])|_with_retr|[Ww]ithRetr|backoff|with_?(?:(?:model|llm|provider)_?)?fallbacks?(?:_?(?:stream(?:ing)?|async))?$/i;

/** Of faults too, by which Pydantic AI's tools tell the model what to mend: `raise ModelRetry(…)`, `raise to_model_retry(e)`. */
const NO_WRAPPER =
  /^ModelRetry$|^_?to_|^_?prepare|^_?(?:get|load|create|make|init)_?(?:model|tokenizer)s?_?(?:with_?)?retr|(?:should|can|is|max|on|get|set|no|reset|log|after|before|parse|schedule|mark|increment|sleep_and|decide)_?retr|^_?(?:detect|parse|match|find|extract|classify|resolve)_\w{0,60}with_llm_fallback$/i;

/** `processRetryQueue(db, llm)`: what was put by is done some other time. */
const OF_KEPT = /retr(?:y|ies)_?(?:queue|list|jobs?|items?|table|store|tasks?)$/i;

/** What wraps, as people write it; `null` if the call wraps nothing. */
function wrapperName(resolver: Resolver, file: LinkedFile, call: CallFact): string | null {
  const name = dottedName(file, madeBy(file, call.callee));
  const last = lastPart(name);
  const library =
    mayTell(resolver, file, call) && resolver.objects.resolve(file, call.callee).some(isOfLibrary);
  if (library) return name === '' ? 'a retry library' : name;
  if ((isOwnWrapper(last) && !OF_KEPT.test(last)) || isRunByPolicy(name)) return name;
  return (
    givenWrapper(file, call) ??
    retriedTask(file, call) ??
    retriedJob(call) ??
    (isGivenPolicy(resolver, file, call) || isRetriedOperator(call)
      ? name
      : toldToRetry(resolver, file, call, name)) ??
    (name !== '' && triesWhatItIsHanded(resolver, file, call) ? name : null)
  );
}

/** `decorate = retry_policy(3)`, of which `decorate(ask)` is another call: what gave the name its value. */
function madeBy({ facts }: LinkedFile, callee: Value): Value {
  const fact = callee.kind === 'binding' ? facts.bindings[callee.binding] : undefined;
  const [value] = fact?.values ?? [];
  return value?.kind === 'result' && fact?.values.length === 1 && !fact.open ? value : callee;
}

/** `self.retry_policy.run(work)`: what runs it says that it tries again. */
function isRunByPolicy(dotted: string): boolean {
  const [last = '', receiver = ''] = dotted.split('.').toReversed();
  return /^(?:run|call|execute|apply|do|invoke)$/i.test(last) && isOwnWrapper(receiver);
}

function isOwnWrapper(name: string): boolean {
  return OWN_WRAPPER.test(name) && !NO_WRAPPER.test(name);
}

/** `@policy([retry(…), limit(…)])`: what wraps is put together from what tries again. */
function givenWrapper(file: LinkedFile, { callee, positional }: CallFact): string | null {
  // A decorator with arguments is called, and what it gives is called with the function.
  const decorator = callBehind(file.facts, callee);
  const parts = [...positional, ...(decorator?.positional ?? [])].flatMap((value) =>
    value.kind === 'list' ? value.items : [value],
  );
  const names = parts.flatMap((part) => (part.kind === 'result' ? [dottedName(file, part)] : []));
  return names.find((name) => isOwnWrapper(lastPart(name))) ?? null;
}

function isOfLibrary(callee: Resolved): boolean {
  switch (callee.kind) {
    case 'symbol':
      return isRetryLibrary(callee.registry, callee.module) && !callee.path.some((name) => LIMITS.test(name));
    case 'instance':
      return isOfLibrary(callee.of);
    case 'member':
      return isOfLibrary(callee.object);
    default:
      return false;
  }
}

/** What such libraries have beside retries, and sends nothing again. */
const LIMITS = /^(?:bulkhead|timeout|noop|rate_?limit\w*)$/i;

/** The LLM call that is handed to a wrapper: in a function that stands there, or by name; `null` if there is none. */
function wrappedName(resolver: Resolver, file: LinkedFile, call: CallFact): string | null {
  const given = givenTo(call);
  const listed = given.flatMap((value) => [...functionsListed(file, value), ...runOf(value)]);
  for (const value of [...given, ...listed]) {
    const name = handedOver(resolver, file, value);
    if (name !== null) return name;
  }
  // `asked.pipe(retry(2))` of RxJS
  if (calledName(call.callee) === 'pipe') return askedBefore(resolver, file, call);
  const decorated = decoratedMethod(file, call);
  if (decorated !== null) return inFunction(resolver, file, decorated);
  if (fallsBackOnModels(lastPart(dottedName(file, call.callee)))) return shownArgument(file, given);
  const receiver = call.callee.kind === 'member' ? dottedName(file, call.callee.object) : '';
  if (/\.with_?fallbacks$/i.test(dottedName(file, call.callee)) && mayFallBack(receiver)) return receiver;
  // `llm.withRetry()`: one that tries again; `llm.askWithRetry(prompt)` asks a function that is told of where it stands.
  return /\.with_?(?:[Rr]etry|[Ff]allbacks?)$/.test(dottedName(file, call.callee)) &&
    (namesLlmCall(`${receiver}.invoke`) || BOUND_MODEL.test(receiver) || isMadeHere(resolver, file, call))
    ? receiver
    : null;
}

/** `ChatOpenAI(model=m).with_fallbacks([…])`: on what an SDK makes in this file, whatever it is called. */
function isMadeHere(resolver: Resolver, file: LinkedFile, { callee }: CallFact): boolean {
  if (callee.kind !== 'member') return false;
  return resolver.objects
    .resolve(file, callee.object)
    .some(
      (one) => one.kind === 'instance' && one.file === file && sdkCall(resolver, file, one.call) !== null,
    );
}

/** `make_model().with_structured_output(Answer)`: by these LangChain tells a model, whatever gave it, what to answer with. */
const BOUND_MODEL = /\.(?:with_?structured_?output|bind_?tools)(?:$|\.)/i;

/** `[() => askGroq(text), () => askGemini(text)]`, `[{ provider: 'groq', execute: () => askGroq(text) }, …]`, `[ask_groq, …]` */
function functionsListed({ facts }: LinkedFile, value: Value): Value[] {
  const [kept] = value.kind === 'binding' ? (facts.bindings[value.binding]?.values ?? []) : [value];
  const items = kept?.kind === 'list' ? kept.items.slice(0, MOST_LISTED) : [];
  const parts = items.flatMap((item) =>
    item.kind === 'object' ? item.entries.slice(0, MOST_FIELDS).map((entry) => entry.value) : [item],
  );
  return parts.filter(({ kind }) => LISTED.has(kind));
}

const LISTED: ReadonlySet<Value['kind']> = new Set(['function', 'import', 'binding']);

/** Nobody tries more, one after the other. */
const MOST_LISTED = 30;

/** What one of them says of itself is less. */
const MOST_FIELDS = 10;

/** What is handed to a wrapper that tries again, if it ends in a request to a model in whatever file. */
function leadingName(resolver: Resolver, file: LinkedFile, call: CallFact): string | null {
  const decorated = decoratedMethod(file, call);
  const given = givenTo(call).flatMap((value) => [value, ...functionsListed(file, value)]);
  if (decorated !== null) given.push({ kind: 'function', function: decorated });
  for (const value of given) {
    if (leadsToModel(resolver, file, functionsOf(resolver, file, value))) {
      const name = dottedName(file, value);
      return name === '' ? firstLeading(resolver, file, value) : `${name}()`;
    }
  }
  return null;
}

/** The call in a function without a name that leads to a model. */
function firstLeading(resolver: Resolver, file: LinkedFile, value: Value): string {
  const range = value.kind === 'function' ? file.facts.functions[value.function]?.range : undefined;
  const calls = range ? structureOf(file.facts).callsIn(range) : [];
  const leading = calls.find((call) => leadsToModel(resolver, file, runBy(resolver, file, call)));
  return leading ? `${dottedName(file, leading.callee)}()` : 'a call';
}

/** The method that `@Retryable()` stands before: in scripts it is a part of the method, and of no statement in it. */
function decoratedMethod({ facts, registry }: LinkedFile, { range, statement }: CallFact): number | null {
  if (registry !== 'npm') return null;
  const index = structureOf(facts).functionAt(range);
  return classOfMethod(facts, index) && facts.statements[statement]?.kind === 'definition' ? index : null;
}

/** What LangChain puts others behind: `primaryAgent.withFallbacks(others)`, `model_with_tools.with_fallbacks(others)`. */
function mayFallBack(name: string): boolean {
  return name.split(/_with_|with(?=[a-z])/i).some((part) => FALLS_BACK.test(part));
}

const FALLS_BACK = /(?:agent|chain|model|llm|runnable|graph|primary)$/i;

/** The wrapper's own name says that models are tried: `retry_with_fallback_models(work)`; `RetryProvider` is one of many things. */
function fallsBackOnModels(name: string): boolean {
  return MODELS_TRIED.test(name) || (TRIES.test(name) && MODELS.test(name));
}

const MODELS_TRIED = /(?:model|llm|provider)s?_?(?:retry|fallback)s?(?:_?(?:stream(?:ing)?|async))?$/i;

const TRIES = /retry|fallback/i;

const MODELS = /(?:models?|llms?|providers)$/i;

/** The function or object that is handed over, by name. */
function shownArgument(file: LinkedFile, given: Value[]): string | null {
  const [named] = given.filter(({ kind }) => kind !== 'object' && kind !== 'text' && kind !== 'number');
  const first = given.find(({ kind }) => kind === 'function') ?? named;
  if (!first) return null;
  const name = dottedName(file, first);
  return name === '' ? 'a call' : `${name}()`;
}

/** The LLM call that a function sends which is handed over: one that stands there, or one of a name. */
export function handedOver(resolver: Resolver, file: LinkedFile, value: Value): string | null {
  if (value.kind === 'function') return inFunction(resolver, file, value.function);
  if (value.kind === 'result') {
    const call = file.facts.calls[value.call];
    return call && llmCall(resolver, file, call) ? `${dottedName(file, value)}()` : null;
  }
  if (value.kind === 'member' && ENTERS.test(value.property)) return entered(resolver, file, value.object);
  const all = resolver.objects.resolve(file, value);
  const own = all.flatMap((one) => (one.kind === 'function' && one.file === file ? [one.index] : []));
  const found = own.flatMap((index) => inFunction(resolver, file, index) ?? [])[0];
  if (found !== undefined || (own.length > 0 && own.length === all.length)) return found ?? null;
  const name = dottedName(file, value);
  if (name === '' || isData(file, value)) return null;
  return namesLlmCall(name) || isSdkSender(resolver, file, value) ? name : null;
}

/** `const llmCall = data.llmCall || null`: what may be nothing, or a text, is no function. */
function isData({ facts }: LinkedFile, value: Value): boolean {
  const [only, ...others] = value.kind === 'binding' ? (facts.bindings[value.binding]?.values ?? []) : [];
  return only?.kind === 'choice' && others.length === 0 && only.options.some(({ kind }) => DATA.has(kind));
}

const DATA: ReadonlySet<Value['kind']> = new Set(['none', 'text', 'number', 'boolean', 'list']);

/** `manager.__aenter__` of `manager = client.messages.stream(…)`: what is sent when it is entered. */
function entered(resolver: Resolver, file: LinkedFile, manager: Value): string | null {
  const [made, ...others] =
    manager.kind === 'binding' ? (file.facts.bindings[manager.binding]?.values ?? []) : [manager];
  return made?.kind === 'result' && others.length === 0 ? handedOver(resolver, file, made) : null;
}

const ENTERS = /^__a?enter__$/;

function inFunction(resolver: Resolver, file: LinkedFile, index: number): string | null {
  if (!asksInside(resolver, file, index)) return null;
  const fact = file.facts.functions[index];
  if (fact && fact.name !== '') return `${fact.name}()`;
  const calls = fact ? structureOf(file.facts).callsIn(fact.range) : [];
  const [asked] = llmCallsIn(resolver, file, calls);
  return asked ? `${asked.name}()` : null;
}
