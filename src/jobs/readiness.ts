import { setTimeout as delay } from 'node:timers/promises';
import { redact } from '../detect/redact.ts';
import type { Database } from '../store/database.ts';
import { listRefusals, type Refused } from '../store/refusals.ts';
import type { Queue } from './queue.ts';

interface Check {
  ok: boolean;
  detail: string;
}

/** Whether this process can do its work, and what was left undone. */
export interface Readiness {
  ready: boolean;
  checks: { database: Check; workers: Check; sweep: Check };
  /** Jobs of the last days that were closed because they can never succeed. They make nobody unready. */
  refused: { total: number; newest: Refused[] };
}

/** Milliseconds that the database has to answer. */
const DATABASE_DEADLINE_MS = 3_000;

/** Seconds that a sweep may wait or run: every tick of its schedule asks for one. */
const LATE_SWEEP_SECONDS = 300;

const REFUSALS_SHOWN = 20;
const REFUSALS_SINCE_MS = 7 * 24 * 3_600_000;

export async function readReadiness(queue: Queue, database: Database): Promise<Readiness> {
  const workers = workersCheck(queue);
  const seen = await withinDeadline(look(queue, database));
  if (!('sweep' in seen)) {
    const unknown = { ok: false, detail: 'not known without the database' };
    return {
      ready: false,
      checks: { database: { ok: false, detail: seen.reason }, workers, sweep: unknown },
      refused: { total: 0, newest: [] },
    };
  }
  const answers = { ok: true, detail: 'answers' };
  return {
    ready: workers.ok && seen.sweep.ok,
    checks: { database: answers, workers, sweep: seen.sweep },
    refused: seen.refused,
  };
}

async function look(
  queue: Queue,
  database: Database,
): Promise<{ sweep: Check; refused: Readiness['refused'] }> {
  const backlog = await queue.backlog();
  const waited = Math.round(backlog.find((each) => each.queue === 'sweep')?.oldestSeconds ?? 0);
  const since = new Date(Date.now() - REFUSALS_SINCE_MS);
  return {
    sweep: {
      ok: waited <= LATE_SWEEP_SECONDS,
      detail: waited === 0 ? 'none is due' : `one has been due for ${waited} s`,
    },
    refused: await listRefusals(database, since, REFUSALS_SHOWN),
  };
}

async function withinDeadline<Value>(work: Promise<Value>): Promise<Value | { reason: string }> {
  const timer = new AbortController();
  const late = delay(DATABASE_DEADLINE_MS, null, { signal: timer.signal, ref: false }).catch(() => null);
  try {
    const value = await Promise.race([work, late]);
    return value ?? { reason: `does not answer within ${DATABASE_DEADLINE_MS / 1000} s` };
  } catch (error) {
    return { reason: `cannot be asked: ${causeOf(error)}` };
  } finally {
    timer.abort();
  }
}

/** Drizzle quotes the statement, and says below it why it failed. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return redact(cause instanceof Error ? cause.message || cause.name : String(cause)).slice(0, 200);
}

function workersCheck(queue: Queue): Check {
  const stalled = queue.stalled();
  if (stalled.length === 0) return { ok: true, detail: 'all queues are worked on' };
  return { ok: false, detail: `nobody works on: ${stalled.join(', ')}` };
}
