import type { ModuleConfigFact, ModulePattern } from '../facts.ts';
import { isManifestPath } from '../module-config/language.ts';
import { folderOf, foldersUp, pathBelow } from './paths.ts';

/** The files that say where modules are, sorted by what they say. */
export interface ScriptModules {
  has(path: string): boolean;
  /** For each path of a script without its extension, which extensions there are: a bit each, in their order. */
  stems: ReadonlyMap<string, number>;
  /** By path. */
  configs: ReadonlyMap<string, ModuleConfigFact>;
  /** Compiler configurations by their folder. */
  compilers: ReadonlyMap<string, readonly string[]>;
  /** Packages by name: the path of their manifest. */
  packages: ReadonlyMap<string, string>;
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue'];

/** Sorts the configuration files of a tree. */
export function scriptModules(
  paths: ReadonlySet<string>,
  configs: ReadonlyMap<string, ModuleConfigFact>,
): ScriptModules {
  const has = (path: string) => paths.has(path);
  const compilers = new Map<string, string[]>();
  const packages = new Map<string, string>();
  for (const path of [...configs.keys()].sort(byLengthAndName)) {
    const name = configs.get(path)?.name;
    const folder = folderOf(path);
    if (!isManifestPath(path)) compilers.set(folder, [...(compilers.get(folder) ?? []), path]);
    else if (name && !packages.has(name)) packages.set(name, path);
  }
  return { has, stems: stemsOf(paths), configs, compilers, packages };
}

function stemsOf(paths: ReadonlySet<string>): Map<string, number> {
  const stems = new Map<string, number>();
  for (const path of paths) {
    const dot = path.lastIndexOf('.');
    const at = EXTENSIONS.indexOf(path.slice(dot));
    if (dot < 0 || at < 0) continue;
    const stem = path.slice(0, dot);
    stems.set(stem, (stems.get(stem) ?? 0) | (1 << at));
  }
  return stems;
}

/** `tsconfig.json` before `tsconfig.build.json`. */
function byLengthAndName(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

/** The file of the tree that a script means by a module's name; `null` if it is none of the tree's. */
export function scriptTarget(modules: ScriptModules, folder: string, module: string): string | null {
  if (/^\.\.?(?:\/|$)/.test(module)) return fileAt(modules, pathBelow(folder, module));
  return (
    aliased(modules, folder, module) ??
    (module.startsWith('#') ? internal(modules, folder, module) : null) ??
    packaged(modules, module) ??
    conventional(modules, folder, module)
  );
}

/** The folder that stands for all in which a script means the same by a name: names of packages depend on little. */
export function scriptPlace({ compilers }: ScriptModules, folder: string, module: string): string {
  if (/^[.#/]|^[@~]\/|^\$lib\b/.test(module)) return folder;
  if (compilers.size === 0) return '';
  return foldersUp(folder).find((around) => compilers.has(around)) ?? '';
}

/** A file as an import names it: whole, without its extension, with the one it is built to, or its folder. */
function fileAt(modules: ScriptModules, path: string): string | null {
  if (modules.has(path)) return path;
  const built = BUILT.test(path) ? withExtension(modules, path.replace(BUILT, '')) : null;
  const index = path === '' ? 'index' : `${path}/index`;
  return withExtension(modules, path) ?? built ?? withExtension(modules, index) ?? packageAt(modules, path);
}

const BUILT = /\.[mc]?jsx?$/;

/** The first of the extensions that there is a file with. */
function withExtension({ stems }: ScriptModules, stem: string): string | null {
  const bits = stems.get(stem);
  return bits === undefined ? null : stem + EXTENSIONS[31 - Math.clz32(bits & -bits)];
}

/** A folder may say in a manifest of its own where it begins. */
function packageAt(modules: ScriptModules, folder: string): string | null {
  const manifest = folder === '' ? 'package.json' : `${folder}/package.json`;
  const entries = modules.configs.get(manifest)?.entries ?? [];
  for (const entry of entries) {
    const path = pathBelow(folder, entry);
    const found = path === folder ? undefined : sourceOf(modules, path).find(modules.has);
    if (found) return found;
  }
  return null;
}

/** `paths` and `baseUrl` of the compiler configurations around a file, the nearest first. */
function aliased(modules: ScriptModules, folder: string, module: string): string | null {
  if (modules.compilers.size === 0) return null;
  for (const around of foldersUp(folder)) {
    for (const config of modules.compilers.get(around) ?? []) {
      const found = byConfig(modules, config, module, around, new Set());
      if (found) return found;
    }
  }
  return null;
}

/** What one configuration says, or else what it extends. `leaf` is the folder of the one that was found first. */
function byConfig(
  modules: ScriptModules,
  path: string,
  module: string,
  leaf: string,
  seen: Set<string>,
): string | null {
  const config = modules.configs.get(path);
  if (!config || seen.has(path)) return null;
  seen.add(path);
  const own = firstOf(aliasTargets(config, folderOf(path), module, leaf), (target) =>
    fileAt(modules, target),
  );
  return (
    own ??
    firstOf(config.extends.toReversed(), (extended) => {
      const next = extendedPath(modules, path, extended);
      return next && byConfig(modules, next, module, leaf, seen);
    })
  );
}

/** Where a configuration in `folder` says that a module may be. */
function aliasTargets(config: ModuleConfigFact, folder: string, module: string, leaf: string): string[] {
  const { baseUrl, paths } = config;
  const base = baseUrl === null ? folder : configuredPath(folder, baseUrl, leaf);
  const targets = matchesOf(paths, module).map((target) => configuredPath(base, target, leaf));
  return baseUrl === null ? targets : [...targets, pathBelow(base, module)];
}

const CONFIG_FOLDER = /^\$\{configDir\}/;

function configuredPath(base: string, target: string, leaf: string): string {
  return CONFIG_FOLDER.test(target)
    ? pathBelow(leaf, `.${target.replace(CONFIG_FOLDER, '')}`)
    : pathBelow(base, target);
}

/** The first answer that is one. */
function firstOf<Item>(items: readonly Item[], answer: (item: Item) => string | null): string | null {
  for (const item of items) {
    const found = answer(item);
    if (found !== null) return found;
  }
  return null;
}

function extendedPath(modules: ScriptModules, from: string, extended: string): string | null {
  const below = extended.startsWith('.')
    ? pathBelow(folderOf(from), extended)
    : belowPackage(modules, extended);
  if (below === null) return null;
  const candidates = [below, `${below}.json`, pathBelow(below, 'tsconfig.json')];
  return candidates.find((path) => modules.configs.has(path)) ?? null;
}

/** A path below the folder of a package of the tree: `@acme/config/base.json`. */
function belowPackage({ packages }: ScriptModules, module: string): string | null {
  const name = packageName(module);
  const manifest = packages.get(name);
  return manifest === undefined ? null : pathBelow(folderOf(manifest), `./${module.slice(name.length + 1)}`);
}

/** `@acme/llm/client` is of `@acme/llm`. */
function packageName(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}

/** `#name`: what the nearest package calls a part of itself. */
function internal(modules: ScriptModules, folder: string, module: string): string | null {
  for (const around of foldersUp(folder)) {
    const manifest = modules.configs.get(pathBelow(around, 'package.json'));
    if (!manifest) continue;
    const found = firstFile(modules, around, matchesOf(manifest.imports, module));
    if (found) return found;
  }
  return null;
}

/** A package of the same tree, by its name. */
function packaged(modules: ScriptModules, module: string): string | null {
  const name = packageName(module);
  const manifest = modules.packages.get(name);
  const config = manifest === undefined ? undefined : modules.configs.get(manifest);
  if (manifest === undefined || !config) return null;
  const folder = folderOf(manifest);
  const rest = module.slice(name.length + 1);
  if (rest === '') {
    const entries = [...matchesOf(config.exports, '.'), ...config.entries, 'src/index.ts', 'index.ts'];
    return firstFile(modules, folder, entries);
  }
  return firstFile(modules, folder, [...matchesOf(config.exports, `./${rest}`), rest, `src/${rest}`]);
}

/**
 * `@/x` and `~/x` mean the sources' folder where no configuration says so: bundlers are told it in code. In a page `/x`
 * is below the folder that is served.
 */
function conventional(modules: ScriptModules, folder: string, module: string): string | null {
  const targets = conventionalTargets(module);
  if (targets.length === 0) return null;
  for (const around of foldersUp(folder)) {
    const found = firstFile(modules, around, targets);
    if (found) return found;
  }
  return null;
}

/** SvelteKit writes what says where `$lib` is when it builds: no tree has it. */
function conventionalTargets(module: string): string[] {
  const [, svelte, rest] = /^(?:\$lib(\/.+|$)|[@~]?\/(.+)$)/.exec(module) ?? [];
  if (svelte !== undefined) return [`src/lib${svelte}`];
  return rest === undefined ? [] : [`src/${rest}`, rest, `public/${rest}`];
}

function firstFile(modules: ScriptModules, folder: string, targets: readonly string[]): string | null {
  const paths = targets.flatMap((target) => sourceOf(modules, pathBelow(folder, target)));
  return firstOf(paths, (path) => fileAt(modules, path));
}

/** What is built is not in the tree; what it is built from often has the same name below `src`. */
function sourceOf(modules: ScriptModules, path: string): string[] {
  const source = path.replace(/\.d\.([mc]?)ts$/, '.$1ts');
  const unbuilt = source.replace(/(^|\/)(?:dist|build|lib|out)\/(?:(?:esm|cjs|types|src)\/)?/, '$1src/');
  return [...new Set([source, unbuilt, unbuilt.replace(/\.[mc]?jsx?$/, '')])].filter(
    (one) => one !== '' || modules.has(one),
  );
}

/** Where a name leads by the patterns that it matches: a whole name first, then the longest prefix. */
function matchesOf(patterns: readonly ModulePattern[], module: string): string[] {
  const matching = patterns.flatMap(({ pattern, targets }) => {
    const part = starOf(pattern, module);
    return part === null ? [] : [{ length: lengthOf(pattern), targets, part }];
  });
  matching.sort((a, b) => b.length - a.length);
  return matching.flatMap(({ targets, part }) => targets.map((target) => target.replace('*', () => part)));
}

function lengthOf(pattern: string): number {
  const star = pattern.indexOf('*');
  return star < 0 ? Number.POSITIVE_INFINITY : star;
}

/** What the pattern's `*` stands for; `null` if the name does not match. */
function starOf(pattern: string, module: string): string | null {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === module ? '' : null;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits =
    module.startsWith(before) && module.endsWith(after) && module.length >= before.length + after.length;
  return fits ? module.slice(before.length, module.length - after.length) : null;
}
