import type { DebtCommentPlace, ScanResult } from '../detect/finding.ts';
import type { Policy } from '../policy/policy.ts';
import type { Arrival } from './arrival.ts';
import type { DebtChange } from './change.ts';
import { resolve } from './lifecycle.ts';
import { placeOf } from './place.ts';
import { matchPlaces, type Scans } from './place-matching.ts';
import { observeScan } from './sighting.ts';
import { leaving, placedOn, type SeenDebt, seenFrom, standsOn } from './stands.ts';

/** What happened to a debt, with the commit at which its places are now where it says. */
export interface SeenChange {
  change: DebtChange;
  seenSha: string;
}

/** A commit of a branch where clocks run; `null` is the default branch. */
export interface BranchHead {
  branch: string | null;
  sha: string;
}

/**
 * Brings the debts that stand on a branch up to date with a scan of it. One is resolved only once it is gone from
 * every branch on which it stands; until then it has left one.
 */
export function observeBranch(
  debts: readonly SeenDebt[],
  { branch, sha }: BranchHead,
  scans: Scans & { at: Date },
  policy: Policy,
): SeenChange[] {
  const here = new Map(
    debts.filter(({ debt }) => standsOn(debt, branch)).map((seen) => [seen.debt.id, seen]),
  );
  const views = [...here.values()].map(({ debt }) => seenFrom(debt, branch));
  return observeScan(views, scans, policy).flatMap(({ debt: view, event }): SeenChange[] => {
    const seen = here.get(view.id);
    if (seen === undefined) return [];
    if (event.kind === 'resolved') return [gone(seen, branch, false, scans.at)].flat();
    const { debt, seenSha } = placedOn(seen, { branch, sha, places: view.places });
    const elsewhere = event.kind === 'moved' && debt.branch !== branch && branch !== null;
    return [{ change: { debt, event: elsewhere ? { ...event, on: branch } : event }, seenSha }];
  });
}

/** What becomes of the debts that stood on a branch which is deleted: their code is gone with it. */
export function observeDeleted(debts: readonly SeenDebt[], branch: string, at: Date): SeenChange[] {
  return debts.filter(({ debt }) => standsOn(debt, branch)).flatMap((seen) => gone(seen, branch, true, at));
}

function gone(seen: SeenDebt, branch: string | null, isDeleted: boolean, at: Date): SeenChange[] {
  const left = leaving(seen, branch);
  if (left !== null) {
    const event = { kind: 'left', from: branch, isDeleted } as const;
    return [{ change: { debt: left.debt, event }, seenSha: left.seenSha }];
  }
  const resolved = resolve(seen.debt, at);
  return resolved === null ? [] : [{ change: resolved, seenSha: seen.seenSha }];
}

/**
 * The debts that have come from one watched branch to another, by a merge or a cherry-pick: the same call, or one under
 * a comment that cites the debt's issue, as often as the debt has places. Its clock goes on as it is.
 * @param found what is new on the branch
 */
export function spreadDebts(
  found: readonly Arrival[],
  debtComments: readonly DebtCommentPlace[],
  debts: readonly SeenDebt[],
  head: BranchHead,
): SeenChange[] {
  const away = debts.filter(({ debt }) => !standsOn(debt, head.branch));
  const findings = found.flatMap((arrival) => arrival.findings);
  const after: ScanResult = { ...NO_SCAN, findings, debtComments: [...debtComments] };
  const matches = matchPlaces(
    away.map(({ debt }) => debt),
    { before: null, after },
  );
  return away.flatMap((seen): SeenChange[] => {
    const own = matches.flatMap((match) => (match.debt === seen.debt ? (match.after ?? []) : []));
    if (own.length === 0) return [];
    const { debt, seenSha } = placedOn(seen, { ...head, places: own.map(placeOf) });
    return [{ change: { debt, event: { kind: 'spread', to: head.branch } }, seenSha }];
  });
}

/** A branch of which nothing is known, or that holds nothing. */
export const NO_SCAN: ScanResult = {
  findings: [],
  debtComments: [],
  skipped: [],
  gateways: [],
  excepted: [],
  counts: { files: 0, parsed: 0 },
};
