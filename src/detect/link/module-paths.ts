import { isPackageModule } from '../catalog/packages.ts';
import type { ModuleConfigFact } from '../facts.ts';
import type { Registry } from '../registry.ts';
import { folderOf } from './paths.ts';
import { pythonModules, pythonTarget } from './python-modules.ts';
import { scriptModules, scriptPlace, scriptTarget } from './script-modules.ts';

/** Says which file of a tree an import means. */
export interface ModulePaths {
  /** The path of the file that `module`, as the file `from` writes it, means; `null` if it is not in the tree. */
  target(from: string, registry: Registry, module: string): string | null;
  /** What was answered so far. */
  known: Known;
  /** The places on which it depends what a file imports. */
  placesOf(from: string, registry: Registry): string[];
}

/** By registry, place and module, since what is next to each other imports the same: the places are folders, and files that would mean themselves. */
export type Known = Record<Registry, Map<string, Targets>>;

/** Longer names are no modules; they would only cost time. */
const MAX_NAME = 500;

/** For the source files of one tree and its files of the language `module-config`, by path; `known` of the same ones. */
export function modulePaths(
  paths: ReadonlySet<string>,
  configs: ReadonlyMap<string, ModuleConfigFact>,
  known: Known = { npm: new Map(), pypi: new Map() },
): ModulePaths {
  const scripts = scriptModules(paths, configs);
  const python = pythonModules(paths);
  const packages = { npm: new Map<string, boolean>(), pypi: new Map<string, boolean>() };

  function isPackage(registry: Registry, module: string): boolean {
    const before = packages[registry].get(module);
    if (before !== undefined) return before;
    const found = module.length > MAX_NAME || isPackageModule(registry, module);
    packages[registry].set(module, found);
    return found;
  }

  function find(folder: string, registry: Registry, module: string): string | null {
    return registry === 'pypi'
      ? pythonTarget(python, folder, module, null)
      : scriptTarget(scripts, folder, module);
  }

  return {
    target(from, registry, module) {
      if (isPackage(registry, module)) return null;
      const folder = folderOf(from);
      const place = registry === 'pypi' ? folder : scriptPlace(scripts, folder, module);
      const found = recall(known[registry], place, module, () => find(folder, registry, module));
      // A Python file is never what it imports by a whole name.
      const isItself = found === from && registry === 'pypi' && !module.startsWith('.');
      if (!isItself) return found;
      return recall(known.pypi, from, module, () => pythonTarget(python, folder, module, from));
    },
    known,
    placesOf(from, registry) {
      const folder = folderOf(from);
      return registry === 'pypi' ? [folder, from] : [folder, scriptPlace(scripts, folder, '')];
    },
  };
}

type Targets = Map<string, string | null>;

function recall(
  known: Map<string, Targets>,
  place: string,
  module: string,
  find: () => string | null,
): string | null {
  const targets = known.get(place) ?? new Map<string, string | null>();
  if (targets.size === 0) known.set(place, targets);
  const before = targets.get(module);
  if (before !== undefined) return before;
  const found = find();
  targets.set(module, found);
  return found;
}

/** Tells of which files the imports mean others than before, now that there are other files: of those asked about. */
export function changedPlaces(
  before: Pick<ModulePaths, 'known'>,
  now: ModulePaths,
): (from: string, registry: Registry) => boolean {
  const changed = { npm: new Set<string>(), pypi: new Set<string>() };
  for (const registry of ['npm', 'pypi'] as const) {
    for (const [place, targets] of before.known[registry]) {
      const isFile = registry === 'pypi' && /\.pyi?$/.test(place);
      const from = isFile ? place : `${place}${place === '' ? '' : '/'}${NO_FILE}`;
      for (const [module, target] of targets) {
        if (now.target(from, registry, module) !== target) changed[registry].add(place);
      }
    }
  }
  return (from, registry) => now.placesOf(from, registry).some((place) => changed[registry].has(place));
}

/** No file of a tree has this name. */
const NO_FILE = '\0';
