import type { SyntaxTree } from './syntax-tree.ts';

/** One name that an import statement brings. */
export interface ImportedName {
  node: number;
  /** As written: `openai`, `a.b`, `..settings`. */
  module: string;
  /** The module that `local` is bound to: `a` for `import a.b`, else `module`. */
  boundModule: string;
  /** The exported name, or `*` for the module itself. */
  name: string;
  /** The local name; `*` for a star import. */
  local: string | null;
  /** True for `import a.b` without `as`: `a` is bound, and `a.b` can be reached through it. */
  dotted: boolean;
}

/** The names of an `import_statement` or `import_from_statement`, in order. */
export function importedNames(tree: SyntaxTree, statement: number): ImportedName[] {
  if (tree.kind(statement) === 'import_statement') return wholeModules(tree, statement);
  const moduleNode = tree.child(statement, 'module_name');
  const module = moduleNode === null ? '' : compact(tree.source(moduleNode));
  const star = tree.childOfKind(statement, 'wildcard_import');
  if (star !== null) {
    return [{ node: star, module, boundModule: module, name: '*', local: '*', dotted: false }];
  }
  return tree.childrenIn(statement, 'name').map((node) => {
    const { name, alias } = nameAndAlias(tree, node);
    return { node, module, boundModule: module, name, local: alias ?? name, dotted: false };
  });
}

function wholeModules(tree: SyntaxTree, statement: number): ImportedName[] {
  return tree.childrenIn(statement, 'name').map((node) => {
    const { name: module, alias } = nameAndAlias(tree, node);
    const root = module.split('.')[0] ?? module;
    const dotted = alias === null && root !== module;
    return { node, module, boundModule: dotted ? root : module, name: '*', local: alias ?? root, dotted };
  });
}

function nameAndAlias(tree: SyntaxTree, node: number): { name: string; alias: string | null } {
  if (tree.kind(node) !== 'aliased_import') return { name: compact(tree.source(node)), alias: null };
  const name = tree.child(node, 'name');
  const alias = tree.child(node, 'alias');
  return {
    name: name === null ? '' : compact(tree.source(name)),
    alias: alias === null ? null : tree.source(alias),
  };
}

/** `a . b` is `a.b`; what else stands between the parts (a line continuation) goes too. */
function compact(dottedName: string): string {
  return dottedName.replace(/[\s\\]+/g, '');
}
