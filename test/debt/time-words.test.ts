import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextChange, timeLeft, timeOver } from '../../src/debt/time-words.ts';
import { HOUR, later, NOW } from './builders.ts';

const DAY = 24 * HOUR;

describe('what is left until a deadline', () => {
  it.each([
    [14 * DAY, '14 days'],
    [3 * DAY + 1, '4 days'],
    [2 * DAY + 1, '3 days'],
    [2 * DAY, '48 hours'],
    [24 * HOUR - 30_000, '24 hours'],
    [HOUR + 1, '2 hours'],
    [HOUR, 'less than an hour'],
    [1, 'less than an hour'],
  ])('%i ms is %s', (left, words) => {
    expect(timeLeft(later(left), NOW)).toBe(words);
  });
});

describe('how long ago a deadline was', () => {
  it.each([
    [0, 'less than an hour'],
    [HOUR, '1 hour'],
    [2 * DAY - 1, '47 hours'],
    [2 * DAY, '2 days'],
    [9 * DAY + HOUR, '9 days'],
  ])('%i ms is %s', (over, words) => {
    expect(timeOver(NOW, later(over))).toBe(words);
  });
});

describe('when the words change next', () => {
  const words = (now: Date) => (now < NOW ? `${timeLeft(NOW, now)} left` : timeOver(NOW, now));

  it('they do, and not a moment earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20 * DAY, max: 20 * DAY }), (offset) => {
        const now = later(offset);
        const next = nextChange(NOW, now);
        expect(next > now).toBe(true);
        expect(words(later(-1, next))).toBe(words(now));
        expect(words(next)).not.toBe(words(now));
      }),
      { examples: [[0], [-2 * DAY], [-2 * DAY - 1], [2 * DAY], [2 * DAY - 1], [-HOUR], [HOUR]] },
    );
  });
});
