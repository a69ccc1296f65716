import type { BindingFact, CallFact, FileFacts, GivingFact, Range, Value } from '../../facts.ts';
import { rootOf } from '../../facts.ts';
import { KEEPS_TEXT } from '../../link/cleaned-texts.ts';
import { fillsBox } from './filled-boxes.ts';
import { recent } from './remembered.ts';
import { isSilent } from './silent-calls.ts';

/** A value that stands in a file, and where. */
export interface KeptValue {
  value: Value;
  /** The innermost region that is known of it: an entry's, a call's or its statement's. */
  range: Range;
  /** What it is kept under: the name of a variable, an attribute, an entry, an argument or a function; `''` for none. */
  name: string;
  /** True for a table that something is looked up in where it stands: `{ … }[task]`. */
  isLookedUp?: true;
  /** What is looked up in it is kept under this. */
  lookedUpFor?: string | undefined;
}

/** The values of a file that rules about kept values look at, in source order of their kinds. */
export interface KeptValues {
  /** Conditional expressions, `a or b`, but for arguments of calls that only show them. */
  choices: readonly KeptValue[];
  /** Objects, lists and results of calls, which may be tables. */
  holders: readonly KeptValue[];
  /** What is written out and may be a URL, but for arguments of calls that do nothing with one. */
  addresses: readonly KeptValue[];
}

/**
 * Every value that a file gives to a name, an attribute, a result or a call, and what is written out inside of them. One
 * walk for all rules: most of what it sees is of no use to any.
 */
export const keptValues = recent((facts: FileFacts): KeptValues => {
  const walk: Walk = { choices: [], holders: [], addresses: [] };
  for (const giving of facts.givings ?? []) {
    const kept = givenValue(facts, giving);
    if (kept) visit(walk, kept.value, kept.range, kept.name, 0, false);
  }
  for (const { target, value, range } of facts.assignments ?? []) {
    visit(walk, value, range, assignedName(target), 0, fillsBox(facts, target));
  }
  for (const call of facts.calls) {
    const silent = isSilent(call, facts);
    visitLookedUp(walk, tableOf(call), call.range, silent);
    const name = fieldSet(call);
    visitCallee(walk, call, silent);
    for (const value of call.positional) visit(walk, value, call.range, name, 0, silent);
    for (const { name, value } of call.named) visit(walk, value, call.range, name, 0, silent);
  }
  return walk;
});

/** `(isHard ? big : small).invoke(prompt)`, `(isHard ? askBig : askSmall)(prompt)`, `{ … }[provider].invoke(prompt)` */
function visitCallee(walk: Walk, { callee, range }: CallFact, silent: boolean): void {
  const value = rootOf(callee);
  const isAsked = value.kind === 'choice' && value.when !== undefined;
  if (isAsked) visit(walk, value, range, '', 0, silent);
  if (value.kind === 'index' && value !== callee) visitIndexed(walk, value, range, silent);
  // `(config.url ?? 'https://…').replace(/\/$/, '')`
  const isCleaned = callee.kind === 'member' && callee.object === value && KEEPS_TEXT.has(callee.property);
  if (isCleaned && !isAsked && ADDRESSED.has(value.kind) && isWritten(value))
    walk.addresses.push({ value, range, name: '' });
}

/** What may be cleaned and holds a URL. */
const ADDRESSED: ReadonlySet<Value['kind']> = new Set(['text', 'choice', 'environment']);

/** The field that a call gives a value to: `form.append('model', value)`. */
function fieldSet({ callee, positional: [field, value] }: CallFact): string {
  const isField = callee.kind === 'member' && SETS_FIELD.test(callee.property);
  return isField && field?.kind === 'text' && value ? field.text : '';
}

const SETS_FIELD = /^(?:append|set)$/;

interface Walk {
  choices: KeptValue[];
  holders: KeptValue[];
  addresses: KeptValue[];
}

/** Deeper than people nest tables. */
const MAX_NESTING = 6;

/** Goes into what is written out inside of a value: entries of objects, items of lists. */
function visit(walk: Walk, value: Value, range: Range, name: string, depth: number, silent: boolean): void {
  switch (value.kind) {
    case 'text':
      if (!silent && ADDRESS.test(value.text)) walk.addresses.push({ value, range, name });
      return;
    case 'choice':
      if (!silent) walk.choices.push({ value, range, name });
      if (!silent && isWritten(value)) walk.addresses.push({ value, range, name });
      // `{ … }[tier] ?? 'gpt-4o'`
      for (const option of optionsWithin(value, 0))
        if (option.kind === 'index') visitLookedUp(walk, option.object, range, silent, name);
      return;
    case 'join':
      if (!silent && mayBeginAddress(value)) walk.addresses.push({ value, range, name });
      return;
    case 'environment':
      if (!silent && isWritten(value)) walk.addresses.push({ value, range, name });
      // `process.env.MODEL || (isHard ? 'gpt-4o' : 'gpt-4o-mini')`
      if (!silent && value.fallback?.kind === 'choice')
        walk.choices.push({ value: value.fallback, range, name });
      return;
    case 'index':
      visitIndexed(walk, value, range, silent, name);
      return;
    case 'member':
      // `{ … }[task].model.name`
      if (depth < MAX_NESTING && MAY_LOOK_UP.has(value.object.kind))
        visit(walk, value.object, range, '', depth + 1, silent);
      return;
    case 'result':
      walk.holders.push({ value, range, name });
      return;
    case 'object': {
      walk.holders.push({ value, range, name });
      if (depth >= MAX_NESTING) return;
      const shown = silent || isSample(value) || isQuestion(value) || PLACEHOLDER.test(name);
      for (const entry of value.entries) {
        const key = entry.key.kind === 'text' ? entry.key.text : '';
        visit(walk, entry.value, entry.range, key, depth + 1, shown);
      }
      // `{ ...(isHard ? { model: 'gpt-4o' } : { model: 'gpt-4o-mini' }) }`
      for (const spread of value.spreads)
        if (spread.kind === 'choice') visit(walk, spread, range, name, depth + 1, silent);
      return;
    }
    case 'list':
      walk.holders.push({ value, range, name });
      if (depth >= MAX_NESTING) return;
      for (const item of value.items) visit(walk, item, range, name, depth + 1, silent);
  }
}

/** The options of a choice, and of those among them that are choices: `{ … }[tier] ?? process.env.MODEL ?? 'gpt-4o'`. */
function optionsWithin({ options }: Value & { kind: 'choice' }, depth: number): Value[] {
  return options.flatMap((option) =>
    option.kind === 'choice' && depth < MAX_NESTING ? optionsWithin(option, depth + 1) : [option],
  );
}

/** `{ endpoint: 'https://…', apiKey: 'sk-****abc' }`: nobody is asked with a key that is hidden; a page shows it. */
function isSample({ entries }: Value & { kind: 'object' }): boolean {
  return entries.some(({ value }) => value.kind === 'text' && HIDDEN.test(value.text));
}

/** `{ type: 'input', name: 'model', message: 'Which model?', default: 'gpt-4o' }`: what a terminal asks a person. */
function isQuestion({ entries }: Value & { kind: 'object' }): boolean {
  return QUESTION.every((name) => entries.some(({ key }) => key.kind === 'text' && key.text === name));
}

const QUESTION = ['type', 'name', 'message'];

const HIDDEN = /[*•]{4}/;

/** What a form's fields show before anybody has written into them. */
const PLACEHOLDER = /placeholders?$/i;

const MAY_LOOK_UP: ReadonlySet<Value['kind']> = new Set(['index', 'member']);

/** `{ … }[task]`, `clients[isHard ? 'anthropic' : 'openai']` */
function visitIndexed(
  walk: Walk,
  { object, key }: Value & { kind: 'index' },
  range: Range,
  silent: boolean,
  lookedUpFor?: string,
): void {
  visitLookedUp(walk, object, range, silent, lookedUpFor);
  if (key.kind === 'choice' && key.when && !silent)
    walk.choices.push({ value: key, range, name: object.kind === 'member' ? object.property : '' });
}

/** `{ … }[task]`, `{ … }.get(task)` */
function visitLookedUp(
  walk: Walk,
  value: Value | null,
  range: Range,
  silent: boolean,
  lookedUpFor?: string,
): void {
  if (value?.kind !== 'object') return;
  const before = walk.holders.length;
  visit(walk, value, range, '', 0, silent);
  const table = walk.holders[before];
  if (table) walk.holders[before] = { ...table, isLookedUp: true, lookedUpFor };
}

function tableOf({ callee, positional }: CallFact): Value | null {
  if (callee.kind === 'index') return callee.object;
  return callee.kind === 'member' && callee.property === 'get' && positional.length > 0
    ? callee.object
    : null;
}

const ADDRESS = /^\s*(?:https?|wss?):\/\//i;

/** Whether what is put together has blanks inside: no URL has, nor has a model's name, whatever the other parts are. */
export function saysSentence(value: Value): boolean {
  return (
    value.kind === 'join' &&
    value.how === 'concat' &&
    value.parts.some((part) => part.kind === 'text' && /\S\s+\S/.test(part.text))
  );
}

/** What begins with a word is no URL, whatever comes behind it. */
function mayBeginAddress(value: Value & { kind: 'join' }): boolean {
  const { how, parts } = value;
  const [first] = parts;
  if (saysSentence(value)) return false;
  if (how !== 'concat' || first?.kind !== 'text' || first.text.trim() === '') return true;
  return /^\s*(?:h|w)/i.test(first.text);
}

/** The value of one giving; `null` for a field that its class's own statement stands for. */
export function givenValue(facts: FileFacts, giving: GivingFact): KeptValue | null {
  const statement = facts.statements[giving.statement];
  const target = targetOf(facts, giving);
  const value = target?.values[giving.value];
  if (!statement || !target || !value) return null;
  if (giving.to === 'attribute' && statement.kind === 'definition') return null;
  return { value: isOfLoop(target) ? itemsOf(value) : value, range: statement.range, name: target.name };
}

/** A parameter is open too, and `client = client or Client()` chooses. */
function isOfLoop({ open, kind }: Target): boolean {
  return open === true && kind !== 'parameter';
}

/** A loop's name is one after the other of the items, and chosen by nobody. */
function itemsOf(value: Value): Value {
  return value.kind === 'choice' ? { kind: 'list', items: value.options } : value;
}

interface Target {
  name: string;
  values: Value[];
  open?: boolean;
  kind?: BindingFact['kind'];
}

function targetOf(facts: FileFacts, { to, of, name }: GivingFact): Target | null {
  if (to === 'name') return facts.bindings[of] ?? null;
  if (to === 'attribute') return facts.classes[of]?.attributes.find((one) => one.name === name) ?? null;
  const result = facts.functions[of];
  return result ? { name: result.name, values: result.returns } : null;
}

/** What an assignment is to, by its last name. */
export function assignedName(target: Value): string {
  if (target.kind === 'member') return target.property;
  if (target.kind === 'index' && target.key.kind === 'text') return target.key.text;
  return target.kind === 'environment' || target.kind === 'global' ? target.name : '';
}

/** What an assignment fills: its last name, and of what a function is handed or fills itself, of that one. */
export function assignedSlot({ bindings }: FileFacts, target: Value): string {
  const holder = target.kind === 'member' || target.kind === 'index' ? target.object : null;
  const fact = holder?.kind === 'binding' ? bindings[holder.binding] : undefined;
  const isOwn = fact !== undefined && (fact.kind === 'parameter' || fact.open || isFilledHere(fact));
  return `assigned ${assignedName(target)}${isOwn && holder?.kind === 'binding' ? ` of ${holder.binding}` : ''}`;
}

/** What a slot's value is kept under: `model`, of `assigned model of 3` too. */
export function filledName(slot: string): string {
  return (
    slot
      .replace(/ of \d+$/, '')
      .split(/[ .]/)
      .at(-1) ?? ''
  );
}

/** `config = {}`, which another function has one of by the same name. */
function isFilledHere({ values }: BindingFact): boolean {
  return values.length === 1 && values[0]?.kind === 'object';
}

/**
 * The parts of a value that are written where it stands, each whole: of `config.url || 'https://…'` the text, of
 * `${BASE}/chat` nothing, since the address is kept where `BASE` is.
 */
export function writtenParts(value: Value): Value[] {
  switch (value.kind) {
    case 'text':
      return [value];
    case 'join':
      return value.parts[0] && isWritten(value.parts[0]) ? [value] : [];
    case 'environment':
      return value.fallback === undefined ? [] : writtenParts(value.fallback);
    case 'choice':
      return value.options.flatMap(writtenParts);
    default:
      return [];
  }
}

/** Whether a value is written where it stands, and not just a name for one that stands elsewhere. */
export function isWritten(value: Value): boolean {
  switch (value.kind) {
    case 'text':
      return true;
    case 'join':
      return value.parts[0] !== undefined && isWritten(value.parts[0]);
    case 'environment':
      return value.fallback !== undefined && isWritten(value.fallback);
    case 'choice':
      return value.options.some(isWritten);
    default:
      return false;
  }
}
