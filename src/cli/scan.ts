import { Argument, Command, Option } from 'commander';
import { FORMATS, type Format } from './report.ts';
import type { Verb } from './verb.ts';

const DESCRIPTION =
  'Finds the calls in a folder that go around the gateway.\n\n' +
  "Reads the folder's source files (in a git work tree: what git does not ignore; elsewhere: all but .git and " +
  'node_modules), by the rules of its .github/tollgate.yml, or by the rule book itself without one.';

const HELP_AFTER = `
A bypass with a debt comment in the rule book's form is shown as documented and does
not count as a finding; whether the issue that it cites is open is checked on GitHub.

Examples:
  $ tollgate scan .
  $ tollgate scan . --format sarif > tollgate.sarif     for GitHub code scanning
  $ tollgate scan . && git push                         stop before a bypass leaves the house

Exit codes:
  0  no undocumented finding at level error (warnings alone do not fail)
  1  such a finding, or a file that may hold one and could not be analysed
  2  could not run: no such folder, a wrong flag, a policy with mistakes
`;

/** `tollgate scan PATH` */
export const scanVerb: Verb = (terminal, finish) =>
  new Command('scan')
    .summary('find the calls in a folder that go around the gateway')
    .description(DESCRIPTION)
    .addArgument(new Argument('<path>', 'the folder to scan'))
    .addOption(new Option('-f, --format <format>', 'how to say it').choices(FORMATS).default('pretty'))
    .addHelpText('after', HELP_AFTER)
    .action(async (path: string, { format }: { format: Format }) => {
      const { scanFolder } = await import('./scan-folder.ts');
      finish(await scanFolder({ path, format }, terminal));
    });
