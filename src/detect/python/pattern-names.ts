import { declare, type Scope } from './scopes.ts';
import type { SyntaxTree } from './syntax-tree.ts';

const NESTED_PATTERNS = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'tuple',
  'list',
  'expression_list',
  'parenthesized_expression',
  'list_splat',
  // `type X[T] = …` names what it declares as a type.
  'type',
  'generic_type',
]);

/** Declares every plain name in the target of an assignment; attributes and subscripts declare none. */
export function declarePatternNames(tree: SyntaxTree, pattern: number | null, scope: Scope): void {
  if (pattern === null) return;
  const after = tree.after(pattern);
  let node = pattern;
  while (node < after) {
    const kind = tree.kind(node);
    if (kind === 'identifier') declare(scope, tree.source(node));
    node = kind === 'identifier' || NESTED_PATTERNS.has(kind) ? node + 1 : tree.after(node);
  }
}
