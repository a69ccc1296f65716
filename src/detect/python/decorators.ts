import type { SyntaxTree } from './syntax-tree.ts';

/** The decorators of a function or class as written, without their arguments: `property`, `app.get`. */
export function decoratorNames(tree: SyntaxTree, definition: number): string[] {
  const parent = tree.parent(definition);
  if (parent === null || tree.kind(parent) !== 'decorated_definition') return [];
  const decorators = tree.children(parent).filter((child) => tree.kind(child) === 'decorator');
  return decorators.map((decorator) => decoratorName(tree, decorator));
}

function decoratorName(tree: SyntaxTree, decorator: number): string {
  const expression = tree.firstChild(decorator);
  if (expression === null) return '';
  const callee = tree.kind(expression) === 'call' ? tree.child(expression, 'function') : expression;
  return callee === null ? '' : tree.source(callee);
}
