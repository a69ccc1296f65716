import { z } from 'zod';
import { changeSettings, deleteRepository, forkRepository } from '../actions/repositories.ts';
import { forAnyone, inRepository, type Route } from '../server/access.ts';
import { actorOf, type Call, noContent, ok, param, readBody } from '../server/call.ts';
import { forbidden, invalidField, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import { atLeast, parseLevel } from '../state/levels.ts';
import type { Account, Level, Repository } from '../state/records.ts';
import { collaboratorView, publicUserView } from '../views/accounts.ts';
import { fullRepositoryView, repositoryView } from '../views/repositories.ts';

/** Repositories, their collaborators, and users. */
export function repositoryRoutes(): Route[] {
  return [
    inRepository('GET /repos/{owner}/{repo}', { app: 'metadata:read', user: 'read' }, (call, repository) =>
      ok(fullRepositoryView(call.world, repository, callerLevel(call, repository))),
    ),
    inRepository('PATCH /repos/{owner}/{repo}', { app: 'administration:write', user: 'admin' }, update),
    inRepository(
      'DELETE /repos/{owner}/{repo}',
      { app: 'administration:write', user: 'admin' },
      (call, repository) => {
        deleteRepository(call, repository, actorOf(call).account);
        return noContent;
      },
    ),
    inRepository('POST /repos/{owner}/{repo}/forks', { app: 'never', user: 'read' }, fork),
    inRepository(
      'GET /repos/{owner}/{repo}/forks',
      { app: 'metadata:read', user: 'read' },
      (call, repository) =>
        page(
          call,
          call.world.repositories.filter((one) => one.parent === repository),
          (one) => repositoryView(call.world, one),
        ),
    ),
    inRepository(
      'GET /repos/{owner}/{repo}/collaborators',
      { app: 'metadata:read', user: 'write' },
      listCollaborators,
    ),
    inRepository(
      'PUT /repos/{owner}/{repo}/collaborators/{username}',
      { app: 'administration:write', user: 'admin' },
      putCollaborator,
    ),
    inRepository(
      'DELETE /repos/{owner}/{repo}/collaborators/{username}',
      { app: 'administration:write', user: 'admin' },
      (call, repository) => {
        repository.collaborators.delete(param(call, 'username').toLowerCase());
        return noContent;
      },
    ),
    inRepository(
      'GET /repos/{owner}/{repo}/collaborators/{username}',
      { app: 'metadata:read', user: 'write' },
      (call, repository) => {
        if (!repository.collaborators.has(param(call, 'username').toLowerCase())) throw notFound();
        return noContent;
      },
    ),
    inRepository(
      'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      { app: 'metadata:read', user: 'read' },
      showPermission,
    ),
    forAnyone('GET /users/{username}', (call) => {
      const account = call.world.account(param(call, 'username'));
      if (!account) throw notFound();
      return ok(publicUserView(call.world, account));
    }),
    forAnyone('GET /user', (call) => ok(publicUserView(call.world, userOf(call)))),
  ];
}

function userOf(call: Call): Account {
  if (call.caller.kind !== 'user') throw forbidden('Resource not accessible by integration');
  return call.caller.user;
}

function callerLevel(call: Call, repository: Repository): Level {
  if (call.caller.kind === 'user') return call.world.levelOf(repository, call.caller.user.login);
  return 'read';
}

const Settings = z.object({
  name: z.string().optional(),
  description: z.string().nullish(),
  default_branch: z.string().optional(),
  archived: z.boolean().optional(),
  private: z.boolean().optional(),
});

function update(call: Call, repository: Repository) {
  const settings = readBody(call, Settings);
  const branch = settings.default_branch;
  if (branch !== undefined && repository.git.branch(branch) === null) {
    throw invalidField(
      'Repository',
      'default_branch',
      'invalid',
      `The branch ${branch} was not found. Please push that ref first or create it via the Git Data API.`,
    );
  }
  changeSettings(call, repository, settings, actorOf(call).account);
  return ok(fullRepositoryView(call.world, repository, 'admin'));
}

const Fork = z.object({ organization: z.string().optional(), name: z.string().optional() });

async function fork(call: Call, repository: Repository) {
  const wanted = readBody(call, Fork);
  const owner =
    wanted.organization === undefined ? actorOf(call).account : call.world.account(wanted.organization);
  if (!owner) throw notFound();
  const name = wanted.name ?? repository.name;
  const known = call.world.repository(owner.login, name);
  if (known && known.parent !== repository) throw forbidden('Name already exists on this account');
  const forked = known ?? (await forkRepository(call, repository, owner, name));
  return { status: 202, body: fullRepositoryView(call.world, forked, 'admin') };
}

function listCollaborators(call: Call, repository: Repository) {
  const { world } = call;
  const users = [...world.accounts.values()].filter(
    (account) =>
      account.kind === 'User' &&
      (repository.collaborators.has(account.login.toLowerCase()) ||
        atLeast(world.levelOf(repository, account.login), 'write')),
  );
  return page(call, users, (account) =>
    collaboratorView(world, account, world.levelOf(repository, account.login)),
  );
}

const Collaborator = z.object({ permission: z.string().default('push') });

/** The double accepts invitations at once. */
function putCollaborator(call: Call, repository: Repository) {
  const account = call.world.account(param(call, 'username'));
  if (!account) throw notFound();
  const level = parseLevel(readBody(call, Collaborator).permission);
  if (level === null) throw invalidField('Collaborator', 'permission', 'invalid');
  repository.collaborators.set(account.login.toLowerCase(), level);
  return noContent;
}

/** `permission` knows no more than admin, write, read and none; `role_name` says it exactly. */
function showPermission(call: Call, repository: Repository) {
  const account = call.world.account(param(call, 'username'));
  if (!account) throw notFound();
  const level = call.world.levelOf(repository, account.login);
  const coarse = {
    none: 'none',
    read: 'read',
    triage: 'read',
    write: 'write',
    maintain: 'write',
    admin: 'admin',
  };
  return ok({
    permission: coarse[level],
    role_name: level,
    user: collaboratorView(call.world, account, level),
  });
}
