import type { Value } from '../facts.ts';
import type { Reading } from './reading.ts';
import { qualifiedName } from './values.ts';

/** `object.property`, where Python gives some properties a meaning of their own. */
export function memberOf(reading: Reading, object: Value, property: string): Value {
  if (property === '__class__' && object.kind === 'self') return { kind: 'class', class: object.class };
  if (property === 'value' && isEnumMember(reading, object)) return object;
  const module = dottedModule(reading, object, property);
  return module === null ? { kind: 'member', object, property } : { kind: 'import', module, name: '*' };
}

/** After `import google.generativeai`, `google.generativeai` is that module. */
function dottedModule(reading: Reading, object: Value, property: string): string | null {
  if (object.kind !== 'import' || object.name !== '*') return null;
  const module = `${object.module}.${property}`;
  return reading.outline.dottedModules.has(module) ? module : null;
}

function isEnumMember(reading: Reading, object: Value): boolean {
  if (object.kind !== 'member' || object.object.kind !== 'class') return false;
  return reading.outline.enums.has(object.object.class);
}

/** `os.environ["X"]`, however `os.environ` was imported; `null` if the object is another. */
export function environmentVariable(
  reading: Reading,
  object: Value,
  key: Value,
  fallback?: Value,
): Value | null {
  if (qualifiedName(object) !== 'os.environ') return null;
  const name = knownText(reading, key);
  if (name === null) return null;
  return fallback === undefined ? { kind: 'environment', name } : { kind: 'environment', name, fallback };
}

/**
 * The text that a value surely is as far as the file has been read: a literal, or a constant or attribute with a
 * single value.
 */
export function knownText(reading: Reading, value: Value): string | null {
  if (value.kind === 'text') return value.text;
  const only = onlyValue(reading, value);
  return only?.kind === 'text' ? only.text : null;
}

/** The value of a constant or attribute that has a single one so far. */
export function onlyValue(reading: Reading, value: Value): Value | null {
  const values = valuesOf(reading, value);
  return values?.length === 1 ? (values[0] ?? null) : null;
}

function valuesOf(reading: Reading, value: Value): readonly Value[] | null {
  if (value.kind === 'binding') return closedValues(reading, value.binding);
  if (value.kind !== 'member') return null;
  const { object, property } = value;
  if (object.kind !== 'self' && object.kind !== 'class') return null;
  const ownBinding = reading.outline.classScopes[object.class]?.names.get(property)?.binding ?? null;
  const own = ownBinding === null ? null : closedValues(reading, ownBinding);
  return reading.attributes[object.class]?.get(property) ?? own;
}

function closedValues(reading: Reading, index: number): readonly Value[] | null {
  const binding = reading.facts.bindings[index];
  return binding === undefined || binding.open ? null : binding.values;
}
