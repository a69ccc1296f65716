/**
 * Where this package's own files lie. It runs from its sources (`src/`) in a checkout, and from `dist/`, one folder of
 * modules that many sources were joined to, where npm has installed it.
 */

/** Whether this is what was built, and not the sources. */
export const IS_BUILT = !import.meta.url.endsWith('.ts');

/** Where a file of the package lies, named by its path from the package's own folder. */
export function packageFile(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}

/** The module that a thread begins with, named by its path in `src/` without extension. `.ci/build.mjs` builds each. */
export function threadModule(path: string): URL {
  return packageFile(IS_BUILT ? `dist/${path.replaceAll('/', '-')}.js` : `src/${path}.ts`);
}

/** A folder of `src/` that holds no modules, and is in `dist/` as it is. */
export function sourceFolder(path: string): URL {
  return packageFile(`${IS_BUILT ? 'dist' : 'src'}/${path}`);
}
