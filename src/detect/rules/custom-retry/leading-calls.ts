import { asksByName } from '../../catalog/call-names.ts';
import { saysAgain } from '../../catalog/retry-libraries.ts';
import type { CallFact, FunctionFact, Value } from '../../facts.ts';
import type { ClassOf, LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { triesAgain } from '../../reach/tries-again.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import { dottedName, isSentCall, lastPart, onlyReads } from '../calls/llm-calls.ts';
import { declaredClasses } from '../code/declared-classes.ts';
import { recent, remembered } from '../code/remembered.ts';
import { attributeValues, isParameter, structureOf } from '../code/structure.ts';

/** A function of the tree. */
type FunctionOf = Pick<Resolved & { kind: 'function' }, 'file' | 'index'>;

/**
 * How many functions one question looks into, and how many of them may stand one inside the other. Farther away, what
 * is tried again is a piece of work of which a model is one part.
 */
const LIMITS = { functions: 400, depth: 5, calls: 300 };

/**
 * Whether a function ends in a request to a model, by whatever functions of whatever files: their names may tell
 * nothing. Asked only for files that say that they try again, or where the place itself `saysSo`, so that the prefilter
 * lets those through that are on the way (see `TRAITS.asks`).
 */
export function leadsToModel(
  resolver: Resolver,
  file: LinkedFile,
  start: readonly FunctionOf[],
  saysSo = mayAsk(file),
): boolean {
  if (start.length === 0 || !saysSo) return false;
  const seen = new Set<FunctionFact>();
  let layer = start;
  for (let depth = 0; depth < LIMITS.depth && layer.length > 0; depth++) {
    const next: FunctionOf[] = [];
    for (const { file: home, index } of layer) {
      const fact = home.facts.functions[index];
      if (!fact || seen.has(fact) || resolver.tree.tests.has(home.path)) continue;
      if (seen.size >= LIMITS.functions) return false;
      seen.add(fact);
      const { sends, calls } = insideOf(resolver, home, fact);
      if (sends) return true;
      next.push(...calls);
    }
    layer = next;
  }
  return false;
}

const mayAsk = recent(({ facts, registry }: LinkedFile) => triesAgain(facts, registry));

interface Inside {
  /** Whether the function sends a request to a model itself. */
  sends: boolean;
  /** The functions of the tree that it calls. */
  calls: FunctionOf[];
}

const insideOf = remembered((resolver, file, { range }: FunctionFact): Inside => {
  const all = structureOf(file.facts).callsIn(range).slice(0, LIMITS.calls);
  // `await func(*args)` in `breaker.call(func, …)`: what it asks is up to each of its callers.
  const calls = all.filter(({ callee }) => !isParameter(file.facts, callee));
  const sends = (call: CallFact) => asksByName(call.callee) || isSentCall(resolver, file, call);
  if (calls.some(sends)) return { sends: true, calls: [] };
  return { sends: false, calls: calls.flatMap((call) => runBy(resolver, file, call)) };
});

/** Those of some calls that end in a request to a model, by whatever functions of whatever files. */
export function leadingAmong(
  resolver: Resolver,
  file: LinkedFile,
  calls: readonly CallFact[],
  saysSo = mayAsk(file),
): LlmCall[] {
  return calls
    .filter((call) => leadsFarther(resolver, file, call, saysSo))
    .map((call) => ({ name: dottedName(file, call.callee), service: null }));
}

/** Whether a call ends in a request to a model, by whatever functions. */
export function leadsFarther(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  saysSo = mayAsk(file),
): boolean {
  return (
    !TELLS_STATE.test(lastPart(dottedName(file, call.callee))) &&
    !onlyReads(resolver, file, call) &&
    leadsToModel(resolver, file, runBy(resolver, file, call), saysSo)
  );
}

/** `provider.is_available()`, `find_api_key(provider)`: whoever looks for the first that is there asks it nothing yet. */
const TELLS_STATE = /^_?(?:is|has|can|supports|ping|health)(?:_|[A-Z]|$)|(?:api_key|[aA]piKey)s?$/;

/** The functions of the tree that a call runs: what it calls, and what it hands to something that calls it. */
export function runBy(resolver: Resolver, file: LinkedFile, call: CallFact): FunctionOf[] {
  const called = functionsOf(resolver, file, call.callee);
  const name = calledName(call.callee);
  // `self._retry(self.factory.embed, texts)`, `handler.execute(self._send)`: the tree's own wrapper calls what it is handed.
  if (!saysAgain(name) && !RUNS.test(name)) return called;
  const named = call.named.flatMap((one) => (IS_RUN.test(one.name) ? [one.value] : []));
  return [
    ...called,
    ...[...call.positional, ...named].flatMap((value) => functionsOf(resolver, file, value)),
  ];
}

/** `breaker.execute(func=self._ask, prompt=prompt)` */
const IS_RUN = /^(?:func|fn|function|callable|coro|operation)$/;

/** `asyncio.to_thread(ask, prompt)`, `loop.run_in_executor(None, ask)`, `queue.add(() => ask())` */
const RUNS = /^(?:to_?thread|run_in_\w+|submit|execute|run|call|apply|schedule|wrap|limit(?:er)?)$/i;

/** The functions of the tree that a value surely is, whatever its file's functions are handed. */
export function functionsOf(resolver: Resolver, file: LinkedFile, value: Value): FunctionOf[] {
  if (!MAY_BE_FUNCTION.has(value.kind) || !isToldHere(file, value, 0)) return [];
  const found = resolver.objects.resolve(file, value);
  const functions = found.flatMap((one) => (one.kind === 'function' ? [one] : []));
  return functions.length > 0 ? functions : declaredMethods(resolver, file, value);
}

/** `this.llm.ask`, of what a constructor is handed: the method of the class that it is declared to be of. */
function declaredMethods(resolver: Resolver, file: LinkedFile, value: Value): FunctionOf[] {
  if (value.kind !== 'member') return [];
  const { object, property } = value;
  return declaredClasses(resolver, file, object).flatMap((one) => methodsOf(one, property));
}

function methodsOf({ file, index }: ClassOf, name: string): FunctionOf[] {
  const methods = file.facts.classes[index]?.methods ?? [];
  return methods.flatMap((method) => (method.name === name ? [{ file, index: method.function }] : []));
}

const MAY_BE_FUNCTION: ReadonlySet<Value['kind']> = new Set([
  'function',
  'binding',
  'member',
  'import',
  'global',
]);

/** Names of names; nobody writes more. */
const MAX_DEPTH = 10;

/**
 * False for what depends on who calls, unless its class is declared: a file that hands something over may say nothing of
 * models, and nobody would have looked at it.
 */
function isToldHere(file: LinkedFile, value: Value, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const told = (one: Value) => isToldHere(file, one, depth + 1);
  switch (value.kind) {
    case 'binding': {
      const fact = file.facts.bindings[value.binding];
      return (
        fact !== undefined &&
        (fact.kind !== 'parameter' || (fact.type !== undefined && fact.type.kind !== 'global')) &&
        fact.values.every(told)
      );
    }
    case 'member':
      return value.object.kind === 'self'
        ? attributeValues(file.facts, value.object.class, value.property).every(told)
        : told(value.object);
    case 'choice':
      return value.options.every(told);
    case 'index':
      return told(value.object);
    case 'result': {
      const callee = file.facts.calls[value.call]?.callee;
      return callee !== undefined && told(callee);
    }
    default:
      return true;
  }
}
