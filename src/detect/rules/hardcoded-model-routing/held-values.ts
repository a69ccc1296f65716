import { isVendorModel } from '../../catalog/model-names.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import { valuesUnder } from '../../link/entries.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { remembered } from '../code/remembered.ts';
import { callBehind, givenTo, givenValues } from '../code/structure.ts';
import { textsOf } from '../services/model-names.ts';
import { isTried } from './choice.ts';
import { lastName } from './chosen-service.ts';

/** What a name stands for, if that says a vendor's model. */
export function foreignHeld(resolver: Resolver, file: LinkedFile, value: Value): Value | null {
  const held = heldValue(file, value);
  return held && saysForeign(resolver, file, held) ? held : null;
}

/** Looked at once, however often code names it. */
const saysForeign = remembered((resolver, file, held: Value): boolean => {
  const call = callBehind(file.facts, held);
  const parts = held.kind === 'object' ? held.entries.map((entry) => entry.value) : call ? givenTo(call) : [];
  return parts.some((part) => textsOf(resolver, file, part).some((text) => isVendorModel(text)));
});

/**
 * What a name, an attribute or an entry of the file stands for, if it is given once and that says which model is meant: an
 * object (`FAST = {"model": "gpt-4o-mini"}`, `MODELS["fast"].copy()`), or what a class or a maker gave
 * (`self.fast = ChatOpenAI(model="gpt-4o-mini")`). `null` for everything else: what a call answered is no choice of whom it
 * asked.
 */
function heldValue(file: LinkedFile, value: Value): Value | null {
  const callee = callBehind(file.facts, value)?.callee;
  const named = callee?.kind === 'member' && callee.property === 'copy' ? callee.object : value;
  const [held, ...others] = [...givenValues(file.facts, named), ...entriesUnder(file.facts, named)];
  if (!held || others.length > 0) return null;
  if (held.kind === 'object') return held;
  return held.kind === 'result' && isMaking(file, file.facts.calls[held.call]) ? held : null;
}

/** `MODELS["fast"]`, `MODELS.fast`, `self.models["fast"]`: what stands there in a table that a name is given. */
function entriesUnder(facts: FileFacts, value: Value): readonly Value[] {
  const isInNamed = value.kind === 'member' && isName(value.object);
  const [table, ...others] = isInNamed ? givenValues(facts, value.object) : [];
  return isInNamed && table?.kind === 'object' && others.length === 0
    ? valuesUnder(table, value.property)
    : [];
}

/** A name of the file, or an attribute of an object's own class. */
export function isName(value: Value): boolean {
  return value.kind === 'binding' || (value.kind === 'member' && value.object.kind === 'self');
}

/** A class, or a function that makes something. */
const MAKES = /^[A-Z]|^_?(?:create|make|build|get|new|init)(?:_|[A-Z])/;

/** Whether a call makes something that is asked later, and is no question itself. */
export function isMaking(file: LinkedFile, call: CallFact | undefined): boolean {
  if (!call) return false;
  return call.construct || MAKES.test(lastName(file, call.callee)) || isOfAiSdk(file, call.callee);
}

/** `anthropic('claude-…')`, `openrouter('…')` of what `createOpenRouter()` made: models of the AI SDK, which others ask. */
function isOfAiSdk({ facts }: LinkedFile, callee: Value): boolean {
  const [given] = givenValues(facts, callee);
  const maker = (given && callBehind(facts, given)?.callee) ?? callee;
  return maker.kind === 'import' && AI_SDK.test(maker.module);
}

const AI_SDK = /(?:^@|\/)ai-sdk(?:\/|-|$)|\/ai-sdk-provider$/;

/** Nobody tries more, one after the other. */
const MOST_TRIED = 50;

/** A vendor, a model, and what is set for them. */
export const LONGEST_ROW = 5;

/** What a name is given, or an attribute of the own class; and whatever stands there by itself. */
function valuesHeld(facts: FileFacts, value: Value): readonly Value[] {
  if (value.kind === 'binding') return facts.bindings[value.binding]?.values ?? [];
  return value.kind === 'member' ? givenValues(facts, value) : [value];
}

/** The list that a name stands for, here or in another file; `null` if it may be another one, or is longer than what is tried. */
export function listNamed(
  resolver: Resolver,
  file: LinkedFile,
  value: Value,
): (Resolved & { kind: 'list' }) | null {
  if (value.kind !== 'binding' && value.kind !== 'import') return null;
  const [list, ...others] = resolver.objects.resolve(file, value);
  return list?.kind === 'list' && others.length === 0 && list.items.length <= MOST_NAMED ? list : null;
}

/** Longer lists say what there is. */
const MOST_NAMED = 20;

/**
 * What stands in a list, or in one that a name stands for, or in lists put together, rows taken apart:
 * `LONG = SHORT + [("openai", "gpt-4o")]`. Empty for everything else.
 */
export function itemsHeld({ facts }: LinkedFile, value: Value): Value[] {
  const items: Value[] = [];
  const waiting = [value];
  for (let steps = 0; steps < MOST_TRIED && items.length < MOST_TRIED; steps++) {
    const one = waiting.pop();
    if (!one) break;
    const [held, ...others] = valuesHeld(facts, one);
    if (!held || others.length > 0) continue;
    if (held.kind === 'join') waiting.push(...held.parts.slice(0, MOST_TRIED).reverse());
    const rows = held.kind === 'list' ? held.items.slice(0, MOST_TRIED) : [];
    items.push(...rows.flatMap((row) => (row.kind === 'list' ? row.items.slice(0, LONGEST_ROW) : [row])));
  }
  return items;
}

/**
 * The items of a list, or of what only takes some of its items: `[wanted, ...SMART_CHAIN].filter(Boolean)`,
 * `[...new Set([...FALLBACKS])]`. What is spread into it is taken apart if it is tried in turn, as its name says or as it
 * stands behind what was asked for. `null` for what is no list.
 */
export function itemsListed(file: LinkedFile, value: Value): Value[] | null {
  const list = listBehind(file.facts, value);
  if (!list) return null;
  const isBehind = beginsWithWanted(list);
  return list.items.flatMap((item) => {
    const tried = itemsTried(file, item, isBehind);
    return tried.length > 0 ? tried : [item];
  });
}

/** `once([wanted, ...MODELS])`, `[...FALLBACKS]`: what is tried in turn, of what is spread into a list; empty for other values. */
export function triedIn(file: LinkedFile, value: Value): Value[] {
  const [given, ...others] = callBehind(file.facts, value)?.positional ?? [];
  const isAround = given !== undefined && others.length === 0;
  const list = listBehind(file.facts, value) ?? (isAround ? listBehind(file.facts, given) : null);
  if (!list) return [];
  const isBehind = beginsWithWanted(list);
  return list.items.flatMap((item) => itemsTried(file, item, isBehind));
}

type List = Value & { kind: 'list' };

/** The list that is written out in a value, which takes nothing but doubles and gaps out of it. */
function listBehind(facts: FileFacts, value: Value, depth = 0): List | null {
  if (depth > MOST_AROUND) return null;
  if (value.kind === 'list') {
    const [only, ...others] = value.items;
    const inner = only && others.length === 0 ? spreadIn(only) : null;
    return (inner && listBehind(facts, inner, depth + 1)) ?? value;
  }
  const call = callBehind(facts, value);
  if (!call) return null;
  const { callee, positional } = call;
  if (callee.kind === 'member' && callee.property === 'filter')
    return listBehind(facts, callee.object, depth + 1);
  const [of] = COPIES.test(calledName(callee)) ? positional : [];
  return of ? listBehind(facts, of, depth + 1) : null;
}

/** `new Set(list)`, `Array.from(list)`, `list(dict.fromkeys(chain))` */
const COPIES = /^(?:Set|from|list|set|fromkeys)$/;

/** Nobody takes the doubles out of a list in more steps. */
const MOST_AROUND = 4;

/** What is spread as an item: `...MODELS`. */
function spreadIn(item: Value): Value | null {
  return item.kind === 'index' && item.key.kind === 'unknown' ? item.object : null;
}

/** `[wanted, ...MODELS]`; `['auto', ...MODELS]` is what there is to choose from. */
function beginsWithWanted({ items: [first, ...others] }: List): boolean {
  return first !== undefined && WANTED.has(first.kind) && others.some((item) => spreadIn(item) !== null);
}

const WANTED: ReadonlySet<Value['kind']> = new Set(['binding', 'member', 'environment', 'choice']);

/** The items of `...SMART_CHAIN`, if they are tried in turn. */
function itemsTried(file: LinkedFile, item: Value, isBehind: boolean): Value[] {
  const spread = spreadIn(item);
  if (spread?.kind !== 'binding') return [];
  const isMeant = isBehind || isTried(file.facts.bindings[spread.binding]?.name ?? '');
  return isMeant ? itemsHeld(file, spread) : [];
}
