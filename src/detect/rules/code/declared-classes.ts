import type { Value } from '../../facts.ts';
import type { ClassOf, LinkedFile, Resolver } from '../../link/model.ts';
import { attributeValues } from './structure.ts';

/** The classes that something is declared to be of which a function or a constructor is handed: `constructor(private llm: LlmClient)`. */
export function declaredClasses(resolver: Resolver, file: LinkedFile, value: Value): ClassOf[] {
  const holders =
    value.kind === 'member' && value.object.kind === 'self'
      ? attributeValues(file.facts, value.object.class, value.property)
      : [value];
  const types = holders.flatMap((one) =>
    one.kind === 'binding' ? (file.facts.bindings[one.binding]?.type ?? []) : [],
  );
  return types
    .flatMap((type) => resolver.resolve(file, type))
    .flatMap((one) => (one.kind === 'class' ? [one] : []));
}
