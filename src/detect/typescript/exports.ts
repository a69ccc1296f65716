import type { ts } from 'ts-morph';
import type { FileFacts, Value } from '../facts.ts';
import { MODULE_ITSELF } from '../facts.ts';
import {
  canHaveModifiers,
  getModifiers,
  isBindingElement,
  isClassDeclaration,
  isEnumDeclaration,
  isExportAssignment,
  isExportDeclaration,
  isFunctionDeclaration,
  isIdentifier,
  isNamespaceExport,
  isStringLiteralLike,
  isVariableStatement,
  SyntaxKind,
} from './compiler.ts';
import type { Context } from './context.ts';
import { rangeOf } from './context.ts';
import { lookUp } from './scopes.ts';
import { readValue } from './values.ts';

/** Records what a statement of the file's top level exports. */
export function readExports(context: Context, node: ts.Node): void {
  if (isExportAssignment(node)) readDefaultExport(context, node);
  else if (isExportDeclaration(node)) readExportDeclaration(context, node);
  else if (canHaveModifiers(node) && isExported(node)) readExportedDeclaration(context, node);
}

function readDefaultExport(context: Context, node: ts.ExportAssignment): void {
  const value = readValue(context, node.expression);
  addExport(context.facts, 'default', value);
  noteWritten(context, node, MODULE_EXPORTS, value);
}

const MODULE_EXPORTS: Value = {
  kind: 'member',
  object: { kind: 'global', name: 'module' },
  property: 'exports',
};

/** What stands in an export itself has no name in its file, and no place but that: `module.exports = { url: '…' }`. */
function noteWritten(context: Context, node: ts.Node, target: Value, value: Value): void {
  if (!isWritten(value)) return;
  const { facts, place } = context;
  facts.assignments ??= [];
  facts.assignments.push({ target, value, range: rangeOf(context, node), statement: place.statement });
}

function isWritten(value: Value): boolean {
  if (value.kind === 'object') return value.entries.some((entry) => isWritten(entry.value));
  return WRITTEN.has(value.kind);
}

const WRITTEN: ReadonlySet<Value['kind']> = new Set([
  'text',
  'number',
  'join',
  'choice',
  'environment',
  'list',
]);

function addExport(facts: FileFacts, name: string, value: Value): void {
  facts.exports.push({ name, value });
}

function isExported(node: ts.HasModifiers): boolean {
  return getModifiers(node)?.some(({ kind }) => kind === SyntaxKind.ExportKeyword) ?? false;
}

function readExportedDeclaration(context: Context, node: ts.HasModifiers): void {
  if (isVariableStatement(node)) {
    for (const { name } of node.declarationList.declarations) exportPattern(context, name);
  } else if (isFunctionDeclaration(node) || isClassDeclaration(node) || isEnumDeclaration(node)) {
    const isDefault = getModifiers(node)?.some(({ kind }) => kind === SyntaxKind.DefaultKeyword) ?? false;
    const value = declaredValue(context, node);
    if (value) addExport(context.facts, isDefault ? 'default' : (node.name?.text ?? 'default'), value);
  }
}

function declaredValue({ outline }: Context, node: ts.DeclarationStatement): Value | null {
  const functionIndex = outline.functions.get(node);
  if (functionIndex !== undefined) return { kind: 'function', function: functionIndex };
  const classIndex = outline.classes.get(node);
  if (classIndex !== undefined) return { kind: 'class', class: classIndex };
  return node.name && isIdentifier(node.name) ? lookUp(outline.top.scope, node.name.text) : null;
}

function exportPattern(context: Context, name: ts.BindingName): void {
  if (isIdentifier(name)) {
    addExport(context.facts, name.text, lookUp(context.outline.top.scope, name.text));
    return;
  }
  for (const element of name.elements) {
    if (isBindingElement(element)) exportPattern(context, element.name);
  }
}

function readExportDeclaration(context: Context, node: ts.ExportDeclaration): void {
  if (node.isTypeOnly) return;
  const specifier = node.moduleSpecifier;
  const module = specifier && isStringLiteralLike(specifier) ? specifier.text : null;
  const clause = node.exportClause;
  if (!clause) {
    if (module !== null) addExport(context.facts, '*', { kind: 'import', module, name: '*' });
  } else if (isNamespaceExport(clause)) {
    if (module !== null) addExport(context.facts, clause.name.text, { kind: 'import', module, name: '*' });
  } else {
    for (const element of clause.elements) exportSpecifier(context, element, module);
  }
}

function exportSpecifier(context: Context, element: ts.ExportSpecifier, module: string | null): void {
  if (element.isTypeOnly) return;
  const name = (element.propertyName ?? element.name).text;
  const value: Value =
    module === null ? lookUp(context.outline.top.scope, name) : { kind: 'import', module, name };
  addExport(context.facts, element.name.text, value);
}

/** `module.exports = v`, `module.exports.x = v`, `exports.x = v`; false if the target is something else. */
export function exportAssigned(context: Context, node: ts.Node, target: Value, value: Value): boolean {
  const { facts } = context;
  if (target.kind !== 'member') return false;
  if (isModuleExports(target)) {
    noteWritten(context, node, target, value);
    addExport(facts, 'default', value);
    // What stands in an object is a name of the module's; anything else is what requiring it gives.
    if (value.kind === 'object')
      for (const [name, entry] of namedEntries(value)) addExport(facts, name, entry);
    else addExport(facts, MODULE_ITSELF, value);
    return true;
  }
  const isExport = isModuleExports(target.object) || isGlobal(target.object, 'exports');
  if (isExport) {
    noteWritten(context, node, target, value);
    addExport(facts, target.property, value);
  }
  return isExport;
}

function namedEntries({ entries }: Value & { kind: 'object' }): [string, Value][] {
  return entries.flatMap(({ key, value: entry }): [string, Value][] =>
    key.kind === 'text' ? [[key.text, entry]] : [],
  );
}

function isModuleExports(value: Value): boolean {
  return value.kind === 'member' && value.property === 'exports' && isGlobal(value.object, 'module');
}

function isGlobal(value: Value, name: string): boolean {
  return value.kind === 'global' && value.name === name;
}
