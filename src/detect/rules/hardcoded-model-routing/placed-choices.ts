import type { Range } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { compareStarts, endOf, isWithin, lastStart, structureOf } from '../code/structure.ts';
import type { Choice } from './choice.ts';

/**
 * The choices of a file by where they stand: a file may have thousands of branches, and as many choices for one slot. Of
 * those that say the same, only the first is told.
 */
export interface PlacedChoices {
  /** In source order, each. */
  all: readonly Choice[];
  /** What is given to a slot outside of a region. */
  givenOutside(slot: string, region: Range): Choice[];
  /** What is given behind a statement, in the same function, to something that is called as that of a slot is. */
  givenBehind(slot: string, statement: Range): Choice[];
  /** What is called behind a statement, in the same function. */
  calledBehind(statement: Range): Choice[];
}

export function placedChoices({ facts }: LinkedFile, choices: readonly Choice[]): PlacedChoices {
  const { functionAt } = structureOf(facts);
  const all = choices.toSorted((a, b) => compareStarts(a.range, b.range));
  const bySlot = Map.groupBy(all, ({ slot }) => slot);
  const given = mapValues(bySlot, alike);
  const called = mapValues(
    Map.groupBy(bySlot.get('call') ?? [], ({ range }) => functionAt(range)),
    alike,
  );
  const named = mapValues(
    Map.groupBy(
      all.filter(({ slot }) => ownName(slot) !== ''),
      ({ slot, range }) => `${functionAt(range)} ${ownName(slot)}`,
    ),
    alike,
  );
  return {
    all,
    givenOutside: (slot, region) =>
      (given.get(slot) ?? []).flatMap((same) => {
        const [first] = same;
        return first && isWithin(first.range, region) ? firstBehind(same, region) : (first ?? []);
      }),
    givenBehind: (slot, statement) =>
      (named.get(`${functionAt(statement)} ${ownName(slot)}`) ?? []).flatMap((same) =>
        firstBehind(same, statement),
      ),
    calledBehind: (statement) =>
      (called.get(functionAt(statement)) ?? []).flatMap((same) => firstBehind(same, statement)),
  };
}

/** The name of a variable that is a slot by itself; `''` for every other slot. */
function ownName(slot: string): string {
  return /^name \d+ (\S+)$/.exec(slot)?.[1] ?? '';
}

/** Different things that are given to one slot; no hand wrote more, and whoever did chooses anyway. */
const MOST_DIFFERENT = 100;

/** Those that say the same, in the order in which each is said first. */
function alike(choices: readonly Choice[]): Choice[][] {
  const groups = Map.groupBy(choices, ({ kind, name, isForeign, isTelling }) =>
    [kind, isForeign, isTelling !== false, name].join(' '),
  );
  return [...groups.values()].slice(0, MOST_DIFFERENT);
}

function firstBehind(sorted: readonly Choice[], region: Range): Choice[] {
  const first = sorted[lastStart(sorted, endOf(region)) + 1];
  return first ? [first] : [];
}

function mapValues<Key, From, To>(map: ReadonlyMap<Key, From>, change: (value: From) => To): Map<Key, To> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
