import type { CommentFact, FileFacts, Range } from './facts.ts';
import type { DebtCommentPlace } from './finding.ts';

const DEBT = /tech[ \t]*debt/i;
const MARKER = /temporary\s*[-–—]+\s*do\s*not\s*copy/i;

/** Whether a text may hold a comment that is asked about by what it says. */
export function maySayDebt(text: string): boolean {
  return DEBT.test(text) || MARKER.test(text);
}

/** The comments of a file that mean to be debt comments, well-formed or not, in source order. */
export function debtCommentsOf(path: string, facts: FileFacts): DebtCommentPlace[] {
  return facts.comments.filter(saysDebt).map((comment) => placeOf(path, facts, comment));
}

function saysDebt({ lines }: CommentFact): boolean {
  return lines.some(({ text }) => DEBT.test(text));
}

function placeOf(path: string, facts: FileFacts, { lines, range, before }: CommentFact): DebtCommentPlace {
  const covers = (before === null ? null : facts.statements[before]?.range) ?? null;
  return { path, lines, range, covers, marked: covers !== null && isMarked(facts, covers) };
}

/** The marker may stand on any line of the statement: formatters move it (decisions 8). */
function isMarked({ comments }: FileFacts, statement: Range): boolean {
  return comments.some(({ lines }) =>
    lines.some(
      ({ text, line }) => MARKER.test(text) && line >= statement.startLine && line <= statement.endLine,
    ),
  );
}
