import type { ts } from 'ts-morph';
import type { FileFacts, Range, Value } from '../facts.ts';
import type { Positions } from '../positions.ts';

/** The names that one stretch of source declares; what a name means is the value that a use of it has. */
export interface Scope {
  names: Map<string, Value>;
  parent: Scope | null;
  /** Whether `var` stops here: a function or the file. */
  holdsVar: boolean;
}

/** What the first walk over a file finds out, for the second to use. */
export interface Declarations {
  scopes: Map<ts.Node, Scope>;
  functions: Map<ts.Node, number>;
  classes: Map<ts.Node, number>;
  /** Parameters that are patterns get a binding of their own, which the names of the pattern point into. */
  parameters: Map<ts.ParameterDeclaration, number>;
}

/** A parsed file, and the facts that are being written about it. */
export interface ParsedFile {
  source: ts.SourceFile;
  positions: Positions;
  facts: FileFacts;
}

/** Everything that reading values needs; the readers in this folder are functions over it. */
export interface Context extends ParsedFile {
  declarations: Declarations;
  statements: Map<ts.Node, number>;
  calls: Map<ts.Node, number>;
}

export const UNKNOWN: Value = { kind: 'unknown' };

/** The range of a node, without the comments before it. */
export function rangeOf({ source, positions }: ParsedFile, node: ts.Node): Range {
  return positions.range(node.getStart(source), node.end);
}
