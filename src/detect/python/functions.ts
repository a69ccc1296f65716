import type { FunctionFact, Value } from '../facts.ts';
import { readBlock } from './blocks.ts';
import { decoratorNames } from './decorators.ts';
import { parameterName, receiverOf } from './parameters.ts';
import type { Reading } from './reading.ts';
import { lookUp, newScope, type Scope } from './scopes.ts';
import { namedType } from './types.ts';

/** A function: defaults and annotations belong to the code around it, the body to a scope of its own. */
export function readFunction(reading: Reading, node: number): Value {
  const { tree } = reading;
  const nameNode = tree.child(node, 'name');
  const name = nameNode === null ? '' : tree.source(nameNode);
  const enclosing = reading.place.scope;
  const scope = scopeOf(reading, node);
  const receiver = receiverOf(tree, node, enclosing.classIndex);
  const fact = factFor(reading, node, name);
  fact.parameters = readParameters(reading, tree.child(node, 'parameters'), scope, receiver);
  const returnType = tree.child(node, 'return_type');
  if (returnType !== null) reading.evaluate(returnType);
  const names = [...reading.place.names, name];
  const body = tree.child(node, 'body');
  if (body !== null) {
    reading.at({ scope, names, function: indexOf(reading, node) }, () => readBlock(reading, body, null));
  }
  if (returnType !== null && isUnknownText(reading, returnType, fact)) fact.text = true;
  return nameFunction(reading, node, name);
}

/** `-> str`, of which the function itself says nothing more. */
function isUnknownText({ tree }: Reading, returnType: number, { returns }: FunctionFact): boolean {
  return (
    tree.source(returnType) === 'str' && returns.length > 0 && !returns.some(({ kind }) => kind === 'text')
  );
}

/** The name's value; in a class, a method or, for `@property`, an attribute with the values that it returns. */
function nameFunction(reading: Reading, node: number, name: string): Value {
  const index = indexOf(reading, node);
  const value: Value = { kind: 'function', function: index };
  reading.addValue(name, value);
  const { classIndex } = reading.place.scope;
  if (classIndex !== null) addMethod(reading, node, name, classIndex, index);
  return value;
}

function addMethod(reading: Reading, node: number, name: string, classIndex: number, index: number): void {
  const decorators = decoratorNames(reading.tree, node).map((decorator) => decorator.split('.').at(-1));
  if (decorators.includes('setter') || decorators.includes('deleter')) return;
  if (!decorators.includes('property') && !decorators.includes('cached_property')) {
    reading.facts.classes[classIndex]?.methods.push({ name, function: index });
    return;
  }
  reading.addAttribute(classIndex, name, reading.facts.functions[index]?.returns ?? []);
}

/** `lambda x: …`, a function without a name that returns its body. */
export function readLambda(reading: Reading, node: number): Value {
  const { tree } = reading;
  const scope = scopeOf(reading, node);
  const fact = factFor(reading, node, '');
  fact.parameters = readParameters(reading, tree.child(node, 'parameters'), scope, null);
  const body = tree.child(node, 'body');
  if (body !== null) {
    reading.at({ scope, function: indexOf(reading, node) }, () => {
      reading.addReturn(reading.evaluate(body));
    });
  }
  return { kind: 'function', function: indexOf(reading, node) };
}

function indexOf(reading: Reading, node: number): number {
  return reading.outline.functionOf.get(node) ?? -1;
}

function scopeOf(reading: Reading, node: number): Scope {
  return reading.outline.scopeOf.get(node) ?? newScope('function', reading.place.scope);
}

function factFor(reading: Reading, node: number, name: string): FunctionFact {
  const fact: FunctionFact = { name, parameters: [], returns: [], range: reading.range(node) };
  reading.facts.functions[reading.outline.functionOf.get(node) ?? reading.facts.functions.length] = fact;
  return fact;
}

function readParameters(
  reading: Reading,
  parameters: number | null,
  scope: Scope,
  receiver: Value | null,
): FunctionFact['parameters'] {
  const facts: FunctionFact['parameters'] = [];
  let pending = receiver;
  for (const node of parameters === null ? [] : reading.tree.children(parameters)) {
    const name = parameterName(reading.tree, node);
    const type = readType(reading, node);
    const fallback = readDefault(reading, node);
    if (name === null) continue;
    const binding = lookUp(scope, name)?.binding ?? null;
    if (binding !== null && pending === null) declareType(reading, binding, type);
    if (pending !== null) reading.addValue(name, pending, scope);
    else if (binding !== null) facts.push({ name, binding, rest: isRest(reading, node) });
    pending = null;
    if (fallback !== null) reading.addValue(name, fallback, scope);
    if (binding !== null) reading.markOpen(name, scope);
  }
  return facts;
}

function readDefault(reading: Reading, parameter: number): Value | null {
  const value = reading.tree.child(parameter, 'value');
  return value === null ? null : reading.evaluate(value);
}

function readType(reading: Reading, parameter: number): Value | null {
  const type = reading.tree.child(parameter, 'type');
  return type === null ? null : namedType(reading, type);
}

/** Classes that the file declares or imports. */
function declareType(reading: Reading, binding: number, type: Value | null): void {
  const fact = reading.facts.bindings[binding];
  if (fact !== undefined && type !== null) fact.type = type;
}

function isRest(reading: Reading, parameter: number): boolean {
  const { tree } = reading;
  const node =
    tree.kind(parameter) === 'typed_parameter' ? (tree.firstChild(parameter) ?? parameter) : parameter;
  return tree.kind(node).endsWith('splat_pattern');
}

/** `@retry` above a function is a call with the function; so is what `@retry(…)` returns. */
export function applyDecorator(reading: Reading, decorator: number, value: Value, decorated: Value): void {
  if (isTransparent(value)) return;
  const range = reading.range(decorator);
  reading.addCall({
    callee: value,
    positional: [decorated],
    named: [],
    spread: false,
    range,
    calleeRange: range,
  });
}

/** The language's own decorators change what a name is, and call nothing. */
function isTransparent(value: Value): boolean {
  if (value.kind === 'unknown') return true;
  if (value.kind === 'global') return ['property', 'staticmethod', 'classmethod'].includes(value.name);
  return value.kind === 'member' && ['setter', 'getter', 'deleter'].includes(value.property);
}
