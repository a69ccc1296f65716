import { fileURLToPath } from 'node:url';
import type { Contender } from './contender.ts';

/** TypeScript's and tree-sitter's parsers over every file, and nothing else. */
export function bareParsers(): Contender {
  const program = fileURLToPath(new URL('./parse-all.ts', import.meta.url));
  return {
    name: 'parsers alone',
    commandFor: ({ root }) => [process.execPath, '--max-old-space-size=8192', program, root],
    maxFiles: 10_000,
  };
}
