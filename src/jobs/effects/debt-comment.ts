import { isStanding } from '../../debt/lifecycle.ts';
import { commentOnce } from '../../github/comments.ts';
import { findDebt } from '../../store/debts.ts';
import { findRepository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import type { Effect } from '../work.ts';

/** Tells the readers of a tracking issue what happened, once. */
export async function settleDebtComment(
  context: JobContext,
  { debtId, marker, body }: Extract<Effect, { kind: 'debt-comment' }>,
): Promise<void> {
  const stored = await findDebt(context.database, debtId);
  const repository = stored && (await findRepository(context.database, stored.repositoryId));
  if (!stored || !repository) return;
  const { trackingIssue } = stored.debt;
  if (trackingIssue === null) {
    if (isStanding(stored.debt)) throw new Error(`The tracking issue of debt ${debtId} is not open yet.`);
    // It was withdrawn or paid before anybody could read of it.
    return;
  }
  const github = await context.github(repository.installationId);
  await commentOnce(github, nameOf(repository), context.appId, trackingIssue, { marker, body });
}
