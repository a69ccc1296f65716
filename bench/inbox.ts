// How many deliveries are acknowledged, durably, beside a stock Probot app: `npm run bench:inbox`, see README.md.
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/clock.ts';
import { seededRandom } from '../test/github/random.ts';
import { startOurGitHub } from '../test/support/our-github.ts';
import { startPostgres } from './postgres.ts';
import { drip, pour, signedBodies } from './service/load.ts';
import { folderPlace, type Place, serverPlace } from './service/places.ts';
import { handled, startProbot, startServe, unfinished } from './service/servers.ts';
import type { Service } from './service/service.ts';
import { median, quantile, spread } from './statistics.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    kills: { type: 'string' },
  },
});
const ROUNDS = Number(values.rounds ?? (values.quick ? 3 : 7));
const SECONDS = Number(values.seconds ?? (values.quick ? 4 : 10));
const KILLS = Number(values.kills ?? (values.quick ? 2 : 5));
const WARM_UP = 2;
const CONNECTIONS = 32;
const STEADY = 200;
/** Of fewer deliveries the time that they take says nothing. */
const FEW = 50;

const github = await startOurGitHub(systemClock);
// As in production: a commit is on the disk before it is acknowledged.
const postgres = await startPostgres(['fsync=on']);
const bodies = signedBodies(github.app.webhookSecret);

/** A server under load. */
interface Contender {
  name: string;
  /** A database of its own; `null` where nothing is kept. */
  newPlace: (() => Promise<Place>) | null;
}

const HEAD = `| server | acknowledged a second, median (min to max) | beside stock Probot | CPU each | at ${STEADY} a second: median, p99 | drained a second |
|---|---:|---:|---:|---:|---:|`;

const TOLLGATE: readonly Contender[] = [
  { name: 'Tollgate on PGlite', newPlace: folderPlace },
  { name: 'Tollgate on PostgreSQL', newPlace: () => serverPlace(postgres) },
];
const PROBOT: Contender = { name: 'stock Probot', newPlace: null };

/** What one server did in one round. */
interface Turn {
  perSecond: number;
  cpuPerDelivery: number;
  steadyMedian: number;
  steadyTail: number;
  failed: number;
  drainedPerSecond: number | null;
}

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${ROUNDS} rounds of ${SECONDS} s.\n`,
);
try {
  console.log(`${await race([PROBOT, ...TOLLGATE])}\n`);
  for (const contender of TOLLGATE) console.log(await killed(contender));
} finally {
  await postgres.stop();
  await github.close();
}

/** All in turns, A B C A B C, so that a noisy machine is noisy for all. */
async function race(contenders: readonly Contender[]): Promise<string> {
  const turns = new Map<Contender, Turn[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [contender, of] of turns) {
      of.push(await turn(contender));
      process.stderr.write('.');
    }
  }
  process.stderr.write('\n');
  const rows = [...turns].map(([{ name }, of]) => row(name, of, turns.get(PROBOT) ?? []));
  return [HEAD, ...rows].join('\n');
}

async function turn({ newPlace }: Contender): Promise<Turn> {
  const place = await newPlace?.();
  const server = await start(place);
  const warmUp = await pour(server.url, bodies, CONNECTIONS, after(WARM_UP));
  if (place) await handledAll(server, warmUp.acknowledged.length);
  const before = server.cpuSeconds();
  const burst = await pour(server.url, bodies, CONNECTIONS, after(SECONDS));
  const cpu = server.cpuSeconds() - before;
  const drain = place
    ? await drainRate(server, warmUp.acknowledged.length + burst.acknowledged.length)
    : null;
  const steady = await drip(server.url, bodies, STEADY, SECONDS);
  await server.stop();
  await place?.close();
  return {
    perSecond: burst.acknowledged.length / burst.seconds,
    cpuPerDelivery: (cpu * 1000) / burst.acknowledged.length,
    steadyMedian: median(steady.latencies),
    steadyTail: quantile(steady.latencies, 0.99),
    failed: burst.failed + steady.failed,
    drainedPerSecond: drain,
  };
}

function start(place: Place | undefined): Promise<Service> {
  return place ? startServe(github, place.databaseUrl) : startProbot(github);
}

function after(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() > end;
}

/** Deliveries handled a second from the end of a burst until so many are; `null` if next to none was left then. */
async function drainRate(server: Service, acknowledged: number): Promise<number | null> {
  const left = acknowledged - (await handled(server));
  const begun = performance.now();
  await handledAll(server, acknowledged);
  return left < FEW ? null : left / ((performance.now() - begun) / 1000);
}

async function handledAll(server: Service, acknowledged: number): Promise<void> {
  while ((await handled(server)) < acknowledged) await delay(20);
}

function row(name: string, turns: readonly Turn[], yardstick: readonly Turn[]): string {
  const of = (figure: (turn: Turn) => number) => turns.map(figure);
  const ratios = turns.map(({ perSecond }, round) => perSecond / (yardstick[round]?.perSecond ?? Number.NaN));
  const drains = turns.flatMap(({ drainedPerSecond }) => drainedPerSecond ?? []);
  const failed = of((one) => one.failed).reduce((sum, one) => sum + one, 0);
  const cells = [
    failed === 0 ? name : `${name} (${failed} refused)`,
    spread(of((one) => one.perSecond)),
    spread(ratios, 2),
    `${median(of((one) => one.cpuPerDelivery)).toFixed(2)} ms`,
    `${median(of((one) => one.steadyMedian)).toFixed(1)} ms, ${spread(
      of((one) => one.steadyTail),
      1,
    )} ms`,
    drains.length === 0 ? '' : spread(drains),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Kills the server under full load again and again, and counts what it had acknowledged and has not done at the end. */
async function killed({ name, newPlace }: Contender): Promise<string> {
  const random = seededRandom(KILLS);
  const place = await newPlace?.();
  if (!place) return '';
  const acknowledged: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const server = await start(place);
    let over = false;
    const pouring = pour(server.url, bodies, CONNECTIONS, () => over);
    await delay(500 + random() * 2000);
    await server.kill();
    over = true;
    acknowledged.push(...(await pouring).acknowledged);
  }
  const last = await start(place);
  while ((await unfinished(last, ['delivery'])) > 0) await delay(500);
  await last.stop();
  const rows = await place.query(
    `select id from deliveries d where not exists (select from delivery_batches where d.id = any (deliveries))`,
  );
  const done = new Set(rows.map(({ id }) => String(id)));
  await place.close();
  const lost = acknowledged.filter((id) => !done.has(id)).length;
  if (lost > 0) process.exitCode = 1;
  return `${name}, killed ${KILLS} times under full load (SIGKILL): ${acknowledged.length} acknowledged, ${lost} lost.`;
}
