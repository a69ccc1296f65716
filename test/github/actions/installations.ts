import { randomBytes } from 'node:crypto';
import type { Account, Installation, Repository } from '../state/records.ts';
import { installationView } from '../views/accounts.ts';
import { brieflyNamed } from '../views/repositories.ts';
import { announceInstallation, type Site } from './announce.ts';

/** Installs the App on an account, for all its repositories or (not null) some of them. */
export function install(
  site: Site,
  account: Account,
  repositories: Repository[] | null,
  by: Account,
): Installation {
  const now = site.world.now();
  const installation: Installation = {
    id: site.world.nextId(),
    account,
    repositoryIds: repositories && new Set(repositories.map((repository) => repository.id)),
    createdAt: now,
    updatedAt: now,
    suspendedAt: null,
  };
  site.world.installations.push(installation);
  tell(site, installation, 'installation.created', by, {
    repositories: site.world.repositoriesOf(installation).map(brieflyNamed),
    requester: null,
  });
  return installation;
}

export function uninstall(site: Site, installation: Installation, by: Account): void {
  const repositories = site.world.repositoriesOf(installation).map(brieflyNamed);
  site.world.installations.splice(site.world.installations.indexOf(installation), 1);
  tell(site, installation, 'installation.deleted', by, { repositories });
}

export function suspend(site: Site, installation: Installation, by: Account): void {
  installation.suspendedAt = site.world.now();
  tell(site, installation, 'installation.suspend', by, { repositories: [] });
}

export function unsuspend(site: Site, installation: Installation, by: Account): void {
  installation.suspendedAt = null;
  tell(site, installation, 'installation.unsuspend', by, { repositories: [] });
}

/** Gives the App one more repository of an account where it has only some. */
export function grantRepository(
  site: Site,
  installation: Installation,
  repository: Repository,
  by: Account,
): void {
  installation.repositoryIds?.add(repository.id);
  tellOfSelection(site, installation, 'added', repository, by);
}

export function withdrawRepository(
  site: Site,
  installation: Installation,
  repository: Repository,
  by: Account,
): void {
  installation.repositoryIds?.delete(repository.id);
  tellOfSelection(site, installation, 'removed', repository, by);
}

function tellOfSelection(
  site: Site,
  installation: Installation,
  action: 'added' | 'removed',
  repository: Repository,
  by: Account,
): void {
  const named = [brieflyNamed(repository)];
  tell(site, installation, `installation_repositories.${action}`, by, {
    repositories_added: action === 'added' ? named : [],
    repositories_removed: action === 'removed' ? named : [],
    repository_selection: installation.repositoryIds === null ? 'all' : 'selected',
    requester: null,
  });
}

function tell(
  site: Site,
  installation: Installation,
  name: string,
  by: Account,
  fields: Record<string, unknown>,
): void {
  const shown = { installation: installationView(site.world, installation), ...fields };
  announceInstallation(site, installation, name, by, shown);
}

/** A token in the form that GitHub's have, made at run time. */
export function newToken(prefix: 'ghs' | 'ghp'): string {
  return `${prefix}_${randomBytes(18).toString('hex')}`;
}
