import { and, eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { checks } from './schema.ts';

/** Our check run on a head, as far as we know it. */
export type CheckRecord = Pick<typeof checks.$inferSelect, 'checkRunId' | 'written' | 'verdict' | 'run'>;

export async function findCheck(
  database: Database,
  repositoryId: number,
  headSha: string,
): Promise<CheckRecord | null> {
  const [check] = await database
    .select({
      checkRunId: checks.checkRunId,
      written: checks.written,
      verdict: checks.verdict,
      run: checks.run,
    })
    .from(checks)
    .where(and(eq(checks.repositoryId, repositoryId), eq(checks.headSha, headSha)));
  return check ?? null;
}

export async function saveCheck(
  database: Database,
  repositoryId: number,
  headSha: string,
  record: CheckRecord,
): Promise<void> {
  await database
    .insert(checks)
    .values({ repositoryId, headSha, ...record })
    .onConflictDoUpdate({ target: [checks.repositoryId, checks.headSha], set: record });
}

/** From here on a write may be under way: whoever comes next, after a crash as well, has to ask GitHub what became of it. */
export async function doubtCheck(database: Database, repositoryId: number, headSha: string): Promise<void> {
  await database
    .update(checks)
    .set({ run: null })
    .where(and(eq(checks.repositoryId, repositoryId), eq(checks.headSha, headSha)));
}

/** Forgets what was written, so that the next effect makes a new check run: somebody pressed "Re-run". */
export async function forgetCheck(database: Database, repositoryId: number, headSha: string): Promise<void> {
  await database
    .update(checks)
    .set({ checkRunId: null, written: null })
    .where(and(eq(checks.repositoryId, repositoryId), eq(checks.headSha, headSha)));
}
