import { defaultPolicy } from '../policy/defaults.ts';
import { nearestName } from '../policy/nearest.ts';
import { RULE_IDS } from '../policy/policy.ts';
import { isRuleId, rulePage } from '../rule-page.ts';
import { CannotRun } from './cannot-run.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { markdownForTerminal } from './markdown.ts';
import { printable } from './printable.ts';
import type { Paint, Terminal } from './terminal.ts';

/** Prints a rule's page, or the list of the rules for `null`. Throws {@link CannotRun} for a rule that is none. */
export function explain(id: string | null, { out, paint }: Terminal): ExitCode {
  if (id === null) out(ruleList(paint));
  else if (isRuleId(id)) out(markdownForTerminal(rulePage(id).markdown, paint));
  else throw new CannotRun(noSuchRule(id));
  return EXIT.clean;
}

function ruleList(paint: Paint): string {
  const { rules } = defaultPolicy();
  const width = Math.max(...RULE_IDS.map((id) => id.length));
  const lines = RULE_IDS.map((id) => {
    const level = rules[id] === 'error' ? paint('red', 'error') : paint('yellow', rules[id].padEnd(5));
    return `  ${paint('bold', id.padEnd(width))}  ${level}  ${rulePage(id).title}`;
  });
  return [
    'The rules, and their levels where the policy says nothing else:',
    '',
    ...lines,
    '',
    'More about one of them: tollgate explain <rule-id>',
    '',
  ].join('\n');
}

function noSuchRule(id: string): string {
  const meant = nearestName(id, RULE_IDS);
  const hint = meant === null ? '' : ` Did you mean \`${meant}\`?`;
  return `there is no rule \`${printable(id)}\`.${hint} \`tollgate explain\` lists them.`;
}
