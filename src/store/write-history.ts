import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { WriteCount, WriteKind } from '../github/write-limits.ts';
import type { Database } from './database.ts';
import { writeCounts, writePaces } from './schema.ts';

/** Nobody else counts writes of the installation until the transaction ends. @returns when the last one in line is due */
export async function lockPace(
  transaction: Database,
  installationId: number,
  kind: WriteKind,
): Promise<Date | null> {
  let paces = await lockPaces(transaction, installationId);
  if (paces.length === 0) {
    const kinds: WriteKind[] = ['content', 'other'];
    await transaction
      .insert(writePaces)
      .values(kinds.map((each) => ({ installationId, kind: each })))
      .onConflictDoNothing();
    paces = await lockPaces(transaction, installationId);
  }
  return paces.find((pace) => pace.kind === kind)?.lastDue ?? null;
}

function lockPaces(transaction: Database, installationId: number) {
  return transaction
    .select({ kind: writePaces.kind, lastDue: writePaces.lastDue })
    .from(writePaces)
    .where(eq(writePaces.installationId, installationId))
    .orderBy(writePaces.kind)
    .for('update');
}

export async function saveLastDue(
  transaction: Database,
  installationId: number,
  kind: WriteKind,
  lastDue: Date,
): Promise<void> {
  await transaction
    .update(writePaces)
    .set({ lastDue })
    .where(and(eq(writePaces.installationId, installationId), eq(writePaces.kind, kind)));
}

export async function readWriteCounts(
  database: Database,
  installationId: number,
  since: Date,
): Promise<WriteCount[]> {
  return database
    .select({ kind: writeCounts.kind, start: writeCounts.start, count: writeCounts.count })
    .from(writeCounts)
    .where(and(eq(writeCounts.installationId, installationId), gt(writeCounts.start, since)));
}

export async function countWrite(
  transaction: Database,
  installationId: number,
  kind: WriteKind,
  start: Date,
): Promise<void> {
  await transaction
    .insert(writeCounts)
    .values({ installationId, kind, start, count: 1 })
    .onConflictDoUpdate({
      target: [writeCounts.installationId, writeCounts.start, writeCounts.kind],
      set: { count: sql`${writeCounts.count} + 1` },
    });
}

export async function forgetWriteCounts(database: Database, before: Date): Promise<void> {
  await database.delete(writeCounts).where(lt(writeCounts.start, before));
}
