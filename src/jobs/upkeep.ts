import { listDeliveryAttempts, redeliver } from '../github/deliveries.ts';
import { listInstallationIds } from '../github/repositories.ts';
import { listRepositories, loseRepository } from '../store/repositories.ts';
import type { JobContext } from './context.ts';
import { lostDeliveries } from './lost-deliveries.ts';
import { prune } from './prune.ts';
import type { WorkRequest } from './work.ts';

/** Milliseconds for which GitHub keeps deliveries, and delivers them again when asked. */
const KEPT = 3 * 24 * 3_600_000;

/** Forgets what nobody needs, and finds again what GitHub never told, or told while nobody listened. */
export async function upkeep(context: JobContext): Promise<void> {
  await prune(context);
  const app = await context.asApp();
  // Deliveries are dated by GitHub's clock, which is the real one.
  for (const id of lostDeliveries(await listDeliveryAttempts(app, new Date(Date.now() - KEPT)))) {
    await redeliver(app, id);
  }
  const installations = new Set(await listInstallationIds(app));
  for (const repository of await listRepositories(context.database)) {
    if (!installations.has(repository.installationId)) await loseRepository(context.database, repository.id);
  }
  await context.queue.enqueue(
    [...installations].map((installationId): WorkRequest => ({ queue: 'adopt', data: { installationId } })),
  );
}
