import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../src/policy/duration.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe('parseDuration', () => {
  it.each([
    ['48h', 48 * HOUR],
    ['14d', 14 * 24 * HOUR],
    ['2w', 14 * 24 * HOUR],
    ['90m', 1.5 * HOUR],
    ['30s', 30 * SECOND],
    [' 48 H ', 48 * HOUR],
  ])('reads %j', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    '',
    '48',
    'h',
    '0h',
    '-1h',
    '1.5h',
    '1h30m',
    '48 hours',
    '1e3s',
    'Infinityh',
    '9999999999s',
    '48h '.repeat(99),
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('formatDuration', () => {
  it.each([
    [48 * HOUR, '48 hours'],
    [14 * 24 * HOUR, '2 weeks'],
    [7 * 24 * HOUR, '1 week'],
    [10 * 24 * HOUR, '10 days'],
    [24 * HOUR, '24 hours'],
    [HOUR, '1 hour'],
    [1.5 * HOUR, '90 minutes'],
    [30 * SECOND, '30 seconds'],
    [3 * HOUR + 12 * 60 * SECOND + 5 * SECOND, '3 hours 12 minutes'],
    [4 * 24 * HOUR + 5 * HOUR, '4 days 5 hours'],
    [26 * HOUR + SECOND, '1 day 2 hours'],
    [24 * HOUR + SECOND, '1 day'],
    [999, 'less than a second'],
  ])('says %d ms as %j', (milliseconds, words) => {
    expect(formatDuration(milliseconds)).toBe(words);
  });

  it('never says more than two units, and always something', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 11 }), (milliseconds) => {
        expect(formatDuration(milliseconds)).toMatch(/^(less than a second|\d+ [a-z]+( \d+ [a-z]+)?)$/);
      }),
    );
  });
});
