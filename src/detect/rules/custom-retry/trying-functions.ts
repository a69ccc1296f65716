import { isRetryLibrary, saysAgain } from '../../catalog/retry-libraries.ts';
import type { BlockFact, CallFact, FileFacts, FunctionFact, Range, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { recent, remembered } from '../code/remembered.ts';
import { callBehind, isParameter, structureOf } from '../code/structure.ts';
import {
  attemptsWithin,
  catchesFormOnly,
  endsWithin,
  goesOn,
  loopAround,
  saysRetry,
} from './retry-blocks.ts';

/**
 * Whether what is called is a function of the tree that calls what it is handed again when it fails, or the next of what it
 * is handed, whatever its name is: `steadily(() => ask(prompt))`, `@robust`. One that is imported is looked at if its module
 * or its name says so, since others may not have been worth parsing (see `takesAgain` of the reach).
 */
export function triesWhatItIsHanded(resolver: Resolver, file: LinkedFile, { callee }: CallFact): boolean {
  // `@steady(3)`: what is called with the function is what another call gives.
  const made = callBehind(file.facts, callee)?.callee ?? callee;
  if (made.kind !== 'function' && !(made.kind === 'import' && [made.module, made.name].some(saysAgain)))
    return false;
  return resolver.objects.resolve(file, made).some((one) => {
    const own = functionOf(one);
    if (own === null || !(own.file === file || saysAgain(own.file.path))) return false;
    return triesHanded(resolver, own.file, own.fact);
  });
}

const triesHanded = remembered(
  (resolver, file, { range }: FunctionFact): boolean =>
    attemptsWithin(file, range).some(({ body, handlers }) => {
      const loop = loopAround(file, body);
      return (
        loop !== null &&
        handlers.some((handler) => goesOn(file, handler) && !catchesFormOnly(handler)) &&
        callsHanded(file.facts, loop, body.range) &&
        (leavesWell(body) || endsWithin(file, loop, body))
      );
    }) || handsToLibrary(resolver, file, range),
);

function leavesWell({ exit }: BlockFact): boolean {
  return exit === 'return' || exit === 'break';
}

/** `return func(*args)`, `await original.apply(this, args)`, and `await fn()` of `for (const fn of fns)`. */
function callsHanded(facts: FileFacts, loop: BlockFact, range: Range): boolean {
  return structureOf(facts)
    .callsIn(range)
    .some(({ callee }) => {
      const called = callee.kind === 'member' && APPLIES.test(callee.property) ? callee.object : callee;
      if (called.kind !== 'binding') return false;
      const fact = facts.bindings[called.binding];
      // `for (const item of items) try { return read(item) } catch {}` looks for the first that is to be had.
      if (loop.each && !saysRetry(loop))
        return fact !== undefined && loop.names?.includes(fact.name) === true;
      return fact?.kind === 'parameter' || fact?.values.some(isMethodBefore) === true;
    });
}

const APPLIES = /^(?:apply|call)$/;

/** `const original = descriptor.value`: the method that a decorator stands before. */
function isMethodBefore(value: Value): boolean {
  return value.kind === 'member' && value.property === 'value';
}

/** `return retry(stop=stop_after_attempt(3))(func)`, `pRetry(() => fn())`, and `@retry()` on what calls it: a library's. */
function handsToLibrary(resolver: Resolver, file: LinkedFile, range: Range): boolean {
  if (!importsLibrary(file)) return false;
  return structureOf(file.facts)
    .callsIn(range)
    .some((call) => {
      const isLibrary = resolver.objects
        .resolve(file, callBehind(file.facts, call.callee)?.callee ?? call.callee)
        .some((one) => one.kind === 'symbol' && isRetryLibrary(one.registry, one.module));
      return isLibrary && call.positional.some((value) => isHanded(file.facts, value));
    });
}

const importsLibrary = recent(({ facts, registry }: LinkedFile): boolean =>
  facts.imports.some(({ module }) => isRetryLibrary(registry, module)),
);

function isHanded(facts: FileFacts, value: Value): boolean {
  if (value.kind !== 'function') return isParameter(facts, value);
  const inner = facts.functions[value.function]?.range;
  return (
    inner !== undefined &&
    structureOf(facts)
      .callsIn(inner)
      .some(({ callee }) => isParameter(facts, callee))
  );
}
