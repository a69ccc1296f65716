import type { CallFact, FileFacts, Range, Value } from '../../facts.ts';
import { calledName } from '../../reach/called-name.ts';
import type { KeptValue } from './kept-values.ts';
import { keptValues } from './kept-values.ts';
import { putTo } from './put-items.ts';
import { recent } from './remembered.ts';
import { callBehind, compareStarts, isParameter, structureOf } from './structure.ts';

/** An object, a map or a list of objects that is written out. */
export interface Table {
  /** What it is kept under; `''` if nobody knows. */
  name: string;
  /** Where it begins: its statement, its entry in another table, or the call that it is handed to. */
  range: Range;
  entries: TableEntry[];
  /** True if something is looked up in it where it stands: `{ … }[task]`. */
  isLookedUp: boolean;
  /** What is looked up in it is kept under this. */
  lookedUpFor?: string | undefined;
  /** True if what is handed in stands in for it: `{ chatModel: 'gpt-4o', titleModel: 'gpt-4o-mini', ...options }`. */
  isDefault?: boolean;
  /** How many entries at the beginning are spread in: `{ ...MODELS, … }`. */
  spread?: number;
  /** True if a function gives it back. */
  isResult?: boolean;
  /** True if what fills it says that these are models or who answers for them: `register_model("openai", …)`. */
  isOfModels?: boolean;
}

export interface TableEntry {
  /** `null` for the items of a list. */
  key: Value | null;
  value: Value;
}

/** Every table of a file with two entries or more. */
export const tablesOf = recent((facts: FileFacts): readonly Table[] => {
  const results = new Set(facts.functions.flatMap(({ returns }) => returns));
  return keptValues(facts).holders.flatMap((kept) => {
    const matched = matchedPairs(facts, kept);
    const entries = matched.length > 0 ? matched : entriesOf(facts, kept);
    const isLookedUp = kept.isLookedUp === true || matched.length > 0;
    const isResult = results.has(kept.value);
    const isDefault = isOfDefaults(facts, kept.value);
    const spread = kept.value.kind === 'object' ? Math.max(entries.length - kept.value.entries.length, 0) : 0;
    const { name, range, lookedUpFor } = kept;
    return entries.length > 1
      ? [{ name, range, entries, isLookedUp, lookedUpFor, isResult, isDefault, spread }]
      : [];
  });
});

/** Settings of models by their own names, before those that a function is handed. */
function isOfDefaults(facts: FileFacts, value: Value): boolean {
  if (value.kind !== 'object') return false;
  const isHanded = (spread: Value): boolean => {
    const [given = spread] = spread.kind === 'choice' ? spread.options : [];
    return isParameter(facts, given);
  };
  const isSetting = ({ key }: (typeof value.entries)[number]) =>
    key.kind === 'text' && SETTING.test(key.text);
  return value.spreads.some(isHanded) && value.entries.every(isSetting);
}

const SETTING = /model(?:_?(?:name|id))?$/i;

/**
 * Tables that are filled entry by entry, `models["fast"] = Config(…)`, `models.append(Config(…))`: one for each name in
 * each function.
 */
export const grownTables = recent((facts: FileFacts): readonly Table[] => {
  const grown = [...assignedEntries(facts), ...addedEntries(facts)].toSorted((a, b) =>
    compareStarts(a.range, b.range),
  );
  return groupedTables(facts, grown);
});

/** One table for each name in each function. */
function groupedTables(facts: FileFacts, grown: GrownEntry[]): Table[] {
  const { functionAt } = structureOf(facts);
  const groups = Map.groupBy(grown, ({ name, range }) => `${functionAt(range)} ${name}`);
  return [...groups.values()].flatMap((entries) => {
    const [first] = entries;
    return first && entries.length > 1
      ? [{ name: first.name, range: first.range, entries, isLookedUp: false }]
      : [];
  });
}

interface GrownEntry extends TableEntry {
  name: string;
  range: Range;
}

function assignedEntries(facts: FileFacts): GrownEntry[] {
  // Not taken apart: of facts that are kept packed, a copy has nothing.
  return (facts.assignments ?? []).flatMap(({ target, value, range }) => {
    if (target.kind !== 'index' && target.kind !== 'member') return [];
    const name = nameOfHolder(facts, target.object);
    const key: Value = target.kind === 'index' ? target.key : { kind: 'text', text: target.property };
    return name === '' ? [] : [{ name, range, key, value }];
  });
}

/** `set` is a Map's. */
const ADDS = /^(?:append|push|add|set)$/;

function addedEntries(facts: FileFacts): GrownEntry[] {
  return facts.calls.flatMap(({ callee, positional: [first, second], range }) => {
    if (callee.kind !== 'member' || !ADDS.test(callee.property)) return [];
    const name = nameOfHolder(facts, callee.object);
    const [key, value] = callee.property === 'set' ? [first ?? null, second] : [null, first];
    return value && name !== '' ? [{ name, range, key, value }] : [];
  });
}

/**
 * `registry.register("openai", OpenAIProvider)`, once for each key, or in a loop over what is written out: one for each
 * registry in each function.
 */
export const registeredTables = recent((facts: FileFacts): readonly Table[] => {
  const tables = [
    ...Map.groupBy(
      facts.calls.filter((call) => isRegistering(facts, call)),
      (call) => isOfModels(facts, call),
    ),
  ];
  const registered = tables.flatMap(([isOfModels, calls]) => {
    const entries = calls.flatMap((call) => registeredEntries(facts, call));
    return groupedTables(facts, entries).map((table) => ({ ...table, isOfModels }));
  });
  return [
    ...registered,
    ...groupedTables(
      facts,
      facts.calls.flatMap((call) => decoratedEntry(facts, call)),
    ),
    ...facts.calls.flatMap(handedRegistry),
  ];
});

/** `new AiRegistry([new OpenAIProvider(), createGroq()])` */
function handedRegistry({ callee, construct, positional: [list], range }: CallFact): Table[] {
  if (!construct || list?.kind !== 'list' || !/Registry$/.test(calledName(callee))) return [];
  const entries = list.items.map((value) => ({ key: OF_ITSELF, value }));
  return entries.length > 1 ? [{ name: '', range, entries, isLookedUp: false }] : [];
}

/** `@register("openai")` above a class or a function. */
function decoratedEntry(facts: FileFacts, { callee, positional: [value], range }: CallFact): GrownEntry[] {
  const register = callee.kind === 'result' ? facts.calls[callee.call] : undefined;
  const [key, more] = register?.positional ?? [];
  if (!register || !value || key?.kind !== 'text' || more) return [];
  if (!DECORATED.has(value.kind) || !REGISTERS.test(nameOfCalled(facts, register.callee))) return [];
  const name = register.callee.kind === 'member' ? nameOfHolder(facts, register.callee.object) : '';
  return [{ name, range, key, value }];
}

/** `register` of `registry.register`, and of a function of the file. */
function nameOfCalled({ functions }: FileFacts, callee: Value): string {
  return callee.kind === 'function' ? (functions[callee.function]?.name ?? '') : calledName(callee);
}

const DECORATED: ReadonlySet<Value['kind']> = new Set(['class', 'function']);

function isRegistering(facts: FileFacts, call: CallFact): boolean {
  const [first, second] = call.positional;
  // `self.register_provider(self.ollama)`
  const isOwn = first?.kind === 'member' && first.object.kind === 'self' && isOfModels(facts, call);
  const isMade = first?.kind === 'result' || first?.kind === 'import';
  const isRow = first?.kind === 'object' && isOfModels(facts, call);
  return (
    (second !== undefined || isMade || isOwn || isRow) && REGISTERS.test(nameOfCalled(facts, call.callee))
  );
}

function isOfModels(facts: FileFacts, { callee }: CallFact): boolean {
  return OF_MODELS.test(nameOfCalled(facts, callee));
}

function registeredEntries(
  facts: FileFacts,
  { callee, positional: [key, value], range }: CallFact,
): GrownEntry[] {
  const name = callee.kind === 'member' ? nameOfHolder(facts, callee.object) : '';
  // `registerProvider({ id: 'groq', stream: streamGroq })`
  if (key?.kind === 'object' && !value) return [{ name, range, key: idOf(key) ?? OF_ITSELF, value: key }];
  if (key && !value) return madeOf(facts, key).map((made) => ({ name, range, key: OF_ITSELF, value: made }));
  if (!key || !value) return [];
  return pairsInLoop(facts, key, value).map((pair) => ({ name, range, ...pair }));
}

/** What a row is called by. */
function idOf({ entries }: Value & { kind: 'object' }): Value | undefined {
  return entries.find(
    ({ key }) => key.kind === 'text' && /^(?:id|key|name|provider|type|api)$/.test(key.text),
  )?.value;
}

/**
 * `{one.name: one for one in [OpenAIProvider(), GroqProvider()]}`, `new Map([openai, groq].map((one) => [one.id, one]))`: each
 * by what it says of itself.
 */
export const keyedTables = recent((facts: FileFacts): readonly Table[] =>
  keptValues(facts).holders.flatMap(({ value, name, range }) => {
    const items = value.kind === 'object' ? itemsNamed(facts, value) : itemsMapped(facts, value);
    const entries = items.map((one) => ({ key: OF_ITSELF, value: one }));
    return entries.length > 1 ? [{ name, range, entries, isLookedUp: false }] : [];
  }),
);

/** Those of an object whose only entry is made for each of them. */
function itemsNamed(facts: FileFacts, { entries }: Value & { kind: 'object' }): readonly Value[] {
  const [entry, ...more] = entries;
  return entry && more.length === 0 && isOfItself(entry.key, entry.value)
    ? (itemsOfLoop(facts, entry.value) ?? [])
    : [];
}

/** `new Map(list.map((one) => [one.id, one]))`, `Object.fromEntries(list.map((one) => [one.id, one]))` */
function itemsMapped(facts: FileFacts, value: Value): readonly Value[] {
  const call = callBehind(facts, value);
  const [given] = call && PAIRS.test(calledName(call.callee)) ? call.positional : [];
  const mapped = given && callBehind(facts, given);
  if (mapped?.callee.kind !== 'member' || mapped.callee.property !== 'map') return [];
  const [pairing] = mapped.positional;
  const [pair] = pairing?.kind === 'function' ? (facts.functions[pairing.function]?.returns ?? []) : [];
  const [key, own] = pair?.kind === 'list' ? pair.items : [];
  return key && own && isOfItself(key, own) ? (itemsOfList(facts, mapped.callee.object) ?? []) : [];
}

const PAIRS = /^(?:Map|fromEntries)$/;

/** `one.name` and `one` */
function isOfItself(key: Value, value: Value): boolean {
  return (
    key.kind === 'member' &&
    key.object.kind === 'binding' &&
    value.kind === 'binding' &&
    key.object.binding === value.binding
  );
}

/** What says by itself what it is registered by: `registry.register(OpenAIProvider())`. */
const OF_ITSELF: Value = { kind: 'text', text: '' };

/** `OpenAIProvider()`, or each of `for made in (OpenAIProvider, GroqProvider): registry.register(made())`. */
function madeOf(facts: FileFacts, value: Value): readonly Value[] {
  const callee = callBehind(facts, value)?.callee;
  return (callee && itemsOfLoop(facts, callee)) ?? [value];
}

const REGISTERS =
  /^(?:register|add)(?:_?(?:(?:llm|ai|chat|api)_?)?(?:provider|client|model|llm|adapter|backend|factory|class|handler))?$|^register_?(?:node|engine)$/i;
const OF_MODELS = /(?:provider|client|model|llm)$/i;

/** What a call is given in each round of a loop: `for name, made in [("openai", OpenAIProvider), …]`. */
function pairsInLoop(facts: FileFacts, key: Value, value: Value): TableEntry[] {
  const [keys, values] = [itemsOfLoop(facts, key), itemsOfLoop(facts, value)];
  if (!values) return [{ key, value }];
  const isPaired = keys?.length === values.length;
  return values.map((one, index) => ({ key: (isPaired && keys[index]) || key, value: one }));
}

/** A loop over more says nothing else, and may hold many calls. */
const MOST_ITEMS = 40;

/** What a loop's name stands for, one after the other, where that is written out. */
function itemsOfLoop(facts: FileFacts, value: Value): readonly Value[] | null {
  const fact = value.kind === 'binding' ? facts.bindings[value.binding] : undefined;
  const [given] = fact?.open && fact.kind === 'variable' ? fact.values : [];
  if (given?.kind === 'choice') return given.options.slice(0, MOST_ITEMS);
  if (given?.kind !== 'index') return null;
  const { object, key } = given;
  if (key.kind === 'unknown') return itemsOfList(facts, object);
  // `for (const [name, made] of [['openai', OpenAIProvider], …])`: some item of each item.
  if (object.kind !== 'index' || key.kind !== 'number') return null;
  const items = rowsOf(facts, object.object).map((row) => row[key.number]);
  return items.length > 0 && items.every((one) => one !== undefined) ? items : null;
}

/** Of a list, and of a name that nothing but lists are given to, with what is put there later. */
function itemsOfList(facts: FileFacts, value: Value): readonly Value[] | null {
  const fact = value.kind === 'binding' ? facts.bindings[value.binding] : undefined;
  const lists = fact && !fact.open ? fact.values.slice(0, MOST_ITEMS) : [value];
  const written = lists.flatMap((one) => (one.kind === 'list' ? one.items.slice(0, MOST_ITEMS) : []));
  // `providers.append(GroqClient(key))`
  const later = value.kind === 'binding' ? (putTo(facts).get(value.binding) ?? []) : [];
  const items = [...written, ...later].slice(0, MOST_ITEMS);
  return lists.every(({ kind }) => kind === 'list') && items.length > 0 ? items : null;
}

/** The items of the first of a list's lists, be it under a name, or of `Object.entries({ … })`. */
function rowsOf(facts: FileFacts, value: Value): readonly (readonly Value[])[] {
  const rows = itemsOfList(facts, value);
  if (rows) return rows.map((item) => (item.kind === 'list' ? item.items : []));
  const call = callBehind(facts, value);
  const [given] = call && calledName(call.callee) === 'entries' ? call.positional : [];
  const entries = given?.kind === 'object' ? given.entries.slice(0, MOST_ITEMS) : [];
  return entries.map((entry) => [entry.key, entry.value]);
}

/** The name of what is filled; of a part of a table, the table's. */
function nameOfHolder(facts: Pick<FileFacts, 'bindings'>, holder: Value): string {
  if (holder.kind === 'binding') return facts.bindings[holder.binding]?.name ?? '';
  if (holder.kind === 'index') return nameOfHolder(facts, holder.object);
  return holder.kind === 'member' ? holder.property : '';
}

/** Python's enums, of which `Models[task]` is a member. */
export const enumsOf = recent((facts: FileFacts): readonly Table[] =>
  facts.classes
    .filter(({ bases }) => bases.some((base) => /Enum$/.test(nameOfBase(base))))
    .map(({ name, range, attributes }) => ({
      name,
      range,
      isLookedUp: false,
      entries: attributes.flatMap((attribute) =>
        attribute.values.map((value) => ({ key: { kind: 'text' as const, text: attribute.name }, value })),
      ),
    })),
);

function nameOfBase(base: Value): string {
  if (base.kind === 'import') return base.name;
  return base.kind === 'member' ? base.property : '';
}

function entriesOf(facts: FileFacts, kept: KeptValue): TableEntry[] {
  const value = defaultOf(facts, kept.value);
  if (value.kind === 'object') return withSpread(facts, value);
  if (value.kind === 'list')
    return value.items.every(isRow) ? rowEntries(value.items) : pairsByName(value.items);
  const call = callBehind(facts, value);
  return call ? pairsOf(call) : [];
}

/** `models: dict = field(default_factory=lambda: { … })`, `Field(default={ … })`: what a field is before it is set. */
function defaultOf(facts: FileFacts, value: Value): Value {
  const call = callBehind(facts, value);
  const given = call?.named.find(({ name }) => name === 'default_factory' || name === 'default')?.value;
  if (given?.kind === 'function') return facts.functions[given.function]?.returns[0] ?? value;
  return given?.kind === 'object' ? given : value;
}

function rowEntries(items: readonly Value[]): TableEntry[] {
  return items.map((item) => ({ key: null, value: item }));
}

/** `[("gpt-4o", 128000), …]`, `[[/^gpt-4o/, { … }], …]`: what is looked through for a name that fits. */
function pairsByName(items: readonly Value[]): TableEntry[] {
  const pairs = items.flatMap((item) => {
    const [key, value, more] = item.kind === 'list' ? item.items : [];
    return key && value && !more && SAYS_NAME.has(key.kind) && SAYS_OF_NAME.has(value.kind)
      ? [{ key, value }]
      : [];
  });
  return pairs.length === items.length ? pairs : [];
}

/** Of a regular expression no value is kept, and `re.compile(…)` is a result. */
const SAYS_NAME: ReadonlySet<Value['kind']> = new Set(['text', 'unknown', 'result']);
const SAYS_OF_NAME: ReadonlySet<Value['kind']> = new Set(['number', 'object']);

function isRow({ kind }: Value): boolean {
  return kind === 'object' || kind === 'result' || kind === 'binding';
}

/** `{ ...BASE, groq: new Groq() }`: with those of objects that names stand for, if they are not given anew. */
function withSpread(facts: FileFacts, { entries, spreads }: Value & { kind: 'object' }): TableEntry[] {
  const more = spreads.flatMap((one) => entriesSpread(facts, one));
  if (more.length === 0) return entries;
  const own = new Set(entries.flatMap(({ key }) => (key.kind === 'text' ? [key.text] : [])));
  return [...more.filter(({ key }) => key?.kind !== 'text' || !own.has(key.text)), ...entries];
}

function entriesSpread({ bindings }: FileFacts, value: Value): readonly TableEntry[] {
  const fact = value.kind === 'binding' ? bindings[value.binding] : undefined;
  const [held, ...others] = fact && !fact.open ? fact.values : [];
  return held?.kind === 'object' && others.length === 0 ? held.entries.slice(0, MOST_SPREAD) : [];
}

/** A table may be spread into thousands. */
const MOST_SPREAD = 50;

/** `new Map([['key', value]])`, `dict([("key", value)])`, `dict(key=value)`, and `Object.freeze({ … })`. */
function pairsOf({ callee, positional, named }: CallFact): TableEntry[] {
  const name = calledName(callee);
  if (!WRAPS.test(name)) return [];
  const given = positional[name === 'defaultdict' ? 1 : 0];
  const own = named.map((one) => ({ key: { kind: 'text' as const, text: one.name }, value: one.value }));
  if (given?.kind === 'object') return [...given.entries, ...own];
  if (given?.kind !== 'list') return own;
  const pairs = given.items.flatMap((item) => {
    const [key, value] = item.kind === 'list' ? item.items : [];
    return key && value ? [{ key, value }] : [];
  });
  return [...pairs, ...own];
}

/** What makes a table of what it is given, or gives it back. */
const WRAPS = /^(?:Map|freeze|fromEntries|dict|OrderedDict|defaultdict|MappingProxyType)$/;

/** `match(provider).with('openai', () => openaiModel).exhaustive()` of ts-pattern, which looks itself up. */
function matchedPairs(facts: FileFacts, { value }: KeptValue): TableEntry[] {
  const entries: TableEntry[] = [];
  let call = callBehind(facts, value);
  while (call?.callee.kind === 'member' && call.callee.object.kind === 'result') {
    const isLast = call.callee.property === 'otherwise';
    const [key, given] = isLast ? [OTHERWISE, call.positional[0]] : call.positional;
    const made = given?.kind === 'function' ? facts.functions[given.function]?.returns[0] : undefined;
    if ((isLast || call.callee.property === 'with') && key && made) entries.unshift({ key, value: made });
    call = facts.calls[call.callee.object.call];
  }
  const root = call?.callee;
  return root?.kind === 'import' && root.module === 'ts-pattern' && root.name === 'match' ? entries : [];
}

const OTHERWISE: Value = { kind: 'text', text: 'otherwise' };
