import type { ts } from 'ts-morph';
import type { ImportFact, Value } from '../facts.ts';
import {
  isExternalModuleReference,
  isImportDeclaration,
  isNamespaceImport,
  isStringLiteralLike,
  SyntaxKind,
} from './compiler.ts';
import type { ParsedFile } from './context.ts';
import { rangeOf } from './context.ts';

export interface ImportedName {
  local: string;
  value: Value;
}

/** Records what an import declaration brings in, and says what its names mean. */
export function declareImports(
  file: ParsedFile,
  node: ts.ImportDeclaration | ts.ImportEqualsDeclaration,
): ImportedName[] {
  const range = rangeOf(file, node);
  const imported = isImportDeclaration(node) ? importedNames(node) : requiredName(node);
  file.facts.imports.push(...imported.map((one) => ({ ...one, range })));
  return imported.flatMap(({ module, name, local }) =>
    local === null ? [] : [{ local, value: importValue(module, name) }],
  );
}

/** SvelteKit's modules of environment variables are what `process.env` is elsewhere. */
export function importValue(module: string, name: string): Value {
  if (/^\$env\/static\//.test(module) && name !== '*') return { kind: 'environment', name };
  return { kind: 'import', module, name };
}

type Imported = Omit<ImportFact, 'range'>;

function importedNames(node: ts.ImportDeclaration): Imported[] {
  if (!isStringLiteralLike(node.moduleSpecifier)) return [];
  const module = node.moduleSpecifier.text;
  const clause = node.importClause;
  if (!clause) return [{ module, name: '*', local: null, typeOnly: false }];
  const typeOnly = clause.phaseModifier === SyntaxKind.TypeKeyword;
  const byDefault = clause.name ? [{ module, name: 'default', local: clause.name.text, typeOnly }] : [];
  return [...byDefault, ...bindingNames(module, clause.namedBindings, typeOnly)];
}

function bindingNames(
  module: string,
  bindings: ts.NamedImportBindings | undefined,
  typeOnly: boolean,
): Imported[] {
  if (!bindings) return [];
  if (isNamespaceImport(bindings)) return [{ module, name: '*', local: bindings.name.text, typeOnly }];
  return bindings.elements.map((element) => ({
    module,
    name: (element.propertyName ?? element.name).text,
    local: element.name.text,
    typeOnly: typeOnly || element.isTypeOnly,
  }));
}

/** `import x = require('y')` */
function requiredName(node: ts.ImportEqualsDeclaration): Imported[] {
  const reference = node.moduleReference;
  if (!isExternalModuleReference(reference) || !isStringLiteralLike(reference.expression)) return [];
  return [{ module: reference.expression.text, name: '*', local: node.name.text, typeOnly: node.isTypeOnly }];
}
