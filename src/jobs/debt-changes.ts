import { createHash, randomUUID } from 'node:crypto';
import type { DebtChange, DebtEvent } from '../debt/change.ts';
import { debtDecision, type Occasion } from '../debt/decision.ts';
import { eventComment } from '../debt/issue-comment.ts';
import { recordDecisions } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { lookAtNotices } from '../store/debt-notes.ts';
import { saveDebts } from '../store/debts.ts';
import { endOverrides } from '../store/overrides.ts';
import type { Repository } from '../store/repositories.ts';
import { dashboardEffect, debtCommentEffect, trackingIssueEffect } from './requests.ts';
import type { WorkRequest } from './work.ts';

/** What happened to a debt, and where. */
export interface SeenChange {
  repository: Pick<Repository, 'id' | 'defaultBranch'>;
  change: DebtChange;
  /** The commit at which the debt's places stand where it says. */
  seenSha: string;
  /** Of the contact, if this is the time to call them. */
  mention?: string | null;
}

/**
 * Writes down what happened to a debt, in the audit log too.
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
  return saveChanges(transaction, [{ repository, change, seenSha, mention }], occasion);
}

/** The same of many debts at once, in as many statements as of one. */
export async function saveChanges(
  transaction: Database,
  changes: readonly SeenChange[],
  occasion: Occasion,
): Promise<WorkRequest[]> {
  const stored = changes.map(({ repository, change, seenSha }) => ({
    repositoryId: repository.id,
    seenSha,
    debt: change.debt,
  }));
  await saveDebts(transaction, stored);
  for (const { change } of changes)
    if (change.event.kind === 'resolved') await endOverrides(transaction, change.debt.id);
  const decisions = changes.flatMap(
    ({ change, repository }) => debtDecision(change, repository, occasion) ?? [],
  );
  await recordDecisions(transaction, decisions);
  const moved = changes.filter(({ change }) => LOOK_AGAIN.has(change.event.kind));
  if (moved.length > 0)
    await lookAtNotices(
      transaction,
      moved.map(({ change }) => change.debt.id),
    );
  return changes.flatMap(effectsOf);
}

function effectsOf({ repository, change, mention }: SeenChange): WorkRequest[] {
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
