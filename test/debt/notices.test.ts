import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueNotices, reminderTimes } from '../../src/debt/notices.ts';
import type { Reminder } from '../../src/policy/policy.ts';
import { activeDebt, HOUR, later, NOW, overdueDebt, proposedDebt } from './builders.ts';

const DAY = 24 * HOUR;
const HALF_AND_EIGHTH: Reminder[] = [
  { kind: 'share', share: 1 / 2 },
  { kind: 'share', share: 1 / 8 },
];

/** Hours after the clock's start. */
const hours = (times: (Date | null)[]) =>
  times.map((time) => time && (time.getTime() - NOW.getTime()) / HOUR);

describe('the times of reminders', () => {
  it.each<[string, Reminder[], number[]]>([
    ['half and an eighth of 48 hours left', HALF_AND_EIGHTH, [24, 42]],
    ['in the order of time, each once', [...HALF_AND_EIGHTH.toReversed(), ...HALF_AND_EIGHTH], [24, 42]],
    ['times that are left', [{ kind: 'time', milliseconds: 4 * HOUR }], [44]],
    ['not before the clock starts', [{ kind: 'time', milliseconds: 7 * DAY }], []],
    ['none', [], []],
  ])('are %s', (_, reminders, expected) => {
    expect(hours(reminderTimes(NOW, later(48 * HOUR), reminders))).toEqual(expected);
  });
});

describe('what is due of an active debt', () => {
  it.each<[number, number | null, number | null, number | null]>([
    // hours since the start, told up to, due, next look
    [1, null, null, 24],
    [24, null, 24, 42],
    [30, 24, null, 42],
    [43, 24, 42, null],
    [43, null, 42, null],
    [43, 43, null, null],
  ])('%i hours after the start, told up to %s: that of %s, next %s', (at, told, due, next) => {
    const found = dueNotices(
      activeDebt(),
      HALF_AND_EIGHTH,
      told === null ? null : later(told * HOUR),
      later(at * HOUR),
    );
    expect(hours([found.notice?.at ?? null, found.next])).toEqual([due, next]);
    expect(found.notice?.kind ?? 'reminder').toBe('reminder');
  });
});

describe('what is due of an overdue debt', () => {
  it.each<[number, number | null, number | null, number]>([
    // days since the deadline, told up to, due, next look
    [0, 0, null, 7],
    [6, 0, null, 7],
    [7, 0, 7, 14],
    [8, 7, null, 14],
    [30, 0, 28, 35],
    [30, null, 28, 35],
  ])('%i days after the deadline, told up to %s: that of day %s, next day %s', (at, told, due, next) => {
    const days = (day: number) => later(48 * HOUR + day * DAY);
    const found = dueNotices(overdueDebt(), HALF_AND_EIGHTH, told === null ? null : days(told), days(at));
    expect(found.notice).toEqual(due === null ? null : { kind: 'still-overdue', at: days(due) });
    expect(found.next).toEqual(days(next));
  });
});

describe('of every other debt', () => {
  it.each([proposedDebt(), activeDebt({ state: 'resolved' }), proposedDebt({ state: 'withdrawn' })])(
    '%o nothing is due',
    (debt) => {
      expect(dueNotices(debt, HALF_AND_EIGHTH, null, later(100 * DAY))).toEqual({ notice: null, next: null });
    },
  );
});

describe('however often it is looked at', () => {
  it('each notice is told once at most, in order, and none of a time that has not come', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 20 * 24 }), { maxLength: 30 });
    fc.assert(
      fc.property(gaps, fc.boolean(), (steps, isOverdue) => {
        const debt = isOverdue ? overdueDebt() : activeDebt();
        let [now, told]: [Date, Date | null] = [NOW, null];
        const seen: Date[] = [];
        for (const step of steps) {
          now = later(step * HOUR, now);
          const { notice, next } = dueNotices(debt, HALF_AND_EIGHTH, told, now);
          if (notice) seen.push(notice.at);
          expect(notice === null || notice.at <= now).toBe(true);
          expect(next === null || next > now).toBe(true);
          told = now;
        }
        expect(seen).toEqual(
          [...new Set(seen.map(Number))].toSorted((a, b) => a - b).map((at) => new Date(at)),
        );
      }),
    );
  });
});
