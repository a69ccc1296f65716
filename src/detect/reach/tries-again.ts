import { isJobQueue } from '../catalog/job-queues.ts';
import { isRetryLibrary, saysAgain, saysFallsBack, saysOthers } from '../catalog/retry-libraries.ts';
import type { CallFact, FileFacts } from '../facts.ts';
import type { Registry } from '../registry.ts';
import { calledName } from './called-name.ts';

/** Whether a file says that it tries something again: or the next one, in a loop's head, by what it imports, or by what it calls, and tells it. */
export function triesAgain({ imports, blocks = [], calls }: FileFacts, registry: Registry): boolean {
  return (
    imports.some(({ module, name, local }) => {
      const isLibrary = isRetryLibrary(registry, module) || (registry === 'npm' && isJobQueue(module));
      return isLibrary || saysAgain(name) || (local !== null && saysAgain(local)) || saysAgain(module);
    }) ||
    blocks.some(
      ({ kind, names = [] }) =>
        kind === 'loop' && names.some((name) => saysAgain(name) || saysOthers(registry, name)),
    ) ||
    calls.some((call) => saysAgain(calledName(call.callee)) || isToldAgain(call))
  );
}

/**
 * `step.do('ask', { retries: { limit: 3 } }, () => ask(prompt))`: what runs a function is told how often to try again. Of a
 * whole job a model is one part.
 */
function isToldAgain({ callee, positional }: CallFact): boolean {
  return (
    calledName(callee) !== 'createFunction' &&
    positional.some(({ kind }) => kind === 'function') &&
    positional.some(
      (value) =>
        value.kind === 'object' &&
        value.entries.some(({ key }) => key.kind === 'text' && saysAgain(key.text)),
    )
  );
}

/** What a handler says that does something else in place of what failed: `logger.warning(f"No answer ({fault}), falling back to each by itself")` */
export function notesFallback({ positional: [first] }: CallFact): boolean {
  if (first?.kind === 'text') return saysFallsBack(first.text);
  return first?.kind === 'join' && first.parts.some((one) => one.kind === 'text' && saysFallsBack(one.text));
}
