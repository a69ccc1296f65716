import type { DebtCommentPlace } from '../../detect/finding.ts';
import type { LineChange, SourceLines } from './source.ts';

/** A line's last comment that is the marker and nothing else, with the space before it. */
const MARKER = /[ \t]*(?:#|\/\/)[ \t]*temporary[ \t]*[-–—]+[ \t]*do[ \t]*not[ \t]*copy[ \t]*$/i;

/**
 * The mend of a statement, and the debt comment around it taken away: what goes through the gateway is no debt. Where the
 * comment does not have its lines for itself, the mend alone.
 */
export function withoutDebtComment(
  mend: LineChange,
  { covers, range }: DebtCommentPlace,
  lines: SourceLines,
): LineChange {
  if (covers === null || mend.startLine < covers.startLine || mend.endLine > covers.endLine) return mend;
  const before = (lines[range.startLine - 1] ?? '').slice(0, range.startColumn - 1);
  const between = lines.slice(range.endLine, covers.startLine - 1);
  const isAlone =
    range.endLine < covers.startLine && [before, ...between].every((text) => text.trim() === '');
  if (!isAlone) return mend;
  const code = [
    ...lines.slice(covers.startLine - 1, mend.startLine - 1),
    ...mend.lines,
    ...lines.slice(mend.endLine, covers.endLine),
  ];
  return {
    startLine: range.startLine,
    endLine: covers.endLine,
    lines: code.map((line) => line.replace(MARKER, '')),
  };
}
