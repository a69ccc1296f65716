import { groupOfRef } from '../gate/merge-group.ts';
import type { GitHub, RepositoryName } from '../github/client.ts';
import { type Comment, hasReacted, type ListedComment, listCommentsSince } from '../github/comments.ts';
import { listGroupRefs } from '../github/merge-groups.ts';
import type { Database } from '../store/database.ts';
import { listGroups, saveGroup } from '../store/merge-groups.ts';
import { saveCommentsSeen } from '../store/repositories.ts';
import { asksSomething, keepCommands } from './asked-commands.ts';
import type { JobContext } from './context.ts';
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

/** Milliseconds for which a command is worth an answer where nobody knows any more what was answered; GitHub redelivers as long. */
const ANSWERED_LATE = 3 * 24 * 3_600_000;

/** A repository on which lost events are looked for. */
interface LookedAt {
  name: RepositoryName;
  /** When the App was installed: what was written before was not meant for it. */
  installedAt: Date;
  /** Whether there are open PRs. */
  hasPulls: boolean;
  remembered: Remembered;
}

/**
 * Looks for commands and merge groups whose webhook never came: one call each, and none where there is nothing that
 * Tollgate could be asked about. At the first look a database may have been lost, and with it what was done already.
 */
export async function findLostEvents(
  context: Pick<JobContext, 'clock' | 'appId' | 'ownLogin'>,
  github: GitHub,
  { name, installedAt, hasPulls, remembered }: LookedAt,
): Promise<LostEvents> {
  const now = context.clock.now();
  const { known, pulls, debts } = remembered;
  const seenTo = known?.commentsSeenTo ?? null;
  if (seenTo === null) {
    const since = new Date(Math.max(installedAt.getTime(), now.getTime() - ANSWERED_LATE));
    const comments = await unanswered(
      context,
      github,
      name,
      newSince(await listCommentsSince(github, name, since), since),
    );
    return { comments, groups: hasPulls ? await listGroupsNow(github, name) : [], seenTo: now };
  }
  if (pulls.length + debts.length === 0) return { comments: [], groups: [], seenTo: now };
  const listed = await listCommentsSince(github, name, seenTo);
  return {
    comments: newSince(listed, seenTo),
    groups: pulls.length === 0 ? [] : await listGroupsNow(github, name),
    seenTo: nextLook(listed, seenTo),
  };
}

/** Of an edited comment nobody knows any more what it said when it was new, and an edit is no command. */
function newSince(listed: readonly ListedComment[], since: Date): ListedComment[] {
  return listed.filter(({ createdAt, isEdited }) => !isEdited && createdAt >= since);
}

/** Every command that was carried out bears a reaction of ours. */
async function unanswered(
  { appId, ownLogin }: Pick<JobContext, 'appId' | 'ownLogin'>,
  github: GitHub,
  name: RepositoryName,
  comments: readonly ListedComment[],
): Promise<ListedComment[]> {
  const left: ListedComment[] = [];
  for (const comment of comments) {
    if (!asksSomething(comment, appId)) continue;
    const isDone = comment.reactions > 0 && (await hasReacted(github, name, comment.id, await ownLogin()));
    if (!isDone) left.push(comment);
  }
  return left;
}

async function listGroupsNow(github: GitHub, name: RepositoryName): Promise<LostEvents['groups']> {
  const refs = await listGroupRefs(github, name);
  return refs.flatMap(({ ref, sha }) => {
    const group = groupOfRef(ref);
    return group ? [{ ...group, headRef: ref, headSha: sha }] : [];
  });
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
