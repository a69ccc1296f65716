import { isPackageModule } from '../catalog/packages.ts';
import type { ModuleConfigFact } from '../facts.ts';
import type { Registry } from '../registry.ts';
import { folderOf } from './paths.ts';
import { pythonModules, pythonTarget } from './python-modules.ts';
import { scriptModules, scriptTarget } from './script-modules.ts';

/** Says which file of a tree an import means. */
export interface ModulePaths {
  /** The path of the file that `module`, as the file `from` writes it, means; `null` if it is not in the tree. */
  target(from: string, registry: Registry, module: string): string | null;
}

/** Longer names are no modules; they would only cost time. */
const MAX_NAME = 500;

/** For the source files of one tree and its files of the language `module-config`, by path. */
export function modulePaths(
  paths: ReadonlySet<string>,
  configs: ReadonlyMap<string, ModuleConfigFact>,
): ModulePaths {
  const has = (path: string) => paths.has(path);
  const scripts = scriptModules(has, configs);
  const python = pythonModules(has, paths);
  /** By folder and name: what is next to each other imports the same. */
  const known = new Map<string, string | null>();

  function find(from: string, registry: Registry, module: string): string | null {
    if (module.length > MAX_NAME || isPackageModule(registry, module)) return null;
    return registry === 'pypi'
      ? pythonTarget(python, from, module)
      : scriptTarget(scripts, folderOf(from), module);
  }

  return {
    target(from, registry, module) {
      // A Python file is never what it imports, so that two in one folder may mean different files.
      const place = registry === 'pypi' ? from : folderOf(from);
      const key = `${registry} ${place} ${module}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const found = find(from, registry, module);
      known.set(key, found);
      return found;
    },
  };
}
