import { vendorInName } from '../../catalog/vendor-names.ts';
import type { BlockFact, CallFact, FileFacts, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { LlmCall } from '../calls/llm-calls.ts';
import { askedInside, asksInside, dottedName, lastPart } from '../calls/llm-calls.ts';
import { recent, remembered } from '../code/remembered.ts';
import { compareStarts, isWithin, lastStart, structureOf } from '../code/structure.ts';
import { optionsOf } from '../hardcoded-model-routing/given-options.ts';
import { isModelSlot } from '../services/model-names.ts';

/**
 * The calls of a loop that ask one model after the other, whatever it goes over: `for (const one of steps) await one.run()`
 * or `for (const { run } of steps) await run()` of `{ run: () => askClaude(prompt) }` and another one, and `ask()` of
 * `[() => askGroq(text), () => askOllama(text)]`, or of a list that they were put into: `steps.append(("groq", self._ask_groq))`.
 */
export const askedInTurn = remembered((resolver, file, loop: BlockFact): InTurn[] => {
  if (loop.each !== true) return [];
  const over = new Set(loop.names);
  return structureOf(file.facts)
    .callsIn(loop.range)
    .slice(0, MOST_CALLS)
    .flatMap((call) => {
      const { callee } = call;
      const one = callee.kind === 'member' ? callee.object : callee;
      if (one.kind !== 'binding' || !over.has(dottedName(file, one))) return [];
      const name = dottedName(file, callee);
      const asked = [
        ...askedBy(resolver, file, alikeNear(file, lastPart(name), loop.range)),
        ...(one === callee ? askedByValue(resolver, file, callee) : []),
        ...(one === callee ? askedByThoseAdded(resolver, file, loop) : []),
      ];
      if (asked.length < 2) return [];
      const vendors = new Set(asked.map(({ vendor }) => vendor));
      vendors.delete(null);
      return [{ call, name, service: null, isOfVendors: vendors.size > 1 }];
    });
});

/** The calls of a loop that ask one vendor after the other; of one, several things may be asked until one is found. */
export function vendorsInTurn(resolver: Resolver, file: LinkedFile, loop: BlockFact): InTurn[] {
  return askedInTurn(resolver, file, loop).filter(({ isOfVendors }) => isOfVendors);
}

/** `for (const rung of rungs) … fetch(url, { body: JSON.stringify({ model: rung.model, messages }) })`: each has its own model. */
export const asksForTheirModels = remembered((_resolver, file, loop: BlockFact): boolean => {
  if (loop.each !== true) return false;
  const over = new Set(loop.names);
  const isTheirs = (value: Value): boolean =>
    value.kind === 'member' &&
    value.object.kind === 'binding' &&
    isModelSlot(value.property) &&
    over.has(dottedName(file, value.object));
  return structureOf(file.facts)
    .callsIn(loop.range)
    .slice(0, MOST_CALLS)
    .some((call) => optionsOf(call).some(({ name, value }) => isModelSlot(name) && isTheirs(value)));
});

interface InTurn extends LlmCall {
  call: CallFact;
  /** Whether what is asked are different vendors, by their names. */
  isOfVendors: boolean;
}

/** A function by its place. */
interface PlacedFunction {
  index: number;
  range: Range;
}

/** The functions of a file by their names, as which objects have them too; in source order each. */
const functionsNamed = recent(({ functions }: FileFacts): ReadonlyMap<string, readonly PlacedFunction[]> => {
  const placed = functions.map(({ name, range }, index) => ({ name, range, index }));
  return Map.groupBy(
    placed.toSorted((a, b) => compareStarts(a.range, b.range)),
    ({ name }) => name,
  );
});

/** The functions of a name that are written in the function that a loop stands in, or else in its file. */
function alikeNear({ facts }: LinkedFile, name: string, loop: Range): number[] {
  const all = functionsNamed(facts).get(name) ?? [];
  const whole = structureOf(facts).functionAround(loop)?.range;
  const start = whole ? Math.max(lastStart(all, whole), 0) : all.length;
  const near = all.slice(start, start + MOST_ALIKE).filter(({ range }) => whole && isWithin(range, whole));
  return (near.length > 0 ? near : all.slice(0, MOST_ALIKE)).map(({ index }) => index);
}

/** Nobody tries more in turn. */
const MOST_ALIKE = 30;

/** Farther down a loop does other things. */
const MOST_CALLS = 100;

/** What some functions ask, and whom, if that is told by what they or their calls are named. */
function askedBy(resolver: Resolver, file: LinkedFile, functions: readonly number[]): AskedOne[] {
  return functions.slice(0, MOST_ALIKE).flatMap((index) => {
    const asked = askedInside(resolver, file, index);
    const names = [lastPart(asked?.name ?? ''), file.facts.functions[index]?.name ?? ''];
    const [named] = names.flatMap((name) => vendorInName(name)?.name ?? []);
    return asked ? [{ vendor: asked.service ?? named ?? null }] : [];
  });
}

interface AskedOne {
  vendor: string | null;
}

/** What the functions of a file ask that a value may be: `provider`, of `[() => askGroq(text), () => askOllama(text)]`. */
function askedByValue(resolver: Resolver, file: LinkedFile, value: Value): AskedOne[] {
  const found = resolver.objects.resolve(file, value);
  return askedBy(
    resolver,
    file,
    found.flatMap((one) => (one.kind === 'function' && one.file === file ? [one.index] : [])),
  );
}

/** What the functions ask that were put into the list that a loop goes over, by themselves or in rows with their names. */
function askedByThoseAdded(resolver: Resolver, file: LinkedFile, loop: BlockFact): AskedOne[] {
  const { facts } = file;
  const { functionAround, callsIn } = structureOf(facts);
  const around = functionAround(loop.range);
  if (!around) return [];
  const over = new Set(loop.names);
  return callsIn(around.range)
    .filter(
      ({ callee }) =>
        callee.kind === 'member' && ADDS.test(callee.property) && over.has(dottedName(file, callee.object)),
    )
    .slice(0, MOST_ALIKE)
    .flatMap(({ positional: [added] }) => (added?.kind === 'list' ? added.items : (added ?? [])))
    .slice(0, MOST_ALIKE)
    .flatMap((value) => askedByValue(resolver, file, value));
}

const ADDS = /^(?:append|push)$/;

/** `for (const one of providers) await one.execute()`, where this file makes them: `{ execute: () => askClaude(prompt) }`. */
export function callsOfEntries(resolver: Resolver, file: LinkedFile, range: Range): LlmCall[] {
  const { callsIn: rawCallsIn } = structureOf(file.facts);
  return rawCallsIn(range).flatMap((call) => {
    const { callee } = call;
    if (callee.kind === 'binding' && askedByValue(resolver, file, callee).length > 0)
      return [{ name: dottedName(file, callee), service: null }];
    if (callee.kind !== 'member' || callee.object.kind === 'self') return [];
    const name = dottedName(file, callee);
    const alike = functionsNamed(file.facts).get(callee.property);
    const ask = alike !== undefined && theyAsk(resolver, file, alike, range);
    return ask || ASKED_OF_ONE.test(name) || isAskedOfEach(file, call) ? [{ name, service: null }] : [];
  });
}

/** `p.complete(prompt)` in `for p in self.providers`, whatever one of them is called there. */
function isAskedOfEach(file: LinkedFile, call: CallFact): boolean {
  const { callee, range } = call;
  if (callee.kind !== 'member' || callee.object.kind !== 'binding') return false;
  const one = dottedName(file, callee.object);
  const loop = structureOf(file.facts)
    .blocksAround(range)
    .find(({ kind, names }) => kind === 'loop' && names?.includes(one));
  return (
    loop?.each === true &&
    loop.names?.some((name) => OVER.test(name)) === true &&
    (ASKED_OF_ONE.test(`provider.${callee.property}`) || isGivenPrompt(file, call))
  );
}

/** `provider.call_with_tracking(prompt)`, `adapter.classify({ messages })`: a text of its own would be enough for any service. */
function isGivenPrompt({ facts }: LinkedFile, { positional, named }: CallFact): boolean {
  return (
    named.some(({ name }) => PROMPT.test(name)) ||
    positional.some((value) =>
      value.kind === 'object'
        ? value.entries.some(({ key }) => key.kind === 'text' && PROMPT.test(key.text))
        : value.kind === 'binding' && PROMPT.test(facts.bindings[value.binding]?.name ?? ''),
    )
  );
}

const PROMPT = /^(?:(?:user|system|full|final)_?)?(?:prompt|messages)$/i;

/** What is gone through, by its last name. Each makes the prefilter look at the file. */
const OVER = /(?:^|[._]|[a-z])(?:provider|adapter)s$/i;

/** Whether functions of one name ask models, but for the one that goes over them: a model may be but one of several sources. */
function theyAsk(
  resolver: Resolver,
  file: LinkedFile,
  alike: readonly PlacedFunction[],
  range: Range,
): boolean {
  const others = doingSomething(resolver, file, alike).filter((one) => !isWithin(range, one.range));
  const asking = others.filter(({ index }) => asksInside(resolver, file, index));
  return asking.length > 1 || (asking.length === 1 && others.length === 1);
}

/** Those of some functions that call something: an interface's own are empty. */
const doingSomething = remembered((_resolver, { facts }, alike: readonly PlacedFunction[]) =>
  alike.slice(0, MOST_ALIKE).filter(({ range }) => structureOf(facts).callsIn(range).length > 0),
);

/** `adapter.invoke(messages)`, of the adapters that a loop goes over. Each makes the prefilter look at the file. */
const ASKED_OF_ONE =
  /(?:^|\.|_|[a-z])(?:adapter|backend|provider)\.(?:a?(?:invoke|generate|complete|chat)(?:$|_|[A-Z])|astream$|a?stream_?(?:chat|completion|response|text|message)s?$)/i;
