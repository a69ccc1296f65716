import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/**
 * A verb is declared in a file of its own, which loads what does the work only when the verb runs: `--help` and
 * a mistyped flag answer at once. `finish` is told the exit code.
 */
export type Verb = (terminal: Terminal, finish: (exitCode: ExitCode) => void) => Command;
