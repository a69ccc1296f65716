import { describe, expect, it } from 'vitest';
import type { DebtEvent } from '../../src/debt/change.ts';
import type { Debt } from '../../src/debt/debt.ts';
import {
  closedByHandComment,
  eventComment,
  noticeComment,
  openedAnewComment,
  reasonClosedComment,
} from '../../src/debt/issue-comment.ts';
import { activeDebt, debtPlace, HOUR, later, overdueDebt, proposedDebt } from './builders.ts';

function resolvedAfter(hours: number): Debt {
  return activeDebt({ state: 'resolved', resolvedAt: later(hours * HOUR) });
}

describe('what a tracking issue is told', () => {
  it.each<[string, Debt, DebtEvent, string | null]>([
    [
      'the deadline passed',
      overdueDebt(),
      { kind: 'overdue' },
      'The deadline, 2025-11-19 23:14 UTC, has passed. Feature PRs in this repository are blocked until the call is gone from `main`; a PR that removes it is not.',
    ],
    [
      'resolved on time',
      resolvedAfter(45),
      { kind: 'resolved' },
      'Resolved on time: the call is gone from `main`, 3 hours before the deadline. Thank you.',
    ],
    [
      'resolved late',
      resolvedAfter(48 + 26.5),
      { kind: 'resolved' },
      'Resolved late by 26 hours: the call is gone from `main`. If this was the last overdue debt, feature PRs go through again.',
    ],
    [
      'resolved at the deadline itself, which is too late',
      resolvedAfter(48),
      { kind: 'resolved' },
      'Resolved late: the call is gone from `main`, but only at the deadline itself.',
    ],
    [
      'withdrawn',
      proposedDebt({ state: 'withdrawn' }),
      { kind: 'withdrawn' },
      'Withdrawn: #456 no longer proposes this bypass, so there is nothing to track.',
    ],
    ['proposed again', proposedDebt(), { kind: 'proposed-again' }, '#456 proposes this bypass again.'],
    [
      'reopened',
      activeDebt(),
      { kind: 'reopened' },
      'The call is back on `main`, and its old clock goes on: the deadline is 2025-11-19 23:14 UTC.',
    ],
    [
      'not to be decided',
      activeDebt(),
      { kind: 'undecided', place: debtPlace(), cause: 'skipped-file' },
      'Still open: the call at `services/chat/summary.py:42` was not seen, but its file could not be analysed, so it is not known to be gone. The clock goes on.',
    ],
    [
      'tightened',
      activeDebt({ deadline: later(HOUR) }),
      { kind: 'tightened', deadlineBefore: later(48 * HOUR) },
      'The time-box became shorter by policy: the deadline moves from 2025-11-19 23:14 UTC to 2025-11-18 00:14 UTC.',
    ],
    ['nothing when it opens: the issue says it', proposedDebt(), { kind: 'opened' }, null],
    ['nothing when it starts', activeDebt(), { kind: 'started' }, null],
    ['nothing when it moves', activeDebt(), { kind: 'moved', from: [] }, null],
    ['nothing when it is revised', proposedDebt(), { kind: 'revised' }, null],
  ])('%s', (_, debt, event, expected) => {
    expect(eventComment({ debt, event }, 'main')).toBe(expected);
  });

  it('is reopened with the reason if somebody closed it by hand', () => {
    expect(closedByHandComment(overdueDebt(), 'main')).toBe(
      'Reopened: the call is still on `main`, in 1 place. This issue closes by itself once a scan no longer finds it.',
    );
  });
});

describe('what time brings', () => {
  const mention = '@acme/architecture-team';
  const told = (debt: Debt, kind: 'reminder' | 'still-overdue', hours: number) =>
    noticeComment(debt, { kind }, { defaultBranch: 'main', mention, now: later(hours * HOUR) });

  it.each([
    [
      told(activeDebt(), 'reminder', 24),
      '**24 hours left.** @acme/architecture-team: the call is still on `main`, in `services/chat/summary.py:42`. Remove it by 2025-11-19 23:14 UTC, or feature PRs in this repository are blocked.',
    ],
    [
      told(activeDebt({ places: [debtPlace(), debtPlace({ path: 'b.py' })] }), 'reminder', 47.5),
      '**Less than an hour left.** @acme/architecture-team: the call is still on `main`, in `services/chat/summary.py:42` and 1 more place. Remove it by 2025-11-19 23:14 UTC, or feature PRs in this repository are blocked.',
    ],
    [
      told(overdueDebt(), 'still-overdue', 48 + 7 * 24),
      '**Overdue by 7 days.** @acme/architecture-team: the call is still on `main`, in `services/chat/summary.py:42`, and feature PRs in this repository are blocked until it is gone. A PR that removes it is not.',
    ],
    [
      eventComment({ debt: overdueDebt(), event: { kind: 'overdue' } }, 'main', mention),
      'The deadline, 2025-11-19 23:14 UTC, has passed. Feature PRs in this repository are blocked until the call is gone from `main`; a PR that removes it is not. @acme/architecture-team: this is yours to follow up.',
    ],
  ])('is told with who is to follow it up', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('what else is told', () => {
  it.each([
    [
      reasonClosedComment(activeDebt(), true, 'main'),
      '#123 is closed as completed: the reason for this bypass is gone. **Remove the call now;** it is still on `main`, in `services/chat/summary.py:42`. The deadline stays 2025-11-19 23:14 UTC.',
    ],
    [
      reasonClosedComment(activeDebt(), false, 'main'),
      expect.stringMatching(/^#123 is closed without being completed: nothing is waited for any more\./),
    ],
    [
      openedAnewComment(activeDebt(), 400),
      'Opened anew: #400, which tracked this debt before, was deleted or moved to another repository. That changes nothing of what is owed: the deadline is 2025-11-19 23:14 UTC.',
    ],
  ])('is exact', (text, expected) => {
    expect(text).toEqual(expected);
  });
});
