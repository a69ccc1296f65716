import type { CheckRun, Issue, Repository } from './state/records.ts';
import { fullNameOf, type World } from './state/world.ts';

/** Everything there is to see, as one plain JSON-able object; repositories by full name. */
export interface Snapshot {
  repositories: Record<string, RepositorySnapshot>;
}

export interface RepositorySnapshot {
  defaultBranch: string;
  archived: boolean;
  /** Branch name to the SHA of its tip. */
  branches: Record<string, string>;
  issues: IssueSnapshot[];
  pulls: PullSnapshot[];
  /** Those that wait to be merged, in their order, each with the SHA of its group. */
  mergeQueue: { pull: number; headSha: string | null }[];
  /** By head SHA, oldest first. */
  checkRuns: Record<string, CheckRunSnapshot[]>;
}

export interface IssueSnapshot {
  number: number;
  title: string;
  body: string | null;
  user: string;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: string[];
  comments: { id: number; user: string; body: string }[];
}

export interface PullSnapshot extends IssueSnapshot {
  head: { repository: string; ref: string; sha: string };
  base: { ref: string; sha: string };
  draft: boolean;
  merged: boolean;
  mergeCommitSha: string | null;
  /** Logins, and `team SLUG`. */
  requestedReviewers: string[];
  reviews: { id: number; user: string; state: string; body: string; commitSha: string }[];
  reviewComments: {
    id: number;
    user: string;
    path: string;
    line: number;
    startLine: number | null;
    body: string;
  }[];
}

export interface CheckRunSnapshot {
  id: number;
  name: string;
  status: string;
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  output: CheckRun['output'];
  actions: CheckRun['actions'];
}

export function snapshot(world: World): Snapshot {
  const repositories = world.repositories.map((one) => [fullNameOf(one), repositorySnapshot(one)]);
  return structuredClone({ repositories: Object.fromEntries(repositories) });
}

function repositorySnapshot(repository: Repository): RepositorySnapshot {
  const issues = [...repository.issues.values()];
  return {
    defaultBranch: repository.defaultBranch,
    archived: repository.archived,
    branches: Object.fromEntries(repository.git.branches()),
    issues: issues.filter((issue) => !issue.pull).map(issueSnapshot),
    pulls: issues.flatMap((issue) => pullSnapshot(issue) ?? []),
    mergeQueue: repository.mergeQueue.map(({ number, group }) => ({
      pull: number,
      headSha: group?.headSha ?? null,
    })),
    checkRuns: Object.fromEntries(
      repository.suites.map((suite) => [suite.headSha, suite.runs.map(runSnapshot)]),
    ),
  };
}

function issueSnapshot(issue: Issue): IssueSnapshot {
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: issue.user.login,
    state: issue.state,
    stateReason: issue.stateReason,
    labels: issue.labels.map((label) => label.name),
    comments: issue.comments.map(({ id, user, body }) => ({ id, user: user.login, body })),
  };
}

function pullSnapshot(issue: Issue): PullSnapshot | null {
  const { pull } = issue;
  if (!pull) return null;
  return {
    ...issueSnapshot(issue),
    head: { repository: fullNameOf(pull.headRepository), ref: pull.headRef, sha: pull.headSha },
    base: { ref: pull.baseRef, sha: pull.baseSha },
    draft: pull.draft,
    merged: pull.mergedAt !== null,
    mergeCommitSha: pull.mergeCommitSha,
    requestedReviewers: [
      ...pull.requestedReviewers.map(({ login }) => login),
      ...pull.requestedTeams.map(({ slug }) => `team ${slug}`),
    ],
    reviews: pull.reviews.map(({ id, user, state, body, commitSha }) => ({
      id,
      user: user.login,
      state,
      body,
      commitSha,
    })),
    reviewComments: pull.reviewComments.map(({ id, user, path, line, startLine, body }) => ({
      id,
      user: user.login,
      path,
      line,
      startLine,
      body,
    })),
  };
}

function runSnapshot({
  id,
  name,
  status,
  conclusion,
  externalId,
  detailsUrl,
  output,
  actions,
}: CheckRun): CheckRunSnapshot {
  return { id, name, status, conclusion, externalId, detailsUrl, output, actions };
}
