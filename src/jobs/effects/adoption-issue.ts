import {
  ADOPTION_LABEL,
  ADOPTION_MARKER,
  type AdoptionIssue,
  ALL_MENDED,
  adoptionIssue,
  MOST_MENDS,
} from '../../gate/adoption-issue.ts';
import { countBypasses } from '../../gate/baseline.ts';
import { listBaseline } from '../../gate/baseline-list.ts';
import { sealedBaseline } from '../../gate/baseline-record.ts';
import { countFindings, standingBaseline } from '../../gate/old-bypasses.ts';
import type { GitHub } from '../../github/client.ts';
import {
  createIssue,
  type FoundIssue,
  findIssueByMarker,
  readIssue,
  updateIssue,
  type WantedIssue,
} from '../../github/issues.ts';
import { type Baseline, findBaseline, saveAdoptionIssue } from '../../store/baselines.ts';
import { findRepository, type Repository } from '../../store/repositories.ts';
import { findScan } from '../../store/scans.ts';
import { dueDate } from '../baseline.ts';
import { type JobContext, nameOf } from '../context.ts';
import { policyInForce } from '../policy-in-force.ts';
import { dashboardEffect, syncRequest } from '../requests.ts';
import { scanSettings } from '../scan-commit.ts';

/** Makes the one issue about the old bypasses of a repository say what is left of them. */
export async function settleAdoptionIssue(
  context: JobContext,
  { repositoryId }: { repositoryId: number },
): Promise<void> {
  const repository = await findRepository(context.database, repositoryId);
  const baseline = repository && (await findBaseline(context.database, repositoryId));
  if (!repository || !baseline) return;
  const github = await context.github(repository.installationId);
  const current = await currentIssue(context, github, repository, baseline);
  if (!current && baseline.places.length === 0) return;
  const wanted = await wantedIssue(context, repository, baseline);
  if (!wanted) {
    // Pruned, or the policy is another one since.
    await context.queue.enqueue([syncRequest(repositoryId)]);
    throw new Error('The default branch has not been scanned under the policy in force yet.');
  }
  if (!current) {
    const { number } = await createIssue(github, nameOf(repository), wanted);
    return saveIssue(context, repositoryId, number);
  }
  const changes = changesBetween(current, wanted);
  if (Object.keys(changes).length > 0) await updateIssue(github, nameOf(repository), current.number, changes);
}

async function currentIssue(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  { issue }: Baseline,
): Promise<FoundIssue | null> {
  const name = nameOf(repository);
  const known = issue === null ? null : await readIssue(github, name, issue);
  if (known) return known;
  const found = await findIssueByMarker(github, name, context.appId, ADOPTION_LABEL, ADOPTION_MARKER);
  if (found) await saveIssue(context, repository.id, found.number);
  return found;
}

/** The dashboard names it. */
async function saveIssue(
  { database, queue }: JobContext,
  repositoryId: number,
  issue: number,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await saveAdoptionIssue(transaction, repositoryId, issue);
    await queue.enqueue([dashboardEffect(repositoryId)], transaction);
  });
}

async function wantedIssue(
  { database, clock, docsUrl, recordKey }: JobContext,
  repository: Repository,
  { places, takenAt, taken }: Baseline,
): Promise<AdoptionIssue | null> {
  const { policy } = policyInForce(repository);
  const { syncedSha: sha } = repository;
  const scan = sha === null ? null : await findScan(database, repository.id, sha, scanSettings(policy));
  if (sha === null || scan === null) return null;
  const baseline = standingBaseline(places, scan, policy);
  const due = dueDate(policy);
  // Nothing was kept of a baseline that an older version took.
  const first = taken ?? { sha, list: listBaseline(baseline, MOST_MENDS) };
  const facts = {
    found: first.list,
    left: countBypasses(baseline),
    unseen: places.length - countFindings(baseline),
    takenAt,
    by: policy.baseline.by,
    isOverdue: due !== null && clock.now() >= due,
    contact: policy.contact,
    defaultBranch: repository.defaultBranch,
    record: sealedBaseline({ takenAt, ...first }, repository.id, recordKey),
  };
  const context = { repositoryUrl: repository.htmlUrl, docsUrl, sha: first.sha, mostRows: MOST_MENDS };
  return adoptionIssue(facts, context);
}

/**
 * Closed by hand it stays closed: it is a list, and no clock. It is opened again when what is left blocks features, and
 * when a new baseline is taken after everything was mended.
 */
function changesBetween(current: FoundIssue, wanted: AdoptionIssue): Partial<WantedIssue> {
  const closes = wanted.state === 'closed' && current.state === 'open';
  const reopens =
    wanted.state === 'open' && current.state === 'closed' && (wanted.blocks || current.title === ALL_MENDED);
  return {
    ...(current.title === wanted.title ? {} : { title: wanted.title }),
    ...(comparable(current.body) === comparable(wanted.body) ? {} : { body: wanted.body }),
    ...(current.labels.includes(ADOPTION_LABEL) ? {} : { labels: [...current.labels, ADOPTION_LABEL] }),
    ...(closes || reopens ? { state: wanted.state, stateReason: wanted.stateReason } : {}),
  };
}

/** GitHub's web editor turns line ends into CRLF. */
function comparable(body: string): string {
  return body.replaceAll('\r\n', '\n');
}
