import { answerMarker } from '../../gate/command-record.ts';
import { commentOnce, reactTo } from '../../github/comments.ts';
import { findCommands } from '../../store/commands.ts';
import { findRepository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';

/** Tells whoever wrote a command what came of it, once. */
export async function settleAnswer(
  context: JobContext,
  { repositoryId, commentId }: { repositoryId: number; commentId: number },
): Promise<void> {
  const repository = await findRepository(context.database, repositoryId);
  const asked = await findCommands(context.database, repositoryId, commentId);
  if (!repository || !asked?.reaction) return;
  const github = await context.github(repository.installationId);
  const name = nameOf(repository);
  await reactTo(github, name, commentId, asked.reaction);
  if (asked.answer === null) return;
  const comment = { marker: answerMarker(commentId), body: asked.answer };
  await commentOnce(github, name, context.appId, asked.issueNumber, comment);
}
