import { atLeast, levelPermissions } from '../state/levels.ts';
import type { Level, Repository } from '../state/records.ts';
import { fullNameOf, type World } from '../state/world.ts';
import { userView } from './accounts.ts';
import { nodeId } from './nodes.ts';

export function repositoryUrl(world: World, repository: Repository): string {
  return `${world.links.api}/repos/${fullNameOf(repository)}`;
}

export function repositoryPage(world: World, repository: Repository): string {
  return `${world.links.web}/${fullNameOf(repository)}`;
}

/** `repository` and `repository-webhooks`: a repository as it appears inside other objects. */
export function repositoryView(world: World, repository: Repository) {
  return {
    ...identity(world, repository),
    ...apiLinks(repositoryUrl(world, repository)),
    ...cloneLinks(world, repository),
    ...figures(world, repository),
    ...SETTINGS,
  };
}

function identity(world: World, repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullNameOf(repository),
    owner: userView(world, repository.owner),
    private: repository.private,
    visibility: repository.private ? 'private' : 'public',
    html_url: repositoryPage(world, repository),
    description: repository.description,
    fork: repository.parent !== null,
    url: repositoryUrl(world, repository),
    default_branch: repository.defaultBranch,
    archived: repository.archived,
    disabled: false,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.pushedAt,
  };
}

/** API links that are the name of a collection after the repository's own URL. */
const PLAIN_LINKS = [
  'contributors',
  'deployments',
  'downloads',
  'events',
  'forks',
  'hooks',
  'languages',
  'merges',
  'stargazers',
  'subscribers',
  'subscription',
  'tags',
  'teams',
];

const TEMPLATED_LINKS: Record<string, string> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  statuses_url: '/statuses/{sha}',
  trees_url: '/git/trees{/sha}',
};

function apiLinks(url: string): Record<string, string> {
  const plain = PLAIN_LINKS.map((name) => [`${name}_url`, `${url}/${name}`]);
  const templated = Object.entries(TEMPLATED_LINKS).map(([name, suffix]) => [name, url + suffix]);
  return Object.fromEntries([...plain, ...templated]);
}

function cloneLinks(world: World, repository: Repository) {
  const page = repositoryPage(world, repository);
  const host = new URL(world.links.web).host;
  return {
    git_url: `git://${host}/${fullNameOf(repository)}.git`,
    ssh_url: `git@${host}:${fullNameOf(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
  };
}

function figures(world: World, repository: Repository) {
  const open = [...repository.issues.values()].filter((issue) => issue.state === 'open').length;
  const forks = world.repositories.filter((one) => one.parent === repository).length;
  return {
    size: 1,
    language: null,
    forks_count: forks,
    forks,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    open_issues_count: open,
    open_issues: open,
    license: null,
    topics: [],
  };
}

const SETTINGS = {
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_pages: false,
  has_downloads: true,
  has_discussions: false,
  is_template: false,
  allow_forking: true,
  web_commit_signoff_required: false,
};

/** `full-repository`: the answer to `GET /repos/{owner}/{repo}`; merge settings only for those who may push. */
export function fullRepositoryView(
  world: World,
  repository: Repository,
  level: Level,
): Record<string, unknown> {
  const origin = repository.parent && repositoryView(world, repository.parent);
  return {
    ...repositoryView(world, repository),
    permissions: levelPermissions(level),
    temp_clone_token: '',
    subscribers_count: 0,
    network_count: 0,
    ...(atLeast(level, 'write') ? MERGE_SETTINGS : {}),
    ...(origin ? { parent: origin, source: origin } : {}),
    ...(repository.owner.kind === 'Organization' ? { organization: userView(world, repository.owner) } : {}),
  };
}

const MERGE_SETTINGS = {
  allow_squash_merge: true,
  allow_merge_commit: true,
  allow_rebase_merge: true,
  allow_auto_merge: false,
  delete_branch_on_merge: false,
  allow_update_branch: false,
  use_squash_pr_title_as_default: false,
  squash_merge_commit_message: 'COMMIT_MESSAGES',
  squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
  merge_commit_message: 'PR_TITLE',
  merge_commit_title: 'MERGE_MESSAGE',
};

/** The `repository` of a `push` webhook: its times are seconds since the epoch, and its owner has a name. */
export function pushedRepositoryView(world: World, repository: Repository) {
  return {
    ...repositoryView(world, repository),
    owner: { ...userView(world, repository.owner), name: repository.owner.login, email: null },
    created_at: epochSeconds(repository.createdAt),
    pushed_at: epochSeconds(repository.pushedAt),
    master_branch: repository.defaultBranch,
    stargazers: 0,
  };
}

function epochSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** How `installation` webhooks name a repository. */
export function brieflyNamed(repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullNameOf(repository),
    private: repository.private,
  };
}
