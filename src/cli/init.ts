import { Argument, Command, Option } from 'commander';
import { organisationPolicyOption } from './organisation-flag.ts';
import type { Verb } from './verb.ts';

const DESCRIPTION =
  'Sets a repository up: looks for the gateway, its configuration and the provider module, shows what it found and ' +
  'what it would write, and asks before it does. A policy that is there is never written over; hooks that are there ' +
  'stay as they are.';

const HELP_AFTER = `
Writes:
  .github/tollgate.yml                        the policy: only what differs from the rule book
  .github/tollgate.schema.json                what it may say, for editors to complete it and to underline faults
  .pre-commit-config.yaml                     one hook, tollgate validate --offline (husky: .husky/pre-commit)
  .github/ISSUE_TEMPLATE/tollgate-bypass.yml  the form of the reason issue: four questions
  .github/workflows/tollgate.yml              uploads what a scan finds to code scanning
  tools/audit/validate_litellm.sh             with --script: the rule book's own path, one call of tollgate validate

Examples:
  $ tollgate init                                   ask, then write
  $ tollgate init --dry-run                         show what would be written, whole, and write nothing
  $ tollgate init --yes --contact @acme/platform    for scripts: write all of it, ask nothing
  $ tollgate init --gateway http://litellm:4000 https://llm.acme.example
  $ tollgate init --script --skip workflow          with the rule book's validate_litellm.sh, without the workflow
  $ tollgate init --organisation-policy ../.github/tollgate.yml
                                                    below the organisation's policy; hook and workflow read it too

Exit codes:
  0  written as agreed, or nothing to do
  1  a file stands in the way, and is named; the others are written
  2  could not run: no work tree of git, a wrong flag, nobody there to answer
`;

interface Flags {
  yes?: boolean;
  dryRun?: boolean;
  script?: boolean;
  gateway?: string[];
  contact?: string;
  package?: string;
  schema?: string;
  organisationPolicy?: string;
  skip?: string[];
}

/** `tollgate init [FOLDER]` */
export const initVerb: Verb = (terminal, finish) =>
  new Command('init')
    .summary('set a repository up: policy, pre-commit hook, issue form, workflow')
    .description(DESCRIPTION)
    .addArgument(new Argument('[folder]', 'a folder of the repository').default('.', 'this folder'))
    .addOption(new Option('-y, --yes', 'answer every question with yes: for scripts'))
    .addOption(new Option('-n, --dry-run', 'show what would be written, and write nothing'))
    .addOption(new Option('-g, --gateway <urls...>', 'base URLs of the gateway, in place of what is found'))
    .addOption(new Option('-c, --contact <handle>', 'who owns the rule book: @org/team, @team or @user'))
    .addOption(
      new Option(
        '-s, --script',
        'write tools/audit/validate_litellm.sh too, which calls `tollgate validate`',
      ),
    )
    .addOption(
      new Option(
        '-p, --package <spec>',
        'what npm installs Tollgate from (default: this version, by its name)',
      ),
    )
    .addOption(organisationPolicyOption())
    .addOption(
      new Option(
        '--schema <url>',
        "where your Tollgate App serves the policy's schema (default: a copy of it beside the policy)",
      ),
    )
    .addOption(
      new Option('--skip <parts...>', 'leave out').choices(['policy', 'schema', 'hook', 'form', 'workflow']),
    )
    .addHelpText('after', HELP_AFTER)
    .action(async (folder: string, flags: Flags) => {
      const { setUp } = await import('./init/set-up.ts');
      const order = {
        folder,
        yes: flags.yes ?? false,
        dryRun: flags.dryRun ?? false,
        script: flags.script ?? false,
        gateway: flags.gateway ?? null,
        contact: flags.contact ?? null,
        spec: flags.package ?? null,
        schema: flags.schema ?? null,
        organisationPolicy: flags.organisationPolicy ?? null,
        skip: flags.skip ?? [],
      };
      finish(await setUp(order, terminal));
    });
