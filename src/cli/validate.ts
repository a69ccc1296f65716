import { Command, Option } from 'commander';
import { organisationPolicyOption } from './organisation-flag.ts';
import type { Verb } from './verb.ts';

const DESCRIPTION =
  "The rule book's five checks before a commit or a deployment:\n\n" +
  '  1  No direct inference service calls        (the scan)\n' +
  '  2  All LLM calls go through the gateway     (the scan)\n' +
  '  3  Configuration file is valid              (as LiteLLM reads it)\n' +
  '  4  Service is healthy                       (asks the running gateway)\n' +
  '  5  Models are accessible                    (asks the running gateway)\n\n' +
  'Each says what it looked at, how long it took, and what to do.';

const HELP_AFTER = `
The tree is the work tree of git around this folder, and its .github/tollgate.yml is in
force: \`gateway.urls\` says where the gateway is, \`gateway.config\` where its configuration
is. Without that file, YAML that reads like a configuration of LiteLLM is taken. Where an
organisation has a policy for all of its repositories, name a copy of it with
--organisation-policy.

The gateway's key is read from LITELLM_MASTER_KEY, sent to the gateway alone, and never
printed. Checks 4 and 5 call no model and cost nothing; --probe asks for ten tokens
through each alias and model, whole and streamed.

Examples:
  $ tollgate validate                                    all five
  $ tollgate validate --offline                          before a commit: 1 to 3
  $ tollgate validate --gateway http://localhost:8001    a gateway on this machine
  $ tollgate validate --probe                            after a deployment
  $ tollgate validate --offline --base origin/main       leave old findings alone

Exit codes:
  0  every check passed or was skipped (warnings do not fail)
  1  a check failed; a gateway that cannot be reached fails 4 and 5
  2  could not run: a wrong flag, a policy with mistakes, a file that is not there

What a rule means, and what to write instead: tollgate explain <rule-id>
`;

interface Flags {
  offline?: boolean;
  gateway?: string;
  config?: string;
  base?: string;
  organisationPolicy?: string;
  probe?: boolean;
  format: 'pretty' | 'json';
  cache: boolean;
}

/** `tollgate validate` */
export const validateVerb: Verb = (terminal, finish) =>
  new Command('validate')
    .summary('check the code, the gateway’s configuration and the gateway itself')
    .description(DESCRIPTION)
    .addOption(
      new Option('--offline', 'skip 4 and 5, which need a running gateway').conflicts(['gateway', 'probe']),
    )
    .addOption(
      new Option('-g, --gateway <url>', 'where the gateway is (default: gateway.urls of the policy)'),
    )
    .addOption(
      new Option(
        '-c, --config <file>',
        "the gateway's configuration (default: gateway.config of the policy)",
      ),
    )
    .addOption(new Option('-b, --base <ref>', 'of the code, report only what is new since this Git revision'))
    .addOption(organisationPolicyOption())
    .addOption(new Option('--probe', 'ask for ten tokens through each alias and model'))
    .addOption(
      new Option('-f, --format <format>', 'how to say it').choices(['pretty', 'json']).default('pretty'),
    )
    .addOption(new Option('--no-cache', 'forget what the scan before found out, and keep nothing'))
    .addHelpText('after', HELP_AFTER)
    .action(async ({ offline = false, gateway, config, base, probe = false, ...flags }: Flags) => {
      const { validate } = await import('./validate/validate.ts');
      const order = {
        offline,
        gateway: gateway ?? null,
        config: config ?? null,
        base: base ?? null,
        organisationPolicy: flags.organisationPolicy ?? null,
        probe,
        format: flags.format,
        cache: flags.cache,
      };
      finish(await validate(order, terminal, process.env.LITELLM_MASTER_KEY ?? null));
    });
