import { COPY_MARKER } from '../../debt/comment-form.ts';
import { commentMarker, debtCommentLines, type TemplateTerms } from '../../debt/comment-template.ts';
import type { Range } from '../../detect/facts.ts';
import type { DebtCommentPlace, Finding } from '../../detect/finding.ts';
import type { LineChange, SourceLines } from './source.ts';

/** What the comment is filled with. */
export type Known = Pick<TemplateTerms, 'contact' | 'known'>;

/** Files in which a line can hold a comment wherever a statement ends; in a notebook lines are JSON. */
const COMMENTED = /\.(?:pyi?|[mc]?[jt]sx?|vue|svelte|html?)$/i;

/** What may stand on a statement's line before it, with a comment above meaning the statement. */
const NOTHING_BEFORE = /^\s*(?:export\s+(?:default\s+)?)?$/;

/** What may stand behind it for a line comment to end the line. */
const HARMLESS_BEHIND = /^[\s;,)\]}]*(?:(?:#|\/\/).*)?$/;

const MARKED = /temporary\s*[-–—]+\s*do\s*not\s*copy/i;

/**
 * The lines of a statement with the debt comment above them and the marker behind them, in the place of a comment that
 * is not right. `null` where a line comment has no place of its own: the statement begins or ends in the middle of a line
 * of something else.
 */
export function documentedChange(
  finding: Finding,
  comment: DebtCommentPlace | null,
  lines: SourceLines,
  known: Known,
): LineChange | null {
  if (!COMMENTED.test(finding.path)) return null;
  const statement = finding.statements.find((range) => standsAlone(range, lines));
  if (statement === undefined) return null;
  const startLine = comment === null ? statement.startLine : firstLine(comment, statement, lines);
  if (startLine === null) return null;
  const indent = /^\s*/.exec(lines[statement.startLine - 1] ?? '')?.[0] ?? '';
  const written = debtCommentLines({ path: finding.path, indent, ...known });
  const code = lines.slice(statement.startLine - 1, statement.endLine);
  return {
    startLine,
    endLine: statement.endLine,
    lines: [...written, ...(isMarked(code) ? code : marked(code, finding.path))],
  };
}

function standsAlone({ startLine, startColumn, endLine, endColumn }: Range, lines: SourceLines): boolean {
  const first = lines[startLine - 1];
  const last = lines[endLine - 1];
  if (first === undefined || last === undefined) return false;
  return (
    NOTHING_BEFORE.test(first.slice(0, startColumn - 1)) && HARMLESS_BEHIND.test(last.slice(endColumn - 1))
  );
}

/** Where a comment begins that stands right above the statement and has its lines for itself. */
function firstLine({ range }: DebtCommentPlace, statement: Range, lines: SourceLines): number | null {
  const before = (lines[range.startLine - 1] ?? '').slice(0, range.startColumn - 1);
  const isAbove = range.endLine < statement.startLine;
  const between = lines.slice(range.endLine, statement.startLine - 1);
  return isAbove && before.trim() === '' && between.every((line) => line.trim() === '')
    ? range.startLine
    : null;
}

function isMarked(code: readonly string[]): boolean {
  return code.some((line) => MARKED.test(line));
}

function marked(code: readonly string[], path: string): string[] {
  const last = code.at(-1)?.trimEnd() ?? '';
  return [...code.slice(0, -1), `${last}  ${commentMarker(path)} ${COPY_MARKER}`];
}
