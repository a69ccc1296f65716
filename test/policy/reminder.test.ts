import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load.ts';
import type { Reminder } from '../../src/policy/policy.ts';
import { parseReminder } from '../../src/policy/reminder.ts';

const HOUR = 3_600_000;

describe('a reminder', () => {
  it.each<[string, Reminder | null]>([
    ['1/2', { kind: 'share', share: 0.5 }],
    [' 1 / 8 ', { kind: 'share', share: 0.125 }],
    ['25%', { kind: 'share', share: 0.25 }],
    ['12.5 %', { kind: 'share', share: 0.125 }],
    ['6h', { kind: 'time', milliseconds: 6 * HOUR }],
    ['2d', { kind: 'time', milliseconds: 48 * HOUR }],
    ...['', '0/2', '2/2', '3/2', '1/0', '0%', '100%', '-1/2', '0.5', 'half', '0h', '1/2/3'].map(
      (text): [string, null] => [text, null],
    ),
  ])('%j is %j', (text, expected) => {
    expect(parseReminder(text)).toEqual(expected);
  });
});

describe('the policy’s reminders', () => {
  const messages = (source: string) => {
    const load = loadPolicy(source);
    return load.ok ? load.policy.reminders : load.problems.map(({ message, mend }) => `${message} → ${mend}`);
  };

  it('are half and an eighth unless the file says otherwise, and then its list', () => {
    expect(messages('')).toEqual([
      { kind: 'share', share: 0.5 },
      { kind: 'share', share: 0.125 },
    ]);
    expect(messages('reminders: [1/4, 2h]')).toEqual([
      { kind: 'share', share: 0.25 },
      { kind: 'time', milliseconds: 2 * HOUR },
    ]);
  });

  it.each([
    ['reminders: []', '`[]` is empty → Write a list of one to ten times before the deadline: `[1/2, 1/8]`.'],
    [
      'reminders: [2/1]',
      '`2/1` is no time before a deadline → Write what is left: a share of the time-box such as `1/8` or `25%`, or a time such as `6h`.',
    ],
    [
      'reminders: [0.5]',
      '`0.5` is not what belongs here → Write a share of the time-box or a time that is left: `1/8`, `25%` or `6h`.',
    ],
    [
      `reminders: [${Array.from({ length: 11 }, () => '1h').join(', ')}]`,
      expect.stringContaining('has more than ten entries → Write a list of one to ten'),
    ],
  ])('%s is refused with its mend', (source, expected) => {
    expect(messages(source)).toEqual([expected]);
  });
});
