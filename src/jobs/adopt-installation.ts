import { isDeepStrictEqual } from 'node:util';
import type { GitHub, RepositoryName } from '../github/client.ts';
import { type FoundIssue, listOwnIssues } from '../github/issues.ts';
import { listOpenPulls } from '../github/pulls.ts';
import { readReasonIssues } from '../github/reason-issues.ts';
import {
  listInstalledRepositories,
  type RepositorySnapshot,
  readBranchHead,
  readInstalledAt,
} from '../github/repositories.ts';
import { doubtDashboard } from '../store/dashboards.ts';
import type { Database } from '../store/database.ts';
import { listDebts, OPEN_STATES } from '../store/debts.ts';
import { listOpenPulls as listKnownPulls } from '../store/pulls.ts';
import {
  findRepository,
  listInstalled,
  listRepositories,
  loseRepository,
  type Repository,
  type Requirements,
  saveRepository,
  saveRequirements,
} from '../store/repositories.ts';
import { listWatched } from '../store/watched-branches.ts';
import type { JobContext } from './context.ts';
import { admitLostEvents, findLostEvents } from './lost-events.ts';
import { readOrganisation } from './organisation.ts';
import { policyInForce } from './policy-in-force.ts';
import { checkEffects, dashboardEffect, inOrder, overviewEffect, trackingIssueEffect } from './requests.ts';
import { knownRequirement, renewRequirements } from './requirement.ts';
import { type Remembered, type Shown, staleWork } from './stale-work.ts';
import { untrueIssues } from './untrue-issues.ts';
import { readWatchedHeads } from './watched-branches.ts';
import type { AdoptInstallation } from './work.ts';

/**
 * Meets every repository of an installation, and asks for what is not up to date there: at installation that is
 * everything, later what GitHub never told. A repository that is gone from the installation is lost, and its debts wait.
 */
export async function adoptInstallation(
  context: JobContext,
  { installationId }: AdoptInstallation,
): Promise<void> {
  const github = await context.github(installationId);
  // Before anything is judged by it.
  await readOrganisation(context, { installationId });
  const repositories = await listInstalledRepositories(github);
  const installedAt = await readInstalledAt(await context.asApp(), installationId);
  // Uninstalled meanwhile.
  if (!installedAt) return;
  for (const repository of repositories)
    await adoptRepository(context, github, { installationId, installedAt }, repository);
  await askForOverview(context, installationId);
  const reachable = new Set(repositories.map(({ id }) => id));
  for (const known of await listRepositories(context.database)) {
    const isGone = known.installationId === installationId && !reachable.has(known.id);
    if (isGone) await loseRepository(context.database, known.id);
  }
}

/** An overview tells of every repository whether its check is required, also where nothing has happened yet. */
async function askForOverview(context: JobContext, installationId: number): Promise<void> {
  const all = await listInstalled(context.database, installationId);
  if (!all.some((repository) => policyInForce(repository).organisation?.overview)) return;
  for (const repository of all) await knownRequirement(context, repository);
  await context.queue.enqueue([overviewEffect(installationId)]);
}

async function adoptRepository(
  context: JobContext,
  github: GitHub,
  { installationId, installedAt }: { installationId: number; installedAt: Date },
  { owner, repo, ...identity }: RepositorySnapshot,
): Promise<void> {
  const { id, defaultBranch } = identity;
  const name = { owner, repo };
  const issues = await readIssues(context, github, id, name);
  const before = await remember(context.database, id);
  const { known } = before;
  const asNow = known && { ...known, ...identity, owner, name: repo };
  const shown: Shown = {
    pulls: await listOpenPulls(github, name),
    headSha: await readBranchHead(github, name, defaultBranch),
    branches: asNow ? await readWatchedHeads(context, github, asNow) : new Map(),
    ...issues,
  };
  const hasPulls = shown.pulls.length > 0;
  const lost = await findLostEvents(context, github, { name, installedAt, hasPulls, remembered: before });
  const requirements = asNow && (await renewRequirements(context, github, asNow));
  const untrue = known ? await untrueIssues(context, github, known, issues.trackingIssues) : [];
  await context.database.transaction(async (transaction) => {
    const remembered = await remember(transaction, id);
    await saveRepository(transaction, { ...identity, installationId, owner, name: repo });
    await doubtDashboard(transaction, id);
    const isNews = requirements !== null && known !== null && isOther(requirements, known);
    if (isNews) await saveRequirements(transaction, id, requirements);
    const asked = await admitLostEvents(transaction, id, lost, context.appId);
    const stale = [
      ...staleWork(remembered, shown),
      ...untrue.map(trackingIssueEffect),
      ...(isNews ? checkEffects(id, [...remembered.pulls]) : []),
      dashboardEffect(id),
    ];
    await context.queue.enqueue([...asked, ...inOrder(stale)], transaction);
  });
}

function isOther(now: Requirements, { checkRequired, checkRequiredOn }: Requirements): boolean {
  return !isDeepStrictEqual(now, { checkRequired, checkRequiredOn });
}

async function remember(
  database: Database,
  repositoryId: number,
): Promise<Remembered & { known: Repository | null }> {
  const debts = await listDebts(database, repositoryId, OPEN_STATES);
  return {
    repositoryId,
    known: await findRepository(database, repositoryId),
    branches: await listWatched(database, repositoryId),
    pulls: await listKnownPulls(database, repositoryId),
    debts: debts.map(({ debt }) => debt),
  };
}

/** The issues that matter: there are as many as there are debts and PRs that ask for one. */
async function readIssues(
  { database, appId }: JobContext,
  github: GitHub,
  repositoryId: number,
  name: RepositoryName,
): Promise<Pick<Shown, 'reasonIssues'> & { trackingIssues: FoundIssue[] }> {
  const { pulls, debts } = await remember(database, repositoryId);
  const cited = pulls.flatMap(({ evidence }) => evidence?.reasonIssues.map(([number]) => number) ?? []);
  return {
    reasonIssues: new Map(await readReasonIssues(github, name, cited)),
    trackingIssues: debts.length === 0 ? [] : await listOwnIssues(github, name, appId, 'tech-debt', 'open'),
  };
}
