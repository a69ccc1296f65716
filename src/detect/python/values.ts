import type { HeaderWords, Value } from '../facts.ts';

export const UNKNOWN: Value = { kind: 'unknown' };
export const NONE: Value = { kind: 'none' };

export function text(value: string): Value {
  return { kind: 'text', text: value };
}

/** Joined strings, with nested joins laid flat, neighbouring texts merged, and nothing around a single part. */
export function joined(parts: readonly Value[], how: 'concat' | 'url' | 'path' = 'concat'): Value {
  const flat: Value[] = [];
  for (const part of parts) {
    if (how === 'concat' && part.kind === 'join' && part.how === 'concat')
      for (const inner of part.parts) append(flat, inner);
    else if (how === 'concat') append(flat, part);
    else flat.push(part);
  }
  const only = flat[0];
  if (only === undefined) return text('');
  return flat.length === 1 ? only : { kind: 'join', parts: flat, how };
}

function append(parts: Value[], part: Value): void {
  const last = parts.at(-1);
  const added = literalText(part);
  if (added !== null && last?.kind === 'text') parts[parts.length - 1] = text(last.text + added);
  else if (added !== '') parts.push(added === null ? part : text(added));
}

/** What a literal reads inside a string; `null` for what is no literal, or a float, which Python prints its own way. */
function literalText(value: Value): string | null {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'number' && Number.isSafeInteger(value.number)) return String(value.number);
  return null;
}

/** One of several values, with nested choices laid flat. */
export function choice(options: readonly Value[]): Value {
  return chosen(
    options,
    options.flatMap((option) => wordsOfOptions(option, null)),
  );
}

function chosen(options: readonly Value[], when: (HeaderWords | null)[]): Value {
  const flat = options.flatMap((option) => (option.kind === 'choice' ? option.options : [option]));
  const only = flat[0];
  if (only === undefined) return UNKNOWN;
  if (flat.length === 1) return only;
  while (when.length > 0 && when.at(-1) === null) when.pop();
  return { kind: 'choice', options: flat, ...(when.length > 0 ? { when } : {}) };
}

/** `object.property`, `object["property"]` or `object[index]`; a list's item if both are literal. */
export function elementOf(object: Value, key: Value): Value {
  if (key.kind === 'text') return { kind: 'member', object, property: key.text };
  if (object.kind === 'list' && key.kind === 'number') return object.items.at(key.number) ?? UNKNOWN;
  return { kind: 'index', object, key };
}

/** `first if words else last`: each of the options that are laid flat has its own condition's words, or those around. */
export function conditional(first: Value, last: Value, words: HeaderWords | null): Value {
  return chosen([first, last], [...wordsOfOptions(first, words), ...wordsOfOptions(last, null)]);
}

function wordsOfOptions(value: Value, words: HeaderWords | null): (HeaderWords | null)[] {
  return value.kind === 'choice' ? value.options.map((_, index) => value.when?.[index] ?? words) : [words];
}

/** Some element of what a loop goes over, not known which. */
export function anyElement(iterable: Value): Value {
  if (iterable.kind === 'list') return choice(iterable.items);
  return isReference(iterable) ? { kind: 'index', object: iterable, key: UNKNOWN } : UNKNOWN;
}

/** Whether a value only points elsewhere, so that repeating it costs nothing. */
export function isReference(value: Value): boolean {
  switch (value.kind) {
    case 'binding':
    case 'global':
    case 'import':
    case 'self':
    case 'class':
    case 'function':
    case 'result':
      return true;
    case 'member':
      return isReference(value.object);
    default:
      return false;
  }
}

/** `os.environ.get` for an import or global and the members taken from it; `null` for anything else. */
export function qualifiedName(value: Value): string | null {
  if (value.kind === 'global') return value.name;
  if (value.kind === 'import') return value.name === '*' ? value.module : `${value.module}.${value.name}`;
  if (value.kind !== 'member') return null;
  const object = qualifiedName(value.object);
  return object === null ? null : `${object}.${value.property}`;
}
