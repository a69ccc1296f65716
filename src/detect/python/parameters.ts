import type { Value } from '../facts.ts';
import { decoratorNames } from './decorators.ts';
import type { SyntaxTree } from './syntax-tree.ts';

/** The name of a parameter of any form, or `null` for `/` and a bare `*`. */
export function parameterName(tree: SyntaxTree, parameter: number): string | null {
  switch (tree.kind(parameter)) {
    case 'identifier':
      return tree.source(parameter);
    case 'default_parameter':
    case 'typed_default_parameter':
      return nameIn(tree, tree.child(parameter, 'name'));
    case 'typed_parameter':
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern':
      return firstName(tree, parameter);
    default:
      return null;
  }
}

function firstName(tree: SyntaxTree, parameter: number): string | null {
  for (const child of tree.children(parameter)) {
    const name = parameterName(tree, child);
    if (name !== null) return name;
  }
  return null;
}

function nameIn(tree: SyntaxTree, node: number | null): string | null {
  return node !== null && tree.kind(node) === 'identifier' ? tree.source(node) : null;
}

/** Methods that get the class instead of an instance without saying so. */
const IMPLICIT_CLASS_METHODS = new Set(['__new__', '__init_subclass__', '__class_getitem__']);

/** What the first parameter of a method stands for; `null` for a plain function and a static method. */
export function receiverOf(tree: SyntaxTree, node: number, classIndex: number | null): Value | null {
  if (classIndex === null) return null;
  const decorators = decoratorNames(tree, node);
  if (decorators.includes('staticmethod')) return null;
  const name = nameIn(tree, tree.child(node, 'name'));
  const takesClass = decorators.includes('classmethod') || IMPLICIT_CLASS_METHODS.has(name ?? '');
  return takesClass ? { kind: 'class', class: classIndex } : { kind: 'self', class: classIndex };
}
