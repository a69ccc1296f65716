import type { CallFact, ClassFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { remembered } from '../code/remembered.ts';
import { callBehind, givenTo, isParameter } from '../code/structure.ts';
import type { Table } from '../code/tables.ts';
import { lookUpsOf } from './look-ups.ts';
import { vendorOfEntry } from './vendor-dispatch.ts';

/**
 * `Dispatcher({"openai": OpenAIAdapter(), "groq": GroqAdapter()})`, `cls({ … })`: what asks each vendor, handed to a class
 * of the tree that keeps it and takes one of its parts by its key. Who goes through all of them chooses none.
 */
export function handedTables(resolver: Resolver, file: LinkedFile): Table[] {
  return file.facts.calls.flatMap((call) =>
    givenTo(call).flatMap((value) =>
      value.kind === 'object' && isOfVendors(value) && isLookedInto(resolver, file, call)
        ? [{ name: '', range: call.range, entries: value.entries, isLookedUp: false }]
        : [],
    ),
  );
}

/** Cheap to tell: hardly any call is handed such a thing. */
function isOfVendors({ entries }: Value & { kind: 'object' }): boolean {
  return entries.length > 1 && entries.filter(({ key }) => vendorOfEntry(key)).length * 2 >= entries.length;
}

function isLookedInto(resolver: Resolver, file: LinkedFile, { callee }: CallFact): boolean {
  return resolver.objects.resolve(file, callee).some((one) => {
    const fact = one.kind === 'class' ? one.file.facts.classes[one.index] : undefined;
    return one.kind === 'class' && fact !== undefined && takesByKey(resolver, one.file, fact);
  });
}

/** Whether a class looks something up by its key in what it keeps of what it was handed. */
const takesByKey = remembered((_resolver, { facts }, { attributes }: ClassFact): boolean => {
  const { byKey } = lookUpsOf(facts);
  const isHanded = (value: Value): boolean => {
    // `dict(registry)`, `{ ...registry }`
    const [given = value] = value.kind === 'object' ? value.spreads : copied(facts, value);
    return isParameter(facts, given);
  };
  return attributes.some(
    ({ name, values }) => byKey.has(name) && (values.length === 0 || values.some(isHanded)),
  );
});

function copied(facts: FileFacts, value: Value): Value[] {
  const call = callBehind(facts, value);
  return call && COPIES.test(calledName(call.callee)) ? call.positional : [];
}

const COPIES = /^(?:dict|Map|freeze)$/;
