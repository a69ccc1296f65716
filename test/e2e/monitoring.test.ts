import { expect, it } from 'vitest';
import { HOUR } from '../support/world.ts';
import { documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

/** The value of one series, `null` if it is not shown. */
function seriesValue(text: string, series: string): number | null {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
}

it('sees what the App does: webhooks, jobs, scans, calls, debts, freezes', async () => {
  const { ada } = await newRepository();
  const reason = await ada.openIssue('Why');
  const pull = await ada.propose('one', 'fix: one', { 'src/one.py': documentedBypass(reason) });
  await world().settle();
  await ada.merge(pull);
  await world().settle();
  await world().pass(49 * HOUR);
  const response = await fetch(`${world().app.url}/metrics`);
  expect(response.status).toBe(200);
  const text = await response.text();
  for (const series of [
    'tollgate_deliveries_total{event="pull_request",outcome="accepted"}',
    'tollgate_job_seconds_count{queue="judge",outcome="done"}',
    'tollgate_scan_seconds_count{kind="new"}',
    'tollgate_scan_seconds_count{kind="known"}',
    'tollgate_github_requests_total{operation="POST /repos/{owner}/{repo}/check-runs",status="201"}',
    'tollgate_github_requests_total{operation="POST /app/installations/{installation_id}/access_tokens",status="201"}',
    'tollgate_debts{state="overdue"}',
    'tollgate_frozen_repositories',
  ])
    expect(seriesValue(text, series), series).toBeGreaterThan(0);
  expect(text).toMatch(/^tollgate_github_rate_remaining\{installation="\d+"\} \d+$/m);
  expect(seriesValue(text, 'tollgate_sweep_lag_seconds')).toBe(0);
});

it('sees that a change of the default branch which changes no debt asks for no check', async () => {
  const { ada } = await newRepository();
  await ada.propose('two', 'feat: two', { 'src/two.py': 'x = 1\n' });
  const retold = await ada.propose('docs', 'docs: retell', { 'README.md': '# chat, retold\n' });
  await world().settle();
  const jobs = async (queue: string) => {
    const text = await (await fetch(`${world().app.url}/metrics`)).text();
    return seriesValue(text, `tollgate_job_seconds_count{queue="${queue}",outcome="done"}`) ?? 0;
  };
  const before = { sync: await jobs('sync'), effect: await jobs('effect') };
  await ada.merge(retold);
  await world().settle();
  const syncs = (await jobs('sync')) - before.sync;
  expect(syncs).toBeGreaterThan(0);
  // Each looks whether the dashboard is still true, and at nothing else.
  expect((await jobs('effect')) - before.effect).toBeLessThanOrEqual(syncs);
});

it('sees that the App is ready', async () => {
  const response = await fetch(`${world().app.url}/readyz`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ ready: true, checks: { database: { ok: true } } });
});
