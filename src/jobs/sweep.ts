import { contactMention } from '../debt/contact.ts';
import type { Decision } from '../debt/decision.ts';
import { type NoticeTerms, noticeComment } from '../debt/issue-comment.ts';
import { expire } from '../debt/lifecycle.ts';
import { noticeDecision } from '../debt/notice-decision.ts';
import { type DueNotices, dueNotices } from '../debt/notices.ts';
import { speaks } from '../gate/voices.ts';
import { recordDecisions } from '../store/audit-log.ts';
import { clearDueDashboard, listDueDashboards } from '../store/dashboards.ts';
import type { Database } from '../store/database.ts';
import { findNoticedAt, listDueNotices, type NoticeState, saveNotices } from '../store/debt-notes.ts';
import { findDebt, findDebts, listDueDebts, type StoredDebt } from '../store/debts.ts';
import { listGroupHeads } from '../store/merge-groups.ts';
import { listOpenHeads } from '../store/pulls.ts';
import { lockRepositories, lockRepository, type Repository } from '../store/repositories.ts';
import type { JobContext } from './context.ts';
import { type SeenChange, saveChanges } from './debt-changes.ts';
import { policyInForce } from './policy-in-force.ts';
import { checkEffects, dashboardEffect, debtCommentEffect, inOrder, overviewEffect } from './requests.ts';
import type { WorkRequest } from './work.ts';

/** Debts that one pass reads at a time, so that a sweep that was down for long stays small in memory. */
const BATCH = 100;

type SweepContext = Pick<JobContext, 'clock' | 'database' | 'queue'>;

/**
 * Does all that time brings: moves every debt whose deadline has come to overdue, earliest first, and freezes its
 * repository; reminds people; renews dashboards that say how much time is left.
 */
export async function sweep(context: SweepContext): Promise<void> {
  const now = context.clock.now();
  await expireDebts(context, now);
  await tellNotices(context, now);
  await renewDashboards(context, now);
}

async function expireDebts(context: SweepContext, now: Date): Promise<void> {
  for (;;) {
    const due = await listDueDebts(context.database, now, BATCH);
    if (due.length === 0) return;
    await context.database.transaction((transaction) => freeze(context, transaction, due, now));
  }
}

/** What is due, in as many statements for a hundred repositories as for one. */
async function freeze(
  { queue }: SweepContext,
  transaction: Database,
  due: readonly StoredDebt[],
  now: Date,
): Promise<void> {
  const repositories = await lockRepositories(
    transaction,
    due.map(({ repositoryId }) => repositoryId),
  );
  // Read again behind the locks: a sync may have seen meanwhile that one is paid.
  const stored = new Map(
    (
      await findDebts(
        transaction,
        due.map(({ debt }) => debt.id),
      )
    ).map((one) => [one.debt.id, one]),
  );
  const mentions = new Map([...repositories].map(([id, repository]) => [id, mentionOf(repository)]));
  const changes = due.flatMap(({ debt }): SeenChange[] => {
    const known = stored.get(debt.id);
    const repository = known && repositories.get(known.repositoryId);
    const change = known && expire(known.debt, now);
    if (!repository || !change) return [];
    return [{ repository, change, seenSha: known.seenSha, mention: mentions.get(repository.id) ?? null }];
  });
  const effects = await saveChanges(transaction, changes, { at: now, actor: null });
  // Reminders and weeks that went by while nobody swept are told by this.
  const told = changes.map(({ change: { debt } }) => ({
    debtId: debt.id,
    noticedAt: now,
    nextAt: dueNotices(debt, [], now, now).next,
  }));
  await saveNotices(transaction, told);
  const ids = [...repositories.keys()];
  // What is about to be merged comes first.
  const heads = Map.groupBy(
    [...(await listGroupHeads(transaction, ids)), ...(await listOpenHeads(transaction, ids))],
    ({ repositoryId }) => repositoryId,
  );
  const checks = [...heads].flatMap(([id, of]) => inOrder(checkEffects(id, of)));
  const installations = new Set([...repositories.values()].map(({ installationId }) => installationId));
  const overviews = [...installations].map(overviewEffect);
  await queue.enqueue([...effects, ...overviews, ...checks], transaction);
}

function mentionOf(repository: Repository): string {
  const { contact } = policyInForce(repository).policy;
  return contactMention(contact, repository.ownedByOrganization ? repository.owner : null);
}

async function tellNotices(context: SweepContext, now: Date): Promise<void> {
  for (;;) {
    const due = await listDueNotices(context.database, now, BATCH);
    if (due.length === 0) return;
    for (const [repositoryId, debts] of Map.groupBy(due, (one) => one.repositoryId)) {
      const ids = debts.map(({ debtId }) => debtId);
      await context.database.transaction((transaction) =>
        tellOf(context, transaction, repositoryId, ids, now),
      );
    }
  }
}

/** What is told and that it was told are one transaction: at most once, and not never. */
async function tellOf(
  { queue }: SweepContext,
  transaction: Database,
  repositoryId: number,
  debtIds: readonly string[],
  now: Date,
): Promise<void> {
  const repository = await lockRepository(transaction, repositoryId);
  if (!repository) return;
  const { policy } = policyInForce(repository);
  const { reminders, contact } = policy;
  const terms = { defaultBranch: repository.defaultBranch, mention: mentionOf(repository), now };
  const effects: WorkRequest[] = [];
  const told: NoticeState[] = [];
  const decisions: Decision[] = [];
  for (const debtId of debtIds) {
    const stored = await findDebt(transaction, debtId);
    if (!stored) continue;
    const noticedAt = await findNoticedAt(transaction, debtId);
    const due = dueNotices(stored.debt, reminders, noticedAt, now);
    effects.push(...noticeEffects(stored, due, terms));
    told.push({ debtId, noticedAt: now, nextAt: due.next });
    // Where policy only observes nobody is told.
    if (due.notice && speaks('issue', policy))
      decisions.push(noticeDecision(stored.debt, due.notice, { repositoryId, contact, at: now }));
  }
  await recordDecisions(transaction, decisions);
  await saveNotices(transaction, told);
  await queue.enqueue(effects, transaction);
}

function noticeEffects({ debt }: StoredDebt, { notice }: DueNotices, terms: NoticeTerms): WorkRequest[] {
  if (notice === null) return [];
  const event = `${notice.kind}:${notice.at.toISOString()}`;
  return [debtCommentEffect(debt.id, event, noticeComment(debt, notice, terms))];
}

async function renewDashboards({ database, queue }: SweepContext, now: Date): Promise<void> {
  for (;;) {
    const due = await listDueDashboards(database, now, BATCH);
    if (due.length === 0) return;
    await database.transaction(async (transaction) => {
      for (const repositoryId of due) await clearDueDashboard(transaction, repositoryId);
      await queue.enqueue(due.map(dashboardEffect), transaction);
    });
  }
}
