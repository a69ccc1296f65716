import { folderOf, foldersUp, pathBelow } from './paths.ts';

/** Where Python's packages of a tree are. */
export interface PythonModules {
  has(path: string): boolean;
  /** Folders that hold a package, by its name; the folder itself is no package, or its parts would have longer names. */
  roots: ReadonlyMap<string, readonly string[]>;
  /** Every name that a module of the tree could begin with: most imports are of the standard library. */
  names: ReadonlySet<string>;
}

/** Finds the packages among the paths of a tree. */
export function pythonModules(has: (path: string) => boolean, paths: Iterable<string>): PythonModules {
  const roots = new Map<string, string[]>();
  const names = new Set<string>();
  for (const path of paths) {
    if (!/\.pyi?$/.test(path)) continue;
    for (const part of path.split('/')) names.add(part.replace(/\.pyi?$/, ''));
    if (!path.endsWith('/__init__.py')) continue;
    const folder = folderOf(path);
    const root = folderOf(folder);
    if (has(pathBelow(root, '__init__.py'))) continue;
    const name = folder.slice(root === '' ? 0 : root.length + 1);
    roots.set(name, [...(roots.get(name) ?? []), root]);
  }
  return { has, roots, names };
}

/** The file of the tree that Python code means by a module's name; `null` if it is none of the tree's. */
export function pythonTarget(modules: PythonModules, from: string, module: string): string | null {
  if (module.startsWith('.')) return fileAt(modules, relativePath(from, module));
  const path = module.replaceAll('.', '/');
  if (!modules.names.has(firstPart(path))) return null;
  for (const root of rootsFor(modules, folderOf(from), path)) {
    const found = fileAt(modules, pathBelow(root, path));
    if (found !== null && found !== from) return found;
  }
  return null;
}

/** `.config` is the sibling, `..config` the parent's; `.` is the package itself. */
function relativePath(from: string, module: string): string {
  const dots = module.match(/^\.+/)?.[0].length ?? 1;
  return pathBelow(folderOf(from), `${'../'.repeat(dots - 1)}${module.slice(dots).replaceAll('.', '/')}`);
}

function fileAt({ has }: PythonModules, path: string): string | null {
  const candidates = path === '' ? ['__init__.py'] : [`${path}.py`, `${path}/__init__.py`, `${path}.pyi`];
  return candidates.find(has) ?? null;
}

/** Folders in which projects keep what they import from. */
const SOURCE_FOLDERS = ['src', 'lib', 'python', 'app', 'backend'];

/**
 * The folders around a file that are no packages themselves, then any that holds a package of this name; last the
 * packages around the file, since a folder that is run in may be marked as one too.
 */
function* rootsFor(modules: PythonModules, folder: string, path: string): Generator<string> {
  for (const around of foldersUp(folder)) {
    if (!modules.has(pathBelow(around, '__init__.py'))) yield around;
    for (const name of SOURCE_FOLDERS) {
      const below = pathBelow(around, name);
      if (!modules.has(`${below}/__init__.py`)) yield below;
    }
  }
  yield* nearest(modules.roots.get(firstPart(path)) ?? [], folder);
  // One name alone would be a module beside the file, where Python finds the installed package of that name.
  if (!path.includes('/')) return;
  for (const around of foldersUp(folder)) if (modules.has(pathBelow(around, '__init__.py'))) yield around;
}

function firstPart(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? path : path.slice(0, slash);
}

/** More packages of one name than this tell nothing. */
const MAX_ROOTS = 50;

function nearest(roots: readonly string[], folder: string): string[] {
  const around = new Set(foldersUp(folder));
  const distance = (root: string) => foldersUp(root).findIndex((one) => around.has(one));
  return roots.slice(0, MAX_ROOTS).toSorted((a, b) => distance(a) - distance(b));
}
