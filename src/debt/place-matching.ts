import type { DebtCommentPlace, Finding, ScanResult } from '../detect/finding.ts';
import { renamedFindings } from '../detect/identity.ts';
import { citedIssue } from './comment.ts';
import { coveringComment, innermostStatement } from './coverage.ts';
import type { Debt, DebtPlace } from './debt.ts';

/** One place of a debt with the finding that stands for it in each scan; every finding stands for one place at most. */
export interface PlaceMatch {
  debt: Debt;
  place: DebtPlace;
  before: Finding | null;
  after: Finding | null;
}

/** Two scans of one branch, or of a merge base and a head. */
export interface Scans {
  /** `null` where nothing is known of it. */
  before: ScanResult | null;
  after: ScanResult;
  /**
   * Given for a merge base and a head: the findings of both that are the same ones. A debt's place that was in a
   * pair is where the pair says; one that the merge base did not show is looked for in its own file alone.
   */
  kept?: readonly (readonly [Finding, Finding])[];
  /** Ids of debts whose code the base branch does not have, but another watched one: a PR may bring them anywhere. */
  absent?: ReadonlySet<string>;
  /** Files that were moved to where no scan looks: see `movedOutOfSight`. */
  outOfSight?: ReadonlyMap<string, string>;
  /** Whether the later commit has a file at a path that no scan looks at; left out where nobody knows. */
  isThere?(path: string): boolean;
}

/**
 * Finds the places of all debts again in two scans. First in the same file under the same fingerprint; then the
 * fingerprint elsewhere; then, since renaming a function changes the fingerprint, the same statement in the same file, or
 * one under a comment that cites the debt's issue. Findings that stood in the earlier scan and belong to no debt are somebody else's and stay so: an
 * equal call that was always there must not keep a paid debt open.
 */
export function matchPlaces(debts: readonly Debt[], scans: Scans): PlaceMatch[] {
  const { before, after, kept, absent } = scans;
  const matches = debts.flatMap((debt) =>
    debt.places.map((place) => ({ debt, place, before: null, after: null })),
  );
  const known = before === null ? matches : claimed(matches, 'before', poolOf(before), sameSpot);
  const others = before === null ? [] : withoutClaims(before.findings, known);
  const paired = kept === undefined ? known : followed(known, kept);
  const pool =
    kept === undefined ? withoutOthers(poolOf(after), others, debts) : withoutKept(poolOf(after), kept);
  const movable = ({ before, debt }: PlaceMatch) =>
    before !== null || kept === undefined || absent?.has(debt.id) === true;
  const here = claimed(paired, 'after', pool, sameSpot);
  const moved = claimed(here, 'after', pool, (match, one) => movable(match) && sameCall(match, one));
  const renamed = renamedBy(scans);
  const named = claimed(
    moved,
    'after',
    pool,
    ({ before }, { finding }) => before !== null && renamed.get(before) === finding,
  );
  return claimed(named, 'after', pool, (match, one) => movable(match) && citedPlace(match, one));
}

/** Where a statement is whose function has another name now; what `kept` says of a merge base and a head says that too. */
function renamedBy({ before, after, kept }: Scans): Map<Finding, Finding> {
  if (before === null || kept !== undefined) return new Map();
  return new Map(renamedFindings(before.findings, after.findings));
}

function followed(
  matches: readonly PlaceMatch[],
  kept: readonly (readonly [Finding, Finding])[],
): PlaceMatch[] {
  const afterOf = new Map(kept);
  return matches.map((match) => ({
    ...match,
    after: match.before === null ? null : (afterOf.get(match.before) ?? null),
  }));
}

function withoutKept(pool: Pool, kept: readonly (readonly [Finding, Finding])[]): Pool {
  const taken = new Set(kept.map(([, after]) => after));
  return new Set([...pool].filter(({ finding }) => !taken.has(finding)));
}

/** A finding that may still be claimed, with the issue that its debt comment cites. */
interface Candidate {
  finding: Finding;
  cited: number | null;
}

/** Claimed candidates leave the pool. */
type Pool = Set<Candidate>;

function poolOf({ findings, debtComments }: ScanResult): Pool {
  return new Set(findings.map((finding) => ({ finding, cited: issueOver(finding, debtComments) })));
}

function issueOver(finding: Finding, comments: readonly DebtCommentPlace[]): number | null {
  const comment = coveringComment(finding, comments);
  return comment === null ? null : citedIssue(comment);
}

/** Gives the places that have no finding yet the nearest one that fits, the nearest of all pairs first. */
function claimed(
  matches: readonly PlaceMatch[],
  scan: 'before' | 'after',
  pool: Pool,
  fits: (match: PlaceMatch, candidate: Candidate) => boolean,
): PlaceMatch[] {
  const waiting = new Set(matches.filter((match) => match[scan] === null));
  const found = new Map<PlaceMatch, Finding>();
  for (const { match, candidate } of nearestFirst(waiting, pool, fits)) {
    if (!waiting.has(match) || !pool.has(candidate)) continue;
    waiting.delete(match);
    pool.delete(candidate);
    found.set(match, candidate.finding);
  }
  return matches.map((match) => ({ ...match, [scan]: match[scan] ?? found.get(match) ?? null }));
}

function nearestFirst(
  matches: ReadonlySet<PlaceMatch>,
  pool: ReadonlySet<Candidate>,
  fits: (match: PlaceMatch, candidate: Candidate) => boolean,
): { match: PlaceMatch; candidate: Candidate }[] {
  const pairs = [...matches].flatMap((match) =>
    [...pool].filter((candidate) => fits(match, candidate)).map((candidate) => ({ match, candidate })),
  );
  return pairs
    .map((pair) => ({ ...pair, far: distance(pair.match, pair.candidate) }))
    .toSorted((one, other) => one.far - other.far);
}

/** Under the debt's own comment is nearer than any number of lines, and under another one's is farther. */
function distance({ debt, place }: PlaceMatch, { finding, cited }: Candidate): number {
  const lines = Math.abs(innermostStatement(finding).startLine - place.range.startLine);
  if (cited === null) return lines + 1e9;
  return cited === debt.reasonIssue ? lines : lines + 2e9;
}

function sameSpot(match: PlaceMatch, candidate: Candidate): boolean {
  return sameCall(match, candidate) && candidate.finding.path === match.place.path;
}

function sameCall({ place }: PlaceMatch, { finding }: Candidate): boolean {
  return finding.rule === place.rule && finding.fingerprint === place.fingerprint;
}

function citedPlace({ debt, place }: PlaceMatch, { finding, cited }: Candidate): boolean {
  return cited !== null && cited === debt.reasonIssue && finding.rule === place.rule;
}

function withoutClaims(findings: readonly Finding[], matches: readonly PlaceMatch[]): Finding[] {
  const taken = new Set(matches.map(({ before }) => before));
  return findings.filter((finding) => !taken.has(finding));
}

/** Takes out one finding for each that stood at the same spot and was no debt's, an undocumented one first. */
function withoutOthers(pool: Pool, others: readonly Finding[], debts: readonly Debt[]): Pool {
  const issues = new Set(debts.map(({ reasonIssue }) => reasonIssue));
  for (const other of others) {
    const same = [...pool].filter(({ finding }) => isSameSpot(finding, other));
    const free = same.find(({ cited }) => cited === null || !issues.has(cited)) ?? same[0];
    if (free !== undefined) pool.delete(free);
  }
  return pool;
}

function isSameSpot(one: Finding, other: Finding): boolean {
  return one.rule === other.rule && one.path === other.path && one.fingerprint === other.fingerprint;
}
