import type { CallFact, FileFacts, Range, Value } from '../../facts.ts';
import { valuesKept, valuesWithin } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { dottedName } from '../calls/llm-calls.ts';
import { recent } from '../code/remembered.ts';
import { isSilent } from '../code/silent-calls.ts';
import { compareStarts, givenTo, isWithin, lastStart, outermostBy, structureOf } from '../code/structure.ts';

/** Whether what has this name is what a model has answered: `answer`, `response_text`. */
export function saysAnswer(name: string): boolean {
  return IS_ANSWER.test(name);
}

/** Whether what has this name is what came of a question: the answer, or whether there is one. */
export function saysOutcome(name: string): boolean {
  return IS_WELL.test(name) || IS_ANSWER.test(name);
}

/** Whether what has this name is how much of a model was used: `prompt_tokens`, `completionTokens`. A limit is none. */
export function saysUsed(name: string): boolean {
  return IS_USED.test(name);
}

/** Whether what has this name is whether what a vendor needs is set: `{ hasKey: true, model: stored.model }`. */
export function saysWhatIsSet(name: string): boolean {
  return IS_SET.test(name);
}

const IS_SET = /^(?:is_?)?(?:configured|available)$|^has_?(?:api_?)?key$/i;
const IS_USED = /^(?:prompt|completion|input|output|total)_?tokens(?:_?used)?$/i;
const IS_WELL = /^(?:is_?)?(?:ok|success(?:ful)?|succeeded)$/i;
const IS_ANSWER = /^(?:answer|reply|response|completion)(?:_?text)?$/i;

/** `new Response(JSON.stringify({ text, model: "gpt-4o" }))`: who asks this server is told whose answer it was. */
export function isInAnswer(file: LinkedFile, { range }: CallFact): boolean {
  return callAround(answersGiven(file), range) !== undefined;
}

/** Whether what stands at a place is itself told whoever asks this server, and handed to nobody before. */
export function isToldWhole(file: LinkedFile, range: Range): boolean {
  const answer = callAround(answersGiven(file), range);
  const others = answer && otherCalls(file).get(answer);
  return others?.some((call) => isWithin(range, call.range)) === false;
}

/** `store.saveQueryResponse(question, answer, { provider, model })`: what is kept of an answer, which was given before. */
export function isRecorded(file: LinkedFile, range: Range): boolean {
  return callAround(recordsOf(file), range) !== undefined;
}

const recordsOf = recent((file: LinkedFile) =>
  outermostCalls(file, ({ callee }) => RECORDS.test(calledName(callee))),
);

const RECORDS =
  /^_?(?:save|store|record|log|track|persist|report|note|audit)[A-Z_]\w{0,24}(?:response|answer|usage|history|stats?|event|metrics?|costs?|call|request|result|run)s?$/i;

/** By answer, the calls in it that do more than write it out; none of an answer that holds more than hands write. */
const otherCalls = recent((file: LinkedFile): ReadonlyMap<CallFact, readonly CallFact[]> => {
  const { callsIn } = structureOf(file.facts);
  const found = answersGiven(file).map((answer) => [answer, callsIn(answer.range)] as const);
  return new Map(
    found.flatMap(([answer, calls]) =>
      calls.length > MOST_CALLS
        ? []
        : [[answer, calls.filter(({ callee }) => !WRITES_OUT.test(dottedName(file, callee)))] as const],
    ),
  );
});

const MOST_CALLS = 50;

const WRITES_OUT =
  /(?:^|\.)(?:json|send|jsonify|json_response|stringify|dumps|Response|NextResponse|JSONResponse)$/;

const answersGiven = recent((file: LinkedFile) =>
  outermostCalls(file, ({ callee }) => ANSWERS.test(dottedName(file, callee))),
);

/** The calls of a kind in source order, none of them within another. */
function outermostCalls({ facts }: LinkedFile, isMeant: (call: CallFact) => boolean): CallFact[] {
  const outermost = outermostBy(facts.calls.filter(isMeant), ({ range }) => range);
  return outermost.sort((a, b) => compareStarts(a.range, b.range));
}

/** Of {@link outermostCalls}, the one that a place is in. */
function callAround(calls: readonly CallFact[], range: Range): CallFact | undefined {
  const last = calls[lastStart(calls, range)];
  return last && isWithin(range, last.range) ? last : undefined;
}

const ANSWERS =
  /^(?:Response|NextResponse|JSONResponse|jsonify|json_response)$|^(?:res|reply|response|ctx|c|Response|NextResponse)\b.*\.(?:json|send)$/;

/** What a file gives to names that are only noted, `logger.info(f"asks {model}")`, and used for nothing else. */
export const valuesNoted = recent((file: LinkedFile): ReadonlySet<Value> => {
  const { facts } = file;
  const calls = Map.groupBy(facts.calls, (call) => isSilent(call, facts));
  const noted = (calls.get(true) ?? []).flatMap(givenTo);
  const others = (calls.get(false) ?? []).flatMap((call) => [call.callee, ...givenTo(call)]);
  return givenToNamesOf(facts, noted, [...others, ...facts.exports.map(({ value }) => value)]);
});

/** What a file gives to names that are told whoever asks this server, and used for nothing else. */
export const valuesTold = recent((file: LinkedFile): ReadonlySet<Value> => {
  const { facts } = file;
  const telling = new Set(answersGiven(file).flatMap(({ range }) => structureOf(facts).callsIn(range)));
  if (telling.size === 0) return new Set();
  const others = facts.calls.filter((call) => !telling.has(call) && !isSilent(call, facts));
  return givenToNamesOf(facts, [...telling].flatMap(givenTo), others.flatMap(givenTo));
});

/** What is given to the names in some values that stand neither in others nor in anything that the file keeps. */
function givenToNamesOf(
  facts: FileFacts,
  some: readonly Value[],
  others: readonly Value[],
): ReadonlySet<Value> {
  const names = namesIn(some);
  if (names.size === 0) return new Set();
  const used = namesIn([...others, ...valuesKept(facts)]);
  // `if (provider === 'groq')`: of what a condition asks, facts keep the name alone.
  const asked = new Set((facts.blocks ?? []).flatMap((block) => block.names ?? []));
  const alone = [...names].filter((name) => !used.has(name) && !asked.has(facts.bindings[name]?.name ?? ''));
  return new Set(alone.flatMap((name) => facts.bindings[name]?.values ?? []));
}

function namesIn(values: readonly Value[]): Set<number> {
  const names = new Set<number>();
  const waiting = [...values];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (value.kind === 'binding') names.add(value.binding);
    for (const part of valuesWithin(value)) waiting.push(part);
  }
  return names;
}
