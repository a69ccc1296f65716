import { ts } from 'ts-morph';
import type { CommentFact } from '../facts.ts';
import type { ParsedFile } from './context.ts';

interface Comment {
  start: number;
  end: number;
  own: boolean;
}

/**
 * Comment runs of a file. Outside of strings, templates, regular expressions and JSX text, `//` and `/*` always
 * begin a comment, so those are told apart by the syntax tree and the rest is a plain search.
 */
export function readComments(file: ParsedFile, statements: Map<ts.Node, number>): CommentFact[] {
  const { source } = file;
  const comments = findComments(source);
  if (comments.length === 0) return [];
  const starts = statementStarts(source, statements);
  return runsOf(source, comments).map((run) => commentFact(file, run, starts));
}

function findComments(source: ts.SourceFile): Comment[] {
  const { text } = source;
  if (!text.includes('//') && !text.includes('/*')) return [];
  const literals = literalRanges(source);
  const comments: Comment[] = [];
  const opening = /\/\/|\/\*/g;
  let literal = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    while (literal < literals.length && (literals[literal]?.end ?? 0) <= match.index) literal++;
    const around = literals[literal];
    if (around && around.start <= match.index) {
      opening.lastIndex = around.end;
      continue;
    }
    const comment = commentAt(text, match.index);
    comments.push(comment);
    opening.lastIndex = comment.end;
  }
  return comments;
}

/** Where text stands that is no code, in source order. */
function literalRanges(source: ts.SourceFile): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node)) {
      ranges.push({ start: node.getStart(source), end: node.end });
    } else if (ts.isJsxText(node)) {
      ranges.push({ start: node.pos, end: node.end });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return ranges.sort((a, b) => a.start - b.start);
}

function commentAt(text: string, start: number): Comment {
  const isBlock = text.startsWith('/*', start);
  const close = isBlock
    ? text.indexOf('*/', start + 2)
    : text.slice(start).search(/[\r\n\u2028\u2029]/) + start;
  const end = isBlock ? (close < 0 ? text.length : close + 2) : close < start ? text.length : close;
  return { start, end, own: isOwn(text, start, end) };
}

/** Nothing else on its lines; the braces of a JSX comment, `{/* … *\/}`, are part of it. */
function isOwn(text: string, start: number, end: number): boolean {
  const before = text.slice(lineStart(text, start), start).trim();
  const after = text.slice(end, lineEnd(text, end)).trim();
  return (before === '' && after === '') || (before === '{' && after === '}');
}

function lineStart(text: string, position: number): number {
  return position === 0 ? 0 : text.lastIndexOf('\n', position - 1) + 1;
}

function lineEnd(text: string, position: number): number {
  const end = text.indexOf('\n', position);
  return end < 0 ? text.length : end;
}

/** Own comments that follow each other with nothing but one line break between stand together. */
function runsOf(source: ts.SourceFile, comments: Comment[]): [Comment, ...Comment[]][] {
  const runs: [Comment, ...Comment[]][] = [];
  for (const comment of comments) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && standTogether(source.text, last, comment)) run.push(comment);
    else runs.push([comment]);
  }
  return runs;
}

function standTogether(text: string, first: Comment, second: Comment): boolean {
  return (
    first.own &&
    second.own &&
    /^[}]?[^\S\r\n]*(\r\n|\r|\n)[^\S\r\n]*[{]?$/.test(text.slice(first.end, second.start))
  );
}

function commentFact(
  file: ParsedFile,
  run: [Comment, ...Comment[]],
  starts: Map<number, number>,
): CommentFact {
  const [first] = run;
  const last = run.at(-1) ?? first;
  return {
    lines: run.flatMap((comment) => linesOf(file, comment)),
    range: file.positions.range(first.start, last.end),
    placement: first.own ? 'own' : 'trailing',
    before: first.own ? (starts.get(nextCode(file.source.text, last.end)) ?? null) : null,
  };
}

function linesOf({ source, positions }: ParsedFile, { start, end }: Comment): CommentFact['lines'] {
  const line = positions.lineAt(start) + 1;
  const text = source.text.slice(start, end);
  if (text.startsWith('//')) return [{ text: text.replace(/^\/\/+/, '').trim(), line }];
  const inner = text.replace(/^\/\*+/, '').replace(/\*+\/$/, '');
  const lines = inner.split('\n').map((one, index) => ({
    text: one.replace(/^\s*\*+(?=\s|$)/, '').trim(),
    line: line + index,
  }));
  return lines.length > 1
    ? lines.filter(({ text: one }, index) => one !== '' || isInside(index, lines.length))
    : lines;
}

/** The lines of the opening and the closing mark are often empty; an empty line between says something. */
function isInside(index: number, count: number): boolean {
  return index > 0 && index < count - 1;
}

/** The outermost statement that starts at a position. */
function statementStarts(source: ts.SourceFile, statements: Map<ts.Node, number>): Map<number, number> {
  const starts = new Map<number, number>();
  for (const [node, index] of statements) {
    const start = node.getStart(source);
    if (!starts.has(start)) starts.set(start, index);
  }
  return starts;
}

/** Where the next code stands, behind white space and other comments. */
function nextCode(text: string, position: number): number {
  const trivia = /(?:\s|\/\/[^\r\n\u2028\u2029]*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = position;
  return trivia.test(text) ? trivia.lastIndex : position;
}
