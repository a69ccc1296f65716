import { expire } from '../debt/lifecycle.ts';
import type { Database } from '../store/database.ts';
import { findDebt, listDueDebts, type StoredDebt } from '../store/debts.ts';
import { listGroups } from '../store/merge-groups.ts';
import { listOpenPulls } from '../store/pulls.ts';
import { lockRepository } from '../store/repositories.ts';
import type { JobContext } from './context.ts';
import { saveChange } from './debt-changes.ts';
import { checkEffects, inOrder, overviewEffect } from './requests.ts';
import type { WorkRequest } from './work.ts';

/** Debts that one pass reads at a time, so that a sweep that was down for long stays small in memory. */
const BATCH = 100;

type SweepContext = Pick<JobContext, 'clock' | 'database' | 'queue'>;

/** Moves every debt whose deadline has come to overdue, earliest first, and freezes its repository. */
export async function sweep(context: SweepContext): Promise<void> {
  const now = context.clock.now();
  for (;;) {
    const due = await listDueDebts(context.database, now, BATCH);
    if (due.length === 0) return;
    for (const [repositoryId, debts] of Map.groupBy(due, (stored) => stored.repositoryId)) {
      await context.database.transaction((transaction) =>
        freeze(context, transaction, repositoryId, debts, now),
      );
    }
  }
}

async function freeze(
  { queue }: SweepContext,
  transaction: Database,
  repositoryId: number,
  due: StoredDebt[],
  now: Date,
): Promise<void> {
  const repository = await lockRepository(transaction, repositoryId);
  if (!repository) return;
  const effects: WorkRequest[] = [];
  for (const { debt } of due) {
    // Read again behind the lock: a sync may have seen meanwhile that it is paid.
    const stored = await findDebt(transaction, debt.id);
    const change = stored && expire(stored.debt, now);
    if (!change) continue;
    const occasion = { at: now, actor: null };
    effects.push(...(await saveChange(transaction, repository, change, stored.seenSha, occasion)));
  }
  const pulls = await listOpenPulls(transaction, repositoryId);
  effects.push(overviewEffect(repository.installationId));
  // What is about to be merged comes first.
  const heads = [...(await listGroups(transaction, repositoryId)), ...pulls];
  await queue.enqueue([...effects, ...inOrder(checkEffects(repositoryId, heads))], transaction);
}
