import { readFileSync } from 'node:fs';
import { packageFile } from '../package.ts';

/** The version in `package.json`. */
export function tollgateVersion(): string {
  const file = packageFile('package.json');
  const described: unknown = JSON.parse(readFileSync(file, 'utf8'));
  // By hand: loading zod would double the time of `tollgate --version`.
  if (typeof described === 'object' && described !== null && 'version' in described)
    return String(described.version);
  throw new Error(`${file.pathname} names no version.`);
}
