import { citedIssue } from '../debt/comment.ts';
import { byStatement, coveringComment } from '../debt/coverage.ts';
import type { Debt } from '../debt/debt.ts';
import { mayBeDocumented } from '../debt/documentable.ts';
import { isStanding } from '../debt/lifecycle.ts';
import { matchPlaces } from '../debt/place-matching.ts';
import type { Finding, Origin, ScanResult } from '../detect/finding.ts';
import type { Policy } from '../policy/policy.ts';

/** One statement of the default branch that goes around the gateway and that no debt answers for. */
export interface OldBypass {
  findings: [Finding, ...Finding[]];
  /** The issue that a debt comment over it cites: it was documented before Tollgate came (decisions 18). */
  cited: number | null;
}

/** What one change of the code clears. */
export interface Mend {
  /** Where the URL of all of them is made; `null` where the one bypass is mended where it stands. */
  origin: Origin | null;
  bypasses: [OldBypass, ...OldBypass[]];
}

/**
 * The baseline: what a scan of the default branch finds and no debt answers for, grouped by where its client or its URL
 * is made (decisions 18). What clears most comes first, then by path and line; the same scan gives the same order.
 */
export function baselineOf(scan: ScanResult, policy: Pick<Policy, 'rules'>, debts: readonly Debt[]): Mend[] {
  const owed = new Set(
    matchPlaces(debts.filter(isStanding), { before: null, after: scan }).map(({ after }) => after),
  );
  const old = scan.findings.filter((finding) => isBypass(finding, policy) && !owed.has(finding));
  const bypasses = byStatement(old).map((findings) => ({ findings, cited: citedOver(findings, scan) }));
  return grouped(bypasses).toSorted((one, other) => other.bypasses.length - one.bypasses.length);
}

/** The number of bypasses of a baseline. */
export function countBypasses(baseline: readonly Mend[]): number {
  return baseline.reduce((sum, { bypasses }) => sum + bypasses.length, 0);
}

/** A fault of the gateway's configuration goes around nothing; a warning is owed by nobody. */
function isBypass({ rule }: Finding, policy: Pick<Policy, 'rules'>): boolean {
  return policy.rules[rule] === 'error' && rule !== 'gateway-config';
}

function citedOver(findings: readonly Finding[], { debtComments }: ScanResult): number | null {
  if (!findings.every(({ rule }) => mayBeDocumented(rule))) return null;
  const comments = findings.map((finding) => coveringComment(finding, debtComments));
  return comments.flatMap((comment) => (comment && citedIssue(comment)) ?? [])[0] ?? null;
}

function grouped(bypasses: readonly OldBypass[]): Mend[] {
  const groups = Map.groupBy(bypasses, (bypass) => {
    const origin = originOf(bypass);
    return origin ? JSON.stringify([origin.path, origin.name]) : bypass;
  });
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ origin: sharedOrigin(first, rest), bypasses: [first, ...rest] }],
  );
}

/** One bypass whose URL is made beside it is mended where it stands. */
function sharedOrigin(first: OldBypass, rest: readonly OldBypass[]): Origin | null {
  const origin = originOf(first);
  return rest.length === 0 && origin?.path === first.findings[0].path ? null : origin;
}

function originOf({ findings }: OldBypass): Origin | null {
  return findings.find(({ origin }) => origin !== undefined)?.origin ?? null;
}
