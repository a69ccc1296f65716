import { statusOf } from '../github/client.ts';

/** What to do about a request that failed. */
export type Refusal =
  /** GitHub asks to wait: a primary or secondary rate limit. */
  | { kind: 'wait'; seconds: number }
  /** It may go through later: a server error, a timeout, a reset; or GitHub lags behind its own webhooks. */
  | { kind: 'again' }
  /** GitHub will say the same for ever. */
  | { kind: 'final'; reason: string };

/** Seconds to wait at a secondary limit that names no time (GitHub's best practices: at least one minute). */
const UNNAMED_WAIT = 60;

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
  const status = statusOf(error);
  if (status === null) return { kind: 'again' };
  const wait = secondsToWait(error, status, now);
  if (wait !== null) return { kind: 'wait', seconds: wait };
  if (LASTING.has(status) && age > LAG) return { kind: 'final', reason: reasonOf(error, status) };
  return { kind: 'again' };
}

/** `retry-after` counts seconds; `x-ratelimit-reset` is an epoch in seconds, and counts once nothing remains. */
function secondsToWait(error: unknown, status: number, now: Date): number | null {
  if (status !== 403 && status !== 429) return null;
  const headers = headersOf(error);
  const retryAfter = Number(headers['retry-after']);
  if (retryAfter > 0) return retryAfter;
  if (headers['x-ratelimit-remaining'] === '0') {
    return Math.max(1, Number(headers['x-ratelimit-reset']) - Math.floor(now.getTime() / 1000));
  }
  const isSecondary = error instanceof Error && /secondary rate limit/i.test(error.message);
  return status === 429 || isSecondary ? UNNAMED_WAIT : null;
}

function headersOf(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null || !('response' in error)) return {};
  const { response } = error;
  if (typeof response !== 'object' || response === null || !('headers' in response)) return {};
  return typeof response.headers === 'object' && response.headers !== null ? { ...response.headers } : {};
}

function reasonOf(error: unknown, status: number): string {
  return `GitHub answers ${status}: ${error instanceof Error ? error.message : String(error)}`;
}
