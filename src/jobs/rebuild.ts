import { z } from 'zod';
import {
  listInstallationIds,
  listInstalledRepositories,
  type RepositorySnapshot,
} from '../github/repositories.ts';
import { inLogContext } from '../log.ts';
import { findRepository, saveRepository } from '../store/repositories.ts';
import type { JobContext } from './context.ts';
import { readDebtsBack } from './restore-debts.ts';
import { syncRepository } from './sync-repository.ts';

/** What a rebuild found in one repository; as JSON it is what the running app tells the verb, line by line. */
export const rebuiltRepository = z.object({
  repository: z.string(),
  restored: z.array(z.number()),
  known: z.array(z.number()),
  forged: z.array(z.number()),
  /** Why it could not be read, if it could not. */
  failure: z.string().nullable(),
});

export type RebuiltRepository = z.infer<typeof rebuiltRepository>;

/**
 * Reads every debt back from the tracking issues of all repositories, whatever the database knows already, and holds
 * them against the default branches. What follows from that on GitHub is left to the workers of the app.
 * @param tell is told of each repository that had anything to tell of
 */
export async function rebuild(
  context: JobContext,
  tell: (repository: RebuiltRepository) => void,
): Promise<void> {
  for (const installationId of await listInstallationIds(await context.asApp())) {
    const github = await context.github(installationId);
    for (const snapshot of await listInstalledRepositories(github)) {
      const repository = `${snapshot.owner}/${snapshot.repo}`;
      tell(await inLogContext({ repository }, () => rebuildRepository(context, installationId, snapshot)));
    }
  }
}

async function rebuildRepository(
  context: JobContext,
  installationId: number,
  { owner, repo, ...identity }: RepositorySnapshot,
): Promise<RebuiltRepository> {
  const repository = `${owner}/${repo}`;
  try {
    await saveRepository(context.database, { ...identity, installationId, owner, name: repo });
    const stored = await findRepository(context.database, identity.id);
    if (!stored) throw new Error('It was lost meanwhile.');
    const found = await readDebtsBack(context, await context.github(installationId), stored);
    await syncRepository(context, { repositoryId: stored.id });
    return { repository, ...found, failure: null };
  } catch (error) {
    context.log.error({ err: error }, 'A repository could not be rebuilt');
    const failure = error instanceof Error ? error.message : String(error);
    return { repository, restored: [], known: [], forged: [], failure };
  }
}
