import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ApiCall, CallObserver } from '../github/octokit.ts';
import type { ScanObserver } from '../jobs/context.ts';
import type { Backlog } from '../jobs/queue.ts';
import type { JobObserver } from '../jobs/run-job.ts';
import type { DebtCounts } from '../store/debt-counts.ts';
import { keptFor } from './kept-for.ts';
import type { DeliveryObserver } from './webhooks.ts';

/** What is counted as it happens, and shown with what the database says of now. */
export interface Metrics extends CallObserver, JobObserver, ScanObserver, DeliveryObserver {
  /** All of it in Prometheus' text format. */
  text(): Promise<{ type: string; text: string }>;
}

/** What the database says of now. */
export interface Levels {
  backlog: Backlog[];
  debts: DebtCounts;
}

/** Installations whose remaining rate is shown: the ones heard of last. An App may have tens of thousands. */
const MOST_INSTALLATIONS = 500;

/** Milliseconds for which what the database said is shown again: whoever scrapes often costs no more. */
const LEVELS_KEPT_MS = 10_000;

const SECONDS = {
  job: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  scan: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  request: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
};

/** @param readLevels is asked when somebody looks; what it throws fails the look */
export function createMetrics(readLevels: () => Promise<Levels>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const levels = levelGauges(registry, keptFor(LEVELS_KEPT_MS, readLevels));
  return {
    ...eventCounters(registry),
    text: async () => {
      await levels();
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

function eventCounters(registry: Registry): Omit<Metrics, 'text'> {
  const registers = [registry];
  const deliveries = new Counter({
    name: 'tollgate_deliveries_total',
    help: 'Webhooks by event (`other` for names that GitHub does not have) and what became of them.',
    labelNames: ['event', 'outcome'],
    registers,
  });
  const jobs = new Histogram({
    name: 'tollgate_job_seconds',
    help: 'How long jobs ran, by queue and outcome: done, again (failed, will be retried), wait (put off at the wish of GitHub), final (closed: it can never succeed).',
    labelNames: ['queue', 'outcome'],
    buckets: SECONDS.job,
    registers,
  });
  const scans = new Histogram({
    name: 'tollgate_scan_seconds',
    help: 'How long commits took to scan, with the reading of unknown blobs; `known` ones had been scanned before.',
    labelNames: ['kind'],
    buckets: SECONDS.scan,
    registers,
  });
  const calls = new Counter({
    name: 'tollgate_github_requests_total',
    help: 'Requests to GitHub by operation and status; `none` where no answer came.',
    labelNames: ['operation', 'status'],
    registers,
  });
  const callTimes = new Histogram({
    name: 'tollgate_github_request_seconds',
    help: 'How long GitHub took to answer, by method.',
    labelNames: ['method'],
    buckets: SECONDS.request,
    registers,
  });
  const remaining = remainingGauge(registry);
  return {
    delivered: (event, outcome) => deliveries.inc({ event, outcome }),
    jobEnded: ({ queue, outcome, seconds }) => jobs.observe({ queue, outcome }, seconds),
    scanned: ({ known, seconds }) => scans.observe({ kind: known ? 'known' : 'new' }, seconds),
    ended: (call) => {
      calls.inc({ operation: call.operation, status: call.status ?? 'none' });
      callTimes.observe({ method: call.operation.split(' ')[0] ?? '' }, call.seconds);
      remaining(call);
    },
  };
}

function remainingGauge(registry: Registry): (call: ApiCall) => void {
  const gauge = new Gauge({
    name: 'tollgate_github_rate_remaining',
    help: `Requests that an installation has left in this hour; the ${MOST_INSTALLATIONS} installations heard of last.`,
    labelNames: ['installation'],
    registers: [registry],
  });
  const seen = new Set<number>();
  return ({ installationId, remaining }) => {
    if (installationId === null || remaining === null) return;
    // A set keeps the order in which its members were added.
    seen.delete(installationId);
    seen.add(installationId);
    gauge.set({ installation: installationId }, remaining);
    const [oldest] = seen;
    if (seen.size <= MOST_INSTALLATIONS || oldest === undefined) return;
    seen.delete(oldest);
    gauge.remove({ installation: oldest });
  };
}

/** @returns brings them up to date */
function levelGauges(registry: Registry, read: () => Promise<Levels>): () => Promise<void> {
  const registers = [registry];
  const queued = new Gauge({
    name: 'tollgate_queue_jobs',
    help: 'Unfinished jobs by queue and state: waiting, deferred (for a retry or a limit), active.',
    labelNames: ['queue', 'state'],
    registers,
  });
  const oldest = new Gauge({
    name: 'tollgate_queue_oldest_seconds',
    help: 'Age of the oldest unfinished job by queue.',
    labelNames: ['queue'],
    registers,
  });
  const debts = new Gauge({
    name: 'tollgate_debts',
    help: 'Debts by state.',
    labelNames: ['state'],
    registers,
  });
  const frozen = new Gauge({
    name: 'tollgate_frozen_repositories',
    help: 'Repositories with an overdue debt.',
    registers,
  });
  const lag = new Gauge({
    name: 'tollgate_sweep_lag_seconds',
    help: 'How long ago the oldest deadline passed that no sweep has acted on.',
    registers,
  });
  return async () => {
    const levels = await read();
    for (const { queue, oldestSeconds, ...states } of levels.backlog) {
      oldest.set({ queue }, oldestSeconds);
      for (const [state, count] of Object.entries(states)) queued.set({ queue, state }, count);
    }
    for (const [state, count] of Object.entries(levels.debts.byState)) debts.set({ state }, count);
    frozen.set(levels.debts.frozenRepositories);
    lag.set(levels.debts.sweepLagSeconds);
  };
}
