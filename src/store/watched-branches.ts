import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from './database.ts';
import { watchedBranches } from './schema.ts';

/** The head of each watched branch that was scanned last, by name; `null` where it was not yet. */
export async function listWatched(
  database: Database,
  repositoryId: number,
): Promise<Map<string, string | null>> {
  const rows = await database
    .select()
    .from(watchedBranches)
    .where(eq(watchedBranches.repositoryId, repositoryId));
  return new Map(rows.map(({ branch, syncedSha }) => [branch, syncedSha]));
}

export async function saveWatched(
  database: Database,
  repositoryId: number,
  branch: string,
  syncedSha: string | null,
): Promise<void> {
  await database
    .insert(watchedBranches)
    .values({ repositoryId, branch, syncedSha })
    .onConflictDoUpdate({
      target: [watchedBranches.repositoryId, watchedBranches.branch],
      set: { syncedSha },
    });
}

export async function forgetWatched(
  database: Database,
  repositoryId: number,
  branches: readonly string[],
): Promise<void> {
  if (branches.length === 0) return;
  await database
    .delete(watchedBranches)
    .where(
      and(eq(watchedBranches.repositoryId, repositoryId), inArray(watchedBranches.branch, [...branches])),
    );
}
