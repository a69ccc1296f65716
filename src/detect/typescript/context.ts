import type { ts } from 'ts-morph';
import type { FileFacts, Range, Value } from '../facts.ts';
import type { Positions } from '../positions.ts';

/** The names that one stretch of source declares; what a name means is the value that a use of it has. */
export interface Scope {
  /** Made with its first name: most blocks declare none. */
  names: Map<string, Value> | null;
  parent: Scope | null;
  /** Whether `var` stops here: a function or the file. */
  holdsVar: boolean;
}

/** The function or class around some code, and what follows from it. */
export interface Owner {
  /** Names of the enclosing classes and functions, outermost first; callbacks without a name are left out. */
  names: string[];
  /** Index of the innermost function. */
  function: number | null;
  /** Index of the class that `this` is an instance of. */
  self: number | null;
  /** The object literal that `this` is, in its own methods. */
  object: ts.ObjectLiteralExpression | null;
  /** The innermost class, whose base `super` means. */
  class: { node: ts.ClassLikeDeclaration; place: Place } | null;
}

/** Where in the code something stands. */
export interface Place {
  scope: Scope;
  /** Index of the innermost statement; -1 outside of any. */
  statement: number;
  /** The same, but for a statement beyond the nearest function's body or class. */
  chain: number | null;
  owner: Owner;
}

/** An object literal with methods; it is read before their bodies are. */
export interface OwnObject {
  value: Value & { kind: 'object' };
  /** The names that it declares. */
  names: Set<string>;
  /** What it is known by: the variable that it is the value of, or one without a name; `null` until somebody asks. */
  binding: number | null;
}

/** What the first walk over a file finds out, for the second to use. */
export interface Outline {
  functions: Map<ts.Node, number>;
  classes: Map<ts.Node, number>;
  /** Parameters that are patterns get a binding of their own, which the names of the pattern point into. */
  parameters: Map<ts.ParameterDeclaration, number>;
  /** Where the members of classes stand: they are read with their class, before the walk comes to them. */
  members: Map<ts.Node, Place>;
  /** Object literals with methods of their own: `this` in those means them. */
  objects: Map<ts.Node, OwnObject>;
  /** The statement of an `if`; all of one `if … else if … else` share theirs. */
  branches: Map<ts.Node, number>;
  /** The offset at which each statement starts, by its index. */
  statementStarts: number[];
  /** The nodes that the second walk has something to read from, in source order, and where they stand. */
  telling: ts.Node[];
  places: Place[];
  /** Literals, and nodes that the walk did not go into, in source order. */
  opaque: ts.Node[];
  /** The place of the file's top level. */
  top: Place;
}

/** A parsed file, and the facts that are being written about it. */
export interface ParsedFile {
  source: ts.SourceFile;
  positions: Positions;
  facts: FileFacts;
}

/** Everything that reading values needs; the readers in this folder are functions over it. */
export interface Context extends ParsedFile {
  outline: Outline;
  calls: Map<ts.Node, number>;
  /** Where what is being read stands. */
  place: Place;
}

export const UNKNOWN: Value = { kind: 'unknown' };

/** The range of a node, without the comments before it. */
export function rangeOf({ source, positions }: ParsedFile, node: ts.Node): Range {
  return positions.range(startOf(source, node), node.end);
}

/** Where a node starts, behind white space and comments. */
export function startOf(source: ts.SourceFile, node: ts.Node): number {
  const { pos, end } = node;
  const { text } = source;
  let start = pos;
  let code = text.charCodeAt(start);
  while (start < end && (code === 32 || code === 10 || code === 13 || code === 9)) {
    start += 1;
    code = text.charCodeAt(start);
  }
  // Letters, quotes and brackets begin no comment; the compiler knows the rest.
  const isCode = (code > 62 && code < 124) || code === 34 || code === 39 || code === 40 || code === 123;
  return isCode && start < end ? start : node.getStart(source);
}

/** A node as written. */
export function textOf(source: ts.SourceFile, node: ts.Node): string {
  return source.text.slice(startOf(source, node), node.end);
}

/** Runs `action` as if it stood elsewhere. */
export function readAt<T>(context: Context, place: Place, action: () => T): T {
  const before = context.place;
  context.place = place;
  const result = action();
  context.place = before;
  return result;
}
