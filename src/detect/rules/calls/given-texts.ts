import type { CallFact, FileFacts, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { writtenValues } from './options.ts';

/** Whether an option, or what stands first, is what a function gives back that is declared to give a text. */
export function givesText(resolver: Resolver, file: LinkedFile, call: CallFact, option: string): boolean {
  const [first] = call.positional;
  const given = [...writtenValues(call, [option]), ...(first ? [first] : [])];
  return given.flatMap((value) => heldBy(file.facts, value)).some((value) => isText(resolver, file, value));
}

/** What a name was given in its own file: `MODEL = model_for("writer")`. */
function heldBy({ bindings }: FileFacts, value: Value): readonly Value[] {
  return value.kind === 'binding' ? (bindings[value.binding]?.values ?? []) : [value];
}

function isText(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  const callee = value.kind === 'result' ? file.facts.calls[value.call]?.callee : undefined;
  return (
    callee !== undefined && resolver.objects.resolve(file, callee).some((one) => functionOf(one)?.fact.text)
  );
}
