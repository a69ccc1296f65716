import type { BlockFact, CallFact, FunctionFact, Range } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import { llmCall, llmCallsIn } from '../calls/llm-calls.ts';
import { remembered } from '../code/remembered.ts';
import { isSilent } from '../code/silent-calls.ts';
import {
  blocksIn,
  compareStarts,
  isWithin,
  itemsWithin,
  startsAfter,
  structureOf,
} from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { askedIfWell, SAYS_FAULT } from './answer-status.ts';
import { nextSteps } from './next-steps.ts';
import { answersNamed, givesAnswer, goesBehind, refillsOf, toldBy } from './refilled-answers.ts';
import { askedAgain, callsIn, hitAt } from './retried-calls.ts';
import type { Attempt } from './retry-blocks.ts';
import { attemptsOf, firstArms, makesFault } from './retry-blocks.ts';

/** What is asked behind a `try` that a model failed in. Of a chain of attempts, where it begins: one for each function. */
export function firstSequences(resolver: Resolver, file: LinkedFile): Hit[] {
  const { functionAt } = structureOf(file.facts);
  const inOrder = attemptsOf(file).toSorted((a, b) => compareStarts(a.body.range, b.body.range));
  const chains = Map.groupBy(inOrder, ({ body }) => functionAt(body.range));
  return [...chains.values()].flatMap((chain) => {
    for (const attempt of chain) {
      const [hit] = [...sequenceHit(resolver, file, attempt), ...refillHit(resolver, file, attempt)];
      if (hit) return [hit];
    }
    return [];
  });
}

/**
 * `try: return ask() except E as e: last = e`, and behind it the next one is asked: nothing but a failure of the first
 * leads there.
 */
function sequenceHit(resolver: Resolver, file: LinkedFile, attempt: Attempt): Hit[] {
  const { body } = attempt;
  if (!goesBehind(file, attempt) || !(body.exit === 'return' || returnsIfWell(resolver, file, body.range)))
    return [];
  const asked = callsIn(resolver, file, body.range)[0];
  const again = asked && callBehindStatement(resolver, file, body.statement);
  if (again && again.name !== asked.name && nextSteps(resolver, file, body).has(again.name)) return [];
  return asked && again ? [behindHit(file, attempt, asked, again)] : [];
}

function behindHit(file: LinkedFile, { body }: Attempt, asked: LlmCall, again: LlmCall): Hit {
  const what = askedAgain(asked, again);
  return hitAt(file, body.statement, what, asked, 'When this LLM call fails, another one behind it is sent');
}

/** `try { text = await ask(…) } catch {}`, and behind it `if (!text) text = await askAnother(…)`. */
function refillHit(resolver: Resolver, file: LinkedFile, attempt: Attempt): Hit[] {
  const refills = refillsOf(resolver, file, attempt);
  if (refills.length === 0) return [];
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  const [asked] = callsIn(resolver, file, attempt.body.range);
  const [again] = refills.flatMap(({ range }) => llmCallsIn(resolver, file, rawCallsIn(range)));
  return asked && again ? [behindHit(file, attempt, asked, again)] : [];
}

/** `const r = await ask(…); if (r.ok) return …`: what stands behind is done if the answer says that all is not well. */
function returnsIfWell(resolver: Resolver, file: LinkedFile, range: Range): boolean {
  const { blocksAround } = structureOf(file.facts);
  const leaving = blocksIn(file.facts, range).filter(
    ({ kind, exit }) => kind === 'branch' && exit === 'return',
  );
  if (leaving.length === 0) return false;
  const answers = answersNamed(file, range, (call) => llmCall(resolver, file, call) !== null);
  // `if models: return (await ask(models[0])).text`: what asks is left for good, if it does not fail.
  if (leaving.some(({ range: own }) => callsIn(resolver, file, own).length > 0)) return true;
  const told = toldBy(file, range, answers);
  if (leaving.some((block) => givesAnswerLast(file, block, range, told))) return true;
  const saysWell = (block: BlockFact) =>
    block.kind === 'branch' &&
    isWithin(block.range, range) &&
    askedIfWell(block).some((name) => answers.has(name));
  return leaving.some((block) => saysWell(block) || blocksAround(block.range).some(saysWell));
}

/** `const text = await ask(…); if (text && text.trim() !== '') return text;`, behind which a region does nothing more. */
function givesAnswerLast(
  file: LinkedFile,
  { names = [], range: own, statement }: BlockFact,
  range: Range,
  answers: ReadonlySet<string>,
): boolean {
  const whole = file.facts.statements[statement]?.range ?? own;
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  return (
    names.some((name) => answers.has(name.split('.')[0] ?? '')) &&
    givesAnswer(file, own, answers) &&
    rawCallsIn(range).every((call) => !startsAfter(call.range, whole) || onlyTells(file, call))
  );
}

/** `console.warn('nothing came')`, `throw new Error('nothing came')` */
function onlyTells(file: LinkedFile, call: CallFact): boolean {
  return isSilent(call, file.facts) || makesFault(file, call);
}

/** The LLM call that a function comes to next behind a statement: in no other branch, and not past a `return`. */
function callBehindStatement(resolver: Resolver, file: LinkedFile, statement: number): LlmCall | null {
  const { functionAt, blocksAround } = structureOf(file.facts);
  const range = file.facts.statements[statement]?.range;
  const place = range ? functionAt(range) : null;
  const whole = place === null ? undefined : file.facts.functions[place];
  if (!range || !whole) return null;
  const around = blocksAround(range).filter(
    (block) => isWithin(block.range, whole.range) && isWithin(range, block.range),
  );
  const last = around.find(({ kind, exit }) => kind === 'loop' || exit !== undefined);
  const isElsewhere = (call: CallFact) =>
    isWanted(file, call, whole) ||
    around.some(
      (block) =>
        isWithin(call.range, file.facts.statements[block.statement]?.range ?? block.range) &&
        !isWithin(call.range, block.range),
    );
  const next = itemsWithin(askedIn(resolver, file, whole), last?.range ?? whole.range).find(
    (call) =>
      startsAfter(call.range, range) &&
      call.range.startLine - range.endLine <= FAR_BEHIND &&
      !isElsewhere(call),
  );
  return next ? llmCall(resolver, file, next) : null;
}

/** `if (path === '/chat') return chat(request)`: what is asked by what somebody wants, and not since something failed. */
function isWanted({ facts }: LinkedFile, { range }: CallFact, whole: FunctionFact): boolean {
  const isAsked = ({ kind, names = [], texts = [] }: BlockFact) =>
    (kind === 'case' || (kind === 'branch' && texts.length > 0)) &&
    !texts.some((text) => text.trim() === '' || SAYS_FAULT.test(text)) &&
    ![...names, ...texts].some((word) => OF_VENDORS.test(word));
  return structureOf(facts)
    .blocksAround(range)
    .some(
      (block) =>
        isWithin(block.range, whole.range) && (isAsked(block) || firstArms(facts).get(block)?.every(isAsked)),
    );
}

/** `if key.startswith("sk-")`, `if provider in ("auto", "openai")`: whether the next one is to be had. */
const OF_VENDORS = /_key|keys?$|token$|provider|model|llm|engine|vendor|available|enabled|configured/i;

/** Lines: what a long function asks farther down is the next thing that it does, and not what it asks instead. */
const FAR_BEHIND = 200;

/** The LLM calls of a function, but for those of functions in it that it does not run at once for each of several. */
const askedIn = remembered((resolver, file, whole: FunctionFact): CallFact[] => {
  const { callsIn: rawCallsIn, functionAround } = structureOf(file.facts);
  const all = rawCallsIn(whole.range);
  const forEach = new Set(
    all.flatMap((call) => (functionAround(call.range) === whole ? ranForEach(file, call) : [])),
  );
  return all.filter((call) => {
    const around = functionAround(call.range);
    return (
      around !== undefined &&
      (around === whole || forEach.has(around)) &&
      llmCall(resolver, file, call) !== null
    );
  });
});

/** `texts.map(async (text) => ask(text))`: what is asked for each. */
function ranForEach({ facts }: LinkedFile, { callee, positional: [first] }: CallFact): FunctionFact[] {
  const isRun = callee.kind === 'member' && /^(?:map|forEach|flatMap)$/.test(callee.property);
  const fact = isRun && first?.kind === 'function' ? facts.functions[first.function] : undefined;
  return fact ? [fact] : [];
}
