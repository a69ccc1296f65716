import { recordEditedComment } from '../debt/issue-comment.ts';
import { isStanding } from '../debt/lifecycle.ts';
import { type DebtRecord, readRecord } from '../debt/record.ts';
import type { GitHub } from '../github/client.ts';
import { commentOnce } from '../github/comments.ts';
import { type FoundIssue, listOwnIssues } from '../github/issues.ts';
import type { Database } from '../store/database.ts';
import { lookAtNotices } from '../store/debt-notes.ts';
import { findDebt, listDebtsByReason, saveDebt, saveTrackingIssue } from '../store/debts.ts';
import { saveOverrides } from '../store/overrides.ts';
import { lockRepository, markRestored, type Repository } from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';
import { judgeRequest, trackingIssueEffect } from './requests.ts';
import type { WorkRequest } from './work.ts';

/** What became of the tracking issues of one repository, by number. */
export interface Restoration {
  restored: number[];
  /** The database has the debt, under this or another id. */
  known: number[];
  /** Open ones whose record was edited, or is another issue's. */
  forged: number[];
}

/**
 * Gets the debts of a repository that the database does not know yet back from its tracking issues, with their
 * clocks: after a database was lost nobody owes less than before. Done once a repository, before anything else.
 */
export async function restoreDebts(
  context: JobContext,
  github: GitHub,
  repository: Repository,
): Promise<void> {
  if (!repository.restored) await readDebtsBack(context, github, repository);
}

/** The same, whether it was done before or not. Closed issues are read too: one may have been closed by hand. */
export async function readDebtsBack(
  context: JobContext,
  github: GitHub,
  repository: Repository,
): Promise<Restoration> {
  const issues = await listOwnIssues(github, nameOf(repository), context.appId, 'tech-debt', 'all');
  const readings = issues.map((issue) => ({ issue, reading: readingOf(context, repository, issue) }));
  const forged = readings.filter(({ issue, reading }) => reading.kind === 'forged' && issue.state === 'open');
  for (const { issue } of forged) await reportForged(context, github, repository, issue.number);
  const records = readings.flatMap(({ issue, reading }) =>
    reading.kind === 'record' ? [{ number: issue.number, record: reading.record }] : [],
  );
  const { restored, known } = await context.database.transaction(async (transaction) => {
    await lockRepository(transaction, repository.id);
    const saved = await saveUnknown(context, transaction, repository.id, records);
    await markRestored(transaction, repository.id);
    return saved;
  });
  return { restored, known, forged: forged.map(({ issue }) => issue.number) };
}

function readingOf({ recordKey }: JobContext, { id }: Repository, { number, body }: FoundIssue) {
  return readRecord(body, { repositoryId: id, issueNumber: number }, recordKey);
}

async function saveUnknown(
  { queue }: JobContext,
  transaction: Database,
  repositoryId: number,
  records: { number: number; record: DebtRecord }[],
): Promise<Pick<Restoration, 'restored' | 'known'>> {
  const [restored, known]: [number[], number[]] = [[], []];
  for (const { number, record } of records) {
    if (await isKnown(transaction, repositoryId, record)) {
      known.push(number);
      continue;
    }
    const { debt, seenSha, overrides } = record;
    await saveDebt(transaction, { repositoryId, debt, seenSha });
    for (const { pullNumber, ...override } of overrides)
      await saveOverrides(transaction, repositoryId, pullNumber, [{ debtId: debt.id, ...override }]);
    await saveTrackingIssue(transaction, record.debt.id, number);
    await lookAtNotices(transaction, [record.debt.id]);
    await queue.enqueue(requestsFor(repositoryId, record), transaction);
    restored.push(number);
  }
  return { restored, known };
}

/** Under another id it was proposed or started anew after the loss: there is one debt for one reason. */
async function isKnown(transaction: Database, repositoryId: number, { debt }: DebtRecord): Promise<boolean> {
  if (await findDebt(transaction, debt.id)) return true;
  const sameReason = await listDebtsByReason(transaction, repositoryId, debt.reasonIssue);
  return sameReason.some(
    (other) => other.debt.pullNumber === debt.pullNumber || (isStanding(other.debt) && isStanding(debt)),
  );
}

/** What happened meanwhile: the issue may have been closed by hand, the PR without being merged. */
function requestsFor(repositoryId: number, { debt }: DebtRecord): WorkRequest[] {
  if (isStanding(debt)) return [trackingIssueEffect(debt.id)];
  return debt.state === 'proposed' && debt.pullNumber !== null
    ? [judgeRequest(repositoryId, debt.pullNumber)]
    : [];
}

const FORGED_MARKER = '<!-- tollgate:event:record-edited -->';

/** Nobody may edit a clock; whoever did it, by accident or not, is told how to undo it. */
async function reportForged(
  { appId, log }: JobContext,
  github: GitHub,
  repository: Repository,
  issue: number,
): Promise<void> {
  const name = nameOf(repository);
  log.warn({ repository: `${name.owner}/${name.repo}`, issue }, 'The record of a debt does not verify');
  await commentOnce(github, name, appId, issue, { marker: FORGED_MARKER, body: recordEditedComment() });
}
