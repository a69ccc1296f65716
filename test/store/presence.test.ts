import pg from 'pg';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { newPostgresDatabase } from '../support/backends.ts';
import { until } from '../support/until.ts';

async function entersAlone(url: string) {
  const store = await openStore(url);
  let alone = false;
  await store.enter(async () => {
    alone = true;
  });
  return { alone, close: () => store.close() };
}

it('a process knows whether it is alone on a PostgreSQL database', async () => {
  const url = await newPostgresDatabase();
  const first = await entersAlone(url);
  const second = await entersAlone(url);
  expect([first.alone, second.alone]).toEqual([true, false]);
  await first.close();
  const third = await entersAlone(url);
  expect(third.alone).toBe(false);
  await Promise.all([second.close(), third.close()]);
  const fourth = await entersAlone(url);
  expect(fourth.alone).toBe(true);
  await fourth.close();
});

it('of several that start at once one is alone', async () => {
  const url = await newPostgresDatabase();
  const all = await Promise.all([1, 2, 3, 4].map(() => entersAlone(url)));
  expect(all.filter((one) => one.alone)).toHaveLength(1);
  await Promise.all(all.map((one) => one.close()));
});

it('a process whose session breaks is seen again', async () => {
  const url = await newPostgresDatabase();
  const first = await entersAlone(url);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const holders = async () => {
    const { rows } = await admin.query(
      `select pid from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted
       and database = (select oid from pg_database where datname = current_database())`,
    );
    return rows.map(({ pid }) => Number(pid));
  };
  const [broken] = await holders();
  await admin.query('select pg_terminate_backend($1)', [broken]);
  await until(async () => {
    const now = await holders();
    expect(now).toHaveLength(1);
    expect(now).not.toContain(broken);
  });
  await admin.end();
  await first.close();
});
