import { CHECK_NAME } from '../github/checks.ts';
import type { GitHub } from '../github/client.ts';
import { requiresCheck } from '../github/protection.ts';
import {
  type Repository,
  type Requirements,
  saveRequirementOn,
  saveRequirements,
} from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';

/** Whether a branch requires our check: `null` where there is no such branch. */
function askRequirement(
  { appId }: Pick<JobContext, 'appId'>,
  github: GitHub,
  repository: Repository,
  branch: string,
): Promise<boolean | null> {
  return requiresCheck(github, nameOf(repository), branch, { context: CHECK_NAME, appId });
}

/** What is known of a repository's branches, asked anew: no event of ours tells when it changes. What nobody had to know stays unasked. */
export async function renewRequirements(
  context: Pick<JobContext, 'appId'>,
  github: GitHub,
  repository: Repository,
): Promise<Requirements> {
  const { checkRequired, checkRequiredOn, defaultBranch } = repository;
  const others: [string, boolean][] = [];
  for (const branch of Object.keys(checkRequiredOn)) {
    const isRequired = await askRequirement(context, github, repository, branch);
    if (isRequired !== null) others.push([branch, isRequired]);
  }
  return {
    checkRequired:
      checkRequired === null ? null : await askRequirement(context, github, repository, defaultBranch),
    checkRequiredOn: Object.fromEntries(others),
  };
}

/**
 * Whether a branch requires our check, the default one if none is named. Asked of GitHub once: upkeep asks again
 * (`adopt-installation.ts`).
 */
export async function knownRequirement(
  context: Pick<JobContext, 'appId' | 'database' | 'github'>,
  repository: Repository,
  branch = repository.defaultBranch,
): Promise<boolean | null> {
  const isDefault = branch === repository.defaultBranch;
  const known = isDefault ? repository.checkRequired : (repository.checkRequiredOn[branch] ?? null);
  if (known !== null) return known;
  const github = await context.github(repository.installationId);
  const isRequired = await askRequirement(context, github, repository, branch);
  const { id, checkRequiredOn } = repository;
  if (isDefault) await saveRequirements(context.database, id, { checkRequired: isRequired, checkRequiredOn });
  else if (isRequired !== null) await saveRequirementOn(context.database, id, branch, isRequired);
  return isRequired;
}
