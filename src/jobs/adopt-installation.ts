import type { GitHub } from '../github/client.ts';
import { listOpenPulls } from '../github/pulls.ts';
import { listInstalledRepositories, type RepositorySnapshot } from '../github/repositories.ts';
import { saveRepository } from '../store/repositories.ts';
import type { JobContext } from './context.ts';
import { judgeRequest, syncRequest } from './requests.ts';
import type { AdoptInstallation } from './work.ts';

/** Meets every repository of an installation: its debts are held against its code, its open PRs get a check. */
export async function adoptInstallation(
  context: JobContext,
  { installationId }: AdoptInstallation,
): Promise<void> {
  const github = await context.github(installationId);
  for (const repository of await listInstalledRepositories(github)) {
    await adoptRepository(context, github, installationId, repository);
  }
}

async function adoptRepository(
  context: JobContext,
  github: GitHub,
  installationId: number,
  repository: RepositorySnapshot,
): Promise<void> {
  const { owner, repo, ...identity } = repository;
  const { id } = identity;
  const pulls = await listOpenPulls(github, { owner, repo });
  await context.database.transaction(async (transaction) => {
    await saveRepository(transaction, { ...identity, installationId, owner, name: repo });
    const requests = [syncRequest(id), ...pulls.map((pull) => judgeRequest(id, pull.number, true))];
    await context.queue.enqueue(requests, transaction);
  });
}
