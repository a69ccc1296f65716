import type { Language } from 'web-tree-sitter';
import { FIELD_NAMES } from './syntax-tree.ts';

/** How much of a node the extractor needs; the less, the fewer calls into WebAssembly. */
export const SHAPES = { skip: 0, leaf: 1, inner: 2, comment: 3, string: 4, operator: 5 } as const;

/** The grammar's numbers for node types and fields, translated once into the extractor's own. */
export interface GrammarTable {
  kindNames: readonly string[];
  /** One of {@link SHAPES} for every node type; a type that is not listed is `inner`. */
  shapes: Uint8Array;
  /** Our field number for the grammar's. */
  fields: Uint8Array;
}

/** Named nodes whose children say nothing that their source does not. */
const LEAVES = new Set([
  'break_statement',
  'continue_statement',
  'dotted_name',
  'ellipsis',
  'escape_interpolation',
  'escape_sequence',
  'false',
  'float',
  'identifier',
  'import_prefix',
  'integer',
  'keyword_separator',
  'none',
  'pass_statement',
  'positional_separator',
  'string_content',
  'string_end',
  'string_start',
  'true',
  'type_conversion',
  'wildcard_import',
]);

/** Anonymous nodes that matter where they are operators; all others are punctuation. */
const OPERATORS = new Set(['+', '-', '/', '%', '|', 'and', 'or', '+=', '/=', '|=']);

export function readGrammar(language: Language): GrammarTable {
  const kindNames = language.types;
  const shapes = Uint8Array.from(kindNames, (name, type) => shapeOf(name, language.nodeTypeIsNamed(type)));
  const names: readonly (string | null)[] = FIELD_NAMES;
  const fields = Uint8Array.from(language.fields, (name) => Math.max(0, names.indexOf(name)));
  return { kindNames, shapes, fields };
}

function shapeOf(name: string, named: boolean): number {
  if (!named) return OPERATORS.has(name) ? SHAPES.operator : SHAPES.skip;
  if (name === 'comment') return SHAPES.comment;
  if (name === 'string') return SHAPES.string;
  if (name === 'line_continuation') return SHAPES.skip;
  return LEAVES.has(name) ? SHAPES.leaf : SHAPES.inner;
}
