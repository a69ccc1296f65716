import { z } from 'zod';
import { forAnyone, inOrganization, type Route } from '../server/access.ts';
import { type Call, noContent, ok, param, readBody } from '../server/call.ts';
import { badCredentials, forbidden, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import type { Team } from '../state/records.ts';
import { fullTeamView, organizationView, teamView, userView } from '../views/accounts.ts';

const TEAM = '/orgs/{org}/teams/{team_slug}';

/** Teams and who is in them. */
export function organizationRoutes(): Route[] {
  return [
    inOrganization('GET /orgs/{org}/teams', 'members:read', (call) => {
      const login = param(call, 'org').toLowerCase();
      const teams = call.world.teams.filter((team) => team.organization.login.toLowerCase() === login);
      return page(call, teams, (team) => ({ ...teamView(call.world, team), parent: null }));
    }),
    inOrganization(`GET ${TEAM}`, 'members:read', (call) => ok(fullTeamView(call.world, teamOf(call)))),
    inOrganization(`GET ${TEAM}/members`, 'members:read', (call) => {
      const members = [...teamOf(call).members.keys()].map((login) => call.world.knownAccount(login));
      return page(call, members, (account) => userView(call.world, account));
    }),
    inOrganization(`GET ${TEAM}/memberships/{username}`, 'members:read', (call) =>
      ok(membershipView(call, teamOf(call))),
    ),
    inOrganization(`PUT ${TEAM}/memberships/{username}`, 'members:write', putMembership),
    inOrganization(`DELETE ${TEAM}/memberships/{username}`, 'members:write', (call) => {
      requireOwner(call);
      teamOf(call).members.delete(param(call, 'username').toLowerCase());
      return noContent;
    }),
    inOrganization('GET /orgs/{org}/members/{username}', 'members:read', (call) => {
      const organization = call.world.account(param(call, 'org'));
      if (!organization || call.world.organizationRole(organization, param(call, 'username')) === null)
        throw notFound();
      return noContent;
    }),
    forAnyone('GET /users/{username}/orgs', (call) => {
      const login = param(call, 'username');
      const belongs = [...call.world.accounts.values()].filter(
        (one) => call.world.organizationRole(one, login) !== null,
      );
      return page(call, belongs, (one) => organizationView(call.world, one));
    }),
  ];
}

function teamOf(call: Call): Team {
  const team = call.world.team(param(call, 'org'), param(call, 'team_slug'));
  if (!team) throw notFound();
  return team;
}

function membershipView(call: Call, team: Team) {
  const username = param(call, 'username');
  const role = team.members.get(username.toLowerCase());
  if (role === undefined) throw notFound();
  const url = `${call.world.links.api}/organizations/${team.organization.id}/team/${team.id}/memberships/${username}`;
  return { url, role, state: 'active' };
}

const Membership = z.object({ role: z.enum(['member', 'maintainer']).default('member') });

/** Whoever joins a team joins its organisation; the double accepts invitations at once. */
function putMembership(call: Call) {
  requireOwner(call);
  const team = teamOf(call);
  const account = call.world.account(param(call, 'username'));
  if (!account) throw notFound();
  const login = account.login.toLowerCase();
  const members = call.world.members.get(team.organization.id);
  if (members && !members.has(login)) members.set(login, 'member');
  team.members.set(login, readBody(call, Membership).role);
  return ok(membershipView(call, team));
}

function requireOwner(call: Call): void {
  if (call.caller.kind === 'installation') return;
  const organization = call.world.account(param(call, 'org'));
  if (call.caller.kind !== 'user' || !organization) throw badCredentials('Requires authentication');
  if (call.world.organizationRole(organization, call.caller.user.login) !== 'admin')
    throw forbidden('Must be an organization owner.');
}
