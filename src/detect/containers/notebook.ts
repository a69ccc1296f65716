/** Offsets into the file of a JSON string's text, between its quotes. */
export interface Span {
  start: number;
  end: number;
}

/** A cell that holds code. */
export interface NotebookCell {
  /** Its place among all cells, from 1: as editors count them. */
  number: number;
  /** The language that it says to be in, other than the notebook's. */
  language: string | null;
  /** Its source, as often in one text a line. */
  source: Span[];
}

/** A Jupyter notebook (nbformat 3 and 4), as far as it can be read. */
export interface Notebook {
  cells: NotebookCell[];
  /** The kernel's language, in lower case; `null` if none is named. */
  language: string | null;
  /** What is wrong with it first, and where. */
  fault: { message: string; at: number } | null;
}

/**
 * Reads the code cells of a notebook and where they stand. Outputs and other cells are skipped, not read: what takes
 * megabytes is in them. One pass without recursion into what is skipped, so no nesting is too deep. Never throws.
 */
export function readNotebook(text: string): Notebook {
  const reader = new NotebookReader(text);
  reader.read();
  return reader.notebook;
}

/** Ends the reading; what was read until then stays. */
class NotJson extends Error {}

/** A cell as its keys come, in any order. */
interface OpenCell {
  kind: string | null;
  language: string | null;
  source: Span[];
}

const LANGUAGE_KEYS = ['language_info.name', 'kernelspec.language', 'kernelspec.name'];

class NotebookReader {
  readonly notebook: Notebook = { cells: [], language: null, fault: null };
  private readonly text: string;
  private at = 0;
  private count = 0;
  private hasCells = false;
  private languageRank = LANGUAGE_KEYS.length;

  constructor(text: string) {
    this.text = text;
  }

  read(): void {
    try {
      this.object((key) => this.topLevel(key));
      if (!this.hasCells) this.note('It has no list of cells.');
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      this.note(error.message);
    }
  }

  private topLevel(key: string): void {
    if (key === 'cells') this.cells();
    else if (key === 'metadata') this.object((name) => this.metadata(name));
    else if (key === 'worksheets')
      this.list(() => this.object((name) => (name === 'cells' ? this.cells() : this.skip())));
    else this.skip();
  }

  private metadata(key: string): void {
    if (key === 'kernelspec' || key === 'language_info') this.object((name) => this.language(key, name));
    else this.skip();
  }

  /** What the kernel said of itself goes before what it was started as, and that before its name. */
  private language(key: string, name: string): void {
    const rank = LANGUAGE_KEYS.indexOf(`${key}.${name}`);
    const word = this.word();
    if (rank < 0 || word === null || rank >= this.languageRank) return;
    this.languageRank = rank;
    this.notebook.language = word.toLowerCase();
  }

  private cells(): void {
    this.hasCells = true;
    this.list(() => {
      this.count += 1;
      const cell: OpenCell = { kind: null, language: null, source: [] };
      this.object((key) => this.cellPart(cell, key));
      if (cell.kind !== 'code') return;
      this.notebook.cells.push({ number: this.count, language: cell.language, source: cell.source });
    });
  }

  private cellPart(cell: OpenCell, key: string): void {
    if (key === 'source' || key === 'input') this.source(cell);
    else if (key === 'cell_type') cell.kind = this.word();
    // VS Code's note of a cell in another language than the notebook's.
    else if (key === 'metadata') this.object((name) => this.cellMetadata(cell, name));
    else this.skip();
  }

  private cellMetadata(cell: OpenCell, key: string): void {
    if (key !== 'vscode') this.skip();
    else
      this.object((name) => {
        if (name === 'languageId') cell.language = this.word()?.toLowerCase() ?? null;
        else this.skip();
      });
  }

  /** One text, or a list of them. */
  private source(cell: OpenCell): void {
    if (this.peek() === '"') cell.source.push(this.string());
    else this.list(() => this.sourceText(cell));
  }

  private sourceText(cell: OpenCell): void {
    const span = this.optionalText();
    if (span === null) this.note(`Cell ${this.count} has a source that is no text.`);
    else cell.source.push(span);
  }

  private word(): string | null {
    const span = this.optionalText();
    return span === null ? null : this.text.slice(span.start, span.end);
  }

  /** A text; anything else is skipped. */
  private optionalText(): Span | null {
    if (this.peek() === '"') return this.string();
    this.skip();
    return null;
  }

  /** Calls back at each value of an object; anything else is noted and skipped. */
  private object(onValue: (key: string) => void): void {
    if (!this.opens('{', 'an object')) return;
    while (!this.closes('}')) {
      if (this.peek() !== '"') throw this.notJson();
      const { start, end } = this.string();
      if (this.peek() !== ':') throw this.notJson();
      this.at += 1;
      onValue(this.text.slice(start, end));
    }
  }

  private list(onItem: () => void): void {
    if (!this.opens('[', 'a list')) return;
    while (!this.closes(']')) onItem();
  }

  private opens(bracket: string, what: string): boolean {
    if (this.peek() === bracket) {
      this.at += 1;
      return true;
    }
    this.note(`It is no notebook: it has something else where ${what} belongs.`);
    this.skip();
    return false;
  }

  /** Takes the comma before the next entry. */
  private closes(bracket: string): boolean {
    if (this.peek() === ',') this.at += 1;
    if (this.peek() === '') throw this.notJson();
    if (this.peek() !== bracket) return false;
    this.at += 1;
    return true;
  }

  /** A whole value, whatever is in it. */
  private skip(): void {
    let depth = 0;
    do {
      const next = this.peek();
      if (next === '"') this.string();
      else if (next === '{' || next === '[') this.at += 1;
      else if (next === '}' || next === ']') this.at += 1;
      else if (next === ',' || next === ':') this.at += 1;
      else this.plain();
      if (next === '{' || next === '[') depth += 1;
      else if (next === '}' || next === ']') depth -= 1;
      if (depth < 0) throw this.notJson();
    } while (depth > 0);
  }

  /** A number, `true`, `null` … */
  private plain(): void {
    PLAIN.lastIndex = this.at;
    if (!PLAIN.test(this.text)) throw this.notJson();
    this.at = PLAIN.lastIndex;
  }

  private string(): Span {
    const start = this.at + 1;
    for (let end = this.text.indexOf('"', start); end >= 0; end = this.text.indexOf('"', end + 1)) {
      if (this.isEscaped(start, end)) continue;
      this.at = end + 1;
      return { start, end };
    }
    throw this.notJson();
  }

  private isEscaped(start: number, end: number): boolean {
    let slashes = 0;
    while (end - slashes > start && this.text[end - slashes - 1] === '\\') slashes += 1;
    return slashes % 2 === 1;
  }

  /** The next character that is no white space; empty at the end. */
  private peek(): string {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
    return this.text[this.at] ?? '';
  }

  private notJson(): NotJson {
    return new NotJson('It is no valid JSON.');
  }

  private note(message: string): void {
    this.notebook.fault ??= { message, at: Math.min(this.at, this.text.length) };
  }
}

const SPACE = /[ \t\r\n]*/y;
const PLAIN = /[^\s"{}[\],:]+/y;
