import { byText } from '../../catalog/by-text.ts';
import type { CallFact, FileFacts } from '../../facts.ts';
import { functionsAround } from '../../reach/functions-around.ts';
import { recent } from '../code/remembered.ts';

/**
 * Whether what a call makes is asked something, by a method of that name: in the call's own function, or, if no other
 * call of the kind in its file stands beside such a method, by whoever it is handed to. The others list what there is,
 * and so does a function that is named for that: `getEditorModels`.
 */
export function isAsked(facts: FileFacts, call: CallFact, method: string): boolean {
  const { owns, functions, kinds } = askedBy(facts)(method);
  const own = owns.get(call);
  return functions.has(own) || !(isList(facts, own) || kinds.has(lastName(call)));
}

interface Asked {
  /** The function that each call stands in; `undefined` at a module's own level. */
  owns: ReadonlyMap<CallFact, number | undefined>;
  /** Functions in which the method is called, and `undefined` if it is called anywhere. */
  functions: ReadonlySet<number | undefined>;
  /** Last names of what else is called in these. */
  kinds: ReadonlySet<string | null>;
}

/** Once for each method of a file, which may have thousands of calls that ask for it. */
const askedBy = recent((facts: FileFacts) =>
  byText((method): Asked => {
    const { calls } = facts;
    const around = functionsAround(facts);
    const owns = new Map(calls.map((call, index) => [call, around[index]?.at(-1)]));
    const asking = calls.flatMap((call, index) =>
      lastName(call) === method ? [undefined, ...(around[index] ?? [])] : [],
    );
    const functions = new Set(asking);
    const beside = calls.filter((call) => functions.has(owns.get(call)));
    return { owns, functions, kinds: new Set(beside.map(lastName)) };
  }),
);

function isList({ functions }: FileFacts, own: number | undefined): boolean {
  return own !== undefined && LISTS.test(functions[own]?.name ?? '');
}

const LISTS = /^_?(?:get|list|fetch|load|show|available)\w*models$/i;

function lastName({ callee }: CallFact): string | null {
  return callee.kind === 'member' ? callee.property : null;
}
