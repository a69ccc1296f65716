import { and, asc, eq, lte, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { dashboards, repositories } from './schema.ts';

export type StoredDashboard = typeof dashboards.$inferSelect;

export async function findDashboard(
  database: Database,
  repositoryId: number,
): Promise<StoredDashboard | null> {
  const [found] = await database.select().from(dashboards).where(eq(dashboards.repositoryId, repositoryId));
  return found ?? null;
}

/** @param dashboard with the doubts that were there when its issue was read: if there are more by now, they stay */
export async function saveDashboard(database: Database, dashboard: StoredDashboard): Promise<void> {
  const { repositoryId: _, doubts, written, ...columns } = dashboard;
  await database
    .insert(dashboards)
    .values(dashboard)
    .onConflictDoUpdate({
      target: dashboards.repositoryId,
      set: {
        ...columns,
        written: sql`case when ${dashboards.doubts} = ${doubts} then ${written} else null end`,
      },
    });
}

/** Somebody may have changed the issue: what was written there counts no more. */
export async function doubtDashboard(database: Database, repositoryId: number): Promise<void> {
  await database
    .update(dashboards)
    .set({ written: null, doubts: sql`${dashboards.doubts} + 1` })
    .where(eq(dashboards.repositoryId, repositoryId));
}

/** Reachable repositories whose dashboard says something else by now; read by index. */
export async function listDueDashboards(database: Database, now: Date, limit: number): Promise<number[]> {
  const rows = await database
    .select({ repositoryId: dashboards.repositoryId })
    .from(dashboards)
    .innerJoin(repositories, eq(repositories.id, dashboards.repositoryId))
    .where(and(lte(dashboards.changesAt, now), eq(repositories.reachable, true)))
    .orderBy(asc(dashboards.changesAt))
    .limit(limit);
  return rows.map(({ repositoryId }) => repositoryId);
}

/** The sweep has asked for what was due: it does not ask again before the dashboard is written. */
export async function clearDueDashboard(database: Database, repositoryId: number): Promise<void> {
  await database.update(dashboards).set({ changesAt: null }).where(eq(dashboards.repositoryId, repositoryId));
}
