import type { CellLineFact, CodeLanguage, FileFacts, ProblemFact } from '../facts.ts';
import { Positions } from '../positions.ts';
import type { ContainedCode } from './language.ts';
import { withoutMagics } from './magics.ts';
import type { NotebookCell, Span } from './notebook.ts';
import { readNotebook } from './notebook.ts';

/** A line of the module, and of what it is made. */
interface CodeLine {
  text: string;
  cell: NotebookCell;
  /** Its index among the cell's lines. */
  index: number;
  dropped: { at: number; count: number };
}

/**
 * The code cells of a notebook as one module, in order: what one declares, the later ones use. Cells in another
 * language than the kernel's and what is IPython's own are left out; of a kernel that no extractor knows, all of it.
 */
export function notebookCode(text: string): ContainedCode {
  const notebook = readNotebook(text);
  const language = codeLanguage(notebook.language);
  const environment: FileFacts['environment'] = [];
  const lines = notebook.cells.flatMap((cell) =>
    language === null || isForeign(cell, language) ? [] : linesOf(text, cell, language, environment),
  );
  const code = lines.map((line) => line.text).join('\n');
  return {
    code,
    language: language ?? 'python',
    size: code.length,
    problems: notebook.fault ? [problemOf(text, notebook.fault)] : [],
    environment,
    cells: () => cellLines(text, lines),
    withoutCells: (isLeftOut) => codeWithout(lines, isLeftOut),
  };
}

function codeWithout(lines: readonly CodeLine[], isLeftOut: (code: string) => boolean): string {
  const cells = [...Map.groupBy(lines, ({ cell }) => cell).values()].map((own) => {
    const code = own.map((line) => line.text).join('\n');
    return isLeftOut(code) ? '\n'.repeat(own.length - 1) : code;
  });
  return cells.join('\n');
}

/** Notebooks that name no kernel are Python's: most are, and nbformat 3 named none. */
function codeLanguage(kernel: string | null): CodeLanguage | null {
  if (kernel === null || /^(?:i?python\d*|pyspark\d*)$/.test(kernel)) return 'python';
  if (kernel === 'typescript' || kernel === 'deno') return 'typescript';
  return kernel === 'javascript' ? 'javascript' : null;
}

function isForeign({ language }: NotebookCell, notebooks: CodeLanguage): boolean {
  return language !== null && codeLanguage(language) !== notebooks;
}

function linesOf(
  text: string,
  cell: NotebookCell,
  language: CodeLanguage,
  environment: FileFacts['environment'],
): CodeLine[] {
  const source = cell.source
    .map(({ start, end }) => decoded(text.slice(start, end)))
    .join('')
    .split('\n');
  if (language !== 'python') {
    return source.map((line, index) => ({ text: line, cell, index, dropped: { at: 0, count: 0 } }));
  }
  const python = withoutMagics(source);
  if (python === null) return [];
  for (const { name, value } of python.variables) environment.push({ name, value, range: NOWHERE });
  return python.lines.map((line, index) => ({ ...line, cell, index }));
}

/** Where a variable is set is not told to anybody. */
const NOWHERE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g;

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** A JSON string's text. */
function decoded(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(ESCAPE, (_, code: string | undefined, letter: string = '') =>
    code === undefined ? (ESCAPED[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function problemOf(text: string, { message, at }: { message: string; at: number }): ProblemFact {
  return { reason: 'syntax', message, range: new Positions(text).range(at, at + 1) };
}

/** Where each line's characters stand in the file. */
function cellLines(text: string, lines: readonly CodeLine[]): CellLineFact[] {
  const positions = new Positions(text);
  const facts: CellLineFact[] = [];
  let offsets: number[] = [];
  let ends: number[] = [];
  let cell: NotebookCell | null = null;
  for (const line of lines) {
    if (line.cell !== cell) {
      cell = line.cell;
      offsets = cell.source.flatMap((span) => offsetsIn(text, span));
      offsets.push(cell.source.at(-1)?.end ?? 0);
      ends = lineStarts(text, offsets);
    }
    const start = ends[line.index] ?? 0;
    facts.push({
      cell: cell.number,
      line: line.index + 1,
      pieces: piecesOf(positions, offsets, start, line),
    });
  }
  return facts;
}

/** The offset in the file of each code unit of a string. */
function offsetsIn(text: string, { start, end }: Span): number[] {
  const offsets: number[] = [];
  for (let at = start; at < end; at += text[at] === '\\' ? (text[at + 1] === 'u' ? 6 : 2) : 1)
    offsets.push(at);
  return offsets;
}

/** At which of its code units each of a cell's lines begins. */
function lineStarts(text: string, offsets: readonly number[]): number[] {
  const starts = [0];
  for (const [index, offset] of offsets.entries()) {
    if (isLineFeed(text, offset)) starts.push(index + 1);
  }
  return starts;
}

function isLineFeed(text: string, offset: number): boolean {
  return text.startsWith('\\n', offset) || text.startsWith('\\u000a', offset) || text[offset] === '\n';
}

function piecesOf(
  positions: Positions,
  offsets: readonly number[],
  start: number,
  { text, dropped }: CodeLine,
): CellLineFact['pieces'] {
  const pieces: CellLineFact['pieces'] = [];
  let expected = -1;
  for (let column = 0; column <= text.length; column++) {
    const source = start + column + (column >= dropped.at ? dropped.count : 0);
    const offset = offsets[Math.min(source, offsets.length - 1)] ?? 0;
    if (offset !== expected || column === text.length) {
      const { startLine, startColumn } = positions.range(offset, offset);
      pieces.push([column + 1, startLine, startColumn]);
    }
    expected = offset + 1;
  }
  return pieces;
}
