import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { copyTemplate } from './data-template.ts';
import { createDatabase, TEMPLATE_DATABASE } from './postgres.ts';

/** Both kinds of `DATABASE_URL`, each made anew for one test. */
export const BACKENDS: { name: string; newDatabaseUrl: () => Promise<string> }[] = [
  { name: 'PGlite', newDatabaseUrl: async () => copyTemplate(inject('dataTemplate')) },
  { name: 'PostgreSQL', newDatabaseUrl: () => newPostgresDatabase() },
];

/**
 * `DATABASE_URL` of a database of its own for one test.
 * @param options `empty`: without tables, for who is to make them
 */
export async function newPostgresDatabase({ empty = false } = {}): Promise<string> {
  const server = inject('postgresUrl');
  const name = `t${randomUUID().replaceAll('-', '')}`;
  await createDatabase(server, name, ...(empty ? [] : [TEMPLATE_DATABASE]));
  return `${server}/${name}`;
}
