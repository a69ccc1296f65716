import type { Clock } from '../clock.ts';
import { isStanding } from '../debt/lifecycle.ts';
import type { Comment } from '../github/comments.ts';
import { visibilityOf } from '../github/repositories.ts';
import { branchMatcher } from '../policy/branches.ts';
import { ORGANISATION_REPOSITORY } from '../policy/defaults.ts';
import { forgetCheck } from '../store/checks.ts';
import { doubtDashboard, findDashboard } from '../store/dashboards.ts';
import type { Database } from '../store/database.ts';
import { findDebtByTrackingIssue, listDebtsByReason } from '../store/debts.ts';
import { findGroup, forgetGroup, saveGroup } from '../store/merge-groups.ts';
import { listOpenPullsByHead, listPullsCiting } from '../store/pulls.ts';
import { findRepository, listRepositories, loseRepository, saveRepository } from '../store/repositories.ts';
import { asksSomething, keepCommands } from './asked-commands.ts';
import { noteSigns, type SignChange } from './class-changes.ts';
import { policyInForce } from './policy-in-force.ts';
import type { Queue } from './queue.ts';
import {
  dashboardEffect,
  groupRequest,
  judgeRequest,
  reasonEffect,
  syncRequest,
  trackingIssueEffect,
} from './requests.ts';
import { listStanding } from './watched-branches.ts';
import type { WorkRequest } from './work.ts';

/** What every event about a repository carries, as far as it is read here. */
interface RepositoryEvent {
  installation?: { id: number } | undefined;
  /** Present in every event of a repository that an organisation owns. */
  organization?: object | undefined;
  repository: {
    id: number;
    /** `owner/name`; a push tells the owner in another way than all other events. */
    full_name: string;
    default_branch: string;
    html_url: string;
    private: boolean;
    visibility?: string | undefined;
  };
}

/** A merge group as its events tell of it. */
interface GroupEvent {
  head_sha: string;
  head_ref: string;
  base_sha: string;
  base_ref: string;
}

/** What an event asks for. Each writes down its work in one transaction and does none of it. */
export interface Reactions {
  /** @param signs what the event did to what the PR is classified by, if anything */
  pullChanged(event: RepositoryEvent, pullNumber: number, signs?: SignChange | null): Promise<void>;
  commented(event: RepositoryEvent, comment: Comment): Promise<void>;
  pushed(event: RepositoryEvent, ref: string): Promise<void>;
  groupRequested(event: RepositoryEvent, group: GroupEvent): Promise<void>;
  groupDestroyed(event: RepositoryEvent, group: GroupEvent): Promise<void>;
  issueChanged(event: RepositoryEvent, issueNumber: number): Promise<void>;
  reasonOpened(event: RepositoryEvent, issueNumber: number): Promise<void>;
  rerunRequested(event: RepositoryEvent, headSha: string): Promise<void>;
  repositoryChanged(event: RepositoryEvent): Promise<void>;
  repositoriesLost(ids: number[]): Promise<void>;
  installed(installationId: number): Promise<void>;
  uninstalled(installationId: number): Promise<void>;
}

export function createReactions(
  database: Database,
  queue: Queue,
  { appId, clock }: { appId: number; clock: Clock },
): Reactions {
  /** Remembers the repository as the event shows it, and asks for work in the same transaction. */
  const about = (
    event: RepositoryEvent,
    work: (
      transaction: Database,
      repositoryId: number,
      installationId: number,
    ) => Promise<WorkRequest[]> | WorkRequest[],
  ): Promise<void> =>
    database.transaction(async (transaction) => {
      const { id } = event.repository;
      const known = await findRepository(transaction, id);
      const installationId = event.installation?.id ?? known?.installationId;
      // Sent by a webhook of a repository or an organisation, and not for an App: there is nobody to act as.
      if (installationId === undefined) return;
      await remember(transaction, event, installationId);
      const requests = await work(transaction, id, installationId);
      await queue.enqueue(known ? requests : [syncRequest(id), ...requests], transaction);
    });

  return {
    pullChanged: (event, pullNumber, signs = null) =>
      about(event, async (transaction, repositoryId) => {
        if (signs) await noteSigns(transaction, repositoryId, pullNumber, signs, clock.now());
        return [judgeRequest(repositoryId, pullNumber)];
      }),

    commented: async (event, comment) => {
      if (!asksSomething(comment, appId)) return;
      await about(event, (transaction, repositoryId) =>
        keepCommands(transaction, repositoryId, comment, appId),
      );
    },

    pushed: (event, ref) =>
      about(event, async (transaction, id, installationId) => {
        const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
        if (branch === event.repository.default_branch)
          return [...organisationRequests(event, installationId), syncRequest(id)];
        const isSeen = branch !== undefined && (await isLookedAt(transaction, id, branch));
        return isSeen ? [syncRequest(id)] : [];
      }),

    groupRequested: (event, { head_sha: headSha, head_ref: headRef, base_sha: baseSha, base_ref }) =>
      about(event, async (transaction, repositoryId) => {
        const baseRef = base_ref.replace(/^refs\/heads\//, '');
        await saveGroup(transaction, { repositoryId, headSha, headRef, baseSha, baseRef });
        return [groupRequest(repositoryId, headSha)];
      }),

    groupDestroyed: (event, group) =>
      about(event, async (transaction, repositoryId) => {
        await forgetGroup(transaction, repositoryId, group.head_sha);
        return [];
      }),

    issueChanged: (event, issueNumber) =>
      about(event, async (transaction, repositoryId) => {
        const citing = await listPullsCiting(transaction, repositoryId, issueNumber);
        const tracked = await findDebtByTrackingIssue(transaction, repositoryId, issueNumber);
        const reasoned = await listDebtsByReason(transaction, repositoryId, issueNumber);
        const told = [...(tracked ? [tracked] : []), ...reasoned.filter(({ debt }) => isStanding(debt))];
        return [
          ...citing.map((pullNumber) => judgeRequest(repositoryId, pullNumber)),
          ...told.map(({ debt }) => trackingIssueEffect(debt.id)),
          ...(await dashboardWork(transaction, repositoryId, issueNumber)),
        ];
      }),

    reasonOpened: (event, issueNumber) =>
      about(event, (_, repositoryId) => [reasonEffect(repositoryId, issueNumber)]),

    rerunRequested: (event, headSha) =>
      about(event, async (transaction, repositoryId) => {
        await forgetCheck(transaction, repositoryId, headSha);
        const pulls = await listOpenPullsByHead(transaction, repositoryId, headSha);
        const group = await findGroup(transaction, repositoryId, headSha);
        const judged = pulls.map((pull) => judgeRequest(repositoryId, pull.number));
        return group ? [...judged, groupRequest(repositoryId, headSha)] : judged;
      }),

    repositoryChanged: (event) =>
      about(event, (_, repositoryId, installationId) => [
        ...organisationRequests(event, installationId),
        syncRequest(repositoryId),
      ]),

    repositoriesLost: async (ids) => {
      for (const id of ids) await loseRepository(database, id);
    },

    installed: (installationId) => queue.enqueue([{ queue: 'adopt', data: { installationId } }]),

    uninstalled: async (installationId) => {
      for (const repository of await listRepositories(database)) {
        if (repository.installationId === installationId) await loseRepository(database, repository.id);
      }
    },
  };
}

/** Whether debts are held against a branch besides the default one: policy names it, or one stands there. */
async function isLookedAt(transaction: Database, repositoryId: number, branch: string): Promise<boolean> {
  const repository = await findRepository(transaction, repositoryId);
  if (repository && branchMatcher(policyInForce(repository).policy)(branch)) return true;
  return (await listStanding(transaction, repositoryId)).has(branch);
}

/** The repository with the organisation's policy speaks for all of them. */
function organisationRequests({ repository }: RepositoryEvent, installationId: number): WorkRequest[] {
  const isOrganisations = repository.full_name.endsWith(`/${ORGANISATION_REPOSITORY}`);
  return isOrganisations ? [{ queue: 'organisation', data: { installationId } }] : [];
}

/** Somebody, or we ourselves, changed the dashboard: it is read again. */
async function dashboardWork(
  transaction: Database,
  repositoryId: number,
  issueNumber: number,
): Promise<WorkRequest[]> {
  const dashboard = await findDashboard(transaction, repositoryId);
  if (dashboard?.issueNumber !== issueNumber) return [];
  await doubtDashboard(transaction, repositoryId);
  return [dashboardEffect(repositoryId)];
}

async function remember(
  transaction: Database,
  event: RepositoryEvent,
  installationId: number,
): Promise<void> {
  const { repository } = event;
  const [owner = '', name = ''] = repository.full_name.split('/');
  await saveRepository(transaction, {
    id: repository.id,
    installationId,
    owner,
    ownedByOrganization: event.organization !== undefined,
    name,
    defaultBranch: repository.default_branch,
    htmlUrl: repository.html_url,
    visibility: visibilityOf(repository),
  });
}
