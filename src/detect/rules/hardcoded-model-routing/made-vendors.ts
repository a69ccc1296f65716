import type { CallFact, FileFacts, FunctionFact, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { remembered } from '../code/remembered.ts';
import { callBehind, structureOf } from '../code/structure.ts';
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

/**
 * `createProvider(key, settings)` of the tree, which makes one vendor's client or another's. What is called otherwise is
 * not looked into.
 */
export function makesOneOfSeveral(
  resolver: Resolver,
  file: LinkedFile,
  { callee, positional }: CallFact,
): boolean {
  if (positional.length === 0 || !MAKES_ONE.test(calledName(callee))) return false;
  return resolver.objects.resolve(file, callee).some((one) => {
    const called = functionOf(one);
    return called !== null && madeInside(resolver, called.file, called.fact) > 1;
  });
}

const MAKES_ONE =
  /^_?(?:create|make|build|get|init|resolve|new)\w{0,20}(?:provider|client|llm|adapter|engine|backend)\w{0,10}$/i;

/** How many vendors' clients a function makes. */
const madeInside = remembered((resolver, file, { range }: FunctionFact): number => {
  const made = structureOf(file.facts)
    .callsIn(range)
    .slice(0, MOST_CALLS)
    .map((call) => chosenService(resolver, file, call));
  return new Set(made.flatMap((one) => (one?.isForeign ? one.name : []))).size;
});

/** A function that makes clients by name is not longer. */
const MOST_CALLS = 60;

const vendorMade = remembered((resolver, file, fact: FunctionFact): string | null => {
  for (const call of callsGiven(file.facts, fact)) {
    const made = chosenService(resolver, file, call);
    if (made?.isForeign && made.isTelling) return made.name;
  }
  return null;
});

/** The calls of which a function gives back what they gave, alone or beside something else. */
export function callsGiven(facts: FileFacts, { returns }: FunctionFact): CallFact[] {
  const given = returns.flatMap((one) => (one.kind === 'list' ? one.items : [one]));
  return given.flatMap((one) => callGiven(facts, one) ?? []);
}

/** The call behind a value, or behind the one that a name was given. */
function callGiven(facts: FileFacts, value: Value): CallFact | undefined {
  const [held, ...others] =
    value.kind === 'binding' ? (facts.bindings[value.binding]?.values ?? []) : [value];
  return held && others.length === 0 ? callBehind(facts, held) : undefined;
}
