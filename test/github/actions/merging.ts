import { mergeCommit, rebaseCommits, squashCommit } from '../git/merging.ts';
import { signatureOf, webFlow } from '../state/identity.ts';
import type { Account, Repository } from '../state/records.ts';
import type { PullIssue } from '../views/pulls.ts';
import type { Site } from './announce.ts';
import { announceIssue } from './issues.ts';
import { closeMentionedIssues } from './mentions.ts';
import { markMerged } from './pulls.ts';
import { push } from './push.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface MergeOrder {
  method: MergeMethod;
  title: string | undefined;
  message: string | undefined;
  by: Account;
}

/** Merges as the button does: `push` to the base, then `closed`. Returns the new tip; null on a conflict. */
export async function mergePull(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  order: MergeOrder,
): Promise<string | null> {
  const tip = await mergedTip(site, repository, issue, order);
  if (tip === null) return null;
  markMerged(site, issue, order.by, tip);
  await push(site, { repository, branch: issue.pull.baseRef, to: tip, by: order.by, allowed: true });
  await announceIssue(site, repository, issue, 'closed', order.by);
  if (issue.pull.baseRef === repository.defaultBranch) {
    await closeMentionedIssues(site, repository, order.by, `${issue.title}\n${issue.body ?? ''}`);
  }
  return tip;
}

/**
 * The commit that a merge makes; `null` on a conflict.
 * @param base what it is merged on; the base branch as it is, unless it is a merge group's
 */
export async function mergedTip(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  order: MergeOrder,
  base: string | null = repository.git.branch(issue.pull.baseRef),
): Promise<string | null> {
  const { pull } = issue;
  if (base === null) return null;
  const author = signatureOf(site.world, order.by);
  const request = {
    base,
    head: pull.headSha,
    author,
    committer: webFlow(site.world),
    message: messageOf(issue, order),
  };
  if (order.method === 'squash') return squashCommit(repository.git, request);
  if (order.method === 'rebase') return rebaseCommits(repository.git, { ...request, committer: author });
  return mergeCommit(repository.git, request);
}

function messageOf(issue: PullIssue, order: MergeOrder): string {
  const owner = issue.pull.headRepository.owner.login;
  const usual =
    order.method === 'squash'
      ? `${issue.title} (#${issue.number})`
      : `Merge pull request #${issue.number} from ${owner}/${issue.pull.headRef}`;
  const body = order.message ?? (order.method === 'merge' ? issue.title : '');
  return [order.title ?? usual, body].filter(Boolean).join('\n\n');
}
