import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeBox } from '../../src/debt/debt.ts';
import { deadlineOf, grantedTimeBox, tighten } from '../../src/debt/time-box.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { activeDebt, HOUR, later, NOW, overdueDebt, proposedDebt } from './builders.ts';

const POLICY = defaultPolicy();
const DAY = 24 * HOUR;

describe('a deadline', () => {
  it.each<[string, TimeBox, Date | null, string]>([
    ['48 hours from the merge for an emergency', 'emergency', null, '2025-11-19T23:14:00.000Z'],
    ['2 weeks from the merge if planned', 'planned', null, '2025-12-01T23:14:00.000Z'],
    [
      'the comment’s own date if that is earlier',
      'planned',
      new Date('2025-11-21T00:00:00Z'),
      '2025-11-21T00:00:00.000Z',
    ],
    [
      'never the comment’s own date if that is later',
      'emergency',
      new Date('2025-11-21T00:00:00Z'),
      '2025-11-19T23:14:00.000Z',
    ],
    [
      'in the past if the merge came after the date',
      'emergency',
      new Date('2025-11-17T00:00:00Z'),
      '2025-11-17T00:00:00.000Z',
    ],
  ])('is %s', (_, timeBox, removeBy, expected) => {
    expect(deadlineOf({ startedAt: NOW, timeBox, removeBy, policy: POLICY }).toISOString()).toBe(expected);
  });

  it('counts hours, not wall clocks: the end of summer time makes no difference', () => {
    const startedAt = new Date('2025-10-25T22:00:00Z');
    const deadline = deadlineOf({ startedAt, timeBox: 'emergency', removeBy: null, policy: POLICY });
    expect(deadline.getTime() - startedAt.getTime()).toBe(48 * HOUR);
  });

  it('is as short as policy says', () => {
    const policy = { timeBox: { emergency: 30_000, planned: DAY } };
    expect(deadlineOf({ startedAt: NOW, timeBox: 'emergency', removeBy: null, policy })).toEqual(
      later(30_000),
    );
  });

  it('is never later than the time-box of policy, whatever the comment says', () => {
    const instant = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    const boxes = fc.record({
      emergency: fc.integer({ min: 1, max: 48 * HOUR }),
      planned: fc.integer({ min: 1, max: 14 * DAY }),
    });
    fc.assert(
      fc.property(
        instant,
        fc.option(instant),
        boxes,
        fc.constantFrom<TimeBox>('emergency', 'planned'),
        (startedAt, removeBy, timeBox, box) => {
          const deadline = deadlineOf({ startedAt, timeBox: box, removeBy, policy: { timeBox } });
          expect(deadline.getTime()).toBeLessThanOrEqual(startedAt.getTime() + timeBox[box]);
          if (removeBy !== null) expect(deadline.getTime()).toBeLessThanOrEqual(removeBy.getTime());
        },
      ),
    );
  });
});

describe('the time-box that is granted', () => {
  it.each<[TimeBox, boolean, TimeBox]>([
    ['emergency', false, 'emergency'],
    ['emergency', true, 'emergency'],
    ['planned', false, 'emergency'],
    ['planned', true, 'planned'],
  ])('%s, approved by the contact: %s → %s', (requested, approved, granted) => {
    expect(grantedTimeBox(requested, approved)).toBe(granted);
  });
});

describe('a policy that changes after the merge', () => {
  const timeBox = (emergency: number) => ({ timeBox: { emergency, planned: 14 * DAY } });

  it('shortens the deadline if it is stricter', () => {
    expect(tighten(activeDebt(), timeBox(12 * HOUR))).toEqual({
      debt: activeDebt({ deadline: later(12 * HOUR) }),
      event: { kind: 'tightened', deadlineBefore: later(48 * HOUR) },
    });
  });

  it.each([
    ['the policy is the same', activeDebt(), 48 * HOUR],
    ['the policy is looser', activeDebt({ deadline: later(12 * HOUR) }), 48 * HOUR],
    ['the clock has not started', proposedDebt(), HOUR],
    ['the debt is resolved', activeDebt({ state: 'resolved' }), HOUR],
  ])('leaves it alone if %s', (_, debt, emergency) => {
    expect(tighten(debt, timeBox(emergency))).toBeNull();
  });

  it('never brings an overdue debt back', () => {
    expect(tighten(overdueDebt(), timeBox(HOUR))?.debt.state).toBe('overdue');
  });

  it('never lengthens any deadline', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 * DAY }),
        fc.integer({ min: 1, max: 48 * HOUR }),
        (length, emergency) => {
          const debt = activeDebt({ deadline: later(length) });
          const deadline = tighten(debt, timeBox(emergency))?.debt.deadline ?? debt.deadline;
          expect(deadline?.getTime()).toBeLessThanOrEqual(later(length).getTime());
        },
      ),
    );
  });
});
