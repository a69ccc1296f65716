import { contactName } from '../debt/contact.ts';
import type { Debt } from '../debt/debt.ts';
import { isStanding } from '../debt/lifecycle.ts';
import { code, table } from '../debt/markdown.ts';
import { branchWords } from '../debt/stands.ts';
import { timeLeft, timeOver } from '../debt/time-words.ts';
import { count, debtName, utc } from '../debt/wording.ts';
import type { CommandedPull, CommandSituation } from './command-situation.ts';
import { debtRow } from './freeze-text.ts';
import { rowsShown } from './text-context.ts';
import { titleOf } from './title.ts';

/** The answer to `/tollgate status`: of the PR or the debt at hand, and of the repository. Markdown. */
export function statusText(situation: CommandSituation): string {
  const { pull, trackedDebt } = situation;
  return [
    ...(pull ? pullStatus(pull) : []),
    ...(trackedDebt ? [debtStatus(trackedDebt, situation)] : []),
    freezeStatus(situation),
    ...debtsStatus(situation),
  ].join('\n\n');
}

function pullStatus({ pull, state, verdict, classification }: CommandedPull): string[] {
  if (state !== 'open') return [`**This PR is ${state}.**`];
  const head = code(pull.headSha.slice(0, 7));
  const said =
    verdict === null
      ? `**${head} is being looked at**; the check shows the verdict as soon as there is one.`
      : `**${verdict.conclusion === 'success' ? '✅ Passes' : '❌ Fails'}** at ${head}: ${titleOf(verdict)}.`;
  const what = classification.class === 'feature' ? 'a feature' : 'no feature';
  return [said, `It counts as ${what}, since ${classification.because}.`];
}

function debtStatus(debt: Debt, { now, defaultBranch }: CommandSituation): string {
  switch (debt.state) {
    case 'proposed':
      return `**Proposed** by #${debt.pullNumber}; the clock starts when that reaches ${code(defaultBranch)}.`;
    case 'active':
    case 'overdue':
      return `**${debt.state === 'active' ? 'Active' : 'Overdue'}**: ${clockWords(debt, now)}.`;
    case 'resolved':
      return `**Resolved**${debt.resolvedAt === null ? '' : ` on ${utc(debt.resolvedAt)}`}: the call is gone from ${branchWords(debt, defaultBranch)}.`;
    case 'withdrawn':
      return `**Withdrawn**: #${debt.pullNumber} no longer proposes it.`;
  }
}

function freezeStatus(situation: CommandSituation): string {
  const freezes = [...debtFreeze(situation), ...baselineFreeze(situation)];
  return freezes.length === 0 ? 'There is no feature freeze.' : freezes.join('\n\n');
}

function debtFreeze({ debts, policy }: CommandSituation): string[] {
  const overdue = debts.filter(({ state }) => state === 'overdue');
  if (overdue.length === 0) return [];
  const names = overdue.map(debtName).join(', ');
  return [
    `**Feature freeze**: ${count(overdue.length, 'overdue debt')} (${names}). Merging what removes ${overdue.length === 1 ? 'its call' : 'their calls'} lifts it; ${contactName(policy.contact)} may let a PR through.`,
  ];
}

function baselineFreeze({ overdueBaseline, oldBypasses, policy }: CommandSituation): string[] {
  if (overdueBaseline === null) return [];
  const { by, issue } = overdueBaseline;
  const listed = issue === null ? '' : ` (#${issue})`;
  return [
    `**Feature freeze**: ${leftWords(oldBypasses)}${listed} should have been gone by the end of ${by}. Mending the last of them lifts it; ${contactName(policy.contact)} may let a PR through.`,
  ];
}

/** One bypass may be several findings; what could not be looked at is not known to be gone. */
function leftWords(left: CommandSituation['oldBypasses']): string {
  if (left === null) return 'what is left of the old bypasses';
  const seen = left.seen === 0 ? [] : [count(left.seen, 'old bypass', 'old bypasses')];
  const unseen = left.unseen === 0 ? [] : [`${count(left.unseen, 'place')} that could not be looked at`];
  return [...seen, ...unseen].join(' and ');
}

function debtsStatus({ debts, policy, repositoryUrl, now }: CommandSituation): string[] {
  const standing = debts
    .filter(isStanding)
    .sort((one, other) => Number(one.deadline) - Number(other.deadline));
  if (standing.length === 0) return ['No documented bypass is on the default branch.'];
  const rows = rowsShown(standing, (debt) => {
    const [name = '', where = ''] = debtRow(debt, policy, repositoryUrl);
    return [name, where, clockWords(debt, now)];
  });
  return [table(['Debt', 'Where', 'Deadline'], rows)];
}

function clockWords({ deadline }: Debt, now: Date): string {
  if (deadline === null) return 'no deadline';
  return deadline > now
    ? `${utc(deadline)}, in ${timeLeft(deadline, now)}`
    : `${utc(deadline)}, ${timeOver(deadline, now)} ago`;
}
