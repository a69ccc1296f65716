import type { Account, Comment, Issue, IssueEvent, Label, Reaction, Repository } from '../state/records.ts';
import type { World } from '../state/world.ts';
import { appView, userView } from './accounts.ts';
import { nodeId } from './nodes.ts';
import { repositoryPage, repositoryUrl } from './repositories.ts';

export function labelView(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

const REACTIONS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];

function reactionsView(url: string, reactions: Reaction[]) {
  const counts = REACTIONS.map((content) => [
    content,
    reactions.filter((one) => one.content === content).length,
  ]);
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) };
}

export function reactionView(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: userView(world, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** `issue-event-for-issue`. */
export function issueEventView(world: World, repository: Repository, { id, by, at, what }: IssueEvent) {
  return {
    id,
    node_id: nodeId('IE', id),
    url: `${repositoryUrl(world, repository)}/issues/events/${id}`,
    actor: userView(world, by),
    event: what.event,
    commit_id: null,
    commit_url: null,
    created_at: at,
    performed_via_github_app: null,
    ...('label' in what ? { label: { name: what.label.name, color: what.label.color } } : {}),
    ...('rename' in what ? { rename: what.rename } : {}),
    ...(what.event === 'closed' || what.event === 'reopened' ? { state_reason: null } : {}),
  };
}

/** How close an account is to a repository, as GitHub shows it beside what they write. */
export function authorAssociation(world: World, repository: Repository, account: Account): string {
  if (repository.owner.id === account.id) return 'OWNER';
  if (world.organizationRole(repository.owner, account.login) !== null) return 'MEMBER';
  if (repository.collaborators.has(account.login.toLowerCase())) return 'COLLABORATOR';
  const contributed = [...repository.issues.values()].some(
    (issue) => issue.user.id === account.id && issue.pull?.mergedAt,
  );
  return contributed ? 'CONTRIBUTOR' : 'NONE';
}

export function issuePage(world: World, repository: Repository, issue: Issue): string {
  return `${repositoryPage(world, repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
}

/** `issue`: an issue, or a pull request as the issues API shows it. */
export function issueView(world: World, repository: Repository, issue: Issue) {
  const url = `${repositoryUrl(world, repository)}/issues/${issue.number}`;
  return {
    ...issueIdentity(world, repository, issue, url),
    title: issue.title,
    body: issue.body,
    user: userView(world, issue.user),
    state: issue.state,
    state_reason: issue.stateReason,
    labels: issue.labels.map((label) => labelView(world, repository, label)),
    assignee: issue.assignees[0] ? userView(world, issue.assignees[0]) : null,
    assignees: issue.assignees.map((account) => userView(world, account)),
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: authorAssociation(world, repository, issue.user),
    reactions: reactionsView(url, []),
    performed_via_github_app: issue.viaApp ? appView(world) : null,
    ...(issue.pull ? { draft: issue.pull.draft, pull_request: pullLinks(world, repository, issue) } : {}),
  };
}

/** The answer to `GET /repos/{owner}/{repo}/issues/{issue_number}`. */
export function fullIssueView(world: World, repository: Repository, issue: Issue) {
  return {
    ...issueView(world, repository, issue),
    closed_by: issue.closedBy && userView(world, issue.closedBy),
  };
}

function issueIdentity(world: World, repository: Repository, issue: Issue, url: string) {
  return {
    id: issue.id,
    node_id: nodeId(issue.pull ? 'PR' : 'I', issue.id),
    number: issue.number,
    url,
    repository_url: repositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: issuePage(world, repository, issue),
  };
}

function pullLinks(world: World, repository: Repository, issue: Issue) {
  const page = issuePage(world, repository, issue);
  return {
    url: `${repositoryUrl(world, repository)}/pulls/${issue.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: issue.pull?.mergedAt ?? null,
  };
}

/** `issue-comment`. */
export function commentView(world: World, repository: Repository, issue: Issue, comment: Comment) {
  const url = `${repositoryUrl(world, repository)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url,
    html_url: `${issuePage(world, repository, issue)}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(world, repository)}/issues/${issue.number}`,
    user: userView(world, comment.user),
    body: comment.body,
    author_association: authorAssociation(world, repository, comment.user),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    reactions: reactionsView(url, comment.reactions),
    performed_via_github_app: comment.viaApp ? appView(world) : null,
  };
}
