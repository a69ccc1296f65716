import { closedByHandComment } from '../../debt/issue-comment.ts';
import { isStanding } from '../../debt/lifecycle.ts';
import { signedRecord } from '../../debt/record.ts';
import { issueMarker, type TrackingIssue, trackingIssue } from '../../debt/tracking-issue.ts';
import type { GitHub } from '../../github/client.ts';
import { createComment, findCommentByMarker } from '../../github/comments.ts';
import {
  createIssue,
  type FoundIssue,
  findIssueByMarker,
  readIssue,
  updateIssue,
  type WantedIssue,
} from '../../github/issues.ts';
import type { Database } from '../../store/database.ts';
import { findDebt, listDebtsOfPull, type StoredDebt, saveTrackingIssue } from '../../store/debts.ts';
import { findPull, findPullOf } from '../../store/pulls.ts';
import { findRepository, type Repository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import { policyInForce } from '../policy-in-force.ts';
import { checkEffect, checklistEffect, trackingIssueEffect } from '../requests.ts';

/** Labels that Tollgate sets and takes away; all others on the issue are people's. */
const OWN_LABELS = new Set(['tech-debt', 'gateway-bypass', 'emergency', 'planned', 'overdue']);

/** Issues that the PR of somebody without write access may have open before it is merged (decisions 24). */
const MOST_FOR_STRANGERS = 5;

/** Makes the tracking issue of a debt what the store says of the debt. */
export async function settleTrackingIssue(
  context: JobContext,
  { debtId }: { debtId: string },
): Promise<void> {
  const stored = await findDebt(context.database, debtId);
  const repository = stored && (await findRepository(context.database, stored.repositoryId));
  if (!stored || !repository) return;
  const github = await context.github(repository.installationId);
  const current = await currentIssue(context, github, repository, stored);
  if (current) return mend(context, github, repository, stored, current);
  if (await mayOpen(context.database, stored)) await open(context, github, repository, stored);
}

async function currentIssue(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  stored: StoredDebt,
): Promise<FoundIssue | null> {
  const { debt } = stored;
  const name = nameOf(repository);
  if (debt.trackingIssue !== null) return readIssue(github, name, debt.trackingIssue);
  const lost = await findIssueByMarker(github, name, context.appId, 'tech-debt', issueMarker(debt.id));
  if (lost) await noteNumber(context, stored, lost.number);
  return lost;
}

async function mayOpen(database: Database, { repositoryId, debt }: StoredDebt): Promise<boolean> {
  if (debt.state === 'active' || debt.state === 'overdue') return true;
  if (debt.state !== 'proposed' || debt.pullNumber === null) return false;
  const pull = await findPull(database, repositoryId, debt.pullNumber);
  if (!pull) return false;
  if (pull.authorCanWrite) return true;
  if (!pull.approvedByWriter) return false;
  const siblings = await listDebtsOfPull(database, repositoryId, debt.pullNumber);
  return siblings.findIndex((sibling) => sibling.debt.id === debt.id) < MOST_FOR_STRANGERS;
}

async function open(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  stored: StoredDebt,
): Promise<void> {
  const issue = await createIssue(github, nameOf(repository), wantedIssue(context, repository, stored, null));
  await noteNumber(context, stored, issue.number);
}

/** The record, the check and the checklist all want the issue's number, which is known only now. */
async function noteNumber(
  context: JobContext,
  { debt, repositoryId }: StoredDebt,
  number: number,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await saveTrackingIssue(transaction, debt.id, number);
    const pull = await findPullOf(transaction, repositoryId, debt.pullNumber);
    const effects = [
      trackingIssueEffect(debt.id),
      ...(pull ? [checkEffect(repositoryId, pull.headSha), checklistEffect(repositoryId, pull.number)] : []),
    ];
    await context.queue.enqueue(effects, transaction);
  });
}

async function mend(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  stored: StoredDebt,
  current: FoundIssue,
): Promise<void> {
  const name = nameOf(repository);
  const wanted = wantedIssue(context, repository, stored, current);
  const peoples = current.labels.filter((label) => !OWN_LABELS.has(label));
  const changes = changesBetween(current, { ...wanted, labels: [...wanted.labels, ...peoples] });
  // One that we closed ourselves is told of by what happened to its debt.
  if (changes.state === 'open' && isStanding(stored.debt) && !current.closedByAuthor) {
    await explainReopening(context, github, repository, stored, current);
  }
  if (Object.keys(changes).length > 0) await updateIssue(github, name, current.number, changes);
}

/** Somebody closed it by hand: said once for each time, before it is opened again. */
async function explainReopening(
  { appId }: JobContext,
  github: GitHub,
  repository: Repository,
  { debt }: StoredDebt,
  { number, closedAt }: FoundIssue,
): Promise<void> {
  const name = nameOf(repository);
  const marker = `<!-- tollgate:event:closed-by-hand:${closedAt} -->`;
  if (await findCommentByMarker(github, name, appId, number, marker)) return;
  await createComment(
    github,
    name,
    number,
    `${marker}\n${closedByHandComment(debt, repository.defaultBranch)}`,
  );
}

function wantedIssue(
  { recordKey }: JobContext,
  repository: Repository,
  { debt, seenSha }: StoredDebt,
  current: FoundIssue | null,
): TrackingIssue {
  const at = current && { repositoryId: repository.id, issueNumber: current.number };
  return trackingIssue(debt, {
    repositoryUrl: repository.htmlUrl,
    organization: repository.ownedByOrganization ? repository.owner : null,
    defaultBranch: repository.defaultBranch,
    sha: seenSha,
    policy: policyInForce(repository).policy,
    currentBody: current?.body ?? null,
    record: at && signedRecord({ debt, seenSha }, at, recordKey),
  });
}

function changesBetween(current: FoundIssue, wanted: WantedIssue): Partial<WantedIssue> {
  const sameLabels = current.labels.toSorted().join() === wanted.labels.toSorted().join();
  const sameState =
    current.state === wanted.state && (wanted.state === 'open' || current.stateReason === wanted.stateReason);
  return {
    ...(current.title === wanted.title ? {} : { title: wanted.title }),
    // GitHub's web editor turns line ends into CRLF.
    ...(current.body.replaceAll('\r\n', '\n') === wanted.body ? {} : { body: wanted.body }),
    ...(sameLabels ? {} : { labels: wanted.labels }),
    ...(sameState ? {} : { state: wanted.state, stateReason: wanted.stateReason }),
  };
}
