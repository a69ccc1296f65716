import { citedIssue, parseDebtComment } from '../debt/comment.ts';
import type { CommentFault, DebtComment } from '../debt/comment-form.ts';
import { coveringComment } from '../debt/coverage.ts';
import type { Debt } from '../debt/debt.ts';
import { mayBeDocumented } from '../debt/documentable.ts';
import { isStanding } from '../debt/lifecycle.ts';
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
  if (!reading.ok) return { kind: 'faulty', faults: reading.faults, partial: reading.partial, cited };
  const { comment } = reading;
  if (standing !== null) return { kind: 'documented', comment, debt: standing };
  const fault = copyFault(comment, terms.debts) ?? lookedUpFault(comment, terms.reasonIssues);
  if (fault === null) return { kind: 'documented', comment, debt: proposedDebt(comment, terms) };
  return {
    kind: 'faulty',
    faults: [issueFault(comment, fault)],
    partial: { ...comment, reasonIssue: null },
    cited,
  };
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
  return { kind: 'faulty', faults: [fault], partial: reading.ok ? reading.comment : reading.partial, cited };
}

/** The standing debt whose place this is, though it may have moved. */
function standingDebt(
  findings: readonly Finding[],
  cited: number | null,
  terms: DocumentationTerms,
): Debt | null {
  const own = terms.sightings.find(
    ({ debt, places }) => debt.reasonIssue === cited && isWhollySeen(findings, places),
  );
  return own?.debt ?? null;
}

function isWhollySeen(findings: readonly Finding[], places: DebtSighting['places']): boolean {
  const seen = new Set(places.flatMap((place) => (place.kind === 'standing' ? [place.finding] : [])));
  return findings.every((finding) => seen.has(finding));
}

function proposedDebt(comment: DebtComment, { debts, pull }: DocumentationTerms): Debt | null {
  const own = debts.filter((debt) => debt.state === 'proposed' && debt.pullNumber === pull.number);
  return own.find((debt) => debt.reasonIssue === comment.reasonIssue) ?? null;
}

function issueFault(comment: DebtComment, message: string): CommentFault {
  const { place, reason } = comment;
  return {
    field: 'issue',
    path: place.path,
    line: issueLine(comment),
    message,
    mend: `Issue: #<number> - ${reason}`,
  };
}

/**
 * `DO NOT COPY` is meant: an issue belongs to the debt that is active, not to whoever cites it first, so another PR's
 * proposal takes nothing away (decisions 24).
 */
function copyFault({ reasonIssue }: DebtComment, debts: readonly Debt[]): string | null {
  const owner = debts.find((debt) => isStanding(debt) && debt.reasonIssue === reasonIssue);
  if (owner === undefined) return null;
  const tracked = owner.trackingIssue === null ? '' : `, tracked in #${owner.trackingIssue}`;
  return `#${reasonIssue} belongs to a bypass that is on the default branch already${tracked}: a copy of it needs a reason issue of its own`;
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

function issueLine({ place }: DebtComment): number {
  const line = place.lines.find(({ text }) => /^\W{0,5}issue\s?:/i.test(text));
  return line?.line ?? place.range.startLine;
}
