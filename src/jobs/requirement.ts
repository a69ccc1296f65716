import { CHECK_NAME } from '../github/checks.ts';
import type { GitHub } from '../github/client.ts';
import { requiresCheck } from '../github/protection.ts';
import { type Repository, saveRequirement } from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';

/** Whether a repository's default branch requires our check: `null` where there is no such branch. */
export function askRequirement(
  { appId }: Pick<JobContext, 'appId'>,
  github: GitHub,
  repository: Repository,
): Promise<boolean | null> {
  const check = { context: CHECK_NAME, appId };
  return requiresCheck(github, nameOf(repository), repository.defaultBranch, check);
}

/** The same, asked of GitHub once: no event of ours tells when it changes, so upkeep asks again (`adopt-installation.ts`). */
export async function knownRequirement(
  context: Pick<JobContext, 'appId' | 'database' | 'github'>,
  repository: Repository,
): Promise<boolean | null> {
  if (repository.checkRequired !== null) return repository.checkRequired;
  const github = await context.github(repository.installationId);
  const isRequired = await askRequirement(context, github, repository);
  await saveRequirement(context.database, repository.id, isRequired);
  return isRequired;
}
