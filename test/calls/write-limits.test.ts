import { describe, expect, it } from 'vitest';
import { roomFor, type WriteCount, writeKindOf } from '../../src/github/write-limits.ts';

const now = new Date('2026-03-02T09:00:05Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const content = (count: number, seconds: number): WriteCount => ({
  kind: 'content',
  count,
  start: ago(seconds),
});
const other = (count: number, seconds: number): WriteCount => ({ kind: 'other', count, start: ago(seconds) });

describe('roomFor', () => {
  it.each<[string, 'content' | 'other', WriteCount[], number]>([
    ['nothing was written', 'content', [], 0],
    ['79 issues in a minute', 'content', [content(79, 5)], 0],
    ['80 issues in a minute', 'content', [content(80, 5)], 65],
    ['80 issues, the first of them long ago', 'content', [content(1, 65), content(79, 5)], 5],
    ['80 issues, most of them out of time', 'content', [content(79, 70), content(1, 5)], 0],
    ['500 issues in an hour', 'content', [content(100, 3600), content(400, 1800)], 10],
    ['80 issues, and a check', 'other', [content(80, 5)], 0],
    ['150 checks in a minute', 'other', [other(150, 5)], 65],
    ['150 writes in all', 'content', [other(100, 55), content(50, 5)], 15],
    ['checks by the thousand in an hour', 'content', [other(5000, 1800)], 0],
  ])('%s: %s has to wait', (_, kind, counts, seconds) => {
    expect(roomFor(kind, counts, now).wait).toBe(seconds);
  });
});

it.each([
  ['POST /repos/{owner}/{repo}/issues', 'content'],
  ['PATCH /repos/{owner}/{repo}/issues/{issue_number}', 'content'],
  ['POST /repos/{owner}/{repo}/issues/{issue_number}/comments', 'content'],
  ['PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', 'content'],
  ['POST /repos/{owner}/{repo}/check-runs', 'other'],
  ['PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', 'other'],
])('%s writes %s', (operation, kind) => {
  expect(writeKindOf(operation)).toBe(kind);
});
