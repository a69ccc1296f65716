import { commandsIn } from '../gate/command.ts';
import type { Comment } from '../github/comments.ts';
import { saveCommands } from '../store/commands.ts';
import type { Database } from '../store/database.ts';
import type { WorkRequest } from './work.ts';

/** Whether somebody else than this App asks for something. */
export function asksSomething({ appId: writer, body }: Comment, appId: number): boolean {
  return writer !== appId && commandsIn(body).length > 0;
}

/** Keeps what a comment asks for, once, whoever tells of it. @returns the work that follows, if it is news */
export async function keepCommands(
  transaction: Database,
  repositoryId: number,
  comment: Comment,
  appId: number,
): Promise<WorkRequest[]> {
  if (!asksSomething(comment, appId)) return [];
  const { id: commentId, author, issueNumber, onPull, body } = comment;
  const isNews = await saveCommands(transaction, {
    ...{ repositoryId, commentId, issueNumber, onPull },
    ...{ actor: author.login, actorIsBot: author.isBot, asked: commandsIn(body) },
  });
  return isNews ? [{ queue: 'command', data: { repositoryId, issueNumber } }] : [];
}
