import { contactName } from '../debt/contact.ts';
import type { Debt, TimeBox } from '../debt/debt.ts';
import { isStanding } from '../debt/lifecycle.ts';
import { code, table } from '../debt/markdown.ts';
import { branchList } from '../debt/stands.ts';
import { deadlineOf, grantedTimeBox } from '../debt/time-box.ts';
import { boxWords, count, debtName, utc } from '../debt/wording.ts';
import { type CheckContext, clockStart, rowsShown, ruleLink, statementLink } from './text-context.ts';
import type { DocumentedBypass, Verdict } from './verdict.ts';

/** The time-box that a documented bypass would have if the PR merged as it is. */
export function boxOf({ documentation }: DocumentedBypass, { pull }: Pick<Verdict, 'pull'>): TimeBox {
  const { debt, comment } = documentation;
  return debt !== null && hasClock(debt)
    ? debt.timeBox
    : grantedTimeBox(comment.timeBox, pull.approvedByContact);
}

/** Whether its deadline is set, whatever this PR says: it stands, or it was resolved and comes back. */
export function hasClock(debt: Debt): boolean {
  return isStanding(debt) || debt.state === 'resolved';
}

/** The part of a summary about what the PR documents in the rule book's form. */
export function documentedText(verdict: Verdict, context: CheckContext): string[] {
  const { documented } = verdict;
  if (documented.length === 0) return [];
  const rows = rowsShown(documented, (bypass) => [
    statementLink(bypass.findings[0], verdict.pull, context),
    code(bypass.findings[0].what),
    `#${bypass.documentation.comment.reasonIssue}`,
    deadlineWords(bypass, verdict, context),
  ]);
  return [
    `**${count(documented.length, 'documented bypass', 'documented bypasses')}**, tracked and time-boxed ${clockStart(verdict)} on:`,
    table(['Where', 'What', 'Reason', 'Time-box'], rows),
    ...plannedText(verdict),
  ];
}

function deadlineWords(bypass: DocumentedBypass, verdict: Verdict, { now }: CheckContext): string {
  const { comment, debt } = bypass.documentation;
  const tracked = debt?.trackingIssue ? `, see #${debt.trackingIssue}` : '';
  if (debt !== null && isStanding(debt) && debt.deadline !== null) {
    return `${debt.timeBox}, running: until ${utc(debt.deadline)}${tracked}`;
  }
  if (debt?.state === 'resolved' && debt.deadline !== null) {
    const end = utc(debt.deadline);
    return now < debt.deadline
      ? `it was removed before and comes back with its old clock: until ${end}${tracked}`
      : `it was removed before and comes back with its old clock: **overdue at once**, since ${end}${tracked}`;
  }
  const timeBox = boxOf(bypass, verdict);
  const deadline = deadlineOf({
    startedAt: now,
    timeBox,
    removeBy: comment.removeBy,
    policy: verdict.policy,
  });
  const box = `${boxWords(timeBox, verdict.policy)} ${clockStart(verdict)}`;
  return verdict.startsOn === null ? `${box}: ${utc(deadline)} if merged now${tracked}` : `${box}${tracked}`;
}

function plannedText({ documented, pull, policy }: Verdict): string[] {
  const asked = documented.some(({ documentation }) => documentation.comment.timeBox === 'planned');
  if (!asked || pull.approvedByContact) return [];
  return [
    `${code('Time-box: planned')} counts once ${contactName(policy.contact)} approves this PR; until then it is an emergency.`,
  ];
}

/** The part of a summary about findings that only warn. */
export function warningText(verdict: Verdict, context: CheckContext): string[] {
  const { pull, gatewayChange } = verdict;
  // Calls for a model that the PR takes away are told with what takes it.
  const told = new Set(gatewayChange?.places ?? []);
  const warnings = verdict.warnings.filter((finding) => !told.has(finding));
  if (warnings.length === 0) return [];
  const rows = rowsShown(warnings, (finding) => [
    statementLink(finding, pull, context),
    code(finding.what),
    ruleLink(finding.rule, context),
  ]);
  return [
    `**${count(warnings.length, 'warning')}**, which ${warnings.length === 1 ? 'blocks' : 'block'} nothing:`,
    table(['Where', 'What', 'Rule'], rows),
  ];
}

/** The part of a summary about what the PR pays off. */
export function paidText({ paysOff }: Verdict): string[] {
  if (paysOff.length === 0) return [];
  const names = paysOff.map((debt) => {
    const issue = debtName(debt);
    return debt.state === 'overdue' ? `${issue} (overdue)` : issue;
  });
  return [`**This PR pays off ${names.join(', ')}.** Thank you.`, ...leftElsewhere(paysOff)];
}

/** A debt is paid once its code is gone from every branch on which it stands. */
function leftElsewhere(paysOff: readonly Debt[]): string[] {
  return paysOff.flatMap((debt) => {
    if (debt.elsewhere.length === 0) return [];
    const names = branchList(debt.elsewhere.map(({ branch }) => branch));
    return [`${debtName(debt)} stands on ${names} too, and is paid once it is gone from there as well.`];
  });
}

/** The last line: what was compared, and what was left out. */
export function provenance(verdict: Verdict): string {
  const { pull, mergeBaseSha, changedFiles } = verdict;
  const compared = `Judged ${shortSha(pull.headSha)} against merge base ${shortSha(mergeBaseSha)}, policy of the default branch.`;
  return `<sub>${compared} ${count(changedFiles, 'changed file')}, ${leftOut(verdict)}.${olderWords(verdict)}${exceptedWords(verdict)}</sub>`;
}

function leftOut(verdict: Verdict): string {
  const unevaluated = verdict.reasons.filter(({ kind }) => kind === 'unevaluated').length;
  const parts = [
    ...(unevaluated > 0 ? [`${unevaluated} not checked`] : []),
    ...(verdict.skipped.length > 0 ? [`${verdict.skipped.length} skipped: ${skippedNames(verdict)}`] : []),
  ];
  return parts.length === 0 ? 'none skipped' : parts.join(', ');
}

function olderWords({ olderBypasses }: Verdict): string {
  if (olderBypasses === 0) return '';
  const [are, doNot] = olderBypasses === 1 ? ['is', 'does'] : ['are', 'do'];
  return ` ${count(olderBypasses, 'older bypass', 'older bypasses')} ${are} not yours and ${doNot} not count.`;
}

function exceptedWords({ excepted }: Verdict): string {
  return excepted.length === 0 ? '' : ` ${count(excepted.length, 'exception')} of policy.`;
}

function skippedNames({ skipped }: Verdict): string {
  const names = skipped.slice(0, 5).map(({ path, reason }) => `${code(path)} (${reason})`);
  return names.join(', ') + (skipped.length > names.length ? ', …' : '');
}

/** Seven characters, as GitHub shows a commit. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}
