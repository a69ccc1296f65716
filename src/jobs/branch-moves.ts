import { movedOutOfSight } from '../debt/out-of-sight.ts';
import type { Scans } from '../debt/place-matching.ts';
import { seenFrom, standsOn } from '../debt/stands.ts';
import { type GitHub, orNull } from '../github/client.ts';
import { readTree, type TreeFile } from '../github/trees.ts';
import type { Policy } from '../policy/policy.ts';
import { listDebts, STANDING_STATES } from '../store/debts.ts';
import type { Repository } from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';

/** What became of files that scans do not look at. */
export type Moves = Pick<Scans, 'outOfSight' | 'isThere'>;

/** A branch where clocks run, `null` for the default one. */
interface SeenBranch {
  repository: Repository;
  policy: Policy;
  branch: string | null;
  /** Its head when it was seen last. */
  seenSha: string | null;
}

/** Compares a branch with what it held when it was seen last, for debts whose code may have moved out of sight. */
export async function lookForMoves(
  { database, trees }: JobContext,
  github: GitHub,
  { repository, policy, branch, seenSha }: SeenBranch,
  now: readonly TreeFile[],
): Promise<Moves> {
  const { id } = repository;
  const stored = await listDebts(database, id, STANDING_STATES);
  const standing = stored.filter(({ debt }) => standsOn(debt, branch));
  const paths = new Set(now.map(({ path }) => path));
  const isThere = (path: string) => paths.has(path);
  const isMissed = standing.some(({ debt }) =>
    seenFrom(debt, branch).places.some(({ path }) => !isThere(path)),
  );
  if (!isMissed || seenSha === null) return { isThere };
  const read = () => readTree(github, nameOf(repository), seenSha);
  const before = (await orNull(trees.recall(id, seenSha, read))) ?? [];
  return { isThere, outOfSight: movedOutOfSight(before, now, policy) };
}
