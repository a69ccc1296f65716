import { and, asc, eq, isNotNull, isNull, lt, ne } from 'drizzle-orm';
import type { Database } from './database.ts';
import { commands } from './schema.ts';

/** The commands of one comment. */
export type AskedCommands = typeof commands.$inferSelect;

/** Keeps what a comment asks for; a comment that is known already is a no-op. @returns whether it was not known */
export async function saveCommands(
  database: Database,
  asked: Omit<AskedCommands, 'reaction' | 'answer' | 'receivedAt'>,
): Promise<boolean> {
  const saved = await database
    .insert(commands)
    .values(asked)
    .onConflictDoNothing()
    .returning({ id: commands.commentId });
  return saved.length > 0;
}

/** What is not done yet on an issue or PR, in the order in which it was written. */
export async function listWaitingCommands(
  database: Database,
  repositoryId: number,
  issueNumber: number,
): Promise<AskedCommands[]> {
  return database
    .select()
    .from(commands)
    .where(
      and(
        eq(commands.repositoryId, repositoryId),
        eq(commands.issueNumber, issueNumber),
        isNull(commands.reaction),
      ),
    )
    .orderBy(asc(commands.commentId));
}

export async function findCommands(
  database: Database,
  repositoryId: number,
  commentId: number,
): Promise<AskedCommands | null> {
  const [found] = await database.select().from(commands).where(byComment(repositoryId, commentId));
  return found ?? null;
}

export async function saveAnswer(
  database: Database,
  { repositoryId, commentId }: Pick<AskedCommands, 'repositoryId' | 'commentId'>,
  answered: Pick<AskedCommands, 'reaction' | 'answer'>,
): Promise<void> {
  await database.update(commands).set(answered).where(byComment(repositoryId, commentId));
}

/** Whether this person was told on this issue before that something may not be. */
export async function wasRefused(
  database: Database,
  { repositoryId, issueNumber, actor, commentId }: AskedCommands,
): Promise<boolean> {
  const found = await database
    .select({ id: commands.commentId })
    .from(commands)
    .where(
      and(
        eq(commands.repositoryId, repositoryId),
        eq(commands.issueNumber, issueNumber),
        eq(commands.actor, actor),
        eq(commands.reaction, '-1'),
        isNotNull(commands.answer),
        ne(commands.commentId, commentId),
      ),
    )
    .limit(1);
  return found.length > 0;
}

/** Deliveries can be sent again for three days; older comments never come back. */
export async function forgetCommands(database: Database, before: Date): Promise<void> {
  await database.delete(commands).where(and(lt(commands.receivedAt, before), isNotNull(commands.reaction)));
}

function byComment(repositoryId: number, commentId: number) {
  return and(eq(commands.repositoryId, repositoryId), eq(commands.commentId, commentId));
}
