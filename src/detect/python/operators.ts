import type { Value } from '../facts.ts';
import { knownText } from './lookups.ts';
import type { Reading } from './reading.ts';
import { formatPercent } from './text-format.ts';
import { choice, joined, UNKNOWN } from './values.ts';

/**
 * A chain `a + b + c` leans to the left and is as deep as it is long: it is read as a list, so that a text
 * joined from a thousand pieces overflows nothing.
 */
export function readSpine(reading: Reading, node: number): Value {
  const { tree } = reading;
  const steps: { operator: string; right: number | null }[] = [];
  let left: number | null = node;
  while (left !== null && isBinary(tree.kind(left))) {
    steps.push({ operator: operatorOf(reading, left), right: tree.child(left, 'right') });
    left = tree.child(left, 'left');
  }
  const first = left === null ? UNKNOWN : reading.evaluate(left);
  return foldSpine(reading, first, steps.reverse());
}

function isBinary(kind: string): boolean {
  return kind === 'binary_operator' || kind === 'boolean_operator';
}

function operatorOf(reading: Reading, node: number): string {
  const operator = reading.tree.child(node, 'operator');
  return operator === null ? '' : reading.tree.kind(operator);
}

/** Runs of `+`, `or` and `/` are combined at once: one by one, a long run would be copied at every step. */
function foldSpine(
  reading: Reading,
  first: Value,
  steps: { operator: string; right: number | null }[],
): Value {
  let value = first;
  let index = 0;
  while (index < steps.length) {
    const operator = steps[index]?.operator ?? '';
    const operands = [value];
    for (; steps[index]?.operator === operator; index += 1) {
      const right = steps[index]?.right ?? null;
      operands.push(right === null ? UNKNOWN : reading.evaluate(right));
    }
    value = combine(reading, operator, operands);
  }
  return value;
}

function combine(reading: Reading, operator: string, operands: Value[]): Value {
  switch (operator) {
    case '+':
      return add(operands);
    case 'or':
      return firstTrue(operands);
    case 'and':
      return choice(operands);
    case '/':
      return joinPath(operands);
    case '%':
      return operands.reduce((template, given) => percent(reading, template, given));
    case '|':
      return merge(operands);
    default:
      return UNKNOWN;
  }
}

/** `a + b` of texts, of lists, or of what may be texts; a sum of numbers is nothing that a URL is made of. */
export function add(operands: Value[]): Value {
  if (operands.every((operand) => operand.kind === 'list')) {
    return { kind: 'list', items: operands.flatMap((operand) => operand.items) };
  }
  return operands.some((operand) => operand.kind === 'number') ? UNKNOWN : joined(operands);
}

/** `os.getenv("X") or default` is a variable with a default. */
function firstTrue(operands: Value[]): Value {
  const [first, ...rest] = operands;
  if (first?.kind === 'environment' && first.fallback === undefined && rest.length > 0) {
    return { ...first, fallback: firstTrue(rest) };
  }
  return choice(operands);
}

/** `Path("a") / "b"`, `URL(base) / "v1"`: a division if no operand is a text. */
export function joinPath(operands: Value[]): Value {
  const isText = (operand: Value) => operand.kind === 'text' || operand.kind === 'join';
  return operands.some(isText) ? joined(operands, 'path') : UNKNOWN;
}

function percent(reading: Reading, template: Value, given: Value): Value {
  const known = knownText(reading, template);
  if (known === null) return template.kind === 'join' ? joined([template, UNKNOWN]) : UNKNOWN;
  if (given.kind !== 'object') {
    return formatPercent(known, { positional: given.kind === 'list' ? given.items : [given], named: [] });
  }
  const named = given.entries.flatMap(({ key, value }) =>
    key.kind === 'text' ? [{ name: key.text, value }] : [],
  );
  return formatPercent(known, { positional: [], named });
}

/** `a | b` of dictionaries. */
function merge(operands: Value[]): Value {
  if (!operands.some((operand) => operand.kind === 'object')) return UNKNOWN;
  return {
    kind: 'object',
    entries: operands.flatMap((operand) => (operand.kind === 'object' ? operand.entries : [])),
    spreads: operands.flatMap((operand) => (operand.kind === 'object' ? operand.spreads : [operand])),
  };
}

/** `-1`; any other unary operator is read for the calls in it. */
export function readOperator(reading: Reading, node: number): Value {
  const argument = reading.tree.child(node, 'argument');
  const value = argument === null ? UNKNOWN : reading.evaluate(argument);
  if (value.kind !== 'number' || operatorOf(reading, node) !== '-') return UNKNOWN;
  return { kind: 'number', number: -value.number };
}
