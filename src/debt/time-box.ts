import type { Policy } from '../policy/policy.ts';
import type { DebtChange } from './change.ts';
import type { Debt, TimeBox } from './debt.ts';

/** What a deadline follows from. */
export interface DeadlineTerms {
  /** When the bypass reached the default branch: GitHub's `merged_at`, or the receipt of the push. */
  startedAt: Date;
  timeBox: TimeBox;
  /** End of the day that `Remove after:` names, if it names one. */
  removeBy: Date | null;
  policy: Pick<Policy, 'timeBox'>;
}

/** The instant from which a debt is overdue: the time-box's end, or the comment's own date if that is earlier. */
export function deadlineOf({ startedAt, timeBox, removeBy, policy }: DeadlineTerms): Date {
  const end = new Date(startedAt.getTime() + policy.timeBox[timeBox]);
  return removeBy === null ? end : earlier(end, removeBy);
}

/** Planned needs the contact's approval, and is an emergency without it (decisions 14). */
export function grantedTimeBox(requested: TimeBox, approvedByContact: boolean): TimeBox {
  return requested === 'planned' && approvedByContact ? 'planned' : 'emergency';
}

/**
 * Applies a policy that became stricter to a debt whose clock runs. A policy that became looser changes nothing:
 * after the merge a time-box only shrinks (decisions 15). `null` if the deadline stays.
 */
export function tighten(debt: Debt, policy: Pick<Policy, 'timeBox'>): DebtChange | null {
  const { startedAt, deadline, timeBox, removeBy, state } = debt;
  if (startedAt === null || deadline === null || (state !== 'active' && state !== 'overdue')) return null;
  const allowed = deadlineOf({ startedAt, timeBox, removeBy, policy });
  if (allowed >= deadline) return null;
  return { debt: { ...debt, deadline: allowed }, event: { kind: 'tightened', deadlineBefore: deadline } };
}

export function earlier(one: Date, other: Date): Date {
  return one <= other ? one : other;
}
