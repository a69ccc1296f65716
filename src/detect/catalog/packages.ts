import type { Registry } from '../link/model.ts';
import { SERVICES } from './catalog.ts';
import { HTTP_LIBRARIES } from './http-libraries.ts';

const MODULES = new Set([
  ...SERVICES.flatMap(({ sdks }) =>
    sdks.flatMap(({ registry, modules }) => modules.map((module) => `${registry}:${module}`)),
  ),
  ...HTTP_LIBRARIES.flatMap(({ registry, modules }) => modules.map((module) => `${registry}:${module}`)),
]);

/** Whether a module is a package of the catalogue, or a part of one: no file of a tree stands in for it. */
export function isPackageModule(registry: Registry, module: string): boolean {
  const separator = registry === 'pypi' ? '.' : '/';
  for (let end = module.length; end > 0; end = module.lastIndexOf(separator, end - 1)) {
    if (MODULES.has(`${registry}:${module.slice(0, end)}`)) return true;
  }
  return false;
}
