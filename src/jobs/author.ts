import type { GitHub } from '../github/client.ts';
import { canWrite } from '../github/people.ts';
import type { Database } from '../store/database.ts';
import { type Pull, saveAuthor } from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import { nameOf } from './context.ts';

/** Asks GitHub whether a PR's author has write access, and remembers it: nobody asks before it matters (`dependsOnAuthor`). */
export async function learnAuthor(
  database: Database,
  github: GitHub,
  repository: Repository,
  { number, author }: Pick<Pull, 'number' | 'author'>,
): Promise<boolean> {
  const authorCanWrite = await canWrite(github, nameOf(repository), author);
  await saveAuthor(database, repository.id, number, authorCanWrite);
  return authorCanWrite;
}
