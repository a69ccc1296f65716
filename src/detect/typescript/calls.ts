import type { ts } from 'ts-morph';
import type { CallFact, Value } from '../facts.ts';
import { isNewExpression, isSpreadElement, SyntaxKind } from './compiler.ts';
import type { Context } from './context.ts';
import { rangeOf } from './context.ts';

type ReadValue = (context: Context, expression: ts.Expression) => Value;

/** Records a call once, however often its value is asked for; gives its index. */
export function readCall(
  context: Context,
  read: ReadValue,
  node: ts.CallExpression | ts.NewExpression,
): number {
  const known = context.calls.get(node);
  if (known !== undefined) return known;
  const index = context.facts.calls.length;
  context.calls.set(node, index);
  const fact = emptyCall(context, node);
  context.facts.calls.push(fact);
  fact.callee = read(context, node.expression);
  for (const argument of node.arguments ?? []) {
    if (isSpreadElement(argument)) fact.spread = true;
    else if (!fact.spread) fact.positional.push(read(context, argument));
    else read(context, argument);
  }
  return index;
}

/** The fact goes in before its arguments are read: a value that comes back to the call finds its index. */
function emptyCall(context: Context, node: ts.CallExpression | ts.NewExpression): CallFact {
  return {
    callee: { kind: 'unknown' },
    construct: isNewExpression(node) || node.expression.kind === SyntaxKind.SuperKeyword,
    positional: [],
    named: [],
    spread: false,
    range: rangeOf(context, node),
    calleeRange: rangeOf(context, node.expression),
    scope: context.place.owner.names,
    statement: context.place.statement,
  };
}
