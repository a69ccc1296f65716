import { baseName } from '../link/paths.ts';

const CONFIG_NAMES = /^(?:tsconfig(?:[.-][\w.-]+)?|jsconfig(?:[.-][\w.-]+)?|package)\.json$/;

/** Whether a file says where the modules of TypeScript and JavaScript code are, by its path alone. */
export function isModuleConfigPath(path: string): boolean {
  return CONFIG_NAMES.test(baseName(path));
}

/** `package.json`; the others configure the TypeScript compiler. */
export function isManifestPath(path: string): boolean {
  return path === 'package.json' || path.endsWith('/package.json');
}
