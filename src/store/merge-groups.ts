import { and, eq, inArray, lt } from 'drizzle-orm';
import type { Database } from './database.ts';
import { mergeGroups, type PullEvidence } from './schema.ts';

/** A group of PRs that a merge queue asks about: a commit of its own, which no PR has as its head. */
export type MergeGroup = typeof mergeGroups.$inferSelect;

/** Told again, it is looked at again. */
export async function saveGroup(
  database: Database,
  group: Pick<MergeGroup, 'repositoryId' | 'headSha' | 'headRef' | 'baseSha' | 'baseRef'>,
): Promise<void> {
  await database
    .insert(mergeGroups)
    .values({ ...group, pullNumbers: [] })
    .onConflictDoNothing();
}

export async function findGroup(
  database: Database,
  repositoryId: number,
  headSha: string,
): Promise<MergeGroup | null> {
  const [group] = await database.select().from(mergeGroups).where(byHead(repositoryId, headSha));
  return group ?? null;
}

export async function listGroups(database: Database, repositoryId: number): Promise<MergeGroup[]> {
  return database.select().from(mergeGroups).where(eq(mergeGroups.repositoryId, repositoryId));
}

/** The heads that the merge queues of some repositories wait for. */
export async function listGroupHeads(
  database: Database,
  repositoryIds: readonly number[],
): Promise<Pick<MergeGroup, 'repositoryId' | 'headSha'>[]> {
  if (repositoryIds.length === 0) return [];
  return database
    .select({ repositoryId: mergeGroups.repositoryId, headSha: mergeGroups.headSha })
    .from(mergeGroups)
    .where(inArray(mergeGroups.repositoryId, [...repositoryIds]));
}

/** What was found at its head, and the PRs that it is made of. */
export async function saveGroupEvidence(
  database: Database,
  repositoryId: number,
  headSha: string,
  evidence: PullEvidence,
  pullNumbers: number[],
): Promise<void> {
  await database.update(mergeGroups).set({ evidence, pullNumbers }).where(byHead(repositoryId, headSha));
}

/** It was merged, or will never be. */
export async function forgetGroup(database: Database, repositoryId: number, headSha: string): Promise<void> {
  await database.delete(mergeGroups).where(byHead(repositoryId, headSha));
}

/** Groups of which GitHub never told that they are gone: a queue waits for checks for six hours at most. */
export async function forgetGroups(database: Database, before: Date): Promise<void> {
  await database.delete(mergeGroups).where(lt(mergeGroups.at, before));
}

function byHead(repositoryId: number, headSha: string) {
  return and(eq(mergeGroups.repositoryId, repositoryId), eq(mergeGroups.headSha, headSha));
}
