import type { Range } from '../detect/facts.ts';
import type { RuleId } from '../policy/policy.ts';

/**
 * proposed ──merge──► active ──deadline──► overdue ──removed──► resolved
 *    │                   └──────removed──────────────────────────►│
 *    └──closed unmerged──► withdrawn
 */
export const DEBT_STATES = ['proposed', 'active', 'overdue', 'resolved', 'withdrawn'] as const;
export type DebtState = (typeof DEBT_STATES)[number];

export type TimeBox = 'emergency' | 'planned';

/** One place in the code that a debt answers for. */
export interface DebtPlace {
  rule: RuleId;
  path: string;
  /** The covered statement, as last seen by a scan. */
  range: Range;
  fingerprint: string;
  what: string;
  service: string | null;
}

/** The code of a debt on one of the branches where clocks run. */
export interface BranchStand {
  /** `null` for the default branch, whatever its name. */
  branch: string | null;
  /** The commit at which the places were seen. */
  sha: string;
  places: DebtPlace[];
}

/** A documented bypass: one reason issue and its places, with its time-box and its tracking issue. */
export interface Debt {
  /** UUID. */
  id: string;
  state: DebtState;
  /** The issue that the comment cites: why the gateway cannot be used; `null` if it came without one (decisions 17). */
  reasonIssue: number | null;
  /** The text behind the number in the comment's `Issue:` line. Hostile text. */
  reason: string;
  /** The comment's `Remove after:` line. Hostile text. */
  removeAfter: string;
  /** Last instant (exclusive) that an ISO date in `Remove after:` allows, if it names one (decisions 11). */
  removeBy: Date | null;
  /** What the comment asks for. */
  requestedTimeBox: TimeBox;
  /** What it got: planned only once the contact has approved (decisions 14). */
  timeBox: TimeBox;
  /** The PR that proposed it, or brought it along undocumented; `null` if it was pushed without one. */
  pullNumber: number | null;
  /** The commit that brought it without its having been proposed; `null` for a proposed one. */
  pushedSha: string | null;
  /** The branch that `places` are of: the default one, `null`, if it stands there. Where it stood last, once resolved. */
  branch: string | null;
  places: DebtPlace[];
  /** The other branches on which it stands, those that policy's `branches` names. */
  elsewhere: BranchStand[];
  /** The tracking issue, once it is open. */
  trackingIssue: number | null;
  createdAt: Date;
  /** When the bypass reached the first branch where clocks run; the clock starts here. */
  startedAt: Date | null;
  deadline: Date | null;
  resolvedAt: Date | null;
}
