import { groupPulls } from '../gate/merge-group.ts';
import type { GitHub } from '../github/client.ts';
import { commitsBetween } from '../github/commits.ts';
import { readPull } from '../github/pulls.ts';
import { findGroup, type MergeGroup, saveGroupEvidence } from '../store/merge-groups.ts';
import { findPull } from '../store/pulls.ts';
import { findRepository, type Repository } from '../store/repositories.ts';
import { learnAuthor } from './author.ts';
import { type JobContext, nameOf } from './context.ts';
import { evidenceAt, pullOf, withPolicy } from './judge-pull.ts';
import { withOrganisation } from './organisation.ts';
import { recallPull, saveShown } from './recall.ts';
import { checkEffect } from './requests.ts';
import { restoreDebts } from './restore-debts.ts';
import type { JudgeGroup } from './work.ts';

/**
 * Looks at what a merge queue is about to merge: the group's own commit, against what stands before it, with its PRs as
 * they are now. The check that follows knows the freeze as it is then.
 */
export async function judgeGroup(context: JobContext, { repositoryId, headSha }: JudgeGroup): Promise<void> {
  const known = await findRepository(context.database, repositoryId);
  const group = await findGroup(context.database, repositoryId, headSha);
  if (!known || !group) return;
  await context.queue.enqueue([checkEffect(repositoryId, headSha)]);
  const github = await context.github(known.installationId);
  await restoreDebts(context, github, known);
  const repository = await withPolicy(context, github, await withOrganisation(context, github, known));
  const pullNumbers = await readPulls(context, github, repository, group);
  const evidence = await evidenceAt(context, github, repository, headSha, {
    mergeBaseSha: group.baseSha,
    // No review comment stands on a group's commit.
    patches: new Map(),
    isCut: false,
  });
  await context.database.transaction(async (transaction) => {
    await saveGroupEvidence(transaction, repositoryId, headSha, evidence, pullNumbers);
    await context.queue.enqueue([checkEffect(repositoryId, headSha)], transaction);
  });
}

/** @returns the numbers of the open PRs that the group is made of */
async function readPulls(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  group: MergeGroup,
): Promise<number[]> {
  const commits = await commitsBetween(github, nameOf(repository), group.baseSha, group.headSha);
  const numbers: number[] = [];
  for (const number of groupPulls(group, commits)) {
    if (await readOpenPull(context, github, repository, number, group)) numbers.push(number);
  }
  if (numbers.length === 0) throw new Error(`No open PR is known for the merge group ${group.headRef}.`);
  return numbers;
}

/** Remembers a PR as it is now; what the titles of a group name may be anything. */
async function readOpenPull(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  number: number,
  { baseRef, headRef }: MergeGroup,
): Promise<boolean> {
  const { database } = context;
  const isNamed = groupPulls({ headRef, headSha: '', baseSha: '' }, []).includes(number);
  const before = await findPull(database, repository.id, number);
  if (!isNamed && (!before?.open || before.baseRef !== baseRef)) return false;
  const snapshot = await readPull(github, nameOf(repository), number);
  // Merged already: the queue was faster than its own webhooks, and the group will be gone.
  if (!snapshot.open && !isNamed) return false;
  const shown = await pullOf(github, repository, snapshot, before);
  const recalled = before ? null : await recallPull(context, github, repository, snapshot);
  await database.transaction((transaction) => saveShown(transaction, repository, shown, recalled));
  const pull = await findPull(database, repository.id, number);
  if (pull?.authorCanWrite === null) await learnAuthor(database, github, repository, pull);
  return true;
}
