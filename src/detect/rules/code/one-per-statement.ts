import type { FileFacts, Range } from '../../facts.ts';
import { compareStarts, isWithin, structureOf } from './structure.ts';

/** Tables in one table of one constant are one thing to mend: they are told as one, where their statement begins. */
export function onePerStatement<Found extends { range: Range }>(
  facts: FileFacts,
  found: readonly Found[],
  together: (all: Found[], range: Range) => Found,
): Found[] {
  const { placeAt } = structureOf(facts);
  const groups = Map.groupBy(found, ({ range }) => placeAt(range).statement);
  return [...groups].flatMap(([index, inside]) => {
    const all = inside.filter(({ range }) => !inside.some((other) => isInner(range, other.range)));
    const statement = facts.statements[index];
    if (all.length < 2 || statement?.kind !== 'simple') return all;
    return [
      together(
        all.toSorted((a, b) => compareStarts(a.range, b.range)),
        statement.range,
      ),
    ];
  });
}

function isInner(range: Range, outer: Range): boolean {
  return isWithin(range, outer) && !isWithin(outer, range);
}
