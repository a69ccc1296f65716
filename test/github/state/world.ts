import path from 'node:path';
import type { Clock } from '../../../src/clock.ts';
import type { RegisteredApp } from './app.ts';
import type { Account, Installation, Issue, Level, Pull, Repository, Team } from './records.ts';

/** Where things are found: the API on loopback, and the web pages that nobody serves. */
export interface Links {
  api: string;
  web: string;
  codeload: string;
}

/** Everything that the emulated GitHub knows. Plain records; actions change them, views show them. */
export class World {
  readonly clock: Clock;
  readonly app: RegisteredApp;
  readonly folder: string;
  readonly links: Links = { api: '', web: 'https://github.com', codeload: '' };
  readonly accounts = new Map<string, Account>();
  readonly teams: Team[] = [];
  readonly repositories: Repository[] = [];
  readonly installations: Installation[] = [];
  /** Logins, in lower case, by organisation: members with their role. */
  readonly members = new Map<number, Map<string, 'member' | 'admin'>>();
  #lastId = 1000;

  constructor(clock: Clock, app: RegisteredApp, folder: string) {
    this.clock = clock;
    this.app = app;
    this.folder = folder;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The given clock's time as GitHub writes it: UTC, whole seconds. */
  now(): string {
    return timestamp(this.clock.now());
  }

  gitFolder(id: number): string {
    return path.join(this.folder, `${id}.git`);
  }

  account(login: string): Account | null {
    return this.accounts.get(login.toLowerCase()) ?? null;
  }

  /** @throws Error if there is no such account: for logins that a test chose. */
  knownAccount(login: string): Account {
    const account = this.account(login);
    if (!account) throw new Error(`no account ${login}: create it with createUser or createOrganization`);
    return account;
  }

  repository(owner: string, name: string): Repository | null {
    const fullName = `${owner}/${name}`.toLowerCase();
    return this.repositories.find((one) => fullNameOf(one).toLowerCase() === fullName) ?? null;
  }

  team(organization: string, slug: string): Team | null {
    const login = organization.toLowerCase();
    return (
      this.teams.find((team) => team.organization.login.toLowerCase() === login && team.slug === slug) ?? null
    );
  }

  /** The installation that covers a repository, suspended ones left out. */
  installationFor(repository: Repository): Installation | null {
    const covers = (one: Installation) =>
      one.account.id === repository.owner.id &&
      one.suspendedAt === null &&
      (one.repositoryIds === null || one.repositoryIds.has(repository.id));
    return this.installations.find(covers) ?? null;
  }

  /** The repositories that an installation may use. */
  repositoriesOf(installation: Installation): Repository[] {
    return this.repositories.filter(
      (one) => one.owner.id === installation.account.id && (installation.repositoryIds?.has(one.id) ?? true),
    );
  }

  organizationRole(organization: Account, login: string): 'member' | 'admin' | null {
    return this.members.get(organization.id)?.get(login.toLowerCase()) ?? null;
  }

  /** What a user may do in a repository: as its owner, a collaborator, a member of its organisation, or anybody. */
  levelOf(repository: Repository, login: string): Level {
    if (repository.owner.login.toLowerCase() === login.toLowerCase()) return 'admin';
    const role = this.organizationRole(repository.owner, login);
    if (role === 'admin') return 'admin';
    const given = repository.collaborators.get(login.toLowerCase());
    if (given !== undefined) return given;
    return role === 'member' || !repository.private ? 'read' : 'none';
  }

  /** Open pull requests anywhere whose head is this branch. */
  openPullsFrom(
    repository: Repository,
    branch: string,
  ): { repository: Repository; issue: Issue; pull: Pull }[] {
    return this.openPulls().filter(
      ({ pull }) => pull.headRepository === repository && pull.headRef === branch,
    );
  }

  openPulls(): { repository: Repository; issue: Issue; pull: Pull }[] {
    return this.repositories.flatMap((repository) =>
      [...repository.issues.values()].flatMap((issue) =>
        issue.pull && issue.state === 'open' ? [{ repository, issue, pull: issue.pull }] : [],
      ),
    );
  }
}

export function fullNameOf(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** UTC in whole seconds, as GitHub writes times. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
