import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import { flattenTree } from './flatten.ts';
import { type GrammarTable, readGrammar } from './grammar.ts';
import { readLines, withComments, withoutComments } from './lines.ts';
import type { SyntaxTree } from './syntax-tree.ts';

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

/**
 * How many different indentations one file may have: the grammar's lexer keeps those of the levels that are open in 1 KB,
 * two bytes each, beside up to 257 others, and writes beyond its end where there are more. Python has room for 100.
 */
const MAX_INDENTATIONS = 380;
