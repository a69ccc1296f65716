import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { organisations } from './schema.ts';

export type Organisation = typeof organisations.$inferSelect;

export async function findOrganisation(
  database: Database,
  installationId: number,
): Promise<Organisation | null> {
  const [found] = await database
    .select()
    .from(organisations)
    .where(eq(organisations.installationId, installationId));
  return found ?? null;
}

/** Of two that read it for the first time the first one counts; whoever reads it again knows better. */
export async function saveFirstOrganisation(database: Database, organisation: Organisation): Promise<void> {
  await database.insert(organisations).values(organisation).onConflictDoNothing();
}

export async function saveOrganisation(database: Database, organisation: Organisation): Promise<void> {
  const { installationId: _, ...columns } = organisation;
  await database
    .insert(organisations)
    .values(organisation)
    .onConflictDoUpdate({ target: organisations.installationId, set: columns });
}
