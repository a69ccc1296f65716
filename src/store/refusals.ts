import { count, desc, gte, lt } from 'drizzle-orm';
import { redact } from '../detect/redact.ts';
import type { Database } from './database.ts';
import { refusals } from './schema.ts';

export type Refused = Omit<typeof refusals.$inferSelect, 'job'>;

/** Characters of a reason that are kept. */
const LONGEST_REASON = 500;

/** A job that was closed because it can never succeed; a job that is run once more is closed once all the same. */
export async function saveRefusal(
  database: Database,
  job: string,
  {
    queue = '',
    repository,
    pull,
  }: { queue?: string | undefined; repository?: string | undefined; pull?: number | undefined },
  reason: string,
): Promise<void> {
  const row = { job, queue, repository, pull, reason: redact(reason).slice(0, LONGEST_REASON) };
  await database.insert(refusals).values(row).onConflictDoNothing();
}

/** The newest ones since an instant, and how many there are. */
export async function listRefusals(
  database: Database,
  since: Date,
  limit: number,
): Promise<{ total: number; newest: Refused[] }> {
  const recent = gte(refusals.at, since);
  const [counted] = await database.select({ total: count() }).from(refusals).where(recent);
  const newest = await database
    .select({
      queue: refusals.queue,
      repository: refusals.repository,
      pull: refusals.pull,
      reason: refusals.reason,
      at: refusals.at,
    })
    .from(refusals)
    .where(recent)
    .orderBy(desc(refusals.at))
    .limit(limit);
  return { total: counted?.total ?? 0, newest };
}

export async function forgetRefusals(database: Database, before: Date): Promise<void> {
  await database.delete(refusals).where(lt(refusals.at, before));
}
