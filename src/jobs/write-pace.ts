import { Paced } from '../github/paced.ts';
import {
  LONGEST_SECONDS,
  type Room,
  roomFor,
  SPAN_SECONDS,
  type WriteKind,
  writeKindOf,
} from '../github/write-limits.ts';
import type { Database } from '../store/database.ts';
import { countWrite, lockPace, readWriteCounts, saveLastDue } from '../store/write-history.ts';

/**
 * Lets a write through, or tells its job when to come back. What is written is counted in the database, so that all
 * processes keep to the limits together, and a restart forgets nothing. No worker waits: a job that is told to come back
 * gets a time of its own, one behind the other at the pace of the limit, and does not meet all others again.
 * @throws {Paced} if the installation has written as much as GitHub allows
 */
export async function admitWrite(
  database: Database,
  installationId: number,
  operation: string,
  now: Date,
): Promise<void> {
  const kind = writeKindOf(operation);
  const due = await database.transaction(async (transaction) => {
    const lastDue = await lockPace(transaction, installationId, kind);
    const counts = await readWriteCounts(transaction, installationId, secondsFrom(now, -LONGEST_SECONDS));
    const room = roomFor(kind, counts, now);
    if (room.wait > 0) return nextInLine(transaction, installationId, kind, room, lastDue, now);
    await countWrite(transaction, installationId, kind, spanOf(now));
    return null;
  });
  if (due !== null) throw new Paced((due.getTime() - now.getTime()) / 1000);
}

async function nextInLine(
  transaction: Database,
  installationId: number,
  kind: WriteKind,
  { wait, pace }: Room,
  lastDue: Date | null,
  now: Date,
): Promise<Date> {
  const soonest = secondsFrom(now, wait);
  const behind = lastDue && secondsFrom(lastDue, pace);
  const due = behind && behind > soonest ? behind : soonest;
  await saveLastDue(transaction, installationId, kind, due);
  return due;
}

function spanOf(now: Date): Date {
  const span = SPAN_SECONDS * 1000;
  return new Date(Math.floor(now.getTime() / span) * span);
}

function secondsFrom(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}
