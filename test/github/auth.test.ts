import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Acme, appOctokit, createShop, octokitWith, startAcme, statusOf } from './fixture.ts';
import { startEmulatedGitHub } from './index.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await startAcme();
});
afterAll(() => acme.github.close());

interface Claims {
  iat: number;
  exp: number;
  iss: number | string;
}

function jwt(
  change: (now: number) => Partial<Claims>,
  key = acme.github.app.privateKey,
  alg = 'RS256',
): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iat: now - 60, exp: now + 300, iss: acme.github.app.id, ...change(now) };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

async function getApp(authorization: string): Promise<number> {
  return (await fetch(`${acme.github.url}/app`, { headers: { authorization } })).status;
}

describe('the JWT of the App', () => {
  test('holds with its own key, by either scheme', async () => {
    expect(await getApp(`Bearer ${jwt(() => ({}))}`)).toBe(200);
    expect(await getApp(`token ${jwt(() => ({ iss: String(acme.github.app.id) }))}`)).toBe(200);
  });

  const { privateKey: foreignKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

  test.each([
    ['signed by another key', () => jwt(() => ({}), foreignKey)],
    ['of another App', () => jwt(() => ({ iss: 1 }))],
    ['that has expired', () => jwt((now) => ({ exp: now - 1 }))],
    ['valid for more than ten minutes', () => jwt((now) => ({ exp: now + 700 }))],
    ['issued in the future', () => jwt((now) => ({ iat: now + 200 }))],
    ['that names no algorithm', () => jwt(() => ({}), acme.github.app.privateKey, 'none')],
    ['that is garbage', () => 'a.b.c'],
  ])('%s is refused', async (_, make) => {
    expect(await getApp(`Bearer ${make()}`)).toBe(401);
  });

  test('opens neither repositories nor, for an installation token, the App', async () => {
    const at = await createShop(acme, 'jwt');
    expect(
      await statusOf(
        octokitWith(
          acme.github,
          jwt(() => ({})),
        ).rest.repos.get(at),
      ),
    ).toBe(401);
    expect(await statusOf(acme.github.octokitFor('ada').rest.apps.getAuthenticated())).toBe(401);
  });
});

describe('installation tokens', () => {
  test('are limited to the repositories and permissions that they were asked for', async () => {
    const [one, other] = [await createShop(acme, 'token-one'), await createShop(acme, 'token-other')];
    const { data } = await appOctokit(acme.github).rest.apps.createInstallationAccessToken({
      installation_id: acme.installation.id,
      repositories: ['token-one'],
      permissions: { issues: 'read' },
    });
    const limited = octokitWith(acme.github, data.token).rest;
    expect((await limited.issues.listForRepo(one)).status).toBe(200);
    expect(
      (await limited.apps.listReposAccessibleToInstallation()).data.repositories.map(
        (repository) => repository.name,
      ),
    ).toEqual(['token-one']);
    expect(await statusOf(limited.issues.create({ ...one, title: 'x' }))).toBe(403);
    expect(await statusOf(limited.issues.create({ ...other, title: 'x' }))).toBe(403);
    expect(acme.github.violations.take()).toHaveLength(2);
  });

  test('cannot ask for more than the App has', async () => {
    const request = appOctokit(acme.github).rest.apps.createInstallationAccessToken({
      installation_id: acme.installation.id,
      permissions: { contents: 'write' },
    });
    expect(await statusOf(request)).toBe(422);
  });

  test('expire, and end with the installation', async () => {
    const at = await createShop(acme, 'expiring');
    const app = appOctokit(acme.github, acme.installation.id);
    await app.rest.repos.get(at);
    acme.github.credentials.expireInstallationTokens();
    expect(await statusOf(app.rest.repos.get(at))).toBe(401);
  });

  test('of a suspended installation are refused', async () => {
    const at = await createShop(acme, 'suspended');
    await acme.github.asUser('ada').suspend('acme');
    expect(await statusOf(appOctokit(acme.github, acme.installation.id).rest.repos.get(at))).toBe(403);
    await acme.github.asUser('ada').unsuspend('acme');
    expect((await appOctokit(acme.github, acme.installation.id).rest.repos.get(at)).status).toBe(200);
  });

  test('carry rate limit headers that count', async () => {
    const at = await createShop(acme, 'limits');
    const remaining = async () => Number((await acme.app.repos.get(at)).headers['x-ratelimit-remaining']);
    const first = await remaining();
    expect(await remaining()).toBe(first - 1);
  });
});

describe('people', () => {
  test('a private repository does not exist for strangers', async () => {
    await acme.github.createRepository({
      owner: 'acme',
      name: 'secret',
      private: true,
      files: { a: 'a' },
      collaborators: { bob: 'read' },
    });
    const at = { owner: 'acme', repo: 'secret' };
    expect(await statusOf(acme.eve.repos.get(at))).toBe(404);
    expect((await fetch(`${acme.github.url}/repos/acme/secret`)).status).toBe(404);
    expect((await acme.bob.repos.get(at)).data.private).toBe(true);
    expect((await acme.app.repos.get(at)).data.private).toBe(true);
  });

  test('reading, writing and administering need the levels that GitHub asks for', async () => {
    const at = await createShop(acme, 'levels');
    expect((await acme.eve.issues.create({ ...at, title: 'anybody may' })).status).toBe(201);
    expect(
      await statusOf(
        acme.eve.repos.createOrUpdateFileContents({ ...at, path: 'x', message: 'x', content: '' }),
      ),
    ).toBe(403);
    expect(await statusOf(acme.bob.repos.update({ ...at, archived: true }))).toBe(403);
    expect(await statusOf(acme.ada.checks.create({ ...at, name: 'x', head_sha: 'y' }))).toBe(403);
    const { data } = await acme.app.repos.getCollaboratorPermissionLevel({ ...at, username: 'bob' });
    expect([data.permission, data.role_name]).toEqual(['write', 'write']);
    await acme.ada.repos.addCollaborator({ ...at, username: 'eve', permission: 'maintain' });
    expect(
      (await acme.app.repos.getCollaboratorPermissionLevel({ ...at, username: 'eve' })).data.permission,
    ).toBe('write');
  });

  test('an archived repository is read-only', async () => {
    const at = await createShop(acme, 'archived');
    await acme.ada.repos.update({ ...at, archived: true });
    expect(await statusOf(acme.bob.issues.create({ ...at, title: 'x' }))).toBe(403);
    expect((await acme.bob.repos.get(at)).data.archived).toBe(true);
  });

  test('a renamed repository is found under its old name', async () => {
    const at = await createShop(acme, 'before');
    await acme.ada.repos.update({ ...at, name: 'after' });
    expect((await acme.app.repos.get(at)).data.full_name).toBe('acme/after');
    expect((await acme.app.issues.create({ ...at, title: 'kept' })).status).toBe(201);
  });

  test('teams tell their members to the organisation and to the App', async () => {
    acme.github.createTeam('acme', 'architecture-team', ['bob']);
    const team = { org: 'acme', team_slug: 'architecture-team' };
    expect((await acme.app.teams.getMembershipForUserInOrg({ ...team, username: 'bob' })).data.state).toBe(
      'active',
    );
    expect(await statusOf(acme.app.teams.getMembershipForUserInOrg({ ...team, username: 'eve' }))).toBe(404);
    await acme.ada.teams.addOrUpdateMembershipForUserInOrg({ ...team, username: 'eve' });
    expect((await acme.app.teams.listMembersInOrg(team)).data.map((member) => member.login)).toEqual([
      'bob',
      'eve',
    ]);
  });
});

describe('the manifest', () => {
  test('a call beyond its permissions is 403 and a violation that names what it needs', async () => {
    const at = await createShop(acme, 'beyond');
    expect(
      await statusOf(
        acme.app.repos.createOrUpdateFileContents({ ...at, path: 'x', message: 'x', content: '' }),
      ),
    ).toBe(403);
    expect(await statusOf(acme.app.repos.getBranchProtection({ ...at, branch: 'main' }))).toBe(403);
    expect(acme.github.violations.take().map(({ kind, complaints }) => [kind, ...complaints])).toEqual([
      ['permission', 'needs contents:write'],
      ['permission', 'needs administration:read'],
    ]);
  });

  test('comments and labels need issues on an issue and pull_requests on a pull request', async () => {
    const at = await createShop(acme, 'conversation');
    const { data: issue } = await acme.bob.issues.create({ ...at, title: 'x' });
    await acme.bob.repos.createOrUpdateFileContents({
      ...at,
      path: 'y',
      message: 'y',
      content: '',
      branch: 'main',
    });
    const { data } = await appOctokit(acme.github).rest.apps.createInstallationAccessToken({
      installation_id: acme.installation.id,
      permissions: { pull_requests: 'write' },
    });
    const pullsOnly = octokitWith(acme.github, data.token).rest;
    expect(
      await statusOf(pullsOnly.issues.createComment({ ...at, issue_number: issue.number, body: 'x' })),
    ).toBe(403);
    expect(acme.github.violations.take()[0]?.complaints).toEqual(['needs issues:write']);
  });

  test('an event whose permission is missing is refused at registration', async () => {
    const manifest = { default_permissions: { issues: 'read' }, default_events: ['issues', 'check_run'] };
    const started = startEmulatedGitHub({ clock: acme.clock, app: { webhookSecret: 'x', manifest } });
    await expect(started).rejects.toThrow(/check_run/);
  });
});
