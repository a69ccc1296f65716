import { and, count, countDistinct, eq, lte, min } from 'drizzle-orm';
import { DEBT_STATES, type DebtState } from '../debt/debt.ts';
import type { Database } from './database.ts';
import { debts, repositories } from './schema.ts';

/** The debts of all repositories, counted. */
export interface DebtCounts {
  byState: Record<DebtState, number>;
  frozenRepositories: number;
  /** Seconds since the oldest deadline that has passed without being acted on; 0 if there is none. */
  sweepLagSeconds: number;
}

/** @param now by the clock that decides time-boxes */
export async function countDebts(database: Database, now: Date): Promise<DebtCounts> {
  const states = await database
    .select({ state: debts.state, total: count() })
    .from(debts)
    .groupBy(debts.state);
  const [frozen] = await database
    .select({ total: countDistinct(debts.repositoryId) })
    .from(debts)
    .where(eq(debts.state, 'overdue'));
  return {
    byState: { ...NONE, ...Object.fromEntries(states.map(({ state, total }) => [state, total])) },
    frozenRepositories: frozen?.total ?? 0,
    sweepLagSeconds: await sweepLag(database, now),
  };
}

const NONE = Object.fromEntries(DEBT_STATES.map((state) => [state, 0])) as Record<DebtState, number>;

async function sweepLag(database: Database, now: Date): Promise<number> {
  const [due] = await database
    .select({ oldest: min(debts.deadline) })
    .from(debts)
    .innerJoin(repositories, eq(repositories.id, debts.repositoryId))
    .where(and(eq(debts.state, 'active'), lte(debts.deadline, now), eq(repositories.reachable, true)));
  return due?.oldest ? Math.max(0, (now.getTime() - due.oldest.getTime()) / 1000) : 0;
}
