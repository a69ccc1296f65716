import type { Value } from '../facts.ts';
import { readBlock } from './blocks.ts';
import { readArguments } from './calls.ts';
import { fieldValues, settingsOf } from './class-fields.ts';
import type { Reading } from './reading.ts';
import { type Declaration, newScope, type Scope } from './scopes.ts';

/** A class: its attributes are the names of its body and whatever any method sets on `self`. */
export function readClass(reading: Reading, node: number): Value {
  const { tree } = reading;
  const nameNode = tree.child(node, 'name');
  const name = nameNode === null ? '' : tree.source(nameNode);
  const index = reading.outline.classOf.get(node) ?? -1;
  const scope = reading.outline.scopeOf.get(node) ?? newScope('class', reading.place.scope, index);
  const bases = readBases(reading, tree.child(node, 'superclasses'));
  reading.facts.classes[index] = { name, bases, attributes: [], methods: [], range: reading.range(node) };
  const body = tree.child(node, 'body');
  const names = [...reading.place.names, name];
  if (body !== null) {
    reading.at({ scope, names, function: null }, () => readBlock(reading, body, null));
  }
  addFields(reading, index, scope);
  addOrder(reading, index, scope);
  const value: Value = { kind: 'class', class: index };
  reading.addValue(name, value);
  return value;
}

function readBases(reading: Reading, superclasses: number | null): Value[] {
  return superclasses === null ? [] : readArguments(reading, superclasses).positional;
}

/** The names of a class's body become its attributes; what it defines by `def` is a method already. */
function addFields(reading: Reading, index: number, scope: Scope): void {
  const settings = settingsOf(reading, index, scope);
  for (const [name, declaration] of scope.names) {
    const values = valuesOf(reading, declaration);
    const given = values.filter((value) => !isDefinition(reading, value, name));
    if (given.length < values.length && given.length === 0) continue;
    const field = fieldValues(reading, settings, name, given);
    // A bare `name: type` gives no value, and must not hide the one of a base class.
    if (field.length > 0) reading.addAttribute(index, name, field);
  }
}

/** The order of a dataclass's fields, by which its constructor is given them. */
function addOrder(reading: Reading, index: number, scope: Scope): void {
  const fact = reading.facts.classes[index];
  const fields = [...scope.names].filter(
    ([name, declaration]) =>
      !valuesOf(reading, declaration).some((value) => isDefinition(reading, value, name)),
  );
  const isBare = fields.some(([, declaration]) => valuesOf(reading, declaration).length === 0);
  if (fact && isBare && !scope.names.has('__init__')) fact.fields = fields.map(([name]) => name);
}

/** A lambda has no name of its own, so that it is told from a method. */
function isDefinition(reading: Reading, value: Value, name: string): boolean {
  return value.kind === 'function' && reading.facts.functions[value.function]?.name === name;
}

function valuesOf(reading: Reading, { binding, direct }: Declaration): readonly Value[] {
  if (binding !== null) return reading.facts.bindings[binding]?.values ?? [];
  return direct === null ? [] : [direct];
}
