import type { CallFact, FunctionFact, Range } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { remembered } from '../code/remembered.ts';
import { structureOf } from '../code/structure.ts';
import { functionsOf } from './leading-calls.ts';

/**
 * Whether somebody is asked in a region, or in a function of the same file that it calls: `if (await
 * window.showErrorMessage(fault, 'Retry', 'Stop') === 'Retry')`. Then a person says whether to try again.
 */
export const asksPerson = remembered((resolver, file, range: Range): boolean => {
  const calls = structureOf(file.facts).callsIn(range);
  return (
    asksAnyone(file, calls) ||
    calls
      .slice(0, MOST_CALLS)
      .flatMap(({ callee }) => functionsOf(resolver, file, callee))
      .some((one) => one.file === file && isAsking(resolver, file, file.facts.functions[one.index]))
  );
});

/** Nobody does more in a handler than ask what to do. */
const MOST_CALLS = 20;

function isAsking(resolver: Resolver, file: LinkedFile, fact: FunctionFact | undefined): boolean {
  return fact !== undefined && asksInside(resolver, file, fact);
}

const asksInside = remembered((_resolver, file, { range }: FunctionFact): boolean =>
  asksAnyone(file, structureOf(file.facts).callsIn(range)),
);

function asksAnyone(file: LinkedFile, calls: readonly CallFact[]): boolean {
  return calls.some(({ callee, positional, spread }) => {
    const dotted = dottedName(file, callee);
    const name = lastPart(dotted);
    return (
      ANSWERED.test(name) ||
      /^(?:inquirer|enquirer)\.prompt$/.test(dotted) ||
      (SHOWN.test(name) && (positional.length > 1 || spread))
    );
  });
}

const ANSWERED =
  /^(?:confirm|input|showMessageBox|showQuickPick)$|^(?:ask|prompt|confirm)\w*(?:Retry|Again|_retry|_again)$/;
/** With buttons: without them they only tell. */
const SHOWN = /^show(?:Error|Warning|Information)Message$/;
