import type { CallFact, Value } from '../../facts.ts';
import { givenTo } from '../code/structure.ts';

export interface Option {
  name: string;
  value: Value;
}

/** Named arguments, and the entries of objects that are handed over or serialised. */
export function optionsOf(call: CallFact): readonly Option[] {
  const { named, positional } = call;
  const isPlain = ({ kind }: Value) => kind !== 'object';
  if (positional.every(isPlain) && named.every(({ value }) => isPlain(value))) return named;
  return [
    ...named,
    ...givenTo(call).flatMap((value) => (value.kind === 'object' ? optionsWithin(value) : [])),
  ];
}

/** What an object's entries are given to, by the names that they have. */
export function modelOptions(value: Value & { kind: 'object' }): readonly Option[] {
  return asModels(optionsWithin(value));
}

/** What an object's entries are given to. */
export function optionsWithin({ entries }: Value & { kind: 'object' }): Option[] {
  return entries.flatMap(({ key, value }) => (key.kind === 'text' ? [{ name: key.text, value }] : []));
}

/** Beside a provider, a name is the model's: `Spec(provider="openai", name="gpt-4o")`. */
export function asModels(options: readonly Option[]): readonly Option[] {
  const isOfProvider = options.some(({ name }) => name === 'provider');
  return isOfProvider ? options.map(asModel) : options;
}

/** An option as one of a model, whose name is the model's. */
export function asModel({ name, value }: Option): Option {
  return { name: name === 'name' ? 'model' : name, value };
}
