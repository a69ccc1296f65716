import { isDeepStrictEqual } from 'node:util';
import type { Debt } from '../../debt/debt.ts';
import { closedByHandComment, openedAnewComment, reasonClosedComment } from '../../debt/issue-comment.ts';
import { isStanding } from '../../debt/lifecycle.ts';
import {
  issueReopenedDecision,
  openedAnewDecision,
  reasonClosedDecision,
} from '../../debt/notice-decision.ts';
import { type DebtRecord, signedRecord } from '../../debt/record.ts';
import {
  issueMarker,
  readTested,
  type TrackingContext,
  type TrackingIssue,
  trackingIssue,
} from '../../debt/tracking-issue.ts';
import type { GitHub } from '../../github/client.ts';
import { commentOnce } from '../../github/comments.ts';
import {
  changesBetween,
  createIssue,
  type FoundIssue,
  findIssueByMarker,
  readIssue,
  updateIssue,
  type WantedIssue,
} from '../../github/issues.ts';
import { type ReasonClosing, readReasonClosing } from '../../github/reason-issues.ts';
import { recordDecision, recordOnce } from '../../store/audit-log.ts';
import type { Database } from '../../store/database.ts';
import { type DebtNotes, listDebtNotes, saveDebtNotes } from '../../store/debt-notes.ts';
import { findDebt, listDebtsOfPull, type StoredDebt, saveTrackingIssue } from '../../store/debts.ts';
import { listLetThrough } from '../../store/overrides.ts';
import { findPull, findPullOf } from '../../store/pulls.ts';
import { findRepository, type Repository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import { policyInForce } from '../policy-in-force.ts';
import {
  checkEffect,
  checklistEffect,
  dashboardEffect,
  debtCommentEffect,
  trackingIssueEffect,
} from '../requests.ts';
import { isWatched } from '../watched-branches.ts';

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
  const reason = await readReason(github, repository, stored);
  if (current) return mend(context, github, repository, stored, current, reason);
  if (await mayOpen(context.database, stored)) await open(context, github, repository, stored, reason);
}

/** Before the merge the check asks for an open one; what is withdrawn asks for nothing. */
async function readReason(
  github: GitHub,
  repository: Repository,
  { debt }: StoredDebt,
): Promise<ReasonClosing | null> {
  if (debt.reasonIssue === null || debt.state === 'proposed' || debt.state === 'withdrawn') return null;
  return readReasonClosing(github, nameOf(repository), debt.reasonIssue);
}

async function currentIssue(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  stored: StoredDebt,
): Promise<FoundIssue | null> {
  const { debt } = stored;
  const name = nameOf(repository);
  const known = debt.trackingIssue === null ? null : await readIssue(github, name, debt.trackingIssue);
  if (known) return known;
  const lost = await findIssueByMarker(github, name, context.appId, 'tech-debt', issueMarker(debt.id));
  if (lost) await noteNumber(context, stored, lost.number);
  return lost;
}

async function mayOpen(database: Database, { repositoryId, debt }: StoredDebt): Promise<boolean> {
  if (isStanding(debt)) return true;
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
  reason: ReasonClosing | null,
): Promise<void> {
  const notes = (await listDebtNotes(context.database, [stored.debt.id]))(stored.debt.id);
  const sideBranch = await sideBranchOf(context.database, repository, stored.debt);
  const shown = { reason, tested: notes.tested, sideBranch, overrides: [] };
  const wanted = wantedIssue(context, repository, stored, null, shown);
  const issue = await createIssue(github, nameOf(repository), wanted);
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
    const before = debt.trackingIssue;
    const where = { repositoryId, at: context.clock.now() };
    if (before !== null)
      await recordDecision(
        transaction,
        openedAnewDecision({ ...debt, trackingIssue: number }, before, where),
      );
    const effects = [
      trackingIssueEffect(debt.id),
      dashboardEffect(repositoryId),
      ...(before === null
        ? []
        : [debtCommentEffect(debt.id, `opened-anew:${before}`, openedAnewComment(debt, before))]),
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
  reason: ReasonClosing | null,
): Promise<void> {
  const name = nameOf(repository);
  const { debt } = stored;
  const notes = (await listDebtNotes(context.database, [debt.id]))(debt.id);
  const sideBranch = await sideBranchOf(context.database, repository, debt);
  const overrides = (await listLetThrough(context.database, [debt.id]))(debt.id);
  const shown = { reason, notes, sideBranch, overrides };
  const changes = trackingChanges(context, repository, stored, current, shown);
  // One that we closed ourselves is told of by what happened to its debt.
  if (changes.state === 'open' && isStanding(debt) && !current.closedByAuthor) {
    await explainReopening(context, github, repository, stored, current);
  }
  if (Object.keys(changes).length > 0) await updateIssue(github, name, current.number, changes);
  const isNews = reason && isStanding(debt) && notes.reasonClosedAt?.getTime() !== reason.at.getTime();
  if (isNews) await tellReasonClosed(context, github, repository, stored, current.number, reason);
  const seen = { reasonClosedAt: reason?.at ?? null, tested: testedNow(current, notes) };
  if (isDeepStrictEqual(seen, notes)) return;
  const told = reasonClosedDecision(debt, { repositoryId: repository.id, at: context.clock.now() });
  await context.database.transaction(async (transaction) => {
    if (isNews) await recordDecision(transaction, told);
    await saveDebtNotes(transaction, debt.id, seen);
  });
}

/** What a tracking issue shows and should not; nothing where all is as it should be. */
export function trackingChanges(
  context: Pick<JobContext, 'recordKey'>,
  repository: Repository,
  stored: StoredDebt,
  current: FoundIssue,
  { notes, ...shown }: Omit<ShownBesides, 'tested'> & { notes: DebtNotes },
): Partial<WantedIssue> {
  const tested = testedNow(current, notes);
  const wanted = wantedIssue(context, repository, stored, current, { ...shown, tested });
  const peoples = current.labels.filter((label) => !OWN_LABELS.has(label));
  return changesBetween(current, { ...wanted, labels: [...wanted.labels, ...peoples] });
}

/** What an issue shows that is not its debt's own. */
interface ShownBesides extends Pick<TrackingContext, 'sideBranch' | 'tested'> {
  reason: ReasonClosing | null;
  overrides: DebtRecord['overrides'];
}

/** The branch to which the PR of a proposed debt goes, or went, if no clock runs there. */
export async function sideBranchOf(
  database: Database,
  repository: Repository,
  { state, pullNumber }: Debt,
): Promise<TrackingContext['sideBranch']> {
  const pull = state === 'proposed' ? await findPullOf(database, repository.id, pullNumber) : null;
  if (!pull || isWatched(repository, policyInForce(repository).policy, pull.baseRef)) return null;
  return { name: pull.baseRef, isMerged: pull.mergedAt !== null };
}

/** A person's tick stays, also when somebody's edit has taken the box away. */
function testedNow({ body }: FoundIssue, notes: DebtNotes): boolean {
  return readTested(body) ?? notes.tested;
}

/** Said once for each time that the reason issue is closed. */
async function tellReasonClosed(
  { appId }: JobContext,
  github: GitHub,
  repository: Repository,
  { debt }: StoredDebt,
  issueNumber: number,
  { at, isCompleted }: ReasonClosing,
): Promise<void> {
  await commentOnce(github, nameOf(repository), appId, issueNumber, {
    marker: `<!-- tollgate:event:reason-closed:${at.toISOString()} -->`,
    body: reasonClosedComment(debt, isCompleted, repository.defaultBranch),
  });
}

/** Somebody closed it by hand: said once for each time, before it is opened again. */
async function explainReopening(
  { appId, database, clock }: JobContext,
  github: GitHub,
  repository: Repository,
  { debt }: StoredDebt,
  { number, closedAt, closedBy }: FoundIssue,
): Promise<void> {
  await commentOnce(github, nameOf(repository), appId, number, {
    marker: `<!-- tollgate:event:closed-by-hand:${closedAt} -->`,
    body: closedByHandComment(debt, repository.defaultBranch),
  });
  const where = { repositoryId: repository.id, at: clock.now() };
  await recordOnce(database, issueReopenedDecision(debt, { closedAt, closedBy }, where));
}

function wantedIssue(
  { recordKey }: Pick<JobContext, 'recordKey'>,
  repository: Repository,
  { debt, seenSha }: StoredDebt,
  current: FoundIssue | null,
  { reason, overrides, ...besides }: ShownBesides,
): TrackingIssue {
  const at = current && { repositoryId: repository.id, issueNumber: current.number };
  return trackingIssue(debt, {
    repositoryUrl: repository.htmlUrl,
    organization: repository.ownedByOrganization ? repository.owner : null,
    defaultBranch: repository.defaultBranch,
    sha: seenSha,
    policy: policyInForce(repository).policy,
    reasonIsGone: reason?.isCompleted ?? false,
    ...besides,
    record: at && signedRecord({ debt, seenSha, overrides }, at, recordKey),
  });
}
