import type { Policy } from '../policy/policy.ts';

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
