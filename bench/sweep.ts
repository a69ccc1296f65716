// What a sweep costs the database when very many debts exist and few are due: `npm run bench:sweep`, see README.md.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { openQueue } from '../src/jobs/queue.ts';
import { sweep } from '../src/jobs/sweep.ts';
import { openStore } from '../src/store/open.ts';
import { startPostgres } from './postgres.ts';
import { fillWithDebts } from './sweep-debts.ts';

const { values } = parseArgs({
  options: { debts: { type: 'string', default: '1000000' }, due: { type: 'string', default: '100' } },
});
const [debts, due] = [Number(values.debts), Number(values.due)];
const REPOSITORIES = 10_000;
const NOW = new Date('2026-03-02T09:00:00Z');

const server = await startPostgres(['shared_preload_libraries=pg_stat_statements']);
const store = await openStore(server.url);
const queue = await openQueue(store, pino({ level: 'silent' }));
const admin = new pg.Client({ connectionString: server.url });
await admin.connect();
await fill();
console.log(`${debts} debts in ${REPOSITORIES} repositories, ${due} of them due:`);
console.log(await measured('the sweep that finds them'));
console.log(await measured('the next one, which finds none'));
console.log(`\n${await plan()}`);
await admin.end();
await queue.stop();
await store.close();
await server.stop();

async function fill(): Promise<void> {
  await admin.query('create extension pg_stat_statements');
  await fillWithDebts(store.database, { repositories: REPOSITORIES, debts, due }, NOW);
  await admin.query('vacuum analyze');
}

async function measured(what: string): Promise<string> {
  await admin.query('select pg_stat_statements_reset()');
  const before = await countEffects();
  const start = performance.now();
  await sweep({ database: store.database, queue, clock: { now: () => NOW } });
  const wall = performance.now() - start;
  const { rows } = await admin.query(
    `select sum(total_exec_time) as ms, sum(calls)::int as calls from pg_stat_statements
     where query not ilike '%pg_stat_statements%'`,
  );
  const effects = (await countEffects()) - before;
  const database = Number(rows[0]?.ms ?? 0).toFixed(1);
  return `${what}: ${database} ms of database time in ${rows[0]?.calls ?? 0} statements, ${wall.toFixed(0)} ms in all, ${effects} effects asked for`;
}

async function countEffects(): Promise<number> {
  const { rows } = await admin.query(`select count(*)::int as count from pgboss.job where name = 'effect'`);
  return Number(rows[0]?.count);
}

/** How PostgreSQL finds what is due. */
async function plan(): Promise<string> {
  const { rows } = await admin.query(
    `explain (analyze, costs off, timing off, summary off)
     select * from debts join repositories on repositories.id = debts.repository_id
     where state = 'active' and deadline is not null and deadline <= $1 and reachable order by deadline limit 100`,
    [NOW],
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
