/** A line of a cell as Python reads it. */
export interface PythonLine {
  text: string;
  /** Code units of the source that the text leaves out, from this column on. */
  dropped: { at: number; count: number };
}

/** A cell without what is IPython's and not Python's. */
export interface PythonCell {
  lines: PythonLine[];
  /** Variables that magics set, by their line's index. */
  variables: { name: string; value: string; line: number }[];
}

/** Cell magics behind whose line Python follows; the others hand the cell to somebody else (IPython, "Built-in magic commands"). */
const PYTHON_CELLS = /^%%(?:time|timeit|capture|prun|memit|mprun|lprun|python3?|pypy|debug|ipytest)\b/;

/**
 * Takes magics, shell commands and questions out of a cell's source lines, one for one: `null` if the whole cell is
 * another language's. What is taken out becomes `0`, a statement that does nothing.
 */
export function withoutMagics(source: readonly string[]): PythonCell | null {
  const first = source.findIndex((line) => line.trim() !== '');
  const isCellMagic = /^%%\w/.test(source[first] ?? '');
  if (isCellMagic && !PYTHON_CELLS.test(source[first] ?? '')) return null;
  const cell: PythonCell = { lines: [], variables: [] };
  const lexer = new LineLexer();
  for (const [index, text] of source.entries()) {
    if (isCellMagic && index === first) cell.lines.push(whole(''));
    else cell.lines.push(pythonLine(cell, lexer, text, index));
  }
  return cell;
}

function pythonLine(cell: PythonCell, lexer: LineLexer, text: string, index: number): PythonLine {
  if (lexer.inCommand) {
    lexer.inCommand = continues(text);
    return whole('');
  }
  const line = lexer.startsStatement ? withoutMagic(cell, text, index) : whole(text);
  lexer.inCommand = line.text !== text && line.dropped.count === 0 && continues(text);
  lexer.read(line.text);
  return line;
}

function continues(text: string): boolean {
  return /\\\r?$/.test(text);
}

function whole(text: string): PythonLine {
  return { text, dropped: { at: 0, count: 0 } };
}

/** `%time answer = ask()` runs what stands behind it. */
const RUNS_CODE = /^(\s*)(%(?:time|timeit|prun|memit)[ \t]+(?:-[a-z]+ ?\d*[ \t]+){0,5})\S/i;
const SETS_VARIABLE = /^\s*%(?:set_)?env[ \t]+(\w{1,80})(?:[ \t]*=[ \t]*|[ \t]+)([^\s{}$]{1,500})\s*$/;
const COMMAND = /^(\s*)(?:[%!?]|[\w.]{1,200}\?{1,2}\s*$)/;
const ASSIGNED = /^(\s*[A-Za-z_][\w., \t]{0,200}=\s*)[!%](?!=)/;

function withoutMagic(cell: PythonCell, text: string, index: number): PythonLine {
  if (!/[%!?]/.test(text)) return whole(text);
  const [, indent = '', magic] = RUNS_CODE.exec(text) ?? [];
  if (magic !== undefined) {
    const dropped = { at: indent.length, count: magic.length };
    return { text: indent + text.slice(indent.length + magic.length), dropped };
  }
  const [, name, value] = SETS_VARIABLE.exec(text) ?? [];
  if (name !== undefined && value !== undefined) cell.variables.push({ name, value, line: index });
  const before = (COMMAND.exec(text) ?? ASSIGNED.exec(text))?.[1];
  return whole(before === undefined ? text : `${before}0`);
}

/** A comment, the start of a string over lines, a string, a bracket. */
const TOKEN = /#.*|'''|"""|'(?:\\.|[^'\\])*(?:'|\\?$)|"(?:\\.|[^"\\])*(?:"|\\?$)|[([{]|[)\]}]/g;

/** Knows whether a line begins a statement, or goes on with brackets, a string or a backslash. */
class LineLexer {
  inCommand = false;
  private depth = 0;
  private quotes: string | null = null;
  private continued = false;

  get startsStatement(): boolean {
    return this.depth === 0 && this.quotes === null && !this.continued;
  }

  read(line: string): void {
    let at = this.afterString(line, 0);
    while (at < line.length) {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(line);
      if (!token) break;
      at = this.take(line, token[0], TOKEN.lastIndex);
    }
    this.continued = this.quotes === null && continues(line);
  }

  /** @returns where to go on */
  private take(line: string, token: string, end: number): number {
    if (token === "'''" || token === '"""') {
      this.quotes = token;
      return this.afterString(line, end);
    }
    if (/^[([{]$/.test(token)) this.depth += 1;
    else if (/^[)\]}]$/.test(token)) this.depth = Math.max(0, this.depth - 1);
    return end;
  }

  /** Behind the end of a string over lines, if it ends here. */
  private afterString(line: string, at: number): number {
    if (this.quotes === null) return at;
    const end = new RegExp(`\\\\.|${this.quotes}`, 'g');
    end.lastIndex = at;
    for (let mark = end.exec(line); mark; mark = end.exec(line)) {
      if (mark[0] !== this.quotes) continue;
      this.quotes = null;
      return end.lastIndex;
    }
    return line.length;
  }
}
