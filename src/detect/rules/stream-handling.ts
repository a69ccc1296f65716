import { shownUrl } from '../endpoint.ts';
import type { CallFact, FileFacts, Range, StreamMarkFact } from '../facts.ts';
import { entriesOf } from '../link/members.ts';
import type { LinkedFile, Resolved, Resolver } from '../link/model.ts';
import { gatewayRequest } from './gateway-calls.ts';
import { optionValues } from './options.ts';
import { bodiesOf } from './request-urls.ts';
import type { Hit } from './rule.ts';
import { placeOf } from './rule.ts';
import { structureOf } from './structure.ts';
import { tellingCalls } from './telling-calls.ts';

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
        what: `${found.request.method ?? 'request to'} ${shownUrl(found.url)} streamed without ${missing.join(' and ')}`,
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
  const inBody = bodiesOf(resolver, file, call).flatMap((body) =>
    body.kind === 'record' ? (entriesOf(resolver, body, 'stream') ?? []) : [],
  );
  return [...options, ...inBody].some(saysStream);
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
  const region = regionOf(file.facts, call.range);
  const calls = structureOf(file.facts).callsIn(region);
  const marks = new Set([...marksIn(file.facts, region), ...moduleMarks(file.facts)]);
  if (file.facts.imports.some(({ module }) => PARSERS.test(module))) marks.add('data');
  let parses = calls.some((one) => isParsing(resolver, file, one, call));
  for (const helper of calls.flatMap((one) => calledFunctions(resolver, file, one))) {
    for (const mark of marksIn(helper.file.facts, helper.range)) marks.add(mark);
    for (const mark of moduleMarks(helper.file.facts)) marks.add(mark);
    parses ||= structureOf(helper.file.facts)
      .callsIn(helper.range)
      .some((one) => isParsing(resolver, helper.file, one, call));
  }
  return { marks, parses };
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
  return (classes.findLast(around) ?? functions.filter(around).toSorted(bySize)[0])?.range ?? WHOLE_FILE;
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

/** `json.loads(…)`, `JSON.parse(…)`, or `.json()` of the reply itself. */
function isParsing(resolver: Resolver, file: LinkedFile, call: CallFact, request: CallFact): boolean {
  const { callee } = call;
  if (callee.kind !== 'member') return callee.kind === 'import' && callee.name === 'loads';
  if (/^(?:loads|parse)$/.test(callee.property)) {
    return resolver.objects.resolve(file, callee).some(isJson);
  }
  if (callee.property !== 'json') return false;
  return resolver.objects
    .resolve(file, callee.object)
    .some((one) => one.kind === 'instance' && one.call === request);
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
    const range = callee.kind === 'function' ? callee.file.facts.functions[callee.index]?.range : undefined;
    return callee.kind === 'function' && range ? [{ file: callee.file, range }] : [];
  });
}
