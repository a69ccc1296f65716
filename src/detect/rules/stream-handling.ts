import { shownUrl } from '../endpoint.ts';
import type { CallFact, FileFacts, Range, StreamMarkFact, Value } from '../facts.ts';
import { entriesOf } from '../link/entries.ts';
import { functionOf } from '../link/function-of.ts';
import type { LinkedFile, Resolved, Resolver } from '../link/model.ts';
import { gatewayRequest } from './calls/gateway-calls.ts';
import { optionValues } from './calls/options.ts';
import { bodiesOf } from './calls/request-bodies.ts';
import { tellingCalls } from './calls/telling-calls.ts';
import { givenTo, structureOf } from './code/structure.ts';
import type { Hit } from './rule.ts';
import { placeOf } from './rule.ts';

/**
 * Rule book, "Handle Streaming Properly": code that streams from the gateway by raw HTTP, and reads what comes, knows
 * `data: ` and `[DONE]`: in the same class or function, in what it calls, or in constants of the module. What is
 * handed on unread is silent.
 */
export function streamHandling(resolver: Resolver, file: LinkedFile): Hit[] {
  return tellingCalls(resolver, file).flatMap(({ call }) => {
    const found = gatewayRequest(resolver, file, call);
    if (!found || !isStreamed(resolver, file, call, found.sender.name)) return [];
    const reading = readingOf(resolver, file, call);
    const missing = MARKS.filter(({ kind }) => !reading.marks.has(kind)).map(({ text }) => text);
    if (!reading.parses || missing.length === 0) return [];
    const words = missing.map((text) => `\`${text}\``).join(' and ');
    return [
      {
        place: placeOf(call),
        what: `${found.request.method ?? 'request to'} ${shownUrl(found.url)} streamed without ${missing.map((text) => text.trim()).join(' and ')}`,
        message: `The gateway streams server-sent events, and this code does not handle ${words}. Take the prefix \`data: \` off each line, and end at \`[DONE]\`.`,
        service: null,
      },
    ];
  });
}

const MARKS: readonly { kind: StreamMarkFact['kind']; text: string }[] = [
  { kind: 'data', text: 'data: ' },
  { kind: 'done', text: '[DONE]' },
];

function isStreamed(resolver: Resolver, file: LinkedFile, call: CallFact, sender: string): boolean {
  if (/^(?:stream|a?connect_sse)$/.test(sender)) return true;
  const options = optionValues(resolver, file, call, ['stream', 'responseType']) ?? [];
  if (options.some(saysStream)) return true;
  const bodies = bodiesOf(resolver, file, call).filter((body) => body.kind === 'record');
  const streamed = bodies.filter((body) => (entriesOf(resolver, body, 'stream') ?? []).some(saysStream));
  // Handed a body by several callers, of which one asks for a stream: nobody knows that this is the one.
  return streamed.length > 0 && streamed.length === bodies.length;
}

function saysStream(value: Resolved): boolean {
  return (value.kind === 'boolean' && value.boolean) || (value.kind === 'text' && value.text === 'stream');
}

interface Reading {
  marks: Set<StreamMarkFact['kind']>;
  /** Whether what comes is taken apart, and not only handed on. */
  parses: boolean;
}

/** Packages that take `data: ` off by themselves. */
const PARSERS =
  /^(?:httpx_sse|sseclient|aiohttp_sse_client|eventsource|eventsource-parser|@microsoft\/fetch-event-source|fetch-event-stream)(?:[./]|$)/;

function readingOf(resolver: Resolver, file: LinkedFile, call: CallFact): Reading {
  const around = regionOf(file.facts, call.range);
  const marks = new Set([...marksIn(file.facts, around), ...moduleMarks(file.facts)]);
  if (file.facts.imports.some(({ module }) => PARSERS.test(module))) marks.add('data');
  const readers = readersOf(resolver, file, call);
  const read = readers.flatMap((range) => structureOf(file.facts).callsIn(range));
  let parses = read.some((one) => isParsing(resolver, file, one, call));
  for (const range of readers) for (const mark of marksIn(file.facts, range)) marks.add(mark);
  for (const helper of read.flatMap((one) => calledFunctions(resolver, file, one))) {
    for (const mark of marksIn(helper.file.facts, helper.range)) marks.add(mark);
    for (const mark of moduleMarks(helper.file.facts)) marks.add(mark);
    parses ||= structureOf(helper.file.facts)
      .callsIn(helper.range)
      .some((one) => isParsing(resolver, helper.file, one, call));
  }
  return { marks, parses };
}

/** The function that asks; and where it gives the reply back, those of its file that call it. */
function readersOf(resolver: Resolver, file: LinkedFile, call: CallFact): Range[] {
  const { functions, calls } = file.facts;
  const own = functions.findIndex(({ range }) => range === functionAround(file.facts, call.range));
  const fact = functions[own];
  if (!fact) return [WHOLE_FILE];
  if (!fact.returns.some((value) => isReplyTo(resolver, file, value, call))) return [fact.range];
  const callers = calls.filter((one) =>
    resolver
      .resolve(file, one.callee)
      .some((callee) => callee.kind === 'function' && callee.file === file && callee.index === own),
  );
  // A helper for all paths has callers that ask for no stream, and read their reply as what it is.
  const streaming = callers.filter((one) => handsStream(resolver, file, one));
  const readers = streaming.length > 0 ? streaming : callers;
  return [fact.range, ...readers.map((one) => functionAround(file.facts, one.range) ?? WHOLE_FILE)];
}

/** How deep options and what they are made of nest: `{ body: JSON.stringify({ … }) }`. */
const MAX_OPTIONS = 4;

/** Whether what a caller hands over asks for a stream somewhere in it. */
function handsStream(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  return givenTo(call).some((value) =>
    resolver.resolve(file, value).some((one) => asksStream(resolver, one, 0)),
  );
}

function asksStream(resolver: Resolver, value: Resolved, depth: number): boolean {
  if (depth > MAX_OPTIONS) return false;
  if (value.kind === 'instance')
    return value.call.positional.some((given) =>
      resolver.resolve(value.file, given).some((one) => asksStream(resolver, one, depth + 1)),
    );
  if (value.kind !== 'record') return false;
  if ((entriesOf(resolver, value, 'stream') ?? []).some(saysStream)) return true;
  return value.value.entries.some((entry) =>
    resolver.resolve(value.file, entry.value).some((one) => asksStream(resolver, one, depth + 1)),
  );
}

function isReplyTo(resolver: Resolver, file: LinkedFile, value: Value, request: CallFact): boolean {
  return resolver.resolve(file, value).some((one) => one.kind === 'instance' && one.call === request);
}

const WHOLE_FILE: Range = {
  startLine: 1,
  startColumn: 1,
  endLine: Number.MAX_SAFE_INTEGER,
  endColumn: 1,
};

/** The class around a place, else the outermost function, else the file. */
function regionOf({ classes, functions }: FileFacts, place: Range): Range {
  const around = ({ range }: { range: Range }): boolean =>
    range.startLine <= place.startLine && range.endLine >= place.endLine;
  return classes.findLast(around)?.range ?? functionAround({ functions }, place) ?? WHOLE_FILE;
}

/** The outermost function around a place. */
function functionAround({ functions }: Pick<FileFacts, 'functions'>, place: Range): Range | null {
  const around = functions.filter(
    ({ range }) => range.startLine <= place.startLine && range.endLine >= place.endLine,
  );
  return around.toSorted(bySize)[0]?.range ?? null;
}

function bySize(one: { range: Range }, other: { range: Range }): number {
  return lines(other.range) - lines(one.range);
}

function lines({ startLine, endLine }: Range): number {
  return endLine - startLine;
}

function marksIn({ streamMarks = [] }: FileFacts, { startLine, endLine }: Range): StreamMarkFact['kind'][] {
  return streamMarks.filter(({ line }) => line >= startLine && line <= endLine).map(({ kind }) => kind);
}

/** Constants that stand outside of functions and classes. */
function moduleMarks({ streamMarks = [], functions, classes }: FileFacts): StreamMarkFact['kind'][] {
  const inside = ({ line }: StreamMarkFact): boolean =>
    [...functions, ...classes].some(({ range }) => range.startLine <= line && range.endLine >= line);
  return streamMarks.filter((mark) => !inside(mark)).map(({ kind }) => kind);
}

/** `json.loads(…)`, `JSON.parse(…)`, or `.json()` of the reply itself, if no fault is read so. */
function isParsing(resolver: Resolver, file: LinkedFile, call: CallFact, request: CallFact): boolean {
  const { callee, positional } = call;
  if (callee.kind === 'import' && callee.name === 'loads') return !positional.some(isAsked(file));
  if (callee.kind !== 'member') return false;
  if (/^(?:loads|parse)$/.test(callee.property)) {
    return resolver.resolve(file, callee).some(isJson) && !positional.some(isAsked(file));
  }
  if (callee.property !== 'json' || isOfFault(file, call)) return false;
  return isReplyTo(resolver, file, callee.object, request);
}

/** `if (!reply.ok) { … await reply.json() }`: what is sent in the place of a stream is no stream. */
function isOfFault(file: LinkedFile, { range }: CallFact): boolean {
  return structureOf(file.facts)
    .blocksAround(range)
    .some(
      ({ kind, names = [], texts = [] }) =>
        kind === 'branch' &&
        (names.some((name) => OF_FAULTS.test(name)) || texts.some((text) => /json|event-stream/.test(text))),
    );
}

const OF_FAULTS =
  /(?:^|\.)(?:ok|status|status_code|statusCode|is_error|is_success|isError|stream|streaming)$/;

/** `json.loads(await request.body())`: what a web handler is asked, and no part of the stream. */
function isAsked({ facts }: LinkedFile): (value: Value) => boolean {
  const root = (value: Value, depth: number): boolean => {
    if (depth > MAX_STEPS) return false;
    if (value.kind === 'member')
      return (isBody(value.property) && isRequest(value.object)) || root(value.object, depth + 1);
    if (value.kind === 'result') {
      const callee = facts.calls[value.call]?.callee;
      return callee !== undefined && root(callee, depth + 1);
    }
    const values = value.kind === 'binding' ? (facts.bindings[value.binding]?.values ?? []) : [];
    return values.length === 1 && values.every((one) => root(one, depth + 1));
  };
  const isRequest = (value: Value): boolean =>
    value.kind === 'binding' &&
    /^(?:req|request|event|ctx|context)$/i.test(facts.bindings[value.binding]?.name ?? '');
  return (value) => root(value, 0);
}

/** A body is read in few steps: awaited, decoded, put into a variable. */
const MAX_STEPS = 6;

function isBody(property: string): boolean {
  return /^(?:body|rawBody|text|read|data|json|get_data)$/.test(property);
}

/** `json`, `orjson`, `ujson`, `JSON` */
function isJson(value: Resolved): boolean {
  if (value.kind === 'global') return value.path[0] === 'JSON';
  return value.kind === 'symbol' && /json/i.test(value.module);
}

function calledFunctions(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
): { file: LinkedFile; range: Range }[] {
  return resolver.objects.resolve(file, call.callee).flatMap((callee) => {
    const own = functionOf(callee);
    return own ? [{ file: own.file, range: own.fact.range }] : [];
  });
}
