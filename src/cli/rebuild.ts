import { Command } from 'commander';
import type { Verb } from './verb.ts';

const DESCRIPTION =
  'Gets every debt back from the signed records in its tracking issues, with its clock, and holds all of them ' +
  'against the default branches.\n\n' +
  'A start on an empty database does this by itself; run it after an old backup was put back, or after the text of ' +
  'a tracking issue was mended. What the database knows already stays as it is.';

const HELP_AFTER = `
Environment: that of "tollgate serve". Where the running app has the data folder to itself, that app does it; with
PostgreSQL this process does. What follows on GitHub (issues, checks) is done by the app, now or when it starts next.

Exit codes: 0 every record verified, 1 one did not or a repository could not be read, 2 it could not run.
`;

/** `tollgate rebuild` */
export const rebuildVerb: Verb = (terminal, finish) =>
  new Command('rebuild')
    .summary('get all debts back from their tracking issues')
    .description(DESCRIPTION)
    .addHelpText('after', HELP_AFTER)
    .action(async () => {
      const { rebuildFromGitHub } = await import('./rebuild-debts.ts');
      finish(await rebuildFromGitHub(terminal));
    });
