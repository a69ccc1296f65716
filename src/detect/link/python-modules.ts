import { folderOf, foldersUp, pathBelow } from './paths.ts';

/** Where Python's packages of a tree are. */
export interface PythonModules {
  has(path: string): boolean;
  /** Folders that hold a package, by its name; the folder itself is no package, or its parts would have longer names. */
  roots: ReadonlyMap<string, readonly string[]>;
  /** Every name that a module of the tree could begin with: most imports are of the standard library. */
  names: ReadonlySet<string>;
  /** By folder: see `rootsAround`. */
  around: Map<string, readonly string[]>;
}

/** Finds the packages among the paths of a tree. */
export function pythonModules(paths: ReadonlySet<string>): PythonModules {
  const has = (path: string) => paths.has(path);
  const roots = new Map<string, string[]>();
  const names = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    if (!/\.pyi?$/.test(path)) continue;
    folders.add(folderOf(path));
    names.add(path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.')));
    if (!path.endsWith('/__init__.py')) continue;
    const folder = folderOf(path);
    const root = folderOf(folder);
    if (has(pathBelow(root, '__init__.py'))) continue;
    const name = folder.slice(root === '' ? 0 : root.length + 1);
    roots.set(name, [...(roots.get(name) ?? []), root]);
  }
  for (const folder of folders) for (const part of folder.split('/')) names.add(part);
  return { has, roots, names, around: new Map() };
}

/**
 * The file of the tree that Python code in a folder means by a module's name; `null` if it is none of the tree's. By a
 * whole name it never means the file `except`.
 */
export function pythonTarget(
  modules: PythonModules,
  folder: string,
  module: string,
  except: string | null,
): string | null {
  if (module.startsWith('.')) return fileAt(modules, relativePath(folder, module));
  const path = module.replaceAll('.', '/');
  if (!modules.names.has(firstPart(path))) return null;
  for (const root of rootsAround(modules, folder)) {
    const found = fileAt(modules, root === '' ? path : `${root}/${path}`);
    if (found !== null && found !== except) return found;
  }
  const further = nearest(modules.roots.get(firstPart(path)) ?? [], folder);
  for (const root of [...further, ...packagesAround(modules, folder, path)]) {
    const found = fileAt(modules, pathBelow(root, path));
    if (found !== null && found !== except) return found;
  }
  return null;
}

/** `.config` is the sibling, `..config` the parent's; `.` is the package itself. */
function relativePath(folder: string, module: string): string {
  const dots = module.match(/^\.+/)?.[0].length ?? 1;
  return pathBelow(folder, `${'../'.repeat(dots - 1)}${module.slice(dots).replaceAll('.', '/')}`);
}

function fileAt({ has }: PythonModules, path: string): string | null {
  if (path === '') return has('__init__.py') ? '__init__.py' : null;
  for (const end of ENDS) if (has(path + end)) return path + end;
  return null;
}

const ENDS = ['.py', '/__init__.py', '.pyi'];

/** Folders in which projects keep what they import from. */
const SOURCE_FOLDERS = ['src', 'lib', 'python', 'app', 'backend'];

/** The folders around one that are no packages themselves: whole names begin there. */
function rootsAround(modules: PythonModules, folder: string): readonly string[] {
  const known = modules.around.get(folder);
  if (known) return known;
  const roots = foldersUp(folder).flatMap((around) =>
    [around, ...SOURCE_FOLDERS.map((name) => pathBelow(around, name))].filter(
      (root) => !modules.has(root === '' ? '__init__.py' : `${root}/__init__.py`),
    ),
  );
  modules.around.set(folder, roots);
  return roots;
}

/**
 * Last the packages around a file, since a folder that is run in may be marked as one too. One name alone would be a
 * module beside the file, where Python finds the installed package of that name.
 */
function packagesAround({ has }: PythonModules, folder: string, path: string): string[] {
  if (!path.includes('/')) return [];
  return foldersUp(folder).filter((around) => has(pathBelow(around, '__init__.py')));
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
