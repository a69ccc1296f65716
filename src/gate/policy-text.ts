import { contactName } from '../debt/contact.ts';
import { code, message, prose, table } from '../debt/markdown.ts';
import { count } from '../debt/wording.ts';
import { exceptionWords } from '../policy/loosening.ts';
import { holdText } from './freeze-text.ts';
import { reasonsOf } from './refusal-text.ts';
import { rowsShown } from './text-context.ts';
import type { Verdict } from './verdict.ts';

/** The part of a summary about a PR that loosens policy: in what, and whose word lets it through. */
export function looseningText({ loosenings, pull, policy }: Verdict): string[] {
  if (loosenings.length === 0) return [];
  const contact = contactName(policy.contact);
  const state = pull.headApprovedByContact
    ? `This PR loosens the policy, as ${contact} approved. Once it is merged, the policy:`
    : `**This PR loosens the policy, which takes an approval from ${contact}.** Once it is merged, the policy:`;
  return [
    state,
    table(
      ['Key', 'What would change'],
      rowsShown(loosenings, ({ key, words }) => [code(key.join('.')), message(words)]),
    ),
    ...(pull.headApprovedByContact
      ? []
      : [
          `An approving review of exactly this commit is enough; a later push asks for another. Until then the policy of the default branch is in force, here too.`,
        ]),
  ];
}

/** The part of a summary about exceptions that nothing needs any more. */
export function staleText({ staleExceptions }: Verdict): string[] {
  if (staleExceptions.length === 0) return [];
  const rows = rowsShown(staleExceptions, (exception) => [
    message(exceptionWords(exception)),
    prose(exception.reason, 200),
  ]);
  return [
    `**${count(staleExceptions.length, 'exception')} of policy ${staleExceptions.length === 1 ? 'fits' : 'fit'} nothing any more**, which blocks nothing: delete ${staleExceptions.length === 1 ? 'it' : 'them'}.`,
    table(['Exception', 'Reason'], rows),
  ];
}

/** The part of a summary about old bypasses whose day has passed: whose fault it is not, and what lifts it. */
export function overdueBaselineText(verdict: Verdict): string[] {
  const [reason] = reasonsOf(verdict, 'overdue-baseline');
  if (reason === undefined) return [];
  const { baseline, classification } = reason;
  const blame = verdict.reasons.length === 1 ? '**Nothing is wrong with your change.** ' : '';
  const list =
    baseline.issue === null ? '' : ` #${baseline.issue} tells of them, the dashboard where they stand.`;
  return [
    `${blame}The policy gave the old bypasses of this repository until the end of ${baseline.by}, and some are left: feature PRs are blocked, as by an overdue debt.${list}`,
    '**What lifts it:** merge PRs until none of them is left. A PR that removes one of them and adds no bypass is never blocked by this.',
    // The part about overdue debts says the rest for both.
    ...(reasonsOf(verdict, 'freeze').length > 0
      ? []
      : [...holdText(classification, verdict), 'This check turns green by itself then. You need not push.']),
  ];
}
