import type { ts } from 'ts-morph';
import type { Value } from '../facts.ts';
import {
  isConstructorDeclaration,
  isGetAccessor,
  isParameterPropertyDeclaration,
  isPropertyDeclaration,
  SyntaxKind,
} from './compiler.ts';
import type { Context } from './context.ts';
import { readAt } from './context.ts';
import { noteGiving } from './givings.ts';
import { functionName, isFunctionWithBody, propertyName } from './names.ts';
import { getterValue, readValue } from './values.ts';

/** Records the bases, fields, getters and methods of a class. */
export function readClass(context: Context, node: ts.ClassLikeDeclaration): void {
  const index = context.outline.classes.get(node);
  if (index === undefined) return;
  for (const clause of node.heritageClauses ?? []) {
    if (clause.token !== SyntaxKind.ExtendsKeyword) continue;
    const bases = clause.types.map((type) => readValue(context, type.expression));
    context.facts.classes[index]?.bases.push(...bases);
  }
  for (const member of node.members) {
    const place = context.outline.members.get(member);
    if (place) readAt(context, place, () => readMember(context, index, member));
  }
}

/** Adds one more value that an attribute of a class may have. */
export function addAttribute(context: Context, index: number, name: string, value: Value): void {
  const attributes = context.facts.classes[index]?.attributes ?? [];
  const known = attributes.find((attribute) => attribute.name === name);
  if (known) known.values.push(value);
  else attributes.push({ name, values: [value] });
  const position = known ? known.values.length - 1 : 0;
  noteGiving(context, value, { to: 'attribute', of: index, name, value: position });
}

function readMember(context: Context, index: number, member: ts.ClassElement): void {
  if (isPropertyDeclaration(member)) {
    const name = propertyName(member.name);
    if (name === null || !member.initializer) return;
    addAttribute(context, index, name, readValue(context, member.initializer));
  } else if (isFunctionWithBody(member)) {
    readMethod(context, index, member);
  }
}

function readMethod(context: Context, index: number, member: ts.ClassElement): void {
  const functionIndex = context.outline.functions.get(member);
  if (functionIndex === undefined || !isFunctionWithBody(member)) return;
  if (isGetAccessor(member)) {
    addAttribute(context, index, functionName(member), getterValue(context, functionIndex));
    return;
  }
  context.facts.classes[index]?.methods.push({ name: functionName(member), function: functionIndex });
  if (isConstructorDeclaration(member)) readParameterProperties(context, index, member);
}

/** `constructor(private url = '…')` sets `this.url`. */
function readParameterProperties(context: Context, index: number, node: ts.ConstructorDeclaration): void {
  for (const parameter of node.parameters) {
    const binding = context.outline.parameters.get(parameter);
    if (binding === undefined || !isParameterPropertyDeclaration(parameter, node)) continue;
    const name = propertyName(parameter.name);
    if (name !== null) addAttribute(context, index, name, { kind: 'binding', binding });
  }
}
