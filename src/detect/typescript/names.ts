import { ts } from 'ts-morph';

export type FunctionNode = ts.FunctionLikeDeclaration & { body: ts.Node };

/** A function with a body; overload signatures and ambient declarations say nothing. */
export function isFunctionWithBody(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

/** The name that people know a function by: its own, or that of what it is assigned to; `''` for a callback. */
export function functionName(node: FunctionNode): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name) return propertyName(node.name) ?? '';
  if (ts.isFunctionDeclaration(node)) return 'default';
  return assignedName(node);
}

/** The name that an expression is given by what stands around it. */
function assignedName(node: ts.Node): string {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) ? parent.name.text : '';
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))
    return propertyName(parent.name) ?? '';
  if (ts.isExportAssignment(parent)) return 'default';
  if (ts.isBinaryExpression(parent) && parent.right === node) return targetName(parent.left);
  if (ts.isParenthesizedExpression(parent)) return assignedName(parent);
  return '';
}

function targetName(target: ts.Expression): string {
  if (ts.isIdentifier(target)) return target.text;
  return ts.isPropertyAccessExpression(target) ? target.name.text : '';
}

/** The text of a property's name; `null` if it is computed. */
export function propertyName(name: ts.PropertyName | ts.BindingName): string | null {
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) return name.text;
  if (ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
  return null;
}

/** Names of the classes and functions around a node, outermost first; callbacks without a name are left out. */
export function enclosingNames(node: ts.Node): string[] {
  const names: string[] = [];
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (isFunctionWithBody(outer)) names.push(functionName(outer));
    else if (ts.isClassLike(outer)) names.push(className(outer));
  }
  return names.filter((name) => name !== '').reverse();
}

export function className(node: ts.ClassLikeDeclaration): string {
  return node.name?.text ?? (ts.isClassDeclaration(node) ? 'default' : assignedName(node));
}
