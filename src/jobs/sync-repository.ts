import { observeBranch, type SeenChange } from '../debt/branch-sighting.ts';
import type { Decision } from '../debt/decision.ts';
import { renamedDefault } from '../debt/stands.ts';
import { tighten } from '../debt/time-box.ts';
import type { ScanResult } from '../detect/finding.ts';
import { speaks } from '../gate/voices.ts';
import type { GitHub } from '../github/client.ts';
import { readPolicyFile } from '../github/policy-file.ts';
import { isAncestor, readPull } from '../github/pulls.ts';
import { readBranchHead } from '../github/repositories.ts';
import { branchMatcher } from '../policy/branches.ts';
import { POLICY_FILE } from '../policy/defaults.ts';
import type { Policy } from '../policy/policy.ts';
import { recordDecision } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { lookAtNoticesOf } from '../store/debt-notes.ts';
import { listDebts, OPEN_STATES, STANDING_STATES, saveDebt } from '../store/debts.ts';
import { listGroups } from '../store/merge-groups.ts';
import { listOpenPulls, saveMerge } from '../store/pulls.ts';
import { findRepository, lockRepository, type Repository, saveSync } from '../store/repositories.ts';
import { listWatched, saveWatched } from '../store/watched-branches.ts';
import { type ArrivalFacts, admitArrivals, type BranchChange, lookUpArrivals } from './arrivals.ts';
import { type RecalledBaseline, recallBaseline, settleBaseline } from './baseline.ts';
import { lookForMoves, type Moves } from './branch-moves.ts';
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
  voiceEffects,
} from './requests.ts';
import { restoreDebts } from './restore-debts.ts';
import { scanAgain, scanCommit } from './scan-commit.ts';
import { syncBranches } from './sync-branches.ts';
import { type BranchHeads, readWatchedHeads } from './watched-branches.ts';
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
  const seenSha = repository.syncedSha;
  const moves = await lookForMoves(context, github, { repository, policy, branch: null, seenSha }, tree);
  // Who only observes owes nothing for what arrives meanwhile.
  const owes = before !== null && speaks('issue', policy);
  const change = owes ? { repository, branch: null, headSha, policy, before, after: result } : null;
  const arrived = change && { change, facts: await lookUpArrivals(context, github, change) };
  const heads = await readWatchedHeads(context, github, repository);
  const landed = await noteMerges(context, github, repository, headSha, heads);
  const isFirst = repository.syncedSha === null && speaks('issue', policy);
  const recalled = isFirst ? await recallBaseline(context, github, repository) : null;
  await context.database.transaction((transaction) =>
    settle(context, transaction, {
      ...{ repository, headSha, policy, scan: result, before, moves, landed, heads, arrived, recalled },
    }),
  );
  const isPolicyNew = known.policyDigest !== digestOf(policyInForce(repository));
  await syncBranches(context, github, { repository, policy, heads, landed, isPolicyNew });
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
  moves: Moves;
  /** `null` where nothing can have arrived. */
  arrived: { change: BranchChange; facts: ArrivalFacts } | null;
  /** The PRs that were merged into a watched branch: a push tells of them as well as their own event. */
  landed: Landed;
  /** The other watched branches. */
  heads: BranchHeads;
  recalled: RecalledBaseline | null;
}

async function noteMerges(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  headSha: string,
  heads: BranchHeads,
): Promise<Landed> {
  const branches = new Map([[repository.defaultBranch, headSha], ...heads]);
  const landed: Landed = new Map();
  const proposed = await listDebts(context.database, repository.id, ['proposed']);
  for (const number of new Set(proposed.flatMap(({ debt }) => debt.pullNumber ?? []))) {
    const pull = await readPull(github, nameOf(repository), number);
    if (!pull.mergedAt) continue;
    await saveMerge(context.database, repository.id, number, pull);
    const isIn = async (head: string) =>
      pull.mergeCommitSha !== null &&
      (await isAncestor(github, nameOf(repository), pull.mergeCommitSha, head));
    const baseHead = branches.get(pull.baseRef);
    const keyOf = (name: string) => (name === repository.defaultBranch ? null : name);
    if (baseHead !== undefined) {
      // GitHub's branches may lag behind its pull requests: what is not in the head yet is not gone from it.
      const isInHead = await isIn(baseHead);
      landed.set(number, { at: pull.mergedAt, branch: keyOf(pull.baseRef), isInHead });
      continue;
    }
    // A merge into another branch starts no clock, until somebody pushes that branch's commits to a watched one.
    for (const [name, head] of branches) {
      if (!(await isIn(head))) continue;
      landed.set(number, { at: context.clock.now(), branch: keyOf(name), isInHead: true });
      break;
    }
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
  await noteOldBranches(transaction, before, sight);
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
    scanBefore: sight.before,
    ...{ repository, policy, scan, recalled: sight.recalled },
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
    : debtsChanged
      ? [...checkEffects(id, [...groups, ...pulls]), ...voiceEffects(pulls)]
      : [];
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

/** What stands on a branch that policy names from now on is old: no clock runs for it (decisions 18). */
async function noteOldBranches(
  transaction: Database,
  before: Repository,
  { repository, heads }: Sight,
): Promise<void> {
  const wasNamed = branchMatcher(policyInForce(before).policy);
  const known = await listWatched(transaction, repository.id);
  for (const branch of heads.keys())
    if (!known.has(branch) && (before.syncedSha === null || !wasNamed(branch)))
      await saveWatched(transaction, repository.id, branch, null);
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
  const listed = await listDebts(transaction, repository.id, STANDING_STATES);
  const stored = listed.map((one) => renamedDefault(one, repository.defaultBranch));
  for (const [index, one] of stored.entries())
    if (one !== listed[index]) await saveDebt(transaction, { repositoryId: repository.id, ...one });
  const tightened = stored.flatMap(({ debt, seenSha }): SeenChange[] => {
    const change = tighten(debt, policy);
    return change ? [{ change, seenSha }] : [];
  });
  const current = new Map(stored.map((one) => [one.debt.id, one]));
  for (const { change, seenSha } of tightened) current.set(change.debt.id, { debt: change.debt, seenSha });
  const visible = [...current.values()].filter(({ debt }) => landedBy(landed, debt)?.isInHead !== false);
  const at = clock.now();
  const scans = { before, after: scan, ...moves, at };
  const head = { branch: null, sha: headSha };
  const effects: WorkRequest[] = [];
  for (const { change, seenSha } of [...tightened, ...observeBranch(visible, head, scans, policy)]) {
    effects.push(...(await saveChange(transaction, repository, change, seenSha, { at, actor: null })));
  }
  return effects;
}

/** What the branch held at the last sync, seen under the policy of now; `null` if that is lost, as after a first look. */
async function scanBefore(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  policy: Policy,
): Promise<ScanResult | null> {
  const { syncedSha } = repository;
  if (syncedSha === null) return null;
  return scanAgain(context, github, repository, syncedSha, policy);
}
