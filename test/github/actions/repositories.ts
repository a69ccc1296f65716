import { GitRepository } from '../git/repository.ts';
import { signatureOf } from '../state/identity.ts';
import type { Account, Level, Repository } from '../state/records.ts';
import { fullNameOf } from '../state/world.ts';
import { organizationView, userView } from '../views/accounts.ts';
import { repositoryView } from '../views/repositories.ts';
import { announce, type Site } from './announce.ts';
import { grantRepository } from './installations.ts';

export interface NewRepository {
  owner: Account;
  name: string;
  private: boolean;
  /** Contents by path, committed to the default branch. */
  files: Record<string, string | Uint8Array>;
  collaborators: Map<string, Level>;
}

/** A repository with one commit, or none if there are no files. */
export async function createRepository(site: Site, fresh: NewRepository): Promise<Repository> {
  const id = site.world.nextId();
  const git = await GitRepository.create(site.world.gitFolder(id));
  const repository = {
    ...blankRepository(site, id, fresh.owner, fresh.name, git),
    ...{ private: fresh.private, collaborators: fresh.collaborators },
  };
  await commitFiles(site, repository, fresh.files);
  site.world.repositories.push(repository);
  tellAllInstallation(site, repository);
  return repository;
}

function blankRepository(
  site: Site,
  id: number,
  owner: Account,
  name: string,
  git: GitRepository,
): Repository {
  const now = site.world.now();
  return {
    id,
    owner,
    name,
    private: false,
    archived: false,
    description: null,
    defaultBranch: 'main',
    git,
    parent: null,
    collaborators: new Map(),
    labels: [],
    nextNumber: 1,
    issues: new Map(),
    suites: [],
    statuses: [],
    protections: new Map(),
    rulesets: [],
    mergeQueue: [],
    deletedNumbers: new Set(),
    movedIssues: new Map(),
    formerNames: new Set(),
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  };
}

async function commitFiles(site: Site, repository: Repository, files: NewRepository['files']): Promise<void> {
  const entries = Object.entries(files);
  if (entries.length === 0) return;
  const blobs = await repository.git.writeBlobs(entries.map(([, content]) => Buffer.from(content)));
  const edits = entries.map(([path], index) => ({ path, mode: '100644', sha: blobs[index] ?? null }));
  const tree = await repository.git.editTree(null, edits);
  const author = signatureOf(site.world, repository.owner);
  const commit = await repository.git.writeCommit({
    tree,
    parents: [],
    message: 'Initial commit',
    author,
    committer: author,
  });
  await repository.git.updateRef(`refs/heads/${repository.defaultBranch}`, commit);
}

/** An App with all repositories of an account hears of each new one. */
function tellAllInstallation(site: Site, repository: Repository): void {
  const installation = site.world.installations.find((one) => one.account.id === repository.owner.id);
  if (installation?.repositoryIds !== null) return;
  grantRepository(site, installation, repository, repository.owner);
  announce(site, repository, 'repository.created', repository.owner, {});
}

/** A fork under another account: same objects, its own branches. */
export async function forkRepository(
  site: Site,
  parent: Repository,
  owner: Account,
  name: string,
): Promise<Repository> {
  const id = site.world.nextId();
  const git = await parent.git.fork(site.world.gitFolder(id));
  const fork = {
    ...blankRepository(site, id, owner, name, git),
    private: parent.private,
    defaultBranch: parent.defaultBranch,
    parent,
  };
  site.world.repositories.push(fork);
  announce(site, parent, 'fork', owner, {
    forkee: { ...repositoryView(site.world, fork), public: !fork.private },
  });
  tellAllInstallation(site, fork);
  return fork;
}

export interface RepositorySettings {
  name?: string | undefined;
  description?: string | null | undefined;
  default_branch?: string | undefined;
  archived?: boolean | undefined;
  private?: boolean | undefined;
}

/** Changes a repository and tells of each change. */
export function changeSettings(
  site: Site,
  repository: Repository,
  settings: RepositorySettings,
  by: Account,
): void {
  repository.updatedAt = site.world.now();
  if (settings.name !== undefined) rename(site, repository, settings.name, by);
  if (settings.default_branch !== undefined)
    changeDefaultBranch(site, repository, settings.default_branch, by);
  if (settings.description !== undefined) repository.description = settings.description;
  if (settings.archived !== undefined) archive(site, repository, settings.archived, by);
  if (settings.private !== undefined) changeVisibility(site, repository, settings.private, by);
}

function rename(site: Site, repository: Repository, name: string, by: Account): void {
  if (name === repository.name) return;
  const from = repository.name;
  repository.formerNames.add(fullNameOf(repository).toLowerCase());
  repository.name = name;
  announce(site, repository, 'repository.renamed', by, { changes: { repository: { name: { from } } } });
}

function changeDefaultBranch(site: Site, repository: Repository, branch: string, by: Account): void {
  if (branch === repository.defaultBranch) return;
  const from = repository.defaultBranch;
  repository.defaultBranch = branch;
  announce(site, repository, 'repository.edited', by, { changes: { default_branch: { from } } });
}

function archive(site: Site, repository: Repository, archived: boolean, by: Account): void {
  if (archived === repository.archived) return;
  repository.archived = archived;
  announce(site, repository, archived ? 'repository.archived' : 'repository.unarchived', by, {});
}

function changeVisibility(site: Site, repository: Repository, isPrivate: boolean, by: Account): void {
  if (isPrivate === repository.private) return;
  repository.private = isPrivate;
  announce(site, repository, isPrivate ? 'repository.privatized' : 'repository.publicized', by, {});
}

/** Tells the installation of the new owner; the old one's learns of it by asking. */
export function transferRepository(site: Site, repository: Repository, owner: Account, by: Account): void {
  const { owner: before } = repository;
  repository.formerNames.add(fullNameOf(repository).toLowerCase());
  repository.owner = owner;
  const from =
    before.kind === 'Organization'
      ? { organization: organizationView(site.world, before) }
      : { user: userView(site.world, before) };
  announce(site, repository, 'repository.transferred', by, { changes: { owner: { from } } });
}

/** Deletes a repository; its forks keep their objects. */
export function deleteRepository(site: Site, repository: Repository, by: Account): void {
  announce(site, repository, 'repository.deleted', by, {});
  site.world.repositories.splice(site.world.repositories.indexOf(repository), 1);
}
