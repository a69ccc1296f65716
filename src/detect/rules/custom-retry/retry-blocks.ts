import { isVendorModel } from '../../catalog/model-names.ts';
import { isSdkImport } from '../../catalog/packages.ts';
import { saysAgain } from '../../catalog/retry-libraries.ts';
import type { BlockFact, CallFact, FileFacts, Range } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { recent, remembered } from '../code/remembered.ts';
import { isSilent } from '../code/silent-calls.ts';
import { blocksIn, blocksInOrder, endOf, isArm, startsAfter, structureOf } from '../code/structure.ts';

/** A `try` with what catches its faults. */
export interface Attempt {
  body: BlockFact;
  handlers: BlockFact[];
}

/** Every `try` of a file that catches something. */
export function attemptsOf({ facts }: LinkedFile): readonly Attempt[] {
  return [...attemptsByBody(facts).values()];
}

/** Those that lie in a region. */
export function attemptsWithin({ facts }: LinkedFile, range: Range): Attempt[] {
  const all = attemptsByBody(facts);
  return blocksIn(facts, range).flatMap((block) => all.get(block) ?? []);
}

const attemptsByBody = recent(({ blocks = [] }: FileFacts): ReadonlyMap<BlockFact, Attempt> => {
  const handlers = Map.groupBy(
    blocks.filter(({ kind }) => kind === 'handler'),
    ({ statement }) => statement,
  );
  return new Map(
    blocks.flatMap((body) => {
      const own = body.kind === 'try' ? handlers.get(body.statement) : undefined;
      return own ? [[body, { body, handlers: own }] as const] : [];
    }),
  );
});

/** `tries_left`, `maxTries` */
const TRIES = /(?:^|_)tr(?:y|ies)(?:$|_)/i;
const TRIES_INSIDE = /[a-z]Tr(?:y|ies)(?:$|[A-Z])/;

/** `while written < n_samples and attempts < limit` gathers things, and tries another one. */
const GATHERS =
  /(?:^|_)(?:n|num|count|target|samples?|written|collected|generated|needed|wanted|remaining)(?:_|$)/;

/** `for (const delay of [1000, 2000, 4000])`: each round is about the same, some time later. */
const DELAYS = /^_?(?:retry_?)?(?:delay|backoff|wait)s?(?:_?(?:ms|seconds|secs|time))?$/i;

/** Whether a loop's head says that it tries again. */
export function saysRetry({ each, names = [] }: BlockFact): boolean {
  if (each && names.some((name) => DELAYS.test(name))) return true;
  const tries = names.filter((name) => saysAgain(name) || TRIES.test(name) || TRIES_INSIDE.test(name));
  return tries.length > 0 && !names.some((name) => !tries.includes(name) && GATHERS.test(name));
}

/** Models, and who has them. */
const PROVIDERS = /model|provider|client|backend|endpoint|llm|adapter|vendor|fallback/i;

/** What else one is taken of after the other. */
const OTHERS = /api_?key|service|engine|deployment|candidates?$|(?:^|_)(?:routes?|chain)(?:$|_)|try_?order$/i;

/** `for (const entry of claudeKeys)`: the next key is tried when one has used up what it may. */
const KEYS = /(?:^|_)keys?(?:_|$)|[a-z]Keys?(?:$|[A-Z])|^key[A-Z]/;

/** Whether a loop goes over models, providers or the like: the next one is tried when one fails. */
export function goesOverModels(loop: BlockFact): boolean {
  const { each, names = [] } = loop;
  if (listsModels(loop)) return true;
  // `for i in range(len(providers))`, `for (let i = 0; i < providers.length; i++)`
  const isCounted = names.includes('len') || names.some((name) => name.endsWith('.length'));
  const over = names.map((name) => name.replace(/\.length$/, ''));
  return (
    (each === true || isCounted) &&
    over.some((name) => [PROVIDERS, OTHERS, KEYS].some((words) => words.test(name)))
  );
}

/** The same but for candidates and keys, of which the first that somebody likes may be looked for. */
export function goesOverProviders(loop: BlockFact): boolean {
  return (
    listsModels(loop) || (goesOverModels(loop) && (loop.names ?? []).some((name) => PROVIDERS.test(name)))
  );
}

/** `for name in ["gpt-4o", "gpt-4o-mini"]` */
function listsModels({ each, texts = [] }: BlockFact): boolean {
  return each === true && texts.filter((text) => isVendorModel(text)).length > 1;
}

const PARSE_FAULTS =
  /json|decode|pars(?:e|ing)|validation|valueerror|keyerror|indexerror|typeerror|attributeerror|syntax|schema|zod|notimplemented|(?:un|not)_?supported|response_?(?:format|type)|(?:empty|invalid|malformed)\w{0,20}(?:response|output|answer)|doesnotexist|importerror|modulenotfound|deadlock|dbapi|operationalerror|integrityerror|sqlalchemy|psycopg/i;

/** A handler of faults that an answer's form causes, what is missing here or a database; asking again then is no retry (decisions 3). */
export function catchesFormOnly({ names = [] }: Pick<BlockFact, 'names'>): boolean {
  const faults = names.filter((name) => /^[A-Z]|\.[A-Z]/.test(name));
  const ofForm = faults.filter((name) => PARSE_FAULTS.test(name));
  const others = faults.filter((name) => !PARSE_FAULTS.test(name));
  return (
    faults.length > 0 && ofForm.length >= faults.length / 2 && others.every((name) => OWN_FAULT.test(name))
  );
}

/** Beside faults of form, what somebody's own code raises when it does not like an answer: `ExtractionError`. */
const OWN_FAULT =
  /^(?!.*(?:api|http|timeout|connect(?:ion)?|rate|limit|network|server|service|provider|llm|openai|anthropic|client|request|os|io|runtime|base)(?:error|exception)$)[A-Z]\w+Error$/i;

/** Whether a handler catches a fault of an inference service's SDK by its name: `openai.RateLimitError`. */
export function catchesVendor(file: LinkedFile, { names = [] }: Pick<BlockFact, 'names'>): boolean {
  const from = sdkNames(file);
  return names.some(
    (name) => from.has(name.split('.')[0] ?? '') && /(?:^|\.)[A-Z]\w*$/.test(name) && !OF_FILES.test(name),
  );
}

/** What Hugging Face's hub has for files that it does not hand out. */
const OF_FILES =
  /(?:^|\.)(?:HfHub\w*|(?:Gated)?Repo(?:sitory)?\w*|(?:Local|Remote)?EntryNotFoundError|RevisionNotFoundError)$/;

/** What a file calls the SDKs of inference services, and what it takes out of them. */
const sdkNames = recent(
  ({ facts, registry }: LinkedFile): ReadonlySet<string> =>
    new Set(
      facts.imports.flatMap(({ local, module, name }) =>
        local !== null && isSdkImport(registry, module, name === '*' ? [] : [name]) ? [local] : [],
      ),
    ),
);

const WAITS =
  /(?:^|\.)_?(?:sleep|delay|wait|backoff|setTimeout|pause|timeout|asleep|exponential_?backoff)$|sleep|backoff/i;

/** Whether something is waited for in a region; `sleep(0)` only lets others go on. */
export function waitsIn(file: LinkedFile, calls: CallFact[]): boolean {
  return calls.some(({ callee, positional: [time] }) => {
    const isForNothing = time?.kind === 'number' && time.number === 0;
    return !isForNothing && WAITS.test(dottedName(file, callee));
  });
}

/** Whether something is waited for in a block: a loop is asked for each `try` in it. */
export const waitsAnywhere = remembered((_resolver, file, { range }: BlockFact): boolean =>
  waitsIn(file, structureOf(file.facts).callsIn(range)),
);

/** Whether a call does nothing with what it is given: it shows something, waits, looks at the clock or reckons how long. */
export function isIdle(file: LinkedFile, call: CallFact): boolean {
  if (isSilent(call, file.facts) || waitsIn(file, [call])) return true;
  const name = dottedName(file, call.callee);
  return CLOCK.test(name) || RECKONS.test(name);
}

const CLOCK =
  /(?:^|\.)(?:time\.(?:time|monotonic|perf_counter)|perf_counter|monotonic|Date\.now|performance\.now|datetime\.(?:utc)?now)$/;

/** `await new Promise((done) => setTimeout(done, Math.min(1000 * 2 ** attempt, Number(reply.headers.get('retry-after')))))` */
const RECKONS =
  /^(?:Promise|Number|parseInt|parseFloat|isNaN|min|max|int|float)$|^(?:Math|Number|random)\.|(?:^|\.)headers\.(?:get|has)$/;

/** `errors.append(result.error)`, `_log_failure(provider)`: what says that something failed, by its name. */
export function notesFailure(file: LinkedFile, { callee }: CallFact): boolean {
  return /fail|error/i.test(dottedName(file, callee));
}

/** `new Error('nothing came')` */
export function makesFault(file: LinkedFile, { construct, callee }: CallFact): boolean {
  return construct === true && dottedName(file, callee).endsWith('Error');
}

/** Whether a loop ends once its work is done: it, or something in its `try`, returns or breaks out of it. */
export function endsWithin(file: LinkedFile, loop: BlockFact, attempt: BlockFact): boolean {
  if (leaves(loop)) return true;
  return blocksIn(file.facts, attempt.range).some((block) => {
    // A loop that ends by `break` has left itself alone.
    if (block.kind === 'loop' && block.exit === 'break') return false;
    if (block.kind === 'handler' || !leaves(block)) return false;
    const inner = loopAround(file, block);
    return inner === loop || (block.exit === 'return' && !(inner?.each && asksForWork(loop, inner)));
  });
}

/**
 * `for message in get_messages(): if …: return`: who asks for more work is not done with that one; but what one of the
 * models says comes piece by piece, `for chunk in ask(model): …; return`.
 */
function asksForWork(loop: BlockFact, inner: BlockFact): boolean {
  if (goesOverModels(inner)) return false;
  return !(goesOverModels(loop) && inner.names?.some((name) => loop.names?.includes(name)));
}

/** Whether a loop is left before something in it and nowhere else: what it does is mended until it suits, and not sent again. */
export function leavesBefore(file: LinkedFile, loop: BlockFact, { range }: BlockFact): boolean {
  const leaving = leavingsOf(file.facts).get(loop);
  return !leaves(loop) && leaving !== undefined && startsAfter(range, leaving.lastEnd);
}

/** Whether a loop is left somewhere behind a region in it. */
export function leavesBehind(file: LinkedFile, loop: BlockFact, range: Range): boolean {
  const leaving = leavingsOf(file.facts).get(loop);
  return leaving !== undefined && startsAfter(leaving.lastStart, range);
}

/** Where a loop is left, by a block in it: asked for each `try` of the loop. */
interface Leavings {
  lastStart: Range;
  lastEnd: Range;
}

const leavingsOf = recent((facts: FileFacts): ReadonlyMap<BlockFact, Leavings> => {
  const found = new Map<BlockFact, Leavings>();
  for (const block of blocksInOrder(facts)) {
    const loop = leaves(block) ? loopIn(facts, block) : null;
    if (!loop) continue;
    const before = found.get(loop)?.lastEnd;
    const isLonger = before === undefined || startsAfter(endOf(block.range), before);
    found.set(loop, { lastStart: block.range, lastEnd: isLonger ? block.range : before });
  }
  return found;
});

/** Whether the end of a block leaves the loop around it: a `break` at the end of a case leaves its `switch` alone. */
export function leaves({ exit, kind }: BlockFact): boolean {
  return exit === 'return' || (exit === 'break' && kind !== 'case');
}

/** Whether the loop goes on behind a handler, or somewhere in it. */
export function goesOn(file: LinkedFile, handler: BlockFact): boolean {
  return handler.exit === undefined || goesBack(file, handler);
}

/** Whether a handler, or something in it, sends the loop round again. */
export function goesBack(file: LinkedFile, handler: BlockFact): boolean {
  return blocksIn(file.facts, handler.range).some(({ exit }) => exit === 'continue');
}

/** Where a handler may answer for what failed: of one that raises in the end, the parts that leave it before. */
export function answersIn(file: LinkedFile, handler: BlockFact): Range[] {
  if (handler.exit !== 'raise') return [handler.range];
  return blocksIn(file.facts, handler.range).flatMap(({ exit, range }) =>
    exit === undefined || exit === 'raise' ? [] : [range],
  );
}

/** The innermost loop around a block, in the same function. */
export function loopAround({ facts }: LinkedFile, block: BlockFact): BlockFact | null {
  return loopIn(facts, block);
}

function loopIn(facts: FileFacts, block: BlockFact): BlockFact | null {
  const around = structureOf(facts).blocksAround(block.range);
  return around.find((outer) => outer !== block && outer.kind === 'loop') ?? null;
}

/** `getModel(provider, id)` */
const LOOKS_UP = /^_?(?:get|load|find|resolve)_?models?$/i;

/** `test_key(provider)`: whoever looks for the first that works asks it nothing yet. */
export function triesOut(called: string): boolean {
  const name = lastPart(called);
  return /^_?(?:test|check|verify|validate|probe|ping(?![a-z])|health)/i.test(name) || LOOKS_UP.test(name);
}

/** Of each `else`, the first arms of what it is the end of; nobody looks at more. */
export const firstArms = recent(
  ({ blocks = [] }: FileFacts): ReadonlyMap<BlockFact, readonly BlockFact[]> => {
    const arms = Map.groupBy(blocks.filter(isArm), ({ statement }) => statement);
    return new Map(
      [...arms.values()].flatMap((all) => {
        const last = all.at(-1);
        const isElse = last && all.length > 1 && last.names === undefined && last.texts === undefined;
        return isElse ? [[last, all.slice(0, -1).slice(0, MOST_ARMS)] as const] : [];
      }),
    );
  },
);

const MOST_ARMS = 20;
