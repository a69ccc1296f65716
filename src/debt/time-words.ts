import { count } from './wording.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Up to so much time hours are told, beyond it days. */
const IN_HOURS = 2 * DAY;

/** What is left until a deadline, in whole days, then in whole hours: `9 days`, `47 hours`, `less than an hour`. */
export function timeLeft(deadline: Date, now: Date): string {
  const left = deadline.getTime() - now.getTime();
  if (left > IN_HOURS) return count(Math.ceil(left / DAY), 'day');
  return left > HOUR ? count(Math.ceil(left / HOUR), 'hour') : 'less than an hour';
}

/** How long ago a deadline was: `less than an hour`, `47 hours`, `9 days`. */
export function timeOver(deadline: Date, now: Date): string {
  const over = now.getTime() - deadline.getTime();
  if (over >= IN_HOURS) return count(Math.floor(over / DAY), 'day');
  return over >= HOUR ? count(Math.floor(over / HOUR), 'hour') : 'less than an hour';
}

/** When {@link timeLeft}, then {@link timeOver}, says something else than now. */
export function nextChange(deadline: Date, now: Date): Date {
  const left = deadline.getTime() - now.getTime();
  if (left > 0)
    return new Date(deadline.getTime() - (Math.ceil(left / unitOf(left, 0)) - 1) * unitOf(left, 0));
  const unit = unitOf(-left, 1);
  return new Date(deadline.getTime() + (Math.floor(-left / unit) + 1) * unit);
}

/** @param edge 1 where the time of the edge itself is told in days */
function unitOf(time: number, edge: 0 | 1): number {
  return time > IN_HOURS - edge ? DAY : HOUR;
}
