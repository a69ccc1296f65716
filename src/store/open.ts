import { hash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Pool, PoolConfig } from 'pg';
import { type Db, fromDrizzle } from 'pg-boss';
import { makeFolder } from '../folders.ts';
import { sourceFolder } from '../package.ts';
import type { Database } from './database.ts';
import { askHolder, type FolderLock, lockFolder, type RequestHandler } from './folder-lock.ts';
import { planOnce } from './pglite/plan-once.ts';
import { queueOnOneSession } from './pglite/queue-database.ts';
import { startPGlite } from './pglite/server.ts';
import { tidy } from './pglite/tidy.ts';
import { Presence } from './presence.ts';
import * as schema from './schema.ts';

/** Where everything durable lives, and what pg-boss needs to live there too. */
export interface Store {
  database: Database;
  backend: 'pglite' | 'postgres';
  /**
   * Runs statements in one transaction and sends all at once: a round trip in all, where each that is awaited costs one.
   * @throws {Error} of the first that failed; then none of them has happened
   */
  runTogether(statements: readonly Statement[]): Promise<void>;
  /** The connection that pg-boss works on. */
  queueDatabase: Db | { connectionString: string };
  /**
   * Says that this process works on the database from now on.
   * @param whenAlone done first if no other process does
   */
  enter(whenAlone: () => Promise<void>): Promise<void>;
  /** Gives the space of deleted rows back, where the database does not do so by itself. */
  tidy(): Promise<void>;
  /** Answers other processes that find the folder locked; on a server they need nobody's help. */
  onRequest(name: string, handler: RequestHandler): void;
  /** Resolves if the database is out of reach for good: only another process can open it again. */
  lost: Promise<Error>;
  close(): Promise<void>;
}

/** SQL with its parameters. */
export interface Statement {
  /** The same each time, but for its parameters: its plan is kept. */
  text: string;
  values: unknown[];
}

const MIGRATIONS = sourceFolder('store/migrations').pathname;

/** Serialises the migrations of several replicas that start at once; any constant of our own will do. */
const MIGRATION_LOCK = 7_041_776;

/**
 * Opens the database that `DATABASE_URL` names and brings its tables up to date.
 * @param url `postgres://…` or a folder for PGlite, made if it is missing
 * @throws {Error} if the folder is in use by another process, or the server cannot be reached
 */
export async function openStore(url: string): Promise<Store> {
  return isServer(url) ? openPostgres(url) : openFolder(url);
}

function isServer(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url);
}

/**
 * Asks the process that has the database that `DATABASE_URL` names to itself to do something.
 * @returns whether there is such a process; a server is nobody's own
 */
export async function askOwner(
  url: string,
  question: string,
  onLine: (line: string) => void,
): Promise<boolean> {
  return !isServer(url) && askHolder(url, question, onLine);
}

async function openFolder(folder: string): Promise<Store> {
  await makeFolder(folder);
  const lock = await lockFolder(folder);
  try {
    return await openLocked(folder, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openLocked(folder: string, lock: FolderLock): Promise<Store> {
  const server = await startPGlite(folder);
  const { pool, database, migrate } = await openPool({ ...ONE_SESSION, stream: () => server.connect() });
  // Both before anybody connects.
  pool.on('connect', planOnce);
  const queueDatabase = queueOnOneSession(pool);
  const close = async () => {
    await pool.end();
    await server.close();
  };
  try {
    await migrate();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    database,
    runTogether: (statements) => runTogether(pool, statements),
    backend: 'pglite',
    queueDatabase,
    tidy: () => tidy(pool),
    onRequest: lock.onRequest,
    lost: server.stopped,
    // The folder's lock lets nobody else in.
    enter: (whenAlone) => whenAlone(),
    close: async () => {
      await close();
      await lock.release();
    },
  };
}

/** What PGlite has; whatever the environment says of a server is not about it. */
const ONE_SESSION: PoolConfig = {
  max: 1,
  idleTimeoutMillis: 0,
  user: 'postgres',
  database: 'postgres',
  ssl: false,
};

/** A driver for PGlite or a server, and what brings its tables up to date. */
async function openPool(
  config: PoolConfig,
): Promise<{ pool: Pool; database: Database; migrate: () => Promise<void> }> {
  const [{ default: pg }, { drizzle }, { migrate }] = await Promise.all([
    import('pg'),
    import('drizzle-orm/node-postgres'),
    import('drizzle-orm/node-postgres/migrator'),
  ]);
  // Statements that are sent at once do not wait for one another's answers.
  const pool = new pg.Pool({ ...config, pipeline: true });
  // A server that restarts breaks connections that nobody uses at the moment. The pool opens others; unheard, this
  // would end the process.
  pool.on('error', () => undefined);
  const database = drizzle(pool, { schema });
  return { pool, database, migrate: () => migrate(database, { migrationsFolder: MIGRATIONS }) };
}

async function openPostgres(url: string): Promise<Store> {
  const { pool, database, migrate } = await openPool({ connectionString: url, max: 10 });
  const session = await pool.connect();
  try {
    await session.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate();
  } finally {
    await session.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    session.release();
  }
  const { default: pg } = await import('pg');
  const presence = new Presence(() => new pg.Client({ connectionString: url, keepAlive: true }));
  return {
    database,
    runTogether: (statements) => runTogether(pool, statements),
    backend: 'postgres',
    queueDatabase: { connectionString: url },
    tidy: async () => undefined,
    onRequest: () => undefined,
    // The pool opens other connections, for as long as it takes.
    lost: new Promise(() => undefined),
    enter: (whenAlone) => presence.enter(whenAlone),
    close: async () => {
      await presence.leave();
      await pool.end();
    },
  };
}

async function runTogether(pool: Pool, statements: readonly Statement[]): Promise<void> {
  const client = await pool.connect();
  try {
    const sent = [
      client.query('begin'),
      ...statements.map(({ text, values }) => client.query({ name: hash('sha1', text), text, values })),
      // After one that failed it undoes the others, without an error of its own.
      client.query('commit'),
    ];
    for (const result of await Promise.allSettled(sent))
      if (result.status === 'rejected') throw result.reason;
  } finally {
    client.release();
  }
}

/** A pg-boss connection on an open transaction: what is sent through it commits with the transaction. */
export function queueWithin(transaction: Database): Db {
  return fromDrizzle(transaction, sql);
}
