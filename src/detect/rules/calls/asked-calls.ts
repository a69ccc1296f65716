import type { CallFact, FileFacts } from '../../facts.ts';
import { functionsAround } from '../../reach/functions-around.ts';
import { recent } from '../code/remembered.ts';

const around = recent(functionsAround);

/**
 * Whether what a call makes is asked something, by a method of that name: in the call's own function, or, if no other
 * call of the kind in its file stands beside such a method, by whoever it is handed to. The others list what there is.
 */
export function isAsked(facts: FileFacts, call: CallFact, method: string): boolean {
  const kind = lastName(call);
  return (
    isAskedBeside(facts, call, method) ||
    !facts.calls.some((other) => lastName(other) === kind && isAskedBeside(facts, other, method))
  );
}

function isAskedBeside(facts: FileFacts, call: CallFact, method: string): boolean {
  const functions = around(facts);
  const own = functions[facts.calls.indexOf(call)]?.at(-1);
  return facts.calls.some(
    (other, index) => lastName(other) === method && (own === undefined || functions[index]?.includes(own)),
  );
}

function lastName({ callee }: CallFact): string | null {
  return callee.kind === 'member' ? callee.property : null;
}
