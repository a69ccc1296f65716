import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { STANDING_STATES } from './debts.ts';
import { debtNotes, debts, repositories } from './schema.ts';

/** What a debt's readers were told by time, and when to look again. */
export interface NoticeState {
  debtId: string;
  noticedAt: Date | null;
  nextAt: Date | null;
}

/** Before any deadline: the next sweep looks. */
const AT_ONCE = new Date(0);

/** Has the next sweep look what is due of these debts. */
export async function lookAtNotices(database: Database, debtIds: readonly string[]): Promise<void> {
  if (debtIds.length === 0) return;
  await database
    .insert(debtNotes)
    .values(debtIds.map((debtId) => ({ debtId, nextAt: AT_ONCE })))
    .onConflictDoUpdate({ target: debtNotes.debtId, set: { nextAt: AT_ONCE } });
}

/** The same for all standing debts of a repository, whose policy has changed. */
export async function lookAtNoticesOf(database: Database, repositoryId: number): Promise<void> {
  const standing = await database
    .select({ id: debts.id })
    .from(debts)
    .where(and(eq(debts.repositoryId, repositoryId), inArray(debts.state, STANDING_STATES)));
  await lookAtNotices(
    database,
    standing.map(({ id }) => id),
  );
}

/** Debts of reachable repositories at which it is time to look, earliest first; read by index, whatever the number of debts. */
export async function listDueNotices(
  database: Database,
  now: Date,
  limit: number,
): Promise<{ repositoryId: number; debtId: string }[]> {
  return database
    .select({ repositoryId: debts.repositoryId, debtId: debts.id })
    .from(debtNotes)
    .innerJoin(debts, eq(debts.id, debtNotes.debtId))
    .innerJoin(repositories, eq(repositories.id, debts.repositoryId))
    .where(and(lte(debtNotes.nextAt, now), eq(repositories.reachable, true)))
    .orderBy(asc(debtNotes.nextAt))
    .limit(limit);
}

/** Up to when a debt's readers were told everything; `null` if nothing was. */
export async function findNoticedAt(database: Database, debtId: string): Promise<Date | null> {
  const [found] = await database
    .select({ noticedAt: debtNotes.noticedAt })
    .from(debtNotes)
    .where(eq(debtNotes.debtId, debtId));
  return found?.noticedAt ?? null;
}

export async function saveNotices(database: Database, states: readonly NoticeState[]): Promise<void> {
  if (states.length === 0) return;
  await database
    .insert(debtNotes)
    .values([...states])
    .onConflictDoUpdate({
      target: debtNotes.debtId,
      set: { noticedAt: sql`excluded.noticed_at`, nextAt: sql`excluded.next_at` },
    });
}

export type DebtNotes = Pick<typeof debtNotes.$inferSelect, 'reasonClosedAt' | 'tested'>;

const NO_NOTES: DebtNotes = { reasonClosedAt: null, tested: false };

/** What the tracking issue of each of these debts says that no scan knows. */
export async function listDebtNotes(
  database: Database,
  debtIds: readonly string[],
): Promise<(debtId: string) => DebtNotes> {
  const { debtId, reasonClosedAt, tested } = debtNotes;
  const rows = await database
    .select({ debtId, reasonClosedAt, tested })
    .from(debtNotes)
    .where(inArray(debtId, [...debtIds]));
  const notes = new Map(rows.map(({ debtId: id, ...rest }) => [id, rest]));
  return (id) => notes.get(id) ?? NO_NOTES;
}

export async function saveDebtNotes(database: Database, debtId: string, notes: DebtNotes): Promise<void> {
  await database
    .insert(debtNotes)
    .values({ debtId, ...notes })
    .onConflictDoUpdate({ target: debtNotes.debtId, set: notes });
}
