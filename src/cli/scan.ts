import { Argument, Command, Option } from 'commander';
import { organisationPolicyOption } from './organisation-flag.ts';
import { FORMATS, type Format } from './report.ts';
import type { Verb } from './verb.ts';

const DESCRIPTION =
  'Finds the code that goes around the gateway: every rule of the rule book, across files.\n\n' +
  'The whole tree is read (the work tree of git that holds the paths, without what git ignores; elsewhere the ' +
  'folder itself), because calls are followed across files; reported is what the paths hold. The rules are those ' +
  'of .github/tollgate.yml in that tree, or the rule book itself without one; where an organisation has a policy for ' +
  'all of its repositories, name a copy of it, since nothing is asked of the network.';

const HELP_AFTER = `
With --base only what is new is reported, as the check on a pull request would: the
working tree, with all that is not committed yet, against the merge base of REF and HEAD,
by the policy of REF. What was there before is nobody's fault here.

A bypass with a debt comment in the rule book's form is shown as documented and does
not count as a finding; whether the issue that it cites is open is checked on GitHub.

Formats:
  pretty   for people
  json     for programs; docs/scan.md describes it
  sarif    for code scanning and editors (SARIF 2.1.0)
  github   annotations on the lines, in a GitHub Actions workflow

Examples:
  $ tollgate scan .                                     what goes around the gateway here?
  $ tollgate scan --base origin/main                    what would the check say of my branch?
  $ tollgate scan services/chat.py                      this file, seen with all that it imports
  $ tollgate scan --format sarif > tollgate.sarif       for GitHub code scanning
  $ tollgate scan --base HEAD && git commit             stop before a bypass leaves the house
  $ tollgate scan --organisation-policy ../.github/tollgate.yml
                                                        by the policy of the organisation too

Exit codes:
  0  no undocumented finding at level error (warnings alone do not fail)
  1  such a finding, or a file that may hold one and could not be analysed
  2  could not run: no such path or revision, a wrong flag, a policy with mistakes

What a rule means, and what to write instead: tollgate explain <rule-id>
`;

interface Flags {
  base?: string;
  organisationPolicy?: string;
  format: Format;
  cache: boolean;
}

/** `tollgate scan [PATHS...]` */
export const scanVerb: Verb = (terminal, finish) =>
  new Command('scan')
    .summary('find the code that goes around the gateway')
    .description(DESCRIPTION)
    .addArgument(new Argument('[paths...]', 'files and folders to report on (default: this folder)'))
    .addOption(new Option('-b, --base <ref>', 'report only what is new since this Git revision'))
    .addOption(organisationPolicyOption())
    .addOption(new Option('-f, --format <format>', 'how to say it').choices(FORMATS).default('pretty'))
    .addOption(new Option('--no-cache', 'forget what the scan before found out, and keep nothing'))
    .addHelpText('after', HELP_AFTER)
    .action(async (paths: string[], { base, organisationPolicy, format, cache }: Flags) => {
      const { scanPaths } = await import('./scan-paths.ts');
      const order = {
        paths: paths.length > 0 ? paths : ['.'],
        base: base ?? null,
        organisationPolicy: organisationPolicy ?? null,
        format,
        cache,
      };
      finish(await scanPaths(order, terminal));
    });
