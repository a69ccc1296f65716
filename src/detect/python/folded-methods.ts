import type { Value } from '../facts.ts';
import { MAX_JOINED_ITEMS } from '../limits.ts';
import type { FoldableCall } from './folded-calls.ts';
import { argumentOf } from './folded-calls.ts';
import { knownText, onlyValue } from './lookups.ts';
import type { Reading } from './reading.ts';
import { formatBraces } from './text-format.ts';
import { choice, elementOf, joined, qualifiedName, text, UNKNOWN } from './values.ts';

interface MethodCall extends FoldableCall {
  object: Value;
}

type Fold = (reading: Reading, call: MethodCall) => Value | null;

/** Methods of texts and dictionaries, and of the classes that wrap a URL or a secret. */
const FOLDS: Record<string, Fold> = {
  format: formatted,
  format_map: formatted,
  join: joinedBy,
  joinpath: (_, call) => joined([call.object, ...call.positional], 'path'),
  get: (reading, call) => elementWithDefault(reading, call),
  pop: (reading, call) => elementWithDefault(reading, call),
  setdefault: (reading, call) => elementWithDefault(reading, call),
  strip: (reading, call) => stripped(reading, call, true, true),
  lstrip: (reading, call) => stripped(reading, call, true, false),
  rstrip: (reading, call) => stripped(reading, call, false, true),
  removeprefix: (reading, call) => withoutAffix(reading, call, 'startsWith'),
  removesuffix: (reading, call) => withoutAffix(reading, call, 'endsWith'),
  replace: replaced,
  lower: (_, call) => (call.object.kind === 'text' ? text(call.object.text.toLowerCase()) : call.object),
  casefold: (_, call) => call.object,
  encode: (_, call) => call.object,
  decode: (_, call) => call.object,
  copy: (_, call) => (call.positional.length + call.named.length === 0 ? call.object : null),
  get_secret_value: (_, call) => call.object,
  geturl: (_, call) => call.object,
  unicode_string: (_, call) => call.object,
};

/** What a method of a text or a dictionary returns; `null` if the call is no such method, or nothing is known. */
export function foldMethod(reading: Reading, call: FoldableCall): Value | null {
  if (call.callee.kind !== 'member' || !Object.hasOwn(FOLDS, call.callee.property)) return null;
  const { object, property } = call.callee;
  // `requests.get`, `os.path.join`: a module's function, whatever its name.
  if (qualifiedName(object) !== null) return null;
  return FOLDS[property]?.(reading, { ...call, object }) ?? null;
}

function formatted(reading: Reading, call: MethodCall): Value | null {
  const template = knownText(reading, call.object);
  if (template !== null) return formatBraces(template, { positional: call.positional, named: call.named });
  return call.object.kind === 'result' ? null : joined([call.object, UNKNOWN]);
}

/** `"/".join([a, b])`, `"/".join(PARTS)` of a short constant; a list that is not written out may hold anything. */
function joinedBy(reading: Reading, call: MethodCall): Value | null {
  const separator = knownText(reading, call.object);
  const [given] = call.positional;
  if (separator === null || given === undefined) return null;
  const constant = onlyValue(reading, given);
  const items = constant ?? given;
  if (items.kind !== 'list' || (constant && items.items.length > MAX_JOINED_ITEMS)) return UNKNOWN;
  return joined(items.items.flatMap((item, index) => (index === 0 ? [item] : [text(separator), item])));
}

/**
 * `table.get("key", default)`. `client.get("/path")` looks the same, so unless the object is written out, the
 * call's own result stays one of the options where the key might be a request's address.
 */
function elementWithDefault(reading: Reading, call: MethodCall): Value | null {
  const [key] = call.positional;
  const fallback = argumentOf(call, 1, 'default');
  if (key === undefined || call.named.some((argument) => argument.name !== 'default')) return null;
  const name = knownText(reading, key);
  if (name !== null && /^\/|:\/\//.test(name)) return null;
  const options = [elementOf(call.object, name === null ? key : text(name))];
  if (fallback !== null && fallback.kind !== 'none') options.push(fallback);
  const isTable = call.object.kind === 'object' || name !== null || fallback !== null;
  if (!isTable) options.push({ kind: 'result', call: call.index });
  return choice(options);
}

/** What stripping leaves of a text; of anything else, the same host and path are left. */
function stripped(reading: Reading, call: MethodCall, start: boolean, end: boolean): Value | null {
  if (call.positional.length > 1) return null;
  if (call.object.kind !== 'text') return call.object;
  const [given] = call.positional;
  const characters = given === undefined ? null : knownText(reading, given);
  const isStripped = (character: string) =>
    characters === null ? /\s/.test(character) : characters.includes(character);
  const units = call.object.text;
  let from = 0;
  let to = units.length;
  while (start && from < to && isStripped(units[from] ?? '')) from += 1;
  while (end && to > from && isStripped(units[to - 1] ?? '')) to -= 1;
  return text(units.slice(from, to));
}

function withoutAffix(reading: Reading, call: MethodCall, where: 'startsWith' | 'endsWith'): Value | null {
  const affix = call.positional[0] === undefined ? null : knownText(reading, call.positional[0]);
  if (call.object.kind !== 'text' || affix === null || !call.object.text[where](affix)) return call.object;
  const { text: whole } = call.object;
  return text(
    where === 'startsWith' ? whole.slice(affix.length) : whole.slice(0, whole.length - affix.length),
  );
}

function replaced(reading: Reading, call: MethodCall): Value | null {
  const [from, to] = call.positional.map((argument) => knownText(reading, argument));
  if (call.object.kind !== 'text') return call.object;
  if (from === undefined || from === null || to === undefined || to === null) return UNKNOWN;
  return from === '' ? call.object : text(call.object.text.replaceAll(from, to));
}
