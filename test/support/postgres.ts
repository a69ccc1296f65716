import { fork } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { installInto } from './data-template.ts';

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
  const server = fork(new URL('./postgres-process.ts', import.meta.url), { stdio: 'inherit' });
  const [url]: unknown[] = await Promise.race([once(server, 'message'), failure(server)]);
  await createDatabase(String(url), TEMPLATE_DATABASE);
  await installInto(`${url}/${TEMPLATE_DATABASE}`);
  project.provide('postgresUrl', String(url));
  return async () => {
    server.disconnect();
    await once(server, 'exit');
  };
}

async function failure(server: ReturnType<typeof fork>): Promise<never> {
  const [code] = await once(server, 'exit');
  throw new Error(`PostgreSQL did not start: its process ended with code ${code}.`);
}

/** @param template a database to copy, else an empty one is made */
export async function createDatabase(server: string, name: string, template = 'template1'): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
}
