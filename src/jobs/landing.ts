import { absorb, earlierClock, land, withdraw } from '../debt/lifecycle.ts';
import type { Policy } from '../policy/policy.ts';
import type { Database } from '../store/database.ts';
import { type StoredDebt, listDebts, listDebtsByReason, saveDebt } from '../store/debts.ts';
import { findPull } from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import type { Landed } from './sync-repository.ts';

/** Starts the clock of every proposed debt whose PR has reached the default branch. @returns ids of what changed */
export async function landProposals(
  transaction: Database,
  repository: Repository,
  policy: Policy,
  landed: Landed,
): Promise<string[]> {
  const changed: string[] = [];
  for (const proposal of await listDebts(transaction, repository.id, ['proposed'])) {
    const merge = landed.get(proposal.debt.pullNumber);
    if (merge) changed.push(...(await landProposal(transaction, proposal, policy, merge.at)));
  }
  return changed;
}

async function landProposal(
  transaction: Database,
  proposal: StoredDebt,
  policy: Policy,
  at: Date,
): Promise<string[]> {
  const { repositoryId, debt } = proposal;
  const sameReason = await listDebtsByReason(transaction, repositoryId, debt.reasonIssue);
  const standing = sameReason.find(
    (stored) => stored.debt.state === 'active' || stored.debt.state === 'overdue',
  );
  if (standing) return joinStanding(transaction, proposal, standing);
  const pull = await findPull(transaction, repositoryId, debt.pullNumber);
  const landing = {
    at,
    approvedByContact: pull?.approvedByContact ?? false,
    earlierClock: earlierClock(
      debt,
      sameReason.map((stored) => stored.debt),
    ),
  };
  const change = land(debt, landing, policy);
  if (!change) return [];
  await saveDebt(transaction, { ...proposal, debt: change.debt });
  return [debt.id];
}

/** Two PRs proposed a debt for one issue and both were merged: the first one's clock counts for all places. */
async function joinStanding(
  transaction: Database,
  proposal: StoredDebt,
  standing: StoredDebt,
): Promise<string[]> {
  const withdrawn = withdraw(proposal.debt);
  if (!withdrawn) return [];
  await saveDebt(transaction, { ...proposal, debt: withdrawn.debt });
  await saveDebt(transaction, { ...standing, debt: absorb(standing.debt, proposal.debt) });
  return [proposal.debt.id, standing.debt.id];
}
