import { sql } from 'drizzle-orm';
import pg from 'pg';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { newPostgresDatabase } from '../support/backends.ts';
import { until } from '../support/until.ts';

it('a PostgreSQL that ends all its connections is asked again, and nothing falls over', async () => {
  const url = await newPostgresDatabase();
  const store = await openStore(url);
  await store.database.execute(sql`select 1`);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const { rowCount } = await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  expect(rowCount).toBeGreaterThan(0);
  await until(async () => expect((await store.database.execute(sql`select 1`)).rows).toHaveLength(1));
  await admin.end();
  await store.close();
});
