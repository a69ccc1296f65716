import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { deliveryName, startEmulatedGitHub } from './index.ts';

const manifest = {
  default_permissions: {
    checks: 'write',
    contents: 'read',
    issues: 'write',
    pull_requests: 'write',
    members: 'read',
    metadata: 'read',
  },
  default_events: ['push', 'pull_request', 'issues', 'issue_comment', 'pull_request_review', 'repository'],
};

test('smoke', async () => {
  console.time('start');
  const github = await startEmulatedGitHub({
    clock: { now: () => new Date('2025-11-17T10:00:00Z') },
    app: { webhookSecret: 's'.repeat(20), manifest },
  });
  console.timeEnd('start');
  const received: string[] = [];
  const server = createServer((req, res) => {
    received.push(String(req.headers['x-github-event']));
    req.resume();
    res.writeHead(202).end('{}');
  });
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
  github.webhookTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
  github.createUser('ada');
  github.createUser('bob');
  github.createOrganization('acme', { owners: ['ada'] });
  github.createTeam('acme', 'architecture-team', ['ada']);
  await github.createRepository({
    owner: 'acme',
    name: 'shop',
    files: { 'a.py': 'print(1)\n', 'src/b.py': 'x = 1\n' },
    collaborators: { bob: 'write' },
  });
  const installation = github.installApp({ account: 'acme' });
  const ada = github.octokitFor('ada').rest;
  const bob = github.octokitFor('bob').rest;
  const at = { owner: 'acme', repo: 'shop' };
  await ada.repos.updateBranchProtection({
    ...at,
    branch: 'main',
    required_status_checks: {
      strict: false,
      contexts: [],
      checks: [{ context: 'Tollgate', app_id: github.app.id }],
    },
    enforce_admins: true,
    required_pull_request_reviews: null,
    restrictions: null,
  });
  const main = await bob.git.getRef({ ...at, ref: 'heads/main' });
  await bob.git.createRef({ ...at, ref: 'refs/heads/feat', sha: main.data.object.sha });
  await bob.repos.createOrUpdateFileContents({
    ...at,
    path: 'src/c.py',
    branch: 'feat',
    message: 'add c',
    content: Buffer.from('y = 2\n').toString('base64'),
  });
  const pull = await bob.pulls.create({
    ...at,
    title: 'feat: c',
    head: 'feat',
    base: 'main',
    body: 'Fixes #2',
  });
  expect(pull.data.changed_files).toBe(1);
  await bob.issues.create({ ...at, title: 'why' });
  await expect(bob.pulls.merge({ ...at, pull_number: 1 })).rejects.toThrow(/Tollgate/);
  const app = new Octokit({
    baseUrl: github.url,
    authStrategy: createAppAuth,
    auth: { appId: github.app.id, privateKey: github.app.privateKey, installationId: installation.id },
  }).rest;
  const run = await app.checks.create({
    ...at,
    name: 'Tollgate',
    head_sha: pull.data.head.sha,
    status: 'in_progress',
  });
  await app.checks.update({
    ...at,
    check_run_id: run.data.id,
    status: 'completed',
    conclusion: 'success',
    output: {
      title: 't',
      summary: 's',
      annotations: [
        { path: 'src/c.py', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'm' },
      ],
    },
  });
  await app.issues.createComment({ ...at, issue_number: 1, body: 'hello' });
  await app.checks.listForRef({ ...at, ref: pull.data.head.sha, check_name: 'Tollgate' });
  await app.pulls.listFiles({ ...at, pull_number: 1 });
  await app.pulls.createReview({
    ...at,
    pull_number: 1,
    event: 'COMMENT',
    body: 'hm',
    comments: [{ path: 'src/c.py', line: 1, body: 'mend' }],
  });
  await app.repos.compareCommitsWithBasehead({ ...at, basehead: `main...${pull.data.head.sha}` });
  await app.git.getTree({ ...at, tree_sha: pull.data.head.sha, recursive: '1' });
  await app.repos.getContent({ ...at, path: 'src/c.py', ref: 'feat' });
  const tar = await app.repos.downloadTarballArchive({ ...at, ref: pull.data.head.sha });
  expect((tar.data as ArrayBuffer).byteLength).toBeGreaterThan(50);
  await app.repos.get(at);
  await app.teams.getMembershipForUserInOrg({ org: 'acme', team_slug: 'architecture-team', username: 'ada' });
  await bob.pulls.merge({ ...at, pull_number: 1, merge_method: 'squash' });
  await github.settled();
  console.log(github.webhooks.deliveries.map((d) => `${deliveryName(d)} ${d.statusCode}`));
  console.log(JSON.stringify(github.state(), null, 1).slice(0, 1500));
  github.assertClean();
  server.close();
  await github.close();
});
