import { type Mergeability, mergeability } from '../state/mergeability.ts';
import type { Issue, Pull, Repository, Review, ReviewComment } from '../state/records.ts';
import type { World } from '../state/world.ts';
import { teamView, userView } from './accounts.ts';
import { authorAssociation, issuePage, labelView } from './issues.ts';
import { nodeId } from './nodes.ts';
import { repositoryUrl, repositoryView } from './repositories.ts';

/** An issue that is a pull request. */
export type PullIssue = Issue & { pull: Pull };

function pullUrl(world: World, repository: Repository, issue: Issue): string {
  return `${repositoryUrl(world, repository)}/pulls/${issue.number}`;
}

/** `pull-request-simple`: a pull request in a list. */
export function simplePullView(world: World, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  return {
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    number: issue.number,
    ...pullUrls(world, repository, issue),
    state: issue.state,
    locked: false,
    active_lock_reason: null,
    title: issue.title,
    body: issue.body,
    user: userView(world, issue.user),
    labels: issue.labels.map((label) => labelView(world, repository, label)),
    milestone: null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: issue.assignees[0] ? userView(world, issue.assignees[0]) : null,
    assignees: issue.assignees.map((account) => userView(world, account)),
    requested_reviewers: pull.requestedReviewers.map((account) => userView(world, account)),
    requested_teams: pull.requestedTeams.map((team) => teamView(world, team)),
    head: endView(world, pull.headRepository, pull.headRef, pull.headSha),
    base: endView(world, repository, pull.baseRef, pull.baseSha),
    _links: pullLinks(world, repository, issue),
    author_association: authorAssociation(world, repository, issue.user),
    auto_merge: null,
    draft: pull.draft,
  };
}

function endView(world: World, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: userView(world, repository.owner),
    repo: repositoryView(world, repository),
  };
}

function pullUrls(world: World, repository: Repository, issue: PullIssue) {
  const url = pullUrl(world, repository, issue);
  const issueUrl = `${repositoryUrl(world, repository)}/issues/${issue.number}`;
  const page = issuePage(world, repository, issue);
  return {
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(world, repository)}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: `${repositoryUrl(world, repository)}/statuses/${issue.pull.headSha}`,
  };
}

function pullLinks(world: World, repository: Repository, issue: PullIssue) {
  const urls = pullUrls(world, repository, issue);
  return {
    self: { href: urls.url },
    html: { href: urls.html_url },
    issue: { href: urls.issue_url },
    comments: { href: urls.comments_url },
    review_comments: { href: urls.review_comments_url },
    review_comment: { href: urls.review_comment_url },
    commits: { href: urls.commits_url },
    statuses: { href: urls.statuses_url },
  };
}

const NOT_YET_KNOWN: Mergeability = { mergeable: null, state: 'unknown' };

/**
 * `pull-request`: with its size and whether it can be merged. A webhook shows `unknown` for an open pull
 * request, since GitHub works mergeability out only when somebody asks.
 */
export async function pullView(
  world: World,
  repository: Repository,
  issue: PullIssue,
  asked: 'rest' | 'webhook',
) {
  const settled = asked === 'rest' || issue.state === 'closed';
  const merge = settled ? await mergeability(world, repository, issue) : NOT_YET_KNOWN;
  return {
    ...simplePullView(world, repository, issue),
    ...(await sizeOf(repository, issue.pull)),
    merged: issue.pull.mergedAt !== null,
    merged_by: issue.pull.mergedBy && userView(world, issue.pull.mergedBy),
    mergeable: merge.mergeable,
    rebaseable: merge.mergeable,
    mergeable_state: merge.state,
    comments: issue.comments.length,
    review_comments: issue.pull.reviewComments.length,
    maintainer_can_modify: false,
  };
}

/** The commit that a pull request's changes are counted from: where it left its base branch. */
export async function mergeBaseOf(repository: Repository, pull: Pull): Promise<string> {
  return (await repository.git.mergeBase(pull.baseSha, pull.headSha)) ?? pull.baseSha;
}

async function sizeOf(repository: Repository, pull: Pull) {
  const from = await mergeBaseOf(repository, pull);
  const changes = await repository.git.diff(from, pull.headSha);
  const commits = await repository.git.commitsBetween(from, pull.headSha);
  return {
    commits: commits.length,
    additions: changes.reduce((sum, change) => sum + change.additions, 0),
    deletions: changes.reduce((sum, change) => sum + change.deletions, 0),
    changed_files: changes.length,
  };
}

/** `pull-request-minimal`: how checks name the pull requests of their commit. */
export function minimalPullView(world: World, repository: Repository, issue: PullIssue) {
  const repo = (one: Repository) => ({ id: one.id, url: repositoryUrl(world, one), name: one.name });
  const { pull } = issue;
  return {
    id: pull.id,
    number: issue.number,
    url: pullUrl(world, repository, issue),
    head: { ref: pull.headRef, sha: pull.headSha, repo: repo(pull.headRepository) },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo: repo(repository) },
  };
}

/** The `state` of a review is in capitals in REST and in small letters in webhooks. */
export function reviewView(
  world: World,
  repository: Repository,
  issue: PullIssue,
  review: Review,
  asked: 'rest' | 'webhook',
) {
  const page = `${issuePage(world, repository, issue)}#pullrequestreview-${review.id}`;
  const url = pullUrl(world, repository, issue);
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userView(world, review.user),
    body: review.body,
    state: asked === 'rest' ? review.state : review.state.toLowerCase(),
    html_url: page,
    pull_request_url: url,
    author_association: authorAssociation(world, repository, review.user),
    _links: { html: { href: page }, pull_request: { href: url } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    ...(asked === 'webhook' ? { updated_at: review.submittedAt } : {}),
    commit_id: review.commitSha,
  };
}

/** `pull-request-review-comment`. */
export function reviewCommentView(
  world: World,
  repository: Repository,
  issue: PullIssue,
  comment: ReviewComment,
) {
  const url = `${repositoryUrl(world, repository)}/pulls/comments/${comment.id}`;
  const page = `${issuePage(world, repository, issue)}#discussion_r${comment.id}`;
  const outdated = comment.commitSha !== issue.pull.headSha;
  const pullHref = pullUrl(world, repository, issue);
  return {
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    url,
    html_url: page,
    pull_request_url: pullHref,
    pull_request_review_id: comment.reviewId,
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: comment.commitSha,
    original_commit_id: comment.commitSha,
    user: userView(world, comment.user),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: authorAssociation(world, repository, comment.user),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pullHref } },
    reactions: {
      url: `${url}/reactions`,
      total_count: 0,
      '+1': 0,
      '-1': 0,
      laugh: 0,
      hooray: 0,
      confused: 0,
      heart: 0,
      rocket: 0,
      eyes: 0,
    },
    ...positions(comment, outdated),
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}

function positions(comment: ReviewComment, outdated: boolean) {
  return {
    line: outdated ? null : comment.line,
    original_line: comment.line,
    side: comment.side,
    start_line: outdated ? null : comment.startLine,
    original_start_line: comment.startLine,
    start_side: comment.startSide,
    position: outdated ? null : 1,
    original_position: 1,
    subject_type: 'line',
  };
}

export function headLabel(pull: Pull): string {
  return `${pull.headRepository.owner.login}:${pull.headRef}`;
}

export function isPullIssue(issue: Issue): issue is PullIssue {
  return issue.pull !== null;
}
