import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { OfferedReason } from '../gate/offered-reason.ts';
import type { Database } from './database.ts';
import { type PullEvidence, type PullReview, pulls } from './schema.ts';

export type Pull = typeof pulls.$inferSelect;
export type { PullEvidence, PullReview };

/** What GitHub tells of a PR; what we made of it stays. */
export type PullState = Omit<
  Pull,
  | 'quietSha'
  | 'checklistId'
  | 'evidence'
  | 'classCommand'
  | 'classChanges'
  | 'removes'
  | 'review'
  | 'reasons'
  | 'contactRequest'
  | 'baselineOverride'
>;

export async function savePull(database: Database, pull: PullState): Promise<void> {
  const { repositoryId: _, number: __, ...columns } = pull;
  await database
    .insert(pulls)
    .values(pull)
    .onConflictDoUpdate({ target: [pulls.repositoryId, pulls.number], set: columns });
}

/** What was found out about the author's access, since something depends on it. */
export async function saveAuthor(
  database: Database,
  repositoryId: number,
  number: number,
  authorCanWrite: boolean,
): Promise<void> {
  await database.update(pulls).set({ authorCanWrite }).where(byNumber(repositoryId, number));
}

export async function saveEvidence(
  database: Database,
  repositoryId: number,
  number: number,
  evidence: PullEvidence,
): Promise<void> {
  await database.update(pulls).set({ evidence }).where(byNumber(repositoryId, number));
}

/** The PR is merged, whoever told it. */
export async function saveMerge(
  database: Database,
  repositoryId: number,
  number: number,
  { mergedAt, mergeCommitSha }: Pick<Pull, 'mergedAt' | 'mergeCommitSha'>,
): Promise<void> {
  await database
    .update(pulls)
    .set({ open: false, mergedAt, mergeCommitSha })
    .where(byNumber(repositoryId, number));
}

/** Lets a PR through as far as old bypasses go. */
export async function saveBaselineOverride(
  database: Database,
  repositoryId: number,
  number: number,
  baselineOverride: NonNullable<Pull['baselineOverride']>,
): Promise<void> {
  await database.update(pulls).set({ baselineOverride }).where(byNumber(repositoryId, number));
}

/** What came of asking the contact for a review: it is asked once. */
export async function saveContactRequest(
  database: Database,
  repositoryId: number,
  number: number,
  contactRequest: NonNullable<Pull['contactRequest']>,
): Promise<void> {
  await database.update(pulls).set({ contactRequest }).where(byNumber(repositoryId, number));
}

/** Marks the head at which a PR was found at installation: it gets a check and nothing else (decisions 25). */
export async function quietPull(
  database: Database,
  repositoryId: number,
  number: number,
  sha: string,
): Promise<void> {
  await database.update(pulls).set({ quietSha: sha }).where(byNumber(repositoryId, number));
}

/** We spoke on this PR before: its checklist is this comment, and of its reviews only GitHub knows. */
export async function recallVoices(
  database: Database,
  repositoryId: number,
  number: number,
  checklistId: number,
): Promise<void> {
  const review: PullReview = { written: null, sending: true, standing: null, comments: {} };
  await database.update(pulls).set({ checklistId, review }).where(byNumber(repositoryId, number));
}

export async function saveChecklist(
  database: Database,
  repositoryId: number,
  number: number,
  commentId: number,
): Promise<void> {
  await database.update(pulls).set({ checklistId: commentId }).where(byNumber(repositoryId, number));
}

/** What somebody says that a PR is; `null`: its signs count again. */
export async function saveClassCommand(
  database: Database,
  repositoryId: number,
  number: number,
  classCommand: Pull['classCommand'],
): Promise<void> {
  await database.update(pulls).set({ classCommand }).where(byNumber(repositoryId, number));
}

export async function saveClassChanges(
  database: Database,
  repositoryId: number,
  number: number,
  classChanges: Pull['classChanges'],
): Promise<void> {
  await database.update(pulls).set({ classChanges }).where(byNumber(repositoryId, number));
}

/** @param removes ids of the standing debts that the default branch would be rid of if the PR merged */
export async function saveRemoves(
  database: Database,
  repositoryId: number,
  number: number,
  removes: string[],
): Promise<void> {
  await database.update(pulls).set({ removes }).where(byNumber(repositoryId, number));
}

/** Numbers of the open PRs that would remove a debt, by the debt's id. */
export async function listRemovers(database: Database, repositoryId: number): Promise<Map<string, number[]>> {
  const rows = await database
    .select({ number: pulls.number, removes: pulls.removes })
    .from(pulls)
    .where(and(eq(pulls.repositoryId, repositoryId), eq(pulls.open, true), ne(pulls.removes, [])))
    .orderBy(pulls.number);
  const removers = new Map<string, number[]>();
  for (const { number, removes } of rows)
    for (const debtId of removes) removers.set(debtId, [...(removers.get(debtId) ?? []), number]);
  return removers;
}

/** Remembers which issue was opened as the reason of a bypass; the latest counts. */
export async function saveReason(
  database: Database,
  repositoryId: number,
  number: number,
  key: string,
  reason: OfferedReason,
): Promise<void> {
  const added = sql`${pulls.reasons} || ${JSON.stringify({ [key]: reason })}::jsonb`;
  await database.update(pulls).set({ reasons: added }).where(byNumber(repositoryId, number));
}

export async function saveReview(
  database: Database,
  repositoryId: number,
  number: number,
  review: PullReview,
): Promise<void> {
  await database.update(pulls).set({ review }).where(byNumber(repositoryId, number));
}

export async function findPull(
  database: Database,
  repositoryId: number,
  number: number,
): Promise<Pull | null> {
  const [pull] = await database.select().from(pulls).where(byNumber(repositoryId, number));
  return pull ?? null;
}

/** The PR that a debt comes from, if it comes from one. */
export async function findPullOf(
  database: Database,
  repositoryId: number,
  number: number | null,
): Promise<Pull | null> {
  return number === null ? null : findPull(database, repositoryId, number);
}

/** Open PRs, newest activity first. */
export async function listOpenPulls(database: Database, repositoryId: number): Promise<Pull[]> {
  return database
    .select()
    .from(pulls)
    .where(and(eq(pulls.repositoryId, repositoryId), eq(pulls.open, true)))
    .orderBy(desc(pulls.updatedAt), desc(pulls.number));
}

/** The heads of open PRs of some repositories, newest activity first. */
export async function listOpenHeads(
  database: Database,
  repositoryIds: readonly number[],
): Promise<Pick<Pull, 'repositoryId' | 'headSha'>[]> {
  if (repositoryIds.length === 0) return [];
  return database
    .select({ repositoryId: pulls.repositoryId, headSha: pulls.headSha })
    .from(pulls)
    .where(and(inArray(pulls.repositoryId, [...repositoryIds]), eq(pulls.open, true)))
    .orderBy(desc(pulls.updatedAt), desc(pulls.number));
}

/** Open PRs that share a head: one check speaks for them all. */
export async function listOpenPullsByHead(
  database: Database,
  repositoryId: number,
  headSha: string,
): Promise<Pull[]> {
  return database
    .select()
    .from(pulls)
    .where(and(eq(pulls.repositoryId, repositoryId), eq(pulls.headSha, headSha), eq(pulls.open, true)))
    .orderBy(pulls.number);
}

/** Numbers of open PRs whose debt comments cite an issue. */
export async function listPullsCiting(
  database: Database,
  repositoryId: number,
  issue: number,
): Promise<number[]> {
  const cites = sql`jsonb_path_exists(${pulls.evidence}, '$.reasonIssues[*] ? (@[0] == $issue)', ${JSON.stringify({ issue })}::jsonb)`;
  const rows = await database
    .select({ number: pulls.number })
    .from(pulls)
    .where(and(eq(pulls.repositoryId, repositoryId), eq(pulls.open, true), cites));
  return rows.map((row) => row.number);
}

function byNumber(repositoryId: number, number: number) {
  return and(eq(pulls.repositoryId, repositoryId), eq(pulls.number, number));
}
