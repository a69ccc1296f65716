import type { ts } from 'ts-morph';
import { exact } from '../exact-lists.ts';
import type { Value } from '../facts.ts';
import { MAX_JOINED_ITEMS } from '../limits.ts';
import { asksOfModels, wordsWhen } from '../model-tests.ts';
import { conditionWords } from './blocks.ts';
import { readCall } from './calls.ts';
import {
  isArrayLiteralExpression,
  isBinaryExpression,
  isCallExpression,
  isComputedPropertyName,
  isConditionalExpression,
  isElementAccessExpression,
  isGetAccessor,
  isIdentifier,
  isNewExpression,
  isNoSubstitutionTemplateLiteral,
  isNumericLiteral,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isSpreadElement,
  isStringLiteralLike,
  isTaggedTemplateExpression,
  isTemplateExpression,
  isVariableDeclaration,
  SyntaxKind,
} from './compiler.ts';
import type { Context, OwnObject } from './context.ts';
import { rangeOf, readAt, textOf, UNKNOWN } from './context.ts';
import { denoEnvironment, memberOf, requiredModule } from './lookups.ts';
import { propertyName } from './names.ts';
import { lookUp } from './scopes.ts';

const { ExtendsKeyword } = SyntaxKind;

/** What an expression can be, as far as its file tells. */
export function readValue(context: Context, expression: ts.Expression): Value {
  const node = bare(expression);
  if (isIdentifier(node)) return identifierValue(context, node);
  if (isPropertyAccessExpression(node)) return propertyOf(context, node);
  if (isStringLiteralLike(node)) return { kind: 'text', text: node.text };
  if (isCallExpression(node)) return callValue(context, node);
  if (isObjectLiteralExpression(node)) return objectValue(context, node);
  if (isNumericLiteral(node)) return { kind: 'number', number: Number(node.text) };
  if (isArrayLiteralExpression(node)) return { kind: 'list', items: listItems(context, node.elements) };
  if (isBinaryExpression(node)) return binaryValue(context, node);
  if (isNewExpression(node)) return constructValue(context, node);
  if (isTemplateExpression(node)) return templateValue(context, node);
  if (isElementAccessExpression(node)) return elementValue(context, node);
  if (isConditionalExpression(node)) return conditionalValue(context, node);
  return keywordValue(context, node);
}

/** `await x`, `(x)`, `x as T`, `x satisfies T`, `<T>x` and `x!` are all `x`. */
export function bare(expression: ts.Expression): ts.Expression {
  let node = expression;
  while (isWrapper(node)) node = node.expression;
  return node;
}

const WRAPPERS: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.ParenthesizedExpression,
  SyntaxKind.AsExpression,
  SyntaxKind.SatisfiesExpression,
  SyntaxKind.TypeAssertionExpression,
  SyntaxKind.NonNullExpression,
  SyntaxKind.AwaitExpression,
]);

function isWrapper(node: ts.Expression): node is ts.Expression & { expression: ts.Expression } {
  return WRAPPERS.has(node.kind);
}

function keywordValue(context: Context, node: ts.Expression): Value {
  switch (node.kind) {
    case SyntaxKind.TrueKeyword:
      return { kind: 'boolean', boolean: true };
    case SyntaxKind.FalseKeyword:
      return { kind: 'boolean', boolean: false };
    case SyntaxKind.NullKeyword:
    case SyntaxKind.VoidExpression:
      return { kind: 'none' };
    case SyntaxKind.ThisKeyword:
      return selfValue(context);
    case SyntaxKind.SuperKeyword:
      return superValue(context);
    case SyntaxKind.MetaProperty:
      return { kind: 'global', name: 'import.meta' };
    default:
      return declaredValue(context, node);
  }
}

/** A function or class expression: the first walk gave it its index. */
function declaredValue({ outline, source }: Context, node: ts.Expression): Value {
  const functionIndex = outline.functions.get(node);
  if (functionIndex !== undefined) return { kind: 'function', function: functionIndex };
  const classIndex = outline.classes.get(node);
  if (classIndex !== undefined) return { kind: 'class', class: classIndex };
  if (isTaggedTemplateExpression(node) && textOf(source, node.tag) === 'String.raw') {
    return isNoSubstitutionTemplateLiteral(node.template)
      ? { kind: 'text', text: node.template.text }
      : UNKNOWN;
  }
  return UNKNOWN;
}

function identifierValue({ place }: Context, node: ts.Identifier): Value {
  const value = lookUp(place.scope, node.text);
  return value.kind === 'global' && value.name === 'undefined' ? { kind: 'none' } : value;
}

function selfValue({ place }: Context): Value {
  const { self } = place.owner;
  return self === null ? UNKNOWN : { kind: 'self', class: self };
}

/** `super(…)` makes what the base class makes; `super.x` is the base class's `x`. */
function superValue(context: Context): Value {
  const around = context.place.owner.class;
  const base = around?.node.heritageClauses?.find(({ token }) => token === ExtendsKeyword)?.types[0];
  return around && base ? readAt(context, around.place, () => readValue(context, base.expression)) : UNKNOWN;
}

function propertyOf(context: Context, { expression, name }: ts.PropertyAccessExpression): Value {
  const own = expression.kind === SyntaxKind.ThisKeyword ? ownObject(context, name.text) : null;
  return memberOf(own ?? readValue(context, expression), name.text);
}

/** The object literal around a method, if it has something of that name; what others put into it is not followed. */
function ownObject({ facts, outline, place }: Context, name: string): Value | null {
  const { object } = place.owner;
  const own = object && outline.objects.get(object);
  if (!own?.names.has(name)) return null;
  own.binding ??=
    facts.bindings.push({ name: 'this', kind: 'variable', values: [own.value], open: false }) - 1;
  return { kind: 'binding', binding: own.binding };
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
    case SyntaxKind.PlusToken:
      return joinOf(addends(node).map((addend) => readValue(context, addend)));
    case SyntaxKind.BarBarToken:
    case SyntaxKind.QuestionQuestionToken:
      return fallbackOf(readValue(context, node.left), readValue(context, node.right));
    case SyntaxKind.AmpersandAmpersandToken:
    case SyntaxKind.CommaToken:
    case SyntaxKind.EqualsToken:
      return readValue(context, node.right);
    default:
      return UNKNOWN;
  }
}

/** A chain of `+` leans left as deep as it is long, so it is followed in a loop. */
function addends(node: ts.BinaryExpression): ts.Expression[] {
  const parts: ts.Expression[] = [];
  let left: ts.Expression = node;
  while (isBinaryExpression(left) && left.operatorToken.kind === SyntaxKind.PlusToken) {
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

function conditionalValue(context: Context, node: ts.ConditionalExpression): Value {
  const options = [readValue(context, node.whenTrue), readValue(context, node.whenFalse)];
  const words = wordsWhen(context.facts, options, () => conditionWords(node.condition));
  return words ? { kind: 'choice', options, when: [words] } : choiceOf(options);
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

/** `[a, b].join('/')`, `PARTS.join('/')` of a short constant that is written above. */
function joinedList(context: Context, node: ts.CallExpression): Value | null {
  const callee = node.expression;
  if (!isPropertyAccessExpression(callee) || callee.name.text !== 'join') return null;
  const list = bare(callee.expression);
  const separator = node.arguments[0];
  if (!separator || !isStringLiteralLike(separator)) return null;
  const items = isArrayLiteralExpression(list)
    ? listItems(context, list.elements)
    : isIdentifier(list)
      ? constantItems(context, list)
      : null;
  if (items === null) return null;
  return joinOf(items.flatMap((item, index) => (index === 0 ? [item] : [textValue(separator.text), item])));
}

function constantItems({ facts, place }: Context, name: ts.Identifier): Value[] | null {
  const declared = lookUp(place.scope, name.text);
  const fact = declared.kind === 'binding' ? facts.bindings[declared.binding] : undefined;
  const [only] = fact?.open || fact?.values.length !== 1 ? [] : fact.values;
  return only?.kind === 'list' && only.items.length <= MAX_JOINED_ITEMS ? only.items : null;
}

/** `new URL(a, b)` is a text; everything else is an instance. */
function constructValue(context: Context, node: ts.NewExpression): Value {
  const call = readCall(context, readValue, node);
  const callee = bare(node.expression);
  const isUrl =
    isIdentifier(callee) && callee.text === 'URL' && lookUp(context.place.scope, 'URL').kind === 'global';
  if (!isUrl) return { kind: 'result', call };
  const [path, base] = context.facts.calls[call]?.positional ?? [];
  if (!path) return UNKNOWN;
  return base ? { kind: 'join', parts: [base, path], how: 'url' } : path;
}

/** Positional values; something spread into a list is one of its items, nobody knows which. */
function listItems(context: Context, elements: readonly ts.Expression[]): Value[] {
  return elements.map((element) =>
    isSpreadElement(element)
      ? { kind: 'index', object: readValue(context, element.expression), key: UNKNOWN }
      : readValue(context, element),
  );
}

type ObjectValue = Value & { kind: 'object' };

function objectValue(context: Context, node: ts.ObjectLiteralExpression): Value {
  const object: ObjectValue = { kind: 'object', entries: [], spreads: [] };
  for (const property of node.properties) addProperty(context, object, property);
  object.entries = exact(object.entries);
  const own = context.outline.objects.get(node);
  if (own) noteObject(context, own, object, node);
  return object;
}

function noteObject({ place }: Context, own: OwnObject, value: ObjectValue, { parent }: ts.Node): void {
  own.value = value;
  own.names = new Set(value.entries.flatMap(({ key }) => (key.kind === 'text' ? [key.text] : [])));
  if (!isVariableDeclaration(parent) || !isIdentifier(parent.name)) return;
  const named = lookUp(place.scope, parent.name.text);
  if (named.kind === 'binding') own.binding = named.binding;
}

function addProperty(context: Context, object: ObjectValue, property: ts.ObjectLiteralElementLike): void {
  if (isSpreadAssignment(property)) {
    object.spreads.push(spreadValue(context, bare(property.expression)));
    return;
  }
  const value = propertyValue(context, property);
  const range = rangeOf(context, property);
  object.entries.push({ key: keyValue(context, property.name), value, range });
}

/** `...(url && { baseURL: url })` spreads nothing where there is no URL. */
function spreadValue(context: Context, node: ts.Expression): Value {
  const value = readValue(context, node);
  if (!isBinaryExpression(node) || node.operatorToken.kind !== SyntaxKind.AmpersandAmpersandToken)
    return value;
  const options: Value[] = [{ kind: 'none' }, value];
  const words = value.kind === 'object' ? conditionWords(node.left) : null;
  return words && asksOfModels(words, context.facts)
    ? { kind: 'choice', options, when: [words] }
    : choiceOf(options);
}

function propertyValue(
  context: Context,
  property: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
): Value {
  if (isPropertyAssignment(property)) return readValue(context, property.initializer);
  if (isShorthandPropertyAssignment(property)) return identifierValue(context, property.name);
  const index = context.outline.functions.get(property);
  if (index === undefined) return UNKNOWN;
  return isGetAccessor(property) ? getterValue(context, index) : { kind: 'function', function: index };
}

/** What a getter gives: the list itself, which fills up as its body is read. */
export function getterValue({ facts }: Context, functionIndex: number): Value {
  return { kind: 'choice', options: facts.functions[functionIndex]?.returns ?? [] };
}

function keyValue(context: Context, name: ts.PropertyName): Value {
  const text = propertyName(name);
  if (text !== null) return textValue(text);
  return isComputedPropertyName(name) ? readValue(context, name.expression) : UNKNOWN;
}
