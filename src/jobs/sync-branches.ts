import { observeBranch, observeDeleted, type SeenChange } from '../debt/branch-sighting.ts';
import type { Scans } from '../debt/place-matching.ts';
import { branchesWith } from '../debt/stands.ts';
import type { ScanResult } from '../detect/finding.ts';
import { speaks } from '../gate/voices.ts';
import type { GitHub } from '../github/client.ts';
import { compareWithBase } from '../github/pulls.ts';
import type { Policy } from '../policy/policy.ts';
import type { Database } from '../store/database.ts';
import { listDebts, STANDING_STATES } from '../store/debts.ts';
import { listGroups } from '../store/merge-groups.ts';
import { listOpenPulls } from '../store/pulls.ts';
import { lockRepository, type Repository } from '../store/repositories.ts';
import { forgetWatched, listWatched, saveWatched } from '../store/watched-branches.ts';
import {
  type ArrivalFacts,
  admitArrivals,
  admitComebacks,
  admitSpread,
  type BranchChange,
  lookUpArrivals,
} from './arrivals.ts';
import { lookForMoves, type Moves } from './branch-moves.ts';
import { type JobContext, nameOf } from './context.ts';
import { saveChange } from './debt-changes.ts';
import { type Landed, landedBy } from './landing.ts';
import { checkEffects, dashboardEffect, inOrder, overviewEffect, voiceEffects } from './requests.ts';
import { scanAgain, scanCommit } from './scan-commit.ts';
import type { BranchHeads } from './watched-branches.ts';
import type { WorkRequest } from './work.ts';

/** A repository, the policy of its default branch, and the branches besides that on which clocks run. */
export interface BranchSync {
  repository: Repository;
  policy: Policy;
  heads: BranchHeads;
  landed: Landed;
  /** Whether it is another policy than that of the sync before: then all branches are looked at under it. */
  isPolicyNew: boolean;
}

/** One watched branch as a sync saw it. */
interface BranchSight extends Omit<BranchSync, 'heads' | 'isPolicyNew'> {
  branch: string;
  headSha: string;
  scan: ScanResult;
  /** What it held when it was seen last, or where it parted from the default branch; `null` where all is old. */
  before: ScanResult | null;
  /** Whether nothing of it was seen before. */
  isFirst: boolean;
  /** Whether it was made while it was watched: one that policy names later holds what is old (decisions 18). */
  isCut: boolean;
  moves: Moves;
  arrived: { change: BranchChange; facts: ArrivalFacts } | null;
}

/** Holds the debts against the watched branches that moved, came or went since they were seen last. */
export async function syncBranches(context: JobContext, github: GitHub, sync: BranchSync): Promise<void> {
  const { repository, heads, isPolicyNew } = sync;
  const known = await listWatched(context.database, repository.id);
  // Before what is deleted: of a branch that got another name the new one is there.
  for (const [branch, headSha] of heads)
    if (isPolicyNew || known.get(branch) !== headSha)
      await syncBranch(context, github, sync, branch, headSha);
  await settleDeleted(context, sync);
}

async function syncBranch(
  context: JobContext,
  github: GitHub,
  sync: BranchSync,
  branch: string,
  headSha: string,
): Promise<void> {
  const { repository, policy, landed } = sync;
  const seen = (await listWatched(context.database, repository.id)).get(branch);
  const { result: scan, tree } = await scanCommit(context, github, repository, headSha, policy);
  const baseSha = seen === undefined ? await partingOf(github, repository, headSha) : seen;
  const before = baseSha === null ? null : await scanAgain(context, github, repository, baseSha, policy);
  const moves = await lookForMoves(
    context,
    github,
    { repository, policy, branch, seenSha: seen ?? null },
    tree,
  );
  const owes = before !== null && speaks('issue', policy);
  const change = owes ? { repository, branch, headSha, policy, before, after: scan } : null;
  const arrived = change && { change, facts: await lookUpArrivals(context, github, change) };
  await context.database.transaction((transaction) =>
    settleBranch(context, transaction, {
      ...{ repository, policy, landed, branch, headSha, scan, before, moves, arrived },
      ...{ isFirst: typeof seen !== 'string', isCut: seen === undefined },
    }),
  );
}

/** Where a branch that is new to us left the default one: what it held there was judged there. */
async function partingOf(github: GitHub, repository: Repository, headSha: string): Promise<string | null> {
  const comparison = await compareWithBase(github, nameOf(repository), repository.defaultBranch, headSha);
  return comparison?.mergeBaseSha ?? null;
}

async function settleBranch(context: JobContext, transaction: Database, sight: BranchSight): Promise<void> {
  const { repository, branch, headSha, isFirst, isCut, arrived, scan, policy } = sight;
  if (!(await lockRepository(transaction, repository.id))) return;
  const { clock } = context;
  const effects = await observe(context, transaction, sight);
  if (isFirst && speaks('issue', policy)) {
    const all = { repository, branch, headSha, policy, before: null, after: scan };
    effects.push(...(await admitSpread(clock, transaction, all)));
    if (isCut) effects.push(...(await admitComebacks(clock, transaction, all)));
  }
  if (arrived) effects.push(...(await admitArrivals(context, transaction, arrived.change, arrived.facts)));
  await saveWatched(transaction, repository.id, branch, headSha);
  await tell(context, transaction, repository, effects);
}

async function observe(
  context: JobContext,
  transaction: Database,
  { repository, policy, landed, branch, headSha, scan, before, isFirst, moves }: BranchSight,
): Promise<WorkRequest[]> {
  const stored = await listDebts(transaction, repository.id, STANDING_STATES);
  const visible = stored.filter(({ debt }) => landedBy(landed, debt)?.isInHead !== false);
  const scans: Scans & { at: Date } = {
    ...{ before: isFirst ? null : before, after: scan, ...moves, at: context.clock.now() },
  };
  return saveAll(
    context,
    transaction,
    repository,
    observeBranch(visible, { branch, sha: headSha }, scans, policy),
  );
}

/** A branch that is gone takes the code on it along; one that nobody names any more is forgotten. */
async function settleDeleted(context: JobContext, { repository, heads }: BranchSync): Promise<void> {
  const { id } = repository;
  await context.database.transaction(async (transaction) => {
    if (!(await lockRepository(transaction, id))) return;
    const stored = await listDebts(transaction, id, STANDING_STATES);
    const named = stored.flatMap(({ debt }) => branchesWith(debt));
    const gone = new Set(named.flatMap((branch) => (branch === null || heads.has(branch) ? [] : [branch])));
    const effects: WorkRequest[] = [];
    for (const branch of gone) {
      const standing = await listDebts(transaction, id, STANDING_STATES);
      const changes = observeDeleted(standing, branch, context.clock.now());
      effects.push(...(await saveAll(context, transaction, repository, changes)));
    }
    const known = await listWatched(transaction, id);
    await forgetWatched(
      transaction,
      id,
      [...known.keys()].filter((branch) => !heads.has(branch)),
    );
    await tell(context, transaction, repository, effects);
  });
}

async function saveAll(
  { clock }: JobContext,
  transaction: Database,
  repository: Repository,
  changes: readonly SeenChange[],
): Promise<WorkRequest[]> {
  const effects: WorkRequest[] = [];
  for (const { change, seenSha } of changes)
    effects.push(
      ...(await saveChange(transaction, repository, change, seenSha, { at: clock.now(), actor: null })),
    );
  return effects;
}

/** What is owed on any branch counts for every PR. */
async function tell(
  { queue }: JobContext,
  transaction: Database,
  { id, installationId }: Repository,
  effects: readonly WorkRequest[],
): Promise<void> {
  if (effects.length === 0) return;
  const pulls = await listOpenPulls(transaction, id);
  const heads = [...(await listGroups(transaction, id)), ...pulls];
  const checks = inOrder([...checkEffects(id, heads), ...voiceEffects(pulls)]);
  await queue.enqueue(
    [overviewEffect(installationId), ...effects, dashboardEffect(id), ...checks],
    transaction,
  );
}
