import { namesLlmCall, namesModelClass } from '../../catalog/call-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { declaredTypes } from '../code/declared-classes.ts';

/**
 * `self._primary.generate(prompt)` of `primary: LLMProvider`: whatever holds it, the class that it is declared to be of
 * says that a model is asked.
 */
export function asksDeclared(file: LinkedFile, callee: Value): boolean {
  return (
    callee.kind === 'member' &&
    (namesLlmCall(`llm.${callee.property}`) || WORKS.test(callee.property)) &&
    !STANDS_IN.test(callee.property) &&
    declaredNames(file, callee.object).some(namesModelClass)
  );
}

/** What a model is asked to do: `provider.classify(text)`. */
const WORKS =
  /^_?a?(?:classify|summari[sz]e|translate|extract|analy[sz]e|evaluate|assess|grade|describe|rewrite|answer|respond|reply|embed)(?:$|_|[A-Z])/;

/** `generate_fallback_response`: what a model's own class has for it when it does not answer. */
const STANDS_IN = /(?:fallback|default)_?(?:response|answer|reply|result|text|summary)/i;

/** The names of the classes that something is declared to be of. */
function declaredNames(file: LinkedFile, value: Value): string[] {
  return declaredTypes(file, value).flatMap((type) => {
    if (type.kind === 'class') return file.facts.classes[type.class]?.name ?? [];
    if (type.kind === 'member') return type.property;
    return type.kind === 'import' || type.kind === 'global' ? type.name : [];
  });
}
