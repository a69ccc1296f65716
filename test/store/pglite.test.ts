import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { forgetBatches, keepBatch } from '../../src/store/deliveries.ts';
import { openStore } from '../../src/store/open.ts';
import { planOnce } from '../../src/store/pglite/plan-once.ts';
import { queueOnOneSession } from '../../src/store/pglite/queue-database.ts';
import { type PGliteServer, startPGlite } from '../../src/store/pglite/server.ts';
import { copyTemplate } from '../support/data-template.ts';
import { until } from '../support/until.ts';

describe('PGlite in its thread', () => {
  let server: PGliteServer;
  let pool: pg.Pool;
  let queue: ReturnType<typeof queueOnOneSession>;

  beforeEach(async () => {
    server = await startPGlite(copyTemplate(inject('dataTemplate')));
    pool = new pg.Pool({ max: 1, user: 'postgres', database: 'postgres', stream: () => server.connect() });
    pool.on('connect', planOnce);
    queue = queueOnOneSession(pool);
  });

  afterEach(async () => {
    await pool.end();
    await server.close();
  });

  it('holds up nothing while it works', async () => {
    await pool.query('select 1');
    let turns = 0;
    let over = false;
    const turn = () => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    await pool.query('select count(*) from generate_series(1, 300000)').finally(() => {
      over = true;
    });
    // In this thread the statement would be a turn of its own, and some more to begin and to end it.
    expect(turns).toBeGreaterThan(50);
  });

  it('takes and gives bytes as they are, also many', async () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));
    const { rows } = await pool.query('select $1::bytea as bytes, length($1::bytea) as length', [bytes]);
    expect(rows[0].length).toBe(bytes.byteLength);
    expect(bytes.equals(rows[0].bytes)).toBe(true);
  });

  it('goes on after a statement that fails', async () => {
    await expect(pool.query('select nothing')).rejects.toMatchObject({ code: '42703' });
    await expect(pool.query('select $1::int', ['no number'])).rejects.toMatchObject({ code: '22P02' });
    expect((await pool.query('select $1::int as one', [1])).rows).toEqual([{ one: 1 }]);
  });

  it('leaves no transaction open for others, neither of several statements nor of a client that is gone', async () => {
    await expect(queue.executeSql('begin; select nothing; commit')).rejects.toThrow('nothing');
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    const client = await pool.connect();
    await client.query('begin');
    await client.query('create table half_done (id int)');
    client.release(true);
    const { rows } = await pool.query(`select to_regclass('half_done') as half`);
    expect(rows[0].half).toBeNull();
  });

  it('plans a statement once that comes again, whoever asks, and again for a client that is new', async () => {
    const ask = (number: number) => pool.query('select $1::int + 1 as next', [number]);
    const planned = async () => {
      const { rows } = await pool.query('select statement from pg_prepared_statements');
      return rows.map(({ statement }) => statement);
    };
    await ask(1);
    expect(await planned()).toEqual([]);
    for (const number of [2, 3]) expect((await ask(number)).rows).toEqual([{ next: number + 1 }]);
    await queue.executeSql('select $1::int + 1 as next', [4]);
    expect(await planned()).toEqual(['select $1::int + 1 as next']);
    await expect(ask(Number.NaN)).rejects.toThrow('NaN');
    expect(await planned()).toEqual([]);
    for (const number of [5, 6, 7]) expect((await ask(number)).rows).toEqual([{ next: number + 1 }]);
    expect(await planned()).toHaveLength(1);
  });

  it('answers the queue with the rows of all statements, and tells it what it listens to', async () => {
    const { rows } = await queue.executeSql('select 1 as one; select 2 as two');
    expect(rows).toEqual([{ one: 1 }, { two: 2 }]);
    const heard: string[] = [];
    const listening = await queue.listen?.(
      'a "channel"',
      (payload) => heard.push(payload),
      () => heard.push('ready'),
    );
    await pool.query('select nothing').catch(() => undefined);
    await pool.query(`select pg_notify('another', 'no'), pg_notify('a "channel"', 'hear')`);
    await until(() => expect(heard).toEqual(['ready', 'hear']));
    await listening?.close();
    await pool.query(`select pg_notify('a "channel"', 'too late')`);
    expect(heard).toEqual(['ready', 'hear']);
  });
});

it('says so when its thread ends by itself, and not when it is closed', async () => {
  const folder = copyTemplate(inject('dataTemplate'));
  const store = await openStore(folder);
  let closed: Error | null = null;
  void store.lost.then((error) => {
    closed = error;
  });
  await store.close();
  const server = await startPGlite(folder);
  // No client begins like this.
  const connection = server.connect().on('error', () => undefined);
  connection.write(Buffer.from([0, 0, 0, 1]));
  expect((await server.stopped).message).toContain('PGlite has stopped');
  await server.close();
  expect(closed).toBeNull();
});

it('says that a folder cannot be opened, and lets go of it', async () => {
  const folder = copyTemplate(inject('dataTemplate'));
  writeFileSync(join(folder, 'global', 'pg_control'), '');
  for (let time = 0; time < 2; time++)
    await expect(openStore(folder)).rejects.toThrow(`The data folder ${folder} cannot be opened`);
});

it('does not grow with what was deleted', async () => {
  const store = await openStore(copyTemplate(inject('dataTemplate')));
  const size = async () => {
    const { rows } = await store.database.execute(
      sql`select pg_total_relation_size('delivery_batches') as size`,
    );
    return Number(rows[0]?.size);
  };
  const comeAndGo = async () => {
    for (let time = 0; time < 60; time++) {
      const id = randomUUID();
      await keepBatch(store.database, { id, deliveries: [randomUUID()], packed: randomBytes(50_000) });
      await forgetBatches(store.database, [id]);
    }
  };
  await comeAndGo();
  const grown = await size();
  await store.tidy();
  expect(await size()).toBeLessThan(grown / 4);
  await comeAndGo();
  await store.tidy();
  expect(await size()).toBeLessThan(grown / 4);
  await store.close();
});
