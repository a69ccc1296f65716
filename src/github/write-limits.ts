/**
 * What GitHub allows an installation to write. Creating content (issues, comments): 80 requests a minute and 500 an
 * hour. All requests: 900 points a minute, of which a write costs 5 and a read 1; 150 writes leave reads their part.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const LIMITS: readonly Limit[] = [
  { kinds: ['content'], seconds: 60, most: 80 },
  { kinds: ['content'], seconds: 3600, most: 500 },
  { kinds: ['content', 'other'], seconds: 60, most: 150 },
];

/** Issues and comments are content, new or edited; check runs and all else are not. */
export type WriteKind = 'content' | 'other';

interface Limit {
  kinds: readonly WriteKind[];
  seconds: number;
  most: number;
}

/** Writes of one kind in one span of `SPAN_SECONDS` from `start` on. */
export interface WriteCount {
  kind: WriteKind;
  start: Date;
  count: number;
}

/** Writes are counted by such spans; a span counts as a whole until its last second is out of a limit's time. */
export const SPAN_SECONDS = 10;

/** How far back a limit looks, with the span that it may cut through. */
export const LONGEST_SECONDS = 3600 + SPAN_SECONDS;

export interface Room {
  /** Seconds until one more write is allowed; 0 is now. */
  wait: number;
  /** Seconds between writes at the pace of the limit that says so. */
  pace: number;
}

/** @param operation such as `POST /repos/{owner}/{repo}/issues` */
export function writeKindOf(operation: string): WriteKind {
  return /^\w+ \/repos\/\{owner\}\/\{repo\}\/issues\b/.test(operation) ? 'content' : 'other';
}

/** The limit that keeps a write waiting longest. */
export function roomFor(kind: WriteKind, counts: readonly WriteCount[], now: Date): Room {
  const rooms = LIMITS.filter(({ kinds }) => kinds.includes(kind)).map((limit) => room(limit, counts, now));
  return rooms.reduce((longest, one) => (one.wait > longest.wait ? one : longest), { wait: 0, pace: 0 });
}

function room({ kinds, seconds, most }: Limit, counts: readonly WriteCount[], now: Date): Room {
  const ageOf = ({ start }: WriteCount) => (now.getTime() - start.getTime()) / 1000;
  const kept = seconds + SPAN_SECONDS;
  const recent = counts.filter((one) => kinds.includes(one.kind) && ageOf(one) < kept);
  let total = recent.reduce((sum, { count }) => sum + count, 0);
  const pace = seconds / most;
  if (total < most) return { wait: 0, pace };
  for (const one of recent.toSorted((a, b) => ageOf(b) - ageOf(a))) {
    total -= one.count;
    if (total < most) return { wait: kept - ageOf(one), pace };
  }
  return { wait: kept, pace };
}
