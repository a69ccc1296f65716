import { Command, CommanderError } from 'commander';
import { CannotRun } from './cannot-run.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { explainVerb } from './explain.ts';
import { initVerb } from './init.ts';
import { logVerb } from './log.ts';
import { printable } from './printable.ts';
import { rebuildVerb } from './rebuild.ts';
import { scanVerb } from './scan.ts';
import { schemaVerb } from './schema.ts';
import { serveVerb } from './serve.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { validateVerb } from './validate.ts';
import type { Verb } from './verb.ts';
import { tollgateVersion } from './version.ts';

const VERBS: readonly Verb[] = [
  scanVerb,
  validateVerb,
  explainVerb,
  initVerb,
  schemaVerb,
  serveVerb,
  rebuildVerb,
  logVerb,
];

const DESCRIPTION =
  'Keeps every LLM call on your gateway, and every exception documented, tracked and time-boxed.';

const HELP_AFTER = `
Examples:
  $ tollgate scan .                             what goes around the gateway here?
  $ tollgate scan --base origin/main            only what my branch adds
  $ tollgate validate --offline                 the rule book's checks before a commit
  $ tollgate explain direct-call                what does this rule want of me?
  $ tollgate init                               set a repository up
  $ tollgate scan --help                        more about one verb

Exit codes: 0 nothing stands in the way, 1 something has to change, 2 it could not run.
`;

/** Runs the command line `tollgate ARGS…`. Never rejects: what goes wrong is said on `terminal.err`. */
export async function main(args: string[], terminal: Terminal = processTerminal()): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.clean;
  try {
    const program = declareProgram(terminal, (code) => {
      exitCode = code;
    });
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, terminal);
  }
}

function declareProgram(terminal: Terminal, finish: (exitCode: ExitCode) => void): Command {
  const program = new Command('tollgate')
    .description(DESCRIPTION)
    .version(tollgateVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [verb]', 'print the help of a verb')
    .addHelpText('after', HELP_AFTER);
  for (const verb of VERBS) program.addCommand(verb(terminal, finish));
  for (const command of [program, ...program.commands]) settle(command, terminal);
  return program;
}

/** Commander would write to the process and end it; here both are for the caller to do. */
function settle(command: Command, terminal: Terminal): void {
  command.exitOverride().showHelpAfterError('Add --help to see what is possible, with examples.');
  command.configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  // Commander has said what there is to say; help and version that were asked for end with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.couldNotRun;
  if (error instanceof CannotRun) terminal.err(`tollgate: ${error.message}\n`);
  else terminal.err(`tollgate: this is a fault of Tollgate itself, please report it.\n${traceOf(error)}\n`);
  return EXIT.couldNotRun;
}

/** A stack may quote file names and texts of the scanned folder. */
function traceOf(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return trace.split('\n').map(printable).join('\n');
}
