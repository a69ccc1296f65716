import { createPrivateKey, hkdfSync } from 'node:crypto';
import type { DestinationStream, Logger } from 'pino';
import { Probot, type ProbotOctokit } from 'probot';
import { tollgate } from './app.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createScanner } from './detect/worker/pool.ts';

import type { GitHub } from './github/client.ts';
import { type Deadlines, octokitFor, type WriteGate } from './github/octokit.ts';
import { readOwnLogin } from './github/reviews.ts';
import { TreeMemory } from './github/tree-memory.ts';
import type { JobContext } from './jobs/context.ts';
import { createHandlers } from './jobs/handlers.ts';
import { createInbox, keepDeliveries } from './jobs/inbox.ts';
import { openQueue, type Queue } from './jobs/queue.ts';
import { createReactions } from './jobs/reactions.ts';
import { readReadiness } from './jobs/readiness.ts';
import { type RebuiltRepository, rebuild, rebuiltRepository } from './jobs/rebuild.ts';
import { scheduleWork } from './jobs/schedule.ts';
import { type LogEntry, type LogQuestion, logEntry, logQuestion, tellLog } from './jobs/tell-log.ts';
import { admitWrite } from './jobs/write-pace.ts';
import { createLog, secretsOf } from './log.ts';
import { countDebts } from './store/debt-counts.ts';
import { askOwner, openStore, type Store } from './store/open.ts';
import { keptFor } from './web/kept-for.ts';
import { createMetrics, type Metrics } from './web/metrics.ts';
import { startWebServer } from './web/server.ts';
import { signatureCheck } from './web/webhooks.ts';

/** Once an hour, not at the full hour when everybody else asks GitHub. */
const UPKEEP_CRON = '17 * * * *';

/** Anybody may ask whether the app is ready, and each answer takes a look at the database. */
const READINESS_KEPT_MS = 1_000;

/** The running app. */
export interface Tollgate {
  /** Where it listens. */
  url: string;
  queue: Queue;
  /** Resolves if nothing works any more and nothing will, since the database is out of reach for good. */
  lost: Promise<Error>;
  /** Stops taking work, waits up to 20 seconds for what runs, and hands back the rest. */
  close(): Promise<void>;
}

/** A configuration with which there is something to start. */
type AppConfig = Config & { credentials: NonNullable<Config['credentials']> };

export interface StartOptions {
  /** Decides time-boxes; production has no other than the system's. */
  clock?: Clock;
  /** Where lines of the log go; the process's own output unless a test reads them. */
  logTo?: DestinationStream;
  /** For calls to GitHub; a test in which many are never answered has shorter ones. */
  deadlines?: Deadlines;
  /** When upkeep runs by itself; a test's hour must not come while it counts calls. */
  upkeepCron?: string;
  /** Milliseconds that a stop waits for jobs before it hands them back; a test has less patience. */
  stopTimeout?: number;
}

/** What was opened, to be closed in the reverse order. */
class Opened {
  readonly #closers: (() => Promise<void>)[] = [];

  add<Resource>(resource: Resource, close: (resource: Resource) => Promise<void>): Resource {
    this.#closers.push(() => close(resource));
    return resource;
  }

  async close(): Promise<void> {
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) await close();
  }
}

/**
 * Starts everything: store, queue, workers, the HTTP server and the schedules, in that order, so that nothing is
 * accepted before it can be kept.
 * @throws {Error} if the database cannot be opened or the port is taken; what was opened is closed again
 */
export async function startTollgate(config: AppConfig, options: StartOptions = {}): Promise<Tollgate> {
  const opened = new Opened();
  try {
    return await openAll(config, options, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function openAll(config: AppConfig, options: StartOptions, opened: Opened): Promise<Tollgate> {
  const { context, probot, metrics, store } = await openContext(config, options, opened);
  const { queue, database, log } = context;
  const inbox = createInbox((deliveries) => keepDeliveries(store, queue, deliveries));
  await queue.work(createHandlers(context, probot, inbox));
  const door = { inbox, verify: signatureCheck(config.credentials.webhookSecret) };
  const monitoring = {
    metrics,
    readiness: keptFor(READINESS_KEPT_MS, () => readReadiness(queue, database)),
    token: config.monitoringToken,
  };
  const server = opened.add(await startWebServer(config, { door, monitoring }, log), (it) => it.close());
  opened.add(scheduleWork(config.sweepCron, 'sweep', queue, log), (it) => it.stop());
  opened.add(scheduleWork(options.upkeepCron ?? UPKEEP_CRON, 'upkeep', queue, log), (it) => it.stop());
  log.info({ url: server.url }, 'Tollgate is listening');
  return { url: server.url, queue, lost: store.lost, close: () => opened.close() };
}

/**
 * Reads all debts back from GitHub: `jobs/rebuild.ts`. The process that has the database to itself does it, if there is
 * one; what follows from it on GitHub is done by the app, now or when it starts next.
 */
export async function rebuildDebts(
  config: AppConfig,
  tell: (repository: RebuiltRepository) => void,
  options: StartOptions = {},
): Promise<void> {
  const wasAsked = await askOwner(config.databaseUrl, REBUILD, (line) =>
    tell(rebuiltRepository.parse(JSON.parse(line))),
  );
  if (wasAsked) return;
  const opened = new Opened();
  try {
    const { context } = await openContext(config, options, opened);
    await rebuild(context, tell);
  } finally {
    await opened.close();
  }
}

/**
 * Tells the entries of the audit log that are asked for. The process that has the database to itself is asked, if there is
 * one.
 * @throws {Error} if that process could not answer to the end
 */
export async function readAuditLog(
  databaseUrl: string,
  question: LogQuestion,
  tell: (entry: LogEntry) => void,
): Promise<void> {
  let isWhole = false;
  const wasAsked = await askOwner(databaseUrl, `${LOG} ${JSON.stringify(question)}`, (line) => {
    const entry = logEntry.safeParse(parsed(line));
    if (entry.success) tell(entry.data);
    else isWhole = line === LOG_END;
  });
  if (wasAsked && !isWhole)
    throw new Error(
      'The running app did not answer to the end: its own log says why, or it is older than this and has to be started anew.',
    );
  if (wasAsked) return;
  const store = await openStore(databaseUrl);
  try {
    await tellLog(store.database, question, tell);
  } finally {
    await store.close();
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** What the running app is asked for by name. */
const REBUILD = 'rebuild';
const LOG = 'log';

/** Says that there is no more to come: of an answer that was cut off nobody must think that it is all. */
const LOG_END = 'end';

/** All that jobs act with; nothing works yet. */
async function openContext(
  config: AppConfig,
  { clock = systemClock, logTo, deadlines, stopTimeout }: StartOptions,
  opened: Opened,
): Promise<{ context: JobContext; probot: Probot; metrics: Metrics; store: Store }> {
  const log = createLog(config.logLevel, secretsOf(config), logTo);
  const store = opened.add(await openStore(config.databaseUrl), (it) => it.close());
  const scanner = opened.add(createScanner(), (it) => it.close());
  const metrics = createMetrics(async () => ({
    backlog: await queue.backlog(),
    debts: await countDebts(store.database, clock.now()),
  }));
  const queue = opened.add(await openQueue(store, log, metrics, stopTimeout), (it) => it.stop());
  const gate: WriteGate = {
    // GitHub's limits go by real time.
    admit: async (installationId, operation) => {
      if (config.paceWrites) await admitWrite(store.database, installationId, operation, new Date());
    },
  };
  const probot = createProbot(config, log, octokitFor(metrics, gate, deadlines));
  const about = { appId: config.credentials.appId, clock };
  await probot.load((app) => tollgate(app, createReactions(store.database, queue, about)));
  const context: JobContext = {
    appId: config.credentials.appId,
    recordKey: recordKey(config.credentials.privateKey),
    database: store.database,
    tidy: store.tidy,
    queue,
    scanner,
    trees: new TreeMemory(),
    docsUrl: config.docsUrl,
    clock,
    log,
    observer: metrics,
    ownLogin: ownLogin(() => probot.auth()),
    github: (installationId) => probot.auth(installationId),
    asApp: () => probot.auth(),
  };
  store.onRequest(LOG, async (say, argument) => {
    const question = logQuestion.parse(JSON.parse(argument));
    await tellLog(store.database, question, (entry) => say(JSON.stringify(entry)));
    say(LOG_END);
  });
  store.onRequest(REBUILD, (say) => rebuild(context, (repository) => say(JSON.stringify(repository))));
  return { context, probot, metrics, store };
}

/** Asked of GitHub once: an App's name can be changed, which is no reason to ask again for each write. */
function ownLogin(asApp: () => Promise<GitHub>): () => Promise<string> {
  let known: string | null = null;
  return async () => {
    known ??= await readOwnLogin(await asApp());
    return known;
  };
}

/** Derived from the App's private key, so that a new webhook secret leaves every record valid. */
function recordKey(privateKey: string): Uint8Array {
  const secret = createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' });
  return new Uint8Array(hkdfSync('sha256', secret, '', 'tollgate debt record', 32));
}

function createProbot(
  { credentials, githubApiUrl }: AppConfig,
  log: Logger,
  Octokit: typeof ProbotOctokit,
): Probot {
  return new Probot({
    appId: credentials.appId,
    privateKey: credentials.privateKey,
    secret: credentials.webhookSecret,
    baseUrl: githubApiUrl,
    log,
    Octokit,
  });
}
