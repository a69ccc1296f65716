import { z } from 'zod';
import { DECISION_KINDS } from '../debt/decision.ts';
import { type LoggedDecision, listDecisions } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';

const instant = z.iso.datetime();

/** What a reader of the audit log wants; as JSON it is what one process asks of the one that has the database. */
export const logQuestion = z.object({
  repository: z.string().optional(),
  pull: z.number().optional(),
  actor: z.string().optional(),
  kinds: z.array(z.enum(DECISION_KINDS)).optional(),
  since: instant.optional(),
  until: instant.optional(),
  /** Only what was decided before this entry. */
  before: z.number().optional(),
  /** `null`: all there are. */
  limit: z.number().nullable(),
});

export type LogQuestion = z.infer<typeof logQuestion>;

/** An entry as it is told, line by line. `docs/operating.md` describes it; keys are only ever added. */
export const logEntry = z.object({
  id: z.number(),
  at: instant,
  kind: z.string(),
  repository: z.string().nullable(),
  pull: z.number().nullable(),
  issue: z.number().nullable(),
  debt: z.string().nullable(),
  /** A login; `null`: Tollgate itself. */
  actor: z.string().nullable(),
  why: z.string(),
  details: z.record(z.string(), z.json()).nullable(),
  delivery: z.string().nullable(),
});

export type LogEntry = z.infer<typeof logEntry>;

/** Entries that are read at a time: the log only grows. */
const BATCH = 500;

/** Tells the entries that are asked for, newest first. */
export async function tellLog(
  database: Database,
  { limit, since, until, before, ...query }: LogQuestion,
  tell: (entry: LogEntry) => void,
): Promise<void> {
  const span = { since: since && new Date(since), until: until && new Date(until) };
  const times = { since: span.since || undefined, until: span.until || undefined };
  let [left, last] = [limit ?? Number.POSITIVE_INFINITY, before];
  while (left > 0) {
    const size = Math.min(left, BATCH);
    const entries = await listDecisions(database, { ...query, ...times, before: last }, size);
    for (const entry of entries) tell(entryOf(entry));
    last = entries.at(-1)?.id;
    if (entries.length < size) return;
    left -= size;
  }
}

function entryOf({ repositoryId: _, debtId, at, ...entry }: LoggedDecision): LogEntry {
  return { ...entry, at: at.toISOString(), debt: debtId };
}
