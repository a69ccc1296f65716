import type { Value } from '../facts.ts';
import { MODULE_ITSELF } from '../facts.ts';
import { below } from '../imported-names.ts';
import type { ExportedName, LinkedFile, LinkedTree, PlacedValue } from './model.ts';

/**
 * What an import of this file's tree gives; `null` if the module is not a file of the tree, or does not have the name.
 * Adds the files that were looked through to `looked`.
 */
export function importedValue(
  tree: LinkedTree,
  file: LinkedFile,
  module: string,
  name: string,
  looked: Set<LinkedFile>,
): PlacedValue[] | null {
  const target = targetFile(tree, file, module);
  const found = target ? exportedValue(tree, target, name, looked) : null;
  return found ?? (name === '*' ? null : submodule(tree, file, module, name));
}

/** What a name means that a Python file does not declare: `from x import *` may bring it. */
export function starredValue(
  tree: LinkedTree,
  file: LinkedFile,
  name: string,
  looked: Set<LinkedFile>,
): PlacedValue[] | null {
  for (const module of file.stars) {
    const target = targetFile(tree, file, module);
    const found = target ? exportedValue(tree, target, name, looked) : null;
    if (found) return found;
  }
  return null;
}

/** `from app import config`: a file of the package. */
function submodule(tree: LinkedTree, file: LinkedFile, module: string, name: string): PlacedValue[] | null {
  if (file.registry !== 'pypi') return null;
  const target = targetFile(tree, file, below(module, name));
  return target ? [{ file: target, value: moduleValue(target) }] : null;
}

/** Whether a module that a file imports may be one of the tree's. */
export function isOfTree(tree: LinkedTree, file: LinkedFile, module: string, name: string): boolean {
  if (targetFile(tree, file, module) !== null) return true;
  return file.registry === 'pypi' && name !== '*' && targetFile(tree, file, below(module, name)) !== null;
}

/** Files that pass on everything may make a net of any size: what it leads to is looked for once a name. */
function exportedValue(
  tree: LinkedTree,
  file: LinkedFile,
  name: string,
  looked: Set<LinkedFile>,
): PlacedValue[] | null {
  const names = tree.exported.get(file) ?? new Map<string, ExportedName>();
  if (names.size === 0) tree.exported.set(file, names);
  const exported = names.get(name) ?? findExported(tree, file, name);
  names.set(name, exported);
  for (const one of exported.seen) looked.add(one);
  return exported.found;
}

/** Beyond this many files nothing is passed on: a package that is cut into parts has a few dozen. */
const MAX_PASSING_ON = 2_000;

/** The nearest file that exports the name itself, among those that this one passes everything on from. */
function findExported(tree: LinkedTree, start: LinkedFile, name: string): ExportedName {
  const seen = new Set([start]);
  if (name === '*') return { found: moduleValues(start).map((value) => ({ file: start, value })), seen };
  for (const file of seen) {
    const own = namedExports(file).get(name);
    if (own) return { found: own.map((value) => ({ file, value })), seen };
    for (const module of passedOn(file)) {
      const next = targetFile(tree, file, module);
      if (next && seen.size < MAX_PASSING_ON) seen.add(next);
    }
  }
  return { found: null, seen };
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

/** What the whole of a module is: `module.exports = new Client()` is that, and an object only if it has other names too. */
function moduleValues(file: LinkedFile): Value[] {
  const named = namedExports(file);
  const itself = named.get(MODULE_ITSELF) ?? [];
  const isObject = itself.length === 0 || [...named.keys()].some((name) => !OF_ITSELF.has(name));
  return isObject ? [moduleValue(file), ...itself] : itself;
}

const OF_ITSELF: ReadonlySet<string> = new Set(['default', MODULE_ITSELF]);

const NOWHERE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

const MODULE_VALUES = new WeakMap<LinkedFile, Value>();

/** A module as an object of its exports: one object a file, so that a module that leads to itself is known again. */
function moduleValue(file: LinkedFile): Value {
  const known = MODULE_VALUES.get(file);
  if (known) return known;
  const value: Value = {
    kind: 'object',
    entries: [...namedExports(file)].flatMap(([text, values]) =>
      (text === MODULE_ITSELF ? [] : values).map((one) => ({
        key: { kind: 'text' as const, text },
        value: one,
        range: NOWHERE,
      })),
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
