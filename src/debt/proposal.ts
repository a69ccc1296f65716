import type { Finding } from '../detect/finding.ts';
import { redact } from '../detect/redact.ts';
import type { DebtChange } from './change.ts';
import type { DebtComment } from './comment-form.ts';
import type { Debt, TimeBox } from './debt.ts';
import { proposeAgain, withdraw } from './lifecycle.ts';
import { placeKey, placeOf } from './place.ts';
import { earlier, grantedTimeBox } from './time-box.ts';

/** One documented statement of a PR; a verdict's `documented` entries are such. */
export interface Documented {
  findings: readonly Finding[];
  documentation: {
    comment: DebtComment;
    /** The debt that answers for it already. */
    debt: Debt | null;
  };
}

export interface ProposalInput {
  documented: readonly Documented[];
  /** Issues that faulty comments of the PR still cite: such a debt is in the making, not mended. */
  stillCited: readonly number[];
  /** All debts that this PR proposed, whatever their state now. */
  debts: readonly Debt[];
  /** Debts that PRs proposed which were merged into side branches: who brings one on to the default branch takes it over. */
  leftBehind?: readonly Debt[];
  pull: { number: number; approvedByContact: boolean };
  now: Date;
  newId: () => string;
}

/**
 * What a PR's documented bypasses do to the debts it proposes. Statements that cite the same issue are one debt.
 * A statement that an active debt answers for already proposes nothing; a proposed debt that the PR cites no longer
 * is withdrawn; a withdrawn one that it cites again is proposed again. Debts that stay as they are, are left out.
 */
export function proposals(input: ProposalInput): DebtChange[] {
  const groups = Map.groupBy(
    input.documented.filter(needsProposal),
    (one) => one.documentation.comment.reasonIssue,
  );
  const proposed = [...groups].flatMap(([issue, group]) => proposedChange(issue, group, input));
  const kept = new Set([...groups.keys(), ...input.stillCited]);
  const withdrawn = input.debts
    .filter(({ reasonIssue }) => reasonIssue === null || !kept.has(reasonIssue))
    .flatMap((debt) => withdraw(debt) ?? []);
  return [...proposed, ...withdrawn];
}

function needsProposal({ documentation: { debt } }: Documented): boolean {
  return debt === null || debt.state === 'proposed' || debt.state === 'withdrawn';
}

function proposedChange(issue: number, group: readonly Documented[], input: ProposalInput): DebtChange[] {
  const terms = termsOf(group, input.pull.approvedByContact);
  if (terms === null) return [];
  const known =
    input.debts.find((debt) => debt.reasonIssue === issue && isProposal(debt)) ??
    input.leftBehind?.find((debt) => debt.reasonIssue === issue && debt.state === 'proposed');
  if (known === undefined) return [{ debt: newDebt(issue, terms, input), event: { kind: 'opened' } }];
  const revised: Debt = { ...known, ...terms, pullNumber: input.pull.number };
  const again = proposeAgain(revised);
  if (again !== null) return [again];
  const isSame = known.pullNumber === revised.pullNumber && sameTerms(known, revised);
  return isSame ? [] : [{ debt: revised, event: { kind: 'revised' } }];
}

function isProposal(debt: Debt): boolean {
  return debt.state === 'proposed' || debt.state === 'withdrawn';
}

type Terms = Pick<Debt, 'reason' | 'removeAfter' | 'removeBy' | 'requestedTimeBox' | 'timeBox' | 'places'>;

/** The strictest of what its comments say: the earliest date, and planned only if all of them say so. */
function termsOf(group: readonly Documented[], approvedByContact: boolean): Terms | null {
  const comments = group.map((one) => one.documentation.comment);
  const [first] = comments;
  if (first === undefined) return null;
  const requestedTimeBox: TimeBox = comments.every(({ timeBox }) => timeBox === 'planned')
    ? 'planned'
    : 'emergency';
  const dates = comments.flatMap(({ removeBy }) => (removeBy === null ? [] : [removeBy]));
  return {
    // Kept in the issue's record too, where no eye would see a key.
    reason: redact(first.reason),
    removeAfter: redact(first.removeAfter),
    removeBy: dates.length === 0 ? null : dates.reduce(earlier),
    requestedTimeBox,
    timeBox: grantedTimeBox(requestedTimeBox, approvedByContact),
    places: group.flatMap(({ findings }) => findings.map(placeOf)),
  };
}

function newDebt(reasonIssue: number, terms: Terms, { pull, now, newId }: ProposalInput): Debt {
  return {
    id: newId(),
    state: 'proposed',
    reasonIssue,
    ...terms,
    branch: null,
    elsewhere: [],
    pullNumber: pull.number,
    pushedSha: null,
    trackingIssue: null,
    createdAt: now,
    startedAt: null,
    deadline: null,
    resolvedAt: null,
  };
}

function sameTerms(one: Debt, other: Debt): boolean {
  const text = ({ reason, removeAfter, removeBy, requestedTimeBox, timeBox, places }: Terms) =>
    JSON.stringify([reason, removeAfter, removeBy, requestedTimeBox, timeBox, places.map(placeKey)]);
  return text(one) === text(other);
}
