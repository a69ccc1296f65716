import { describe, expect, it } from 'vitest';
import { bypass, documentedBypass, useWorld } from './setting.ts';

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

  it('is found again where the head has an older check that stays as it is', async () => {
    // Annotations cannot be taken away: with them each outcome has a check run of its own.
    const { ada } = await newRepository({ '.github/tollgate.yml': 'reviews: off\n' });
    const reason = await ada.openIssue('Why');
    const bypasses = { 'src/a.py': documentedBypass(reason), 'src/b.py': bypass('other') };
    const pull = await ada.propose('summary', 'fix: summary', bypasses);
    await world().settle();
    const { faults } = world().github;
    faults.next('502', 1, { operation: 'POST /repos/{owner}/{repo}/check-runs', when: 'after' });
    await ada.octokit.rest.issues.update({ ...ada.repository, issue_number: reason, state: 'closed' });
    await world().settle();
    faults.clear();
    expect(faults.struck.get('502')).toBeGreaterThan(0);
    const { data } = await ada.octokit.rest.checks.listForRef({
      ...ada.repository,
      ref: (await ada.check(pull)).headSha,
      filter: 'all',
    });
    expect(data.check_runs.filter(({ status }) => status !== 'completed')).toEqual([]);
    const outcomes = data.check_runs.map(({ external_id }) => external_id);
    expect(outcomes).toEqual([...new Set(outcomes)]);
    expect(outcomes.length).toBeGreaterThan(1);
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
