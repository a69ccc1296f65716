import { type Db, type JobResult, type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { z } from 'zod';
import { currentDelivery } from '../log.ts';
import type { Database } from '../store/database.ts';
import { queueWithin, type Statement, type Store } from '../store/open.ts';
import { type HandleDelivery, handOut } from './hand-out.ts';
import { type JobObserver, type JobSurroundings, runJob } from './run-job.ts';
import { type QueueName, singletonKey, type WorkData, type WorkRequest } from './work.ts';

/** What does the work of each queue. */
export type Handlers = JobHandlers & { delivery: HandleDelivery };

type JobHandlers = {
  [Name in Exclude<QueueName, 'delivery'>]: (data: WorkData<Name>, id: string) => Promise<void>;
};

/**
 * Seconds between a worker's looks at its queue: without notifications, which tell of new work at once, and with them, when
 * a look finds what waits for its retry or its turn. An app with nothing to do does little else.
 */
const POLL = { alone: 0.5, notified: 2 } as const;

/** Seconds without a sign of life after which a job counts as left by a killed replica, and how often that is looked at. */
const HEARTBEAT = 15;
const SUPERVISION = 10;

/** Jobs of one queue at work in this process at once. */
const CONCURRENCY: Record<QueueName, number> = {
  delivery: 1,
  judge: 4,
  group: 2,
  sync: 2,
  adopt: 1,
  organisation: 1,
  command: 2,
  effect: 6,
  sweep: 1,
  upkeep: 1,
};

/** How long a stop waits for what is running. With the server's own end it stays below 20 seconds; orchestrators kill after 30. */
const STOP_TIMEOUT_MS = 15_000;

/**
 * Retried with backoff and jitter for about a day: GitHub's outages are hours, not minutes. A killed process
 * uses up a retry too.
 */
const RETRIES = { retryLimit: 100, retryDelay: 1, retryBackoff: true, retryDelayMax: 900 };

const SETTINGS = { ...RETRIES, notify: true, heartbeatSeconds: HEARTBEAT, deleteAfterSeconds: 3600 };

/** The unfinished jobs of one queue; of deliveries each one, though a job hands out many. */
export interface Backlog {
  queue: QueueName;
  /** Could be started now. */
  waiting: number;
  /** Not to be started yet: a retry, or GitHub's wish. */
  deferred: number;
  active: number;
  /** Age of the oldest one in seconds, 0 if there is none. */
  oldestSeconds: number;
}

/** The durable queue: requests go in with a transaction or on their own, handlers get them out. */
export interface Queue {
  /** Adds requests; with a transaction they exist if and only if it commits. */
  enqueue(requests: WorkRequest[], transaction?: Database): Promise<void>;
  /** What `enqueue` would do, for `Store.runTogether`. */
  statementsOf(requests: WorkRequest[]): Promise<Statement[]>;
  /** Starts to work. Until then requests are kept. */
  work(handlers: Handlers): Promise<void>;
  /** Jobs that wait, run, or will be retried. */
  countUnfinished(): Promise<number>;
  /** What is unfinished, queue by queue; of all processes. */
  backlog(): Promise<Backlog[]>;
  /** Queues of which no worker of this process has looked for work for a while, nor is at any. */
  stalled(): QueueName[];
  /** Takes nothing new, waits for what runs, and hands back the rest. */
  stop(): Promise<void>;
}

/**
 * @param observer is told of every job that ends
 * @param stopTimeout milliseconds that a stop waits for what runs before it hands it back
 */
export async function openQueue(
  store: Store,
  log: Logger,
  observer: JobObserver = { jobEnded: () => undefined },
  stopTimeout = STOP_TIMEOUT_MS,
): Promise<Queue> {
  const boss = new PgBoss({
    ...connection(store),
    backend: store.backend,
    useListenNotify: true,
    superviseIntervalSeconds: SUPERVISION,
    monitorIntervalSeconds: SUPERVISION,
    schedule: false,
    openTelemetry: { enabled: false },
  });
  boss.on('error', (error) => log.error({ err: error }, 'The queue reports an error'));
  await boss.start();
  const names = Object.keys(CONCURRENCY) as QueueName[];
  for (const name of names) await prepareQueue(boss, name);
  await store.enter(() => handBackOrphans(boss, names));
  return {
    enqueue: (requests, transaction) => enqueue(boss, requests, transaction && queueWithin(transaction)),
    statementsOf: (requests) => statementsOf(boss, requests),
    work: async (handlers) => {
      const surroundings = { database: store.database, log, observer };
      for (const name of names) {
        if (name === 'delivery') await startDeliveryWorkers(boss, handlers.delivery, surroundings);
        else await startOtherWorkers(boss, name, handlers, surroundings);
      }
    },
    countUnfinished: () => countUnfinished(boss, names),
    backlog: () => readBacklog(boss, names),
    stalled: () => stalledQueues(boss, names),
    stop: () => boss.stop({ graceful: true, timeout: stopTimeout }),
  };
}

/** One that is there already keeps the settings of the version that made it, unless it is told of ours. */
async function prepareQueue(boss: PgBoss, name: QueueName): Promise<void> {
  await boss.createQueue(name, { ...SETTINGS, policy: name === 'delivery' ? 'standard' : 'stately' });
  await boss.updateQueue(name, SETTINGS);
}

/** For a process that is alone: what is active when it starts belongs to one that was killed. */
async function handBackOrphans(boss: PgBoss, names: QueueName[]): Promise<void> {
  for (const name of names) {
    const { rows } = await boss
      .getDb()
      .executeSql(`select id from pgboss.job where name = $1 and state = 'active'`, [name]);
    const ids = rows.map((row) => String(row.id));
    if (ids.length > 0) await boss.fail(name, ids, { message: 'The process that worked on it was killed.' });
  }
}

function connection({ queueDatabase }: Store): { db: Db } | { connectionString: string } {
  return 'connectionString' in queueDatabase ? queueDatabase : { db: queueDatabase };
}

async function enqueue(boss: PgBoss, requests: WorkRequest[], db?: Db): Promise<void> {
  const options = db ? { db } : {};
  // For the log: the webhook from which the work follows.
  const cause = currentDelivery();
  for (const [name, group] of Map.groupBy(requests, (request) => request.queue)) {
    await boss.insert(
      name,
      group.map((request) => ({
        singletonKey: singletonKey(request),
        priority: request.priority ?? 0,
        startAfter: request.after ?? 0,
        data: cause ? { ...request.data, cause } : request.data,
      })),
      options,
    );
  }
}

async function statementsOf(boss: PgBoss, requests: WorkRequest[]): Promise<Statement[]> {
  const statements: Statement[] = [];
  const executeSql: Db['executeSql'] = async (text, values = []) => {
    statements.push({ text, values });
    return { rows: [] };
  };
  await enqueue(boss, requests, { executeSql });
  return statements;
}

/** Batches of deliveries that a worker takes at a time: each is little work, and taking and settling them would be most of it. */
const BATCHES_AT_ONCE = 10;

/** As many workers as may be at work at once. One that has done a job looks for the next at once, and rests when there is none. */
async function startWorkers<Name extends QueueName>(
  boss: PgBoss,
  name: Name,
  work: (jobs: JobWithMetadata<WorkData<Name>>[]) => Promise<JobResult[]>,
  batchSize: number,
): Promise<void> {
  for (let count = 0; count < CONCURRENCY[name]; count++) {
    const worker = await boss.work(
      name,
      { ...WORKER, batchSize },
      async (jobs: JobWithMetadata<WorkData<Name>>[]) => {
        const results = await work(jobs);
        boss.notifyWorker(worker);
        return results;
      },
    );
  }
}

type Surroundings = Omit<JobSurroundings, 'postpone'>;

function startDeliveryWorkers(
  boss: PgBoss,
  handle: HandleDelivery,
  surroundings: Surroundings,
): Promise<void> {
  const giveBack = (requests: WorkRequest[], transaction: Database) =>
    enqueue(boss, requests, queueWithin(transaction));
  return startWorkers(
    boss,
    'delivery',
    async (jobs) => handOut(jobs, handle, { ...surroundings, giveBack }),
    BATCHES_AT_ONCE,
  );
}

function startOtherWorkers<Name extends keyof JobHandlers>(
  boss: PgBoss,
  name: Name,
  handlers: JobHandlers,
  surroundings: Surroundings,
): Promise<void> {
  const work = async (job: JobWithMetadata<WorkData<Name>>): Promise<JobResult> => {
    const postponed = (seconds: number) => postpone(boss, job, seconds);
    try {
      const output = await runJob(name, job, handlers[name], { ...surroundings, postpone: postponed });
      return { id: job.id, status: 'completed', output };
    } catch (error) {
      return { id: job.id, status: 'failed', output: error };
    }
  };
  return startWorkers(boss, name, (jobs) => Promise.all(jobs.map(work)), 1);
}

const WORKER = {
  pollingIntervalSeconds: POLL.alone,
  notifyPollingIntervalSeconds: POLL.notified,
  includeMetadata: true,
  perJobResults: true,
} as const;

/** The same job once more, not before GitHub wants to hear of it; a retry of its own would come too early. */
async function postpone<Data extends object>(
  boss: PgBoss,
  { name, data, singletonKey, priority }: JobWithMetadata<Data>,
  seconds: number,
): Promise<void> {
  const key = singletonKey === null ? {} : { singletonKey };
  await boss.insert(name, [{ data, ...key, priority, startAfter: seconds }]);
}

async function countUnfinished(boss: PgBoss, names: QueueName[]): Promise<number> {
  const list = names.map((name) => `'${name}'`).join(', ');
  const { rows } = await boss
    .getDb()
    .executeSql(
      `select count(*)::int as count from pgboss.job where name in (${list}) and state < 'completed'`,
    );
  const count: unknown = rows[0]?.count;
  return typeof count === 'number' ? count : 0;
}

const backlogRow = z.object({
  queue: z.string(),
  waiting: z.number(),
  deferred: z.number(),
  active: z.number(),
  oldestSeconds: z.number(),
});

async function readBacklog(boss: PgBoss, names: QueueName[]): Promise<Backlog[]> {
  const { rows } = await boss.getDb().executeSql(
    `select name as queue,
      coalesce(sum(weight) filter (where state < 'active' and start_after <= now()), 0)::int as waiting,
      coalesce(sum(weight) filter (where state < 'active' and start_after > now()), 0)::int as deferred,
      coalesce(sum(weight) filter (where state = 'active'), 0)::int as active,
      extract(epoch from now() - min(created_on))::float as "oldestSeconds"
    from pgboss.job,
      lateral (select case when name = 'delivery' then (data->>'count')::int else 1 end as weight) as weighed
    where state < 'completed' group by name`,
  );
  const found = new Map(rows.map((row) => [String(row.queue), backlogRow.parse(row)]));
  const nothing = { waiting: 0, deferred: 0, active: 0, oldestSeconds: 0 };
  return names.map((queue) => ({ ...nothing, ...found.get(queue), queue }));
}

/** Milliseconds without a look at the queue after which a worker counts as stalled: it looks every few seconds. */
const STALLED_MS = 60_000;

function stalledQueues(boss: PgBoss, names: QueueName[]): QueueName[] {
  const since = Date.now() - STALLED_MS;
  const alive = boss
    .getWipData()
    .filter(({ count, lastFetchedOn, createdOn }) => count > 0 || (lastFetchedOn ?? createdOn) > since);
  const working = new Set(alive.map(({ name }) => name));
  return names.filter((name) => !working.has(name));
}
