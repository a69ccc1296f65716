import type { Registry } from '../registry.ts';
import { SERVICES } from './catalog.ts';
import { HTTP_LIBRARIES } from './http-libraries.ts';

const ALL_SDKS = SERVICES.flatMap(({ sdks }) => sdks);

const SDKS = new Set(ALL_SDKS.flatMap(keysOf));

/** Names that people give packages of their own are the tree's where it has one. */
const MODULES = new Set([...ALL_SDKS.filter(({ exact }) => !exact), ...HTTP_LIBRARIES].flatMap(keysOf));

function keysOf({ registry, modules }: { registry: Registry; modules: string[] }): string[] {
  return modules.map((module) => `${registry}:${module}`);
}

/** Whether a module is a package of the catalogue, or a part of one: no file of a tree stands in for it. */
export function isPackageModule(registry: Registry, module: string): boolean {
  return isPartOf(MODULES, registry, module);
}

/** Whether what is imported is a part of an SDK of an inference service. */
export function isSdkImport(registry: Registry, module: string, path: readonly string[]): boolean {
  const whole = registry === 'pypi' ? [module, ...path].join('.') : module;
  return isPartOf(SDKS, registry, whole);
}

function isPartOf(modules: ReadonlySet<string>, registry: Registry, module: string): boolean {
  const separator = registry === 'pypi' ? '.' : '/';
  for (let end = module.length; end > 0; end = module.lastIndexOf(separator, end - 1)) {
    if (modules.has(`${registry}:${module.slice(0, end)}`)) return true;
  }
  return false;
}
