import type { ChangeClass } from '../policy/policy.ts';

/** What the verdict needs to know of one open pull request. Title, branch and labels are hostile text. */
export interface PullRequest {
  number: number;
  title: string;
  headSha: string;
  headRef: string;
  baseRef: string;
  labels: string[];
  author: string;
  /** Whether the author has write access; the title of somebody without it gives no sign (decisions 20). */
  authorCanWrite: boolean;
  /** Whether the contact has an approving review on it that stands (decisions 14). */
  approvedByContact: boolean;
  /** The same of this very head: what loosens policy is approved as it is, and not as it was. */
  headApprovedByContact: boolean;
  /** What came of asking the contact for a review, because it changes a debt's own code; `null` if nobody was asked yet. */
  contactRequest: ContactRequest | null;
  /** Whether somebody with write access has. */
  approvedByWriter: boolean;
  /** What somebody with write access said that it is, which goes before all signs; `null` if nobody did. */
  classCommand: ClassCommand | null;
  /** How its class changed since it was first seen, oldest first; the latest of them if there were many. */
  classChanges: ClassChange[];
  /** The overdue debts that do not hold it. */
  overrides: Override[];
  /** The contact let it through the freeze of the baseline's day; `null` if not. */
  baselineOverride: BaselineOverride | null;
  /** Not ready for review yet. */
  isDraft: boolean;
  /** Opened by Renovate, Dependabot or another program. */
  byBot: boolean;
  /** Found as it is at installation, and not pushed to since (decisions 25). */
  isQuiet: boolean;
}

/** What came of asking the contact for a review of a PR. Stored as JSON. */
export type ContactRequest =
  | { kind: 'asked' }
  /** The author is the contact, or one of them. */
  | { kind: 'author' }
  /** GitHub's own words. Hostile text. */
  | { kind: 'refused'; why: string };

/** `/tollgate classify WORD`. Stored as JSON. */
export interface ClassCommand {
  /** A name of policy's `features.types`. */
  word: string;
  by: string;
  /** The comment that says so: of two the later one counts, whichever arrives first. */
  commentId: number;
}

/** A PR came to count as something else. Stored as JSON. */
export interface ClassChange {
  class: ChangeClass;
  /** A login; `null` where GitHub did not tell. */
  by: string | null;
  /** Markdown, escaped, as in {@link Classification}. */
  because: string;
  /** ISO instant. */
  at: string;
  /** Ids of the debts that were overdue then: it happened during that freeze. */
  overdue: string[];
}

/** The contact let the PR through, as far as one debt is concerned (decisions 21). */
export interface Override {
  debtId: string;
  by: string;
  reason: string;
  at: Date;
}

/** The same of the old bypasses, whose day has passed: another day is another freeze. Stored as JSON. */
export interface BaselineOverride {
  /** `2026-12-31`. */
  day: string;
  by: string;
  reason: string;
  /** ISO instant. */
  at: string;
}

/** Why a PR counts as what it counts as. */
export interface Classification {
  class: ChangeClass;
  /** What says so. */
  sign: 'command' | 'label' | 'title' | 'branch' | 'none';
  /** For people: `its title begins with \`feat:\``. Markdown, escaped. */
  because: string;
}
