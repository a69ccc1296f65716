import type { FunctionFact, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { remembered } from '../code/remembered.ts';
import { distinct, isForeignModel } from '../services/model-names.ts';
import { modelsGiven } from './call-choices.ts';
import { chosenService, lastName } from './chosen-service.ts';
import { isMaking } from './held-values.ts';
import { callsGiven } from './made-vendors.ts';

/**
 * The one model that the tree's own function gives back that is called, or of what it makes: `get_fast_llm()`, which ends with
 * `return ChatOpenAI(model="gpt-4o-mini")`. What is called otherwise is not looked into.
 */
export function modelsMadeBy(resolver: Resolver, file: LinkedFile, callee: Value): string[] {
  if (!OF_MODEL.test(lastName(file, callee))) return [];
  const models = distinct(
    resolver.objects.resolve(file, callee).flatMap((one) => {
      const called = functionOf(one);
      return called ? modelsReturned(resolver, called.file, called.fact) : [];
    }),
  );
  // One that chooses itself is told where it does.
  return models.length === 1 ? models : [];
}

const OF_MODEL = /(?:llm|model|client|chat)\w{0,20}$/i;

const modelsReturned = remembered((resolver, file, fact: FunctionFact): string[] => {
  const written = fact.returns.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  const made = callsGiven(file.facts, fact).filter(
    (call) => isMaking(file, call) || chosenService(resolver, file, call)?.isForeign,
  );
  return [
    ...written.filter((text) => isForeignModel(resolver, text)),
    ...made.flatMap((call) => modelsGiven(resolver, file, call)),
  ];
});
