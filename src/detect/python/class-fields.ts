import type { CallFact, Value } from '../facts.ts';
import { knownText, onlyValue } from './lookups.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scopes.ts';
import { choice, qualifiedName, UNKNOWN } from './values.ts';

/** How a class of pydantic settings names its environment variables; `null` for every other class. */
export type Settings = { prefix: string } | null;

/** Functions that stand for a field's default: dataclasses, attrs, pydantic, SQLModel. */
const FIELD_FUNCTIONS = new Set([
  'dataclasses.field',
  'sqlmodel.Field',
  'attr.ib',
  'attr.field',
  'attr.attrib',
  'attrs.field',
]);

/** Pydantic's own, and what stands between a tree and pydantic: `langchain_core.pydantic_v1`, `bridge.pydantic`. */
const PYDANTIC_FIELD = /(?:^|\.)pydantic(?:_\w+)?\.(?:fields\.|dataclasses\.)?Field$/;

/** Whether a class reads its fields from the environment (pydantic's `BaseSettings`), and under which prefix. */
export function settingsOf(reading: Reading, index: number, scope: Scope): Settings {
  const bases = reading.facts.classes[index]?.bases ?? [];
  const inherited = bases
    .map((base) => inheritedSettings(reading, base))
    .find((settings) => settings !== null);
  if (inherited === undefined) return null;
  const settings = { prefix: envPrefix(reading, scope) ?? inherited?.prefix ?? '' };
  reading.settings.set(index, settings);
  return settings;
}

function inheritedSettings(reading: Reading, base: Value): Settings {
  if (base.kind === 'class') return reading.settings.get(base.class) ?? null;
  return qualifiedName(base)?.split('.').at(-1) === 'BaseSettings' ? { prefix: '' } : null;
}

/** `model_config = SettingsConfigDict(env_prefix="X_")` of pydantic 2, `class Config: env_prefix = "X_"` of 1. */
function envPrefix(reading: Reading, scope: Scope): string | null {
  const binding = scope.names.get('model_config')?.binding ?? null;
  const config = binding === null ? null : onlyValue(reading, { kind: 'binding', binding });
  const nested = scope.names.get('Config')?.direct ?? null;
  const prefix =
    (config === null ? null : optionOf(reading, config, 'env_prefix')) ??
    (nested?.kind === 'class' ? (reading.attributes[nested.class]?.get('env_prefix')?.[0] ?? null) : null);
  return prefix === null ? null : knownText(reading, prefix);
}

function optionOf(reading: Reading, config: Value, name: string): Value | null {
  if (config.kind === 'result') return namedArgument(reading.facts.calls[config.call], name);
  if (config.kind !== 'object') return null;
  return config.entries.find(({ key }) => key.kind === 'text' && key.text === name)?.value ?? null;
}

/** The values of one field: defaults out of `field(…)` and `Field(…)`, and the environment's for settings. */
export function fieldValues(
  reading: Reading,
  settings: Settings,
  name: string,
  given: readonly Value[],
): Value[] {
  const call = given.map((value) => fieldCall(reading, value)).find((found) => found !== null);
  const defaults = given.flatMap((value) => defaultsOf(reading, value));
  const variable = environmentName(reading, settings, name, call ?? null);
  if (variable === null) return defaults;
  const environment: Value = { kind: 'environment', name: variable };
  const known = defaults.filter((value) => value.kind !== 'unknown');
  return [known.length === 0 ? environment : { ...environment, fallback: choice(known) }];
}

function environmentName(
  reading: Reading,
  settings: Settings,
  name: string,
  call: CallFact | null,
): string | null {
  const explicit = namedArgument(call ?? undefined, 'env');
  const alias = settings === null ? null : namedArgument(call ?? undefined, 'validation_alias');
  const known = explicit ?? alias;
  const named = known === null ? null : knownText(reading, known);
  if (named !== null) return named;
  // Pydantic matches names in any case; upper case is how people and deployments write them.
  return settings === null || !/^[a-z]\w*$/i.test(name) || RESERVED.has(name)
    ? null
    : (settings.prefix + name).toUpperCase();
}

/** Names in the body of a settings class that are no fields. */
const RESERVED = new Set(['model_config', 'Config']);

/** The default that a field function is given; a field without one gets its value from the constructor. */
function defaultsOf(reading: Reading, value: Value): Value[] {
  const call = fieldCall(reading, value);
  if (call === null) return [value];
  const given = namedArgument(call, 'default') ?? call.positional[0] ?? null;
  if (given !== null) return [given];
  const factory = namedArgument(call, 'default_factory') ?? namedArgument(call, 'factory');
  if (factory?.kind === 'function') return reading.facts.functions[factory.function]?.returns ?? [UNKNOWN];
  return [factory !== null && MAKES.has(factory.kind) ? madeBy(reading, factory, call) : UNKNOWN];
}

const MAKES: ReadonlySet<Value['kind']> = new Set(['class', 'import', 'binding', 'member']);

/** `Field(default_factory=OllamaSettings)` is what `OllamaSettings()` gives. */
function madeBy(reading: Reading, callee: Value, { range }: CallFact): Value {
  const made = { callee, positional: [], named: [], spread: false, range, calleeRange: range };
  return { kind: 'result', call: reading.addCall(made) };
}

function fieldCall(reading: Reading, value: Value): CallFact | null {
  if (value.kind !== 'result') return null;
  const call = reading.facts.calls[value.call];
  if (call === undefined) return null;
  const name = qualifiedName(call.callee) ?? '';
  return FIELD_FUNCTIONS.has(name) || PYDANTIC_FIELD.test(name) ? call : null;
}

function namedArgument(call: CallFact | undefined, name: string): Value | null {
  return call?.named.find((argument) => argument.name === name)?.value ?? null;
}
