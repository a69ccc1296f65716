import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import { isSpace } from '../positions.ts';
import { flattenTree } from './flatten.ts';
import { type GrammarTable, readGrammar } from './grammar.ts';
import { SyntaxTree } from './syntax-tree.ts';

/** A parser with the Python grammar, for one thread; it is reused for every file. */
export interface PythonParser {
  /** `too-deep` if the grammar's lexer has no room for its levels, `too-slow` if `isOutOfTime` said so before it was done, `crashed` if the parser itself failed. */
  parse(text: string, isOutOfTime: () => boolean): ParsedPython;
}

export type ParsedPython =
  | { kind: 'parsed'; tree: SyntaxTree; errors: readonly { start: number; end: number }[] }
  | { kind: 'too-slow' }
  | { kind: 'too-deep' }
  | { kind: 'crashed'; message: string };

let loading: Promise<PythonParser> | null = null;

/** Loads the WebAssembly parser, once a thread (about 30 ms). Rejects only if the packages are not installed. */
export function loadPython(): Promise<PythonParser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<PythonParser> {
  const grammarPath = createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm');
  await Parser.init();
  const language = await Language.load(grammarPath);
  const parser = new Parser().setLanguage(language);
  const grammar = readGrammar(language);
  return { parse: (text, isOutOfTime) => parse(parser, grammar, text, isOutOfTime) };
}

function parse(
  parser: Parser,
  grammar: GrammarTable,
  text: string,
  isOutOfTime: () => boolean,
): ParsedPython {
  try {
    return parseWithin(parser, grammar, text, isOutOfTime);
  } catch (error) {
    // Without a reset the parser would go on with this file when it is given the next one.
    parser.reset();
    return { kind: 'crashed', message: error instanceof Error ? error.message : String(error) };
  }
}

function parseWithin(
  parser: Parser,
  grammar: GrammarTable,
  text: string,
  isOutOfTime: () => boolean,
): ParsedPython {
  const lines = readLines(text);
  if (lines.indentations > MAX_INDENTATIONS) return { kind: 'too-deep' };
  const code = withoutComments(withoutLongContinuations(text), lines.longComments);
  const tree = parser.parse(code, null, { progressCallback: isOutOfTime });
  if (tree === null) {
    parser.reset();
    return { kind: 'too-slow' };
  }
  try {
    const flat = flattenTree(tree, text, grammar, isOutOfTime);
    if (flat === null) return { kind: 'too-slow' };
    return { kind: 'parsed', ...flat, tree: withComments(flat.tree, lines.longComments) };
  } finally {
    tree.delete();
  }
}

/** More line ends in a row, each behind a backslash, than anybody writes. */
const LONG_CONTINUATION = /(?:\\\r?\n[ \t]*){100,}/g;

/**
 * The grammar's lexer goes back to the start of a run of continued lines at each of them: 5,000 took over a
 * second, 300,000 no end. Spaces mean the same, and keep every offset.
 */
function withoutLongContinuations(text: string): string {
  return text.replace(LONG_CONTINUATION, (run) => ' '.repeat(run.length));
}

/** Lines of nothing but comments in a row, blank ones between them aside; few people write more. */
const LONG_COMMENT = 200;

interface Span {
  start: number;
  end: number;
}

/**
 * How many different indentations one file may have: the grammar's lexer keeps those of the levels that are open in 1 KB,
 * two bytes each, beside up to 257 others, and writes beyond its end where there are more. Python has room for 100.
 */
const MAX_INDENTATIONS = 380;

/** A tab goes to the lexer's next eighth column, wherever it stands. */
const TAB_WIDTH = 8;

interface Lines {
  /** How many different ones there are. */
  indentations: number;
  /** Comments of runs that are longer than {@link LONG_COMMENT}, in order. */
  longComments: Span[];
}

function readLines(text: string): Lines {
  const indentations = new Set<number>();
  const longComments: Span[] = [];
  let run: Span[] = [];
  let continued: number | null = null;
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    const at = firstInLine(text, start, end);
    const indentation: number = (continued ?? 0) + widthOf(text, start, at);
    indentations.add(indentation);
    if (at < end) {
      const isComment = text[at] === '#' && continued === null && !mayEndString(text.slice(at, end));
      if (isComment) run.push({ start: at, end });
      else run = [];
      if (run.length === LONG_COMMENT) longComments.push(...run);
      else if (run.length > LONG_COMMENT) longComments.push({ start: at, end });
    }
    const isContinued = /\\\r?$/.test(text.slice(Math.max(start, end - 2), end));
    continued = isContinued ? indentation : null;
    start = end + 1;
  }
  return { indentations: indentations.size, longComments };
}

function widthOf(text: string, start: number, end: number): number {
  let width = 0;
  for (let at = start; at < end; at++) width += text[at] === '\t' ? TAB_WIDTH : 1;
  return width;
}

/**
 * The grammar's lexer looks from each comment through all that follow it: 6,000 in a row took ten seconds. Spaces mean the
 * same, and keep every offset.
 */
function withoutComments(text: string, comments: readonly Span[]): string {
  if (comments.length === 0) return text;
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end } of comments) {
    pieces.push(text.slice(done, start), ' '.repeat(end - start));
    done = end;
  }
  return pieces.join('') + text.slice(done);
}

function firstInLine(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** What looks like a comment may be the end of a string of many lines, with code behind it. */
function mayEndString(line: string): boolean {
  return line.includes('"""') || line.includes("'''");
}

/** With comments that the parser did not see, but for what stands in strings. */
function withComments(tree: SyntaxTree, hidden: readonly Span[]): SyntaxTree {
  if (hidden.length === 0) return tree;
  const strings: Span[] = [];
  for (let node = 0; node < tree.size; node++) {
    if (tree.kind(node) === 'string') strings.push({ start: tree.start(node), end: tree.end(node) });
  }
  let at = 0;
  const outside = hidden.filter(({ start }) => {
    while ((strings[at]?.end ?? Number.POSITIVE_INFINITY) <= start) at++;
    return (strings[at]?.start ?? Number.POSITIVE_INFINITY) > start;
  });
  const all = [...tree.comments, ...outside].sort((one, other) => one.start - other.start);
  return new SyntaxTree(tree.text, tree.nodes, all);
}
