import { describe, expect, it } from 'vitest';
import { type FailedTry, pauseAfter } from '../../src/github/patience.ts';

const now = new Date('2026-03-02T09:00:00Z');

function refused(status: number, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error('no'), { status, response: { headers } });
}

function failed(changes: Partial<FailedTry>): FailedTry {
  return { error: refused(502), isSafe: true, tries: 1, elapsed: 0, now, ...changes };
}

describe('pauseAfter', () => {
  it.each<[string, Partial<FailedTry>, number]>([
    ['a server error', { error: refused(500) }, 200],
    ['a second one', { tries: 2 }, 400],
    ['a fourth one', { tries: 4 }, 1600],
    ['a connection that was reset', { error: new Error('ECONNRESET') }, 200],
    ['a secondary limit of a second', { error: refused(403, { 'retry-after': '1' }) }, 1500],
    ['too many requests', { error: refused(429, { 'retry-after': '3' }) }, 3500],
  ])('tries a read again after %s', (_, changes, pause) => {
    expect(pauseAfter(failed(changes), 0.5)).toBe(pause);
  });

  it.each<[string, Partial<FailedTry>]>([
    ['a write', { isSafe: false }],
    ['what was tried five times', { tries: 5 }],
    ['what took long already', { elapsed: 14_900 }],
    ['a limit that is not over soon', { error: refused(403, { 'retry-after': '4' }) }],
    ['a limit that names no time', { error: refused(429) }],
    ['what is not there', { error: refused(404) }],
    ['what is not allowed', { error: refused(403) }],
    ['what is not valid', { error: refused(422) }],
  ])('leaves %s to the queue', (_, changes) => {
    expect(pauseAfter(failed(changes), 0.5)).toBeNull();
  });

  it('never brings two back together', () => {
    expect(pauseAfter(failed({}), 0)).toBe(100);
    expect(pauseAfter(failed({}), 1)).toBe(300);
  });
});
