import { citedIssue, parseDebtComment } from '../debt/comment.ts';
import type { CommentFault, DebtComment } from '../debt/comment-form.ts';
import { copiedBypass, issueLine, standingDebt } from '../debt/copied-bypass.ts';
import { coveringComment } from '../debt/coverage.ts';
import type { Debt } from '../debt/debt.ts';
import { mayBeDocumented } from '../debt/documentable.ts';
import { isStanding } from '../debt/lifecycle.ts';
import { REASON_POINTS } from '../debt/reason-form.ts';
import type { DebtSighting } from '../debt/sighting.ts';
import type { DebtCommentPlace, Finding } from '../detect/finding.ts';
import type { Documentation, JudgeInput, ReasonIssue } from './verdict.ts';

/** What a statement's documentation is judged by. */
export type DocumentationTerms = Pick<
  JudgeInput,
  'head' | 'policy' | 'now' | 'reasonIssues' | 'debts' | 'pull'
> & {
  sightings: readonly DebtSighting[];
};

/** What stands in the code about the findings of one statement, and whether it counts. */
export function documentationOf(findings: readonly Finding[], terms: DocumentationTerms): Documentation {
  const [first] = findings;
  const place = first === undefined ? null : coveringComment(first, terms.head.debtComments);
  if (place === null) return { kind: 'none' };
  const cited = citedIssue(place);
  const barred = findings.find(({ rule }) => !mayBeDocumented(rule));
  if (barred !== undefined) return barredDocumentation(barred, place, cited, terms);
  const standing = standingDebt(findings, cited, terms);
  // A date in the comment of a debt whose clock runs is judged as it was when the clock started.
  const reading = parseDebtComment(place, terms.policy, standing?.startedAt ?? terms.now);
  if (!reading.ok) return { kind: 'faulty', faults: reading.faults, place, partial: reading.partial, cited };
  const { comment } = reading;
  if (standing !== null) return { kind: 'documented', comment, debt: standing };
  const copy = copiedBypass(findings, {
    ...terms,
    debtComments: terms.head.debtComments,
    where: 'on the default branch',
  });
  if (copy !== null && terms.policy.rules['copied-bypass'] === 'error') return copyFault(comment, copy);
  const fault = lookedUpFault(comment, terms.reasonIssues);
  if (fault !== null) return issueFault(comment, fault);
  const unanswered = unansweredFault(comment, terms.reasonIssues);
  if (unanswered !== null) return unanswered;
  const debt = returningDebt(comment, terms) ?? proposedDebt(comment, terms);
  return { kind: 'documented', comment, debt, ...(copy ? { copy } : {}) };
}

/** Decisions 7: no comment answers for a key, nor for a copy, whatever else stands in its statement. */
function barredDocumentation(
  { rule }: Finding,
  place: DebtCommentPlace,
  cited: number | null,
  terms: DocumentationTerms,
): Documentation {
  const reading = parseDebtComment(place, terms.policy, terms.now);
  const fault: CommentFault = {
    field: 'place',
    path: place.path,
    line: place.range.startLine,
    message: `no debt comment answers for \`${rule}\``,
    mend:
      rule === 'hardcoded-key'
        ? 'Take the key out of the code and make a new one: this one is known.'
        : `Mend what \`${rule}\` found.`,
  };
  return {
    kind: 'faulty',
    faults: [fault],
    place,
    partial: reading.ok ? reading.comment : reading.partial,
    cited,
  };
}

function proposedDebt(comment: DebtComment, { debts, pull }: DocumentationTerms): Debt | null {
  const own = debts.filter((debt) => debt.state === 'proposed' && debt.pullNumber === pull.number);
  return own.find((debt) => debt.reasonIssue === comment.reasonIssue) ?? null;
}

/** One that was resolved and whose reason is cited anew: with the merge it comes back, in its old issue (decisions 15). */
function returningDebt({ reasonIssue }: DebtComment, { debts }: DocumentationTerms): Debt | null {
  const cited = debts.filter((debt) => debt.reasonIssue === reasonIssue);
  if (cited.some(isStanding)) return null;
  return cited.find(({ state }) => state === 'resolved') ?? null;
}

type FaultyDocumentation = Extract<Documentation, { kind: 'faulty' }>;

/** The number is wrong; the rest of the comment stands. */
function issueFault(comment: DebtComment, message: string): FaultyDocumentation {
  const { place, reason } = comment;
  const fault: CommentFault = {
    field: 'issue',
    path: place.path,
    line: issueLine(place),
    message,
    mend: `Issue: #<number> - ${reason}`,
  };
  return {
    kind: 'faulty',
    faults: [fault],
    place,
    partial: { ...comment, reasonIssue: null },
    cited: comment.reasonIssue,
  };
}

/** The comment is right; the issue that it cites says too little. */
function unansweredFault(
  comment: DebtComment,
  issues: ReadonlyMap<number, ReasonIssue>,
): FaultyDocumentation | null {
  const { place, reasonIssue } = comment;
  const issue = issues.get(reasonIssue);
  if (issue?.kind !== 'open' || issue.missing.length === 0) return null;
  const points = issue.missing.map((point) => `\`${REASON_POINTS[point]}\``).join(', ');
  const fault: CommentFault = {
    field: 'reason',
    path: place.path,
    line: issueLine(place),
    message: `#${reasonIssue} does not say: ${points}`,
    mend: `Edit #${reasonIssue} and say it under these headings: the check looks again by itself.`,
  };
  return { kind: 'faulty', faults: [fault], place, partial: comment, cited: reasonIssue };
}

function copyFault(comment: DebtComment, copy: Finding): FaultyDocumentation {
  return { ...issueFault(comment, copy.message), copy };
}

function lookedUpFault(
  { reasonIssue }: DebtComment,
  issues: ReadonlyMap<number, ReasonIssue>,
): string | null {
  const found = issues.get(reasonIssue) ?? { kind: 'missing' };
  switch (found.kind) {
    case 'open':
      return null;
    case 'closed':
      return `#${reasonIssue} is closed: if its reason still holds, reopen it, and if it does not, use the gateway`;
    case 'pull-request':
      return `#${reasonIssue} is a pull request; the reason must be an issue`;
    case 'missing':
      return `there is no issue #${reasonIssue} in this repository`;
  }
}
