import { requireMergeQueue } from '../support/merge-queue.ts';
import type { Teammate } from '../support/teamwork.ts';
import type { World } from '../support/world.ts';

/** The status of a slow CI: the queue waits for it as it does for our check. */
const CI = 'ci';

/** Merges into the default branch go through a queue from now on. */
export function turnOnMergeQueue(who: Teammate): Promise<void> {
  return requireMergeQueue(who, { method: 'MERGE', minutes: { wait: 0, checks: 360 }, statuses: [CI] });
}

async function passCi({ octokit, repository }: Teammate, sha: string): Promise<void> {
  await octokit.rest.repos.createCommitStatus({ ...repository, sha, state: 'success', context: CI });
}

/** "Merge when ready". @returns the commit of the PR's group */
export async function enqueue(world: World, who: Teammate, pull: number): Promise<string> {
  await passCi(who, await who.headOf(pull));
  await world.github.asUser(who.login).addToMergeQueue(placeOf(who), pull);
  await world.settle();
  return groupOf(world, who, pull) ?? '';
}

function placeOf({ repository }: Teammate) {
  return `${repository.owner}/${repository.repo}` as const;
}

/** The commit of the group of a PR that is in the queue. */
export function groupOf(world: World, who: Teammate, pull: number): string | null | undefined {
  const entries = world.github.state().repositories[placeOf(who)]?.mergeQueue ?? [];
  return entries.find((entry) => entry.pull === pull)?.headSha;
}

/** Through the queue, in which CI passes. @returns whether it came out merged */
export async function mergeThroughQueue(world: World, who: Teammate, pull: number): Promise<boolean> {
  await passCi(who, await enqueue(world, who, pull));
  await world.settle();
  const { data } = await who.octokit.rest.pulls.get({ ...who.repository, pull_number: pull });
  return data.merged;
}

/** What somebody is told who may not do this; `null` if it was done. */
export async function refusalOf(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
