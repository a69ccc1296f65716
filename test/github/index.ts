/**
 * An emulated GitHub, on loopback and over real git, for the demo and the e2e tests.
 *
 * ```ts
 * const github = await startEmulatedGitHub({
 *   clock,                                               // decides created_at, merged_at, commit dates …
 *   app: { webhookSecret, manifest: parse(appYml) },     // also id, slug, privateKey
 * });
 * github.createUser('ada');
 * github.createOrganization('acme', { owners: ['ada'] });
 * github.createTeam('acme', 'architecture-team', ['ada']);
 * await github.createRepository({ owner: 'acme', name: 'shop', files: { 'a.py': 'print(1)\n' }, collaborators: { bob: 'write' } });
 * github.webhooks.target('http://127.0.0.1:3000/api/github/webhooks');
 * github.installApp({ account: 'acme' });                // sends installation.created
 *
 * const ada = github.octokitFor('ada');                  // a real Octokit: a story is told in REST calls
 * await ada.rest.pulls.merge({ owner: 'acme', repo: 'shop', pull_number: 1 });
 * await github.asUser('ada').rerequestCheck('acme/shop', checkRunId);   // what only the web pages offer
 *
 * await github.settled();                                // every webhook so far was answered or has failed
 * github.state().repositories['acme/shop'];              // branches, issues, pulls, check runs: plain JSON
 * github.requests;                                       // every request: operation, who, status
 * github.watch((request, moment) => …);                  // the same as it happens
 * github.assertClean();                                  // throws, listing every violation
 * await github.close();
 * ```
 *
 * The app under test gets `github.url` as `GITHUB_API_URL`, and `github.app.id`, `.privateKey`, `.webhookSecret`.
 *
 * **The judge.** `@octokit/openapi` describes every operation and webhook. Each request (path, query, body, also
 * names that GitHub would silently ignore), each response and each webhook is checked against it. What does not
 * fit lands in `github.violations`, as do a call beyond the manifest's permissions (403), an operation that is
 * not emulated (501) and a crash of the double itself. Refusals that GitHub gives on purpose (404, 405 for a
 * merge, 409, 422 for state) are no violations. `github.violations.take()` empties the list, for tests that
 * provoke one.
 *
 * **Webhooks** are signed, sent one after the other in GitHub's order, and answered within 10 s or failed.
 * `github.webhooks` has `hold`/`release`/`reorder(seed)`, `drop`, `fail`, `duplicate`, `answerWithinMs` and
 * `deliveries`. An App may list and redeliver them by `GET /app/hook/deliveries`. An App with `checks: write`
 * gets `check_run` and `check_suite` without subscribing, as on GitHub.
 *
 * **Merge queue**: a branch has one by a ruleset's rule `merge_queue`; `asUser('ada').addToMergeQueue('acme/shop', 1)` and
 * `removeFromMergeQueue`, which GitHub has on its pages and in GraphQL alone. Each PR gets a group of its own on top of those
 * before it; one that fails leaves and those behind it are made anew; a green front is merged at once. Minimum sizes,
 * waiting times and `HEADGREEN` are not emulated.
 *
 * **Faults**: `github.faults.next('502', 2, { operation })`, `github.faults.rate(0.1, seed)`, `clear()`. They
 * strike the App's own requests alone unless `whose: 'everybody'`; `when: 'after'` loses only the answer.
 * `404` and `422` play GitHub's API lagging behind its own webhooks.
 *
 * **As on GitHub, and easily forgotten**: a PR's `base.sha` is the base's tip when its head last moved; a fork's
 * commits list no pull requests in their checks; an admin may merge past classic protection unless
 * `enforce_admins`; `mergeable` is `null` in webhooks; only Apps write checks; real time decides tokens.
 *
 * **Not there yet**: OAuth, search, GraphQL, git over HTTP, ETags, and webhooks other than those
 * listed in `webhooks/webhooks.ts` (subscribing to one is a violation). Each answers 501, none lies.
 *
 * **Where to widen it**: an operation is one entry in a file of `routes/`, named as in GitHub's description; what
 * changes state and tells of it is in `actions/`; what objects look like, in `views/`; records, in `state/`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Octokit } from '@octokit/rest';
import type { Clock } from '../../src/clock.ts';
import { install } from './actions/installations.ts';
import { createRepository } from './actions/repositories.ts';
import { Faults } from './faults.ts';
import { type FullName, Person } from './people.ts';
import { allRoutes } from './routes/all.ts';
import { Credentials } from './server/auth.ts';
import { Codeload } from './server/codeload.ts';
import { RateLimits } from './server/rateLimit.ts';
import type { RequestRecord, Watcher } from './server/requests.ts';
import { ApiServer } from './server/server.ts';
import { type Snapshot, snapshot } from './snapshot.ts';
import { type AppOptions, type RegisteredApp, registerApp } from './state/app.ts';
import type { Account, Installation, Level } from './state/records.ts';
import { timestamp, World } from './state/world.ts';
import { Violations } from './violations.ts';
import { Webhooks } from './webhooks/webhooks.ts';

export type { RequestRecord } from './server/requests.ts';
export { deliveryName } from './webhooks/delivery.ts';

export interface EmulatedGitHubOptions {
  clock: Clock;
  app: AppOptions;
}

export interface RepositoryOptions {
  owner: string;
  name: string;
  private?: boolean;
  /** Contents by path, as the first commit on `main`. Empty for a repository without commits. */
  files?: Record<string, string | Uint8Array>;
  collaborators?: Record<string, Level>;
}

export class EmulatedGitHub {
  readonly webhooks: Webhooks;
  readonly faults = new Faults();
  readonly violations = new Violations();
  readonly requests: RequestRecord[] = [];
  readonly #watchers = new Set<Watcher>();
  readonly credentials: Credentials;
  readonly #world: World;
  readonly #server: ApiServer;
  readonly #codeload = new Codeload();

  /** @internal Use `startEmulatedGitHub`. */
  constructor(world: World) {
    this.#world = world;
    this.credentials = new Credentials(world);
    this.webhooks = new Webhooks(world, this.violations);
    const rateLimits = new RateLimits();
    this.#server = new ApiServer({
      world,
      webhooks: this.webhooks,
      credentials: this.credentials,
      faults: this.faults,
      violations: this.violations,
      rateLimits,
      requests: this.requests,
      watchers: this.#watchers,
      routes: allRoutes(this.credentials, this.#codeload, rateLimits),
    });
    this.#createAccount(world.app.botLogin, 'Bot');
  }

  /** @internal */
  async listen(): Promise<void> {
    this.#world.links.codeload = await this.#codeload.listen();
    this.#world.links.api = await this.#server.listen();
  }

  /** REST base URL, to be taken as it is. */
  get url(): string {
    return this.#world.links.api;
  }

  get app(): RegisteredApp {
    return this.#world.app;
  }

  createUser(login: string): Account {
    return this.#createAccount(login, 'User');
  }

  /** An account of a program, such as `renovate[bot]`. */
  createBot(login: string): Account {
    return this.#createAccount(login, 'Bot');
  }

  /** @param people `owners` may do everything, `members` read every repository. */
  createOrganization(login: string, people: { owners?: string[]; members?: string[] } = {}): Account {
    const organization = this.#createAccount(login, 'Organization');
    const roles = new Map<string, 'member' | 'admin'>();
    for (const member of people.members ?? [])
      roles.set(this.#world.knownAccount(member).login.toLowerCase(), 'member');
    for (const owner of people.owners ?? [])
      roles.set(this.#world.knownAccount(owner).login.toLowerCase(), 'admin');
    this.#world.members.set(organization.id, roles);
    return organization;
  }

  /** Who is put in a team becomes a member of its organisation. */
  createTeam(organization: string, slug: string, members: string[] = []): void {
    const account = this.#world.knownAccount(organization);
    const logins = members.map((login) => this.#world.knownAccount(login).login.toLowerCase());
    const roles = this.#world.members.get(account.id);
    for (const login of logins) if (roles && !roles.has(login)) roles.set(login, 'member');
    this.#world.teams.push({
      id: this.#world.nextId(),
      organization: account,
      slug,
      name: slug,
      members: new Map(logins.map((login) => [login, 'member'])),
      createdAt: this.#world.now(),
    });
  }

  /** Returns the SHA of the first commit; null if there are no files. */
  async createRepository(options: RepositoryOptions): Promise<string | null> {
    const collaborators = Object.entries(options.collaborators ?? {});
    const repository = await createRepository(this.#site(), {
      owner: this.#world.knownAccount(options.owner),
      name: options.name,
      private: options.private ?? false,
      files: options.files ?? {},
      collaborators: new Map(
        collaborators.map(([login, level]) => [this.#world.knownAccount(login).login.toLowerCase(), level]),
      ),
    });
    return repository.git.branch(repository.defaultBranch);
  }

  /** Installs the App on all repositories of an account, or on the named ones; tells it `installation.created`. */
  installApp(options: { account: string; repositories?: string[]; by?: string }): Installation {
    const account = this.#world.knownAccount(options.account);
    const by = options.by === undefined ? account : this.#world.knownAccount(options.by);
    const repositories = options.repositories?.map((name) => {
      const repository = this.#world.repository(account.login, name);
      if (!repository) throw new Error(`no repository ${account.login}/${name}`);
      return repository;
    });
    return install(this.#site(), account, repositories ?? null, by);
  }

  /** An Octokit with a personal token of this user. */
  octokitFor(login: string): Octokit {
    const auth = this.credentials.issueUserToken(this.#world.knownAccount(login));
    const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    return new Octokit({ auth, baseUrl: this.url, log: silent });
  }

  /** What this user can do on GitHub's pages alone. */
  asUser(login: string): Person {
    return new Person(this.#site(), this.#world.knownAccount(login));
  }

  /** The bare repository on disk, to look at with git. */
  gitFolder(fullName: FullName): string {
    const [owner = '', name = ''] = fullName.split('/');
    const repository = this.#world.repository(owner, name);
    if (!repository) throw new Error(`no repository ${fullName}`);
    return repository.git.folder;
  }

  /** Tells of every request, before it does anything and before its answer leaves. Returns the undoing. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Where webhooks are POSTed; the same as `webhooks.target`. */
  webhookTarget(url: string | null): void {
    this.webhooks.target(url);
  }

  /** Resolves once every webhook announced so far was answered or has failed; held ones do not count. */
  settled(): Promise<void> {
    return this.webhooks.settled();
  }

  state(): Snapshot {
    return snapshot(this.#world);
  }

  /** @throws Error that lists every violation seen so far. */
  assertClean(): void {
    this.violations.assertClean();
  }

  /** Stops listening, ends git and removes the repositories. Webhooks that still wait are not sent. */
  async close(): Promise<void> {
    this.webhooks.hold();
    await this.#server.close();
    await this.#codeload.close();
    await this.webhooks.settled();
    await Promise.all(this.#world.repositories.map((repository) => repository.git.close()));
    await rm(this.#world.folder, { recursive: true, force: true });
  }

  #site() {
    return { world: this.#world, webhooks: this.webhooks };
  }

  #createAccount(login: string, kind: Account['kind']): Account {
    const account: Account = { id: this.#world.nextId(), login, kind, createdAt: this.#world.now() };
    this.#world.accounts.set(login.toLowerCase(), account);
    return account;
  }
}

/** Starts one on two free ports of 127.0.0.1, with its repositories in a temporary folder. */
export async function startEmulatedGitHub(options: EmulatedGitHubOptions): Promise<EmulatedGitHub> {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulated-github-'));
  const app = registerApp(options.app, timestamp(options.clock.now()));
  const github = new EmulatedGitHub(new World(options.clock, app, folder));
  await github.listen();
  return github;
}
