import type { DebtCommentPlace, Finding, ScanResult } from '../detect/finding.ts';
import { compareFindings } from '../detect/identity.ts';
import { redact } from '../detect/redact.ts';
import type { Policy } from '../policy/policy.ts';
import type { DebtChange } from './change.ts';
import { citedIssue, parseDebtComment } from './comment.ts';
import type { DebtComment } from './comment-form.ts';
import { byStatement, coveringComment } from './coverage.ts';
import type { Debt } from './debt.ts';
import { mayBeDocumented } from './documentable.ts';
import { isStanding, reopen } from './lifecycle.ts';
import { placeKey, placeOf } from './place.ts';
import { deadlineOf, earlier, tighten } from './time-box.ts';

/** A bypass that came to a branch where clocks run, and that no debt answers for. */
export interface Arrival {
  findings: [Finding, ...Finding[]];
  /** What its comment cites, whether or not the comment is right. */
  cited: number | null;
  /** The comment, if it is in the rule book's form. */
  comment: DebtComment | null;
}

/** How an arrival came. */
export interface Origin {
  /** The newest commit that touched its file. */
  sha: string;
  /** The PR that brought that commit, if one did. */
  pullNumber: number | null;
  /** GitHub's `merged_at`, or the receipt of the push; never a commit's own date. */
  at: Date;
}

/**
 * The bypasses that the later scan shows and the earlier one did not, without the places of standing debts: pushed past
 * the check, merged before it passed, or back after they were paid.
 */
export function arrivals(
  scans: { before: ScanResult; after: ScanResult },
  standing: readonly Debt[],
  policy: Policy,
  now: Date,
): Arrival[] {
  const counts = ({ rule }: Finding) => policy.rules[rule] === 'error' && mayBeDocumented(rule);
  const { added } = compareFindings(
    scans.before.findings.filter(counts),
    scans.after.findings.filter(counts),
  );
  const known = new Set(standing.flatMap(({ places }) => places.map(keyText)));
  const unknown = added.filter((finding) => !known.has(keyText(placeOf(finding))));
  return byStatement(unknown).map((findings) => arrivalOf(findings, scans.after.debtComments, policy, now));
}

function arrivalOf(
  findings: Arrival['findings'],
  comments: readonly DebtCommentPlace[],
  policy: Policy,
  now: Date,
): Arrival {
  const place = coveringComment(findings[0], comments);
  if (place === null) return { findings, cited: null, comment: null };
  const reading = parseDebtComment(place, policy, now);
  return { findings, cited: citedIssue(place), comment: reading.ok ? reading.comment : null };
}

export interface ArrivalTerms {
  /** By path. */
  origins: ReadonlyMap<string, Origin>;
  /** Debts of the repository that stand, and those that were resolved. */
  debts: readonly Debt[];
  /** Numbers of cited issues that are there and open. */
  openIssues: ReadonlySet<number>;
  policy: Pick<Policy, 'timeBox'>;
  /** The branch to which they came, `null` for the default one. */
  branch?: string | null;
  now: Date;
  newId: () => string;
}

/**
 * What becomes of arrivals: one that was owed before is owed again, with its old clock (decisions 15); one with a debt
 * comment is the debt that the comment says, as an emergency, for nobody approved it; all others of one origin are one
 * emergency debt without a reason (decisions 17).
 */
export function debtsOfArrivals(found: readonly Arrival[], terms: ArrivalTerms): DebtChange[] {
  const { back, fresh } = comebacks(found, terms);
  const taken = new Set(standingReasons([...terms.debts, ...back.map(({ debt }) => debt)]));
  const byReason = Map.groupBy(fresh, (arrival) => usableReason(arrival, taken, terms.openIssues));
  const documented = [...byReason].flatMap(([reason, group]) =>
    reason === null ? [] : newDebt(group, reason, terms),
  );
  const byOrigin = Map.groupBy(byReason.get(null) ?? [], ({ findings }) => originKey(findings[0], terms));
  const bare = [...byOrigin.values()].flatMap((group) => newDebt(group, null, terms));
  return [...back, ...documented, ...bare];
}

/** Of arrivals those that were owed before, with what becomes of their debts, and the others. */
export function comebacks(
  found: readonly Arrival[],
  terms: Pick<ArrivalTerms, 'debts' | 'branch' | 'policy' | 'now'>,
): { back: DebtChange[]; fresh: Arrival[] } {
  const owed = Map.groupBy(found, (arrival) => owedBefore(arrival, terms.debts));
  return {
    back: [...owed].flatMap(([debt, group]) => (debt === null ? [] : comeback(debt, group, terms))),
    fresh: owed.get(null) ?? [],
  };
}

/** The debt that was resolved and is back: by the issue that it cites, else by the call itself; the oldest clock of several. */
function owedBefore({ findings, cited }: Arrival, debts: readonly Debt[]): Debt | null {
  const standing = new Set(standingReasons(debts));
  const resolved = debts
    .filter(({ state, reasonIssue }) => state === 'resolved' && !standing.has(reasonIssue ?? 0))
    .toSorted((one, other) => timeOf(one.startedAt) - timeOf(other.startedAt));
  const byCall = resolved.find((debt) => findings.some((finding) => wasPlaceOf(debt, finding)));
  const issue = resolved.some(({ reasonIssue }) => reasonIssue === cited)
    ? cited
    : (byCall?.reasonIssue ?? null);
  return resolved.find(({ reasonIssue }) => issue !== null && reasonIssue === issue) ?? byCall ?? null;
}

function timeOf(time: Date | null): number {
  return time?.getTime() ?? Number.POSITIVE_INFINITY;
}

function wasPlaceOf({ places }: Debt, { rule, fingerprint }: Finding): boolean {
  return places.some((place) => place.rule === rule && place.fingerprint === fingerprint);
}

/** @param group the arrivals that bring the debt back */
function comeback(
  debt: Debt,
  group: readonly Arrival[],
  { branch = null, policy, now }: Pick<ArrivalTerms, 'branch' | 'policy' | 'now'>,
): DebtChange[] {
  const places = group.flatMap(({ findings }) => findings.map(placeOf));
  // A policy may have become stricter while nothing was owed.
  const deadline = tighten({ ...debt, state: 'active' }, policy)?.debt.deadline ?? debt.deadline;
  return [reopen({ ...debt, branch, elsewhere: [], places, deadline }, now) ?? []].flat();
}

function standingReasons(debts: readonly Debt[]): number[] {
  return debts.filter(isStanding).flatMap(({ reasonIssue }) => reasonIssue ?? []);
}

/** A reason that belongs to a debt already is copied, and none. */
function usableReason(
  { comment }: Arrival,
  taken: ReadonlySet<number>,
  openIssues: ReadonlySet<number>,
): number | null {
  if (comment === null) return null;
  const { reasonIssue } = comment;
  return openIssues.has(reasonIssue) && !taken.has(reasonIssue) ? reasonIssue : null;
}

function originKey({ path }: Finding, { origins }: ArrivalTerms): string {
  const origin = origins.get(path);
  return origin?.pullNumber === null ? origin.sha : String(origin?.pullNumber);
}

/** @param group arrivals of one reason, or without one and of one origin */
function newDebt(
  group: readonly Arrival[],
  reasonIssue: number | null,
  { origins, policy, branch = null, now, newId }: ArrivalTerms,
): DebtChange[] {
  const [first] = group;
  const origin = first && origins.get(first.findings[0].path);
  if (!first || !origin) return [];
  const comments = reasonIssue === null ? [] : group.flatMap(({ comment }) => comment ?? []);
  const dates = comments.flatMap(({ removeBy }) => removeBy ?? []);
  const removeBy = dates.length === 0 ? null : dates.reduce(earlier);
  const isPlanned = comments.length > 0 && comments.every(({ timeBox }) => timeBox === 'planned');
  const debt: Debt = {
    id: newId(),
    state: 'active',
    reasonIssue,
    reason: redact(comments[0]?.reason ?? ''),
    removeAfter: redact(comments[0]?.removeAfter ?? ''),
    removeBy,
    requestedTimeBox: isPlanned ? 'planned' : 'emergency',
    timeBox: 'emergency',
    pullNumber: origin.pullNumber,
    pushedSha: origin.sha,
    branch,
    elsewhere: [],
    places: group.flatMap(({ findings }) => findings.map(placeOf)),
    trackingIssue: null,
    createdAt: now,
    startedAt: origin.at,
    deadline: deadlineOf({ startedAt: origin.at, timeBox: 'emergency', removeBy, policy }),
    resolvedAt: null,
  };
  return [{ debt, event: { kind: 'arrived' } }];
}

function keyText(place: Debt['places'][number]): string {
  return JSON.stringify(placeKey(place));
}
