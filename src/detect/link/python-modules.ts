import { baseName, folderOf, foldersUp, pathBelow } from './paths.ts';

/** Where Python's packages of a tree are. */
export interface PythonModules {
  has(path: string): boolean;
  /** Folders that hold a package, by its name; the folder itself is no package, or its parts would have longer names. */
  roots: ReadonlyMap<string, readonly string[]>;
  /**
   * By folder, the names of the modules and packages in it. Most imports mean nothing in most folders: to know that takes less than
   * to put a path together.
   */
  within: ReadonlyMap<string, ReadonlySet<string>>;
  /** Folders that hold Django's settings, `settings.py` or a package of that name. */
  settings: readonly string[];
  /** By folder, as far as it was asked. */
  around: Map<string, FoldersAround>;
}

/** Folders around one where names begin. */
interface FoldersAround {
  /** Those that hold Python and are no packages themselves: whole names begin there. */
  roots: readonly string[];
  packages: readonly string[];
}

/** Finds the packages among the paths of a tree. */
export function pythonModules(paths: ReadonlySet<string>): PythonModules {
  const has = (path: string) => paths.has(path);
  const roots = new Map<string, string[]>();
  const within = new Map<string, Set<string>>();
  for (const path of paths) {
    if (!/\.pyi?$/.test(path)) continue;
    const folder = folderOf(path);
    note(within, folder, baseName(path).replace(/\.pyi?$/, ''));
    if (!path.endsWith('/__init__.py')) continue;
    const root = folderOf(folder);
    if (has(pathBelow(root, '__init__.py'))) continue;
    const name = baseName(folder);
    roots.set(name, [...(roots.get(name) ?? []), root]);
  }
  const settings = [...within].flatMap(([folder, names]) => (names.has('settings') ? [folder] : []));
  return { has, roots, within, settings, around: new Map() };
}

/** Notes a name in a folder, and the folder in those around it if it is new. */
function note(within: Map<string, Set<string>>, folder: string, name: string): void {
  const known = within.get(folder);
  if (known) return void known.add(name);
  within.set(folder, new Set([name]));
  if (folder !== '') note(within, folderOf(folder), baseName(folder));
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
  if (module === DJANGO_SETTINGS) return djangoSettings(modules, folder, except);
  const path = module.replaceAll('.', '/');
  const first = firstPart(path);
  const { roots, packages } = foldersAround(modules, folder);
  const further = nearest(modules.roots.get(first) ?? [], folder);
  // Last the packages around a file, since a folder that is run in may be marked as one too. One name alone would be a
  // module beside the file, where Python finds the installed package of that name.
  for (const root of [...roots, ...further, ...(path.includes('/') ? packages : [])]) {
    if (!modules.within.get(root)?.has(first)) continue;
    const found = fileAt(modules, pathBelow(root, path));
    if (found !== null && found !== except) return found;
  }
  return null;
}

/** `from django.conf import settings`: the project's own, whatever its package is called. */
const DJANGO_SETTINGS = 'django.conf.settings';

/** What every environment's settings begin with, where there are several. */
const SETTINGS = ['settings/base', 'settings/common', 'settings'];

function djangoSettings(modules: PythonModules, folder: string, except: string | null): string | null {
  for (const root of nearest(modules.settings, folder)) {
    for (const path of SETTINGS) {
      const found = fileAt(modules, pathBelow(root, path));
      if (found !== null && found !== except) return found;
    }
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

function foldersAround(modules: PythonModules, folder: string): FoldersAround {
  const known = modules.around.get(folder);
  if (known) return known;
  const isPackage = (one: string) => modules.has(pathBelow(one, '__init__.py'));
  const around = foldersUp(folder);
  const found = {
    roots: around
      .flatMap((one) => [one, ...SOURCE_FOLDERS.map((name) => pathBelow(one, name))])
      .filter((one) => modules.within.has(one) && !isPackage(one)),
    packages: around.filter(isPackage),
  };
  modules.around.set(folder, found);
  return found;
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
