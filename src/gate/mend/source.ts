import type { Range } from '../../detect/facts.ts';

/** The lines of a file, without their breaks. */
export type SourceLines = readonly string[];

/** Lines that take the place of others; as many or not. Counted from 1, the end is one of them. */
export interface LineChange {
  startLine: number;
  endLine: number;
  lines: string[];
}

/** One place in a file with other text; the end is exclusive, as in a `Range`. */
export interface Edit {
  range: Pick<Range, 'startLine' | 'startColumn' | 'endLine' | 'endColumn'>;
  text: string;
}

export function sourceLines(text: string): SourceLines {
  return text.split(/\r?\n/);
}

/** What stands in a region of a file; `null` where the file is shorter than that. */
export function textOf(lines: SourceLines, range: Edit['range']): string | null {
  const inside = lines.slice(range.startLine - 1, range.endLine);
  const last = inside.at(-1);
  if (last === undefined || inside.length !== range.endLine - range.startLine + 1) return null;
  if (last.length < range.endColumn - 1) return null;
  const cut = [...inside.slice(0, -1), last.slice(0, range.endColumn - 1)];
  return [cut[0]?.slice(range.startColumn - 1) ?? '', ...cut.slice(1)].join('\n');
}

/** A file with some of its lines replaced. */
export function applyChange(lines: SourceLines, { startLine, endLine, lines: fresh }: LineChange): string[] {
  return [...lines.slice(0, startLine - 1), ...fresh, ...lines.slice(endLine)];
}

/** Edits that do not overlap, as one change of whole lines; `null` if there are none, or they overlap. */
export function changeOf(lines: SourceLines, edits: readonly Edit[]): LineChange | null {
  const ordered = edits.toSorted((one, other) => compare(one.range, other.range));
  const [first] = ordered;
  const last = ordered.at(-1);
  if (!first || !last) return null;
  const [startLine, endLine] = [first.range.startLine, last.range.endLine];
  let text = '';
  let at = { line: startLine, column: 1 };
  for (const { range, text: fresh } of ordered) {
    const before = {
      startLine: at.line,
      startColumn: at.column,
      endLine: range.startLine,
      endColumn: range.startColumn,
    };
    if (isBackwards(before)) return null;
    const kept = textOf(lines, before);
    if (kept === null) return null;
    text += kept + fresh;
    at = { line: range.endLine, column: range.endColumn };
  }
  text += (lines[at.line - 1] ?? '').slice(at.column - 1);
  return trimmed(lines, { startLine, endLine, lines: text.split('\n') });
}

function compare(one: Edit['range'], other: Edit['range']): number {
  return one.startLine - other.startLine || one.startColumn - other.startColumn;
}

function isBackwards({ startLine, startColumn, endLine, endColumn }: Edit['range']): boolean {
  return endLine < startLine || (endLine === startLine && endColumn < startColumn);
}

/** Without the lines at both ends that stay as they are, down to one. */
function trimmed(source: SourceLines, change: LineChange): LineChange {
  let { startLine, endLine } = change;
  const lines = [...change.lines];
  while (lines.length > 1 && startLine < endLine && lines[0] === source[startLine - 1]) {
    lines.shift();
    startLine++;
  }
  while (lines.length > 1 && startLine < endLine && lines.at(-1) === source[endLine - 1]) {
    lines.pop();
    endLine--;
  }
  return { startLine, endLine, lines };
}
