import { statusOf } from './client.ts';
import { secondsToWait } from './limits.ts';

/** Tries of one call; at a third of all calls failing, one in 243 fails for good. */
const MOST_TRIES = 5;

/** Milliseconds before the second try; each further pause is twice as long. */
const FIRST_PAUSE = 200;

/** Milliseconds after which no further try is begun: a worker is held meanwhile, and the queue can wait better. */
const PATIENCE = 15_000;

/** Seconds that GitHub may ask to wait within a call; longer waits are the queue's. */
const LONGEST_WAIT = 3;

export interface FailedTry {
  error: unknown;
  /** Whether the call changes nothing, so that it may be made again. */
  isSafe: boolean;
  /** Tries so far, this one included. */
  tries: number;
  /** Milliseconds since the first one began. */
  elapsed: number;
  now: Date;
}

/**
 * Milliseconds to pause before a failed call is tried again, `null` to give it up. A job makes a dozen calls:
 * if it started over for each that fails, it would not get through an hour in which every third does.
 * @param jitter 0 to 1; jobs that failed together must not come back together
 */
export function pauseAfter({ error, isSafe, tries, elapsed, now }: FailedTry, jitter: number): number | null {
  if (!isSafe || tries >= MOST_TRIES) return null;
  const pause = wantedPause(error, tries, jitter, now);
  return pause === null || elapsed + pause > PATIENCE ? null : pause;
}

function wantedPause(error: unknown, tries: number, jitter: number, now: Date): number | null {
  const wait = secondsToWait(error, now);
  if (wait !== null) return wait <= LONGEST_WAIT ? (wait + jitter) * 1000 : null;
  // Without a status no answer came, or half of one; Octokit gives most of these 500 itself.
  const status = statusOf(error) ?? 500;
  return status >= 500 ? FIRST_PAUSE * 2 ** (tries - 1) * (0.5 + jitter) : null;
}
