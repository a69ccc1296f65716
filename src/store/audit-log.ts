import { and, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { Decision, DecisionDetail, DecisionKind } from '../debt/decision.ts';
import { plainLine } from '../debt/markdown.ts';
import { currentDelivery } from '../log.ts';
import type { Database } from './database.ts';
import { auditLog, repositories } from './schema.ts';

/** An entry as it is kept: with its place in the log, and the repository's name at that time. */
export type LoggedDecision = typeof auditLog.$inferSelect;

/** Characters of one text that are kept. */
const LONGEST_TEXT = 1_000;

/**
 * Adds a decision to the log. Call it in the transaction that makes the decision true: then the one is there if and
 * only if the other is. Keys are taken out of its texts, and they become one line each.
 */
export async function recordDecision(transaction: Database, decision: Decision): Promise<void> {
  await recordDecisions(transaction, [decision]);
}

/** The same of many, in one statement. */
export async function recordDecisions(transaction: Database, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length > 0) await transaction.insert(auditLog).values(decisions.map(entryOf));
}

function entryOf({ why, details, repositoryId, ...rest }: Decision) {
  return {
    ...rest,
    repositoryId,
    repository: repositoryId === null ? null : nameNow(repositoryId),
    why: cleaned(why),
    details:
      details && Object.fromEntries(Object.entries(details).map(([key, value]) => [key, clean(value)])),
    delivery: currentDelivery() ?? null,
  };
}

/** Repositories are renamed, and the log is not rewritten. */
function nameNow(id: number): SQL {
  return sql`(select ${repositories.owner} || '/' || ${repositories.name} from ${repositories} where ${repositories.id} = ${id})`;
}

function clean(value: DecisionDetail): DecisionDetail {
  if (typeof value === 'string') return cleaned(value);
  if (!Array.isArray(value)) return value;
  return value.map((one) => (typeof one === 'string' ? cleaned(one) : one)) as string[] | number[];
}

function cleaned(text: string): string {
  return plainLine(text, LONGEST_TEXT);
}

/** Writes down a decision about a debt, unless an entry with the same kind and details is there: for what is found again after a crash. */
export async function recordOnce(database: Database, decision: Decision): Promise<void> {
  const { kind, repositoryId, debtId, details } = decision;
  const [known] = await database
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.repositoryId, repositoryId ?? 0),
        eq(auditLog.kind, kind),
        eq(auditLog.debtId, debtId ?? ''),
        sql`${auditLog.details}::jsonb = ${JSON.stringify(details)}::jsonb`,
      ),
    )
    .limit(1);
  if (!known) await recordDecision(database, decision);
}

/** Which entries are wanted; what is left out narrows nothing. */
export interface LogQuery {
  /** `owner/name`, in any case; as it was called when it was decided, or as it is called now. */
  repository?: string | undefined;
  pull?: number | undefined;
  actor?: string | undefined;
  kinds?: DecisionKind[] | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
  /** Only what was decided before this entry. */
  before?: number | undefined;
}

/** Decisions, newest first. */
export async function listDecisions(
  database: Database,
  query: LogQuery,
  limit: number,
): Promise<LoggedDecision[]> {
  return database
    .select()
    .from(auditLog)
    .where(and(...conditions(query)))
    .orderBy(desc(auditLog.id))
    .limit(limit);
}

function conditions({ repository, pull, actor, kinds, since, until, before }: LogQuery): SQL[] {
  return [
    repository === undefined ? undefined : isAbout(repository),
    pull === undefined ? undefined : eq(auditLog.pull, pull),
    actor === undefined ? undefined : sql`lower(${auditLog.actor}) = ${actor.toLowerCase()}`,
    kinds === undefined || kinds.length === 0 ? undefined : inArray(auditLog.kind, kinds),
    since && gte(auditLog.at, since),
    until && lt(auditLog.at, until),
    before === undefined ? undefined : lt(auditLog.id, before),
  ].filter((condition) => condition !== undefined);
}

function isAbout(repository: string): SQL {
  const name = repository.toLowerCase();
  return sql`(lower(${auditLog.repository}) = ${name} or ${auditLog.repositoryId} in
    (select ${repositories.id} from ${repositories} where lower(${repositories.owner} || '/' || ${repositories.name}) = ${name}))`;
}
