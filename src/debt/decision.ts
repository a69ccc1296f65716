import type { DebtChange, DebtEvent } from './change.ts';
import type { Debt, DebtPlace } from './debt.ts';
import { branchesOf, seenFrom } from './stands.ts';
import { placeWords, utc } from './wording.ts';

/** What the audit log knows to tell. */
export const DECISION_KINDS = [
  'verdict',
  'debt-opened',
  'debt-revised',
  'debt-started',
  'debt-arrived',
  'debt-moved',
  'debt-spread',
  'debt-left',
  'debt-overdue',
  'debt-tightened',
  'debt-resolved',
  'debt-reopened',
  'debt-withdrawn',
  'debt-proposed-again',
  'issue-reopened',
  'issue-opened-anew',
  'reminder',
  'notice',
  'changes-requested',
  'review-dismissed',
  'classification',
  'override',
  'command-refused',
  'policy-loosened',
] as const;

export type DecisionKind = (typeof DECISION_KINDS)[number];

/** What was decided: by Tollgate, or by a person through it. */
export interface Decision {
  kind: DecisionKind;
  at: Date;
  /** `null` where it is about no one repository. */
  repositoryId: number | null;
  pull?: number | null;
  /** A tracking issue, or the issue on which somebody commented. */
  issue?: number | null;
  debtId?: string | null;
  /** Whose deed it was, by login; `null` if nobody's but Tollgate's. */
  actor: string | null;
  /** One plain sentence. What it quotes may be hostile. */
  why: string;
  /** The facts behind it, for programs. */
  details?: Record<string, DecisionDetail>;
}

export type DecisionDetail = string | number | boolean | null | string[] | number[];

/** When and through whom something happened. */
export interface Occasion {
  at: Date;
  actor: string | null;
}

/** The entry about something that happened to a debt; `null` where the debt stays what it was. */
export function debtDecision(
  { debt, event }: DebtChange,
  repository: { id: number; defaultBranch: string },
  occasion: Occasion,
): Decision | null {
  if (event.kind === 'undecided') return null;
  return {
    kind: `debt-${event.kind}`,
    ...occasion,
    repositoryId: repository.id,
    pull: debt.pullNumber,
    issue: debt.trackingIssue,
    debtId: debt.id,
    why: whyOf(debt, event, repository.defaultBranch),
    details: {
      state: debt.state,
      reasonIssue: debt.reasonIssue,
      timeBox: debt.timeBox,
      deadline: debt.deadline?.toISOString() ?? null,
      places: debt.places.map(placeWords),
      branches: branchesOf(debt, repository.defaultBranch),
    },
  };
}

function whyOf(debt: Debt, event: Exclude<DebtEvent, { kind: 'undecided' }>, defaultBranch: string): string {
  const pull = `#${debt.pullNumber}`;
  const branch = debt.branch ?? defaultBranch;
  switch (event.kind) {
    case 'opened':
      return `${pull} documents a bypass at ${placesOf(debt.places)}, reason #${debt.reasonIssue}: ${debt.timeBox}`;
    case 'revised':
      return `${pull} changed what it documents: ${placesOf(debt.places)}, reason #${debt.reasonIssue}, ${debt.timeBox}`;
    case 'started':
      return `${pull} reached ${branch}: ${debt.timeBox}, until ${deadlineOf(debt)}`;
    case 'arrived':
      return `${arrivedWords(debt)} brought a bypass to ${branch} at ${placesOf(debt.places)}, which nobody had proposed: ${debt.timeBox}, until ${deadlineOf(debt)}`;
    case 'moved':
      return `the call is now at ${placesOf(seenFrom(debt, event.on ?? debt.branch).places)}${event.on === undefined ? '' : ` on ${event.on}`}; it was at ${placesOf(event.from)}`;
    case 'spread':
      return `the call is on ${event.to ?? defaultBranch} too, and its clock goes on: until ${deadlineOf(debt)}`;
    case 'left':
      return `${event.isDeleted ? `${event.from ?? defaultBranch} is deleted` : `a scan of ${event.from ?? defaultBranch} shows that the call is gone from there`}; it is still on ${branchesOf(debt, defaultBranch).join(', ')}`;
    case 'overdue':
      return `the deadline, ${deadlineOf(debt)}, has passed`;
    case 'tightened':
      return `policy became stricter: the deadline moves from ${utc(event.deadlineBefore)} to ${deadlineOf(debt)}`;
    case 'resolved':
      return `a scan of ${branch} shows that the call is gone`;
    case 'reopened':
      return `the call is back on ${branch}, and its old clock goes on: until ${deadlineOf(debt)}`;
    case 'withdrawn':
      return `${pull} no longer proposes it`;
    case 'proposed-again':
      return `${pull} proposes it again`;
  }
}

function arrivedWords({ pullNumber, pushedSha }: Debt): string {
  return pullNumber === null ? `a push (${pushedSha?.slice(0, 7)})` : `#${pullNumber}`;
}

/** Places that a sentence names; the details hold all of them. */
const MOST_PLACES = 3;

function placesOf(places: readonly DebtPlace[]): string {
  const words = [...new Set(places.map(placeWords))];
  const more = words.length - MOST_PLACES;
  return words.slice(0, MOST_PLACES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function deadlineOf({ deadline }: Debt): string {
  return deadline === null ? 'no date' : utc(deadline);
}
