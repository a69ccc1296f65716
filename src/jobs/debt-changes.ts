import { createHash, randomUUID } from 'node:crypto';
import type { DebtChange, DebtEvent } from '../debt/change.ts';
import { debtDecision, type Occasion } from '../debt/decision.ts';
import { eventComment } from '../debt/issue-comment.ts';
import { recordDecision } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { lookAtNotices } from '../store/debt-notes.ts';
import { saveDebt } from '../store/debts.ts';
import { endOverrides } from '../store/overrides.ts';
import type { Repository } from '../store/repositories.ts';
import { dashboardEffect, debtCommentEffect, trackingIssueEffect } from './requests.ts';
import type { WorkRequest } from './work.ts';

/**
 * Writes down what happened to a debt, in the audit log too.
 * @param seenSha the commit at which its places stand where the debt says
 * @param mention of the contact, if this is the time to call them
 * @returns the effects that tell people of it
 */
export async function saveChange(
  transaction: Database,
  repository: Pick<Repository, 'id' | 'defaultBranch'>,
  change: DebtChange,
  seenSha: string,
  occasion: Occasion,
  mention: string | null = null,
): Promise<WorkRequest[]> {
  await saveDebt(transaction, { repositoryId: repository.id, seenSha, debt: change.debt });
  if (change.event.kind === 'resolved') await endOverrides(transaction, change.debt.id);
  const decision = debtDecision(change, repository, occasion);
  if (decision) await recordDecision(transaction, decision);
  if (LOOK_AGAIN.has(change.event.kind)) await lookAtNotices(transaction, [change.debt.id]);
  const body = eventComment(change, repository.defaultBranch, mention);
  const told = body === null ? [] : [debtCommentEffect(change.debt.id, eventId(change.event), body)];
  return [trackingIssueEffect(change.debt.id), ...told, dashboardEffect(repository.id)];
}

/** A clock starts, goes on or is moved: the reminders are due at other times. */
const LOOK_AGAIN: ReadonlySet<DebtEvent['kind']> = new Set(['started', 'arrived', 'reopened', 'tightened']);

/** What cannot be told is the same news at every scan and is told once; all else happens and is told each time. */
function eventId(event: DebtEvent): string {
  if (event.kind !== 'undecided') return `${event.kind}:${randomUUID()}`;
  const place = createHash('sha256').update(event.place.path).digest('hex').slice(0, 16);
  return `undecided:${event.cause}:${place}`;
}
