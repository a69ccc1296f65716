import type { Value } from '../facts.ts';
import { environmentVariable, memberOf } from './lookups.ts';
import { nameOfTarget, noteTest } from './model-tests.ts';
import { add, joinPath } from './operators.ts';
import type { Reading } from './reading.ts';
import { walrusScope } from './scopes.ts';
import { anyElement, choice, elementOf, isReference, UNKNOWN } from './values.ts';

type Binder = (reading: Reading, target: number, value: Value) => void;

const BINDERS: Record<string, Binder> = {
  identifier: bindName,
  attribute: bindAttribute,
  subscript: bindSubscript,
  as_pattern_target: bindFirst,
  parenthesized_expression: bindFirst,
  type: bindFirst,
  generic_type: bindFirst,
  list_splat_pattern: (reading, target) => bindFirst(reading, target, UNKNOWN),
  list_splat: (reading, target) => bindFirst(reading, target, UNKNOWN),
};

/** Gives a target its value: a name, `self.x`, `a.b`, `a["b"]`, or a pattern of those. */
export function bindTarget(reading: Reading, target: number, value: Value): void {
  const bind = BINDERS[reading.tree.kind(target)] ?? bindPattern;
  reading.descend(target, () => bind(reading, target, value));
}

function bindFirst(reading: Reading, target: number, value: Value): void {
  const child = reading.tree.firstChild(target);
  if (child !== null) bindTarget(reading, child, value);
}

function bindName(reading: Reading, target: number, value: Value): void {
  const scope = reading.place.scope;
  const isWalrus = scope.kind === 'comprehension' && !scope.names.has(reading.tree.source(target));
  reading.addValue(reading.tree.source(target), value, isWalrus ? walrusScope(scope) : scope);
}

function bindAttribute(reading: Reading, target: number, value: Value): void {
  const objectNode = reading.tree.child(target, 'object');
  const attribute = reading.tree.child(target, 'attribute');
  if (objectNode === null || attribute === null) return;
  const object = reading.evaluate(objectNode);
  const name = reading.tree.source(attribute);
  if (object.kind === 'self' || object.kind === 'class') reading.addAttribute(object.class, name, [value]);
  else
    reading.addAssignment({ target: memberOf(reading, object, name), value, range: reading.range(target) });
}

function bindSubscript(reading: Reading, target: number, value: Value): void {
  const objectNode = reading.tree.child(target, 'value');
  const [keyNode] = reading.tree.childrenIn(target, 'subscript');
  if (objectNode === null || keyNode === undefined) return;
  const object = reading.evaluate(objectNode);
  const key = reading.evaluate(keyNode);
  const element = environmentVariable(reading, object, key) ?? elementOf(object, key);
  reading.addAssignment({ target: element, value, range: reading.range(target) });
}

/** `a, b = value`: item by item if they pair up, else by position; what follows a `*` is unknown. */
function bindPattern(reading: Reading, pattern: number, value: Value): void {
  const targets = reading.tree.children(pattern);
  const splat = targets.findIndex((target) => reading.tree.kind(target).startsWith('list_splat'));
  targets.forEach((target, index) => {
    const known = splat === -1 || index < splat;
    bindTarget(reading, target, known ? itemOf(value, index) : UNKNOWN);
  });
}

function itemOf(value: Value, index: number): Value {
  if (value.kind === 'list') return value.items[index] ?? UNKNOWN;
  // `a, b = ("x", 1) if c else ("y", 2)`
  if (value.kind === 'choice') return choice(value.options.map((option) => itemOf(option, index)));
  return isRepeatable(value) ? elementOf(value, { kind: 'number', number: index }) : UNKNOWN;
}

/** Also `TABLE[key]`, whose parts only point elsewhere. */
function isRepeatable(value: Value): boolean {
  return isReference(value) || (value.kind === 'index' && isReference(value.object) && isKey(value.key));
}

function isKey(key: Value): boolean {
  return isReference(key) || key.kind === 'number' || key.kind === 'unknown';
}

/** Gives loop names an element of what the loop goes over, and marks them open. */
export function bindLoopTarget(reading: Reading, target: number, iterable: Value): void {
  bindTarget(reading, target, loopElement(reading, iterable));
  markNamesOpen(reading, target);
}

/** `enumerate(x)`, `sorted(x)`, `x.items()` and `x.values()` hand on the elements of `x`. */
function loopElement(reading: Reading, iterable: Value): Value {
  const call = iterable.kind === 'result' ? reading.facts.calls[iterable.call] : undefined;
  if (call === undefined) return anyElement(iterable);
  const { callee, positional } = call;
  const [argument] = positional;
  if (callee.kind === 'global' && argument !== undefined) {
    if (callee.name === 'enumerate') return { kind: 'list', items: [UNKNOWN, anyElement(argument)] };
    if (SAME_ELEMENTS.has(callee.name)) return anyElement(argument);
  }
  if (callee.kind === 'member' && positional.length === 0) {
    if (callee.property === 'values') return elementOfTable(callee.object);
    if (callee.property === 'items') return { kind: 'list', items: [UNKNOWN, elementOfTable(callee.object)] };
    if (callee.property === 'keys') return UNKNOWN;
  }
  return anyElement(iterable);
}

const SAME_ELEMENTS = new Set(['sorted', 'reversed', 'list', 'set', 'tuple', 'iter']);

function elementOfTable(object: Value): Value {
  if (object.kind !== 'object') return anyElement(object);
  return anyElement({ kind: 'list', items: object.entries.map((entry) => entry.value) });
}

/** Marks every plain name in a target as one that something unseen may give a value. */
export function markNamesOpen(reading: Reading, target: number): void {
  const { tree } = reading;
  for (let node = target; node < tree.after(target); node += 1) {
    const kind = tree.kind(node);
    if (kind === 'identifier') reading.markOpen(tree.source(node));
    if (kind === 'attribute' || kind === 'subscript') node = tree.after(node) - 1;
  }
}

/** `target = value`, also `a = b = value` and `target: type`. */
export function readAssignment(reading: Reading, node: number): void {
  const { tree } = reading;
  const targets: number[] = [];
  let right: number | null = node;
  while (right !== null && tree.kind(right) === 'assignment') {
    const left = tree.child(right, 'left');
    const type = tree.child(right, 'type');
    if (left !== null) targets.push(left);
    if (type !== null) reading.evaluate(type);
    right = tree.child(right, 'right');
  }
  if (right === null) return;
  bindAll(reading, targets, reading.evaluate(right));
  const [first] = targets;
  if (first !== undefined) noteTest(reading, nameOfTarget(reading, first), right);
}

/** In `a = b = {…}` the second name points to the first: a value is not repeated for each of many names. */
function bindAll(reading: Reading, targets: number[], value: Value): void {
  let shared = value;
  for (const target of targets) {
    bindTarget(reading, target, shared);
    if (!isReference(shared)) shared = referenceTo(reading, target) ?? shared;
  }
}

function referenceTo(reading: Reading, target: number): Value | null {
  if (reading.tree.kind(target) !== 'identifier') return null;
  const value = reading.resolve(reading.tree.source(target));
  return value.kind === 'binding' ? value : null;
}

/** `target += value`: the name gets the joined value too, and stays open. */
export function readAugmentedAssignment(reading: Reading, node: number): void {
  const { tree } = reading;
  const left = tree.child(node, 'left');
  const right = tree.child(node, 'right');
  const value = right === null ? UNKNOWN : reading.evaluate(right);
  if (left === null) return;
  bindTarget(reading, left, augmented(reading, node, left, value));
  markNamesOpen(reading, left);
}

function augmented(reading: Reading, node: number, left: number, value: Value): Value {
  const operator = reading.tree.child(node, 'operator');
  const kind = operator === null ? '' : reading.tree.kind(operator);
  const before = reading.tree.kind(left) === 'identifier' ? reading.resolve(reading.tree.source(left)) : null;
  if (before === null) return UNKNOWN;
  if (kind === '+=') return add([before, value]);
  return kind === '/=' ? joinPath([before, value]) : UNKNOWN;
}
