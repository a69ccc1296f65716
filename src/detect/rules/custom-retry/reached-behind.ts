import type { BlockFact, Range } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { isWithin, structureOf } from '../code/structure.ts';

/**
 * Whether code behind a block may come to a place: not past what surely leaves around it. In `if (isLocal) { …; return null }`
 * nothing leads behind that.
 */
export function comesTo({ facts }: LinkedFile, block: BlockFact, place: Range): boolean {
  const leaving = structureOf(facts)
    .blocksAround(block.range)
    .find((around) => around !== block && LEAVES.has(around.exit));
  return leaving === undefined || isWithin(place, leaving.range);
}

const LEAVES: ReadonlySet<BlockFact['exit']> = new Set(['return', 'raise']);
