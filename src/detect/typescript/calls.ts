import type { ts } from 'ts-morph';
import type { CallFact, Value } from '../facts.ts';
import {
  isArrowFunction,
  isBinaryExpression,
  isCallExpression,
  isIdentifier,
  isNewExpression,
  isPropertyAccessExpression,
  isSpreadElement,
  isStringLiteralLike,
  SyntaxKind,
} from './compiler.ts';
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
  const { called, given } = calledWith(node);
  const fact = emptyCall(context, node, called);
  context.facts.calls.push(fact);
  fact.callee = read(context, called);
  for (const argument of given) {
    if (isSpreadElement(argument)) fact.spread = true;
    else if (!fact.spread) fact.positional.push(read(context, argument));
    else read(context, argument);
  }
  const sought = textSought(called, given[0]);
  if (sought !== null) fact.sought = sought;
  const field = fieldSought(called, given[0]);
  if (field !== null) fact.soughtBy = field;
  return index;
}

/** `MODELS.find((one) => one.id === 'gpt-4o')`, `names.find((one) => one.startsWith('llama3'))`: the text that the one is known by. */
function textSought(called: ts.Expression, tells: ts.Expression | undefined): string | null {
  if (!tells || !isPropertyAccessExpression(called) || called.name.text !== 'find') return null;
  if (!isArrowFunction(tells)) return null;
  const { body } = tells;
  if (isCallExpression(body) && isPropertyAccessExpression(body.expression)) {
    const [part] = LOOKS_INTO.has(body.expression.name.text) ? body.arguments : [];
    return part && isStringLiteralLike(part) ? part.text : null;
  }
  if (!isBinaryExpression(body)) return null;
  const { left, operatorToken, right } = body;
  if (operatorToken.kind !== SyntaxKind.EqualsEqualsEqualsToken) return null;
  const text = [left, right].find(isStringLiteralLike);
  return text?.text ?? null;
}

const LOOKS_INTO: ReadonlySet<string> = new Set(['includes', 'startsWith']);

/** `MODELS.find((one) => one.tier === tier && one.enabled)`, and `filter` likewise: the field that rows are found by first. */
function fieldSought(called: ts.Expression, tells: ts.Expression | undefined): string | null {
  if (!tells || !isPropertyAccessExpression(called) || !FINDS.has(called.name.text)) return null;
  const [row, ...others] = isArrowFunction(tells) ? tells.parameters : [];
  if (!isArrowFunction(tells) || !row || others.length > 0 || !isIdentifier(row.name)) return null;
  let compared: ts.Node = tells.body;
  for (let steps = 0; steps < MOST_ASKED && isBinaryExpression(compared); steps++) {
    if (compared.operatorToken.kind === SyntaxKind.EqualsEqualsEqualsToken) break;
    if (compared.operatorToken.kind !== SyntaxKind.AmpersandAmpersandToken) return null;
    compared = compared.left;
  }
  if (!isBinaryExpression(compared)) return null;
  const name = row.name.text;
  const field = [compared.left, compared.right].find(
    (side): side is ts.PropertyAccessExpression =>
      isPropertyAccessExpression(side) && isIdentifier(side.expression) && side.expression.text === name,
  );
  return field?.name.text ?? null;
}

const FINDS: ReadonlySet<string> = new Set(['find', 'findLast', 'filter']);

/** Nobody asks for more of one row. */
const MOST_ASKED = 10;

/** `this.helpers.send.call(this, x)` is `this.helpers.send(x)`. */
function calledWith(node: ts.CallExpression | ts.NewExpression): {
  called: ts.Expression;
  given: readonly ts.Expression[];
} {
  const { expression, arguments: given = [] } = node;
  const isOnThis =
    isPropertyAccessExpression(expression) &&
    expression.name.text === 'call' &&
    given[0]?.kind === SyntaxKind.ThisKeyword &&
    isPropertyAccessExpression(expression.expression);
  return isOnThis ? { called: expression.expression, given: given.slice(1) } : { called: expression, given };
}

/** What runs a shell's line that is written behind it: `$` of Bun, zx and execa. */
const RUNS_LINE = /^(?:\$|execa(?:Sync|Command)?)$/;

/** `await $`claude -p ${prompt}`` and `$({ cwd })`…`` are calls with one text; other tags make something of theirs. */
export function readTemplateCall(context: Context, read: ReadValue, node: ts.TaggedTemplateExpression): void {
  const { tag, template } = node;
  const called = isCallExpression(tag) ? tag.expression : tag;
  const name = isPropertyAccessExpression(called) ? called.name : called;
  if (!isIdentifier(name) || !RUNS_LINE.test(name.text)) return;
  const fact = { ...emptyCall(context, node, called), callee: read(context, called) };
  context.facts.calls.push(fact);
  fact.positional.push(read(context, template));
}

/** The fact goes in before its arguments are read: a value that comes back to the call finds its index. */
function emptyCall(context: Context, node: ts.Expression, called: ts.Expression): CallFact {
  return {
    callee: { kind: 'unknown' },
    construct: isNewExpression(node) || called.kind === SyntaxKind.SuperKeyword,
    positional: [],
    named: [],
    spread: false,
    range: rangeOf(context, node),
    calleeRange: rangeOf(context, called),
    scope: context.place.owner.names,
    statement: context.place.statement,
  };
}
