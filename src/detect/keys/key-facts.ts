import type { CommentFact, KeyFact, Range } from '../facts.ts';
import { positionsOf } from '../positions.ts';
import type { FoundKey } from './key-forms.ts';

/** The keys that were found in a file's text, but for those in its comments. */
export function keyFacts(
  text: string,
  found: readonly FoundKey[],
  comments: readonly CommentFact[],
): KeyFact[] {
  if (found.length === 0) return [];
  const positions = positionsOf(text);
  return found.flatMap(({ start, end, service, shown }) => {
    const range = positions.range(start, end);
    return comments.some((comment) => begins(comment.range, range)) ? [] : [{ service, shown, range }];
  });
}

/** Whether a region holds the place where another one begins. */
function begins(outer: Range, { startLine, startColumn }: Range): boolean {
  const isAfter =
    outer.startLine < startLine || (outer.startLine === startLine && outer.startColumn <= startColumn);
  const isBefore =
    outer.endLine > startLine || (outer.endLine === startLine && outer.endColumn > startColumn);
  return isAfter && isBefore;
}
