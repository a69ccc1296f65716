import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { blobFacts, deliveries, pulls, repositories, scans, watchedBranches } from './schema.ts';

/** Rows a statement deletes at most, so that none holds anything up. */
const BATCH = 2_000;

/** Statements of one kind a call makes at most; the next call goes on. */
const MOST_BATCHES = 100;

/** Facts that no scan has wanted since. @returns how many were forgotten */
export function forgetFacts(database: Database, before: Date): Promise<number> {
  return inBatches(
    database,
    sql`delete from ${blobFacts} where ctid in
      (select ctid from ${blobFacts} where used_at < ${before.toISOString()} limit ${BATCH})`,
  );
}

/**
 * Scans that nobody has wanted since, of commits that are neither the head or merge base of an open PR nor the head of a branch
 * where clocks run as it was seen last. @returns how many were forgotten
 */
export function forgetScans(database: Database, before: Date): Promise<number> {
  return inBatches(
    database,
    sql`delete from ${scans} where ctid in (
      select s.ctid from ${scans} s
      join ${repositories} r on r.id = s.repository_id
      where s.used_at < ${before.toISOString()}
        and s.commit_sha is distinct from r.synced_sha
        and not exists (
          select 1 from ${watchedBranches} w
          where w.repository_id = s.repository_id and w.synced_sha = s.commit_sha)
        and not exists (
          select 1 from ${pulls} p
          where p.repository_id = s.repository_id and p.open
            and s.commit_sha in (p.head_sha, p.evidence->>'headSha', p.evidence->>'mergeBaseSha'))
      limit ${BATCH})`,
  );
}

/** Webhooks that GitHub will not deliver again. @returns how many were forgotten */
export function forgetDeliveries(database: Database, before: Date): Promise<number> {
  return inBatches(
    database,
    sql`delete from ${deliveries} where ctid in
      (select ctid from ${deliveries} where arrived_at < ${before.toISOString()} limit ${BATCH})`,
  );
}

async function inBatches(database: Database, statement: ReturnType<typeof sql>): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const { rows } = await database.execute(
      sql`with gone as (${statement} returning 1) select count(*)::int as count from gone`,
    );
    const count = Number(rows[0]?.count ?? 0);
    total += count;
    if (count < BATCH) break;
  }
  return total;
}
