import type { Range, Value } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { serviceOfEntry } from './chosen-service.ts';
import { endpointOwner } from './endpoint-owner.ts';
import type { KeptValue } from './kept-values.ts';
import { keptValues } from './kept-values.ts';
import { isAboutModels, isForeignModel, isModelSlot, textsOf } from './model-names.ts';

/** A conditional expression that chooses between models or endpoints. */
export interface RoutingConditional {
  range: Range;
  /** What it chooses between, sorted. */
  names: string[];
}

/** The conditional expressions of a file that choose a model or an endpoint. */
export function routingConditionals(resolver: Resolver, file: LinkedFile): RoutingConditional[] {
  const { choices } = keptValues(file.facts);
  if (choices.length === 0) return [];
  const results = new Set(file.facts.functions.flatMap(({ returns }) => returns));
  return choices.flatMap((one) => {
    const names = chosenBy(resolver, file, one, results.has(one.value));
    return names.length > 1 ? [{ range: one.range, names }] : [];
  });
}

function chosenBy(
  resolver: Resolver,
  file: LinkedFile,
  { value, name }: KeptValue,
  isResult: boolean,
): string[] {
  const all = optionsOf(value);
  const services = all.length > 1 ? servicesOf(resolver, file, all) : [];
  if (services.length > 1) return services;
  const options = all.map((option) => textsOf(resolver, file, option));
  // `a or b` has one option that is written out at most.
  if (options.filter((texts) => texts.length > 0).length < 2) return [];
  const texts = options.flat();
  const owners = texts.flatMap((text) => endpointOwner(resolver, text) ?? []);
  if (owners.some(({ isForeign }) => isForeign)) return distinct(owners.map((owner) => owner.name));
  const isMeant = isModelSlot(name) || (isResult && !isAboutModels(name));
  return isMeant && texts.some((text) => isForeignModel(resolver, text)) ? distinct(texts) : [];
}

function optionsOf(value: Value): Value[] {
  return value.kind === 'choice'
    ? value.options.flatMap((option) => (option.kind === 'choice' ? optionsOf(option) : [option]))
    : [];
}

/** The vendors of `isClaude ? anthropic : openai`, if every option has one. */
function servicesOf(resolver: Resolver, file: LinkedFile, options: Value[]): string[] {
  const services = options.flatMap((option) => serviceOfEntry(resolver, file, option) ?? []);
  const isTelling = services.some((service) => service.isForeign && service.isTelling);
  return isTelling && services.length === options.length ? distinct(services.map(({ name }) => name)) : [];
}

function distinct(names: string[]): string[] {
  return [...new Set(names)].sort();
}
