import type { LinkedFile, LinkedTree, PlacedValue } from './model.ts';

/**
 * What an import of this file's tree gives; `null` if the module is not a file of the tree. Relative imports are
 * followed; TypeScript path aliases and absolute Python packages are not yet.
 */
export function importedValue(
  tree: LinkedTree,
  file: LinkedFile,
  module: string,
  name: string,
): PlacedValue[] | null {
  const target = targetFile(tree, file, module);
  return target ? exportedValues(tree, target, name, new Set()) : null;
}

function exportedValues(
  tree: LinkedTree,
  file: LinkedFile,
  name: string,
  seen: Set<string>,
): PlacedValue[] | null {
  if (seen.has(file.path)) return null;
  seen.add(file.path);
  if (name === '*') return [{ file, value: moduleValue(file) }];
  const named = file.facts.exports.filter((one) => one.name === name);
  if (named.length > 0) return named.map(({ value }) => ({ file, value }));
  for (const { name: exported, value } of file.facts.exports) {
    if (exported !== '*' || value.kind !== 'import') continue;
    const next = targetFile(tree, file, value.module);
    const found = next ? exportedValues(tree, next, name, seen) : null;
    if (found) return found;
  }
  return null;
}

/** A module as an object of its exports. */
function moduleValue({ facts }: LinkedFile): PlacedValue['value'] {
  const entries = facts.exports.map(({ name, value }) => ({
    key: { kind: 'text' as const, text: name },
    value,
    range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  }));
  return { kind: 'object', entries, spreads: [] };
}

function targetFile(tree: LinkedTree, file: LinkedFile, module: string): LinkedFile | null {
  if (!module.startsWith('.')) return null;
  const candidates =
    file.registry === 'pypi' ? pythonCandidates(file.path, module) : scriptCandidates(file.path, module);
  for (const path of candidates) {
    const target = tree.files.get(path);
    if (target) return target;
  }
  return null;
}

const SCRIPT_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

function scriptCandidates(from: string, module: string): string[] {
  const path = normalized(`${folderOf(from)}/${module}`);
  const stem = path.replace(/\.[mc]?jsx?$/, '');
  return [
    path,
    ...SCRIPT_EXTENSIONS.flatMap((extension) => [path + extension, stem + extension]),
    ...SCRIPT_EXTENSIONS.map((extension) => `${path}/index${extension}`.replace(/^\//, '')),
  ];
}

/** `.config` is the sibling, `..config` the parent's; `.` is the package itself. */
function pythonCandidates(from: string, module: string): string[] {
  const dots = module.match(/^\.+/)?.[0].length ?? 1;
  const steps = '../'.repeat(dots - 1);
  const path = normalized(`${folderOf(from)}/${steps}${module.slice(dots).replaceAll('.', '/')}`);
  return [`${path}.py`, `${path}/__init__.py`.replace(/^\//, '')];
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
