import { describe, expect, it } from 'vitest';
import { documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

describe('an effect whose answer is lost', () => {
  it.each([
    'POST /repos/{owner}/{repo}/issues',
    'POST /repos/{owner}/{repo}/check-runs',
    'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  ])('is found again and not done twice: %s', async (operation) => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const { faults } = world().github;
    faults.next('502', 1, { operation, when: 'after' });
    const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': documentedBypass(reason) });
    await world().settle();
    faults.clear();
    expect(faults.struck.get('502')).toBeGreaterThan(0);
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('success');
    const { data } = await ada.octokit.rest.checks.listForRef({
      ...ada.repository,
      ref: check.headSha,
      filter: 'all',
    });
    expect(data.check_runs.filter((run) => run.status !== 'completed')).toEqual([]);
    expect(await ada.trackingIssues()).toHaveLength(1);
    expect(await ada.comments(pull)).toHaveLength(1);
  });

  it('waits for as long as GitHub asks to', async () => {
    const { ada } = await newRepository();
    const { faults, requests } = world().github;
    faults.next('403', 1, {
      operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      retryAfterSeconds: 2,
    });
    const before = requests.length;
    const pull = await ada.propose('tidy', 'fix: tidy', { 'src/a.py': 'x = 1\n' });
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
    const looks = requests
      .slice(before)
      .filter(
        ({ operation, who }) => operation.endsWith('/pulls/{pull_number}') && who.startsWith('installation'),
      );
    expect(looks.map(({ fault }) => fault).slice(0, 2)).toEqual(['403', null]);
  });
});
