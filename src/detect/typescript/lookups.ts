import type { ts } from 'ts-morph';
import type { BindingFact, Value } from '../facts.ts';
import { isIdentifier, isPropertyAccessExpression, isStringLiteralLike, SyntaxKind } from './compiler.ts';
import type { Context } from './context.ts';
import { textOf } from './context.ts';
import { importValue } from './imports.ts';
import { lookUp } from './scopes.ts';

const ENVIRONMENTS = ['process.env', 'import.meta.env', 'Bun.env'];

/** `object.property`, with what is known of it by name: environment variables, and a module's exports. */
export function memberOf(object: Value, property: string): Value {
  if (object.kind === 'import' && object.name === '*') return importValue(object.module, property);
  // `this.constructor.defaults`: statics are kept with the other fields of the class.
  if (object.kind === 'self' && property === 'constructor') return object;
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

/** `require('x')` and `import('x')`, also by the name of a constant. */
export function requiredModule(context: Context, node: ts.CallExpression): Value | null {
  const callee = node.expression;
  const requires =
    isIdentifier(callee) &&
    callee.text === 'require' &&
    lookUp(context.place.scope, 'require').kind === 'global';
  if (!requires && callee.kind !== SyntaxKind.ImportKeyword) return null;
  const [argument] = node.arguments;
  const module = argument ? writtenText(context, argument) : null;
  return module === null ? null : { kind: 'import', module, name: '*' };
}

/** A text that stands there, or that a constant of the file was given before. */
function writtenText({ place, facts }: Context, node: ts.Expression): string | null {
  if (isStringLiteralLike(node)) return node.text;
  let value: Value | undefined = isIdentifier(node) ? lookUp(place.scope, node.text) : undefined;
  for (let names = 0; names < MOST_NAMES && value?.kind === 'binding'; names++) {
    const fact: BindingFact | undefined = facts.bindings[value.binding];
    value = fact && !fact.open && fact.values.length === 1 ? fact.values[0] : undefined;
  }
  return value?.kind === 'text' ? value.text : null;
}

/** `const name = PACKAGE`: a constant by another name; nobody does it more often. */
const MOST_NAMES = 3;

/** `Deno.env.get('X')` */
export function denoEnvironment({ source }: Context, node: ts.CallExpression): Value | null {
  const name = node.arguments[0];
  if (!name || !isStringLiteralLike(name)) return null;
  if (!isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'get') return null;
  const object = textOf(source, node.expression.expression);
  return object === 'Deno.env' ? { kind: 'environment', name: name.text } : null;
}
