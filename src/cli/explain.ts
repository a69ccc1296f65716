import { Argument, Command } from 'commander';
import type { Verb } from './verb.ts';

const DESCRIPTION =
  "Prints a rule's page: what it finds, why, what to write instead, and how to document an exception.\n\n" +
  'Without a rule it lists them all.';

const HELP_AFTER = `
Examples:
  $ tollgate explain                  which rules are there?
  $ tollgate explain direct-call      what does this one want of me?

Exit codes: 0 printed, 2 no such rule.
`;

/** `tollgate explain [RULE]` */
export const explainVerb: Verb = (terminal, finish) =>
  new Command('explain')
    .summary('say what a rule means and what to write instead')
    .description(DESCRIPTION)
    .addArgument(new Argument('[rule-id]', 'the rule, as findings name it'))
    .addHelpText('after', HELP_AFTER)
    .action(async (id: string | undefined) => {
      const { explain } = await import('./explain-rule.ts');
      finish(explain(id ?? null, terminal));
    });
