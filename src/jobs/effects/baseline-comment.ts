import { commentOnce } from '../../github/comments.ts';
import { findBaseline } from '../../store/baselines.ts';
import { findRepository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import type { Effect } from '../work.ts';

/** Tells the readers of the issue about old bypasses what was decided about them, once. */
export async function settleBaselineComment(
  context: JobContext,
  { repositoryId, marker, body }: Extract<Effect, { kind: 'baseline-comment' }>,
): Promise<void> {
  const repository = await findRepository(context.database, repositoryId);
  const baseline = repository && (await findBaseline(context.database, repositoryId));
  if (!repository || !baseline) return;
  if (baseline.issue === null) throw new Error('The issue about old bypasses is not open yet.');
  const github = await context.github(repository.installationId);
  await commentOnce(github, nameOf(repository), context.appId, baseline.issue, { marker, body });
}
