import { describe, expect, it } from 'vitest';
import { readRefusal } from '../../src/jobs/refusal.ts';

const now = new Date('2026-03-02T09:00:00Z');
const epoch = now.getTime() / 1000;
const MINUTE = 60_000;

/** As Octokit throws it. */
function refused(status: number, headers: Record<string, string> = {}, message = 'no'): Error {
  return Object.assign(new Error(message), { status, response: { headers } });
}

describe('readRefusal', () => {
  it.each<[string, unknown, number, object]>([
    ['a server error', refused(502), 0, { kind: 'again' }],
    ['a server error that lasts', refused(500), 60 * MINUTE, { kind: 'again' }],
    ['a connection that was reset', new Error('ECONNRESET'), 60 * MINUTE, { kind: 'again' }],
    ['what is not there yet', refused(404), 9 * MINUTE, { kind: 'again' }],
    ['what is not valid yet', refused(422), 9 * MINUTE, { kind: 'again' }],
    ['a permission that is missing, at first', refused(403), 0, { kind: 'again' }],
    ['a limit that names its seconds', refused(403, { 'retry-after': '7' }), 0, { kind: 'wait', seconds: 7 }],
    ['too many requests', refused(429, { 'retry-after': '3' }), 0, { kind: 'wait', seconds: 3 }],
    ['too many requests without a time', refused(429), 0, { kind: 'wait', seconds: 60 }],
    [
      'a secondary limit without a time',
      refused(403, {}, 'You have exceeded a secondary rate limit.'),
      0,
      { kind: 'wait', seconds: 60 },
    ],
    [
      'a spent hour',
      refused(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(epoch + 90) }),
      0,
      { kind: 'wait', seconds: 90 },
    ],
    [
      'a spent hour that is over',
      refused(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(epoch - 5) }),
      0,
      { kind: 'wait', seconds: 1 },
    ],
  ])('tries again after %s', (_, error, age, expected) => {
    expect(readRefusal(error, age, now)).toEqual(expected);
  });

  it.each([403, 404, 410, 422, 451])(
    'gives up on a %i that lasted ten minutes, with its reason',
    (status) => {
      const refusal = readRefusal(refused(status, {}, 'gone'), 10 * MINUTE + 1, now);
      expect(refusal).toEqual({ kind: 'final', reason: `GitHub answers ${status}: gone` });
    },
  );
});
