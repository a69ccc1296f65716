import { atLeast } from './levels.ts';
import type {
  CheckRun,
  CommitStatus,
  Protection,
  Pull,
  Repository,
  RequiredCheck,
  Review,
  Ruleset,
} from './records.ts';
import type { World } from './world.ts';

/** Conclusions that satisfy a required check (docs: "About protected branches"). */
const SATISFYING = ['success', 'neutral', 'skipped'];

/** The check runs of a commit, the newest of each name and App. */
export function latestRuns(repository: Repository, sha: string): CheckRun[] {
  const runs = repository.suites.filter((suite) => suite.headSha === sha).flatMap((suite) => suite.runs);
  const newest = new Map<string, CheckRun>();
  for (const run of runs.sort((one, other) => one.id - other.id)) newest.set(run.name, run);
  return [...newest.values()];
}

/** The statuses of a commit, the newest of each context. */
export function latestStatuses(repository: Repository, sha: string): CommitStatus[] {
  const newest = new Map<string, CommitStatus>();
  for (const status of repository.statuses) if (status.sha === sha) newest.set(status.context, status);
  return [...newest.values()];
}

/** The active rulesets of the repository that target a branch. */
export function rulesetsFor(repository: Repository, branch: string): Ruleset[] {
  const names = [
    `refs/heads/${branch}`,
    '~ALL',
    ...(branch === repository.defaultBranch ? ['~DEFAULT_BRANCH'] : []),
  ];
  return repository.rulesets.filter(
    (ruleset) =>
      ruleset.enforcement === 'active' &&
      ruleset.include.some((pattern) => names.includes(pattern)) &&
      !ruleset.exclude.some((pattern) => names.includes(pattern)),
  );
}

/** How a branch's merge queue merges (ruleset rule `merge_queue`); `null` for a branch without one. */
export function mergeQueueFor(
  repository: Repository,
  branch: string,
): { method: 'merge' | 'squash' | 'rebase' } | null {
  const rules = rulesetsFor(repository, branch).flatMap((ruleset) => ruleset.rules);
  const rule = rules.find(({ type }) => type === 'merge_queue');
  if (!rule) return null;
  const methods = { MERGE: 'merge', SQUASH: 'squash', REBASE: 'rebase' } as const;
  return { method: methods[rule.parameters?.merge_method as keyof typeof methods] ?? 'merge' };
}

/** What the required checks of a branch say of a commit: a merge queue waits until they say something. */
export function checksOutcome(
  world: World,
  repository: Repository,
  branch: string,
  sha: string,
): 'passed' | 'failed' | 'waiting' {
  const unmet = unmetChecks(world, repository, branch, sha);
  if (unmet.length === 0) return 'passed';
  return unmet.some((reason) => / is (?:failing|failure|error)\.$/.test(reason)) ? 'failed' : 'waiting';
}

interface RequiredBranchState {
  checks: RequiredCheck[];
  strict: boolean;
  reviews: number;
}

/** What classic protection and rulesets together ask of a merge into a branch. */
function requirementsFor(repository: Repository, branch: string): RequiredBranchState {
  const classic = classicRequirements(repository.protections.get(branch));
  return rulesetsFor(repository, branch)
    .flatMap((ruleset) => ruleset.rules)
    .map(({ type, parameters = {} }) => ruleRequirements(type, parameters))
    .reduce(join, classic);
}

function classicRequirements(protection: Protection | undefined): RequiredBranchState {
  return {
    checks: protection?.requiredChecks?.checks ?? [],
    strict: protection?.requiredChecks?.strict ?? false,
    reviews: protection?.requiredReviews?.count ?? 0,
  };
}

function ruleRequirements(type: string, parameters: Record<string, unknown>): RequiredBranchState {
  const required = (parameters.required_status_checks ?? []) as {
    context: string;
    integration_id?: number;
  }[];
  return {
    checks: required.map((check) => ({ context: check.context, appId: check.integration_id ?? null })),
    strict: parameters.strict_required_status_checks_policy === true,
    reviews: type === 'pull_request' ? Number(parameters.required_approving_review_count ?? 0) : 0,
  };
}

function join(one: RequiredBranchState, other: RequiredBranchState): RequiredBranchState {
  return {
    checks: [...one.checks, ...other.checks],
    strict: one.strict || other.strict,
    reviews: Math.max(one.reviews, other.reviews),
  };
}

/** Required checks that have not succeeded on a commit, as sentences in GitHub's words. */
export function unmetChecks(world: World, repository: Repository, branch: string, sha: string): string[] {
  return requirementsFor(repository, branch).checks.flatMap(
    (check) => unmetCheck(world, repository, sha, check) ?? [],
  );
}

function unmetCheck(world: World, repository: Repository, sha: string, check: RequiredCheck): string | null {
  const run = latestRuns(repository, sha).find((one) => one.name === check.context);
  const status = latestStatuses(repository, sha).find((one) => one.context === check.context);
  const runCounts = run !== undefined && (check.appId === null || check.appId === world.app.id);
  const statusCounts = status !== undefined && check.appId === null;
  if (!runCounts && !statusCounts) return `Required status check "${check.context}" is expected.`;
  const runFails = runCounts && !SATISFYING.includes(run.conclusion ?? '');
  if (runFails)
    return `Required status check "${check.context}" is ${run.status === 'completed' ? 'failing' : 'in progress'}.`;
  const statusFails = statusCounts && status.state !== 'success';
  return statusFails ? `Required status check "${check.context}" is ${status.state}.` : null;
}

/** Everything that the base branch's rules still miss before this pull request may be merged. */
export async function unmetRequirements(
  world: World,
  repository: Repository,
  branch: string,
  pull: Pull,
): Promise<string[]> {
  const required = requirementsFor(repository, branch);
  const base = repository.git.branch(branch);
  const behind = required.strict && base !== null && !(await repository.git.isAncestor(base, pull.headSha));
  const approvals = countingApprovals(world, repository, pull.reviews);
  const missing = required.reviews - approvals;
  return [
    ...unmetChecks(world, repository, branch, pull.headSha),
    ...(behind ? ['Head branch is out of date. Review and try the merge again.'] : []),
    ...(missing > 0
      ? [`At least ${required.reviews} approving review is required by reviewers with write access.`]
      : []),
  ];
}

/** Approvals that stand: the last verdict of each reviewer who can write. */
function countingApprovals(world: World, repository: Repository, reviews: Review[]): number {
  const verdicts = new Map<number, Review>();
  for (const review of reviews) {
    if (review.state !== 'COMMENTED' && review.state !== 'PENDING') verdicts.set(review.user.id, review);
  }
  return [...verdicts.values()].filter(
    (review) => review.state === 'APPROVED' && atLeast(world.levelOf(repository, review.user.login), 'write'),
  ).length;
}
