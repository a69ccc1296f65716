import type { BodyEvidence } from '../../endpoint.ts';
import { showsPrompt } from '../../endpoint.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { RecordOf } from '../../link/entries.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { recent } from '../code/remembered.ts';
import { callBehind } from '../code/structure.ts';
import { optionValues } from './options.ts';

export const BODY_OPTIONS = ['json', 'body', 'data', 'content', 'form', 'payload'];
const PROMPT_KEYS = new Set([
  'model',
  'messages',
  'prompt',
  'input',
  'inputs',
  'contents',
  'max_tokens',
  'temperature',
  'system',
  'n_predict',
]);

/** Everything that a request's body can be, serialised or not. */
export function bodiesOf(resolver: Resolver, file: LinkedFile, call: CallFact): Resolved[] {
  const seen = new Set<CallFact>();
  return writtenBodies(resolver, file, call).flatMap((body) => unserialised(resolver, body, 0, seen));
}

function writtenBodies(resolver: Resolver, file: LinkedFile, call: CallFact): Resolved[] {
  const given = optionValues(resolver, file, call, BODY_OPTIONS);
  const second = call.positional[1];
  const seconds = second ? resolver.resolve(file, second) : [];
  // `send(url, { model, messages }, signal)`: what nobody knows of the rest says nothing of the body.
  const isSecond = seconds.length > 0 && (given === null || given.every(({ kind }) => kind === 'unknown'));
  const written = [...(isSecond ? seconds : (given ?? [])), ...writtenLater(resolver, file, call)];
  return isSecond && !evidencesOf(resolver, written).some(showsPrompt)
    ? [...written, ...behindHeaders(resolver, file, call)]
    : written;
}

/** `const sent = https.request(options); sent.write(JSON.stringify({ model, messages })); sent.end();` */
function writtenLater(resolver: Resolver, file: LinkedFile, call: CallFact): Resolved[] {
  const written = writtenToResults(file.facts).get(call) ?? [];
  return written.flatMap((value) => resolver.resolve(file, value));
}

/** What is written to what each call gave. */
const writtenToResults = recent((facts: FileFacts): ReadonlyMap<CallFact, readonly Value[]> => {
  const written = new Map<CallFact, readonly Value[]>();
  for (const { callee, positional } of facts.calls) {
    const [value] = positional;
    if (!value || callee.kind !== 'member' || !WRITES.test(callee.property)) continue;
    const { object } = callee;
    const given = object.kind === 'binding' ? (facts.bindings[object.binding]?.values ?? []) : [object];
    for (const one of given.slice(0, MOST_WRITTEN)) {
      const call = callBehind(facts, one);
      if (call) written.set(call, [...(written.get(call) ?? []).slice(0, MOST_WRITTEN), value]);
    }
  }
  return written;
});

const WRITES = /^(?:write|end)$/;

/** Nobody sends one request by more pieces, or has one name for more of them. */
const MOST_WRITTEN = 8;

/** `post(url, headers, { model, messages })` */
function behindHeaders(
  resolver: Resolver,
  file: LinkedFile,
  { positional: [, , third] }: CallFact,
): Resolved[] {
  const thirds = third ? resolver.resolve(file, third) : [];
  const evidence = evidencesOf(resolver, thirds);
  return thirds.filter((_, index) => showsPrompt(evidence[index] ?? 'unknown'));
}

/** What is in `JSON.stringify(x)`, `json.dumps(x).encode()`; `seen`: calls that were looked into, each for many others. */
function unserialised(resolver: Resolver, body: Resolved, depth: number, seen: Set<CallFact>): Resolved[] {
  if (body.kind !== 'instance' || depth > MAX_NESTING) return [body];
  const { of: made, call, file } = body;
  if (seen.has(call)) return [];
  seen.add(call);
  if (made.kind === 'member' && made.object.kind === 'instance')
    return unserialised(resolver, made.object, depth + 1, seen);
  const argument = serialisedArgument(body);
  if (!argument) return [body];
  return resolver.resolve(file, argument).flatMap((value) => unserialised(resolver, value, depth + 1, seen));
}

/** `x` of `JSON.stringify(x)`, `json.dumps(x)` */
function serialisedArgument({ of: made, call }: Resolved & { kind: 'instance' }): Value | undefined {
  const isSerialised = 'path' in made && /^(?:stringify|dumps)$/.test(made.path.at(-1) ?? '');
  return isSerialised ? call.positional[0] : undefined;
}

/** Whether a model or a prompt is in what the request sends. */
export function bodyEvidence(resolver: Resolver, file: LinkedFile, call: CallFact): BodyEvidence {
  const evidence = evidencesOf(resolver, writtenBodies(resolver, file, call));
  const shown = evidence.find((one) => one === 'model') ?? evidence.find(showsPrompt);
  if (shown) return shown;
  return evidence.length > 0 && evidence.every((one) => one === 'none') ? 'none' : 'unknown';
}

/** Payloads that spread themselves, or serialise what they serialised, end here. */
const MAX_NESTING = 5;

/** What was found out of records before, each of which may spread all others. */
type Known = Map<Value, BodyEvidence>;

function evidencesOf(resolver: Resolver, bodies: readonly Resolved[]): BodyEvidence[] {
  const known: Known = new Map();
  return bodies.map((body) => evidenceOf(resolver, body, 0, known));
}

function evidenceOf(resolver: Resolver, body: Resolved, depth: number, known: Known): BodyEvidence {
  if (depth > MAX_NESTING) return 'unknown';
  if (body.kind === 'instance') return serialised(resolver, body, depth + 1, known);
  if (body.kind === 'text') return /"(?:model|messages|prompt)"/.test(body.text) ? 'model' : 'unknown';
  if (body.kind !== 'record') return 'unknown';
  const before = known.get(body.value);
  if (before !== undefined) return before;
  // What spreads itself says nothing more.
  known.set(body.value, 'unknown');
  const found = evidenceOfRecord(resolver, body, depth, known);
  known.set(body.value, found);
  return found;
}

function evidenceOfRecord(
  resolver: Resolver,
  { file, value: { entries, spreads } }: RecordOf,
  depth: number,
  known: Known,
): BodyEvidence {
  const keys = entries.map(({ key }) => (key.kind === 'text' ? key.text : null));
  if (keys.some((key) => key !== null && PROMPT_KEYS.has(key))) {
    const mayNameModel = keys.includes('model') || keys.includes(null) || spreads.length > 0;
    return mayNameModel ? 'model' : 'prompt';
  }
  if (keys.length === 0 || keys.includes(null)) return 'unknown';
  const spread = spreads.flatMap((value) => resolver.resolve(file, value));
  if (spread.length === 0) return OPTION_KEYS.has(keys[0] ?? '') ? 'unknown' : 'none';
  return spread.map((one) => evidenceOf(resolver, one, depth + 1, known)).find(showsPrompt) ?? 'unknown';
}

/** A second argument that begins like this is options, not a body. */
const OPTION_KEYS = new Set(['method', 'headers', 'timeout', 'signal', 'params']);

/** `JSON.stringify(x)`, `json.dumps(x)`, `orjson.dumps(x).encode()` */
function serialised(
  resolver: Resolver,
  body: Resolved & { kind: 'instance' },
  depth: number,
  known: Known,
): BodyEvidence {
  const { of: made, file } = body;
  if (made.kind === 'member' && made.object.kind === 'instance')
    return evidenceOf(resolver, made.object, depth, known);
  const argument = serialisedArgument(body);
  const [value] = argument ? resolver.resolve(file, argument) : [];
  return value ? evidenceOf(resolver, value, depth, known) : 'unknown';
}
