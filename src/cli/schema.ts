import { Command } from 'commander';
import { EXIT } from './exit-code.ts';
import type { Verb } from './verb.ts';

const DESCRIPTION =
  'Prints the JSON Schema of the policy file, with which an editor completes its keys and underlines its faults.';

const HELP_AFTER = `
Examples:
  $ tollgate schema > tollgate.schema.json           of .github/tollgate.yml in a repository
  $ tollgate schema --organisation                   of tollgate.yml in an organisation's .github repository

The App serves both, at /policy.schema.json and /organisation.schema.json. For editors with the YAML language server,
the first line of the policy file, which tollgate init writes, is then:
# yaml-language-server: $schema=https://your-host/policy.schema.json

Exit codes: 0 printed.
`;

/** `tollgate schema` */
export const schemaVerb: Verb = (terminal, finish) =>
  new Command('schema')
    .summary('print the JSON Schema of the policy file')
    .description(DESCRIPTION)
    .option('--organisation', "of the organisation's policy file")
    .addHelpText('after', HELP_AFTER)
    .action(async ({ organisation }: { organisation?: true }) => {
      const { policyJsonSchemaText } = await import('../policy/json-schema.ts');
      terminal.out(policyJsonSchemaText(organisation ? 'organisation' : 'repository'));
      finish(EXIT.clean);
    });
