import { ApiError } from '../server/errors.ts';
import type { Account, MergeQueueEntry, Repository } from '../state/records.ts';
import { checksOutcome, mergeQueueFor, unmetRequirements } from '../state/requirements.ts';
import { simpleCommitView } from '../views/commits.ts';
import { isPullIssue, type PullIssue } from '../views/pulls.ts';
import { announce, type Site } from './announce.ts';
import { announceIssue } from './issues.ts';
import { mergedTip } from './merging.ts';
import { markMerged } from './pulls.ts';
import { push } from './push.ts';

/** Why a merge group is no more (webhook `merge_group.destroyed`). */
type Destruction = 'merged' | 'invalidated' | 'dequeued';

/** GitHub's own name for who makes and merges groups. */
const BOT = 'github-merge-queue[bot]';

/**
 * "Merge when ready" on a PR whose branch has a merge queue: it is put behind those that wait, and a group is made of the
 * branch, of them, and of it.
 *
 * @throws ApiError 422 if the branch has no queue, or the PR itself does not meet the branch's rules yet.
 */
export async function enqueue(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  by: Account,
): Promise<void> {
  const { pull } = issue;
  if (!mergeQueueFor(repository, pull.baseRef))
    throw new ApiError(422, `${pull.baseRef} has no merge queue.`);
  if (issue.state === 'closed' || pull.draft) throw new ApiError(422, 'Pull Request is not mergeable');
  const unmet = await unmetRequirements(site.world, repository, pull.baseRef, pull);
  if (unmet.length) throw new ApiError(422, unmet.join(' '));
  const entry: MergeQueueEntry = {
    number: issue.number,
    headSha: pull.headSha,
    baseRef: pull.baseRef,
    by,
    group: null,
  };
  repository.mergeQueue.push(entry);
  await announceIssue(site, repository, issue, 'enqueued', by);
  await makeGroup(site, repository, entry);
}

/** Takes a PR out of the queue, whatever became of it: all groups behind it are made anew without it. */
export async function dequeue(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  reason: string,
): Promise<void> {
  const index = repository.mergeQueue.findIndex((entry) => entry.number === issue.number);
  const [entry] = index < 0 ? [] : repository.mergeQueue.splice(index, 1);
  if (!entry) return;
  await destroyGroup(site, repository, entry, 'dequeued');
  await announceIssue(site, repository, issue, 'dequeued', botOf(site), { reason });
  const behind = repository.mergeQueue.slice(index).filter(({ baseRef }) => baseRef === entry.baseRef);
  for (const one of behind) await destroyGroup(site, repository, one, 'invalidated');
  for (const one of behind) await makeGroup(site, repository, one);
}

/** What was closed, pushed to or pointed at another base since it was put there leaves the queue. */
export async function dropChanged(site: Site): Promise<void> {
  for (const repository of site.world.repositories) {
    for (const entry of [...repository.mergeQueue]) {
      const issue = pullOf(repository, entry);
      const { headSha, baseRef } = issue.pull;
      if (issue.state === 'closed' || headSha !== entry.headSha || baseRef !== entry.baseRef)
        await dequeue(site, repository, issue, 'UNKNOWN_REMOVAL_REASON');
    }
  }
}

/** After a check was reported: a group that fails leaves, and what is green from the front on is merged. */
export async function advance(site: Site, repository: Repository): Promise<void> {
  const failed = repository.mergeQueue.find((entry) => outcomeOf(site, repository, entry) === 'failed');
  if (failed) {
    await dequeue(site, repository, pullOf(repository, failed), 'CI_FAILURE');
    return advance(site, repository);
  }
  const [first] = repository.mergeQueue;
  if (!first || outcomeOf(site, repository, first) !== 'passed') return;
  repository.mergeQueue.shift();
  await mergeGroup(site, repository, first);
  return advance(site, repository);
}

async function mergeGroup(site: Site, repository: Repository, entry: MergeQueueEntry): Promise<void> {
  const { group } = entry;
  if (!group) return;
  const issue = pullOf(repository, entry);
  const by = botOf(site);
  markMerged(site, issue, by, group.headSha);
  await push(site, { repository, branch: entry.baseRef, to: group.headSha, by, allowed: true });
  await announceIssue(site, repository, issue, 'dequeued', by, { reason: 'MERGE' });
  await announceIssue(site, repository, issue, 'closed', by);
  await destroyGroup(site, repository, entry, 'merged');
}

/** A PR that no longer merges on top of what stands before it leaves the queue. */
async function makeGroup(site: Site, repository: Repository, entry: MergeQueueEntry): Promise<void> {
  const issue = pullOf(repository, entry);
  const { baseRef } = entry;
  const baseSha = baseOfGroup(repository, entry);
  const method = mergeQueueFor(repository, baseRef)?.method ?? 'merge';
  const order = { method, title: undefined, message: undefined, by: entry.by };
  const headSha = await mergedTip(site, repository, issue, order, baseSha);
  if (headSha === null) return dequeue(site, repository, issue, 'MERGE_CONFLICT');
  const branch = `gh-readonly-queue/${baseRef}/pr-${issue.number}-${baseSha}`;
  entry.group = { branch, headSha, baseSha };
  await push(site, { repository, branch, to: headSha, by: botOf(site), allowed: true });
  await announceGroup(site, repository, entry, 'checks_requested');
}

async function destroyGroup(
  site: Site,
  repository: Repository,
  entry: MergeQueueEntry,
  reason: Destruction,
): Promise<void> {
  const { group } = entry;
  if (!group) return;
  await announceGroup(site, repository, entry, 'destroyed', { reason });
  await push(site, { repository, branch: group.branch, to: null, by: botOf(site), allowed: true });
  entry.group = null;
}

async function announceGroup(
  site: Site,
  repository: Repository,
  entry: MergeQueueEntry,
  action: 'checks_requested' | 'destroyed',
  fields: Record<string, unknown> = {},
): Promise<void> {
  const { group } = entry;
  if (!group) return;
  const commit = await repository.git.knownCommit(group.headSha);
  announce(site, repository, `merge_group.${action}`, botOf(site), {
    ...fields,
    merge_group: {
      head_sha: group.headSha,
      head_ref: `refs/heads/${group.branch}`,
      base_sha: group.baseSha,
      base_ref: `refs/heads/${entry.baseRef}`,
      head_commit: simpleCommitView(commit),
    },
  });
}

/** What the group before it is, or the branch. */
function baseOfGroup(repository: Repository, entry: MergeQueueEntry): string {
  const before = repository.mergeQueue.slice(0, repository.mergeQueue.indexOf(entry));
  const ahead = before.findLast((one) => one.group && one.baseRef === entry.baseRef);
  return ahead?.group?.headSha ?? repository.git.branch(entry.baseRef) ?? '';
}

function outcomeOf(site: Site, repository: Repository, entry: MergeQueueEntry) {
  if (!entry.group) return 'waiting';
  return checksOutcome(site.world, repository, entry.baseRef, entry.group.headSha);
}

function pullOf(repository: Repository, { number }: MergeQueueEntry): PullIssue {
  const issue = repository.issues.get(number);
  if (!issue || !isPullIssue(issue)) throw new Error(`#${number} is queued and is no pull request`);
  return issue;
}

function botOf({ world }: Site): Account {
  const known = world.account(BOT);
  if (known) return known;
  const bot: Account = { id: world.nextId(), login: BOT, kind: 'Bot', createdAt: world.now() };
  world.accounts.set(BOT, bot);
  return bot;
}
