import type { FileFacts, FunctionFact, Value } from '../../facts.ts';
import { calledName } from '../../reach/called-name.ts';
import { recent } from '../code/remembered.ts';
import { callBehind } from '../code/structure.ts';
import { isModelSlot } from '../services/model-names.ts';

/** Names of the tables that a file looks something up in. */
export interface LookUps {
  /** By a key that only the running program knows: `MODELS[task]`, `MODELS.get(task)`. */
  byVariable: ReadonlySet<string>;
  /** Those of them that have not just been gone through, one after the other. */
  byKey: ReadonlySet<string>;
  /** By a key that is written out, for something that holds a model: `model=MODELS["fast"]`. */
  forModel: ReadonlySet<string>;
  /** Of what stands by a key, only the first: `MODELS[provider][0]`. */
  forFirst: ReadonlySet<string>;
}

/** Everything that a file looks up, by the names of the tables. */
export const lookUpsOf = recent((facts: FileFacts): LookUps => {
  const byVariable = new Set<string>();
  const byKey = new Set<string>();
  const forModel = new Set<string>();
  const forFirst = new Set<string>();
  const waiting = valuesOf(facts);
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const { value, slot } = one;
    if (value.kind === 'index') note(byVariable, facts, value.object);
    if (value.kind === 'index' && value.key.kind !== 'unknown') note(byKey, facts, value.object);
    if (value.kind === 'index' && value.key.kind === 'number' && value.key.number === 0)
      note(forFirst, facts, keyedOf(facts, value.object));
    if (value.kind === 'member' && isModelSlot(slot) && !isDefaultOf(facts, value, slot))
      note(forModel, facts, value.object);
    pushParts(waiting, value, slot);
  }
  for (const names of [byVariable, byKey]) noteGets(facts, names);
  noteCopies(facts, byVariable);
  for (const names of [byVariable, byKey]) noteFilled(facts, names);
  return { byVariable, byKey, forModel, forFirst };
});

/** `defaultModel: DEFAULT_SETTINGS.defaultModel`: what stands in a setting until a person has set it, taken as it is. */
function isDefaultOf(
  facts: FileFacts,
  { object, property }: Value & { kind: 'member' },
  slot: string,
): boolean {
  return property === slot && OF_DEFAULTS.test(nameOfTable(facts, object));
}

const OF_DEFAULTS = /default|initial|settings|prefs|preferences/i;

/** What a list is looked up in, by a key: `MODELS[provider]`, `MODELS.get(provider)`. */
function keyedOf(facts: FileFacts, given: Value): Value {
  const value = (given.kind === 'choice' && given.options[0]) || given;
  if (value.kind === 'index' && value.key.kind !== 'unknown') return value.object;
  const callee = callBehind(facts, value)?.callee;
  return callee?.kind === 'member' && callee.property === 'get' ? callee.object : NOTHING;
}

const NOTHING: Value = { kind: 'unknown' };

/** `self.models = MODELS.copy()`, `self.routes = self._routes()`: what is looked up under another name. */
function noteCopies(facts: FileFacts, names: Set<string>): void {
  const named = [...facts.bindings, ...facts.classes.flatMap(({ attributes }) => attributes)];
  for (const { name, values } of named) {
    if (!names.has(name)) continue;
    // `self.table = table or DEFAULT_ROUTES`
    const options = values.flatMap((value) => (value.kind === 'choice' ? value.options : [value]));
    for (const option of options) note(names, facts, copied(facts, option));
  }
}

/** `self.providers = self._make()`, which fills `found` and gives it back: what is looked up is what was filled. */
function noteFilled(facts: FileFacts, names: Set<string>): void {
  const held = facts.classes.flatMap(({ attributes }) => attributes.filter(({ name }) => names.has(name)));
  const filling = new Set(
    held.flatMap(({ values }) => values.flatMap((value) => functionBehind(facts, value) ?? [])),
  );
  for (const { returns } of filling) for (const given of returns) note(names, facts, given);
}

/** The file's own function or method that was called for a value. */
function functionBehind(facts: FileFacts, value: Value): FunctionFact | undefined {
  const callee = callBehind(facts, value)?.callee;
  if (callee?.kind === 'function') return facts.functions[callee.function];
  if (callee?.kind !== 'member' || callee.object.kind !== 'self') return undefined;
  const method = methodsOf(facts)[callee.object.class]?.get(callee.property);
  return method === undefined ? undefined : facts.functions[method];
}

const methodsOf = recent(({ classes }: FileFacts): readonly ReadonlyMap<string, number>[] =>
  classes.map(({ methods }) => new Map(methods.map((one) => [one.name, one.function]))),
);

function copied(facts: FileFacts, value: Value): Value {
  const call = callBehind(facts, value);
  if (call?.callee.kind === 'member' && call.callee.property === 'copy') return call.callee.object;
  return call && /^(?:dict|deepcopy|copy)$/.test(calledName(call.callee))
    ? (call.positional[0] ?? value)
    : value;
}

/** A value and the name of what it is for. */
interface Slotted {
  value: Value;
  slot: string;
}

function valuesOf({ bindings, functions, classes, calls, assignments }: FileFacts): Slotted[] {
  const all = (values: Value[], slot: string): Slotted[] => values.map((value) => ({ value, slot }));
  return [
    ...bindings.flatMap(({ name, values }) => all(values, name)),
    ...functions.flatMap(({ name, returns }) => all(returns, name)),
    ...classes.flatMap(({ attributes }) => attributes.flatMap(({ name, values }) => all(values, name))),
    ...calls.flatMap(({ callee, positional, spreads }) =>
      all([callee, ...positional, ...(spreads ?? [])], ''),
    ),
    ...calls.flatMap(({ named }) => named.map(({ name, value }) => ({ value, slot: name }))),
    ...(assignments ?? []).map(({ target, value }) => ({
      value,
      slot: target.kind === 'member' ? target.property : '',
    })),
  ];
}

/** Literals have none, and are most of what there is. */
function pushParts(waiting: Slotted[], value: Value, slot: string): void {
  switch (value.kind) {
    case 'index':
      waiting.push({ value: value.object, slot: '' }, { value: value.key, slot: '' });
      break;
    case 'member':
      waiting.push({ value: value.object, slot: '' });
      break;
    case 'join':
      for (const part of value.parts) waiting.push({ value: part, slot: '' });
      break;
    case 'choice':
      for (const part of value.options) waiting.push({ value: part, slot });
      break;
    case 'list':
      for (const part of value.items) waiting.push({ value: part, slot });
      break;
    case 'object':
      for (const { key, value: part } of value.entries)
        waiting.push({ value: part, slot: key.kind === 'text' ? key.text : '' });
      for (const part of value.spreads) waiting.push({ value: part, slot: '' });
      break;
    default:
  }
}

/** `table.get(key)` on a Map, or on a dictionary under another name. */
function noteGets(facts: FileFacts, names: Set<string>): void {
  for (const { callee, positional } of facts.calls) {
    if (callee.kind === 'member' && callee.property === 'get' && positional.length > 0)
      note(names, facts, callee.object);
  }
}

function note(names: Set<string>, facts: FileFacts, table: Value): void {
  const name = nameOfTable(facts, table);
  if (name !== '') names.add(name);
}

/** What something that is looked up in is kept under; `''` if nobody knows. */
export function nameOfTable(facts: FileFacts, value: Value): string {
  if (value.kind === 'binding') return facts.bindings[value.binding]?.name ?? '';
  if (value.kind === 'class') return facts.classes[value.class]?.name ?? '';
  // `self._routes()[task]`
  const call = callBehind(facts, value);
  if (call?.callee.kind === 'function') return facts.functions[call.callee.function]?.name ?? '';
  if (call) return calledName(call.callee);
  return value.kind === 'member'
    ? value.property
    : value.kind === 'global' || value.kind === 'import'
      ? value.name
      : '';
}
