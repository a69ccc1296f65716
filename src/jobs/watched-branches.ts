import { branchesWith } from '../debt/stands.ts';
import type { GitHub } from '../github/client.ts';
import { listBranchHeads, readBranchHead } from '../github/repositories.ts';
import { branchMatcher, branchPrefixes } from '../policy/branches.ts';
import type { Policy } from '../policy/policy.ts';
import type { Database } from '../store/database.ts';
import { listDebts, STANDING_STATES } from '../store/debts.ts';
import type { Repository } from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';
import { policyInForce } from './policy-in-force.ts';

/** Heads of branches by their names. */
export type BranchHeads = ReadonlyMap<string, string>;

/** Whether clocks run on a branch: the default one, or one of policy's `branches`. */
export function isWatched(
  { defaultBranch }: Pick<Repository, 'defaultBranch'>,
  policy: Pick<Policy, 'branches'>,
  branch: string,
): boolean {
  return branch === defaultBranch || branchMatcher(policy)(branch);
}

/**
 * The branches besides the default one that are looked at, as they are now: those that policy names, and those on which
 * a debt stands already, for a debt is owed until its code is gone from wherever it was.
 */
export async function readWatchedHeads(
  { database }: Pick<JobContext, 'database'>,
  github: GitHub,
  repository: Repository,
): Promise<Map<string, string>> {
  const { policy } = policyInForce(repository);
  const name = nameOf(repository);
  const isNamed = branchMatcher(policy);
  const heads = new Map<string, string>();
  for (const prefix of branchPrefixes(policy))
    for (const [branch, sha] of await listBranchHeads(github, name, prefix))
      if (isNamed(branch)) heads.set(branch, sha);
  for (const branch of await listStanding(database, repository.id)) {
    const sha = heads.get(branch) ?? (await readBranchHead(github, name, branch));
    if (sha !== null) heads.set(branch, sha);
  }
  heads.delete(repository.defaultBranch);
  return heads;
}

/** Names of the branches besides the default one on which a debt stands. */
export async function listStanding(database: Database, repositoryId: number): Promise<Set<string>> {
  const debts = await listDebts(database, repositoryId, STANDING_STATES);
  return new Set(debts.flatMap(({ debt }) => branchesWith(debt).flatMap((branch) => branch ?? [])));
}
