import { ts } from 'ts-morph';
import type { Value } from '../facts.ts';
import { readCall } from './calls.ts';
import type { Context } from './context.ts';
import { rangeOf, UNKNOWN } from './context.ts';
import { importValue } from './imports.ts';
import { isFunctionWithBody, propertyName } from './names.ts';
import { lookUp } from './scopes.ts';

/** What an expression can be, as far as its file tells. */
export function readValue(context: Context, expression: ts.Expression): Value {
  const node = bare(expression);
  if (ts.isStringLiteralLike(node)) return { kind: 'text', text: node.text };
  if (ts.isNumericLiteral(node)) return { kind: 'number', number: Number(node.text) };
  if (ts.isIdentifier(node)) return identifierValue(context, node);
  if (ts.isTemplateExpression(node)) return templateValue(context, node);
  if (ts.isBinaryExpression(node)) return binaryValue(context, node);
  if (ts.isPropertyAccessExpression(node))
    return memberOf(readValue(context, node.expression), node.name.text);
  if (ts.isElementAccessExpression(node)) return elementValue(context, node);
  if (ts.isCallExpression(node)) return callValue(context, node);
  if (ts.isNewExpression(node)) return constructValue(context, node);
  if (ts.isConditionalExpression(node)) {
    return choiceOf([readValue(context, node.whenTrue), readValue(context, node.whenFalse)]);
  }
  if (ts.isObjectLiteralExpression(node)) return objectValue(context, node);
  if (ts.isArrayLiteralExpression(node)) return { kind: 'list', items: listItems(context, node.elements) };
  return keywordValue(context, node);
}

/** `await x`, `(x)`, `x as T`, `x satisfies T`, `<T>x` and `x!` are all `x`. */
export function bare(expression: ts.Expression): ts.Expression {
  let node = expression;
  while (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAwaitExpression(node)
  ) {
    node = node.expression;
  }
  return node;
}

function keywordValue(context: Context, node: ts.Expression): Value {
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return { kind: 'boolean', boolean: true };
    case ts.SyntaxKind.FalseKeyword:
      return { kind: 'boolean', boolean: false };
    case ts.SyntaxKind.NullKeyword:
    case ts.SyntaxKind.VoidExpression:
      return { kind: 'none' };
    case ts.SyntaxKind.ThisKeyword:
      return selfValue(context, node);
    case ts.SyntaxKind.SuperKeyword:
      return superValue(context, node);
    case ts.SyntaxKind.MetaProperty:
      return { kind: 'global', name: 'import.meta' };
    default:
      return declaredValue(context, node);
  }
}

/** A function or class expression: the first walk gave it its index. */
function declaredValue({ declarations, source }: Context, node: ts.Expression): Value {
  const functionIndex = declarations.functions.get(node);
  if (functionIndex !== undefined) return { kind: 'function', function: functionIndex };
  const classIndex = declarations.classes.get(node);
  if (classIndex !== undefined) return { kind: 'class', class: classIndex };
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText(source) === 'String.raw') {
    return ts.isNoSubstitutionTemplateLiteral(node.template)
      ? { kind: 'text', text: node.template.text }
      : UNKNOWN;
  }
  return UNKNOWN;
}

function identifierValue({ declarations }: Context, node: ts.Identifier): Value {
  const value = lookUp(declarations, node, node.text);
  return value.kind === 'global' && value.name === 'undefined' ? { kind: 'none' } : value;
}

/** `this` belongs to the nearest method; a plain function in between has its own. */
function selfValue({ declarations }: Context, node: ts.Node): Value {
  for (let outer = node.parent; outer; outer = outer.parent) {
    const index = declarations.classes.get(outer);
    if (index !== undefined) return { kind: 'self', class: index };
    if (ts.isFunctionDeclaration(outer) || ts.isFunctionExpression(outer)) return UNKNOWN;
    if (isFunctionWithBody(outer) && ts.isObjectLiteralExpression(outer.parent)) return UNKNOWN;
  }
  return UNKNOWN;
}

/** `super(…)` makes what the base class makes; `super.x` is the base class's `x`. */
function superValue(context: Context, node: ts.Node): Value {
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (!ts.isClassLike(outer)) continue;
    const base = outer.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)
      ?.types[0];
    return base ? readValue(context, base.expression) : UNKNOWN;
  }
  return UNKNOWN;
}

function templateValue(context: Context, node: ts.TemplateExpression): Value {
  const spans = node.templateSpans.flatMap((span) => [
    readValue(context, span.expression),
    textValue(span.literal.text),
  ]);
  return joinOf([textValue(node.head.text), ...spans]);
}

function textValue(text: string): Value {
  return { kind: 'text', text };
}

function joinOf(parts: Value[]): Value {
  return {
    kind: 'join',
    parts: parts.filter((part) => part.kind !== 'text' || part.text !== ''),
    how: 'concat',
  };
}

function binaryValue(context: Context, node: ts.BinaryExpression): Value {
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.PlusToken:
      return joinOf(addends(node).map((addend) => readValue(context, addend)));
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
      return fallbackOf(readValue(context, node.left), readValue(context, node.right));
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.CommaToken:
    case ts.SyntaxKind.EqualsToken:
      return readValue(context, node.right);
    default:
      return UNKNOWN;
  }
}

/** A chain of `+` leans left as deep as it is long, so it is followed in a loop. */
function addends(node: ts.BinaryExpression): ts.Expression[] {
  const parts: ts.Expression[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && left.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    parts.push(left.right);
    left = left.left;
  }
  return [...parts, left].reverse();
}

/** `a ?? b`; for an environment variable, `b` is its fallback. */
export function fallbackOf(value: Value, otherwise: Value): Value {
  if (value.kind === 'environment' && !value.fallback) return { ...value, fallback: otherwise };
  return choiceOf([value, otherwise]);
}

function choiceOf(options: Value[]): Value {
  return { kind: 'choice', options };
}

const ENVIRONMENTS = ['process.env', 'import.meta.env', 'Bun.env'];

/** `object.property`, with what is known of it by name: environment variables, and a module's exports. */
export function memberOf(object: Value, property: string): Value {
  if (object.kind === 'import' && object.name === '*') return importValue(object.module, property);
  if (isEnvironment(object)) return { kind: 'environment', name: property };
  return { kind: 'member', object, property };
}

function isEnvironment(value: Value): boolean {
  if (value.kind === 'import') return /^(node:)?process$/.test(value.module) && value.name === 'env';
  if (value.kind !== 'member') return false;
  const { object, property } = value;
  if (object.kind === 'global') return ENVIRONMENTS.includes(`${object.name}.${property}`);
  const isProcess = object.kind === 'import' && /^(node:)?process$/.test(object.module);
  return isProcess && property === 'env';
}

function elementValue(context: Context, node: ts.ElementAccessExpression): Value {
  const object = readValue(context, node.expression);
  const key = readValue(context, node.argumentExpression);
  return key.kind === 'text' ? memberOf(object, key.text) : { kind: 'index', object, key };
}

function callValue(context: Context, node: ts.CallExpression): Value {
  return (
    requiredModule(context, node) ??
    joinedList(context, node) ??
    denoEnvironment(context, node) ?? { kind: 'result', call: readCall(context, readValue, node) }
  );
}

/** `require('x')` and `import('x')` */
export function requiredModule({ declarations }: Context, node: ts.CallExpression): Value | null {
  const argument = node.arguments[0];
  if (!argument || !ts.isStringLiteralLike(argument)) return null;
  const callee = node.expression;
  const requires =
    ts.isIdentifier(callee) &&
    callee.text === 'require' &&
    lookUp(declarations, callee, 'require').kind === 'global';
  const imports = callee.kind === ts.SyntaxKind.ImportKeyword;
  return requires || imports ? { kind: 'import', module: argument.text, name: '*' } : null;
}

/** `[a, b].join('/')` */
function joinedList(context: Context, node: ts.CallExpression): Value | null {
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'join') return null;
  const list = bare(callee.expression);
  const separator = node.arguments[0];
  if (!ts.isArrayLiteralExpression(list) || !separator || !ts.isStringLiteralLike(separator)) return null;
  const items = listItems(context, list.elements);
  return joinOf(items.flatMap((item, index) => (index === 0 ? [item] : [textValue(separator.text), item])));
}

/** `Deno.env.get('X')` */
function denoEnvironment({ source }: Context, node: ts.CallExpression): Value | null {
  const name = node.arguments[0];
  if (!name || !ts.isStringLiteralLike(name)) return null;
  if (!ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'get') return null;
  const object = node.expression.expression.getText(source);
  return object === 'Deno.env' ? { kind: 'environment', name: name.text } : null;
}

/** `new URL(a, b)` is a text; everything else is an instance. */
function constructValue(context: Context, node: ts.NewExpression): Value {
  const call = readCall(context, readValue, node);
  const callee = bare(node.expression);
  const isUrl =
    ts.isIdentifier(callee) &&
    callee.text === 'URL' &&
    lookUp(context.declarations, callee, 'URL').kind === 'global';
  if (!isUrl) return { kind: 'result', call };
  const [path, base] = context.facts.calls[call]?.positional ?? [];
  if (!path) return UNKNOWN;
  return base ? { kind: 'join', parts: [base, path], how: 'url' } : path;
}

/** Positional values; something spread into a list is one of its items, nobody knows which. */
function listItems(context: Context, elements: readonly ts.Expression[]): Value[] {
  return elements.map((element) =>
    ts.isSpreadElement(element)
      ? { kind: 'index', object: readValue(context, element.expression), key: UNKNOWN }
      : readValue(context, element),
  );
}

type ObjectValue = Value & { kind: 'object' };

function objectValue(context: Context, node: ts.ObjectLiteralExpression): Value {
  const object: ObjectValue = { kind: 'object', entries: [], spreads: [] };
  for (const property of node.properties) addProperty(context, object, property);
  return object;
}

function addProperty(context: Context, object: ObjectValue, property: ts.ObjectLiteralElementLike): void {
  if (ts.isSpreadAssignment(property)) {
    object.spreads.push(readValue(context, property.expression));
    return;
  }
  const value = propertyValue(context, property);
  const range = rangeOf(context, property);
  object.entries.push({ key: keyValue(context, property.name), value, range });
}

function propertyValue(
  context: Context,
  property: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
): Value {
  if (ts.isPropertyAssignment(property)) return readValue(context, property.initializer);
  if (ts.isShorthandPropertyAssignment(property)) return identifierValue(context, property.name);
  const index = context.declarations.functions.get(property);
  return index === undefined ? UNKNOWN : { kind: 'function', function: index };
}

function keyValue(context: Context, name: ts.PropertyName): Value {
  const text = propertyName(name);
  if (text !== null) return textValue(text);
  return ts.isComputedPropertyName(name) ? readValue(context, name.expression) : UNKNOWN;
}
