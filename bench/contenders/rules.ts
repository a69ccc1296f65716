import { SERVICES } from '../../src/detect/catalog/catalog.ts';
import { escaped } from '../../src/detect/catalog/sign.ts';

/** A regular expression for URLs with a host of the catalogue, which every regular-expression engine reads. */
export function hostPattern(): string {
  const hosts = new Set(SERVICES.flatMap((service) => service.hosts));
  const patterns = [...hosts].map((host) => host.split('*').map(escaped).join('[^/]+'));
  return `https?://(${patterns.join('|')})`;
}

/** Import names of the catalogue's SDKs. */
export function sdkModules(registry: 'npm' | 'pypi'): string[] {
  const sdks = SERVICES.flatMap((service) => service.sdks).filter((sdk) => sdk.registry === registry);
  return [...new Set(sdks.flatMap((sdk) => sdk.modules))];
}

/** The same as a regular expression over a module's name, its submodules included. */
export function modulePattern(registry: 'npm' | 'pypi'): string {
  const separator = registry === 'npm' ? '/' : '\\.';
  return `^(${sdkModules(registry).map(escaped).join('|')})(${separator}|$)`;
}
