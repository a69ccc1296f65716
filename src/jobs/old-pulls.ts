import { CHECKLIST_MARKER } from '../gate/checklist.ts';
import type { GitHub } from '../github/client.ts';
import { findCommentByMarker } from '../github/comments.ts';
import { quietPull, recallVoices } from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';

/**
 * A PR that was open before this database knew of it gets its check alone until its next push (decisions 25). Where we
 * have spoken already a database was lost: what stands there is kept true, or a review of ours would ask for ever.
 */
export async function meetOldPull(
  { database, appId }: Pick<JobContext, 'database' | 'appId'>,
  github: GitHub,
  repository: Repository,
  { number, headSha }: { number: number; headSha: string },
): Promise<void> {
  const spoken = await findCommentByMarker(github, nameOf(repository), appId, number, CHECKLIST_MARKER);
  if (spoken) await recallVoices(database, repository.id, number, spoken.id);
  else await quietPull(database, repository.id, number, headSha);
}
