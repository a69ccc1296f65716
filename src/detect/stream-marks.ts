import type { CommentFact, StreamMarkFact } from './facts.ts';
import { Positions } from './positions.ts';

/** `data:` at the beginning of a text or a pattern, and `[DONE]`. */
const MARK = /["'`^/]data:|\[DONE\\?\]/g;

/** Where a file speaks of the form in which the gateway streams, outside of its comments. */
export function streamMarks(text: string, comments: readonly CommentFact[]): StreamMarkFact[] {
  const positions = new Positions(text);
  return Array.from(text.matchAll(MARK), (match): StreamMarkFact => {
    const { startLine } = positions.range(match.index, match.index + match[0].length);
    return { kind: match[0].includes('DONE') ? 'done' : 'data', line: startLine };
  }).filter(({ line }) => !comments.some((comment) => isWithin(comment, line)));
}

function isWithin({ placement, range }: CommentFact, line: number): boolean {
  return placement === 'own' && range.startLine <= line && line <= range.endLine;
}
