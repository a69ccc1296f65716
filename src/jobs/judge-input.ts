import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import { isStanding } from '../debt/lifecycle.ts';
import { seenFrom } from '../debt/stands.ts';
import { staleExceptions } from '../detect/exceptions.ts';
import type { ScanResult } from '../detect/finding.ts';
import { judge } from '../gate/judge.ts';
import type { PullRequest } from '../gate/pull.ts';
import type { JudgeInput, OverdueBaseline, Verdict } from '../gate/verdict.ts';
import type { Policy, PolicyException } from '../policy/policy.ts';
import { findBaseline } from '../store/baselines.ts';
import type { Database } from '../store/database.ts';
import { listDebts, listResolvedDebts, OPEN_STATES, type StoredDebt } from '../store/debts.ts';
import { listOverrides } from '../store/overrides.ts';
import { findPull, listRemovers, type Pull } from '../store/pulls.ts';
import { findRepository, type Repository } from '../store/repositories.ts';
import { findScan } from '../store/scans.ts';
import { dueDate } from './baseline.ts';
import type { JobContext } from './context.ts';
import { type PolicyInForce, policyInForce } from './policy-in-force.ts';
import { scanSettings } from './scan-commit.ts';
import { isWatched } from './watched-branches.ts';

/**
 * All that one PR's verdict depends on, from the store alone.
 * @returns `null` while that is not all known: the PR's newest head has not been looked at under the policy in force, or
 * nobody has asked who its author is, and a freeze began
 */
export async function loadJudgeInput(
  database: Database,
  repository: Repository,
  pull: Pull,
  clock: Clock,
): Promise<JudgeInput | null> {
  const { evidence } = pull;
  if (!evidence || evidence.headSha !== pull.headSha) return null;
  const inForce = policyInForce(repository);
  const { policy } = inForce;
  const settings = scanSettings(policy);
  const head = await findScan(database, repository.id, evidence.headSha, settings);
  const mergeBase = await findScan(database, repository.id, evidence.mergeBaseSha, settings);
  if (!head || !mergeBase) return null;
  const open = await listDebts(database, repository.id, OPEN_STATES);
  const overdueBaseline = await findOverdueBaseline(database, repository.id, policy, clock.now());
  const isFrozen = overdueBaseline !== null || open.some(({ debt }) => debt.state === 'overdue');
  if (pull.authorCanWrite === null && isFrozen) return null;
  const reasons = evidence.reasonIssues.map(([number]) => number);
  const resolved = await listResolvedDebts(database, repository.id, { reasons, fingerprints: [] });
  return {
    pull: await loadPullRequest(database, pull),
    policy,
    // A PR that changes a policy file in need of mending is judged by what it makes of it.
    policyProblems: [
      ...(evidence.headOrganisationProblems ?? inForce.organisationProblems),
      ...(evidence.headPolicyProblems ?? inForce.problems),
    ],
    loosenings: evidence.loosenings ?? [],
    staleExceptions: ownStaleExceptions(inForce, head),
    head,
    mergeBase,
    mergeBaseSha: evidence.mergeBaseSha,
    hunks: new Map(evidence.hunks),
    changedOrigins: evidence.changedOrigins ?? [],
    changedPaths: evidence.changedPaths,
    outOfSight: new Map(evidence.outOfSight),
    documents: evidence.documents,
    hasReasonForm: evidence.hasReasonForm,
    reasonIssues: new Map(evidence.reasonIssues),
    ...onBase([...open, ...resolved], repository, pull, policy),
    overdueBaseline,
    removers: await listRemovers(database, repository.id),
    now: clock.now(),
  };
}

/** The debts as the PR's base has them, and where the merge would start a clock. */
function onBase(
  stored: readonly StoredDebt[],
  repository: Repository,
  { baseRef }: Pick<Pull, 'baseRef'>,
  policy: Policy,
): Pick<JudgeInput, 'debts' | 'absent' | 'startsOn'> {
  const base = baseRef === repository.defaultBranch ? null : baseRef;
  const debts = stored.map(({ debt }) => (isStanding(debt) ? seenFrom(debt, base) : debt));
  if (!isWatched(repository, policy, baseRef))
    return { debts, absent: new Set(), startsOn: repository.defaultBranch };
  const absent = debts.filter((debt) => isStanding(debt) && debt.branch !== base);
  return { debts, absent: new Set(absent.map(({ id }) => id)), startsOn: null };
}

/** An open PR with what is to be said of it. */
interface JudgedPull {
  repository: Repository;
  pull: Pull;
  verdict: Verdict;
}

/** The verdict on an open PR, from the store alone; `null` if it is not open, or not all is known. */
export async function loadVerdict(
  { database, clock }: Pick<JobContext, 'database' | 'clock'>,
  { repositoryId, pullNumber }: { repositoryId: number; pullNumber: number },
): Promise<JudgedPull | null> {
  const repository = await findRepository(database, repositoryId);
  const pull = await findPull(database, repositoryId, pullNumber);
  if (!repository || !pull?.open) return null;
  const input = await loadJudgeInput(database, repository, pull, clock);
  return input && { repository, pull, verdict: judge(input) };
}

/** What is left of a repository's old bypasses after the day that policy gave them; `null` where they block nothing. */
export async function findOverdueBaseline(
  database: Database,
  repositoryId: number,
  policy: Policy,
  now: Date,
): Promise<OverdueBaseline | null> {
  const due = dueDate(policy);
  if (due === null || policy.baseline.by === null || now < due) return null;
  const baseline = await findBaseline(database, repositoryId);
  if (baseline === null || baseline.places.length === 0) return null;
  return { places: baseline.places, by: policy.baseline.by, issue: baseline.issue };
}

/** An organisation's exceptions are meant for many repositories, and fit in few of them. */
function ownStaleExceptions({ policy, organisation }: PolicyInForce, head: ScanResult): PolicyException[] {
  return isDeepStrictEqual(policy.exceptions, organisation?.policy.exceptions)
    ? []
    : staleExceptions(policy, head.excepted);
}

/** A PR as the verdict sees it. */
export async function loadPullRequest(database: Database, pull: Pull): Promise<PullRequest> {
  const { isDraft, byBot, quietSha } = pull;
  const { number, title, headSha, headRef, baseRef, labels, author } = pull;
  const { authorCanWrite, approvedByContact, approvedByWriter, headApprovedByContact } = pull;
  const { classCommand, classChanges, contactRequest, baselineOverride } = pull;
  return {
    ...{ number, title, headSha, headRef, baseRef, labels, author },
    // Not known where nothing depends on it (`dependsOnAuthor`).
    authorCanWrite: authorCanWrite ?? false,
    ...{
      approvedByContact,
      approvedByWriter,
      headApprovedByContact,
      classCommand,
      classChanges,
      contactRequest,
      baselineOverride,
    },
    overrides: await listOverrides(database, pull.repositoryId, number),
    ...{ isDraft, byBot, isQuiet: quietSha === headSha },
  };
}
