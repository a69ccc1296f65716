import { contactName } from '../debt/contact.ts';
import type { Debt } from '../debt/debt.ts';
import { code, cutToBytes, link, prose, table } from '../debt/markdown.ts';
import { nextChange, timeLeft, timeOver } from '../debt/time-words.ts';
import { count, permalink, placeWords, utc } from '../debt/wording.ts';
import { formatDuration } from '../policy/duration.ts';
import type { Policy } from '../policy/policy.ts';
import type { BaselineList } from './baseline-list.ts';
import { baselineTable, baselineWords, unseenWords } from './baseline-text.ts';
import { pullNames, removersText } from './freeze-text.ts';

/** What a repository owes. */
export interface DashboardFacts {
  /** Proposed ones that have an issue, active and overdue ones. */
  debts: readonly Debt[];
  /** Resolved ones of the last {@link PAID_LATELY}. */
  paid: readonly Debt[];
  baseline: StandingBaseline | null;
  /** Numbers of the open PRs that would remove a debt, by the debt's id. */
  removers: ReadonlyMap<string, readonly number[]>;
  /** Whether the default branch requires our check; `null` if nobody knows. */
  isRequired: boolean | null;
}

/** What is left of the baseline. */
export interface StandingBaseline {
  list: BaselineList;
  /** Places that the last scan could not see. */
  unseen: number;
  /** The issue that announced it, once that is open. */
  issue: number | null;
  /** Whether the day that policy gave it has passed: then it blocks features. */
  isOverdue: boolean;
}

export interface DashboardContext {
  /** `https://github.com/acme/chat`, without a slash at the end. */
  repositoryUrl: string;
  defaultBranch: string;
  /** The commit of the default branch that the baseline is of; `null` before the first scan. */
  sha: string | null;
  docsUrl: string | null;
  policy: Pick<Policy, 'timeBox' | 'contact' | 'baseline'>;
  now: Date;
}

/** The dashboard as GitHub should show it. */
export interface Dashboard {
  title: string;
  body: string;
  labels: string[];
  /** Open while anything is owed. */
  state: 'open' | 'closed';
  stateReason: 'completed' | null;
  /** All that it says but for how much time is left: what a person who closed it has seen. */
  facts: string;
  /** When its words change next without anything happening; `null` if never. */
  changesAt: Date | null;
}

/** Milliseconds for which a paid debt is shown. */
export const PAID_LATELY = 30 * 24 * 3_600_000;

/** What marks the dashboard; it counts only in an issue that our own app wrote. */
export const DASHBOARD_MARKER = '<!-- tollgate:dashboard -->';
export const DASHBOARD_LABEL = 'tollgate-dashboard';

/** The one issue of a repository that says what is owed there, what that blocks, and what lifts it. */
export function dashboard(facts: DashboardFacts, context: DashboardContext): Dashboard {
  const isOwed = !isNothing(facts);
  return {
    title: 'LLM gateway dashboard',
    body: bodyOf(facts, context),
    labels: [DASHBOARD_LABEL],
    state: isOwed ? 'open' : 'closed',
    stateReason: isOwed ? null : 'completed',
    facts: owed(facts, { ...context, mostRows: Number.POSITIVE_INFINITY, isTimeless: true }).join('\n'),
    changesAt: changesAt(facts, context.now),
  };
}

/** Whether there is nothing to tell but for what was paid. */
export function isNothing({ debts, baseline }: Pick<DashboardFacts, 'debts' | 'baseline'>): boolean {
  return debts.length === 0 && (baseline === null || isMended(baseline));
}

/** Whether features are blocked. */
export function isFrozen({ debts, baseline }: Pick<DashboardFacts, 'debts' | 'baseline'>): boolean {
  return debts.some(({ state }) => state === 'overdue') || isDue(baseline);
}

function isMended({ list, unseen }: StandingBaseline): boolean {
  return list.bypasses + unseen === 0;
}

function isDue(baseline: StandingBaseline | null): boolean {
  return baseline?.isOverdue === true && !isMended(baseline);
}

interface Rendering extends DashboardContext {
  mostRows: number;
  /** Leaves out what changes by itself. */
  isTimeless: boolean;
}

/** GitHub's limit, in bytes. */
const LONGEST_BODY = 65_536;

/** Rows of each table, the first number that fits. */
const ROWS = [300, 100, 40, 10] as const;

function bodyOf(facts: DashboardFacts, context: DashboardContext): string {
  const texts = ROWS.map((mostRows) => {
    const rendering = { ...context, mostRows, isTimeless: false };
    const parts = [DASHBOARD_MARKER, ...owed(facts, rendering), ...paidText(facts.paid, rendering), LAST];
    return `${parts.join('\n\n')}\n`;
  });
  const fitting = texts.find((text) => Buffer.byteLength(text) <= LONGEST_BODY);
  return fitting ?? cutToBytes(texts.at(-1) ?? '', LONGEST_BODY);
}

const LAST =
  '<sub>Tollgate keeps this up to date; what you write here is overwritten. Closed, it stays closed until something changes, unless features are blocked.</sub>';

function owed(facts: DashboardFacts, rendering: Rendering): string[] {
  const { debts, baseline, isRequired } = facts;
  const standing = debts.filter(({ deadline }) => deadline !== null).toSorted(byDeadline);
  const proposed = debts.filter(({ state }) => state === 'proposed');
  return [
    ...(isRequired === false ? [advisoryText(rendering)] : []),
    ...freezeText(facts, rendering),
    ...debtsText(standing, facts, rendering),
    ...proposedText(proposed, rendering),
    ...baselineText(baseline, rendering),
    ...(isNothing(facts) ? ['**Nothing is owed.**'] : []),
  ];
}

function byDeadline(one: Debt, other: Debt): number {
  return (one.deadline?.getTime() ?? 0) - (other.deadline?.getTime() ?? 0);
}

function advisoryText({ repositoryUrl, defaultBranch }: Rendering): string {
  return `**Advisory only:** ${code(defaultBranch)} does not require the check named \`Tollgate\`, so nothing here blocks a merge. An administrator can [require it](${repositoryUrl}/settings/rules).`;
}

function freezeText(facts: DashboardFacts, rendering: Rendering): string[] {
  if (!isFrozen(facts)) return [];
  const overdue = facts.debts.filter(({ state }) => state === 'overdue').toSorted(byDeadline);
  return [
    '## Feature freeze',
    ...overdueText(overdue, facts, rendering),
    ...(isDue(facts.baseline) ? [overdueBaselineText(rendering)] : []),
    `**Whom to ask:** ${contactName(rendering.policy.contact)}.`,
  ];
}

function overdueText(
  overdue: readonly Debt[],
  { removers }: DashboardFacts,
  { isTimeless }: Rendering,
): string[] {
  const [first] = overdue;
  if (!first?.deadline) return [];
  const numbers = overdue.slice(0, MOST_NUMBERS).map(debtLink).join(', ');
  const more = overdue.length > MOST_NUMBERS ? ` and ${overdue.length - MOST_NUMBERS} more` : '';
  const one = overdue.length === 1;
  const what = one
    ? 'a PR that removes that call; the freeze never blocks such a PR, as long as it adds no bypass.'
    : 'PRs that remove all of these calls; the freeze blocks none that removes one and adds no bypass.';
  const removedBy = overdue.map(({ id }) => removers.get(id) ?? []);
  // Whose PR it is changes nothing of what is owed.
  const who = isTimeless ? '' : ` ${removersText({ debts: overdue, removers: removedBy })}`;
  return [
    `**Feature PRs are blocked since ${utc(first.deadline)}**: ${numbers}${more} ${one ? 'is' : 'are'} overdue.`,
    `**What lifts it:** ${what}${who}`,
  ];
}

function overdueBaselineText({ policy }: Rendering): string {
  return `**Old bypasses block feature PRs since the end of ${policy.baseline.by}**, until none of the baseline below is left. A PR that removes one of them and adds no bypass is never blocked by that.`;
}

const MOST_NUMBERS = 10;

function debtsText(debts: readonly Debt[], { removers }: DashboardFacts, rendering: Rendering): string[] {
  if (debts.length === 0) return [];
  const areRemoved = !rendering.isTimeless && debts.some(({ id }) => removers.has(id));
  const head = ['Debt', 'Where', 'Deadline', 'Time left', 'Added by', ...(areRemoved ? ['Removed by'] : [])];
  return [
    `## ${count(debts.length, 'open debt')}`,
    cutTable(head, debts, rendering, (debt) => [
      debtLink(debt),
      whereWords(debt, rendering),
      debt.deadline ? utc(debt.deadline) : '',
      rendering.isTimeless ? debt.state : timeWords(debt, rendering.now),
      pullWords(debt),
      ...(areRemoved ? [pullNames(removers.get(debt.id) ?? []) || 'no open PR yet'] : []),
    ]),
  ];
}

function timeWords({ deadline }: Debt, now: Date): string {
  if (deadline === null) return '';
  return deadline > now ? timeLeft(deadline, now) : `**overdue by ${timeOver(deadline, now)}**`;
}

function proposedText(debts: readonly Debt[], rendering: Rendering): string[] {
  if (debts.length === 0) return [];
  const { timeBox } = rendering.policy;
  return [
    '## Proposed',
    'The clock of these starts when their PR merges.',
    cutTable(['Debt', 'Where', 'PR', 'Time-box', 'Reason'], debts, rendering, (debt) => [
      debtLink(debt),
      // Its lines are not on the default branch yet.
      whereWords(debt, { ...rendering, sha: null }),
      pullWords(debt),
      formatDuration(timeBox[debt.timeBox]),
      reasonWords(debt),
    ]),
  ];
}

function baselineText(baseline: StandingBaseline | null, rendering: Rendering): string[] {
  const { sha, repositoryUrl, docsUrl, mostRows } = rendering;
  if (baseline === null || sha === null || isMended(baseline)) return [];
  const { list, unseen, issue } = baseline;
  // A commit that changes nothing of it is no change, nor is the number of the issue that told it first.
  const shownSha = rendering.isTimeless ? '' : sha;
  const first = issue === null || rendering.isTimeless ? '' : `, as #${issue} told when it began`;
  return [
    `## Baseline: ${baselineWords(list)}`,
    `These are older than Tollgate here${first}. ${dueWords(baseline, rendering)} New ones are refused.`,
    ...(list.mends === 0 ? [] : [baselineTable(list, { repositoryUrl, docsUrl, sha: shownSha, mostRows })]),
    ...unseenWords(unseen),
  ];
}

function dueWords(baseline: StandingBaseline, { policy }: Rendering): string {
  const { by } = policy.baseline;
  if (by === null) return 'No clock runs on them, and they block nobody.';
  return isDue(baseline)
    ? `Their day, ${by}, has passed.`
    : `Policy wants them gone by the end of **${by}**, UTC; what is left then blocks feature PRs.`;
}

function paidText(paid: readonly Debt[], rendering: Rendering): string[] {
  if (paid.length === 0) return [];
  const late = paid.filter(isLate).length;
  const newest = paid.toSorted((one, other) => Number(other.resolvedAt) - Number(one.resolvedAt));
  return [
    `## Paid in the last 30 days: ${paid.length}, ${lateWords(late, paid.length)}`,
    cutTable(['Debt', 'Where', 'Paid', ''], newest, rendering, (debt) => [
      debtLink(debt),
      whereWords(debt, rendering),
      debt.resolvedAt ? utc(debt.resolvedAt) : '',
      paidWords(debt),
    ]),
  ];
}

function lateWords(late: number, all: number): string {
  if (late === 0) return all === 1 ? 'on time' : 'all on time';
  if (late < all) return `${late} of them late`;
  return all === 1 ? 'late' : 'all late';
}

function isLate({ deadline, resolvedAt }: Debt): boolean {
  return deadline !== null && resolvedAt !== null && resolvedAt >= deadline;
}

function paidWords(debt: Debt): string {
  const { deadline, resolvedAt } = debt;
  if (deadline === null || resolvedAt === null) return '';
  return isLate(debt)
    ? `**late by ${timeOver(deadline, resolvedAt)}**`
    : `on time, ${timeLeft(deadline, resolvedAt)} before the deadline`;
}

function cutTable(
  head: string[],
  debts: readonly Debt[],
  { mostRows, repositoryUrl }: Rendering,
  row: (debt: Debt) => string[],
): string {
  const more = debts.length - mostRows;
  const all = link('all of them', `${repositoryUrl}/issues?q=label:gateway-bypass`);
  const rows = debts.slice(0, mostRows).map(row);
  return table(head, more > 0 ? [...rows, [`… and ${more} more: ${all}`]] : rows);
}

function pullWords({ pullNumber }: Debt): string {
  return pullNumber === null ? 'a push' : `#${pullNumber}`;
}

function reasonWords({ reasonIssue, reason }: Debt): string {
  return reasonIssue === null ? 'none' : `#${reasonIssue}: ${prose(reason, 100)}`;
}

/** Its issue is being opened while it has no number. */
function debtLink({ trackingIssue }: Debt): string {
  return trackingIssue === null ? '(its issue is being opened)' : `#${trackingIssue}`;
}

function whereWords({ places }: Debt, { repositoryUrl, sha, isTimeless }: Rendering): string {
  const [first] = places;
  if (!first) return '';
  const words = code(placeWords(first));
  const shown = sha === null || isTimeless ? words : link(words, permalink(repositoryUrl, sha, first));
  const more = new Set(places.map(placeWords)).size - 1;
  return more > 0 ? `${shown} and ${count(more, 'more place')}` : shown;
}

function changesAt({ debts, paid }: DashboardFacts, now: Date): Date | null {
  const times = [
    ...debts.flatMap(({ deadline }) => (deadline === null ? [] : nextChange(deadline, now))),
    ...paid.flatMap(({ resolvedAt }) =>
      resolvedAt === null ? [] : new Date(resolvedAt.getTime() + PAID_LATELY),
    ),
  ];
  return times.reduce<Date | null>(
    (first, time) => (time > now && (first === null || time < first) ? time : first),
    null,
  );
}
