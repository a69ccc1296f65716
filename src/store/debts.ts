import { isDeepStrictEqual } from 'node:util';
import { and, asc, desc, eq, getTableColumns, gt, inArray, isNotNull, lte, or, sql } from 'drizzle-orm';
import type { Debt, DebtPlace, DebtState } from '../debt/debt.ts';
import type { Database } from './database.ts';
import { debtPlaces, debts, repositories } from './schema.ts';

/** A debt where it is stored: with its repository and the commit at which its places were last seen. */
export interface StoredDebt {
  repositoryId: number;
  seenSha: string;
  debt: Debt;
}

/** As `isStanding` says. */
export const STANDING_STATES: DebtState[] = ['active', 'overdue'];

export const OPEN_STATES: DebtState[] = ['proposed', ...STANDING_STATES];

export async function findDebt(database: Database, id: string): Promise<StoredDebt | null> {
  const [stored] = await withPlaces(database, await database.select().from(debts).where(eq(debts.id, id)));
  return stored ?? null;
}

export async function findDebts(database: Database, ids: readonly string[]): Promise<StoredDebt[]> {
  if (ids.length === 0) return [];
  const rows = await database
    .select()
    .from(debts)
    .where(inArray(debts.id, [...ids]));
  return withPlaces(database, rows);
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
export async function saveDebt(database: Database, stored: StoredDebt): Promise<void> {
  await saveDebts(database, [stored]);
}

/** The same of many, in as many statements as of one. */
export async function saveDebts(database: Database, stored: readonly StoredDebt[]): Promise<void> {
  if (stored.length === 0) return;
  const rows = stored.map(
    ({ repositoryId, seenSha, debt: { places: _, trackingIssue: __, ...columns } }) => ({
      ...columns,
      repositoryId,
      seenSha,
    }),
  );
  await database.insert(debts).values(rows).onConflictDoUpdate({ target: debts.id, set: AS_GIVEN });
  await savePlaces(database, stored);
}

const { id: _id, repositoryId: _repository, trackingIssue: _issue, ...WRITTEN } = getTableColumns(debts);
const AS_GIVEN = Object.fromEntries(
  Object.entries(WRITTEN).map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`]),
);

/** Of most changes of a debt its places know nothing. */
async function savePlaces(database: Database, stored: readonly StoredDebt[]): Promise<void> {
  const ids = stored.map(({ debt }) => debt.id);
  const rows = await database
    .select()
    .from(debtPlaces)
    .where(inArray(debtPlaces.debtId, ids))
    .orderBy(asc(debtPlaces.position));
  const before = Map.groupBy(rows, ({ debtId }) => debtId);
  const changed = stored.filter(
    ({ debt }) => !isDeepStrictEqual((before.get(debt.id) ?? []).map(placeOf), debt.places.map(placeOf)),
  );
  const stale = changed.map(({ debt }) => debt.id).filter((id) => before.has(id));
  if (stale.length > 0) await database.delete(debtPlaces).where(inArray(debtPlaces.debtId, stale));
  const places = changed.flatMap(({ debt }) =>
    debt.places.map((place, position) => ({ debtId: debt.id, position, ...place })),
  );
  if (places.length > 0) await database.insert(debtPlaces).values(places);
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
