import { ApiError } from '../server/errors.ts';
import { atLeast } from '../state/levels.ts';
import type { Account, Repository } from '../state/records.ts';
import { mergeQueueFor, unmetChecks } from '../state/requirements.ts';
import type { World } from '../state/world.ts';
import { pushedCommitView } from '../views/commits.ts';
import { pushedRepositoryView, repositoryPage } from '../views/repositories.ts';
import { announce, type Site } from './announce.ts';
import { requestSuite } from './checks.ts';
import { closeMentionedIssues } from './mentions.ts';
import { followBaseBranch, followHeadBranch } from './pulls.ts';

export interface Push {
  repository: Repository;
  branch: string;
  /** Null deletes the branch. */
  to: string | null;
  by: Account;
  force?: boolean;
  /** The merge button has already asked the branch's rules. */
  allowed?: boolean;
}

const NO_COMMIT = '0'.repeat(40);

/**
 * Moves a branch as a push does, with all that follows on GitHub: `push`, `synchronize` for the open pull
 * requests of that branch, pull requests that are merged or closed by it, a new check suite.
 *
 * @throws ApiError 422 if it is not a fast-forward and not forced, or if the branch's rules refuse it.
 */
export async function push(site: Site, request: Push): Promise<void> {
  const { repository, branch, to, by } = request;
  const before = repository.git.branch(branch);
  if (before === to) return;
  const forced = await isForced(repository, before, to);
  if (forced && !request.force) throw new ApiError(422, 'Update is not a fast forward');
  if (!request.allowed) refuseByProtection(site, request, forced);
  await repository.git.updateRef(`refs/heads/${branch}`, to);
  repository.pushedAt = site.world.now();
  await announcePush(site, request, before, forced);
  if (to !== null) await requestSuite(site, repository, { sha: to, branch, before, by });
  await followHeadBranch(site, repository, branch, before, to, by);
  await followBaseBranch(site, repository, branch, by);
  if (to !== null && branch === repository.defaultBranch) await closeByCommits(site, request, before);
}

async function isForced(repository: Repository, before: string | null, to: string | null): Promise<boolean> {
  if (before === null || to === null) return false;
  return !(await repository.git.isAncestor(before, to));
}

function refuseByProtection(site: Site, { repository, branch, to, by }: Push, forced: boolean): void {
  const protection = repository.protections.get(branch);
  const overrides = atLeast(site.world.levelOf(repository, by.login), 'admin') && !protection?.enforceAdmins;
  if (protection && to === null && !protection.allowDeletions)
    throw new ApiError(422, 'Cannot delete this protected branch');
  if (protection && forced && !protection.allowForcePushes)
    throw new ApiError(422, 'Cannot force-push to this protected branch');
  if (to !== null && mergeQueueFor(repository, branch))
    throw new ApiError(422, 'Changes must be made through the merge queue');
  if (overrides || to === null) return;
  if (protection?.requiredReviews) throw new ApiError(422, 'Changes must be made through a pull request.');
  const [unmet] = unmetChecks(site.world, repository, branch, to);
  if (unmet !== undefined) throw new ApiError(422, unmet);
}

/** A `push` names at most so many commits (docs: `push`). */
const MOST_COMMITS = 2048;

async function announcePush(site: Site, pushed: Push, before: string | null, forced: boolean): Promise<void> {
  const { world } = site;
  const { repository, by } = pushed;
  if (!world.installationFor(repository)) return;
  announce(site, repository, 'push', by, {
    ...movement(world, pushed, before),
    forced,
    ...(await pushedCommits(world, pushed, before)),
    pusher: { name: by.login, email: null },
    repository: pushedRepositoryView(world, repository),
  });
}

function movement(world: World, { repository, branch, to }: Push, before: string | null) {
  const ends = { before: before ?? NO_COMMIT, after: to ?? NO_COMMIT };
  return {
    ref: `refs/heads/${branch}`,
    base_ref: null,
    ...ends,
    created: before === null,
    deleted: to === null,
    compare: `${repositoryPage(world, repository)}/compare/${ends.before}...${ends.after}`,
  };
}

/** A new branch's commits are those that the default branch has not. */
async function pushedCommits(world: World, { repository, to }: Push, before: string | null) {
  if (to === null) return { commits: [], head_commit: null };
  const since = before ?? repository.git.branch(repository.defaultBranch);
  const shas = await repository.git.commitsBetween(since, to);
  const shown = async (sha: string) =>
    pushedCommitView(world, repository, await repository.git.knownCommit(sha));
  return { commits: await Promise.all(shas.slice(0, MOST_COMMITS).map(shown)), head_commit: await shown(to) };
}

async function closeByCommits(
  site: Site,
  { repository, to, by }: Push,
  before: string | null,
): Promise<void> {
  if (to === null) return;
  for (const sha of await repository.git.commitsBetween(before, to)) {
    const { message } = await repository.git.knownCommit(sha);
    await closeMentionedIssues(site, repository, by, message);
  }
}
