import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { Organisation } from './organisations.ts';
import { organisations, repositories } from './schema.ts';

export type Repository = typeof repositories.$inferSelect & {
  /** What its organisation says, `null` until that has been read. */
  organisation: Organisation | null;
};

/** What GitHub tells of a repository; what a sync found out about it stays. */
export type RepositoryIdentity = Pick<
  Repository,
  'id' | 'installationId' | 'owner' | 'ownedByOrganization' | 'name' | 'defaultBranch' | 'htmlUrl'
> &
  // Left out it stays what it was, and is private at first.
  Partial<Pick<Repository, 'visibility'>>;

export async function saveRepository(database: Database, identity: RepositoryIdentity): Promise<void> {
  const { id: _, ...columns } = identity;
  await database
    .insert(repositories)
    .values(identity)
    .onConflictDoUpdate({ target: repositories.id, set: { ...columns, reachable: true } });
}

/** A repository that the app can reach. */
export async function findRepository(database: Database, id: number): Promise<Repository | null> {
  const [row] = await withOrganisation(database).where(reachableById(id));
  return row ? repositoryOf(row) : null;
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
  const [row] = await withOrganisation(transaction)
    .where(reachableById(id))
    .for('update', { of: repositories });
  return row ? repositoryOf(row) : null;
}

/** The same of many, by id; always in one order, so that no two wait for each other. */
export async function lockRepositories(
  transaction: Database,
  ids: readonly number[],
): Promise<Map<number, Repository>> {
  const rows = await withOrganisation(transaction)
    .where(and(inArray(repositories.id, [...new Set(ids)]), eq(repositories.reachable, true)))
    .orderBy(repositories.id)
    .for('update', { of: repositories });
  return new Map(rows.map((row) => [row.repositories.id, repositoryOf(row)]));
}

export async function saveSync(
  database: Database,
  id: number,
  sync: Pick<Repository, 'syncedSha' | 'policySha' | 'policySource' | 'policyDigest'>,
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

/** Which branches require our check, as GitHub said last. */
export type Requirements = Pick<Repository, 'checkRequired' | 'checkRequiredOn'>;

export async function saveRequirements(
  database: Database,
  id: number,
  requirements: Requirements,
): Promise<void> {
  await database.update(repositories).set(requirements).where(eq(repositories.id, id));
}

/** The same of one branch besides the default one. */
export async function saveRequirementOn(
  database: Database,
  id: number,
  branch: string,
  isRequired: boolean,
): Promise<void> {
  const added = sql`${repositories.checkRequiredOn} || ${JSON.stringify({ [branch]: isRequired })}::jsonb`;
  await database.update(repositories).set({ checkRequiredOn: added }).where(eq(repositories.id, id));
}

/** Comments up to here were looked through for commands. */
export async function saveCommentsSeen(database: Database, id: number, commentsSeenTo: Date): Promise<void> {
  await database.update(repositories).set({ commentsSeenTo }).where(eq(repositories.id, id));
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
  const rows = await withOrganisation(database).where(eq(repositories.reachable, true));
  return rows.map(repositoryOf);
}

/** Every repository of an installation that the app can reach. */
export async function listInstalled(database: Database, installationId: number): Promise<Repository[]> {
  const rows = await withOrganisation(database)
    .where(and(eq(repositories.reachable, true), eq(repositories.installationId, installationId)))
    .orderBy(repositories.owner, repositories.name);
  return rows.map(repositoryOf);
}

function withOrganisation(database: Database) {
  return database
    .select()
    .from(repositories)
    .leftJoin(organisations, eq(organisations.installationId, repositories.installationId));
}

function repositoryOf(row: {
  repositories: typeof repositories.$inferSelect;
  organisations: Organisation | null;
}): Repository {
  return { ...row.repositories, organisation: row.organisations };
}

function reachableById(id: number) {
  return and(eq(repositories.id, id), eq(repositories.reachable, true));
}
