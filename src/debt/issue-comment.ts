import type { DebtChange, UndecidedCause } from './change.ts';
import type { Debt, DebtPlace } from './debt.ts';
import { code } from './markdown.ts';
import type { Notice } from './notices.ts';
import { branchWords } from './stands.ts';
import { timeLeft, timeOver } from './time-words.ts';
import { count, placeWords, utc } from './wording.ts';

/**
 * The comment that tells the readers of a tracking issue what happened; `null` where the issue's own text says
 * enough. Markdown.
 */
export function eventComment(
  { debt, event }: DebtChange,
  defaultBranch: string,
  mention: string | null = null,
): string | null {
  switch (event.kind) {
    case 'overdue':
      return `The deadline, ${deadline(debt)}, has passed. Feature PRs in this repository are blocked until the call is gone from ${branchWords(debt, defaultBranch)}; a PR that removes it is not.${mention === null ? '' : ` ${mention}: this is yours to follow up.`}`;
    case 'resolved':
      return resolvedComment(debt, defaultBranch);
    case 'withdrawn':
      return `Withdrawn: #${debt.pullNumber} no longer proposes this bypass, so there is nothing to track.`;
    case 'proposed-again':
      return `#${debt.pullNumber} proposes this bypass again.`;
    case 'reopened':
      return `The call is back on ${branchWords(debt, defaultBranch)}, and its old clock goes on: the deadline is ${deadline(debt)}.`;
    case 'undecided':
      return undecidedComment(event.place, event.cause);
    case 'tightened':
      return `The time-box became shorter by policy: the deadline moves from ${utc(event.deadlineBefore)} to ${deadline(debt)}.`;
    case 'spread':
      return `The call is on ${code(event.to ?? defaultBranch)} too. Its clock goes on as it is, and it counts as removed once it is gone from ${branchWords(debt, defaultBranch)}.`;
    case 'left':
      return `${event.isDeleted ? `${code(event.from ?? defaultBranch)} is deleted.` : `The call is gone from ${code(event.from ?? defaultBranch)}.`} Its clock goes on: it is still on ${branchWords(debt, defaultBranch)}.`;
    case 'opened':
    case 'revised':
    case 'started':
    case 'arrived':
    case 'moved':
      return null;
  }
}

/** For a tracking issue from which a lost database should have got its debt back, and could not. */
export function recordEditedComment(): string {
  return [
    '**This debt was not restored.** The database was lost, and the hidden record in this issue, which keeps the clock, does not verify: it was edited, or copied from another issue.',
    'To bring it back, restore the text as Tollgate wrote it last (_edited_ above the text lists every version), and have an operator run `tollgate rebuild`.',
  ].join('\n\n');
}

/** For a tracking issue that somebody closed while its debt stands (design, "The life of a debt"). */
export function closedByHandComment(debt: Debt, defaultBranch: string): string {
  const places = count(new Set(debt.places.map(placeWords)).size, 'place');
  return `Reopened: the call is still on ${branchWords(debt, defaultBranch)}, in ${places}. This issue closes by itself once a scan no longer finds it.`;
}

export interface NoticeTerms {
  defaultBranch: string;
  /** Of the contact. */
  mention: string;
  now: Date;
}

/** What the passing of time alone brings, for the contact who follows it up. Markdown. */
export function noticeComment(
  debt: Debt,
  { kind }: Pick<Notice, 'kind'>,
  { defaultBranch, mention, now }: NoticeTerms,
): string {
  const still = `the call is still on ${branchWords(debt, defaultBranch)}, in ${placesOf(debt)}`;
  if (debt.deadline === null) return `${mention}: ${still}.`;
  if (kind === 'reminder')
    return `**${capital(timeLeft(debt.deadline, now))} left.** ${mention}: ${still}. Remove it by ${utc(debt.deadline)}, or feature PRs in this repository are blocked.`;
  return `**Overdue by ${timeOver(debt.deadline, now)}.** ${mention}: ${still}, and feature PRs in this repository are blocked until it is gone. A PR that removes it is not.`;
}

/** For a tracking issue whose reason was closed while the call is still there. */
export function reasonClosedComment(debt: Debt, isCompleted: boolean, defaultBranch: string): string {
  const what = isCompleted
    ? 'is closed as completed: the reason for this bypass is gone'
    : 'is closed without being completed: nothing is waited for any more';
  return `#${debt.reasonIssue} ${what}. **Remove the call now;** it is still on ${branchWords(debt, defaultBranch)}, in ${placesOf(debt)}. The deadline stays ${deadline(debt)}.`;
}

/** For the tracking issue that takes the place of one that is gone. */
export function openedAnewComment(debt: Debt, before: number): string {
  return `Opened anew: #${before}, which tracked this debt before, was deleted or moved to another repository. That changes nothing of what is owed: the deadline is ${deadline(debt)}.`;
}

function placesOf(debt: Debt): string {
  const words = [...new Set(debt.places.map(placeWords))];
  const [first = ''] = words;
  const more = words.length - 1;
  return more > 0 ? `${code(first)} and ${count(more, 'more place')}` : code(first);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function resolvedComment(debt: Debt, defaultBranch: string): string {
  const { deadline, resolvedAt } = debt;
  const gone = `the call is gone from ${branchWords(debt, defaultBranch)}`;
  if (deadline === null || resolvedAt === null) return `Resolved: ${gone}. Thank you.`;
  const left = deadline.getTime() - resolvedAt.getTime();
  if (left > 0)
    return `Resolved on time: ${gone}, ${timeLeft(deadline, resolvedAt)} before the deadline. Thank you.`;
  if (left === 0) return `Resolved late: ${gone}, but only at the deadline itself.`;
  return `Resolved late by ${timeOver(deadline, resolvedAt)}: ${gone}. If this was the last overdue debt, feature PRs go through again.`;
}

const CAUSES: Record<UndecidedCause, string> = {
  'skipped-file': 'its file could not be analysed',
  'ignored-path': 'its file is under a path that policy ignores',
  'rule-off': 'policy has turned its rule off',
  exception: 'an exception of policy is about it now',
};

function undecidedComment(place: DebtPlace, cause: UndecidedCause): string {
  return `Still open: the call at ${code(placeWords(place))} was not seen, but ${CAUSES[cause]}, so it is not known to be gone. The clock goes on.`;
}

function deadline(debt: Debt): string {
  return debt.deadline === null ? 'not set' : utc(debt.deadline);
}
