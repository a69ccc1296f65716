import { isDeepStrictEqual } from 'node:util';
import { and, asc, desc, eq, gt, inArray, isNotNull, lte, or } from 'drizzle-orm';
import type { Debt, DebtPlace, DebtState } from '../debt/debt.ts';
import type { Database } from './database.ts';
import { debtPlaces, debts, repositories } from './schema.ts';

/** A debt where it is stored: with its repository and the commit at which its places were last seen. */
export interface StoredDebt {
  repositoryId: number;
  seenSha: string;
  debt: Debt;
}

export const OPEN_STATES: DebtState[] = ['proposed', 'active', 'overdue'];

export async function findDebt(database: Database, id: string): Promise<StoredDebt | null> {
  const [stored] = await withPlaces(database, await database.select().from(debts).where(eq(debts.id, id)));
  return stored ?? null;
}

/** Where a debt comes from. */
export async function findDebtPlace(
  database: Database,
  id: string,
): Promise<{ repositoryId: number; pullNumber: number | null } | null> {
  const [found] = await database
    .select({ repositoryId: debts.repositoryId, pullNumber: debts.pullNumber })
    .from(debts)
    .where(eq(debts.id, id));
  return found ?? null;
}

/** The repository's debts in the given states, oldest first. */
export async function listDebts(
  database: Database,
  repositoryId: number,
  states: DebtState[],
): Promise<StoredDebt[]> {
  const rows = await database
    .select()
    .from(debts)
    .where(and(eq(debts.repositoryId, repositoryId), inArray(debts.state, states)))
    .orderBy(asc(debts.createdAt), asc(debts.id));
  return withPlaces(database, rows);
}

/** Every debt that one PR has ever proposed. */
export async function listDebtsOfPull(
  database: Database,
  repositoryId: number,
  pullNumber: number,
): Promise<StoredDebt[]> {
  const rows = await database
    .select()
    .from(debts)
    .where(and(eq(debts.repositoryId, repositoryId), eq(debts.pullNumber, pullNumber)))
    .orderBy(asc(debts.createdAt), asc(debts.id));
  return withPlaces(database, rows);
}

/** Every debt that ever cited an issue. */
export async function listDebtsByReason(
  database: Database,
  repositoryId: number,
  reasonIssue: number | null,
): Promise<StoredDebt[]> {
  if (reasonIssue === null) return [];
  const rows = await database
    .select()
    .from(debts)
    .where(and(eq(debts.repositoryId, repositoryId), eq(debts.reasonIssue, reasonIssue)));
  return withPlaces(database, rows);
}

/** Resolved debts that cited one of the issues, or had a place with one of the fingerprints. */
export async function listResolvedDebts(
  database: Database,
  repositoryId: number,
  { reasons, fingerprints }: { reasons: readonly number[]; fingerprints: readonly string[] },
): Promise<StoredDebt[]> {
  if (reasons.length + fingerprints.length === 0) return [];
  const ids = database
    .select({ id: debtPlaces.debtId })
    .from(debtPlaces)
    .where(inArray(debtPlaces.fingerprint, [...fingerprints]));
  const rows = await database
    .select()
    .from(debts)
    .where(
      and(
        eq(debts.repositoryId, repositoryId),
        eq(debts.state, 'resolved'),
        or(
          reasons.length > 0 ? inArray(debts.reasonIssue, [...reasons]) : undefined,
          fingerprints.length > 0 ? inArray(debts.id, ids) : undefined,
        ),
      ),
    );
  return withPlaces(database, rows);
}

/** Active debts of reachable repositories whose deadline has come, earliest first; read by index, whatever the number of debts. */
export async function listDueDebts(database: Database, now: Date, limit: number): Promise<StoredDebt[]> {
  const rows = await database
    .select({ debt: debts })
    .from(debts)
    .innerJoin(repositories, eq(repositories.id, debts.repositoryId))
    .where(
      and(
        eq(debts.state, 'active'),
        isNotNull(debts.deadline),
        lte(debts.deadline, now),
        eq(repositories.reachable, true),
      ),
    )
    .orderBy(asc(debts.deadline))
    .limit(limit);
  return withPlaces(
    database,
    rows.map((row) => row.debt),
  );
}

/** The repository's debts that were resolved from some time on, newest first. */
export async function listPaidSince(
  database: Database,
  repositoryId: number,
  since: Date,
): Promise<StoredDebt[]> {
  const rows = await database
    .select()
    .from(debts)
    .where(
      and(eq(debts.repositoryId, repositoryId), eq(debts.state, 'resolved'), gt(debts.resolvedAt, since)),
    )
    .orderBy(desc(debts.resolvedAt));
  return withPlaces(database, rows);
}

export async function findDebtByTrackingIssue(
  database: Database,
  repositoryId: number,
  trackingIssue: number,
): Promise<StoredDebt | null> {
  const rows = await database
    .select()
    .from(debts)
    .where(and(eq(debts.repositoryId, repositoryId), eq(debts.trackingIssue, trackingIssue)));
  return (await withPlaces(database, rows))[0] ?? null;
}

/** Writes a debt and its places as they are now. The tracking issue's number is written by its effect alone. */
export async function saveDebt(
  database: Database,
  { repositoryId, seenSha, debt }: StoredDebt,
): Promise<void> {
  const { places, id, trackingIssue: _, ...columns } = debt;
  await database
    .insert(debts)
    .values({ id, repositoryId, seenSha, ...columns })
    .onConflictDoUpdate({ target: debts.id, set: { seenSha, ...columns } });
  await savePlaces(database, id, places);
}

/** Of most changes of a debt its places know nothing. */
async function savePlaces(database: Database, debtId: string, places: readonly DebtPlace[]): Promise<void> {
  const before = await database
    .select()
    .from(debtPlaces)
    .where(eq(debtPlaces.debtId, debtId))
    .orderBy(asc(debtPlaces.position));
  if (isDeepStrictEqual(before.map(placeOf), places.map(placeOf))) return;
  if (before.length > 0) await database.delete(debtPlaces).where(eq(debtPlaces.debtId, debtId));
  if (places.length === 0) return;
  await database.insert(debtPlaces).values(places.map((place, position) => ({ debtId, position, ...place })));
}

export async function saveTrackingIssue(database: Database, id: string, issue: number): Promise<void> {
  await database.update(debts).set({ trackingIssue: issue }).where(eq(debts.id, id));
}

async function withPlaces(database: Database, rows: (typeof debts.$inferSelect)[]): Promise<StoredDebt[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const places = await database
    .select()
    .from(debtPlaces)
    .where(inArray(debtPlaces.debtId, ids))
    .orderBy(asc(debtPlaces.position));
  return rows.map(({ repositoryId, seenSha, ...debt }) => ({
    repositoryId,
    seenSha,
    debt: { ...debt, places: places.filter((place) => place.debtId === debt.id).map(placeOf) },
  }));
}

function placeOf({ rule, path, range, fingerprint, what, service }: DebtPlace): DebtPlace {
  return { rule, path, range, fingerprint, what, service };
}
