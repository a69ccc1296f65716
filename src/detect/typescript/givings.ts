import type { ts } from 'ts-morph';
import type { GivingFact, Value } from '../facts.ts';
import { isTelling } from '../facts.ts';
import type { Context } from './context.ts';
import { statementAt } from './statements.ts';

/** Notes where a value is given; `node` stands in the statement that gives it. */
export function noteGiving(
  { facts, statements }: Context,
  node: ts.Node,
  value: Value,
  giving: Omit<GivingFact, 'statement'>,
): void {
  if (!isTelling(value)) return;
  facts.givings ??= [];
  facts.givings.push({ ...giving, statement: statementAt(statements, node) });
}
