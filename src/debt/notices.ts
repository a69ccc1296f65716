import type { Reminder } from '../policy/policy.ts';
import type { Debt } from './debt.ts';

/** Something that the readers of a tracking issue are told when its time has come. */
export interface Notice {
  kind: 'reminder' | 'still-overdue';
  /** When its time came: its identity, which stays the same however late it is told. */
  at: Date;
}

/** What is due of a debt's notices, and when to look again. */
export interface DueNotices {
  /** Of several that are past the last one: the others are no longer true. */
  notice: Notice | null;
  /** `null` if nothing more comes before the debt changes. */
  next: Date | null;
}

/** Milliseconds between two notices of a debt that is overdue. */
const WEEK = 7 * 24 * 3_600_000;

/**
 * Before the deadline the reminders that policy asks for, after it one notice a week. The deadline itself is told by
 * the debt's change to overdue.
 * @param noticedAt up to when everything was told already; `null` if nothing was
 */
export function dueNotices(
  debt: Debt,
  reminders: readonly Reminder[],
  noticedAt: Date | null,
  now: Date,
): DueNotices {
  const { state, startedAt, deadline } = debt;
  if (startedAt === null || deadline === null) return { notice: null, next: null };
  const since = noticedAt ?? startedAt;
  if (state === 'active') return dueReminders(reminderTimes(startedAt, deadline, reminders), since, now);
  return state === 'overdue' ? dueWeekly(deadline, since, now) : { notice: null, next: null };
}

function dueReminders(times: readonly Date[], since: Date, now: Date): DueNotices {
  const at = times.findLast((time) => time > since && time <= now);
  return {
    notice: at === undefined ? null : { kind: 'reminder', at },
    next: times.find((time) => time > now) ?? null,
  };
}

function dueWeekly(deadline: Date, since: Date, now: Date): DueNotices {
  const weeks = Math.max(0, Math.floor((now.getTime() - deadline.getTime()) / WEEK));
  const at = new Date(deadline.getTime() + weeks * WEEK);
  return {
    notice: weeks > 0 && at > since ? { kind: 'still-overdue', at } : null,
    next: new Date(at.getTime() + WEEK),
  };
}

/** When people are reminded of a deadline, earliest first. What would be due before the clock starts is left out. */
export function reminderTimes(startedAt: Date, deadline: Date, reminders: readonly Reminder[]): Date[] {
  const whole = deadline.getTime() - startedAt.getTime();
  const left = reminders.map((reminder) =>
    reminder.kind === 'share' ? Math.round(whole * reminder.share) : reminder.milliseconds,
  );
  const inside = left.filter((time) => time > 0 && time < whole);
  return [...new Set(inside)]
    .toSorted((one, other) => other - one)
    .map((time) => new Date(deadline.getTime() - time));
}
