import type { FileFacts, Range, Value } from '../../facts.ts';
import { valuesKept, valuesWithin } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { keptValues } from '../code/kept-values.ts';
import { recent } from '../code/remembered.ts';
import { callBehind, givenTo } from '../code/structure.ts';
import { distinct, isForeignModel, isModelSlot } from '../services/model-names.ts';
import { isTried } from './choice.ts';
import { nameOfTable } from './look-ups.ts';
import { isListed } from './ordered-models.ts';

/** Lists of models of which code takes one by how far it is: `MODELS[attempt]`, `return ladder[i + 1]`. */
export function indexedModels(resolver: Resolver, file: LinkedFile): { range: Range; names: string[] }[] {
  const lists = keptValues(file.facts).holders.flatMap(({ name, range, value }) => {
    const names = value.kind === 'list' && !isListed(name) ? modelsListed(resolver, value) : [];
    const isOfRows = value.kind === 'list' && value.items[0]?.kind === 'object';
    return names.length > 1 && (!isOfRows || isInTurn(name)) ? [{ name, range, names }] : [];
  });
  if (lists.length === 0) return [];
  const { byProgress, byPlace } = indexedIn(file.facts);
  return lists.filter(({ name }) => byProgress.has(name) || (isInTurn(name) && byPlace.has(name)));
}

function modelsListed(resolver: Resolver, { items }: Value & { kind: 'list' }): string[] {
  const texts = items.slice(0, MOST_LISTED).flatMap((item) => modelSaid(item) ?? []);
  const isOfModels = texts.length === Math.min(items.length, MOST_LISTED);
  return isOfModels && texts.every((text) => isForeignModel(resolver, text)) ? distinct(texts) : [];
}

/** `'gpt-4o'`, `{ provider: 'openai', model: 'gpt-4o' }` */
function modelSaid(item: Value): string | null {
  const fields = item.kind === 'object' ? item.entries : [];
  const said = fields.find(({ key }) => key.kind === 'text' && isModelSlot(key.text))?.value ?? item;
  return said.kind === 'text' ? said.text : null;
}

const MOST_LISTED = 30;

/** Whether a list of this name is gone along: `fallback_models`, `MODEL_LADDER`. */
function isInTurn(name: string): boolean {
  return isTried(name) || IN_TURN.test(name);
}

const IN_TURN = /ladder|escalation|cascade|rotation|fall_?back/i;

interface Indexed {
  /** Names of lists of which one is taken by how often something was tried, or how hard it is. */
  byProgress: ReadonlySet<string>;
  /** Names of those of which one is taken by its place. */
  byPlace: ReadonlySet<string>;
}

const indexedIn = recent((facts: FileFacts): Indexed => {
  const byProgress = new Set<string>();
  const byPlace = new Set<string>();
  // `return LADDER[at + 1] ?? null`
  const returned = new Set(
    facts.functions.flatMap(({ returns }) =>
      returns.flatMap((value) => (value.kind === 'choice' && !value.when ? value.options : [value])),
    ),
  );
  const waiting = [...valuesKept(facts), ...facts.calls.flatMap(givenTo)];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (value.kind === 'index') {
      const said = saidBy(facts, value.key);
      if (said.some((name) => PROGRESS.test(name))) byProgress.add(nameOfTable(facts, value.object));
      // Of a list that is gone through, every item has a place that nobody knows.
      const isCounted = value.key.kind === 'unknown' && returned.has(value);
      if (isCounted || said.some((name) => PLACE.test(name))) byPlace.add(nameOfTable(facts, value.object));
    }
    for (const part of valuesWithin(value)) waiting.push(part);
  }
  return { byProgress, byPlace };
});

/** The names in what something is taken by: `attempt` of `min(attempt, 2)`. */
function saidBy(facts: FileFacts, key: Value): string[] {
  const parts = callBehind(facts, key)?.positional ?? (key.kind === 'join' ? key.parts : [key]);
  return parts.flatMap((part) => {
    if (part.kind === 'binding') return [facts.bindings[part.binding]?.name ?? ''];
    return part.kind === 'member' ? [part.property] : [];
  });
}

const PROGRESS =
  /attempt|retr(?:y|ies)|(?:^|_)(?:level|tier|stage)$|fall_?back|(?:model|current|active)_?(?:index|idx)$/i;
const PLACE = /^_?(?:i|n|index|idx|pos|position)$/i;
