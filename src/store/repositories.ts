import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from './database.ts';
import { repositories } from './schema.ts';

export type Repository = typeof repositories.$inferSelect;

/** What GitHub tells of a repository; what a sync found out about it stays. */
export type RepositoryIdentity = Pick<
  Repository,
  'id' | 'installationId' | 'owner' | 'ownedByOrganization' | 'name' | 'defaultBranch' | 'htmlUrl'
>;

export async function saveRepository(database: Database, identity: RepositoryIdentity): Promise<void> {
  const { id: _, ...columns } = identity;
  await database
    .insert(repositories)
    .values(identity)
    .onConflictDoUpdate({ target: repositories.id, set: { ...columns, reachable: true } });
}

/** A repository that the app can reach. */
export async function findRepository(database: Database, id: number): Promise<Repository | null> {
  const [repository] = await database.select().from(repositories).where(reachableById(id));
  return repository ?? null;
}

/** `owner/name`, also of one that is out of reach. */
export async function findRepositoryName(database: Database, id: number): Promise<string | null> {
  const [found] = await database
    .select({ owner: repositories.owner, name: repositories.name })
    .from(repositories)
    .where(eq(repositories.id, id));
  return found ? `${found.owner}/${found.name}` : null;
}

/** The repository, locked until the transaction ends: decisions about one repository's debts come one by one. */
export async function lockRepository(transaction: Database, id: number): Promise<Repository | null> {
  const [repository] = await transaction.select().from(repositories).where(reachableById(id)).for('update');
  return repository ?? null;
}

export async function saveSync(
  database: Database,
  id: number,
  sync: Pick<Repository, 'syncedSha' | 'policySha' | 'policySource'>,
): Promise<void> {
  await database.update(repositories).set(sync).where(eq(repositories.id, id));
}

/** The policy of a repository that no sync has read yet; one that is faster than this knows better. */
export async function saveFirstPolicy(
  database: Database,
  id: number,
  policy: Pick<Repository, 'policySha' | 'policySource'>,
): Promise<void> {
  await database
    .update(repositories)
    .set(policy)
    .where(and(eq(repositories.id, id), isNull(repositories.syncedSha)));
}

export async function markRestored(database: Database, id: number): Promise<void> {
  await database.update(repositories).set({ restored: true }).where(eq(repositories.id, id));
}

/** The app can no longer reach a repository. Nothing is forgotten: uninstalling must not stop a clock. */
export async function loseRepository(database: Database, id: number): Promise<void> {
  await database.update(repositories).set({ reachable: false }).where(eq(repositories.id, id));
}

/** Every repository that the app can reach. */
export async function listRepositories(database: Database): Promise<Repository[]> {
  return database.select().from(repositories).where(eq(repositories.reachable, true));
}

function reachableById(id: number) {
  return and(eq(repositories.id, id), eq(repositories.reachable, true));
}
