import { namesLlmCall, namesModelClass } from '../../catalog/call-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { attributeValues } from '../code/structure.ts';

/**
 * `self._primary.generate(prompt)` of `primary: LLMProvider`: whatever holds it, the class that it is declared to be of
 * says that a model is asked.
 */
export function asksDeclared(file: LinkedFile, callee: Value): boolean {
  return (
    callee.kind === 'member' &&
    namesLlmCall(`llm.${callee.property}`) &&
    !STANDS_IN.test(callee.property) &&
    declaredNames(file, callee.object).some(namesModelClass)
  );
}

/** `generate_fallback_response`: what a model's own class has for it when it does not answer. */
const STANDS_IN = /(?:fallback|default)_?(?:response|answer|reply|result|text|summary)/i;

/** The names of the classes that a parameter, or what an attribute was given of one, is declared to be of. */
function declaredNames({ facts }: LinkedFile, value: Value): string[] {
  const holders =
    value.kind === 'member' && value.object.kind === 'self'
      ? attributeValues(facts, value.object.class, value.property)
      : [value];
  return holders.flatMap((one) => {
    const type = one.kind === 'binding' ? facts.bindings[one.binding]?.type : undefined;
    if (type?.kind === 'class') return facts.classes[type.class]?.name ?? [];
    if (type?.kind === 'member') return type.property;
    return type?.kind === 'import' ? type.name : [];
  });
}
