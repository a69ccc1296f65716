import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { Clock } from '../../src/clock.ts';
import { type EmulatedGitHub, startEmulatedGitHub } from './index.ts';
import type { FullName } from './people.ts';

/** The emulated GitHub's own tests: an App that may do much, an organisation, three people, a receiver. */

export const MANIFEST = {
  default_permissions: {
    checks: 'write',
    contents: 'read',
    issues: 'write',
    members: 'read',
    pull_requests: 'write',
  },
  default_events: ['push', 'pull_request', 'pull_request_review', 'issues', 'issue_comment', 'repository'],
} as const;

const NOON = new Date('2025-11-17T12:00:00Z');

function fixedClock(): Clock & { set(now: Date): void } {
  let current = NOON;
  return {
    now: () => current,
    set: (now) => {
      current = now;
    },
  };
}

export interface Received {
  headers: Record<string, unknown>;
  body: string;
}

/** A plain HTTP server in the App's place. `answer` says what it answers; null leaves it waiting. */
export async function startReceiver(answer: () => number | null = () => 202) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    const status = answer();
    if (status !== null) response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, close };
}

export const WEBHOOK_SECRET = ['not', 'a', 'real', 'one'].join('-');

/** acme with its owner ada, its writer bob, the stranger eve, and the App installed on all repositories. */
export async function startAcme(manifest: unknown = MANIFEST) {
  const clock = fixedClock();
  const github = await startEmulatedGitHub({ clock, app: { webhookSecret: WEBHOOK_SECRET, manifest } });
  for (const login of ['ada', 'bob', 'eve']) github.createUser(login);
  github.createOrganization('acme', { owners: ['ada'] });
  const installation = github.installApp({ account: 'acme' });
  return {
    clock,
    github,
    installation,
    ada: github.octokitFor('ada').rest,
    bob: github.octokitFor('bob').rest,
    eve: github.octokitFor('eve').rest,
    app: appOctokit(github, installation.id).rest,
  };
}

export type Acme = Awaited<ReturnType<typeof startAcme>>;

/** Octokit as the App: as an installation, or with its JWT alone. */
export function appOctokit(github: EmulatedGitHub, installationId?: number): Octokit {
  const { id: appId, privateKey } = github.app;
  const auth = installationId === undefined ? { appId, privateKey } : { appId, privateKey, installationId };
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return new Octokit({ baseUrl: github.url, authStrategy: createAppAuth, auth, log: silent });
}

/** Octokit with a token of whatever kind. */
export function octokitWith(github: EmulatedGitHub, auth: string): Octokit {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return new Octokit({ baseUrl: github.url, auth, log: silent });
}

type Rest = Octokit['rest'];

export type Place = { owner: string; repo: string };

const SHOP_FILES = { 'README.md': '# Shop\n', 'src/cart.py': 'one = 1\ntwo = 2\nthree = 3\n' };

/** A repository of acme in which bob may write. */
export async function createShop(
  { github }: Acme,
  name: string,
  files: Record<string, string> = SHOP_FILES,
): Promise<Place> {
  await github.createRepository({ owner: 'acme', name, files, collaborators: { bob: 'write' } });
  return { owner: 'acme', repo: name };
}

export async function tipOf(rest: Rest, at: Place, branch: string): Promise<string> {
  const { data } = await rest.git.getRef({ ...at, ref: `heads/${branch}` });
  return data.object.sha;
}

/** Puts files on a branch by one commit, making the branch from main if need be; returns the commit's SHA. */
export async function commitFiles(
  rest: Rest,
  at: Place,
  branch: string,
  files: Record<string, string | null>,
): Promise<string> {
  const exists = await branchExists(rest, at, branch);
  const parent = await tipOf(rest, at, exists ? branch : 'main');
  const tree = Object.entries(files).map(([path, content]) => {
    const entry = { path, mode: '100644', type: 'blob' } as const;
    return content === null ? { ...entry, sha: null } : { ...entry, content };
  });
  const { data: made } = await rest.git.createTree({ ...at, base_tree: parent, tree });
  const message = `Change ${Object.keys(files).join(', ')}`;
  const { data: commit } = await rest.git.createCommit({ ...at, message, tree: made.sha, parents: [parent] });
  if (exists) await rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha: commit.sha });
  else await rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: commit.sha });
  return commit.sha;
}

async function branchExists(rest: Rest, at: Place, branch: string): Promise<boolean> {
  const { data } = await rest.git.listMatchingRefs({ ...at, ref: `heads/${branch}` });
  return data.some((one) => one.ref === `refs/heads/${branch}`);
}

/** A branch with these files, and a pull request from it to main. */
export async function openPull(rest: Rest, at: Place, branch: string, files: Record<string, string | null>) {
  await commitFiles(rest, at, branch, files);
  const { data } = await rest.pulls.create({ ...at, title: `feat: ${branch}`, head: branch, base: 'main' });
  return data;
}

/** The status that a refused request was answered with. */
export async function statusOf(request: Promise<unknown>): Promise<number> {
  try {
    await request;
  } catch (error) {
    if (error instanceof Error && 'status' in error) return Number(error.status);
    throw error;
  }
  throw new Error('the request was not refused');
}

/** What git itself says of a repository of the emulated GitHub. */
export function gitOutput(github: EmulatedGitHub, fullName: FullName, ...args: string[]): string {
  return execFileSync('git', [`--git-dir=${github.gitFolder(fullName)}`, ...args], {
    encoding: 'utf8',
  }).trim();
}

/** Objects and refs are written without git: lets git itself look at every one of them. */
export function fsckAll(github: EmulatedGitHub): void {
  for (const fullName of Object.keys(github.state().repositories)) {
    gitOutput(github, fullName as FullName, 'fsck', '--strict', '--full');
  }
}
