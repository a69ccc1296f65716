import { groupOfRef } from '../gate/merge-group.ts';
import type { GitHub, RepositoryName } from '../github/client.ts';
import { type Comment, type ListedComment, listCommentsSince } from '../github/comments.ts';
import { listGroupRefs } from '../github/merge-groups.ts';
import type { Database } from '../store/database.ts';
import { listGroups, saveGroup } from '../store/merge-groups.ts';
import { saveCommentsSeen } from '../store/repositories.ts';
import { keepCommands } from './asked-commands.ts';
import { groupRequest } from './requests.ts';
import type { Remembered } from './stale-work.ts';
import type { WorkRequest } from './work.ts';

/** What GitHub tells by webhooks alone, looked up where it may have been lost for good. */
export interface LostEvents {
  /** New comments, oldest first. */
  comments: readonly Comment[];
  groups: readonly { headSha: string; headRef: string; baseSha: string; baseRef: string }[];
  /** Up to when comments were looked through, by GitHub's clock. */
  seenTo: Date;
}

/** Milliseconds that GitHub's lists may be behind what it has told already. */
const LAG = 5 * 60_000;

/**
 * Looks for commands and merge groups whose webhook never came: one call each, and none where there is nothing that
 * Tollgate could be asked about. At the first look all that stands there is old.
 */
export async function findLostEvents(
  now: Date,
  github: GitHub,
  name: RepositoryName,
  { known, pulls, debts }: Remembered,
): Promise<LostEvents> {
  const seenTo = known?.commentsSeenTo ?? null;
  if (seenTo === null || pulls.length + debts.length === 0) return { comments: [], groups: [], seenTo: now };
  const listed = await listCommentsSince(github, name, seenTo);
  // Of an edited comment nobody knows any more what it said when it was new, and an edit is no command.
  const comments = listed.filter(({ createdAt, isEdited }) => !isEdited && createdAt >= seenTo);
  const groups = pulls.length === 0 ? [] : await listGroupRefs(github, name);
  return {
    comments,
    groups: groups.flatMap(({ ref, sha }) => {
      const group = groupOfRef(ref);
      return group ? [{ ...group, headRef: ref, headSha: sha }] : [];
    }),
    seenTo: nextLook(listed, seenTo),
  };
}

function nextLook(listed: readonly ListedComment[], seenTo: Date): Date {
  const newest = Math.max(...listed.map(({ createdAt }) => createdAt.getTime()), 0);
  return new Date(Math.max(seenTo.getTime(), newest - LAG));
}

/** Asks for what was lost; what is known already is asked for once, however often it is found. */
export async function admitLostEvents(
  transaction: Database,
  repositoryId: number,
  { comments, groups, seenTo }: LostEvents,
  appId: number,
): Promise<WorkRequest[]> {
  await saveCommentsSeen(transaction, repositoryId, seenTo);
  const requests: WorkRequest[] = [];
  for (const comment of comments)
    requests.push(...(await keepCommands(transaction, repositoryId, comment, appId)));
  const known = new Set((await listGroups(transaction, repositoryId)).map(({ headSha }) => headSha));
  for (const group of groups.filter(({ headSha }) => !known.has(headSha))) {
    await saveGroup(transaction, { ...group, repositoryId });
    requests.push(groupRequest(repositoryId, group.headSha));
  }
  return requests;
}
