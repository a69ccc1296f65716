import type { Debt } from '../debt/debt.ts';
import type { Occasion } from '../debt/decision.ts';
import { absorb, earlierClock, isStanding, land, withdraw } from '../debt/lifecycle.ts';
import { placedOn, type SeenDebt, seenFrom, standsOn } from '../debt/stands.ts';
import type { Policy } from '../policy/policy.ts';
import type { Database } from '../store/database.ts';
import { listDebts, listDebtsByReason, type StoredDebt, saveDebt } from '../store/debts.ts';
import { findPullOf } from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import { saveChange } from './debt-changes.ts';
import { trackingIssueEffect } from './requests.ts';
import type { WorkRequest } from './work.ts';

/** A merge into a branch where clocks run, `null` for the default one; `isInHead`: whether the scanned head holds it already. */
export interface Merge {
  at: Date;
  branch: string | null;
  isInHead: boolean;
}

/** By PR number. */
export type Landed = Map<number, Merge>;

/** Starts the clock of every proposed debt whose PR has reached a branch where clocks run. @returns the effects that follow */
export async function landProposals(
  transaction: Database,
  repository: Repository,
  policy: Policy,
  landed: Landed,
  occasion: Occasion,
): Promise<WorkRequest[]> {
  const effects: WorkRequest[] = [];
  for (const proposal of await listDebts(transaction, repository.id, ['proposed'])) {
    const merge = landedBy(landed, proposal.debt);
    if (merge)
      effects.push(...(await landProposal(transaction, repository, proposal, policy, merge, occasion)));
  }
  return effects;
}

/** The merge of the PR that a debt comes from, if it was merged. */
export function landedBy(landed: Landed, { pullNumber }: Pick<Debt, 'pullNumber'>) {
  return pullNumber === null ? undefined : landed.get(pullNumber);
}

async function landProposal(
  transaction: Database,
  repository: Repository,
  proposal: StoredDebt,
  policy: Policy,
  { at, branch }: Merge,
  occasion: Occasion,
): Promise<WorkRequest[]> {
  const { repositoryId, debt } = proposal;
  const sameReason = await listDebtsByReason(transaction, repositoryId, debt.reasonIssue);
  const standing = sameReason.find((stored) => isStanding(stored.debt));
  if (standing) return joinStanding(transaction, repository, proposal, { standing, branch }, occasion);
  const pull = await findPullOf(transaction, repositoryId, debt.pullNumber);
  const landing = {
    at,
    branch,
    approvedByContact: pull?.approvedByContact ?? false,
    earlierClock: earlierClock(
      debt,
      sameReason.map((stored) => stored.debt),
    ),
  };
  const change = land(debt, landing, policy);
  return change ? saveChange(transaction, repository, change, proposal.seenSha, occasion) : [];
}

/** On a branch that has it already it has more places; on another one it has its first there. */
function joined(standing: StoredDebt, { debt, seenSha }: StoredDebt, branch: string | null): SeenDebt {
  const { places } = standsOn(standing.debt, branch) ? absorb(seenFrom(standing.debt, branch), debt) : debt;
  return placedOn(standing, { branch, sha: seenSha, places });
}

/** Two PRs proposed a debt for one issue and both were merged: the first one's clock counts for all places. */
async function joinStanding(
  transaction: Database,
  repository: Repository,
  proposal: StoredDebt,
  { standing, branch }: { standing: StoredDebt; branch: string | null },
  occasion: Occasion,
): Promise<WorkRequest[]> {
  const withdrawn = withdraw(proposal.debt);
  if (!withdrawn) return [];
  const effects = await saveChange(transaction, repository, withdrawn, proposal.seenSha, occasion);
  await saveDebt(transaction, { ...standing, ...joined(standing, proposal, branch) });
  return [...effects, trackingIssueEffect(standing.debt.id)];
}
