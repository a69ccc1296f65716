import { exact } from '../exact-lists.ts';
import type { Value } from '../facts.ts';
import { wordsWhen } from '../model-tests.ts';
import { bindTarget } from './assignments.ts';
import { readCall } from './calls.ts';
import { readComprehension } from './comprehensions.ts';
import { conditionWords } from './conditions.ts';
import { readLambda } from './functions.ts';
import { environmentVariable, knownText, memberOf } from './lookups.ts';
import { readOperator, readSpine } from './operators.ts';
import type { Reading } from './reading.ts';
import { readConcatenated, readString } from './strings.ts';
import { anyElement, conditional, elementOf, NONE, UNKNOWN } from './values.ts';

type Evaluator = (reading: Reading, node: number) => Value;

const EVALUATORS: Record<string, Evaluator> = {
  identifier: (reading, node) => reading.resolve(reading.tree.source(node)),
  string: readString,
  concatenated_string: readConcatenated,
  integer: (reading, node) => numberOf(reading.tree.source(node)),
  float: (reading, node) => numberOf(reading.tree.source(node)),
  true: () => ({ kind: 'boolean', boolean: true }),
  false: () => ({ kind: 'boolean', boolean: false }),
  none: () => NONE,
  attribute: readAttribute,
  subscript: readSubscript,
  call: readCall,
  lambda: readLambda,
  binary_operator: readSpine,
  boolean_operator: readSpine,
  unary_operator: readOperator,
  conditional_expression: readConditional,
  named_expression: readNamed,
  parenthesized_expression: readOnly,
  await: readOnly,
  interpolation: readOnly,
  list: readList,
  tuple: readList,
  set: readList,
  expression_list: readList,
  pattern_list: readList,
  dictionary: readDictionary,
  list_comprehension: readComprehension,
  set_comprehension: readComprehension,
  dictionary_comprehension: readComprehension,
  generator_expression: readComprehension,
  yield: readYield,
};

/** The value of any expression; what is no expression that yields a known value is read for the calls in it. */
export function evaluateExpression(reading: Reading, node: number): Value {
  const evaluator = EVALUATORS[reading.tree.kind(node)];
  return evaluator === undefined ? readAll(reading, node) : evaluator(reading, node);
}

function readAll(reading: Reading, node: number): Value {
  for (const child of reading.tree.children(node)) {
    // A syntax error may have swallowed whole statements.
    if (/_(statement|definition)$/.test(reading.tree.kind(child))) {
      reading.readStatement(child, reading.place.statement);
    } else reading.evaluate(child);
  }
  return UNKNOWN;
}

/** What stands around one expression without changing it; a second child is debris of a syntax error. */
function readOnly(reading: Reading, node: number): Value {
  const [first, ...rest] = reading.tree.children(node);
  const value = first === undefined ? UNKNOWN : reading.evaluate(first);
  for (const child of rest) reading.evaluate(child);
  return value;
}

function numberOf(source: string): Value {
  const number = Number(source.replaceAll('_', ''));
  return Number.isNaN(number) ? UNKNOWN : { kind: 'number', number };
}

function readAttribute(reading: Reading, node: number): Value {
  const object = reading.tree.child(node, 'object');
  const attribute = reading.tree.child(node, 'attribute');
  if (object === null || attribute === null) return readAll(reading, node);
  return memberOf(reading, reading.evaluate(object), reading.tree.source(attribute));
}

function readSubscript(reading: Reading, node: number): Value {
  const object = reading.tree.child(node, 'value');
  const keys = reading.tree.childrenIn(node, 'subscript').map((key) => reading.evaluate(key));
  const [key] = keys;
  if (object === null || key === undefined) return UNKNOWN;
  const value = reading.evaluate(object);
  if (keys.length > 1) return UNKNOWN;
  return environmentVariable(reading, value, key) ?? elementOf(value, sliceAsUnknown(reading, node, key));
}

/** A key that a constant names is as good as a literal one. */
function sliceAsUnknown(reading: Reading, node: number, key: Value): Value {
  const known = knownText(reading, key);
  if (known !== null) return { kind: 'text', text: known };
  return reading.tree.childOfKind(node, 'slice') === null ? key : UNKNOWN;
}

function readConditional(reading: Reading, node: number): Value {
  const [then, condition, otherwise] = reading.tree.children(node);
  const evaluated = (option?: number) => (option === undefined ? UNKNOWN : reading.evaluate(option));
  const [first, last] = [evaluated(then), evaluated(otherwise)];
  if (condition !== undefined) reading.evaluate(condition);
  const read = () => (condition === undefined ? null : conditionWords(reading, condition));
  return conditional(first, last, wordsWhen(reading.facts, [first, last], read));
}

function readNamed(reading: Reading, node: number): Value {
  const value = reading.tree.child(node, 'value');
  const name = reading.tree.child(node, 'name');
  const evaluated = value === null ? UNKNOWN : reading.evaluate(value);
  if (name !== null) bindTarget(reading, name, evaluated);
  return evaluated;
}

function readList(reading: Reading, node: number): Value {
  const items: Value[] = [];
  for (const child of reading.tree.children(node)) {
    const splat = reading.tree.kind(child) === 'list_splat';
    const value = reading.evaluate(splat ? (reading.tree.firstChild(child) ?? child) : child);
    if (!splat) items.push(value);
    else if (value.kind === 'list') for (const item of value.items) items.push(item);
    else items.push(anyElement(value));
  }
  return { kind: 'list', items: exact(items) };
}

function readDictionary(reading: Reading, node: number): Value {
  const object: Extract<Value, { kind: 'object' }> = { kind: 'object', entries: [], spreads: [] };
  for (const child of reading.tree.children(node)) {
    const key = reading.tree.child(child, 'key');
    const value = reading.tree.child(child, 'value');
    if (key !== null && value !== null) {
      object.entries.push({
        key: reading.evaluate(key),
        value: reading.evaluate(value),
        range: reading.range(child),
      });
    } else {
      object.spreads.push(readOnly(reading, child));
    }
  }
  object.entries = exact(object.entries);
  return object;
}

/** A generator's values count as what it returns: `with` and `Depends` hand them on. */
function readYield(reading: Reading, node: number): Value {
  const value = readOnly(reading, node);
  reading.addReturn(value);
  return UNKNOWN;
}
