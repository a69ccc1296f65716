import { readFileSync } from 'node:fs';

/** The version in `package.json`, which lies two folders up from `src/cli/` and from `dist/cli/` alike. */
export function tollgateVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const described: unknown = JSON.parse(readFileSync(file, 'utf8'));
  // By hand: loading zod would double the time of `tollgate --version`.
  if (typeof described === 'object' && described !== null && 'version' in described)
    return String(described.version);
  throw new Error(`${file.pathname} names no version.`);
}
