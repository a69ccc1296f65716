import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { baselines, repositories } from './schema.ts';

export type Baseline = typeof baselines.$inferSelect;

export async function findBaseline(database: Database, repositoryId: number): Promise<Baseline | null> {
  const [found] = await database.select().from(baselines).where(eq(baselines.repositoryId, repositoryId));
  return found ?? null;
}

export async function saveBaseline(
  database: Database,
  baseline: Pick<Baseline, 'repositoryId' | 'takenAt' | 'taken' | 'places' | 'due'>,
): Promise<void> {
  const { places, due } = baseline;
  await database
    .insert(baselines)
    .values(baseline)
    .onConflictDoUpdate({
      target: baselines.repositoryId,
      set: {
        places,
        due,
        // Another day is to be told anew.
        toldAt: sql`case when ${baselines.due} is not distinct from excluded.due then ${baselines.toldAt} end`,
      },
    });
}

/** Who only observes has no baseline: it is taken when that ends. */
export async function dropBaseline(database: Database, repositoryId: number): Promise<void> {
  await database.delete(baselines).where(eq(baselines.repositoryId, repositoryId));
}

export async function saveAdoptionIssue(
  database: Database,
  repositoryId: number,
  issue: number,
): Promise<void> {
  await database.update(baselines).set({ issue }).where(eq(baselines.repositoryId, repositoryId));
}

/** Repositories within reach whose old bypasses are overdue since the last look. */
export async function listDueBaselines(
  database: Database,
  now: Date,
): Promise<{ id: number; installationId: number }[]> {
  return database
    .select({ id: baselines.repositoryId, installationId: repositories.installationId })
    .from(baselines)
    .innerJoin(repositories, eq(repositories.id, baselines.repositoryId))
    .where(and(lte(baselines.due, now), isNull(baselines.toldAt), eq(repositories.reachable, true)));
}

export async function markTold(database: Database, repositoryId: number, at: Date): Promise<void> {
  await database.update(baselines).set({ toldAt: at }).where(eq(baselines.repositoryId, repositoryId));
}
