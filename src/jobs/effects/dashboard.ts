import { createHash } from 'node:crypto';
import type { ScanResult } from '../../detect/finding.ts';
import { listBaseline } from '../../gate/baseline-list.ts';
import {
  DASHBOARD_LABEL,
  DASHBOARD_MARKER,
  type Dashboard,
  type DashboardFacts,
  dashboard,
  isFrozen,
  isNothing,
  PAID_LATELY,
  type StandingBaseline,
} from '../../gate/dashboard.ts';
import { countFindings, standingBaseline } from '../../gate/old-bypasses.ts';
import type { GitHub } from '../../github/client.ts';
import {
  changesBetween,
  createIssue,
  type FoundIssue,
  findIssueByMarker,
  readIssue,
  updateIssue,
} from '../../github/issues.ts';
import type { Policy } from '../../policy/policy.ts';
import { findBaseline } from '../../store/baselines.ts';
import { findDashboard, type StoredDashboard, saveDashboard } from '../../store/dashboards.ts';
import { listDebts, listPaidSince, OPEN_STATES } from '../../store/debts.ts';
import { listRemovers } from '../../store/pulls.ts';
import { findRepository, type Repository } from '../../store/repositories.ts';
import { findScan } from '../../store/scans.ts';
import { dueDate } from '../baseline.ts';
import { type JobContext, nameOf } from '../context.ts';
import { policyInForce } from '../policy-in-force.ts';
import { knownRequirement } from '../requirement.ts';
import { scanSettings } from '../scan-commit.ts';

/** Makes the repository's dashboard say what is owed; GitHub is asked only where it may say something else. */
export async function settleDashboard(
  context: JobContext,
  { repositoryId }: { repositoryId: number },
): Promise<void> {
  const repository = await findRepository(context.database, repositoryId);
  const owed = repository && (await readOwed(context, repository));
  if (!repository || !owed) return;
  const stored = await findDashboard(context.database, repositoryId);
  if (stored && stored.issueNumber === null && isNothing(owed)) return;
  if (stored && repository.checkRequired !== null) {
    const wanted = written(context, repository, { ...owed, isRequired: repository.checkRequired });
    if (stored.written === digest(wanted)) {
      await saveDashboard(context.database, { ...stored, changesAt: wanted.changesAt });
      return;
    }
  }
  await settle(context, repository, stored ?? { ...UNWRITTEN, repositoryId }, owed);
}

const UNWRITTEN: Omit<StoredDashboard, 'repositoryId'> = {
  issueNumber: null,
  written: null,
  doubts: 0,
  facts: null,
  changesAt: null,
};

type Owed = Omit<DashboardFacts, 'isRequired'>;

/** @returns `null` while the default branch as it is has not been scanned under the policy in force */
async function readOwed(context: JobContext, repository: Repository): Promise<Owed | null> {
  const { database, clock } = context;
  if (repository.syncedSha === null) return null;
  const { policy } = policyInForce(repository);
  const scan = await findScan(database, repository.id, repository.syncedSha, scanSettings(policy));
  if (!scan) return null;
  const since = new Date(clock.now().getTime() - PAID_LATELY);
  const open = (await listDebts(database, repository.id, OPEN_STATES)).map(({ debt }) => debt);
  const paid = await listPaidSince(database, repository.id, since);
  return {
    // What a stranger's PR proposes is nothing before a writer has approved it, and it has an issue (decisions 24).
    debts: open.filter(({ state, trackingIssue }) => state !== 'proposed' || trackingIssue !== null),
    paid: paid.map(({ debt }) => debt),
    baseline: await readBaseline(context, repository, policy, scan),
    removers: await listRemovers(database, repository.id),
  };
}

async function readBaseline(
  { database, clock }: JobContext,
  { id }: Repository,
  policy: Policy,
  scan: ScanResult,
): Promise<StandingBaseline | null> {
  const baseline = await findBaseline(database, id);
  if (!baseline) return null;
  const standing = standingBaseline(baseline.places, scan, policy);
  const due = dueDate(policy);
  return {
    list: listBaseline(standing, Number.POSITIVE_INFINITY),
    unseen: baseline.places.length - countFindings(standing),
    issue: baseline.issue,
    isOverdue: due !== null && clock.now() >= due,
  };
}

function written({ clock, docsUrl }: JobContext, repository: Repository, facts: DashboardFacts): Dashboard {
  return dashboard(facts, {
    repositoryUrl: repository.htmlUrl,
    defaultBranch: repository.defaultBranch,
    sha: repository.syncedSha,
    docsUrl,
    policy: policyInForce(repository).policy,
    now: clock.now(),
  });
}

async function settle(
  context: JobContext,
  repository: Repository,
  stored: StoredDashboard,
  owed: Owed,
): Promise<void> {
  const github = await context.github(repository.installationId);
  const current = await currentIssue(context, github, repository, stored);
  if (!current && isNothing(owed)) {
    await saveDashboard(context.database, { ...stored, issueNumber: null });
    return;
  }
  const isRequired = await knownRequirement(context, repository);
  const wanted = written(context, repository, { ...owed, isRequired });
  const issueNumber = await write(github, repository, stored, current, wanted, isFrozen(owed));
  const after: StoredDashboard = {
    ...stored,
    issueNumber,
    written: digest(wanted),
    facts: sha256(wanted.facts),
    changesAt: wanted.changesAt,
  };
  const isRespected = isClosedByHand(stored, current, wanted, isFrozen(owed));
  await saveDashboard(context.database, isRespected ? { ...after, changesAt: null } : after);
}

/** The issue that we remember, or that a lost write left there; a person may have deleted it. */
async function currentIssue(
  { appId }: JobContext,
  github: GitHub,
  repository: Repository,
  { issueNumber }: StoredDashboard,
): Promise<FoundIssue | null> {
  const name = nameOf(repository);
  const known = issueNumber === null ? null : await readIssue(github, name, issueNumber);
  return known ?? findIssueByMarker(github, name, appId, DASHBOARD_LABEL, DASHBOARD_MARKER);
}

/** @returns the issue's number */
async function write(
  github: GitHub,
  repository: Repository,
  stored: StoredDashboard,
  current: FoundIssue | null,
  wanted: Dashboard,
  frozen: boolean,
): Promise<number> {
  const name = nameOf(repository);
  if (!current) return (await createIssue(github, name, wanted)).number;
  if (isClosedByHand(stored, current, wanted, frozen)) return current.number;
  const peoples = current.labels.filter((label) => label !== DASHBOARD_LABEL);
  const changes = changesBetween(current, { ...wanted, labels: [...wanted.labels, ...peoples] });
  if (Object.keys(changes).length > 0) await updateIssue(github, name, current.number, changes);
  return current.number;
}

/** Who closed it has read it: it stays closed until it has something else to say, or features are blocked. */
function isClosedByHand(
  stored: StoredDashboard,
  current: FoundIssue | null,
  wanted: Dashboard,
  frozen: boolean,
): boolean {
  return (
    current?.state === 'closed' && wanted.state === 'open' && !frozen && stored.facts === sha256(wanted.facts)
  );
}

function digest({ title, body, state }: Dashboard): string {
  return sha256(JSON.stringify([title, body, state]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
