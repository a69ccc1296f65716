import type { Debt, DebtPlace } from './debt.ts';

/** Why a debt cannot be called resolved although a scan did not show its place (decisions 16). */
export type UndecidedCause = 'skipped-file' | 'ignored-path' | 'rule-off' | 'exception';

/** What happened to a debt. */
export type DebtEvent =
  | { kind: 'opened' }
  /** The PR's comment, its places or its approval changed while the debt is proposed. */
  | { kind: 'revised' }
  | { kind: 'started' }
  /** It is on the branch and was never proposed: pushed, or merged before it passed (decisions 17). */
  | { kind: 'arrived' }
  | { kind: 'overdue' }
  | { kind: 'resolved' }
  | { kind: 'withdrawn' }
  | { kind: 'proposed-again' }
  /** Still there, but not where it was, or in fewer places. `on`: the branch, if it is not the one of its `places`. */
  | { kind: 'moved'; from: DebtPlace[]; on?: string }
  /** It came to one more of the branches where clocks run, `null` for the default one. */
  | { kind: 'spread'; to: string | null }
  /** Gone from one of them, perhaps with the branch itself, and still on another. */
  | { kind: 'left'; from: string | null; isDeleted: boolean }
  /** Not seen, and not known to be gone; the debt stays as it is. */
  | { kind: 'undecided'; place: DebtPlace; cause: UndecidedCause }
  /** Policy became stricter and shortened the time-box. */
  | { kind: 'tightened'; deadlineBefore: Date }
  /** It came back after it was resolved, and resumes its old clock (decisions 15). */
  | { kind: 'reopened' };

/** A debt as it is now, and what made it so. Store the debt; tell people of the event. */
export interface DebtChange {
  debt: Debt;
  event: DebtEvent;
}
