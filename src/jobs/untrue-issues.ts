import { isStanding } from '../debt/lifecycle.ts';
import type { GitHub } from '../github/client.ts';
import type { FoundIssue } from '../github/issues.ts';
import { type ReasonClosing, readReasonClosing } from '../github/reason-issues.ts';
import { listDebtNotes } from '../store/debt-notes.ts';
import { listDebts, OPEN_STATES } from '../store/debts.ts';
import { listLetThrough } from '../store/overrides.ts';
import type { Repository } from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';
import { sideBranchOf, trackingChanges } from './effects/tracking-issue.ts';

/**
 * Ids of the debts whose tracking issue does not say what it should: somebody edited it, or closed its reason, and no
 * webhook told. Those whose issue is not among the open ones are told apart elsewhere.
 */
export async function untrueIssues(
  context: Pick<JobContext, 'database' | 'recordKey'>,
  github: GitHub,
  repository: Repository,
  issues: readonly FoundIssue[],
): Promise<string[]> {
  const debts = await listDebts(context.database, repository.id, OPEN_STATES);
  const ids = debts.map(({ debt }) => debt.id);
  const notesOf = await listDebtNotes(context.database, ids);
  const overridesOf = await listLetThrough(context.database, ids);
  const found = new Map(issues.map((issue) => [issue.number, issue]));
  const closings = new Map<number, ReasonClosing | null>();
  const untrue: string[] = [];
  for (const stored of debts) {
    const { debt } = stored;
    const current = found.get(debt.trackingIssue ?? 0);
    if (!current) continue;
    const reason = isStanding(debt) ? await closingOf(debt.reasonIssue) : null;
    const notes = notesOf(debt.id);
    const sideBranch = await sideBranchOf(context.database, repository, debt);
    const overrides = overridesOf(debt.id);
    const shown = { reason, notes, sideBranch, overrides };
    const changes = trackingChanges(context, repository, stored, current, shown);
    const isTold = notes.reasonClosedAt?.getTime() === reason?.at.getTime();
    if (!isTold || Object.keys(changes).length > 0) untrue.push(debt.id);
  }
  return untrue;

  async function closingOf(number: number | null): Promise<ReasonClosing | null> {
    if (number === null) return null;
    const known = closings.get(number);
    if (known !== undefined) return known;
    const closing = await readReasonClosing(github, nameOf(repository), number);
    closings.set(number, closing);
    return closing;
  }
}
