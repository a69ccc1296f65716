import type { CellLineFact, ProblemFact, Range } from '../facts.ts';
import type { DebtCommentPlace, Finding } from '../finding.ts';

/** A finding of a notebook's module, with the lines and columns of its file; its ranges say the cell too. */
export function findingInFile(finding: Finding, cells: readonly CellLineFact[]): Finding {
  return {
    ...finding,
    range: rangeInFile(finding.range, cells),
    statements: finding.statements.map((statement) => rangeInFile(statement, cells)),
  };
}

/** The same of a debt comment. */
export function debtCommentInFile(place: DebtCommentPlace, cells: readonly CellLineFact[]): DebtCommentPlace {
  return {
    ...place,
    lines: place.lines.map(({ text, line }) => ({ text, line: positionOf(cells, line, 1).line })),
    range: rangeInFile(place.range, cells),
    covers: place.covers && rangeInFile(place.covers, cells),
  };
}

/** The same of what a parser says, which may begin with the line. */
export function problemInFile(problem: ProblemFact, cells: readonly CellLineFact[]): ProblemFact {
  const range = problem.range && rangeInFile(problem.range, cells);
  const message = range ? problem.message.replace(/^Line \d+ /, `Line ${range.startLine} `) : problem.message;
  return { ...problem, message, range };
}

/** A range of the module's lines in the file. */
function rangeInFile(range: Range, cells: readonly CellLineFact[]): Range {
  const { startLine, startColumn, endLine, endColumn } = range;
  const first = cells[startLine - 1];
  const start = positionOf(cells, startLine, startColumn);
  const end = endOf(cells, endLine, endColumn);
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    ...(first ? { cell: { number: first.cell, line: first.line, column: startColumn } } : {}),
  };
}

interface Position {
  line: number;
  column: number;
}

function positionOf(cells: readonly CellLineFact[], line: number, column: number): Position {
  const pieces = cells[line - 1]?.pieces ?? [];
  const piece = pieces.findLast(([from]) => from <= column) ?? pieces[0];
  if (!piece) return { line: 1, column: 1 };
  const [from, fileLine, fileColumn] = piece;
  return { line: fileLine, column: fileColumn + column - from };
}

/** Behind the last character: what comes next may stand in another string, on another line of the file. */
function endOf(cells: readonly CellLineFact[], line: number, column: number): Position {
  const end = positionOf(cells, line, column);
  if (column <= 1) return end;
  const last = positionOf(cells, line, column - 1);
  return end.line === last.line ? end : { line: last.line, column: last.column + 1 };
}
