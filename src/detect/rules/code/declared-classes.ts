import type { Value } from '../../facts.ts';
import type { ClassOf, LinkedFile, Resolver } from '../../link/model.ts';
import { attributeValues } from './structure.ts';

/** The classes that something is declared to be of which a function or a constructor is handed: `constructor(private llm: LlmClient)`. */
export function declaredClasses(resolver: Resolver, file: LinkedFile, value: Value): ClassOf[] {
  return declaredTypes(file, value)
    .flatMap((type) => resolver.resolve(file, type))
    .flatMap((one) => (one.kind === 'class' ? [one] : []));
}

/** What a parameter, or what an attribute was given of one, is declared to be. */
export function declaredTypes({ facts }: LinkedFile, value: Value): Value[] {
  const holders =
    value.kind === 'member' && value.object.kind === 'self'
      ? attributeValues(facts, value.object.class, value.property)
      : [value];
  return holders.flatMap((one) => (one.kind === 'binding' ? (facts.bindings[one.binding]?.type ?? []) : []));
}
