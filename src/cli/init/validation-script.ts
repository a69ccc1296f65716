import { npxCommand } from './package-spec.ts';

/** The rule book's own path ("Pre-commit Validation"). */
export const SCRIPT_FILE = 'tools/audit/validate_litellm.sh';

/** The rule book's script: one call of this program, which knows the five checks. */
export function scriptText(spec: string): string {
  return `#!/bin/sh\nexec ${npxCommand(spec)} validate "$@"\n`;
}
