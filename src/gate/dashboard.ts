import { contactName } from '../debt/contact.ts';
import type { Debt } from '../debt/debt.ts';
import { code, cutToBytes, link, prose, table } from '../debt/markdown.ts';
import { nextChange, timeLeft, timeOver } from '../debt/time-words.ts';
import { count, permalink, placeWords, utc } from '../debt/wording.ts';
import { formatDuration } from '../policy/duration.ts';
import type { Policy } from '../policy/policy.ts';
import type { Mend } from './baseline.ts';
import { baselineTable, baselineWords } from './baseline-text.ts';

/** What a repository owes. */
export interface DashboardFacts {
  /** Proposed ones that have an issue, active and overdue ones. */
  debts: readonly Debt[];
  /** Resolved ones of the last {@link PAID_LATELY}. */
  paid: readonly Debt[];
  baseline: readonly Mend[];
  /** Whether the default branch requires our check; `null` if nobody knows. */
  isRequired: boolean | null;
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
  const isOwed = facts.debts.length > 0 || facts.baseline.length > 0;
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
  '<sub>Tollgate keeps this up to date; what you write here is overwritten. Closed, it stays closed until something changes, unless a debt is overdue.</sub>';

function owed(facts: DashboardFacts, rendering: Rendering): string[] {
  const { debts, baseline, isRequired } = facts;
  const standing = debts.filter(({ deadline }) => deadline !== null).toSorted(byDeadline);
  const proposed = debts.filter(({ state }) => state === 'proposed');
  return [
    ...(isRequired === false ? [advisoryText(rendering)] : []),
    ...freezeText(
      standing.filter(({ state }) => state === 'overdue'),
      rendering,
    ),
    ...debtsText(standing, rendering),
    ...proposedText(proposed, rendering),
    ...baselineText(baseline, rendering),
    ...(debts.length + baseline.length === 0 ? ['**Nothing is owed.**'] : []),
  ];
}

function byDeadline(one: Debt, other: Debt): number {
  return (one.deadline?.getTime() ?? 0) - (other.deadline?.getTime() ?? 0);
}

function advisoryText({ repositoryUrl, defaultBranch }: Rendering): string {
  return `**Advisory only:** ${code(defaultBranch)} does not require the check named \`Tollgate\`, so nothing here blocks a merge. An administrator can [require it](${repositoryUrl}/settings/rules).`;
}

function freezeText(overdue: readonly Debt[], { policy }: Rendering): string[] {
  const [first] = overdue;
  if (!first?.deadline) return [];
  const numbers = overdue.slice(0, MOST_NUMBERS).map(debtLink).join(', ');
  const more = overdue.length > MOST_NUMBERS ? ` and ${overdue.length - MOST_NUMBERS} more` : '';
  const [is, removes] =
    overdue.length === 1
      ? ['is', 'that removes that call']
      : ['are', 'or PRs that remove all of these calls'];
  return [
    '## Feature freeze',
    `**Feature PRs are blocked since ${utc(first.deadline)}**: ${numbers}${more} ${is} overdue.`,
    `**What lifts it:** a PR ${removes}; the freeze never blocks such a PR. Ask ${contactName(policy.contact)}.`,
  ];
}

const MOST_NUMBERS = 10;

function debtsText(debts: readonly Debt[], rendering: Rendering): string[] {
  if (debts.length === 0) return [];
  return [
    `## ${count(debts.length, 'open debt')}`,
    cutTable(['Debt', 'Where', 'Deadline', 'Time left', 'Added by'], debts, rendering, (debt) => [
      debtLink(debt),
      whereWords(debt, rendering),
      debt.deadline ? utc(debt.deadline) : '',
      rendering.isTimeless ? debt.state : timeWords(debt, rendering.now),
      pullWords(debt),
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

function baselineText(baseline: readonly Mend[], rendering: Rendering): string[] {
  const { sha, repositoryUrl, docsUrl, mostRows, policy } = rendering;
  if (baseline.length === 0 || sha === null) return [];
  // A commit that changes nothing of it is no change.
  const shownSha = rendering.isTimeless ? '' : sha;
  return [
    `## Baseline: ${baselineWords(baseline)}`,
    `These are older than Tollgate here. ${dueWords(policy.baseline.by)} New ones are refused.`,
    baselineTable(baseline, { repositoryUrl, docsUrl, sha: shownSha, mostRows }),
  ];
}

function dueWords(by: string | null): string {
  return by === null
    ? 'No clock runs on them, and they block nobody.'
    : `Policy wants them gone by the end of **${by}**, UTC.`;
}

function paidText(paid: readonly Debt[], rendering: Rendering): string[] {
  if (paid.length === 0) return [];
  const late = paid.filter(isLate).length;
  const newest = paid.toSorted((one, other) => Number(other.resolvedAt) - Number(one.resolvedAt));
  return [
    `## Paid in the last 30 days: ${paid.length}, ${late === 0 ? 'all on time' : `${late} of them late`}`,
    cutTable(['Debt', 'Where', 'Paid', ''], newest, rendering, (debt) => [
      debtLink(debt),
      whereWords(debt, rendering),
      debt.resolvedAt ? utc(debt.resolvedAt) : '',
      paidWords(debt),
    ]),
  ];
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
