import type { Decision } from '../debt/decision.ts';
import { movedOutOfSight } from '../debt/out-of-sight.ts';
import type { Scans } from '../debt/place-matching.ts';
import { observeDefaultBranch } from '../debt/sighting.ts';
import { tighten } from '../debt/time-box.ts';
import type { ScanResult } from '../detect/finding.ts';
import { speaks } from '../gate/voices.ts';
import { type GitHub, orNull } from '../github/client.ts';
import { readPolicyFile } from '../github/policy-file.ts';
import { isAncestor, readPull } from '../github/pulls.ts';
import { readBranchHead } from '../github/repositories.ts';
import { readTree, type TreeFile } from '../github/trees.ts';
import { POLICY_FILE } from '../policy/defaults.ts';
import type { Policy } from '../policy/policy.ts';
import { recordDecision } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { lookAtNoticesOf } from '../store/debt-notes.ts';
import { listDebts, OPEN_STATES } from '../store/debts.ts';
import { listGroups } from '../store/merge-groups.ts';
import { listOpenPulls, saveMerge } from '../store/pulls.ts';
import { findRepository, lockRepository, type Repository, saveSync } from '../store/repositories.ts';
import { findScan } from '../store/scans.ts';
import { type ArrivalFacts, admitArrivals, type BranchChange, lookUpArrivals } from './arrivals.ts';
import { settleBaseline } from './baseline.ts';
import { type JobContext, nameOf } from './context.ts';
import { saveChange } from './debt-changes.ts';
import { type Landed, landedBy, landProposals } from './landing.ts';
import { loosenedDecision } from './loosened-decision.ts';
import { withOrganisation } from './organisation.ts';
import { digestOf, policyInForce } from './policy-in-force.ts';
import {
  adoptionIssueEffect,
  checkEffects,
  dashboardEffect,
  groupRequest,
  inOrder,
  judgeRequest,
  overviewEffect,
  trackingIssueEffect,
} from './requests.ts';
import { restoreDebts } from './restore-debts.ts';
import { scanCommit, scanSettings } from './scan-commit.ts';
import type { SyncRepository, WorkRequest } from './work.ts';

/** Holds the debts of a repository against its default branch as it is now, and reads its policy anew. */
export async function syncRepository(context: JobContext, { repositoryId }: SyncRepository): Promise<void> {
  const found = await findRepository(context.database, repositoryId);
  if (!found) return;
  const github = await context.github(found.installationId);
  const known = await withOrganisation(context, github, found);
  await restoreDebts(context, github, known);
  const headSha = await readBranchHead(github, nameOf(known), known.defaultBranch);
  if (!headSha) return;
  const file = await readPolicyFile(github, nameOf(known), headSha);
  const repository = { ...known, policySha: file?.sha ?? null, policySource: file?.source ?? null };
  const { policy } = policyInForce(repository);
  const { result, tree } = await scanCommit(context, github, repository, headSha, policy);
  const before = await scanBefore(context, github, repository, policy);
  const moves = await lookForMoves(context, github, repository, policy, tree);
  // Who only observes owes nothing for what arrives meanwhile.
  const owes = before !== null && speaks('issue', policy);
  const change = owes ? { repository, headSha, policy, before, after: result } : null;
  const arrived = change && { change, facts: await lookUpArrivals(context, github, change) };
  const landed = await noteMerges(context, github, repository, headSha);
  await context.database.transaction((transaction) =>
    settle(context, transaction, {
      ...{ repository, headSha, policy, scan: result, before, moves, landed, arrived },
    }),
  );
}

/** The default branch as a sync saw it. */
interface Sight {
  repository: Repository;
  headSha: string;
  policy: Policy;
  scan: ScanResult;
  /** What the branch held at the last sync, under the same policy; `null` at the first, whose bypasses are the baseline. */
  before: ScanResult | null;
  /** What became of files that scans do not look at. */
  moves: Pick<Scans, 'outOfSight' | 'isThere'>;
  /** `null` where nothing can have arrived. */
  arrived: { change: BranchChange; facts: ArrivalFacts } | null;
  /** Numbers of the PRs that were merged into the branch: a push tells of them as well as their own event. */
  landed: Landed;
}

async function noteMerges(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  headSha: string,
): Promise<Landed> {
  const landed: Landed = new Map();
  const proposed = await listDebts(context.database, repository.id, ['proposed']);
  for (const number of new Set(proposed.flatMap(({ debt }) => debt.pullNumber ?? []))) {
    const pull = await readPull(github, nameOf(repository), number);
    if (!pull.mergedAt) continue;
    await saveMerge(context.database, repository.id, number, pull);
    // GitHub's branches may lag behind its pull requests: what is not in the head yet is not gone from it.
    const isInHead =
      pull.mergeCommitSha !== null &&
      (await isAncestor(github, nameOf(repository), pull.mergeCommitSha, headSha));
    // A merge into another branch starts no clock, until somebody pushes that branch's commits to this one.
    if (pull.baseRef === repository.defaultBranch) landed.set(number, { at: pull.mergedAt, isInHead });
    else if (isInHead) landed.set(number, { at: context.clock.now(), isInHead });
  }
  return landed;
}

async function settle(context: JobContext, transaction: Database, sight: Sight): Promise<void> {
  const { id } = sight.repository;
  const before = await lockRepository(transaction, id);
  if (!before) return;
  const { policySha, policySource } = sight.repository;
  const policyDigest = digestOf(policyInForce(sight.repository));
  await saveSync(transaction, id, { syncedSha: sight.headSha, policySha, policySource, policyDigest });
  const loosened = before.syncedSha === null ? null : loosenedBy(before, sight, context.clock.now());
  if (loosened) await recordDecision(transaction, loosened);
  const started = await landProposals(transaction, sight.repository, sight.policy, sight.landed, {
    at: context.clock.now(),
    actor: null,
  });
  const changed = await observe(context, transaction, sight);
  // Last, since what stands by now is no arrival.
  const { arrived } = sight;
  if (arrived) changed.push(...(await admitArrivals(context, transaction, arrived.change, arrived.facts)));
  const { repository, policy, scan } = sight;
  const baselineChanged = await settleBaseline(transaction, {
    ...{ repository, policy, scan },
    sha: sight.headSha,
    now: context.clock.now(),
  });
  const pulls = await listOpenPulls(transaction, id);
  const policyChanged =
    before.policyDigest === null ? before.policySha !== policySha : before.policyDigest !== policyDigest;
  const debtsChanged = started.length + changed.length > 0 || baselineChanged;
  if (baselineChanged || policyChanged) changed.push(adoptionIssueEffect(id));
  const groups = await listGroups(transaction, id);
  const stale = policyChanged
    ? [
        ...groups.map((group) => groupRequest(id, group.headSha)),
        ...pulls.map((pull) => judgeRequest(id, pull.number)),
      ]
    : checkEffects(id, debtsChanged ? [...groups, ...pulls] : []);
  // What was due while policy kept these voices silent.
  const silenced = policyInForce(before).policy.mode === 'observe' && sight.policy.mode === 'enforce';
  const unsaid = silenced ? await listDebts(transaction, id, OPEN_STATES) : [];
  const told = unsaid.map(({ debt }) => trackingIssueEffect(debt.id));
  if (debtsChanged || policyChanged) told.push(overviewEffect(sight.repository.installationId));
  if (policyChanged) await lookAtNoticesOf(transaction, id);
  await context.queue.enqueue(
    [...told, ...started, ...changed, dashboardEffect(id), ...inOrder(stale)],
    transaction,
  );
}

function loosenedBy(before: Repository, { repository, policy }: Sight, at: Date): Decision | null {
  const where = { repositoryId: repository.id, file: POLICY_FILE, at };
  return loosenedDecision(policyInForce(before).policy, policy, where);
}

/** @returns the effects that follow */
async function observe(
  { clock }: JobContext,
  transaction: Database,
  { repository, headSha, policy, scan, before, moves, landed }: Sight,
): Promise<WorkRequest[]> {
  const stored = await listDebts(transaction, repository.id, ['active', 'overdue']);
  const tightened = stored.flatMap(({ debt }) => tighten(debt, policy) ?? []);
  const current = new Map(stored.map(({ debt }) => [debt.id, debt]));
  for (const { debt } of tightened) current.set(debt.id, debt);
  const visible = [...current.values()].filter((debt) => landedBy(landed, debt)?.isInHead !== false);
  const at = clock.now();
  const scans = { before, after: scan, ...moves, at };
  const effects: WorkRequest[] = [];
  for (const change of [...tightened, ...observeDefaultBranch(visible, scans, policy)]) {
    effects.push(...(await saveChange(transaction, repository, change, headSha, { at, actor: null })));
  }
  return effects;
}

/** Compares the branch with what it held at the last sync, for debts whose code may have moved out of sight. */
async function lookForMoves(
  { database, trees }: JobContext,
  github: GitHub,
  repository: Repository,
  policy: Policy,
  now: readonly TreeFile[],
): Promise<Sight['moves']> {
  const { id, syncedSha } = repository;
  const standing = await listDebts(database, id, ['active', 'overdue']);
  const paths = new Set(now.map(({ path }) => path));
  const isThere = (path: string) => paths.has(path);
  const isMissed = standing.some(({ debt }) => debt.places.some(({ path }) => !isThere(path)));
  if (!isMissed || syncedSha === null) return { isThere };
  const read = () => readTree(github, nameOf(repository), syncedSha);
  const before = (await orNull(trees.recall(id, syncedSha, read))) ?? [];
  return { isThere, outOfSight: movedOutOfSight(before, now, policy) };
}

/** What the branch held at the last sync, seen under the policy of now; `null` if that is lost, as after a first look. */
async function scanBefore(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  policy: Policy,
): Promise<ScanResult | null> {
  const { id, syncedSha } = repository;
  if (syncedSha === null) return null;
  const known = await findScan(context.database, id, syncedSha, scanSettings(policy));
  if (known) return known;
  const scan = await orNull(scanCommit(context, github, repository, syncedSha, policy));
  return scan?.result ?? null;
}
