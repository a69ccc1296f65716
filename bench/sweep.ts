// What a sweep costs the database when very many debts exist and few are due: `npm run bench:sweep`, see README.md.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { openQueue } from '../src/jobs/queue.ts';
import { sweep } from '../src/jobs/sweep.ts';
import { openStore } from '../src/store/open.ts';
import { startPostgres } from './postgres.ts';

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

/** Debts of every state, each with a place; those that are due lie in repositories of their own, with an open PR each. */
async function fill(): Promise<void> {
  await admin.query('create extension pg_stat_statements');
  await admin.query(
    `insert into repositories (id, installation_id, owner, owned_by_organization, name, default_branch, html_url, restored)
     select id, id % 50, 'acme', true, 'r' || id, 'main', 'https://github.com/acme/r' || id, true
     from generate_series(1, $1::int) id`,
    [REPOSITORIES],
  );
  await admin.query(
    `insert into pulls (repository_id, number, title, head_sha, head_ref, base_ref, labels, author, author_can_write,
       approved_by_contact, approved_by_writer, open)
     select id, 1, 'feat: a', md5(id::text), 'a', 'main', '[]', 'ada', true, false, false, true
     from generate_series(1, $1::int) id`,
    [REPOSITORIES],
  );
  await admin.query(
    `insert into debts (id, repository_id, state, reason_issue, reason, remove_after, requested_time_box, time_box,
       pull_number, tracking_issue, created_at, started_at, deadline, seen_sha)
     select gen_random_uuid(), 1 + n % $4::int,
       case when n <= $2::int or n % 10 > 3 then 'active' when n % 10 > 1 then 'resolved' else 'overdue' end,
       n, 'Why', 'v2', 'emergency', 'emergency', n, n, $3::timestamptz, $3::timestamptz,
       $3::timestamptz + case when n <= $2::int then '-1 minute'::interval else '1 hour'::interval + n * '1 second'::interval end,
       md5(n::text)
     from generate_series(1, $1::int) n`,
    [debts, due, NOW, REPOSITORIES],
  );
  await admin.query(
    `insert into debt_places (debt_id, position, rule, path, range, fingerprint, what, service)
     select id, 0, 'direct-call', 'src/a.py', '{"startLine":1,"startColumn":1,"endLine":1,"endColumn":9}', 'f', 'POST', null
     from debts`,
  );
  // Reminders and dashboards are due as rarely as deadlines.
  await admin.query(
    `insert into debt_notes (debt_id, noticed_at, next_at)
     select id, started_at, deadline + '1 day'::interval from debts where state in ('active', 'overdue')`,
  );
  await admin.query(
    `insert into dashboards (repository_id, issue_number, written, facts, changes_at)
     select id, id, 'w', 'f', $1::timestamptz + '1 hour'::interval from repositories`,
    [NOW],
  );
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
