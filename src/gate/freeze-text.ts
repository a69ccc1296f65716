import { contactName } from '../debt/contact.ts';
import type { Debt } from '../debt/debt.ts';
import { code, link, prose, table } from '../debt/markdown.ts';
import { branchesWith, branchList } from '../debt/stands.ts';
import { debtName, encodedPath, permalink, placeWords, utc } from '../debt/wording.ts';
import type { Policy } from '../policy/policy.ts';
import type { ClassChange, Classification } from './pull.ts';
import { reasonsOf } from './refusal-text.ts';
import { type CheckContext, rowsShown } from './text-context.ts';
import type { Reason, Verdict } from './verdict.ts';

type FreezeReason = Extract<Reason, { kind: 'freeze' }>;

/** The part of a summary about a freeze: whose fault it is not, what lifts it, why it holds this PR, who may let it through. */
export function freezeText(verdict: Verdict, context: CheckContext): string[] {
  const [freeze] = reasonsOf(verdict, 'freeze');
  if (freeze === undefined) return [];
  const { debts } = freeze;
  const plural = debts.length > 1;
  const blame = verdict.reasons.length === 1 ? '**Nothing is wrong with your change.** ' : '';
  return [
    `${blame}This repository has ${plural ? `${debts.length} overdue debts` : 'an overdue debt'}, and the rule book blocks all new features until ${plural ? 'they are' : 'it is'} paid.`,
    debtTable(freeze, verdict, context),
    `**What lifts it:** ${plural ? LIFTS_ALL : LIFTS_ONE} ${removersText(freeze)}`,
    ...holdText(freeze.classification, verdict),
    context.mergeQueueOf
      ? `Put this PR into the queue again once the ${plural ? 'debts are' : 'debt is'} paid. You need not push.`
      : `This check turns green by itself once the ${plural ? 'debts are' : 'debt is'} paid. You need not push.`,
  ];
}

/** Debts, and for each of them the open PRs that would remove it. */
interface Removals {
  debts: readonly unknown[];
  removers: readonly (readonly number[])[];
}

/** Why a freeze holds this PR, and who may let it through. */
export function holdText({ because }: Classification, verdict: Verdict): string[] {
  return [
    `**Why this PR counts as a feature:** ${because}. ${reclassify(verdict)}`,
    `**Cannot wait?** ${contactName(verdict.policy.contact)} can comment ${code('/tollgate override REASON')}.`,
  ];
}

const LIFTS_ONE =
  'merge a PR that removes that call; such a PR is never blocked by the freeze, as long as it adds no bypass.';
const LIFTS_ALL =
  'merge PRs until all of those calls are removed; one that removes any of them is never blocked by the freeze, as long as it adds no bypass.';

/** With several debts the table says which PR removes which; with one, a sentence does. */
function debtTable({ debts, removers }: FreezeReason, { policy }: Verdict, context: CheckContext): string {
  const several = debts.length > 1;
  const head = ['Overdue debt', 'Where', 'Overdue since', 'Contact', ...(several ? ['Removed by'] : [])];
  const rows = debts.map((debt, index) => [
    ...debtRow(debt, policy, context.repositoryUrl),
    ...(several ? [pullNames(removers[index] ?? []) || 'no open PR yet'] : []),
  ]);
  return table(
    head,
    rowsShown(rows, (row) => row),
  );
}

/** Which open PRs remove overdue debts, in a sentence: what lifts a freeze. */
export function removersText({ debts, removers }: Removals): string {
  const [pulls = []] = removers;
  if (removers.every((of) => of.length === 0))
    return `No open PR removes ${debts.length > 1 ? 'them' : 'it'} yet.`;
  if (debts.length > 1) return 'The table says which open PR removes which.';
  return `${pullNames(pulls)} ${pulls.length > 1 ? 'remove' : 'removes'} it.`;
}

/** PRs that a row names. */
const MOST_PULLS = 5;

/** `#1, #2 and #3`; empty for none. */
export function pullNames(pulls: readonly number[]): string {
  const names = pulls.slice(0, MOST_PULLS).map((number) => `#${number}`);
  return names.length < pulls.length
    ? `${names.join(', ')}, …`
    : names.join(', ').replace(/, (?=#\d+$)/, ' and ');
}

/** An overdue debt in four cells: its issue, where it stands, since when, whom to ask. */
export function debtRow(debt: Debt, policy: Pick<Policy, 'contact'>, repositoryUrl: string): string[] {
  const [place] = debt.places;
  const more = debt.places.length > 1 ? ` and ${debt.places.length - 1} more` : '';
  // The place stands on its branch; the PR's head may be older than it.
  const ref = debt.branch === null ? 'HEAD' : encodedPath(debt.branch);
  const where =
    place === undefined ? '' : link(code(placeWords(place)), permalink(repositoryUrl, ref, place)) + more;
  return [
    debtName(debt),
    where + branchesText(debt),
    debt.deadline === null ? '' : utc(debt.deadline),
    contactName(policy.contact),
  ];
}

/** Told where it is not the default branch alone. */
function branchesText(debt: Debt): string {
  const names = branchesWith(debt);
  if (names.every((name) => name === null)) return '';
  return ` on ${branchList(names)}`;
}

function reclassify({ pull, policy, classification }: Verdict): string {
  const comment = `${code(`/tollgate classify ${otherType(policy)}`)}; the change is recorded`;
  if (!pull.authorCanWrite) return `If that is wrong, ask somebody with write access to comment ${comment}.`;
  if (classification.sign === 'command') return `If that is wrong, comment ${comment}.`;
  if (classification.sign === 'label') return `If that is wrong, take the label off, or comment ${comment}.`;
  return `If that is wrong, retitle it (${code('fix: …')}), or comment ${comment}.`;
}

function otherType({ features }: Pick<Policy, 'features'>): string {
  if (features.types.fix === 'other') return 'fix';
  return Object.entries(features.types).find(([, change]) => change === 'other')?.[0] ?? 'fix';
}

/** The part of a summary about why a freeze does not hold a feature: the contact let it through. */
export function letThroughText(verdict: Verdict): string[] {
  return [...debtsLetThrough(verdict), ...baselineLetThrough(verdict)];
}

/** Another day in the policy is another freeze. */
function baselineLetThrough({ baselineLetThrough: override }: Verdict): string[] {
  if (override === null) return [];
  const { by, at, reason, day } = override;
  return [
    `**The contact let this PR through the freeze** of the old bypasses, which the policy gave until the end of ${day}: by ${code(by)} on ${utc(new Date(at))}, because ${prose(reason)}.`,
  ];
}

function debtsLetThrough({ letThrough, reasons }: Verdict): string[] {
  if (letThrough.length === 0) return [];
  const lines = letThrough.map(
    ({ debt, override: { by, at, reason } }) =>
      `- ${debtName(debt)}: by ${code(by)} on ${utc(at)}, because ${prose(reason)}`,
  );
  const isHeld = reasons.some(({ kind }) => kind === 'freeze');
  const rest = isHeld ? 'What became overdue later holds it.' : 'What becomes overdue later holds it again.';
  return [
    `**The contact let this PR through the freeze**, as far as these debts go. ${rest}`,
    lines.join('\n'),
  ];
}

/** The part of a summary about who changed what a PR counts as, after the freeze began. */
export function reclassifiedText({ reclassified }: Verdict): string[] {
  if (reclassified.length === 0) return [];
  return [
    '**What this PR counts as was changed after the freeze began:**',
    reclassified.map(changeLine).join('\n'),
  ];
}

function changeLine(change: ClassChange): string {
  const who = change.by === null ? 'GitHub did not tell who' : `by ${code(change.by)}`;
  return `- ${utc(new Date(change.at))}, ${who}: ${change.class === 'feature' ? 'a feature' : 'no feature'}, since ${change.because}`;
}
