import type { GivingFact, Value } from '../facts.ts';
import { givingAt, isGivingTold } from '../facts.ts';
import type { Context } from './context.ts';

/** Notes that a value is given where the reading stands. */
export function noteGiving(
  { facts, place }: Context,
  value: Value,
  giving: Omit<GivingFact, 'statement'>,
): void {
  if (!isGivingTold(facts, giving, value)) return;
  facts.givings ??= [];
  facts.givings.push(givingAt(giving, place.statement));
}
