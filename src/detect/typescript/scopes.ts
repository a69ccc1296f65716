import { ts } from 'ts-morph';
import type { Value } from '../facts.ts';
import type { Declarations, ParsedFile, Scope } from './context.ts';
import { rangeOf } from './context.ts';
import { declareImports } from './imports.ts';
import type { FunctionNode } from './names.ts';
import { className, functionName, isFunctionWithBody } from './names.ts';

interface Declaring {
  file: ParsedFile;
  declarations: Declarations;
}

/** The first walk: what every scope declares, so that a use may stand before its declaration. */
export function declareNames(file: ParsedFile): Declarations {
  const declarations: Declarations = {
    scopes: new Map(),
    functions: new Map(),
    classes: new Map(),
    parameters: new Map(),
  };
  const scope = openScope(null, true);
  declarations.scopes.set(file.source, scope);
  const declaring = { file, declarations };
  ts.forEachChild(file.source, (child) => declare(declaring, child, scope));
  return declarations;
}

/** What a name means where it is used; a name that nobody declares is a global. */
export function lookUp(declarations: Declarations, use: ts.Node, name: string): Value {
  for (let scope = scopeAt(declarations, use); scope; scope = scope.parent) {
    const value = scope.names.get(name);
    if (value) return value;
  }
  return { kind: 'global', name };
}

function scopeAt({ scopes }: Declarations, use: ts.Node): Scope | null {
  for (let node: ts.Node | undefined = use; node; node = node.parent) {
    const scope = scopes.get(node);
    if (scope) return scope;
  }
  return null;
}

function openScope(parent: Scope | null, holdsVar: boolean): Scope {
  return { names: new Map(), parent, holdsVar };
}

function declare(declaring: Declaring, node: ts.Node, scope: Scope): void {
  if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
  if (ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)) {
    for (const { local, value } of declareImports(declaring.file, node)) scope.names.set(local, value);
    return;
  }
  if (ts.isVariableDeclaration(node)) declareVariable(declaring, node, scope);
  if (ts.isEnumDeclaration(node)) declareBinding(declaring, node.name.text, scope, 'variable', false);
  const inner = scopeFor(declaring, node, scope);
  ts.forEachChild(node, (child) => declare(declaring, child, inner));
}

function scopeFor(declaring: Declaring, node: ts.Node, scope: Scope): Scope {
  if (isFunctionWithBody(node)) return declareFunction(declaring, node, scope);
  if (ts.isClassLike(node)) return declareClass(declaring, node, scope);
  if (!opensBlock(node)) return scope;
  const inner = openScope(scope, ts.isModuleBlock(node) || ts.isClassStaticBlockDeclaration(node));
  declaring.declarations.scopes.set(node, inner);
  return inner;
}

/** A function's own block shares the scope of its parameters. */
function opensBlock(node: ts.Node): boolean {
  if (ts.isBlock(node)) return !isFunctionWithBody(node.parent);
  return (
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isModuleBlock(node) ||
    ts.isClassStaticBlockDeclaration(node)
  );
}

function declareFunction(declaring: Declaring, node: FunctionNode, scope: Scope): Scope {
  const { file, declarations } = declaring;
  const index = file.facts.functions.length;
  const fact = { name: functionName(node), parameters: [], returns: [], range: rangeOf(file, node) };
  file.facts.functions.push(fact);
  declarations.functions.set(node, index);
  const inner = openScope(scope, true);
  declarations.scopes.set(node, inner);
  const own = ts.isFunctionDeclaration(node) ? scope : inner;
  if ((ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) && node.name) {
    own.names.set(node.name.text, { kind: 'function', function: index });
  }
  for (const parameter of node.parameters) declareParameter(declaring, index, parameter, inner);
  return inner;
}

function declareParameter(
  declaring: Declaring,
  index: number,
  parameter: ts.ParameterDeclaration,
  scope: Scope,
): void {
  const name = ts.isIdentifier(parameter.name) ? parameter.name.text : '';
  if (name === 'this') return;
  const binding = declareBinding(declaring, name, scope, 'parameter', true);
  declaring.declarations.parameters.set(parameter, binding);
  const rest = parameter.dotDotDotToken !== undefined;
  declaring.file.facts.functions[index]?.parameters.push({ name, binding, rest });
  if (!ts.isIdentifier(parameter.name)) declarePattern(declaring, parameter.name, scope, 'parameter');
}

function declareClass(declaring: Declaring, node: ts.ClassLikeDeclaration, scope: Scope): Scope {
  const { file, declarations } = declaring;
  const index = file.facts.classes.length;
  const fact = { name: className(node), bases: [], attributes: [], methods: [], range: rangeOf(file, node) };
  file.facts.classes.push(fact);
  declarations.classes.set(node, index);
  const inner = openScope(scope, false);
  declarations.scopes.set(node, inner);
  const own = ts.isClassDeclaration(node) ? scope : inner;
  if (node.name) own.names.set(node.name.text, { kind: 'class', class: index });
  return inner;
}

function declareVariable(declaring: Declaring, node: ts.VariableDeclaration, scope: Scope): void {
  const list = node.parent;
  const isVar = ts.isVariableDeclarationList(list) && (list.flags & ts.NodeFlags.BlockScoped) === 0;
  const inCatch = ts.isCatchClause(list);
  const loops =
    ts.isVariableDeclarationList(list) && !ts.isVariableStatement(list.parent) && !node.initializer;
  declarePattern(declaring, node.name, isVar ? varScope(scope) : scope, 'variable', inCatch || loops);
}

function varScope(scope: Scope): Scope {
  return scope.holdsVar || !scope.parent ? scope : varScope(scope.parent);
}

function declarePattern(
  declaring: Declaring,
  name: ts.BindingName,
  scope: Scope,
  kind: 'variable' | 'parameter',
  open = false,
): void {
  if (ts.isIdentifier(name)) {
    declareBinding(declaring, name.text, scope, kind, open);
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) declarePattern(declaring, element.name, scope, kind, open);
  }
}

/** `var` may declare a name twice: the second joins the first. A nameless binding stands for a pattern. */
function declareBinding(
  { file }: Declaring,
  name: string,
  scope: Scope,
  kind: 'variable' | 'parameter',
  open: boolean,
): number {
  const known = name === '' ? undefined : scope.names.get(name);
  if (known?.kind === 'binding') return known.binding;
  const binding = file.facts.bindings.length;
  file.facts.bindings.push({ name, kind, values: [], open });
  if (name !== '') scope.names.set(name, { kind: 'binding', binding });
  return binding;
}
