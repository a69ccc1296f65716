import type { Pool } from 'pg';

/** Dead rows from which on a table is tidied: so many, and a fifth of those that live. PostgreSQL does it likewise. */
const FEWEST_DEAD = 50;
const DEAD_SHARE = 0.2;

/**
 * Gives the space of deleted rows back, and looks at what tables hold, for the planner. A server does so by itself; PGlite
 * has nobody for it, and would grow with every delivery and every job.
 */
export async function tidy(pool: Pool): Promise<void> {
  // What was counted in the last second is not shown yet.
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query<{ name: string }>(
    `select distinct c.oid::regclass::text as name
    from pg_stat_all_tables s join pg_class c on s.relid in (c.oid, c.reltoastrelid)
    where c.relkind = 'r' and s.n_dead_tup >= $1 and s.n_dead_tup > s.n_live_tup * $2::float`,
    [FEWEST_DEAD, DEAD_SHARE],
  );
  // One by one, so that others have their turn between.
  for (const { name } of rows) await pool.query(`vacuum (analyze) ${name}`);
}
