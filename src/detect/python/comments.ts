import type { CommentFact } from '../facts.ts';
import { isSpace } from '../positions.ts';
import type { Reading } from './reading.ts';

interface Comment {
  start: number;
  end: number;
  line: number;
  column: number;
  own: boolean;
}

/** All comments: own-line ones that follow each other at one indentation make a run, trailing ones stand alone. */
export function readComments(reading: Reading): CommentFact[] {
  const runs: Comment[][] = [];
  for (const comment of reading.tree.comments.map(({ start, end }) => placed(reading, start, end))) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && continues(last, comment)) run.push(comment);
    else runs.push([comment]);
  }
  return runs.map((run) => factOf(reading, run));
}

function placed(reading: Reading, start: number, end: number): Comment {
  const line = reading.positions.lineAt(start);
  const lineStart = reading.positions.lineStart(line);
  return { start, end, line, column: start - lineStart, own: isBlank(reading.tree.text, lineStart, start) };
}

function continues(last: Comment, next: Comment): boolean {
  return last.own && next.own && next.line === last.line + 1 && next.column === last.column;
}

function factOf(reading: Reading, run: Comment[]): CommentFact {
  const [first] = run;
  const last = run.at(-1);
  const start = first?.start ?? 0;
  const end = last?.end ?? start;
  const own = first?.own ?? false;
  return {
    lines: run.map((comment) => ({ text: textOf(reading, comment), line: comment.line + 1 })),
    range: reading.positions.range(start, end),
    placement: own ? 'own' : 'trailing',
    before: own && last !== undefined ? statementAfter(reading, last) : null,
  };
}

function textOf(reading: Reading, comment: Comment): string {
  return reading.tree.text.slice(comment.start, comment.end).replace(/^#+/, '').trim();
}

/**
 * The statement that comes next with nothing but space and comments in between. None if `else`, a decorated
 * `def` or the middle of an expression comes next, or if the comment ends a block that the statement is not in.
 */
function statementAfter(reading: Reading, comment: Comment): number | null {
  const next = nextCode(reading, comment.end);
  const starts = reading.statementStarts;
  const index = firstAtLeast(starts, next);
  if (starts[index] !== next) return null;
  const column = columnOf(reading, next);
  const previous = starts[index - 1];
  const ended = previous !== undefined && columnOf(reading, previous) > column && comment.column > column;
  return ended ? null : index;
}

function columnOf(reading: Reading, offset: number): number {
  const line = reading.positions.lineAt(offset);
  const start = reading.positions.lineStart(line);
  const indented = reading.tree.text.slice(start, offset);
  // Statements behind `;` or `if x:` belong to the line's own indentation.
  return indented.length - indented.trimStart().length;
}

/** The offset of the next thing that is neither space nor comment. */
function nextCode(reading: Reading, from: number): number {
  const { text } = reading.tree;
  let offset = from;
  while (offset < text.length) {
    if (text[offset] === '#') {
      const lineEnd = text.indexOf('\n', offset);
      offset = lineEnd === -1 ? text.length : lineEnd;
    } else if (isSpace(text.charCodeAt(offset))) {
      offset += 1;
    } else {
      return offset;
    }
  }
  return offset;
}

/** The first index whose value is at least `wanted`; statements stand in source order. */
function firstAtLeast(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let offset = start; offset < end; offset += 1) if (!isSpace(text.charCodeAt(offset))) return false;
  return true;
}
