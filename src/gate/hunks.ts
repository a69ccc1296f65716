import type { Range } from '../detect/facts.ts';
import type { LineSpan } from './verdict.ts';

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm;

/** The lines that a file has after the change, hunk by hunk of its unified diff. */
export function spansOf(patch: string): LineSpan[] {
  return [...patch.matchAll(HUNK)].flatMap(([, start, length]): LineSpan[] => {
    const [first, count] = [Number(start), Number(length ?? 1)];
    return count === 0 ? [] : [[first, first + count - 1]];
  });
}

/** Whether all these lines are in one hunk: GitHub refuses a comment on others, and the whole review with it. */
export function isInDiff(
  spans: readonly LineSpan[] | undefined,
  { startLine, endLine }: Pick<Range, 'startLine' | 'endLine'>,
): boolean {
  return spans?.some(([first, last]) => first <= startLine && endLine <= last) ?? false;
}
