import type { CallFact, FileFacts } from '../../facts.ts';
import { functionsAround } from '../../reach/functions-around.ts';
import { recent } from '../code/remembered.ts';

const around = recent(functionsAround);

/**
 * Whether what a call makes is asked something, by a method of that name: in the call's own function, or, if no other
 * call of the kind in its file stands beside such a method, by whoever it is handed to. The others list what there is,
 * and so does a function that is named for that: `getEditorModels`.
 */
export function isAsked(facts: FileFacts, call: CallFact, method: string): boolean {
  const kind = lastName(call);
  return (
    isAskedBeside(facts, call, method) ||
    !(
      isInList(facts, call) ||
      facts.calls.some((other) => lastName(other) === kind && isAskedBeside(facts, other, method))
    )
  );
}

function isInList(facts: FileFacts, call: CallFact): boolean {
  const own = functionOf(facts, call);
  return own !== undefined && LISTS.test(facts.functions[own]?.name ?? '');
}

const LISTS = /^_?(?:get|list|fetch|load|show|available)\w*models$/i;

function functionOf(facts: FileFacts, call: CallFact): number | undefined {
  return around(facts)[facts.calls.indexOf(call)]?.at(-1);
}

function isAskedBeside(facts: FileFacts, call: CallFact, method: string): boolean {
  const functions = around(facts);
  const own = functionOf(facts, call);
  return facts.calls.some(
    (other, index) => lastName(other) === method && (own === undefined || functions[index]?.includes(own)),
  );
}

function lastName({ callee }: CallFact): string | null {
  return callee.kind === 'member' ? callee.property : null;
}
