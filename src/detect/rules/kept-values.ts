import type { FileFacts, GivingFact, Range, Value } from '../facts.ts';

/** A value that stands in a file, and where. */
export interface KeptValue {
  value: Value;
  /** The innermost region that is known of it: an entry's, a call's or its statement's. */
  range: Range;
  /** What it is kept under: the name of a variable, an attribute, an entry, an argument or a function; `''` for none. */
  name: string;
}

/** Every value that a file gives to a name, an attribute, a result or a call, without those inside of them. */
export function keptValues(facts: FileFacts): KeptValue[] {
  return [...givenValues(facts), ...assignedValues(facts), ...argumentValues(facts)];
}

/** What is given to names, attributes and results, in source order. */
function givenValues(facts: FileFacts): KeptValue[] {
  return (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    return kept ? [kept] : [];
  });
}

/** The value of one giving; `null` for a field that its class's own statement stands for. */
export function givenValue(facts: FileFacts, giving: GivingFact): KeptValue | null {
  const statement = facts.statements[giving.statement];
  const target = targetOf(facts, giving);
  const value = target?.values[giving.value];
  if (!statement || !target || !value) return null;
  if (giving.to === 'attribute' && statement.kind === 'definition') return null;
  return { value: target.open === true ? itemsOf(value) : value, range: statement.range, name: target.name };
}

/** A loop's name is one after the other of the items, and chosen by nobody. */
function itemsOf(value: Value): Value {
  return value.kind === 'choice' ? { kind: 'list', items: value.options } : value;
}

interface Target {
  name: string;
  values: Value[];
  open?: boolean;
}

function targetOf(facts: FileFacts, { to, of, name }: GivingFact): Target | null {
  if (to === 'name') return facts.bindings[of] ?? null;
  if (to === 'attribute') return facts.classes[of]?.attributes.find((one) => one.name === name) ?? null;
  const result = facts.functions[of];
  return result ? { name: result.name, values: result.returns } : null;
}

function assignedValues({ assignments }: FileFacts): KeptValue[] {
  return (assignments ?? []).map(({ target, value, range }) => ({
    value,
    range,
    name: assignedName(target),
  }));
}

/** What an assignment is to, by its last name. */
export function assignedName(target: Value): string {
  if (target.kind === 'member') return target.property;
  if (target.kind === 'index' && target.key.kind === 'text') return target.key.text;
  return target.kind === 'environment' || target.kind === 'global' ? target.name : '';
}

function argumentValues({ calls }: FileFacts): KeptValue[] {
  return calls.flatMap(({ positional, named, range }) => [
    ...positional.map((value) => ({ value, range, name: '' })),
    ...named.map(({ name, value }) => ({ value, range, name })),
  ]);
}

/** Deeper than people nest tables. */
const MAX_NESTING = 6;

/** A value and what is written out inside of it: entries of objects, items of lists. */
export function* valuesWithin(kept: KeptValue, depth = 0): Generator<KeptValue> {
  yield kept;
  if (depth >= MAX_NESTING) return;
  const { value, range, name } = kept;
  if (value.kind === 'object') {
    for (const entry of value.entries) {
      const key = entry.key.kind === 'text' ? entry.key.text : '';
      yield* valuesWithin({ value: entry.value, range: entry.range, name: key }, depth + 1);
    }
  } else if (value.kind === 'list') {
    for (const item of value.items) yield* valuesWithin({ value: item, range, name }, depth + 1);
  }
}

/**
 * The parts of a value that are written where it stands, each whole: of `config.url || 'https://…'` the text, of
 * `${BASE}/chat` nothing, since the address is kept where `BASE` is.
 */
export function writtenParts(value: Value): Value[] {
  switch (value.kind) {
    case 'text':
      return [value];
    case 'join':
      return value.parts[0] && isWritten(value.parts[0]) ? [value] : [];
    case 'environment':
      return value.fallback === undefined ? [] : writtenParts(value.fallback);
    case 'choice':
      return value.options.flatMap(writtenParts);
    default:
      return [];
  }
}

/** Whether a value is written where it stands, and not just a name for one that stands elsewhere. */
export function isWritten(value: Value): boolean {
  switch (value.kind) {
    case 'text':
    case 'join':
      return true;
    case 'environment':
      return value.fallback !== undefined && isWritten(value.fallback);
    case 'choice':
      return value.options.some(isWritten);
    default:
      return false;
  }
}
