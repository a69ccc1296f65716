import type { Value } from '../facts.ts';
import { readBlock } from './blocks.ts';
import { readArguments } from './calls.ts';
import { fieldValues, settingsOf } from './class-fields.ts';
import type { Reading } from './reading.ts';
import { newScope, type Scope } from './scopes.ts';

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
    reading.at({ scope, names, returns: null }, () => readBlock(reading, body, null));
  }
  addFields(reading, index, scope);
  const value: Value = { kind: 'class', class: index };
  reading.addValue(name, value);
  return value;
}

function readBases(reading: Reading, superclasses: number | null): Value[] {
  return superclasses === null ? [] : readArguments(reading, superclasses).positional;
}

/** The names of a class's body become its attributes; functions among them are methods already. */
function addFields(reading: Reading, index: number, scope: Scope): void {
  const settings = settingsOf(reading, index, scope);
  for (const [name, declaration] of scope.names) {
    if (declaration.direct?.kind === 'function') continue;
    const values =
      declaration.binding === null ? [declaration.direct] : bindingValues(reading, declaration.binding);
    const given = values.filter((value) => value !== null && value.kind !== 'function');
    for (const value of fieldValues(reading, settings, name, given)) reading.addAttribute(index, name, value);
  }
}

function bindingValues(reading: Reading, binding: number): readonly Value[] {
  return reading.facts.bindings[binding]?.values ?? [];
}
