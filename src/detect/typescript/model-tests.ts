import type { ts } from 'ts-morph';
import { isTestName, noteModelTest } from '../model-tests.ts';
import { conditionWords } from './blocks.ts';
import {
  isBinaryExpression,
  isCallExpression,
  isIdentifier,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  SyntaxKind,
} from './compiler.ts';
import type { Context } from './context.ts';
import { bare } from './values.ts';

/** Notes of `isNew = model.includes('gpt-5')`, and of what a function returns, what is asked; of anything else, nothing. */
export function noteTest({ facts }: Context, name: string, value: ts.Expression): void {
  if (name !== '' && isTest(value)) noteModelTest(facts, name, conditionWords(value));
}

/** The same of what the function around returns. */
export function noteReturnedTest(context: Context, value: ts.Expression): void {
  const { function: of } = context.place.owner;
  if (of !== null) noteTest(context, context.facts.functions[of]?.name ?? '', value);
}

/** Whether an expression gives nothing but yes or no. */
function isTest(value: ts.Expression): boolean {
  let node = bare(value);
  // Of `given || 'gpt-4o'` the end tells.
  while (isBinaryExpression(node) && JOINS.has(node.operatorToken.kind)) node = bare(node.right);
  if (isBinaryExpression(node)) return COMPARES.has(node.operatorToken.kind);
  if (isPrefixUnaryExpression(node)) return node.operator === SyntaxKind.ExclamationToken;
  if (!isCallExpression(node)) return false;
  const callee = bare(node.expression);
  if (isPropertyAccessExpression(callee)) return isTestName(callee.name.text);
  return isIdentifier(callee) && (callee.text === 'Boolean' || isTestName(callee.text));
}

const JOINS: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.BarBarToken,
  SyntaxKind.AmpersandAmpersandToken,
  SyntaxKind.QuestionQuestionToken,
]);

const COMPARES: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.EqualsEqualsToken,
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
]);
