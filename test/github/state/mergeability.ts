import type { Issue, Pull, Repository } from './records.ts';
import { latestRuns, latestStatuses, unmetRequirements } from './requirements.ts';
import type { World } from './world.ts';

export interface Mergeability {
  /** Null while nobody has asked, and once it is closed. */
  mergeable: boolean | null;
  /** GitHub's `mergeable_state`. */
  state: 'unknown' | 'draft' | 'dirty' | 'blocked' | 'unstable' | 'clean';
}

/** Whether a pull request can be merged, and what stands in its way. */
export async function mergeability(
  world: World,
  repository: Repository,
  issue: Issue & { pull: Pull },
): Promise<Mergeability> {
  if (issue.state === 'closed') return { mergeable: null, state: 'unknown' };
  const base = repository.git.branch(issue.pull.baseRef);
  const tree = base && (await repository.git.mergeTree(base, issue.pull.headSha));
  if (!tree) return { mergeable: false, state: 'dirty' };
  if (issue.pull.draft) return { mergeable: true, state: 'draft' };
  const unmet = await unmetRequirements(world, repository, issue.pull.baseRef, issue.pull);
  if (unmet.length) return { mergeable: true, state: 'blocked' };
  return { mergeable: true, state: anythingFailed(repository, issue.pull.headSha) ? 'unstable' : 'clean' };
}

function anythingFailed(repository: Repository, sha: string): boolean {
  const passing = ['success', 'neutral', 'skipped'];
  return (
    latestRuns(repository, sha).some((run) => !passing.includes(run.conclusion ?? '')) ||
    latestStatuses(repository, sha).some((status) => status.state !== 'success')
  );
}
