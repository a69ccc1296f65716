import type { ts } from 'ts-morph';
import type { Value } from '../facts.ts';
import { addAttribute } from './classes.ts';
import {
  isElementAccessExpression,
  isIdentifier,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  SyntaxKind,
} from './compiler.ts';
import type { Context } from './context.ts';
import { rangeOf } from './context.ts';
import { exportAssigned } from './exports.ts';
import { noteTest } from './model-tests.ts';
import { assignPattern, bindName } from './patterns.ts';
import { lookUp } from './scopes.ts';
import { bare, readValue } from './values.ts';

const ASSIGNING: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.EqualsToken,
  SyntaxKind.BarBarEqualsToken,
  SyntaxKind.QuestionQuestionEqualsToken,
  SyntaxKind.AmpersandAmpersandEqualsToken,
]);

const { PlusEqualsToken } = SyntaxKind;

/** Whether an operator gives what is on its left a value. */
export function assigns({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === PlusEqualsToken || ASSIGNING.has(kind);
}

/** `x = v`, `this.x = v`, `module.exports = v`, `client.baseURL = v`, and `x += v`, which leaves `x` open. */
export function readAssignment(context: Context, node: ts.BinaryExpression): void {
  if (!assigns(node)) return;
  const target = bare(node.left);
  if (node.operatorToken.kind === PlusEqualsToken) {
    appendTo(context, target, node);
    return;
  }
  const value = readValue(context, node.right);
  if (isIdentifier(target) || isPropertyAccessExpression(target)) {
    noteTest(context, isIdentifier(target) ? target.text : target.name.text, node.right);
  }
  if (isIdentifier(target)) assignName(context, node, target, value);
  else if (isObjectLiteralExpression(target)) assignPattern(context, target, value);
  else if (isPropertyAccessExpression(target) || isElementAccessExpression(target)) {
    assignMember(context, node, readValue(context, target), value);
  }
}

/** A name that the file does not declare belongs to nobody's bindings. */
function assignName(context: Context, node: ts.BinaryExpression, target: ts.Identifier, value: Value): void {
  const declared = lookUp(context.place.scope, target.text);
  if (declared.kind === 'global') addAssignment(context, node, declared, value);
  else bindName(context, target, value);
}

function addAssignment(context: Context, node: ts.Node, target: Value, value: Value): void {
  const { facts, place } = context;
  facts.assignments ??= [];
  facts.assignments.push({ target, value, range: rangeOf(context, node), statement: place.statement });
}

function assignMember(context: Context, node: ts.BinaryExpression, target: Value, value: Value): void {
  if (exportAssigned(context, node, target, value)) return;
  if (target.kind === 'member' && target.object.kind === 'self') {
    addAttribute(context, target.object.class, target.property, value);
    return;
  }
  addAssignment(context, node, target, value);
}

/** `delete body.temperature`, `delete body['temperature']`: a request has it no more. */
export function readDeletion(context: Context, node: ts.DeleteExpression): void {
  const target = readValue(context, bare(node.expression));
  if (target.kind !== 'member' || !TAKEN_OUT.test(target.property)) return;
  addAssignment(context, node, target, { kind: 'none' });
}

const TAKEN_OUT = /^(?:temperature|top_?p)$/i;

function appendTo(context: Context, target: ts.Expression, node: ts.BinaryExpression): void {
  if (!isIdentifier(target)) return;
  const declared = lookUp(context.place.scope, target.text);
  if (declared.kind !== 'binding') return;
  const binding = context.facts.bindings[declared.binding];
  if (!binding) return;
  binding.open = true;
  const more = readValue(context, node.right);
  // `url += '/api/pull'`, of what a function is handed: what its callers give comes before.
  const handed = binding.kind === 'parameter' && more.kind === 'text' ? declared : undefined;
  const before = binding.values.at(-1) ?? handed;
  if (before) binding.values.push({ kind: 'join', parts: [before, more], how: 'concat' });
}
