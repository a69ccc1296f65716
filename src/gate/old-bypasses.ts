import type { Debt } from '../debt/debt.ts';
import type { Finding, ScanResult } from '../detect/finding.ts';
import { renamedFindings } from '../detect/identity.ts';
import { ignoreMatcher, testMatcher } from '../policy/ignore.ts';
import type { Policy, RuleId } from '../policy/policy.ts';
import { baselineOf, type Mend } from './baseline.ts';

/** One finding of the baseline, without the place: lines move, and it stays the same one. */
export interface OldPlace {
  rule: RuleId;
  path: string;
  fingerprint: string;
}

/** What stands on the default branch when Tollgate begins to enforce: the baseline (decisions 18). */
export function takeBaseline(scan: ScanResult, policy: Policy, debts: readonly Debt[]): OldPlace[] {
  const bypasses = baselineOf(scan, policy, debts).flatMap((mend) => mend.bypasses);
  return bypasses.flatMap(({ findings }) => findings.map(oldPlace));
}

/**
 * What is left of a baseline: it only shrinks. A place that the scan could not see is not known to be gone, and stays:
 * its file was not analysed, or policy has turned its rule off, ignores its path, or makes an exception of it.
 * @param before what the branch held when it was seen last, by which a statement is known whose function was renamed;
 * `null` where that is lost
 */
export function shrinkBaseline(
  places: readonly OldPlace[],
  scan: ScanResult,
  policy: Policy,
  before: ScanResult | null = null,
): OldPlace[] {
  const isUnseen = unseen(scan, policy);
  const renamed = renamedPlaces(before, scan);
  const found = matched(places, scan.findings);
  const taken = new Set(found.map(({ finding }) => finding));
  return found.flatMap(({ place, finding }) => {
    const now = finding ?? renamed.get(keyOf(place))?.shift() ?? null;
    if (now !== null && (now === finding || !taken.has(now))) return [oldPlace(now)];
    return isUnseen(place) ? [place] : [];
  });
}

/** Where statements are now whose functions have other names, by the places that they were. */
function renamedPlaces(before: ScanResult | null, scan: ScanResult): Map<string, Finding[]> {
  const pairs = before === null ? [] : renamedFindings(before.findings, scan.findings);
  const groups = Map.groupBy(pairs, ([old]) => keyOf(oldPlace(old)));
  return new Map([...groups].map(([key, group]) => [key, group.map(([, now]) => now)]));
}

/** The part of a scan that is the baseline, grouped by mend. */
export function standingBaseline(
  places: readonly OldPlace[],
  scan: ScanResult,
  policy: Pick<Policy, 'rules'>,
): Mend[] {
  const findings = matched(places, scan.findings).flatMap(({ finding }) => finding ?? []);
  const standing = new Set(findings);
  return baselineOf({ ...scan, findings: scan.findings.filter((one) => standing.has(one)) }, policy, []);
}

/** The findings of a baseline; a bypass may be several. */
export function countFindings(baseline: readonly Mend[]): number {
  return baseline.flatMap(({ bypasses }) => bypasses.flatMap(({ findings }) => findings)).length;
}

/** Whether a change takes something out of a baseline. */
export function removesOld(removed: readonly Finding[], places: readonly OldPlace[]): boolean {
  const old = new Set(places.map(keyOf));
  return removed.some((finding) => old.has(keyOf(finding)));
}

function oldPlace({ rule, path, fingerprint }: Finding): OldPlace {
  return { rule, path, fingerprint };
}

interface Match {
  place: OldPlace;
  finding: Finding | null;
}

/** First in the same file, then anywhere; every finding stands for one place at most. */
function matched(places: readonly OldPlace[], findings: readonly Finding[]): Match[] {
  const pools = Map.groupBy(findings, callOf);
  const here = places.map((place) => claim(place, pools, ({ path }) => path === place.path));
  return here.map((match) => (match.finding === null ? claim(match.place, pools, () => true) : match));
}

function claim(place: OldPlace, pools: Map<string, Finding[]>, fits: (finding: Finding) => boolean): Match {
  const pool = pools.get(callOf(place)) ?? [];
  const index = pool.findIndex(fits);
  const [finding = null] = index < 0 ? [] : pool.splice(index, 1);
  return { place, finding };
}

function callOf({ rule, fingerprint }: Pick<OldPlace, 'rule' | 'fingerprint'>): string {
  return `${rule} ${fingerprint}`;
}

function keyOf({ rule, path, fingerprint }: OldPlace): string {
  return JSON.stringify([rule, path, fingerprint]);
}

function unseen(scan: ScanResult, policy: Policy): (place: OldPlace) => boolean {
  const isIgnored = ignoreMatcher(policy);
  const isTest = testMatcher(policy);
  const skipped = new Set(scan.skipped.filter(({ reason }) => reason !== 'syntax').map(({ path }) => path));
  const excepted = new Set(scan.excepted.map(({ finding }) => keyOf(finding)));
  return (place) =>
    policy.rules[place.rule] === 'off' ||
    isIgnored(place.path) ||
    isTest(place.path) ||
    skipped.has(place.path) ||
    excepted.has(keyOf(place));
}
