import type { Value } from '../facts.ts';
import type { LinkedFile, LinkedTree, PlacedValue } from './model.ts';

/**
 * What an import of this file's tree gives; `null` if the module is not a file of the tree, or does not have the name.
 */
export function importedValue(
  tree: LinkedTree,
  file: LinkedFile,
  module: string,
  name: string,
): PlacedValue[] | null {
  const target = targetFile(tree, file, module);
  const found = target ? exportedValue(tree, target, name) : null;
  return found ?? (name === '*' ? null : submodule(tree, file, module, name));
}

/** What a name means that a Python file does not declare: `from x import *` may bring it. */
export function starredValue(tree: LinkedTree, file: LinkedFile, name: string): PlacedValue[] | null {
  for (const module of file.stars) {
    const target = targetFile(tree, file, module);
    const found = target ? exportedValue(tree, target, name) : null;
    if (found) return found;
  }
  return null;
}

/** `from app import config`: a file of the package. */
function submodule(tree: LinkedTree, file: LinkedFile, module: string, name: string): PlacedValue[] | null {
  if (file.registry !== 'pypi') return null;
  const target = targetFile(tree, file, module.endsWith('.') ? module + name : `${module}.${name}`);
  return target ? [{ file: target, value: moduleValue(target) }] : null;
}

const KNOWN = new WeakMap<LinkedTree, Map<string, PlacedValue[] | null>>();

/** Files that pass on everything may make a net of any size: what it leads to is looked for once a name. */
function exportedValue(tree: LinkedTree, file: LinkedFile, name: string): PlacedValue[] | null {
  const known = KNOWN.get(tree) ?? new Map<string, PlacedValue[] | null>();
  KNOWN.set(tree, known);
  const key = `${name} ${file.path}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = findExported(tree, file, name);
  known.set(key, found);
  return found;
}

/** Beyond this many files nothing is passed on: a package that is cut into parts has a few dozen. */
const MAX_PASSING_ON = 2_000;

/** The nearest file that exports the name itself, among those that this one passes everything on from. */
function findExported(tree: LinkedTree, start: LinkedFile, name: string): PlacedValue[] | null {
  if (name === '*') return [{ file: start, value: moduleValue(start) }];
  const seen = new Set([start]);
  for (const file of seen) {
    const own = namedExports(file).get(name);
    if (own) return own.map((value) => ({ file, value }));
    for (const module of passedOn(file)) {
      const next = targetFile(tree, file, module);
      if (next && seen.size < MAX_PASSING_ON) seen.add(next);
    }
  }
  return null;
}

/** Modules of which everything is exported: `export * from './x'`, `from .x import *`. */
function passedOn(file: LinkedFile): string[] {
  const exported = file.facts.exports.flatMap(({ name, value }) =>
    name === '*' && value.kind === 'import' ? [value.module] : [],
  );
  return [...exported, ...file.stars];
}

const EXPORTS = new WeakMap<LinkedFile, Map<string, Value[]>>();

function namedExports(file: LinkedFile): Map<string, Value[]> {
  const known = EXPORTS.get(file);
  if (known) return known;
  const named = new Map<string, Value[]>();
  for (const { name, value } of file.facts.exports) {
    const values = named.get(name);
    if (name !== '*') values ? values.push(value) : named.set(name, [value]);
  }
  EXPORTS.set(file, named);
  return named;
}

const NOWHERE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

const MODULE_VALUES = new WeakMap<LinkedFile, Value>();

/** A module as an object of its exports: one object a file, so that a module that leads to itself is known again. */
function moduleValue(file: LinkedFile): Value {
  const known = MODULE_VALUES.get(file);
  if (known) return known;
  const value: Value = {
    kind: 'object',
    entries: [...namedExports(file)].flatMap(([text, values]) =>
      values.map((one) => ({ key: { kind: 'text' as const, text }, value: one, range: NOWHERE })),
    ),
    spreads: passedOn(file).map((module) => ({ kind: 'import', module, name: '*' })),
  };
  MODULE_VALUES.set(file, value);
  return value;
}

/** The file of the tree that a module is; `null` if it is none. */
export function targetFile(tree: LinkedTree, file: LinkedFile, module: string): LinkedFile | null {
  const path = tree.modules.target(file.path, file.registry, module);
  return path === null ? null : (tree.files.get(path) ?? null);
}
