import type { DebtCommentPlace, Finding } from '../detect/finding.ts';
import { fingerprintOf } from '../detect/identity.ts';
import { citedIssue } from './comment.ts';
import { coveringComment } from './coverage.ts';
import type { Debt } from './debt.ts';
import { isStanding } from './lifecycle.ts';
import type { DebtSighting } from './sighting.ts';

/** What a copy is told by. */
export interface CopyTerms {
  debts: readonly Debt[];
  /** What the scan shows of the standing ones among them. */
  sightings: readonly DebtSighting[];
  debtComments: readonly DebtCommentPlace[];
  /** Where those debts are, for people: `on the default branch`. */
  where: string;
}

/**
 * The finding of `copied-bypass` for a statement whose comment cites an issue that belongs to a debt elsewhere, `null`
 * if it is none: `DO NOT COPY` is meant. An issue belongs to the debt that is active, not to whoever cites it first, so
 * another PR's proposal takes nothing away (decisions 24). What moved is no copy, nor is what a debt has places for.
 */
export function copiedBypass(findings: readonly Finding[], terms: CopyTerms): Finding | null {
  const [first] = findings;
  const place = first && coveringComment(first, terms.debtComments);
  if (!first || !place || standingDebt(findings, citedIssue(place), terms) !== null) return null;
  const issue = citedIssue(place);
  if (issue === null) return null;
  const owner = terms.debts.find((debt) => isStanding(debt) && debt.reasonIssue === issue);
  return owner ? copyOf(first, place, issue, owner, terms.where) : null;
}

/** The standing debt whose place this is, though it may have moved. */
export function standingDebt(
  findings: readonly Finding[],
  cited: number | null,
  { sightings }: Pick<CopyTerms, 'sightings'>,
): Debt | null {
  const own = sightings.find(
    ({ debt, places }) => debt.reasonIssue === cited && isWhollySeen(findings, places),
  );
  return own?.debt ?? null;
}

function isWhollySeen(findings: readonly Finding[], places: DebtSighting['places']): boolean {
  const seen = new Set(places.flatMap((place) => (place.kind === 'standing' ? [place.finding] : [])));
  return findings.every((finding) => seen.has(finding));
}

function copyOf(
  bypass: Finding,
  place: DebtCommentPlace,
  reasonIssue: number,
  { trackingIssue, branch }: Debt,
  where: string,
): Finding {
  const there = branch === null ? where : `on ${branch}`;
  const tracked = trackingIssue === null ? '' : `, tracked in #${trackingIssue}`;
  const what = `the reason #${reasonIssue} of another debt`;
  return {
    rule: 'copied-bypass',
    path: bypass.path,
    range: place.range,
    statements: bypass.statements,
    what,
    message: `#${reasonIssue} belongs to a bypass that is ${there} already${tracked}: a copy of it needs a reason issue of its own`,
    service: null,
    snippet: bypass.snippet,
    fingerprint: fingerprintOf('copied-bypass', what, [bypass.fingerprint]),
  };
}

/** The line of a comment that cites its issue, or its first. */
export function issueLine({ lines, range }: DebtCommentPlace): number {
  const line = lines.find(({ text }) => /^\W{0,5}issue\s?:/i.test(text));
  return line?.line ?? range.startLine;
}
