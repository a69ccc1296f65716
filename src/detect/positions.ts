import type { Range } from './facts.ts';

let latest: Positions | null = null;

/** The positions of a text. Those of the text that was asked for last are kept: several ask for them in turn. */
export function positionsOf(text: string): Positions {
  if (latest?.text !== text) latest = new Positions(text);
  return latest;
}

/** Turns offsets into lines and columns. Lines end at `\n`, as Git and GitHub count them. */
export class Positions {
  readonly text: string;
  private readonly lineStarts: number[] = [0];
  /** The line that was asked for last, from 0: questions come nearly in order. */
  private lastLine = 0;

  constructor(text: string) {
    this.text = text;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1))
      this.lineStarts.push(end + 1);
  }

  /** The range from `start` to `end`, without white space at its end. */
  range(start: number, end: number): Range {
    const trimmed = this.trimmedEnd(start, end);
    const startLine = this.lineAt(start);
    const endLine = this.lineAt(trimmed);
    // Said to be integers: V8 puts any other number into a box, which takes as much room again as a range.
    return {
      startLine: (startLine + 1) | 0,
      startColumn: (start - this.lineStart(startLine) + 1) | 0,
      endLine: (endLine + 1) | 0,
      endColumn: (trimmed - this.lineStart(endLine) + 1) | 0,
    };
  }

  /** The offset of a line and a column that both count from 1. */
  offsetOf(line: number, column: number): number {
    return this.lineStart(line - 1) + column - 1;
  }

  /** The line that holds the offset, from 0. */
  lineAt(offset: number): number {
    if (this.isOn(this.lastLine, offset)) return this.lastLine;
    if (this.isOn(this.lastLine + 1, offset)) this.lastLine += 1;
    else this.lastLine = this.search(offset);
    return this.lastLine;
  }

  /** The offset at which the line, from 0, begins. */
  lineStart(line: number): number {
    return this.lineStarts[line] ?? this.text.length;
  }

  private isOn(line: number, offset: number): boolean {
    const start = this.lineStarts[line];
    const next = this.lineStarts[line + 1] ?? Number.POSITIVE_INFINITY;
    return start !== undefined && start <= offset && offset < next;
  }

  private search(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStart(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private trimmedEnd(start: number, end: number): number {
    let trimmed = end;
    while (trimmed > start && isSpace(this.text.charCodeAt(trimmed - 1))) trimmed -= 1;
    return trimmed;
  }
}

/** Space, tab, line feed, vertical tab, form feed, carriage return. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
