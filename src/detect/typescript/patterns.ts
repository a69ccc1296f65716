import type { ts } from 'ts-morph';
import type { Value } from '../facts.ts';
import {
  isArrayBindingPattern,
  isBindingElement,
  isComputedPropertyName,
  isIdentifier,
  isObjectBindingPattern,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
} from './compiler.ts';
import type { Context } from './context.ts';
import { UNKNOWN } from './context.ts';
import { noteGiving } from './givings.ts';
import { memberOf } from './lookups.ts';
import { propertyName } from './names.ts';
import { lookUp } from './scopes.ts';
import { fallbackOf, readValue } from './values.ts';

/** Gives the names of a declaration their values: `x`, `{ a, b: { c = 1 } }`, `[a, ...rest]`. */
export function bindPattern(context: Context, name: ts.BindingName, value: Value): void {
  if (isIdentifier(name)) {
    bindName(context, name, value);
    return;
  }
  for (const [index, element] of name.elements.entries()) {
    if (isBindingElement(element)) bindElement(context, element, value, index);
  }
}

/** Adds one more value that a name may have. */
export function bindName(context: Context, name: ts.Identifier, value: Value): void {
  const declared = lookUp(context.place.scope, name.text);
  if (declared.kind !== 'binding') return;
  const values = context.facts.bindings[declared.binding]?.values;
  if (values === undefined) return;
  values.push(value);
  noteGiving(context, value, { to: 'name', of: declared.binding, value: values.length - 1 });
}

function bindElement(context: Context, element: ts.BindingElement, value: Value, index: number): void {
  const part = elementOf(context, element, value, index);
  bindPattern(
    context,
    element.name,
    element.initializer ? fallbackOf(part, readValue(context, element.initializer)) : part,
  );
}

function elementOf(context: Context, element: ts.BindingElement, value: Value, index: number): Value {
  if (element.dotDotDotToken) return value;
  if (isArrayBindingPattern(element.parent)) {
    return { kind: 'index', object: value, key: { kind: 'number', number: index } };
  }
  const key = element.propertyName ?? element.name;
  const property = propertyNameOf(key);
  if (property !== null) return memberOf(value, property);
  if (!isComputedPropertyName(key)) return UNKNOWN;
  return { kind: 'index', object: value, key: readValue(context, key.expression) };
}

function propertyNameOf(key: ts.PropertyName | ts.BindingName): string | null {
  return isObjectBindingPattern(key) || isArrayBindingPattern(key) ? null : propertyName(key);
}

/** Destructuring without a declaration: `({ a, b: c } = value)`. */
export function assignPattern(context: Context, target: ts.ObjectLiteralExpression, value: Value): void {
  for (const property of target.properties) {
    if (isShorthandPropertyAssignment(property)) {
      bindName(context, property.name, memberOf(value, property.name.text));
    } else if (isPropertyAssignment(property) && isIdentifier(property.initializer)) {
      const name = propertyName(property.name);
      bindName(context, property.initializer, name === null ? UNKNOWN : memberOf(value, name));
    }
  }
}
