import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { copyTemplate } from './data-template.ts';
import { TEMPLATE_DATABASE } from './postgres.ts';

/** Both kinds of `DATABASE_URL`, each made anew for one test. */
export const BACKENDS: { name: string; newDatabaseUrl: () => Promise<string> }[] = [
  { name: 'PGlite', newDatabaseUrl: async () => copyTemplate(inject('dataTemplate')) },
  { name: 'PostgreSQL', newDatabaseUrl: newPostgresDatabase },
];

/** `DATABASE_URL` of a database of its own for one test. */
export async function newPostgresDatabase(): Promise<string> {
  const server = inject('postgresUrl');
  const name = `t${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query(`create database ${name} template ${TEMPLATE_DATABASE}`);
  await client.end();
  return `${server}/${name}`;
}
