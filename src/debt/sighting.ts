import type { Finding } from '../detect/finding.ts';
import { ignoreMatcher, testMatcher } from '../policy/ignore.ts';
import type { Policy } from '../policy/policy.ts';
import type { DebtChange, UndecidedCause } from './change.ts';
import type { Debt, DebtPlace } from './debt.ts';
import { isStanding, resolve } from './lifecycle.ts';
import { placeKey, placeOf } from './place.ts';
import { matchPlaces, type PlaceMatch, type Scans } from './place-matching.ts';

/** What a scan shows of one place of a debt. */
export type PlaceSighting =
  /** `before`: what stood for it in the scan before. */
  | { kind: 'standing'; place: DebtPlace; before: Finding | null; finding: Finding }
  | { kind: 'gone'; place: DebtPlace }
  | { kind: 'undecided'; place: DebtPlace; cause: UndecidedCause };

/** What a scan shows of one debt. */
export interface DebtSighting {
  debt: Debt;
  places: PlaceSighting[];
  /** Whether the scan before showed every one of its places. */
  stoodBefore: boolean;
}

/**
 * What the later scan shows of the standing debts, all at once, since a finding pays for one place only.
 * A place is not called gone if its file was not analysed, is ignored by policy, or its rule is off (decisions 16).
 */
export function sightings(debts: readonly Debt[], scans: Scans, policy: Policy): DebtSighting[] {
  const standing = debts.filter(isStanding);
  const matches = matchPlaces(standing, scans);
  const judge = placeJudge(scans, policy);
  return standing.map((debt) => {
    const own = matches.filter((match) => match.debt === debt);
    return { debt, places: own.map(judge), stoodBefore: own.every(({ before }) => before !== null) };
  });
}

/**
 * Brings all standing debts up to date with a scan of the branch that their places are of: `resolved` if every place is gone, `moved`
 * if some are elsewhere or gone, `undecided` if one cannot be told. Debts of which there is nothing new are left out.
 */
export function observeScan(
  debts: readonly Debt[],
  scans: Scans & { at: Date },
  policy: Policy,
): DebtChange[] {
  return sightings(debts, scans, policy).flatMap((sighting) => changeOf(sighting, scans.at) ?? []);
}

/** Whether a scan shows that nothing of a debt is left. */
export function isGone({ places }: DebtSighting): boolean {
  return places.every(({ kind }) => kind === 'gone');
}

function changeOf(sighting: DebtSighting, at: Date): DebtChange | null {
  const { debt, places } = sighting;
  if (isGone(sighting)) return resolve(debt, at);
  const left = places.flatMap(placeLeft);
  const undecided = places.find(({ kind }) => kind === 'undecided');
  const current: Debt = { ...debt, places: left };
  if (undecided?.kind === 'undecided') {
    return { debt: current, event: { kind: 'undecided', place: undecided.place, cause: undecided.cause } };
  }
  if (samePlaces(debt.places, left)) return null;
  return { debt: current, event: { kind: 'moved', from: debt.places } };
}

function placeLeft(sighting: PlaceSighting): DebtPlace[] {
  if (sighting.kind === 'gone') return [];
  return [sighting.kind === 'standing' ? placeOf(sighting.finding) : sighting.place];
}

function samePlaces(some: readonly DebtPlace[], others: readonly DebtPlace[]): boolean {
  return JSON.stringify(some.map(placeKey)) === JSON.stringify(others.map(placeKey));
}

function placeJudge(
  { after: scan, outOfSight, isThere = () => true }: Scans,
  policy: Policy,
): (match: PlaceMatch) => PlaceSighting {
  const isUnread = ignoreMatcher(policy);
  const isTest = testMatcher(policy);
  const isIgnored = (path: string): boolean => isUnread(path) || isTest(path);
  // What the parser recovered of a file with a syntax error was analysed, so such a file counts as seen.
  const unseen = new Set(scan.skipped.filter(({ reason }) => reason !== 'syntax').map(({ path }) => path));
  const excepted = new Set(scan.excepted.map(({ finding }) => callKey(finding)));
  return ({ place, before, after }) => {
    if (after !== null && !isIgnored(after.path)) return { kind: 'standing', place, before, finding: after };
    const hidden = outOfSight?.get(place.path);
    if (after === null && hidden !== undefined)
      return { kind: 'undecided', place: { ...place, path: hidden }, cause: 'ignored-path' };
    if (after !== null || (isIgnored(place.path) && isThere(place.path)))
      return { kind: 'undecided', place, cause: 'ignored-path' };
    if (policy.rules[place.rule] === 'off') return { kind: 'undecided', place, cause: 'rule-off' };
    if (excepted.has(callKey(place))) return { kind: 'undecided', place, cause: 'exception' };
    if (unseen.has(place.path)) return { kind: 'undecided', place, cause: 'skipped-file' };
    return { kind: 'gone', place };
  };
}

function callKey({ rule, fingerprint }: Pick<Finding, 'rule' | 'fingerprint'>): string {
  return `${rule} ${fingerprint}`;
}
