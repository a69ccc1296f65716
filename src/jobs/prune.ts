import { LONGEST_SECONDS } from '../github/write-limits.ts';
import { forgetCommands } from '../store/commands.ts';
import { forgetGroups } from '../store/merge-groups.ts';
import { forgetDeliveries, forgetFacts, forgetScans } from '../store/pruning.ts';
import { forgetRefusals } from '../store/refusals.ts';
import { forgetWriteCounts } from '../store/write-history.ts';
import type { JobContext } from './context.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Days after which things are forgotten. What a later scan misses it reads again: nothing depends on these. GitHub delivers
 * again for three days under one GUID.
 */
const KEPT_DAYS = { scans: 14, facts: 30, refusals: 30, commands: 30, deliveries: 7 };

/** Forgets what nobody will ask for: scans of heads long gone, facts of blobs that no tree has any more. */
export async function prune({ database, tidy, log }: JobContext): Promise<void> {
  // Real time, as the database has it in its rows.
  const now = Date.now();
  const daysAgo = (days: number) => new Date(now - days * DAY_MS);
  const scans = await forgetScans(database, daysAgo(KEPT_DAYS.scans));
  const facts = await forgetFacts(database, daysAgo(KEPT_DAYS.facts));
  await forgetDeliveries(database, daysAgo(KEPT_DAYS.deliveries));
  await forgetRefusals(database, daysAgo(KEPT_DAYS.refusals));
  await forgetGroups(database, daysAgo(1));
  await forgetCommands(database, daysAgo(KEPT_DAYS.commands));
  await forgetWriteCounts(database, new Date(now - LONGEST_SECONDS * 1000));
  await tidy();
  if (scans + facts > 0) log.info({ scans, facts }, 'Forgot what no open PR and no branch needs any more');
}
