import { statusOf } from '../github/client.ts';
import { secondsToWait } from '../github/limits.ts';

/** What to do about a request that failed. */
export type Refusal =
  /** GitHub asks to wait: a primary or secondary rate limit. */
  | { kind: 'wait'; seconds: number }
  /** It may go through later: a server error, a timeout, a reset; or GitHub lags behind its own webhooks. */
  | { kind: 'again' }
  /** GitHub will say the same for ever. */
  | { kind: 'final'; reason: string };

/** Milliseconds for which "not there" and "not valid" may be the API's lag behind its webhooks. */
const LAG = 10 * 60_000;

/** Statuses that mean the same for ever once the API has had time to catch up; 403 is a missing permission here. */
const LASTING = new Set([403, 404, 410, 422, 451]);

/**
 * Reads a failed request.
 * @param age milliseconds since the work that failed was asked for
 * @param now real time: GitHub's clock says when a limit ends
 */
export function readRefusal(error: unknown, age: number, now: Date): Refusal {
  const wait = secondsToWait(error, now);
  if (wait !== null) return { kind: 'wait', seconds: wait };
  const status = statusOf(error);
  if (status === null) return { kind: 'again' };
  if (LASTING.has(status) && age > LAG) return { kind: 'final', reason: reasonOf(error, status) };
  return { kind: 'again' };
}

function reasonOf(error: unknown, status: number): string {
  return `GitHub answers ${status}: ${error instanceof Error ? error.message : String(error)}`;
}
