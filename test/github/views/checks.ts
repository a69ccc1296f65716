import type { Annotation, CheckRun, CheckSuite, CommitStatus, Repository } from '../state/records.ts';
import type { World } from '../state/world.ts';
import { appView, userView } from './accounts.ts';
import { simpleCommitView } from './commits.ts';
import { nodeId } from './nodes.ts';
import { isPullIssue, minimalPullView } from './pulls.ts';
import { repositoryPage, repositoryUrl, repositoryView } from './repositories.ts';

/** Only open pull requests from the same repository: GitHub lists none for a fork's commit. */
function pullsOf(world: World, repository: Repository, sha: string) {
  return [...repository.issues.values()]
    .filter(isPullIssue)
    .filter(
      ({ state, pull }) => state === 'open' && pull.headSha === sha && pull.headRepository === repository,
    )
    .map((issue) => minimalPullView(world, repository, issue));
}

/** `check-run`. */
export function checkRunView(world: World, repository: Repository, run: CheckRun) {
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`;
  const page = `${repositoryPage(world, repository)}/runs/${run.id}`;
  const { title, summary, text, annotations } = run.output;
  return {
    id: run.id,
    node_id: nodeId('CR', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title,
      summary,
      text,
      annotations_count: annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: appView(world),
    pull_requests: pullsOf(world, repository, run.headSha),
  };
}

/** The `check_run` of a webhook: with its suite in short. */
export function checkRunWebhookView(world: World, repository: Repository, run: CheckRun) {
  return { ...checkRunView(world, repository, run), check_suite: suiteSummary(world, repository, run.suite) };
}

export function annotationView(world: World, repository: Repository, sha: string, annotation: Annotation) {
  const file = annotation.path.split('/').map(encodeURIComponent).join('/');
  return { ...annotation, blob_href: `${repositoryPage(world, repository)}/blob/${sha}/${file}` };
}

function suiteStatus(suite: CheckSuite): string {
  if (suite.runs.length === 0) return 'queued';
  return suite.runs.every((run) => run.status === 'completed') ? 'completed' : 'in_progress';
}

/** Worst first; a suite's conclusion is its worst run's. */
const CONCLUSIONS = [
  'failure',
  'timed_out',
  'cancelled',
  'action_required',
  'stale',
  'success',
  'neutral',
  'skipped',
];

function suiteConclusion(suite: CheckSuite): string | null {
  if (suiteStatus(suite) !== 'completed') return null;
  return CONCLUSIONS.find((conclusion) => suite.runs.some((run) => run.conclusion === conclusion)) ?? null;
}

function suiteSummary(world: World, repository: Repository, suite: CheckSuite) {
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suiteStatus(suite),
    conclusion: suiteConclusion(suite),
    url: `${repositoryUrl(world, repository)}/check-suites/${suite.id}`,
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullsOf(world, repository, suite.headSha),
    app: appView(world),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
  };
}

/** `check-suite`; in a webhook without the repository, which is beside it. */
export async function checkSuiteView(
  world: World,
  repository: Repository,
  suite: CheckSuite,
  asked: 'rest' | 'webhook',
) {
  const commit = await repository.git.knownCommit(suite.headSha);
  return {
    ...suiteSummary(world, repository, suite),
    ...(asked === 'rest' ? { repository: repositoryView(world, repository) } : {}),
    head_commit: simpleCommitView(commit),
    latest_check_runs_count: suite.runs.length,
    check_runs_url: `${repositoryUrl(world, repository)}/check-suites/${suite.id}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}

/** `status`. */
export function statusView(world: World, repository: Repository, status: CommitStatus) {
  return {
    ...simpleStatusView(world, repository, status),
    creator: userView(world, status.creator),
  };
}

function simpleStatusView(world: World, repository: Repository, status: CommitStatus) {
  return {
    id: status.id,
    node_id: nodeId('SC', status.id),
    url: `${repositoryUrl(world, repository)}/statuses/${status.sha}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${status.creator.id}?v=4`,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

/** `combined-commit-status`: the worst of the statuses; `pending` while there is none. */
export function combinedStatusView(
  world: World,
  repository: Repository,
  sha: string,
  statuses: CommitStatus[],
) {
  const url = repositoryUrl(world, repository);
  const states = statuses.map((status) => status.state);
  const failed = states.some((state) => state === 'failure' || state === 'error');
  const passed = states.length > 0 && states.every((state) => state === 'success');
  return {
    state: failed ? 'failure' : passed ? 'success' : 'pending',
    statuses: statuses.map((status) => simpleStatusView(world, repository, status)),
    sha,
    total_count: statuses.length,
    repository: repositoryView(world, repository),
    commit_url: `${url}/commits/${sha}`,
    url: `${url}/commits/${sha}/status`,
  };
}
