import type { CallFact, Value } from '../facts.ts';
import { noteAssignments } from './assigning-calls.ts';
import { foldCall } from './folded-calls.ts';
import { foldMethod } from './folded-methods.ts';
import { handedCall } from './handed-calls.ts';
import type { Reading } from './reading.ts';
import { UNKNOWN } from './values.ts';

type Arguments = Pick<CallFact, 'positional' | 'named' | 'spread' | 'spreads'>;

/** A call becomes a fact; its value is what it surely returns, or a reference to its result. */
export function readCall(reading: Reading, node: number): Value {
  const { tree } = reading;
  const calleeNode = tree.child(node, 'function');
  const argumentsNode = tree.child(node, 'arguments');
  if (calleeNode === null || argumentsNode === null) return UNKNOWN;
  const callee = reading.evaluate(calleeNode);
  const given = readArguments(reading, argumentsNode, takesWords(callee));
  readDebris(reading, node, calleeNode, argumentsNode);
  const range = reading.range(node);
  const index = reading.addCall({ callee, ...given, range, calleeRange: reading.range(calleeNode) });
  const call = { callee, ...given, index, range };
  noteAssignments(reading, call);
  return (
    handedCall(reading, call) ??
    foldMethod(reading, call) ??
    foldCall(reading, call) ?? { kind: 'result', call: index }
  );
}

/** What a syntax error left between a callee and its arguments may hold calls too. */
function readDebris(reading: Reading, node: number, callee: number, argumentsNode: number): void {
  for (const child of reading.tree.children(node)) {
    if (child !== callee && child !== argumentsNode) reading.evaluate(child);
  }
}

/** `create_subprocess_exec(*command)` is handed the words that `run(command)` is handed as a list. */
function takesWords(callee: Value): boolean {
  const name = callee.kind === 'member' ? callee.property : callee.kind === 'import' ? callee.name : '';
  return name === 'create_subprocess_exec';
}

/**
 * The arguments of an `argument_list`; `f(x for x in y)` has a generator in its place. With `asList`, what is spread first stands
 * for itself.
 */
export function readArguments(reading: Reading, node: number, asList = false): Arguments {
  const given: Arguments = { positional: [], named: [], spread: false };
  if (reading.tree.kind(node) !== 'argument_list') given.positional.push(reading.evaluate(node));
  else for (const child of reading.tree.children(node)) readArgument(reading, child, given, asList);
  return given;
}

function readArgument(reading: Reading, node: number, given: Arguments, asList: boolean): void {
  const kind = reading.tree.kind(node);
  if (kind === 'keyword_argument') readNamedArgument(reading, node, given);
  else if (kind === 'dictionary_splat') spreadNamed(readSplat(reading, node), given);
  else if (kind === 'list_splat') spreadPositional(readSplat(reading, node), given, asList);
  else if (kind === 'ERROR') reading.evaluate(node);
  else given.positional.push(reading.evaluate(node));
}

function readSplat(reading: Reading, node: number): Value {
  const value = reading.tree.firstChild(node);
  return value === null ? UNKNOWN : reading.evaluate(value);
}

function readNamedArgument(reading: Reading, node: number, given: Arguments): void {
  const name = reading.tree.child(node, 'name');
  const value = reading.tree.child(node, 'value');
  if (name === null || value === null) return;
  given.named.push({ name: reading.tree.source(name), value: reading.evaluate(value) });
}

/** `**{"a": 1}` is `a=1`; anything else may bring any name. */
function spreadNamed(value: Value, given: Arguments): void {
  if (value.kind === 'object' && value.entries.every((entry) => entry.key.kind === 'text')) {
    for (const { key, value: entry } of value.entries) {
      if (key.kind === 'text') given.named.push({ name: key.text, value: entry });
    }
    for (const inner of value.spreads) spreadNamed(inner, given);
    return;
  }
  given.spread = true;
  given.spreads = [...(given.spreads ?? []), value];
}

function spreadPositional(value: Value, given: Arguments, asList: boolean): void {
  if (value.kind === 'list') {
    for (const item of value.items) given.positional.push(item);
    return;
  }
  if (asList && given.positional.length === 0) given.positional.push(value);
  given.spread = true;
}
