import { statusOf } from './client.ts';
import { Paced } from './paced.ts';

/** Seconds to wait at a secondary limit that names no time (GitHub's best practices: at least one minute). */
const UNNAMED_WAIT = 60;

/**
 * Seconds for which GitHub asks to be left alone, `null` where a request failed for another reason. `retry-after`
 * counts seconds; `x-ratelimit-reset` is an epoch in seconds, and counts once nothing remains.
 * @param now real time: GitHub's clock says when a limit ends
 */
export function secondsToWait(error: unknown, now: Date): number | null {
  if (error instanceof Paced) return error.seconds;
  const status = statusOf(error);
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

/** The headers of GitHub's answer, as Octokit's errors and answers carry them. */
export function headersOf(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null || !('response' in error)) return {};
  const { response } = error;
  if (typeof response !== 'object' || response === null || !('headers' in response)) return {};
  return typeof response.headers === 'object' && response.headers !== null ? { ...response.headers } : {};
}
