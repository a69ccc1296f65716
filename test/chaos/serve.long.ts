import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { seededRandom } from '../github/random.ts';
import { BACKENDS } from '../support/backends.ts';
import { freePort } from '../support/free-port.ts';
import { startOurGitHub } from '../support/our-github.ts';
import { Teammate } from '../support/teamwork.ts';
import { environmentFor } from './app-process.ts';
import { chaosSeed } from './seed.ts';

/** Orchestrators kill what has not ended so long after SIGTERM. */
const ORCHESTRATOR_MS = 30_000;
const PATIENCE = { timeout: 120_000, interval: 200 };
const KILLS = 8;

/** `tollgate serve` by its own command and the real clock, as an operator runs it. */
class Served {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(variables: NodeJS.ProcessEnv) {
    this.#child = spawn(process.execPath, ['bin/tollgate.mjs', 'serve'], {
      env: { PATH: process.env.PATH, ...variables },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#ended = once(this.#child, 'exit');
  }

  /** @returns how it ended: its exit code, or the signal that it was killed by */
  async terminate(): Promise<number | string | null> {
    this.#child.kill('SIGTERM');
    const impatient = setTimeout(() => this.#child.kill('SIGKILL'), ORCHESTRATOR_MS);
    await this.#ended;
    clearTimeout(impatient);
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

let github: EmulatedGitHub;
let ada: Teammate;

beforeEach(async () => {
  github = await startOurGitHub(systemClock);
  github.createUser('ada');
  github.createOrganization('acme', { owners: ['ada'] });
  await github.createRepository({ owner: 'acme', name: 'chat', files: { 'README.md': '# chat\n' } });
  ada = new Teammate({ github }, 'ada', { owner: 'acme', repo: 'chat' });
});

afterEach(() => github.close());

const judged = (pull: number) =>
  vi.waitFor(async () => expect((await ada.check(pull)).status).toBe('completed'), PATIENCE);

/** Names of the check runs on a PR's head. */
async function checksOn(pull: number): Promise<string[]> {
  const { data } = await ada.octokit.rest.checks.listForRef({
    ...ada.repository,
    ref: await ada.headOf(pull),
    filter: 'all',
  });
  return data.check_runs.map(({ name }) => name);
}

describe.each(BACKENDS)('tollgate serve on $name', ({ newDatabaseUrl }) => {
  let serve: () => Promise<Served>;

  beforeEach(async () => {
    const [databaseUrl, port] = [await newDatabaseUrl(), await freePort()];
    github.webhookTarget(`http://127.0.0.1:${port}/api/github/webhooks`);
    serve = async () => {
      const served = new Served(environmentFor(github, { databaseUrl, port }));
      const alive = async () => expect((await fetch(`http://127.0.0.1:${port}/healthz`)).ok).toBe(true);
      await vi.waitFor(alive, PATIENCE);
      return served;
    };
  });

  it('ends in time though GitHub never answers what it waits for, and the next process does that work', async () => {
    const first = await serve();
    github.installApp({ account: 'acme' });
    await github.settled();
    await judged(await ada.propose('calm', 'fix: calm', { 'a.py': 'a = 1\n' }));
    github.faults.rate(1, 1, ['timeout']);
    const pull = await ada.propose('late', 'fix: late', { 'b.py': 'b = 1\n' });
    await vi.waitFor(() => expect(github.faults.struck.get('timeout')).toBeGreaterThan(0), PATIENCE);
    expect(await first.terminate()).toBe(0);
    github.faults.clear();
    const second = await serve();
    await judged(pull);
    expect(await checksOn(pull)).toEqual(['Tollgate']);
    expect(await second.terminate()).toBe(0);
    github.assertClean();
  });

  it(`is killed ${KILLS} times at any moment, and each PR has its one check in the end`, async () => {
    const random = seededRandom(chaosSeed('Kills of tollgate serve'));
    let served = await serve();
    github.installApp({ account: 'acme' });
    const pulls: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      pulls.push(await ada.propose(`b${kill}`, `fix: number ${kill}`, { [`f${kill}.py`]: `n = ${kill}\n` }));
      await delay(random() * 1500);
      await served.kill();
      served = await serve();
    }
    for (const pull of pulls) await judged(pull);
    for (const pull of pulls) expect(await checksOn(pull)).toEqual(['Tollgate']);
    expect(await served.terminate()).toBe(0);
    github.assertClean();
  });
});
