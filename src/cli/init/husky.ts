import { npxCommand } from './package-spec.ts';

/** https://typicode.github.io/husky: a folder of Git hooks that are shell scripts. */
export const HUSKY_FOLDER = '.husky';
export const HUSKY_FILE = '.husky/pre-commit';

/** The hook's script with the validation as its last command; `null` if it is there. */
export function mergedHusky(text: string, spec: string): string | null {
  if (/^[^#\n]*\b(tollgate\b.*\bvalidate\b|validate_litellm)/m.test(text)) return null;
  const command = `${npxCommand(spec)} validate --offline\n`;
  return text === '' || text.endsWith('\n') ? text + command : `${text}\n${command}`;
}
