import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { copyTemplate } from './data-template.ts';

/** Both kinds of `DATABASE_URL`, each made anew for one test. */
export const BACKENDS: { name: string; newDatabaseUrl: () => Promise<string> }[] = [
  { name: 'PGlite', newDatabaseUrl: async () => copyTemplate(inject('dataTemplate')) },
  { name: 'PostgreSQL', newDatabaseUrl: newPostgresDatabase },
];

async function newPostgresDatabase(): Promise<string> {
  const server = inject('postgresUrl');
  const name = `t${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return `${server}/${name}`;
}
