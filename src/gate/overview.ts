import type { Debt } from '../debt/debt.ts';
import { isStanding } from '../debt/lifecycle.ts';
import { code, cutToBytes, link, table } from '../debt/markdown.ts';
import { count, utc } from '../debt/wording.ts';

/** Marks the one issue about a whole organisation. It counts only in an issue that our own App wrote. */
export const OVERVIEW_MARKER = '<!-- tollgate:overview -->';
export const OVERVIEW_LABEL = 'tollgate-overview';

/** What one repository adds to the overview. */
export interface RepositoryFacts {
  /** `owner/name`. */
  name: string;
  url: string;
  /** Whether every reader of the overview may know that it exists. */
  isNamed: boolean;
  /** Active and overdue ones. */
  debts: readonly Debt[];
  /** Whether old bypasses block features there: the day that policy gave them has passed. */
  isBaselineOverdue: boolean;
  /** Whether its default branch requires the check; `null` if nobody knows. */
  isRequired: boolean | null;
}

export interface Overview {
  title: string;
  body: string;
  labels: string[];
  state: 'open';
  stateReason: null;
}

/** Rows of each table that a reader still reads. */
const MOST_ROWS = 200;

const LONGEST_BODY = 65_536;

/** The one issue about a whole organisation: what is owed, by deadline, what is frozen, and where nothing is blocked. */
export function overview(owner: string, repositories: readonly RepositoryFacts[]): Overview {
  const parts = [
    OVERVIEW_MARKER,
    summary(owner, repositories),
    ...frozenText(repositories),
    ...debtsText(repositories),
    ...advisoryText(repositories),
    '<sub>Tollgate keeps this up to date; what you write here is overwritten. Repositories that not every reader of this one may know are counted and not named.</sub>',
  ];
  return {
    title: 'LLM gateway: what is owed in all repositories',
    body: cutToBytes(`${parts.join('\n\n')}\n`, LONGEST_BODY),
    labels: [OVERVIEW_LABEL],
    state: 'open',
    stateReason: null,
  };
}

function summary(owner: string, repositories: readonly RepositoryFacts[]): string {
  const debts = repositories.flatMap((one) => one.debts.filter(isStanding));
  const owing = repositories.filter((one) => one.debts.some(isStanding)).length;
  return debts.length === 0 && !repositories.some(isFrozen)
    ? `**Nothing is owed** in the ${count(repositories.length, 'repository', 'repositories')} of ${code(owner)} that Tollgate watches.`
    : `**${count(debts.length, 'debt')}** in ${owing} of ${count(repositories.length, 'repository', 'repositories')} of ${code(owner)}.`;
}

function frozenText(repositories: readonly RepositoryFacts[]): string[] {
  const frozen = repositories.filter(isFrozen);
  if (frozen.length === 0) return [];
  return [
    '## Feature freeze',
    `Feature PRs are blocked in ${namesOf(frozen)}, until what is overdue there is gone${frozen.some(isFrozenByBaseline) ? ', debts and old bypasses alike' : ''}.`,
  ];
}

function isFrozen(repository: RepositoryFacts): boolean {
  return repository.isBaselineOverdue || repository.debts.some(({ state }) => state === 'overdue');
}

function isFrozenByBaseline({ isBaselineOverdue }: RepositoryFacts): boolean {
  return isBaselineOverdue;
}

function debtsText(repositories: readonly RepositoryFacts[]): string[] {
  const debts = repositories
    .flatMap((repository) => repository.debts.filter(isStanding).map((debt) => ({ repository, debt })))
    .toSorted((one, other) => timeOf(one.debt) - timeOf(other.debt));
  const shown = debts.filter(({ repository }) => repository.isNamed);
  if (debts.length === 0) return [];
  const rows = shown.slice(0, MOST_ROWS).map(({ repository, debt }) => debtRow(repository, debt));
  const left = debts.length - rows.length;
  const late = debts.filter(({ debt }) => debt.state === 'overdue').length;
  return [
    `## Debts by deadline: ${debts.length}, ${late} overdue`,
    ...(rows.length > 0 ? [table(['Deadline', 'Repository', 'Debt', 'Time-box'], rows)] : []),
    ...(left > 0 ? [`${count(left, 'more debt')}, not shown here.`] : []),
  ];
}

function debtRow({ name, url }: RepositoryFacts, debt: Debt): string[] {
  const deadline = debt.deadline === null ? '' : utc(debt.deadline);
  const { trackingIssue } = debt;
  return [
    debt.state === 'overdue' ? `**overdue since ${deadline}**` : deadline,
    link(code(name), url),
    trackingIssue === null ? '' : link(`#${trackingIssue}`, `${url}/issues/${trackingIssue}`),
    debt.timeBox,
  ];
}

function timeOf({ deadline }: Debt): number {
  return deadline?.getTime() ?? Number.POSITIVE_INFINITY;
}

function advisoryText(repositories: readonly RepositoryFacts[]): string[] {
  const advisory = repositories.filter(({ isRequired }) => isRequired === false);
  if (advisory.length === 0) return [];
  return [
    '## Advisory only',
    `The default branch does not require the check named \`Tollgate\`, so that nothing is blocked, in ${namesOf(advisory)}.`,
  ];
}

/** `acme/chat`, `acme/web` and 3 more. */
function namesOf(repositories: readonly RepositoryFacts[]): string {
  const named = repositories.filter(({ isNamed }) => isNamed).slice(0, MOST_ROWS);
  const names = named.map(({ name, url }) => link(code(name), url));
  const left = repositories.length - named.length;
  if (names.length === 0) return count(left, 'repository', 'repositories');
  return left === 0 ? names.join(', ') : `${names.join(', ')} and ${left} more`;
}
