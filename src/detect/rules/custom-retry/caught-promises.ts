import type { CallFact, FileFacts } from '../../facts.ts';
import { callBehind } from '../code/structure.ts';

/** What the faults are caught of: `ask(prompt)` in `ask(prompt).catch(() => null)`. */
export function caughtCall(facts: FileFacts, { callee }: CallFact): CallFact | undefined {
  return callee.kind === 'member' && callee.property === 'catch'
    ? callBehind(facts, callee.object)
    : undefined;
}

/** What stands at the beginning of a chain of promises: `ask()` of `ask().then(read).finally(stop)`. */
export function firstOfChain(facts: FileFacts, last: CallFact): CallFact | undefined {
  let call: CallFact | undefined = last;
  while (call?.callee.kind === 'member' && /^(?:then|finally)$/.test(call.callee.property)) {
    call = callBehind(facts, call.callee.object);
  }
  return call;
}
