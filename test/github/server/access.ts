import { atLeast } from '../state/levels.ts';
import type { Level, Repository } from '../state/records.ts';
import { fullNameOf } from '../state/world.ts';
import type { Call, Caller, Handler, Reply, RepositoryHandler } from './call.ts';
import { param } from './call.ts';
import { ApiError, badCredentials, forbidden, notFound } from './errors.ts';

/** `contents:read`: the App permission that GitHub's documentation names for an operation. */
export type AppPermission = `${string}:${'read' | 'write'}`;

/**
 * The App permission for an operation. `conversation:*` stands for what comments and labels need: `issues`
 * on an issue, `pull_requests` on a pull request.
 */
export type NeededPermission = AppPermission | 'never';

export interface Route {
  /** `GET /repos/{owner}/{repo}`, as GitHub's description has it. */
  operation: string;
  handle: Handler;
}

/** What an App and what a user must be allowed for one operation in a repository. */
export interface Access {
  app: NeededPermission;
  user: Level | 'never';
}

/** Thrown when the App lacks a permission: always also a violation, since the manifest is wrong then. */
export class PermissionError extends ApiError {
  readonly needed: string;

  constructor(needed: string) {
    super(403, 'Resource not accessible by integration');
    this.needed = needed;
  }
}

/** A route of the App itself, for its JWT alone. */
export function forApp(operation: string, handle: Handler): Route {
  return {
    operation,
    handle: (call) => {
      if (call.caller.kind !== 'app') throw badCredentials('A JSON web token could not be decoded');
      return handle(call);
    },
  };
}

export function forInstallation(operation: string, handle: Handler): Route {
  return {
    operation,
    handle: (call) => {
      if (call.caller.kind !== 'installation')
        throw forbidden(
          'You must authenticate with an installation access token in order to list repositories for an installation.',
        );
      return handle(call);
    },
  };
}

export function forAnyone(operation: string, handle: Handler): Route {
  return { operation, handle };
}

/** A route under `/orgs/{org}`: for the organisation's members, and for an App with this permission on it. */
export function inOrganization(operation: string, app: AppPermission, handle: Handler): Route {
  return {
    operation,
    handle: (call) => {
      checkOrganization(call, app);
      return handle(call);
    },
  };
}

function checkOrganization(call: Call, app: AppPermission): void {
  const organization = call.world.account(param(call, 'org'));
  if (organization?.kind !== 'Organization') throw notFound();
  if (call.caller.kind === 'user') {
    if (call.world.organizationRole(organization, call.caller.user.login) === null) throw notFound();
    return;
  }
  if (call.caller.kind !== 'installation') throw badCredentials('Requires authentication');
  if (call.caller.installation.account.id !== organization.id) throw notFound();
  requirePermission(call.caller.permissions, app);
}

/** A route under `/repos/{owner}/{repo}`. */
export function inRepository(operation: string, access: Access, handle: RepositoryHandler): Route {
  const reads = operation.startsWith('GET ');
  return {
    operation,
    handle: (call): Promise<Reply> | Reply => {
      const repository = visibleRepository(call);
      checkAccess(call, repository, access, reads);
      const changesSettings = operation === 'PATCH /repos/{owner}/{repo}';
      if (repository.archived && !reads && !changesSettings)
        throw forbidden('Repository was archived so is read-only.');
      return handle(call, repository);
    },
  };
}

/** The repository of the path, or 404 if there is none or the caller may not know of it. */
function visibleRepository(call: Call): Repository {
  const fullName = `${param(call, 'owner')}/${param(call, 'repo')}`;
  const repository = call.world.repository(param(call, 'owner'), param(call, 'repo'));
  if (repository && mayKnow(call, repository)) return repository;
  const renamed = call.world.repositories.find((one) => one.formerNames.has(fullName.toLowerCase()));
  if (renamed && mayKnow(call, renamed)) throw moved(call, fullName, fullNameOf(renamed));
  throw notFound();
}

/** Where a transferred issue is now; whoever may not know of that repository finds nothing there. */
export function redirectToIssue(call: Call, repository: Repository, number: number): ApiError {
  const [, owner, repo] = /^\/repos\/([^/]+)\/([^/]+)/.exec(call.url.pathname) ?? [];
  const url = new URL(call.url);
  url.pathname = url.pathname
    .replace(`/repos/${owner}/${repo}/`, `/repos/${fullNameOf(repository)}/`)
    .replace(/\/issues\/\d+/, `/issues/${number}`);
  return redirect(call, url.href);
}

/** 301 for reading, 307 for what must keep its method and body (docs: "HTTP redirects"). */
function moved(call: Call, from: string, to: string): ApiError {
  return redirect(call, call.url.href.replace(`/repos/${from}`, `/repos/${to}`));
}

function redirect(call: Call, location: string): ApiError {
  const status = call.method === 'GET' ? 301 : 307;
  return new ApiError(
    status,
    status === 301 ? 'Moved Permanently' : 'Temporary Redirect',
    { url: location },
    { location },
  );
}

function mayKnow(call: Call, repository: Repository): boolean {
  if (!repository.private) return true;
  if (call.caller.kind === 'user') return call.world.levelOf(repository, call.caller.user.login) !== 'none';
  return call.caller.kind === 'installation' && covers(call, call.caller, repository);
}

function covers(
  call: Call,
  caller: Extract<Caller, { kind: 'installation' }>,
  repository: Repository,
): boolean {
  const installed = call.world.repositoriesOf(caller.installation).includes(repository);
  return installed && (caller.repositoryIds?.has(repository.id) ?? true);
}

function checkAccess(call: Call, repository: Repository, access: Access, reads: boolean): void {
  const { caller } = call;
  if (caller.kind === 'installation') checkInstallation(call, caller, repository, access, reads);
  else if (caller.kind === 'user') checkUser(call.world.levelOf(repository, caller.user.login), access.user);
  else if (caller.kind === 'app') throw badCredentials('A JSON web token could not be used here');
  else if (!reads || access.user !== 'read') throw badCredentials('Requires authentication');
}

function checkUser(level: Level, needed: Level | 'never'): void {
  if (needed === 'never') throw forbidden('You must authenticate via a GitHub App.');
  if (!atLeast(level, 'read')) throw notFound();
  if (atLeast(level, needed)) return;
  throw forbidden(
    needed === 'admin' ? 'Must have admin rights to Repository.' : 'Must have push access to Repository.',
  );
}

function checkInstallation(
  call: Call,
  caller: Extract<Caller, { kind: 'installation' }>,
  repository: Repository,
  access: Access,
  reads: boolean,
): void {
  if (caller.installation.suspendedAt !== null) throw forbidden('This installation has been suspended');
  const needed = concretePermission(call, repository, access.app);
  // What is public may be read anywhere, installed or not.
  if (!covers(call, caller, repository) && !reads)
    throw new PermissionError(`${needed} on this repository, where the App is not installed`);
  requirePermission(caller.permissions, needed);
}

function concretePermission(call: Call, repository: Repository, needed: NeededPermission): NeededPermission {
  if (!needed.startsWith('conversation:')) return needed;
  const access = needed.endsWith(':write') ? 'write' : 'read';
  const isPull = repository.issues.get(issueNumber(call, repository))?.pull != null;
  return isPull ? `pull_requests:${access}` : `issues:${access}`;
}

function issueNumber(call: Call, repository: Repository): number {
  const commentId = call.params.comment_id;
  if (commentId === undefined) return Number(call.params.issue_number);
  const issues = [...repository.issues.values()];
  return issues.find((issue) => issue.comments.some((one) => one.id === Number(commentId)))?.number ?? 0;
}

function requirePermission(granted: Record<string, string>, needed: NeededPermission): void {
  const [name = '', access] = needed.split(':');
  const has = granted[name];
  const enough = access === 'read' ? has !== undefined : has === 'write' || has === 'admin';
  if (!enough) throw new PermissionError(needed);
}
