import { isVendorModel } from '../../catalog/model-names.ts';
import type { BlockFact, FileFacts, Range, Value } from '../../facts.ts';
import { valuesKept, valuesWithin } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { putTo } from '../code/put-items.ts';
import { recent } from '../code/remembered.ts';
import { blocksIn, callBehind, givenTo, isArm } from '../code/structure.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import { distinct, isForeignModel, isModelSlot, textsOf } from '../services/model-names.ts';
import { fieldsOf } from './call-choices.ts';
import { serviceOfEntry } from './chosen-service.ts';
import { tellsOfTask } from './picked-providers.ts';
import { saysModel } from './tables-by-model.ts';
import { settledIn } from './vendor-branches.ts';
import { vendorOfEntry } from './vendor-dispatch.ts';
import { vendorOfModelSetting, vendorOfVariable } from './vendor-settings.ts';

/** A list of rows, of which code takes one: `RULES.find((rule) => rule.task === task).model`. */
interface Rows {
  /** Index of the name that it is kept under. */
  binding: number;
  items: readonly Value[];
  /** Of a table, of which all rows are gone through: by what each is known. */
  keys?: readonly Value[];
}

/** One of a list's rows, or something in it, that was taken out. */
interface Picked {
  rows: Rows;
  /** Where a row is a list itself, which of its items it is. */
  column?: number;
  /** Taken by what a row is for: `MODELS.find((one) => one.tier === tier)`. */
  isForTask?: true;
  /** Of a table, each with its key: `MODELS.items()`; and then the key alone. */
  pair?: 'both' | 'key';
  /** All of them, some, in another order; one that is looked for; the best; the one whose turn it is in a loop. */
  how: 'all' | 'some' | 'sorted' | 'one' | 'best' | 'each';
}

/** The lists of a file of which code takes one row for its model, its address or what it asks. */
export function pickedRows(resolver: Resolver, file: LinkedFile): { range: Range; names: string[] }[] {
  const lists = listsOf(file.facts);
  if (lists.size === 0) return [];
  const found = new Map<number, string[]>();
  const note = ({ rows, ...picked }: Picked, field: string | null) => {
    // Of a table that is gone through it may be the key that is taken.
    if (found.has(rows.binding) || (rows.keys && field === null && picked.how !== 'best')) return;
    const names = chosenOf(resolver, file, { rows, ...picked }, field);
    if (names.length > 1) found.set(rows.binding, names);
  };
  for (const { value, field } of readsOf(file.facts)) {
    const picked = pickedFrom(file.facts, lists, value, 0);
    if (picked?.how === 'one' || picked?.how === 'best') note(picked, field);
  }
  for (const { value, field, branch } of takenInLoops(file)) {
    const picked = pickedFrom(file.facts, lists, value, 0);
    if (picked?.how !== 'each') continue;
    const isInside = field !== null || picked.column !== undefined || picked.pair === 'key';
    if (isInside && asksForItself(file.facts, branch, value, field)) continue;
    note({ ...picked, how: (branch.names ?? []).some((name) => SCORE.test(name)) ? 'best' : 'one' }, field);
  }
  return (file.facts.givings ?? []).flatMap(({ to, of, statement }) => {
    const names = to === 'name' ? found.get(of) : undefined;
    const range = file.facts.statements[statement]?.range;
    return names && range ? [{ range, names }] : [];
  });
}

/** Lists and tables that are written out, of rows. */
const listsOf = recent(({ bindings }: FileFacts): ReadonlyMap<number, Rows> => {
  const lists = bindings.flatMap(({ kind, open, values }, binding) => {
    const [value, ...others] = values;
    if (kind !== 'variable' || open || others.length > 0) return [];
    const entries = value?.kind === 'object' ? value.entries.slice(0, MOST_ROWS) : [];
    const items =
      value?.kind === 'list' ? value.items.slice(0, MOST_ROWS) : entries.map((entry) => entry.value);
    if (items.length < 2 || !items.every(isRow)) return [];
    const rows: Rows = { binding, items };
    if (entries.length > 0) rows.keys = entries.map(({ key }) => key);
    return [[binding, rows] as const];
  });
  return new Map(lists);
});

const MOST_ROWS = 50;

function isRow({ kind }: Value): boolean {
  return kind === 'object' || kind === 'list' || kind === 'result';
}

/** What is read of values, `row.model`, and values as they are handed on. */
interface Read {
  value: Value;
  field: string | null;
}

/** Everything that is read in a file, or given back. */
function readsOf(facts: FileFacts): Read[] {
  const reads: Read[] = [];
  const waiting = [...valuesKept(facts), ...facts.calls.flatMap((call) => [call.callee, ...givenTo(call)])];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (value.kind === 'member') reads.push({ value: value.object, field: value.property });
    for (const part of valuesWithin(value)) waiting.push(part);
  }
  const returned = facts.functions.flatMap(({ returns }) => returns);
  return [...reads, ...returned.map((value) => ({ value, field: null }))];
}

interface Taken extends Read {
  branch: BlockFact;
}

/** What branches in loops take of what is gone through: `if rule["task"] == task: return rule["model"]`. */
function takenInLoops(file: LinkedFile): Taken[] {
  const branches = new Set(
    (file.facts.blocks ?? [])
      .filter(({ kind, each }) => kind === 'loop' && each === true)
      .slice(0, MOST_LOOPS)
      .flatMap((loop) => blocksIn(file.facts, loop.range).filter(isArm).slice(0, MOST_BRANCHES)),
  );
  return [...branches].flatMap((branch) =>
    settledIn(file, branch.range)
      .flatMap(({ value }) => partsOf(file.facts, value))
      .map((value) =>
        value.kind === 'member'
          ? { value: value.object, field: value.property, branch }
          : { value, field: null, branch },
      ),
  );
}

/** By what the best is found: `if score > best_score: best = row`. */
const SCORE = /score|cost|price|quality|rank|latency|speed|best|cheapest|highest|lowest/i;

const MOST_LOOPS = 200;
const MOST_BRANCHES = 20;

/** `return provider, model`, `return make(model)`, `return cls()` */
function partsOf(facts: FileFacts, value: Value): Value[] {
  const call = callBehind(facts, value);
  if (call) return [call.callee, ...givenTo(call)];
  return value.kind === 'list' ? value.items : [value];
}

/** `if name == wanted: return name`, `if row.model === model: return row.model`: by what is taken itself. */
function asksForItself(
  { bindings }: FileFacts,
  branch: BlockFact,
  value: Value,
  field: string | null,
): boolean {
  const name = value.kind === 'binding' ? (bindings[value.binding]?.name ?? '') : '';
  const own = field === null ? name : `${name}.${field}`;
  return (branch.names ?? []).some((one) => one === own || one.startsWith(`${own}.`)) && !tellsOfTask(branch);
}

/** Names lead to names. */
const MOST_STEPS = 8;

/** Of which list something is a row, or some; `null` for everything else. */
function pickedFrom(
  facts: FileFacts,
  lists: ReadonlyMap<number, Rows>,
  value: Value,
  steps: number,
): Picked | null {
  if (steps > MOST_STEPS) return null;
  const follow = (one: Value) => pickedFrom(facts, lists, one, steps + 1);
  switch (value.kind) {
    case 'binding': {
      const rows = lists.get(value.binding);
      if (rows) return { rows, how: 'all' };
      const [given, ...others] = facts.bindings[value.binding]?.values ?? [];
      if (!given || others.length > 0) return null;
      // `fit = []`, and `fit.append(row)` of some in a loop.
      const isEmpty = given.kind === 'list' && given.items.length === 0;
      const [put] = isEmpty ? (putTo(facts).get(value.binding) ?? []) : [];
      if (!put) return follow(given);
      const one = follow(put);
      return one?.how === 'each' ? { ...one, how: 'some' } : null;
    }
    case 'choice':
      return value.options[0] ? follow(value.options[0]) : null;
    case 'index':
      return itemOf(follow(value.object), value.key);
    case 'result': {
      const call = facts.calls[value.call];
      const [first] = call?.positional ?? [];
      if (!call) return null;
      const { callee } = call;
      const from = callee.kind === 'member' ? follow(callee.object) : null;
      const taken = from && takenBy(from, calledName(callee));
      if (taken && FOR.test(call.soughtBy ?? '')) return { ...taken, isForTask: true };
      if (from) return taken;
      return first ? takenBy(follow(first), calledName(callee)) : null;
    }
    default:
      return null;
  }
}

function itemOf(from: Picked | null, key: Value): Picked | null {
  if (!from) return null;
  // What a table has for a key is looked up in it; `for row in TABLE.values()` goes through it.
  if (from.how === 'all' && from.rows.keys) return key.kind === 'unknown' ? { ...from, how: 'each' } : null;
  if (from.pair === 'both' && isOne(from)) return ofPair(from, key);
  const isOfMany = from.how === 'all' || from.how === 'some' || from.how === 'sorted';
  if (from.how === 'each') return key.kind === 'number' ? { ...from, column: key.number } : null;
  if (key.kind === 'unknown') return isOfMany ? { ...from, how: 'each' } : null;
  // The first of all is written there; the first of some is chosen.
  if (!isOfMany || from.how === 'all' || key.kind !== 'number') return null;
  return { ...from, how: from.how === 'sorted' ? 'best' : 'one' };
}

function isOne({ how }: Picked): boolean {
  return how === 'each' || how === 'one' || how === 'best';
}

/** `entry[0]`, `entry[1]`: of a row with its key, the one or the other. */
function ofPair({ rows, how }: Picked, key: Value): Picked | null {
  if (key.kind !== 'number') return null;
  return key.number === 0 ? { rows, how, pair: 'key' } : { rows, how };
}

/** What a call of this name takes of some rows. */
function takenBy(from: Picked | null, name: string): Picked | null {
  if (from?.how !== 'all' && from?.how !== 'some' && from?.how !== 'sorted') return null;
  if (from.how === 'all' && from.rows.keys) {
    if (/^(?:items|entries)$/.test(name)) return { ...from, how: 'some', pair: 'both' };
    return name === 'values' ? { ...from, how: 'some' } : null;
  }
  const how = TAKES.find(([pattern]) => pattern.test(name))?.[1];
  return how ? { ...from, how } : null;
}

const TAKES: readonly [RegExp, Picked['how']][] = [
  [/^(?:find|findLast|next|choice)$/, 'one'],
  [/^(?:max|min|maxBy|minBy|reduce)$/, 'best'],
  [/^(?:sort|toSorted|sorted|sortBy|orderBy)$/, 'sorted'],
  [/^(?:filter|slice|values|list|iter)$/, 'some'],
];

/** What is chosen between by what is read of a row, or by the row; empty if nothing is. */
function chosenOf(resolver: Resolver, file: LinkedFile, picked: Picked, field: string | null): string[] {
  const { rows, how, column } = picked;
  if (picked.pair)
    return picked.pair === 'key' && how === 'best' ? among(resolver, file, rows.keys ?? []) : [];
  if (column !== undefined) {
    const cells = rows.items.map((row) => (row.kind === 'list' ? row.items[column] : undefined));
    const others = rows.items.map((row) => (row.kind === 'list' ? row.items[column - 1] : undefined));
    return spellsOut(cells, others) ? [] : among(resolver, file, cells);
  }
  if (field !== null) {
    const isMeant =
      isModelSlot(field) ||
      ADDRESS.test(field) ||
      MADE.test(field) ||
      SENDS_TO.test(field) ||
      (picked.isForTask === true && OF_MODEL.test(field));
    if (how !== 'best' && !isMeant) return [];
    const cells = rows.items.map((row) => cellOf(resolver, file, row, field));
    const others = rows.items.map((row) => idOf(resolver, file, row));
    if (how === 'one' && !picked.isForTask && spellsOut(cells, others)) return [];
    const names = among(resolver, file, cells);
    return names.length > 0 || how !== 'one' ? names : vendorsSet(resolver, file, rows, cells);
  }
  return ofRows(resolver, file, picked);
}

/** `{ id: 'groq', model: settings.groqModel }`: of some vendors, each its own setting. */
function vendorsSet(
  resolver: Resolver,
  file: LinkedFile,
  rows: Rows,
  cells: readonly (Value | undefined)[],
): string[] {
  const isSaid = rows.items.some((row) => fieldsIn(resolver, file, row).some(isLead));
  const set = cells.flatMap((cell) => (cell && (vendorOfModelSetting(cell) ?? vendorOfVariable(cell))) ?? []);
  return isSaid ? distinct(set.map(({ name }) => name)) : [];
}

const ADDRESS = /^(?:base_?url|api_?base|api_?url|url|endpoint|host)$/i;
const OF_MODEL = /^(?:id|name)$/i;
const SENDS_TO = /^(?:route|routes|send|assign|assigned)_?to$/i;
const MADE =
  /^(?:client|provider|adapter|service|factory|cls|klass|class|make|create|build|handler|fn|call|ask|llm)$/i;

/** Whole rows: what each vendor or task has for a model or an address. */
function ofRows(resolver: Resolver, file: LinkedFile, picked: Picked): string[] {
  const { rows, how } = picked;
  const fields = rows.items.map((row) => fieldsIn(resolver, file, row));
  if (how === 'best') {
    const isModel = ({ value }: Field) => value.kind === 'text' && isVendorModel(value.text);
    return among(
      resolver,
      file,
      fields.map((all) => all.find(isModel)?.value),
    );
  }
  if (!fields.every((all) => all.some(isLead))) return [];
  const isOfModel = ({ name }: Field) => isModelSlot(name) || ADDRESS.test(name);
  const isOwnName = ({ name }: Field) => picked.isForTask === true && OF_MODEL.test(name);
  const cells = fields.map((all) => (all.find(isOfModel) ?? all.find(isOwnName))?.value);
  const leads = fields.map((all) => all.find(isLead)?.value);
  const texts = leads.map((lead) => (lead?.kind === 'text' ? lead.text : ''));
  // The first of several that a task takes is one for it.
  const isTold = picked.isForTask === true || new Set(texts).size === texts.length;
  return isTold && !spellsOut(cells, leads) ? among(resolver, file, cells) : [];
}

/** `provider: 'groq'`, `task: 'code'`: what a row is for. */
function isLead({ name, value }: Field): boolean {
  if (FOR.test(name)) return value.kind === 'text';
  return OF_VENDOR.test(name) && vendorOfEntry(value)?.isTelling === true;
}

const FOR =
  /^(?:(?:task|function|request|query|content)?_?type|task|tier|for|role|level|purpose|use_?case|intent|complexity|plan|agent|stage|mode|feature|scenario|operation|quality|speed)$/i;
const OF_VENDOR = /^(?:id|key|name|provider|vendor|slug|value|type|backend)$/i;

interface Field {
  name: string;
  value: Value;
}

function fieldsIn(resolver: Resolver, file: LinkedFile, row: Value): Field[] {
  if (row.kind === 'object')
    return row.entries.flatMap(({ key, value }) => (key.kind === 'text' ? [{ name: key.text, value }] : []));
  const call = callBehind(file.facts, row);
  return call ? [...fieldsOf(resolver, file, call)] : [];
}

function cellOf(resolver: Resolver, file: LinkedFile, row: Value, field: string): Value | undefined {
  return fieldsIn(resolver, file, row).find(({ name }) => name === field)?.value;
}

function idOf(resolver: Resolver, file: LinkedFile, row: Value): Value | undefined {
  return fieldsIn(resolver, file, row).find(({ name }) => OWN_NAME.test(name))?.value;
}

const OWN_NAME = /^(?:id|alias|key|prefix|pattern|slug|value)$/i;

/** Whether rows say by what a model is called otherwise: `("sonnet", "claude-sonnet-4")`. */
function spellsOut(cells: readonly (Value | undefined)[], others: readonly (Value | undefined)[]): boolean {
  const spelt = cells.filter((cell, index) => {
    const other = others[index];
    const isModel = cell?.kind === 'text' && !cell.text.includes('://');
    return isModel && other?.kind === 'text' && saysModel(other.text, cell.text);
  });
  return spelt.length * 2 >= cells.length;
}

/** The vendors' models among values, or else whose addresses these are, or whom they ask; if they are most. */
function among(resolver: Resolver, file: LinkedFile, cells: readonly (Value | undefined)[]): string[] {
  const given = cells.flatMap((cell) => cell ?? []);
  const texts = given.map((cell) => textsOf(resolver, file, cell));
  const models = texts.flatMap((all) => all.filter((text) => isForeignModel(resolver, text)));
  if (models.length * 2 >= cells.length && models.some(isVendorModel)) return distinct(models);
  const owners = texts.flatMap((all) => all.flatMap((text) => endpointOwner(resolver, text) ?? []));
  if (owners.length * 2 >= cells.length && owners.some(({ isForeign }) => isForeign))
    return distinct(owners.map(({ name }) => name));
  const asked = given.flatMap((cell) => serviceOfEntry(resolver, file, cell) ?? []);
  const isTold = asked.length * 2 >= cells.length && asked.some((one) => one.isForeign && one.isTelling);
  return isTold ? distinct(asked.map(({ name }) => name)) : [];
}
