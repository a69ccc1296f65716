import { createHash, randomUUID } from 'node:crypto';
import type { DebtChange, DebtEvent } from '../debt/change.ts';
import { debtDecision, type Occasion } from '../debt/decision.ts';
import { eventComment } from '../debt/issue-comment.ts';
import { recordDecision } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { saveDebt } from '../store/debts.ts';
import type { Repository } from '../store/repositories.ts';
import { trackingIssueEffect } from './requests.ts';
import type { WorkRequest } from './work.ts';

/**
 * Writes down what happened to a debt, in the audit log too.
 * @param seenSha the commit at which its places stand where the debt says
 * @returns the effects that tell people of it
 */
export async function saveChange(
  transaction: Database,
  repository: Pick<Repository, 'id' | 'defaultBranch'>,
  change: DebtChange,
  seenSha: string,
  occasion: Occasion,
): Promise<WorkRequest[]> {
  await saveDebt(transaction, { repositoryId: repository.id, seenSha, debt: change.debt });
  const decision = debtDecision(change, repository, occasion);
  if (decision) await recordDecision(transaction, decision);
  const body = eventComment(change, repository.defaultBranch);
  const issue = trackingIssueEffect(change.debt.id);
  return body === null ? [issue] : [issue, comment(change, body)];
}

function comment({ debt, event }: DebtChange, body: string): WorkRequest {
  return {
    queue: 'effect',
    data: {
      kind: 'debt-comment',
      debtId: debt.id,
      marker: `<!-- tollgate:event:${eventId(event)} -->`,
      body,
    },
  };
}

/** What cannot be told is the same news at every scan and is told once; all else happens and is told each time. */
function eventId(event: DebtEvent): string {
  if (event.kind !== 'undecided') return `${event.kind}:${randomUUID()}`;
  const place = createHash('sha256').update(event.place.path).digest('hex').slice(0, 16);
  return `undecided:${event.cause}:${place}`;
}
