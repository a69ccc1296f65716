import { isDeepStrictEqual } from 'node:util';
import type { Debt } from '../debt/debt.ts';
import type { ReasonIssue } from '../gate/verdict.ts';
import type { FoundIssue } from '../github/issues.ts';
import type { PullSnapshot } from '../github/pulls.ts';
import type { Pull } from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import { judgeRequest, syncRequest, trackingIssueEffect } from './requests.ts';
import type { WorkRequest } from './work.ts';

/** What the database says of a repository. */
export interface Remembered {
  repositoryId: number;
  /** `null` if it was never met, or was lost meanwhile. */
  known: Pick<Repository, 'syncedSha' | 'commentsSeenTo'> | null;
  /** The other branches where clocks run, with the head that was seen last. */
  branches: ReadonlyMap<string, string | null>;
  /** Open PRs. */
  pulls: readonly Pull[];
  /** Debts that are proposed, active or overdue. */
  debts: readonly Debt[];
}

/** What GitHub shows of it. */
export interface Shown {
  pulls: readonly PullSnapshot[];
  /** The default branch's; `null` while it has no commit. */
  headSha: string | null;
  /** The heads of the other branches where clocks run. */
  branches: ReadonlyMap<string, string>;
  /** The issues that debt comments of open PRs cite, by number. */
  reasonIssues: ReadonlyMap<number, ReasonIssue>;
  /** Tracking issues of ours that are open. */
  trackingIssues: readonly Pick<FoundIssue, 'number'>[];
}

/** What has to be looked at because GitHub shows it otherwise than it is remembered. */
export function staleWork(remembered: Remembered, shown: Shown): WorkRequest[] {
  const { repositoryId, known } = remembered;
  const isNew = known === null;
  return [
    ...(isNew || known.syncedSha !== shown.headSha || haveMoved(remembered, shown)
      ? [syncRequest(repositoryId)]
      : []),
    // At installation the PRs that are there get a check and nothing else (decisions 25).
    ...stalePulls(remembered, shown).map((number) => judgeRequest(repositoryId, number, isNew)),
    ...closedPulls(remembered, shown).map((number) => judgeRequest(repositoryId, number)),
    ...staleDebts(remembered, shown).map(trackingIssueEffect),
  ];
}

function haveMoved({ branches }: Remembered, shown: Shown): boolean {
  const names = new Set([...branches.keys(), ...shown.branches.keys()]);
  return [...names].some((name) => branches.get(name) !== shown.branches.get(name));
}

function stalePulls({ pulls, debts }: Remembered, shown: Shown): number[] {
  const remembered = new Map(pulls.map((pull) => [pull.number, pull]));
  const stale = shown.pulls.filter((pull) => {
    const before = remembered.get(pull.number);
    return (
      !before ||
      isOtherwise(before, pull) ||
      citesOtherwise(before, shown.reasonIssues) ||
      mayBeApproved(before, debts) ||
      waitsForContact(before)
    );
  });
  return stale.map((pull) => pull.number);
}

function isOtherwise(before: Pull, now: PullSnapshot): boolean {
  return (
    before.evidence?.headSha !== now.headSha ||
    before.title !== now.title ||
    before.baseRef !== now.baseRef ||
    before.labels.toSorted().join('\n') !== now.labels.toSorted().join('\n')
  );
}

function citesOtherwise({ evidence }: Pull, issues: ReadonlyMap<number, ReasonIssue>): boolean {
  return (
    evidence?.reasonIssues.some(([number, before]) => !isDeepStrictEqual(before, issues.get(number))) ?? false
  );
}

/** Reviews are in no list of PRs: whether somebody has approved is asked where it would change something. */
function mayBeApproved(pull: Pull, debts: readonly Debt[]): boolean {
  return debts.some(
    ({ state, pullNumber, requestedTimeBox }) =>
      state === 'proposed' &&
      pullNumber === pull.number &&
      ((requestedTimeBox === 'planned' && !pull.approvedByContact) ||
        (!pull.authorCanWrite && !pull.approvedByWriter)),
  );
}

function waitsForContact({ evidence, headApprovedByContact }: Pull): boolean {
  return (evidence?.loosenings?.length ?? 0) > 0 && !headApprovedByContact;
}

function closedPulls({ pulls }: Remembered, shown: Shown): number[] {
  const open = new Set(shown.pulls.map((pull) => pull.number));
  return pulls.filter((pull) => !open.has(pull.number)).map((pull) => pull.number);
}

/** @returns ids of debts whose tracking issue is not open */
function staleDebts({ known, debts }: Remembered, { trackingIssues }: Shown): string[] {
  const open = new Set(trackingIssues.map((issue) => issue.number));
  // Of one that was lost and is back, what was due meanwhile could not be written.
  return debts
    .filter(({ trackingIssue }) => known === null || (trackingIssue !== null && !open.has(trackingIssue)))
    .map((debt) => debt.id);
}
