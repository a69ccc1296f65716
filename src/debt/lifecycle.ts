import type { Policy } from '../policy/policy.ts';
import type { DebtChange } from './change.ts';
import type { Debt } from './debt.ts';
import { placeKey } from './place.ts';
import { deadlineOf, earlier, grantedTimeBox } from './time-box.ts';

/** How a proposed debt reached the default branch. */
export interface Landing {
  /** GitHub's `merged_at`, or the receipt of the push; never a commit's own date. */
  at: Date;
  /** The branch, `null` for the default one. */
  branch?: string | null;
  approvedByContact: boolean;
  /** When the clock of an earlier, resolved debt with the same reason issue began (see {@link earlierClock}). */
  earlierClock?: Date | null;
}

/**
 * proposed → active, on the branch that it reached first: the clock starts, or resumes where it stood if the bypass came back (decisions 15). `null` for
 * any other state: a merge is told more than once. A deadline that has passed already is for {@link expire}.
 */
export function land(debt: Debt, landing: Landing, policy: Pick<Policy, 'timeBox'>): DebtChange | null {
  if (debt.state !== 'proposed') return null;
  const startedAt = earlier(landing.earlierClock ?? landing.at, landing.at);
  const timeBox = grantedTimeBox(debt.requestedTimeBox, landing.approvedByContact);
  const deadline = deadlineOf({ startedAt, timeBox, removeBy: debt.removeBy, policy });
  const { branch = null } = landing;
  return {
    debt: { ...debt, state: 'active', branch, startedAt, timeBox, deadline },
    event: { kind: 'started' },
  };
}

/** The start of the first clock among the resolved debts that cited the same reason issue; `null` if there is none. */
export function earlierClock(debt: Debt, debts: readonly Debt[]): Date | null {
  const before = debts.filter(
    ({ id, state, reasonIssue }) =>
      id !== debt.id && state === 'resolved' && reasonIssue === debt.reasonIssue,
  );
  const starts = before.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  return starts.length === 0 ? null : starts.reduce(earlier);
}

/** active → overdue. The deadline is the first instant that is too late: at it, the debt is overdue. */
export function expire(debt: Debt, now: Date): DebtChange | null {
  if (debt.state !== 'active' || debt.deadline === null || now < debt.deadline) return null;
  return { debt: { ...debt, state: 'overdue' }, event: { kind: 'overdue' } };
}

/** active, overdue → resolved: a scan has seen that every place is gone (decisions 16). */
export function resolve(debt: Debt, at: Date): DebtChange | null {
  if (debt.state !== 'active' && debt.state !== 'overdue') return null;
  return { debt: { ...debt, state: 'resolved', resolvedAt: at }, event: { kind: 'resolved' } };
}

/** proposed → withdrawn: the PR was closed without merging, or the bypass was mended in it. */
export function withdraw(debt: Debt): DebtChange | null {
  if (debt.state !== 'proposed') return null;
  return { debt: { ...debt, state: 'withdrawn' }, event: { kind: 'withdrawn' } };
}

/** withdrawn → proposed, with the same tracking issue: the PR was reopened, or has the bypass again. */
export function proposeAgain(debt: Debt): DebtChange | null {
  if (debt.state !== 'withdrawn') return null;
  return { debt: { ...debt, state: 'proposed' }, event: { kind: 'proposed-again' } };
}

/**
 * resolved → active or overdue: the same bypass is back on the default branch (a revert, a re-paste), and its old clock
 * goes on. The one way out of resolved.
 */
export function reopen(debt: Debt, now: Date): DebtChange | null {
  if (debt.state !== 'resolved') return null;
  const reopened: Debt = { ...debt, state: isLate(debt, now) ? 'overdue' : 'active', resolvedAt: null };
  return { debt: reopened, event: { kind: 'reopened' } };
}

/** Whether its deadline has passed, whatever was done about it since. */
export function isLate({ deadline }: Debt, at: Date): boolean {
  return deadline !== null && at >= deadline;
}

/** Whether a freeze or a copy counts it: it stands on the default branch. */
export function isStanding(debt: Debt): boolean {
  return debt.state === 'active' || debt.state === 'overdue';
}

/**
 * A debt that stands already, with the places of a proposal that cites the same issue and was merged too: the clock
 * that began first counts for all of them.
 */
export function absorb(standing: Debt, proposal: Debt): Debt {
  const known = new Set(standing.places.map((place) => JSON.stringify(placeKey(place))));
  const more = proposal.places.filter((place) => !known.has(JSON.stringify(placeKey(place))));
  return { ...standing, places: [...standing.places, ...more] };
}
