import type { BlockFact, CallFact } from '../../facts.ts';
import { dottedName, llmCall } from '../calls/llm-calls.ts';
import { remembered } from '../code/remembered.ts';
import { structureOf } from '../code/structure.ts';
import { answersNamed, isGiven, passedOn } from './refilled-answers.ts';

/**
 * What a `try` asks with the answer to what it asked before: `text = transcribe(audio); return review(text)`. Whoever takes
 * that step when it failed too, `return review(DEFAULT)`, has an answer without a model, and asks for none again.
 */
export const nextSteps = remembered((resolver, file, { range }: BlockFact): ReadonlySet<string> => {
  const isAsked = (call: CallFact) => llmCall(resolver, file, call) !== null;
  const answers = passedOn(file, range, answersNamed(file, range, isAsked));
  const next = structureOf(file.facts)
    .callsIn(range)
    .filter((call) => isAsked(call) && isGiven(file, call, answers));
  return new Set(next.map(({ callee }) => dottedName(file, callee)));
});
