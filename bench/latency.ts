// From the webhook of a PR to its finished check: `npm run bench:latency`, see README.md.
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { systemClock } from '../src/clock.ts';
import type { EmulatedGitHub } from '../test/github/index.ts';
import { startOurGitHub } from '../test/support/our-github.ts';
import { Teammate } from '../test/support/teamwork.ts';
import { startPostgres } from './postgres.ts';
import { folderPlace, type Place, serverPlace } from './service/places.ts';
import { startServe, unfinished } from './service/servers.ts';
import type { Service } from './service/service.ts';
import { median, quantile } from './statistics.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    installations: { type: 'string', default: '20' },
    slow: { type: 'string' },
    fast: { type: 'string' },
  },
});
const INSTALLATIONS = Number(values.installations);
/** PRs a second, and for how many seconds. */
const PHASES = [
  { perSecond: 1, seconds: Number(values.slow ?? (values.quick ? 30 : 120)) },
  { perSecond: 10, seconds: Number(values.fast ?? (values.quick ? 15 : 60)) },
];

/** Each PR changes one file; the branches are there before the clock runs. */
async function measure(database: string, place: Place): Promise<void> {
  const github = await startOurGitHub(systemClock);
  const app = await startServe(github, place.databaseUrl);
  github.webhookTarget(`${app.url}/api/github/webhooks`);
  const quiet = async () => {
    do {
      await github.settled();
      await delay(100);
    } while ((await unfinished(app)) > 0);
  };
  const people = await settle(github);
  await quiet();
  for (const { perSecond, seconds } of PHASES) {
    const opens = await branchOff(people, perSecond * seconds);
    await quiet();
    const stopwatch = new Stopwatch(github);
    const load = new CoreTimes(app);
    await atPace(opens, perSecond);
    const waits = await stopwatch.finished(opens.length);
    const figures = [median(waits), quantile(waits, 0.99), Math.max(...waits)].map(
      (one) => `${one.toFixed(2)} s`,
    );
    console.log(`| ${[database, perSecond, opens.length, ...figures, ...load.shares()].join(' | ')} |`);
  }
  await quiet();
  await app.stop();
  await github.close();
  await place.close();
}

async function atPace(opens: readonly (() => Promise<number>)[], perSecond: number): Promise<void> {
  const start = performance.now();
  const opening: Promise<number>[] = [];
  for (const [index, open] of opens.entries()) {
    const wait = start + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await delay(wait);
    opening.push(open());
  }
  await Promise.all(opening);
}

/** What the app and the emulated GitHub, each a process, take of the cores. */
class CoreTimes {
  readonly #app: Service;
  readonly #start = performance.now();
  readonly #appBefore: number;
  readonly #ownBefore = process.cpuUsage();

  constructor(app: Service) {
    this.#app = app;
    this.#appBefore = app.cpuSeconds();
  }

  shares(): [app: string, github: string] {
    const wall = (performance.now() - this.#start) / 1000;
    const own = process.cpuUsage(this.#ownBefore);
    const share = (seconds: number) => `${((seconds / wall) * 100).toFixed(0)} % of a core`;
    return [share(this.#app.cpuSeconds() - this.#appBefore), share((own.user + own.system) / 1e6)];
  }
}

/** Organisations with one repository each; one person works in all of them. */
async function settle(github: EmulatedGitHub): Promise<Teammate[]> {
  github.createUser('ada');
  const people: Teammate[] = [];
  for (let index = 0; index < INSTALLATIONS; index++) {
    const owner = `org-${index}`;
    github.createOrganization(owner, { owners: ['ada'] });
    const files = Array.from(
      { length: 50 },
      (_, file) => [`src/f${file}.py`, source(`${owner} ${file}`)] as const,
    );
    await github.createRepository({ owner, name: 'chat', files: Object.fromEntries(files) });
    github.installApp({ account: owner });
    people.push(new Teammate({ github }, 'ada', { owner, repo: 'chat' }));
  }
  return people;
}

let branches = 0;

/** @returns what opens the PRs, one each */
async function branchOff(people: readonly Teammate[], count: number): Promise<(() => Promise<number>)[]> {
  const opens: (() => Promise<number>)[] = [];
  for (let index = 0; index < count; index++) {
    const person = people[index % people.length];
    if (!person) break;
    const branch = `change-${branches++}`;
    await person.commit(branch, { 'src/new.py': source(branch) });
    opens.push(() => person.openPull(branch, `fix: ${branch}`));
  }
  return opens;
}

function source(what: string): string {
  return `def tidy(text):\n    """${what}"""\n    return text.strip()\n`;
}

/** From when GitHub sent the webhook of a PR that was opened until its check was finished there. */
class Stopwatch {
  readonly #github: EmulatedGitHub;
  readonly #from: number;
  /** By head, in milliseconds. */
  readonly #finished = new Map<string, number>();
  readonly #stop: () => void;

  constructor(github: EmulatedGitHub) {
    this.#github = github;
    this.#from = github.webhooks.deliveries.length;
    this.#stop = github.watch(({ operation, body }, moment) => {
      const head = operation.startsWith('PATCH') && moment === 'done' ? finishedHead(body) : null;
      if (head !== null) this.#finished.set(head, this.#finished.get(head) ?? Date.now());
    });
  }

  /** @returns seconds, each PR's own, once so many checks are finished */
  async finished(count: number): Promise<number[]> {
    while (this.#finished.size < count) await delay(50);
    this.#stop();
    return this.#github.webhooks.deliveries.slice(this.#from).flatMap((delivery) => {
      const finished = this.#finished.get(openedHead(delivery) ?? '');
      return finished === undefined ? [] : (finished - Date.parse(delivery.deliveredAt)) / 1000;
    });
  }
}

const opened = z.object({
  action: z.literal('opened'),
  pull_request: z.object({ head: z.object({ sha: z.string() }) }),
});

function openedHead({ event, payload }: { event: string; payload: object }): string | null {
  const parsed = event === 'pull_request' ? opened.safeParse(payload) : null;
  return parsed?.success ? parsed.data.pull_request.head.sha : null;
}

/** What finishes a check run of ours; its id says which head it is about. */
const finish = z.object({ status: z.literal('completed'), external_id: z.string().startsWith('tollgate:') });

function finishedHead(body: unknown): string | null {
  const parsed = finish.safeParse(body);
  return parsed.success ? (parsed.data.external_id.split(':')[1] ?? null) : null;
}

const postgres = await startPostgres(['fsync=on']);
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}; ${INSTALLATIONS} installations, pacing of writes on.\n`,
);
console.log(
  '| database | PRs a second | PRs | p50 | p99 | longest | CPU of the app | of the emulated GitHub |\n|---|---:|---:|---:|---:|---:|---:|---:|',
);
try {
  await measure('PGlite', await folderPlace());
  await measure('PostgreSQL', await serverPlace(postgres));
} finally {
  await postgres.stop();
}
