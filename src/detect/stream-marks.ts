import type { CommentFact, StreamMarkFact } from './facts.ts';
import { positionsOf } from './positions.ts';

/** `data:` at the beginning of a text or a pattern, and `[DONE]`. */
const MARK = /["'`^/]data:|\[DONE\\?\]/g;

/** Where a text speaks of the form in which the gateway streams, comments or not. */
export function streamMarksIn(text: string): StreamMarkFact[] {
  return Array.from(text.matchAll(MARK), (match): StreamMarkFact => {
    const line = positionsOf(text).lineAt(match.index) + 1;
    return { kind: match[0].includes('DONE') ? 'done' : 'data', line };
  });
}

/** Those of the marks that stand outside of a file's comments. */
export function streamMarks(
  marks: readonly StreamMarkFact[],
  comments: readonly CommentFact[],
): StreamMarkFact[] {
  return marks.filter(({ line }) => !comments.some((comment) => isWithin(comment, line)));
}

function isWithin({ placement, range }: CommentFact, line: number): boolean {
  return placement === 'own' && range.startLine <= line && line <= range.endLine;
}
