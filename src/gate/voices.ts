import type { Policy, ReviewMode } from '../policy/policy.ts';

/**
 * Tollgate's voices by where they are heard: `pull` is whatever is said on a PR besides its check (comments, reviews),
 * `issue` whatever is said in issues: debts, reminders, the dashboard, old bypasses. The check itself always speaks.
 */
export type Voice = 'pull' | 'issue';

/** What of a PR decides whether it is spoken to. */
export interface Listener {
  /** Found open at installation and not pushed to since (decisions 25). */
  isQuiet: boolean;
}

/**
 * The one place that decides which voices speak: under `mode: observe` the check alone, which then blocks nothing;
 * on a PR that was open at installation nothing but the check, until its next push (decisions 25).
 */
export function speaks(voice: Voice, { mode }: Pick<Policy, 'mode'>, pull?: Listener): boolean {
  if (mode === 'observe') return false;
  return voice === 'issue' || pull?.isQuiet !== true;
}

/** Whether a failing verdict blocks. */
export function enforces({ mode }: Pick<Policy, 'mode'>): boolean {
  return mode === 'enforce';
}

/** What the voices on a PR do, besides its check. */
export interface PullVoices {
  /** Comments on the lines of the diff, and what the review around them does; `off` for neither. */
  review: ReviewMode;
  /** Whether the author is asked to write a debt comment: a program cannot. */
  asksAuthor: boolean;
}

/** A draft is no matter for reviewers yet: reviews wait until it is ready. */
export function pullVoices(
  pull: Listener & { isDraft: boolean; byBot: boolean },
  policy: Pick<Policy, 'mode' | 'reviews'>,
): PullVoices {
  const speaksNow = speaks('pull', policy, pull) && !pull.isDraft;
  return {
    review: speaksNow ? policy.reviews : 'off',
    asksAuthor: !pull.byBot,
  };
}
