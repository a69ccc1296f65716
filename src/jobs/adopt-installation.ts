import type { GitHub } from '../github/client.ts';
import { listOpenPulls, type PullSnapshot } from '../github/pulls.ts';
import {
  listInstalledRepositories,
  type RepositorySnapshot,
  readBranchHead,
} from '../github/repositories.ts';
import { listDebts, OPEN_STATES } from '../store/debts.ts';
import { listOpenPulls as listKnownPulls, type Pull } from '../store/pulls.ts';
import {
  findRepository,
  listRepositories,
  loseRepository,
  type Repository,
  saveRepository,
} from '../store/repositories.ts';
import type { JobContext } from './context.ts';
import { judgeRequest, syncRequest, trackingIssueEffect } from './requests.ts';
import type { AdoptInstallation, WorkRequest } from './work.ts';

/**
 * Meets every repository of an installation, and asks for what is not up to date there: at installation that is
 * everything, later what GitHub never told. A repository that is gone from the installation is lost, and its debts wait.
 */
export async function adoptInstallation(
  context: JobContext,
  { installationId }: AdoptInstallation,
): Promise<void> {
  const github = await context.github(installationId);
  const repositories = await listInstalledRepositories(github);
  for (const repository of repositories) await adoptRepository(context, github, installationId, repository);
  const reachable = new Set(repositories.map(({ id }) => id));
  for (const known of await listRepositories(context.database)) {
    const isGone = known.installationId === installationId && !reachable.has(known.id);
    if (isGone) await loseRepository(context.database, known.id);
  }
}

async function adoptRepository(
  context: JobContext,
  github: GitHub,
  installationId: number,
  { owner, repo, ...identity }: RepositorySnapshot,
): Promise<void> {
  const { id, defaultBranch } = identity;
  const open = await listOpenPulls(github, { owner, repo });
  const headSha = await readBranchHead(github, { owner, repo }, defaultBranch);
  await context.database.transaction(async (transaction) => {
    const known = await findRepository(transaction, id);
    const pulls = await listKnownPulls(transaction, id);
    await saveRepository(transaction, { ...identity, installationId, owner, name: repo });
    const debts = known === null ? await listDebts(transaction, id, OPEN_STATES) : [];
    const requests = [
      ...staleWork(id, known, pulls, open, headSha),
      // It was lost and is back: what was due meanwhile could not be written.
      ...debts.map(({ debt }) => trackingIssueEffect(debt.id)),
    ];
    await context.queue.enqueue(requests, transaction);
  });
}

/** What of a repository has to be looked at, given what we know and what GitHub shows. */
function staleWork(
  id: number,
  known: Repository | null,
  pulls: Pull[],
  open: PullSnapshot[],
  headSha: string | null,
): WorkRequest[] {
  const judged = new Map(pulls.map((pull) => [pull.number, pull.evidence?.headSha]));
  const unseen = open.filter((pull) => judged.get(pull.number) !== pull.headSha);
  const stillOpen = new Set(open.map((pull) => pull.number));
  const closed = pulls.filter((pull) => !stillOpen.has(pull.number));
  return [
    ...(known === null || known.syncedSha !== headSha ? [syncRequest(id)] : []),
    // At installation the PRs that are there get a check and nothing else (decisions 25).
    ...unseen.map((pull) => judgeRequest(id, pull.number, known === null)),
    ...closed.map((pull) => judgeRequest(id, pull.number)),
  ];
}
