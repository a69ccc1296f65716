import type { ts } from 'ts-morph';
import type { Value } from '../facts.ts';
import {
  isBindingElement,
  isCatchClause,
  isClassDeclaration,
  isEnumDeclaration,
  isFunctionDeclaration,
  isFunctionExpression,
  isIdentifier,
  isImportDeclaration,
  isImportEqualsDeclaration,
  isVariableDeclaration,
  isVariableDeclarationList,
  isVariableStatement,
  NodeFlags,
} from './compiler.ts';
import type { Outline, ParsedFile, Scope } from './context.ts';
import { rangeOf } from './context.ts';
import { declareImports } from './imports.ts';
import type { FunctionNode } from './names.ts';

const { BlockScoped } = NodeFlags;

export function openScope(parent: Scope | null, holdsVar: boolean): Scope {
  return { names: null, parent, holdsVar };
}

/** What a name means where it is used; a name that nobody declares is a global. */
export function lookUp(from: Scope, name: string): Value {
  for (let scope: Scope | null = from; scope; scope = scope.parent) {
    const value = scope.names?.get(name);
    if (value) return value;
  }
  return { kind: 'global', name };
}

function setName(scope: Scope, name: string, value: Value): void {
  scope.names ??= new Map();
  scope.names.set(name, value);
}

/** Declares what an import, a variable or an enumeration names. */
export function declareNames(file: ParsedFile, node: ts.Node, scope: Scope): void {
  if (isVariableDeclaration(node)) declareVariable(file, node, scope);
  else if (isEnumDeclaration(node)) declareBinding(file, node.name.text, scope, 'variable', false);
  else if (isImportDeclaration(node) || isImportEqualsDeclaration(node)) {
    for (const { local, value } of declareImports(file, node)) setName(scope, local, value);
  }
}

/** Records a function, and gives the scope of its parameters and its body. */
export function declareFunction(
  file: ParsedFile,
  { parameters }: Outline,
  node: FunctionNode,
  scope: Scope,
  name: string,
): Scope {
  const index = file.facts.functions.length;
  file.facts.functions.push({ name, parameters: [], returns: [], range: rangeOf(file, node) });
  const inner = openScope(scope, true);
  const own = isFunctionDeclaration(node) ? scope : inner;
  if ((isFunctionDeclaration(node) || isFunctionExpression(node)) && node.name) {
    setName(own, node.name.text, { kind: 'function', function: index });
  }
  for (const parameter of node.parameters) {
    const binding = declareParameter(file, index, parameter, inner);
    if (binding !== null) parameters.set(parameter, binding);
  }
  return inner;
}

function declareParameter(
  file: ParsedFile,
  index: number,
  parameter: ts.ParameterDeclaration,
  scope: Scope,
): number | null {
  const name = isIdentifier(parameter.name) ? parameter.name.text : '';
  if (name === 'this') return null;
  const binding = declareBinding(file, name, scope, 'parameter', true);
  const rest = parameter.dotDotDotToken !== undefined;
  file.facts.functions[index]?.parameters.push({ name, binding, rest });
  if (!isIdentifier(parameter.name)) declarePattern(file, parameter.name, scope, 'parameter');
  return binding;
}

/** Records a class, and gives the scope of its body. */
export function declareClass(
  file: ParsedFile,
  node: ts.ClassLikeDeclaration,
  scope: Scope,
  name: string,
): Scope {
  const index = file.facts.classes.length;
  file.facts.classes.push({ name, bases: [], attributes: [], methods: [], range: rangeOf(file, node) });
  const inner = openScope(scope, false);
  const own = isClassDeclaration(node) ? scope : inner;
  if (node.name) setName(own, node.name.text, { kind: 'class', class: index });
  return inner;
}

function declareVariable(file: ParsedFile, node: ts.VariableDeclaration, scope: Scope): void {
  const list = node.parent;
  const isVar = isVariableDeclarationList(list) && (list.flags & BlockScoped) === 0;
  const inCatch = isCatchClause(list);
  const loops = isVariableDeclarationList(list) && !isVariableStatement(list.parent) && !node.initializer;
  declarePattern(file, node.name, isVar ? varScope(scope) : scope, 'variable', inCatch || loops);
}

function varScope(scope: Scope): Scope {
  return scope.holdsVar || !scope.parent ? scope : varScope(scope.parent);
}

function declarePattern(
  file: ParsedFile,
  name: ts.BindingName,
  scope: Scope,
  kind: 'variable' | 'parameter',
  open = false,
): void {
  if (isIdentifier(name)) {
    declareBinding(file, name.text, scope, kind, open);
    return;
  }
  for (const element of name.elements) {
    if (isBindingElement(element)) declarePattern(file, element.name, scope, kind, open);
  }
}

/** `var` may declare a name twice: the second joins the first. A nameless binding stands for a pattern. */
function declareBinding(
  { facts }: ParsedFile,
  name: string,
  scope: Scope,
  kind: 'variable' | 'parameter',
  open: boolean,
): number {
  const known = name === '' ? undefined : scope.names?.get(name);
  if (known?.kind === 'binding') return known.binding;
  const binding = facts.bindings.length;
  facts.bindings.push({ name, kind, values: [], open });
  if (name !== '') setName(scope, name, { kind: 'binding', binding });
  return binding;
}
