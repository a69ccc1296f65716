import type { Value } from '../facts.ts';
import type { FoldableCall } from './folded-calls.ts';
import { environmentVariable, memberOf } from './lookups.ts';
import type { Reading } from './reading.ts';
import { elementOf } from './values.ts';

type Note = (reading: Reading, call: FoldableCall, object: Value) => void;

/** Methods of dictionaries, `os.environ` among them, that set keys. */
const SETTERS: Record<string, Note> = {
  setdefault: noteSetDefault,
  update: noteUpdate,
};

/** Notes what a call assigns: `options.update(url=x)`, `os.environ.setdefault("A", x)`, `setattr(o, "url", x)`. */
export function noteAssignments(reading: Reading, call: FoldableCall): void {
  const { callee } = call;
  if (callee.kind === 'global' && callee.name === 'setattr') noteSetAttribute(reading, call);
  if (callee.kind !== 'member' || !Object.hasOwn(SETTERS, callee.property)) return;
  SETTERS[callee.property]?.(reading, call, callee.object);
}

function noteSetDefault(reading: Reading, call: FoldableCall, object: Value): void {
  const [key, value] = call.positional;
  if (key !== undefined && value !== undefined) assignKey(reading, call, object, key, value);
}

/** `update({"a": 1}, b=2)`: what is not written out is not followed. */
function noteUpdate(reading: Reading, call: FoldableCall, object: Value): void {
  const [given] = call.positional;
  if (given?.kind === 'object') {
    for (const { key, value } of given.entries) assignKey(reading, call, object, key, value);
  }
  for (const { name, value } of call.named)
    assignKey(reading, call, object, { kind: 'text', text: name }, value);
}

function assignKey(reading: Reading, call: FoldableCall, object: Value, key: Value, value: Value): void {
  const target = environmentVariable(reading, object, key) ?? elementOf(object, key);
  reading.addAssignment({ target, value, range: call.range });
}

function noteSetAttribute(reading: Reading, call: FoldableCall): void {
  const [object, name, value] = call.positional;
  if (object === undefined || name?.kind !== 'text' || value === undefined) return;
  if (object.kind === 'self' || object.kind === 'class')
    reading.addAttribute(object.class, name.text, [value]);
  else reading.addAssignment({ target: memberOf(reading, object, name.text), value, range: call.range });
}
