import type { FunctionFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { asksInside } from '../calls/llm-calls.ts';
import { remembered } from '../code/remembered.ts';
import { structureOf } from '../code/structure.ts';
import type { ChosenService } from './asked-vendors.ts';
import { vendorAsked } from './asked-vendors.ts';
import { chosenService, lastName } from './chosen-service.ts';

/**
 * Whom the functions of a list ask that are called one after the other, if one of them tells: `[_try_groq, _try_local]`.
 * Of steps some ask nobody: `[_clean, _ask_groq]`.
 */
export function servicesInTurn(resolver: Resolver, file: LinkedFile, list: Value): ChosenService[] {
  if (list.kind !== 'list' || list.items.length < 2 || !list.items.every(isOwnFunction)) return [];
  const inTurn = list.items.slice(0, MOST_IN_TURN);
  const asked = inTurn.flatMap((item) => serviceInTurn(resolver, file, item) ?? []);
  return asked.length === inTurn.length && asked.some(({ isTelling }) => isTelling) ? asked : [];
}

function serviceInTurn(resolver: Resolver, file: LinkedFile, item: Value): ChosenService | null {
  for (const one of resolver.objects.resolve(file, item)) {
    if (one.kind !== 'function') continue;
    const fact = one.file.facts.functions[one.index];
    const asked = fact && askedInside(resolver, one.file, fact);
    if (asked) return asked;
    if (asksInside(resolver, one.file, one.index))
      return { name: lastName(file, item) || 'another service', isForeign: false, isTelling: false };
  }
  return null;
}

/** Whom a function asks first, as calls tell by their names too. */
const askedInside = remembered((resolver, file, { range }: FunctionFact): ChosenService | null => {
  for (const call of structureOf(file.facts).callsIn(range)) {
    const asked = vendorAsked(resolver, file, call) ?? chosenService(resolver, file, call);
    if (asked) return asked;
  }
  return null;
});

/** Nobody tries more. */
const MOST_IN_TURN = 20;

function isOwnFunction(value: Value): boolean {
  return value.kind === 'function' || (value.kind === 'member' && value.object.kind === 'self');
}
