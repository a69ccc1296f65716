import { saysAgain } from '../../catalog/retry-libraries.ts';
import type { CallFact, FunctionFact } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { remembered } from '../code/remembered.ts';
import { blocksIn, structureOf } from '../code/structure.ts';

/**
 * Whether what wraps a function is one of the tree that catches nothing: `while tries < 5: result = func(); if result:
 * return result`. It asks again because it does not like an answer, and what fails stays a fault (decisions 3).
 */
export function onlyJudges(resolver: Resolver, file: LinkedFile, { callee, named }: CallFact): boolean {
  if (named.some(({ name }) => HOW_SURE.test(name))) return true;
  if (callee.kind !== 'import' && callee.kind !== 'function') return false;
  const wrappers = resolver.objects.resolve(file, callee);
  return (
    wrappers.length > 0 &&
    wrappers.every((one) => {
      const own = functionOf(one);
      return own !== null && judges(resolver, own.file, own.fact);
    })
  );
}

/** `extract_with_fallback(fn, confidence_of=…)`: a larger model is asked where the first is not sure. */
const HOW_SURE = /confiden|score|threshold|quality/i;

const judges = remembered((_resolver, file, { range }: FunctionFact): boolean => {
  const blocks = blocksIn(file.facts, range);
  return (
    blocks.some(({ kind }) => kind === 'loop') &&
    blocks.every(
      ({ kind, names = [] }) => kind !== 'handler' && !names.some((name) => TELLS_FAULT.test(name)),
    ) &&
    !structureOf(file.facts)
      .callsIn(range)
      .some(
        ({ callee }) =>
          HANDS_ON.test(lastPart(dottedName(file, callee))) || saysAgain(dottedName(file, callee)),
      )
  );
});

/** `if (response.ok)`, `if result.status_code < 500`: what failed is told by the answer. */
const TELLS_FAULT = /status|error|fail|success|exception|timeout|(?:^|\.)(?:ok|code)$/i;

/** A promise's faults, and what gives them back: `ask().catch(…)`, `Promise.allSettled(…)`, `suppress(TimeoutError)`. */
const HANDS_ON = /^(?:catch|then|allSettled|suppress|gather)$/;
