import { vendorInName } from '../../catalog/vendor-names.ts';
import type { CallFact, FileFacts, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import { dottedName, lastPart, llmCallsIn, surelySends } from '../calls/llm-calls.ts';
import { recent } from '../code/remembered.ts';
import { isSilent } from '../code/silent-calls.ts';
import { structureOf } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { handedOver } from './retry-wrappers.ts';

/** The LLM calls in a region, and those that are handed on there to be sent: `await breaker.call(ask)`. */
export function callsIn(resolver: Resolver, file: LinkedFile, range: Range): LlmCall[] {
  return callsAmong(resolver, file, structureOf(file.facts).callsIn(range));
}

/** The same of some calls. */
export function callsAmong(resolver: Resolver, file: LinkedFile, calls: CallFact[]): LlmCall[] {
  const sent = llmCallsIn(resolver, file, calls);
  if (sent.length > 0) return sent;
  return calls.flatMap((call) => {
    const { callee, construct, positional } = call;
    const called = dottedName(file, callee);
    if (ENDS.test(lastPart(called)) || LOOKS_AT.test(called) || isSilent(call, file.facts)) return [];
    const makes = construct === true || MAKES.test(lastPart(called));
    return positional.flatMap((value) => {
      const name = NAMES.has(value.kind) ? handedOver(resolver, file, value) : null;
      if (name === null) return [];
      if (!MODEL.test(lastPart(name))) return [{ name: name.replace(/\(\)$/, ''), service: null }];
      return makes ? [] : [{ name: called || name, service: null }];
    });
  });
}

/** `close_stream(llm_stream)` ends what it is handed. */
const ENDS = /^_?(?:a?close|cancel|abort|stop|release|dispose|shutdown)(?:$|_|[A-Z])/;

/** `if hasattr(llm, 'name')`, `cast(Base, llm)`: what is told of a model, or said to be one. */
const LOOKS_AT =
  /^(?:typing\.)?(?:cast|issubclass|hasattr|getattr|setattr|type|id|repr|str|vars|dir|callable)$/;

/** `create_agent(llm, tools)`, `Chain(llm)`: what is made has the model, and asks it nothing yet. */
const MAKES = /^_?(?:create|make|build|init|wrap|setup)(?:$|_|[A-Z])|^[A-Z]/;
const MODEL = /^_?llm$/;

/** What may be a function, by its name. */
const NAMES: ReadonlySet<Value['kind']> = new Set(['function', 'binding', 'member', 'import']);

/** Whether a file was looked at for these: names alone count only beside what catches faults (see `RETRY_SIGNS`). */
export function mayMatter(
  resolver: Resolver,
  file: LinkedFile,
  calls: readonly CallFact[],
  asked: readonly LlmCall[],
): boolean {
  return (
    catches(file.facts) ||
    asked.some(({ name }) => vendorInName(lastPart(name))?.isTelling) ||
    calls.some((call) => surelySends(resolver, file, call))
  );
}

const catches = recent(({ blocks = [] }: FileFacts): boolean =>
  blocks.some(({ kind }) => kind === 'handler'),
);

/** What a finding calls two calls of which the second stands in for the first. */
export function askedAgain(asked: LlmCall, again: LlmCall, isSame = asked.name === again.name): string {
  return isSame ? `retry of ${asked.name}()` : `fallback from ${asked.name}() to ${again.name}()`;
}

export function hitAt(
  file: LinkedFile,
  statement: number,
  what: string,
  { service }: LlmCall,
  fault: string,
): Hit {
  const range = file.facts.statements[statement]?.range ?? {
    startLine: 1,
    startColumn: 1,
    endLine: 1,
    endColumn: 1,
  };
  const message = `${fault}. The gateway retries and falls back by itself: call it once, and let its configuration name the fallbacks.`;
  return { place: structureOf(file.facts).placeAt(range), what, message, service };
}
