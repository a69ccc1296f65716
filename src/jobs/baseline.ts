import { isDeepStrictEqual } from 'node:util';
import { seenFrom, standsOn } from '../debt/stands.ts';
import type { ScanResult } from '../detect/finding.ts';
import { ADOPTION_LABEL, ADOPTION_MARKER, MOST_MENDS } from '../gate/adoption-issue.ts';
import { type BaselineList, listBaseline } from '../gate/baseline-list.ts';
import { type BaselineRecord, readBaselineRecord } from '../gate/baseline-record.ts';
import { type OldPlace, shrinkBaseline, standingBaseline, takeBaseline } from '../gate/old-bypasses.ts';
import { speaks } from '../gate/voices.ts';
import type { GitHub } from '../github/client.ts';
import { findIssueByMarker } from '../github/issues.ts';
import type { Policy } from '../policy/policy.ts';
import {
  dropBaseline,
  findBaseline,
  listDueBaselines,
  markTold,
  saveAdoptionIssue,
  saveBaseline,
} from '../store/baselines.ts';
import type { Database } from '../store/database.ts';
import { listDebts, STANDING_STATES } from '../store/debts.ts';
import { listGroups } from '../store/merge-groups.ts';
import { listOpenPulls } from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';
import { adoptionIssueEffect, checkEffects, dashboardEffect, inOrder, overviewEffect } from './requests.ts';

/** The default branch as a sync saw it, and when. */
interface Sight {
  repository: Repository;
  policy: Policy;
  scan: ScanResult;
  /** What it showed at the sync before; `null` if that is lost. */
  scanBefore: ScanResult | null;
  /** The commit that was scanned. */
  sha: string;
  now: Date;
  /** What is left of an earlier database's; `null` if this one has seen the branch before, or there is none. */
  recalled: RecalledBaseline | null;
}

/** The issue about a baseline that an earlier database took, and what that was; `null` if the issue does not tell. */
export interface RecalledBaseline {
  issue: number;
  record: BaselineRecord | null;
}

/** Looks on GitHub for what a lost database knew of the old bypasses. */
export async function recallBaseline(
  { appId, recordKey }: Pick<JobContext, 'appId' | 'recordKey'>,
  github: GitHub,
  repository: Repository,
): Promise<RecalledBaseline | null> {
  const name = nameOf(repository);
  const issue = await findIssueByMarker(github, name, appId, ADOPTION_LABEL, ADOPTION_MARKER);
  return issue && { issue: issue.number, record: readBaselineRecord(issue.body, repository.id, recordKey) };
}

/**
 * Takes the baseline of a repository that has none, or lets it shrink to what a scan still shows. Who only observes has
 * none: it is taken when policy enforces.
 * @returns whether it is another one now
 */
export async function settleBaseline(
  transaction: Database,
  { repository: { id }, policy, scan, scanBefore, sha, now, recalled }: Sight,
): Promise<boolean> {
  const before = await findBaseline(transaction, id);
  if (!speaks('issue', policy)) {
    if (before) await dropBaseline(transaction, id);
    return false;
  }
  const debts = await listDebts(transaction, id, STANDING_STATES);
  const places = before
    ? shrinkBaseline(before.places, scan, policy, scanBefore)
    : takeBaseline(
        scan,
        policy,
        debts.flatMap(({ debt }) => (standsOn(debt, null) ? [seenFrom(debt, null)] : [])),
      );
  const due = places.length === 0 ? null : dueDate(policy);
  const taken = before?.taken ?? recalled?.record ?? { sha, list: listed(places, scan, policy) };
  const takenAt = recalled?.record?.takenAt ?? now;
  const { sha: takenOf, list } = taken;
  const first = { repositoryId: id, takenAt, taken: { sha: takenOf, list } };
  await saveBaseline(transaction, { ...first, places, due });
  if (recalled) await saveAdoptionIssue(transaction, id, recalled.issue);
  // What became of an earlier database's is told once more: nobody knows what was told of it.
  return recalled !== null || !isDeepStrictEqual(before?.places ?? [], places);
}

function listed(places: readonly OldPlace[], scan: ScanResult, policy: Policy): BaselineList {
  return listBaseline(standingBaseline(places, scan, policy), MOST_MENDS);
}

/** The first instant that is too late: at it, what is left of a baseline is overdue. `null` if policy names no day. */
export function dueDate({ baseline: { by } }: Pick<Policy, 'baseline'>): Date | null {
  return by === null ? null : new Date(Date.parse(`${by}T00:00:00Z`) + 24 * 3_600_000);
}

/** Freezes the repositories whose old bypasses are overdue from now on. */
export async function sweepBaselines({
  clock,
  database,
  queue,
}: Pick<JobContext, 'clock' | 'database' | 'queue'>): Promise<void> {
  const now = clock.now();
  for (const { id, installationId } of await listDueBaselines(database, now)) {
    await database.transaction(async (transaction) => {
      await markTold(transaction, id, now);
      const heads = [...(await listGroups(transaction, id)), ...(await listOpenPulls(transaction, id))];
      const told = [adoptionIssueEffect(id), dashboardEffect(id), overviewEffect(installationId)];
      await queue.enqueue([...told, ...inOrder(checkEffects(id, heads))], transaction);
    });
  }
}
