import type { ts } from 'ts-morph';
import type { CommentFact } from '../facts.ts';
import { forEachChild, SyntaxKind } from './compiler.ts';
import type { Outline, ParsedFile } from './context.ts';
import { startOf } from './context.ts';
import { LITERAL, TRAITS } from './traits.ts';

const { JsxText } = SyntaxKind;

interface Comment {
  start: number;
  end: number;
  own: boolean;
}

/**
 * Comment runs of a file. Outside of strings, templates, regular expressions and JSX text, `//` and `/*` always
 * begin a comment, so those are told apart by the syntax tree and the rest is a plain search.
 */
export function readComments(file: ParsedFile, { opaque, statementStarts }: Outline): CommentFact[] {
  const { source } = file;
  const comments = findComments(source, opaque);
  return runsOf(source, comments).map((run) => commentFact(file, run, statementStarts));
}

interface Span {
  start: number;
  end: number;
}

function findComments(source: ts.SourceFile, opaque: readonly ts.Node[]): Comment[] {
  const { text } = source;
  const openings = openingsIn(text);
  if (openings.length === 0) return [];
  const literals = literalsAround(source, openings, opaque);
  const comments: Comment[] = [];
  let literal = 0;
  let done = 0;
  for (const opening of openings) {
    if (opening < done) continue;
    while (literal < literals.length && (literals[literal]?.end ?? 0) <= opening) literal++;
    const around = literals[literal];
    if (around && around.start <= opening) {
      done = around.end;
      continue;
    }
    const comment = commentAt(text, opening);
    comments.push(comment);
    done = comment.end;
  }
  return comments;
}

/** Where `//` and `/*` stand, whatever they mean there. */
function openingsIn(text: string): number[] {
  const openings: number[] = [];
  for (let slash = text.indexOf('/'); slash !== -1; slash = text.indexOf('/', slash + 1)) {
    const next = text.charCodeAt(slash + 1);
    if (next === 47 || next === 42) openings.push(slash);
  }
  return openings;
}

/** Where text stands that is no code and holds what looks like the beginning of a comment, in source order. */
function literalsAround(
  source: ts.SourceFile,
  openings: readonly number[],
  opaque: readonly ts.Node[],
): Span[] {
  const spans: Span[] = [];
  let next = 0;
  for (const node of opaque) {
    while (next < openings.length && (openings[next] ?? 0) < node.pos) next++;
    if ((openings[next] ?? Number.POSITIVE_INFINITY) < node.end) addLiterals(source, node, spans);
  }
  return spans;
}

function addLiterals(source: ts.SourceFile, node: ts.Node, spans: Span[]): void {
  if (((TRAITS[node.kind] ?? 0) & LITERAL) !== 0) {
    const start = node.kind === JsxText ? node.pos : startOf(source, node);
    spans.push({ start, end: node.end });
  } else forEachChild(node, (child) => addLiterals(source, child, spans));
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

function commentFact(file: ParsedFile, run: [Comment, ...Comment[]], starts: readonly number[]): CommentFact {
  const [first] = run;
  const last = run.at(-1) ?? first;
  return {
    lines: run.flatMap((comment) => linesOf(file, comment)),
    range: file.positions.range(first.start, last.end),
    placement: first.own ? 'own' : 'trailing',
    before: first.own ? statementAt(starts, nextCode(file.source.text, last.end)) : null,
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

/** The outermost statement that starts at a position; statements stand in source order, outer ones first. */
function statementAt(starts: readonly number[], position: number): number | null {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return starts[low] === position ? low : null;
}

/** Where the next code stands, behind white space and other comments. */
function nextCode(text: string, position: number): number {
  const trivia = /(?:\s|\/\/[^\r\n\u2028\u2029]*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = position;
  return trivia.test(text) ? trivia.lastIndex : position;
}
