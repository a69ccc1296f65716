import { npxCommand } from './package-spec.ts';
import type { HookTerms } from './pre-commit.ts';

/** https://typicode.github.io/husky: a folder of Git hooks that are shell scripts. */
export const HUSKY_FOLDER = '.husky';
export const HUSKY_FILE = '.husky/pre-commit';

/** The hook's script with the validation as its last command; `null` if it is there. */
export function mergedHusky(text: string, { spec, command }: HookTerms): string | null {
  if (/^[^#\n]*\b(tollgate\b.*\bvalidate\b|validate_litellm)/m.test(text)) return null;
  const line = `${npxCommand(spec)} ${command}\n`;
  return text === '' || text.endsWith('\n') ? text + line : `${text}\n${line}`;
}
