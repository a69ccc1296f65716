import { levelPermissions } from '../state/levels.ts';
import type { Account, Installation, Level, Team } from '../state/records.ts';
import type { World } from '../state/world.ts';
import { nodeId } from './nodes.ts';

/** `simple-user`: how a user, organisation or bot appears inside other objects. */
export function userView(world: World, account: Account) {
  const url = `${world.links.api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.kind === 'Organization' ? 'O' : 'U', account.id),
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    gravatar_id: '',
    url,
    html_url: accountPage(world, account),
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.kind,
    user_view_type: 'public',
    site_admin: false,
  };
}

function accountPage(world: World, account: Account): string {
  return account.kind === 'Bot'
    ? `${world.links.web}/apps/${account.login.replace(/\[bot\]$/, '')}`
    : `${world.links.web}/${account.login}`;
}

/** `public-user`: the answer to `GET /users/{username}`. */
export function publicUserView(world: World, account: Account) {
  const owned = world.repositories.filter((one) => one.owner.id === account.id && !one.private);
  return {
    ...userView(world, account),
    name: account.login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: owned.length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

/** `organization-simple-webhooks`: the `organization` of a webhook. */
export function organizationView(world: World, account: Account) {
  const url = `${world.links.api}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('O', account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    description: null,
  };
}

export function collaboratorView(world: World, account: Account, level: Level) {
  return { ...userView(world, account), permissions: levelPermissions(level), role_name: level };
}

/** `integration`: the App itself. */
export function appView(world: World) {
  const { app } = world;
  return {
    id: app.id,
    slug: app.slug,
    client_id: `Iv1.${app.id}`,
    node_id: nodeId('A', app.id),
    owner: userView(world, world.knownAccount(app.botLogin)),
    name: app.name,
    description: '',
    external_url: 'https://example.com',
    html_url: `${world.links.web}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
    installations_count: world.installations.length,
  };
}

export function installationView(world: World, installation: Installation) {
  const url = `${world.links.api}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    client_id: `Iv1.${world.app.id}`,
    account: userView(world, installation.account),
    repository_selection: installation.repositoryIds === null ? 'all' : 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${world.links.api}/installation/repositories`,
    html_url: `${world.links.web}/organizations/${installation.account.login}/settings/installations/${installation.id}`,
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: installation.account.id,
    target_type: installation.account.kind,
    permissions: world.app.permissions,
    events: world.app.events,
    created_at: installation.createdAt,
    updated_at: installation.updatedAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: installation.suspendedAt,
  };
}

export function teamView(world: World, team: Team) {
  const url = `${world.links.api}/organizations/${team.organization.id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId('T', team.id),
    url,
    html_url: `${world.links.web}/orgs/${team.organization.login}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: '',
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
    type: 'organization',
    organization_id: team.organization.id,
  };
}

/** `team-full`: the answer to `GET /orgs/{org}/teams/{team_slug}`. */
export function fullTeamView(world: World, team: Team) {
  return {
    ...teamView(world, team),
    members_count: team.members.size,
    repos_count: 0,
    created_at: team.createdAt,
    updated_at: team.createdAt,
    organization: fullOrganizationView(world, team.organization),
  };
}

function fullOrganizationView(world: World, account: Account) {
  return {
    ...organizationView(world, account),
    name: account.login,
    is_verified: false,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${world.links.web}/${account.login}`,
    type: 'Organization',
    created_at: account.createdAt,
    updated_at: account.createdAt,
    archived_at: null,
  };
}
