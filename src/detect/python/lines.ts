import { isSpace } from '../positions.ts';
import { SyntaxTree } from './syntax-tree.ts';

/** Lines of nothing but comments in a row, blank ones between them aside; few people write more. */
const LONG_COMMENT = 200;

interface Span {
  start: number;
  end: number;
}

/** A tab goes to the lexer's next eighth column, wherever it stands. */
const TAB_WIDTH = 8;

interface Lines {
  /** How many different indentations there are. */
  indentations: number;
  /** Comments of runs that are longer than {@link LONG_COMMENT}, in order. */
  longComments: Span[];
}

/** How the lines of a file begin, as the grammar's lexer sees them. */
export function readLines(text: string): Lines {
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
export function withoutComments(text: string, comments: readonly Span[]): string {
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
export function withComments(tree: SyntaxTree, hidden: readonly Span[]): SyntaxTree {
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
