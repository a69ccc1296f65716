import type { ts } from 'ts-morph';
import {
  isBinaryExpression,
  isClassDeclaration,
  isComputedPropertyName,
  isConstructorDeclaration,
  isExportAssignment,
  isFunctionDeclaration,
  isFunctionLike,
  isIdentifier,
  isNumericLiteral,
  isParenthesizedExpression,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isPropertyDeclaration,
  isStringLiteralLike,
  isVariableDeclaration,
} from './compiler.ts';

export type FunctionNode = ts.FunctionLikeDeclaration & { body: ts.Node };

/** A function with a body; overload signatures and ambient declarations say nothing. */
export function isFunctionWithBody(node: ts.Node): node is FunctionNode {
  return isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

/** The name that people know a function by: its own, or that of what it is assigned to; `''` for a callback. */
export function functionName(node: FunctionNode): string {
  if (isConstructorDeclaration(node)) return 'constructor';
  if (node.name) return propertyName(node.name) ?? '';
  if (isFunctionDeclaration(node)) return 'default';
  return assignedName(node);
}

/** The name that an expression is given by what stands around it. */
function assignedName(node: ts.Node): string {
  const { parent } = node;
  if (isVariableDeclaration(parent)) return isIdentifier(parent.name) ? parent.name.text : '';
  if (isPropertyAssignment(parent) || isPropertyDeclaration(parent)) return propertyName(parent.name) ?? '';
  if (isExportAssignment(parent)) return 'default';
  if (isBinaryExpression(parent) && parent.right === node) return targetName(parent.left);
  if (isParenthesizedExpression(parent)) return assignedName(parent);
  return '';
}

function targetName(target: ts.Expression): string {
  if (isIdentifier(target)) return target.text;
  return isPropertyAccessExpression(target) ? target.name.text : '';
}

/** The text of a property's name; `null` if it is computed. */
export function propertyName(name: ts.PropertyName | ts.BindingName): string | null {
  if (isIdentifier(name) || isPrivateIdentifier(name)) return name.text;
  if (isStringLiteralLike(name) || isNumericLiteral(name)) return name.text;
  if (isComputedPropertyName(name) && isStringLiteralLike(name.expression)) return name.expression.text;
  return null;
}

export function className(node: ts.ClassLikeDeclaration): string {
  return node.name?.text ?? (isClassDeclaration(node) ? 'default' : assignedName(node));
}
