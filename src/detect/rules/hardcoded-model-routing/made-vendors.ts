import type { CallFact, FileFacts, FunctionFact, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { remembered } from '../code/remembered.ts';
import { callBehind } from '../code/structure.ts';
import { chosenService } from './chosen-service.ts';

/**
 * The vendors of what the tree's own functions make that something is: `_build_cloud(settings)`, which ends with
 * `return AzureOpenAILLM(settings.key), store`.
 */
export function vendorsMade(resolver: Resolver, file: LinkedFile, callee: Value): string[] {
  return resolver.objects.resolve(file, callee).flatMap((one) => {
    const called = functionOf(one);
    return (called && vendorMade(resolver, called.file, called.fact)) ?? [];
  });
}

const vendorMade = remembered((resolver, file, { returns }: FunctionFact): string | null => {
  for (const given of returns) {
    for (const one of given.kind === 'list' ? given.items : [given]) {
      const call = callGiven(file.facts, one);
      const made = call ? chosenService(resolver, file, call) : null;
      if (made?.isForeign && made.isTelling) return made.name;
    }
  }
  return null;
});

/** The call behind a value, or behind the one that a name was given. */
function callGiven(facts: FileFacts, value: Value): CallFact | undefined {
  const [held, ...others] =
    value.kind === 'binding' ? (facts.bindings[value.binding]?.values ?? []) : [value];
  return held && others.length === 0 ? callBehind(facts, held) : undefined;
}
