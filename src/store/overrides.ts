import { and, asc, eq, inArray } from 'drizzle-orm';
import type { RecordedOverride } from '../debt/record.ts';
import type { Override } from '../gate/pull.ts';
import type { Database } from './database.ts';
import { overrides } from './schema.ts';

/** The overdue debts that do not hold a PR. */
export async function listOverrides(
  database: Database,
  repositoryId: number,
  pullNumber: number,
): Promise<Override[]> {
  return database
    .select({ debtId: overrides.debtId, by: overrides.by, reason: overrides.reason, at: overrides.at })
    .from(overrides)
    .where(and(eq(overrides.repositoryId, repositoryId), eq(overrides.pullNumber, pullNumber)))
    .orderBy(overrides.at, overrides.debtId);
}

/** The PRs that debts do not hold, oldest first, by debt. */
export async function listLetThrough(
  database: Database,
  debtIds: readonly string[],
): Promise<(debtId: string) => RecordedOverride[]> {
  if (debtIds.length === 0) return () => [];
  const rows = await database
    .select()
    .from(overrides)
    .where(inArray(overrides.debtId, [...debtIds]))
    .orderBy(asc(overrides.at), asc(overrides.pullNumber));
  const byDebt = Map.groupBy(rows, ({ debtId }) => debtId);
  return (debtId) =>
    (byDebt.get(debtId) ?? []).map(({ pullNumber, by, reason, at }) => ({ pullNumber, by, reason, at }));
}

/** Lets a PR through as far as these debts go. */
export async function saveOverrides(
  database: Database,
  repositoryId: number,
  pullNumber: number,
  given: readonly Override[],
): Promise<void> {
  if (given.length === 0) return;
  const rows = given.map((override) => ({ repositoryId, pullNumber, ...override }));
  await database.insert(overrides).values(rows).onConflictDoNothing();
}

/** A debt is paid: if it comes back, that is another freeze, and takes another override. */
export async function endOverrides(database: Database, debtId: string): Promise<void> {
  await database.delete(overrides).where(eq(overrides.debtId, debtId));
}
