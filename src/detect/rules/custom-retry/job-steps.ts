import { namesLlmCall } from '../../catalog/call-names.ts';
import type { CallFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { asksInside, asksOfPackage, comesFromTellingModule, dottedName } from '../calls/llm-calls.ts';
import { structureOf } from '../code/structure.ts';

/**
 * What a step of a job of Inngest's is handed by its name, and asks a model: `step.run('ask', ask, prompt)`,
 * `step.ai.wrap('ask', generateText, { … })`; `null` if no step of what a call is handed does.
 */
export function askedInStep(resolver: Resolver, file: LinkedFile, { positional }: CallFact): string | null {
  const { callsIn } = structureOf(file.facts);
  const jobs = positional.flatMap((value) =>
    value.kind === 'function' ? (file.facts.functions[value.function]?.range ?? []) : [],
  );
  for (const call of jobs.flatMap((range) => callsIn(range))) {
    const [, handed] = STEP.test(dottedName(file, call.callee)) ? call.positional : [];
    if (handed && asksByItself(resolver, file, handed)) return `${dottedName(file, handed)}()`;
  }
  return null;
}

const STEP = /(?:^|\.)step\.(?:run|ai\.wrap)$/;

/** Whether a function is named that asks: one of the file, of a module that speaks of models, or of a package. */
function asksByItself(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (!NAMES.has(value.kind)) return false;
  if (namesLlmCall(dottedName(file, value))) return true;
  return resolver.objects.resolve(file, value).some((one) => {
    if (one.kind !== 'function') return asksOfPackage(one);
    const isLookedAt = one.file === file || comesFromTellingModule(value);
    return isLookedAt && asksInside(resolver, one.file, one.index);
  });
}

const NAMES: ReadonlySet<Value['kind']> = new Set(['import', 'binding', 'member']);
