import { describe, expect, it } from 'vitest';
import { createMetrics, type Levels } from '../../src/web/metrics.ts';

const LEVELS: Levels = {
  backlog: [{ queue: 'judge', waiting: 2, deferred: 1, active: 4, oldestSeconds: 12.5 }],
  debts: {
    byState: { proposed: 1, active: 2, overdue: 3, resolved: 4, withdrawn: 5 },
    frozenRepositories: 2,
    sweepLagSeconds: 7,
  },
};

function call(changes: { installationId?: number; remaining?: number | null } = {}) {
  return {
    operation: 'GET /rate_limit',
    installationId: 1,
    status: 200,
    seconds: 0.1,
    remaining: 4999,
    ...changes,
  };
}

describe('metrics', () => {
  it('show what happened and what is', async () => {
    const metrics = createMetrics(async () => LEVELS);
    metrics.delivered('push', 'accepted');
    metrics.jobEnded({ queue: 'judge', outcome: 'done', seconds: 0.2 });
    metrics.scanned({ known: false, seconds: 1.5 });
    metrics.ended(call());
    metrics.ended({ ...call(), status: null, remaining: null });
    const { text } = await metrics.text();
    for (const line of [
      'tollgate_deliveries_total{event="push",outcome="accepted"} 1',
      'tollgate_queue_jobs{queue="judge",state="waiting"} 2',
      'tollgate_queue_jobs{queue="judge",state="deferred"} 1',
      'tollgate_queue_jobs{queue="judge",state="active"} 4',
      'tollgate_queue_oldest_seconds{queue="judge"} 12.5',
      'tollgate_job_seconds_count{queue="judge",outcome="done"} 1',
      'tollgate_scan_seconds_sum{kind="new"} 1.5',
      'tollgate_github_requests_total{operation="GET /rate_limit",status="200"} 1',
      'tollgate_github_requests_total{operation="GET /rate_limit",status="none"} 1',
      'tollgate_github_request_seconds_count{method="GET"} 2',
      'tollgate_github_rate_remaining{installation="1"} 4999',
      'tollgate_debts{state="overdue"} 3',
      'tollgate_frozen_repositories 2',
      'tollgate_sweep_lag_seconds 7',
    ])
      expect(text).toContain(`${line}\n`);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('show the installations heard of last, however many there are', async () => {
    const metrics = createMetrics(async () => LEVELS);
    for (let installationId = 1; installationId <= 600; installationId++)
      metrics.ended(call({ installationId }));
    metrics.ended(call({ installationId: 101, remaining: 12 }));
    metrics.ended(call({ installationId: 601 }));
    const { text } = await metrics.text();
    expect(text.match(/^tollgate_github_rate_remaining\{/gm)).toHaveLength(500);
    expect(text).toContain('{installation="101"} 12\n');
    expect(text).not.toContain('{installation="102"}');
  });

  it('ask the database once, however many look', async () => {
    let asked = 0;
    const metrics = createMetrics(async () => {
      asked += 1;
      return LEVELS;
    });
    await Promise.all([metrics.text(), metrics.text()]);
    await metrics.text();
    expect(asked).toBe(1);
  });

  it('fail where the database does, and not for long', async () => {
    let isAway = true;
    const metrics = createMetrics(async () => {
      if (isAway) throw new Error('away');
      return LEVELS;
    });
    await expect(metrics.text()).rejects.toThrow('away');
    isAway = false;
    expect((await metrics.text()).text).toContain('tollgate_debts');
  });
});
