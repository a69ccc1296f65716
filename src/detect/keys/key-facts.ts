import type { CommentFact, KeyFact, Range } from '../facts.ts';
import { Positions } from '../positions.ts';
import { keysIn } from './key-forms.ts';

/** The keys that a file's text holds, but for those in its comments. */
export function keyFacts(text: string, comments: readonly CommentFact[]): KeyFact[] {
  const found = keysIn(text);
  if (found.length === 0) return [];
  const positions = new Positions(text);
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
