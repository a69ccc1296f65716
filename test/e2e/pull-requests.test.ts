import { describe, expect, it } from 'vitest';
import { Teammate } from '../support/teamwork.ts';
import { until } from '../support/until.ts';
import { bypass, documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

describe('a pull request', () => {
  it('without LLM code passes, and nothing is written but the check', async () => {
    const { ada } = await newRepository();
    const pull = await ada.propose('tidy', 'feat: tidy', { 'src/a.py': 'x = 1\n' });
    await world().settle();
    expect(await ada.check(pull)).toMatchObject({ conclusion: 'success', annotations: 0 });
    expect(await ada.comments(pull)).toEqual([]);
    expect(await ada.merge(pull)).toBeNull();
  });

  it('with a bypass is refused, on the line, and so is the merge button', async () => {
    const { ada } = await newRepository();
    const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
    await world().settle();
    const check = await ada.check(pull);
    expect(check).toMatchObject({ status: 'completed', conclusion: 'failure', annotations: 0 });
    expect(check.title).toBe('1 bypass needs a debt comment (or the gateway)');
    expect(await ada.reviewComments(pull)).toEqual([expect.objectContaining({ path: 'src/a.py', line: 2 })]);
    expect(await ada.merge(pull)).toContain('Tollgate');
  });

  it('links the form of the reason issue where the repository has it', async () => {
    const { ada } = await newRepository({ '.github/ISSUE_TEMPLATE/tollgate-bypass.yml': 'name: bypass\n' });
    const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
    await world().settle();
    const { summary } = await ada.check(pull);
    expect(summary).toContain('/issues/new?template=tollgate-bypass.yml&title=Why+the+gateway');
    expect(summary).toContain('&what=%60POST+https%3A%2F%2Fapi.openai.com');
  });

  it('shows at once that we are there, before the result', async () => {
    const { ada } = await newRepository();
    const trees = { operation: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}' };
    world().github.faults.rate(1, 1, ['502'], trees);
    const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
    await until(async () => expect((await ada.check(pull)).status).toBe('in_progress'));
    expect(await ada.merge(pull)).toContain('Tollgate');
    world().github.faults.clear();
    await world().settle();
    expect(await ada.check(pull)).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  it('is not blamed for a bypass that stood in the base before', async () => {
    const { ada } = await newRepository({ 'src/old.py': bypass('old') });
    const pull = await ada.propose('more', 'feat: more', {
      'src/new.py': 'x = 1\n',
      'src/old.py': `x = 1\n\n\n${bypass('old')}`,
    });
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('success');
    expect(check.summary).toContain('1 older bypass is not yours and does not count');
  });

  it('is judged again by a push that mends it, and its checklist says so in place', async () => {
    const { ada } = await newRepository();
    const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    await ada.commit('summary', {
      'src/a.py': bypass().replace('https://api.openai.com', 'http://zoe-litellm:8001'),
    });
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
    const comments = await ada.comments(pull);
    expect(comments).toHaveLength(1);
    expect(comments[0]).toContain('nothing to fix');
    expect(await ada.merge(pull)).toBeNull();
  });

  it('with 80 findings gets 20 comments and 60 annotations, 50 a request', async () => {
    const { ada } = await newRepository();
    const functions = Array.from({ length: 80 }, (_, index) => bypass(`call_${index}`));
    const pull = await ada.propose('many', 'feat: many', { 'src/many.py': functions.join('\n\n') });
    await world().settle();
    const check = await ada.check(pull);
    expect(check).toMatchObject({ conclusion: 'failure', annotations: 60 });
    const annotations = await ada.octokit.paginate(ada.octokit.rest.checks.listAnnotations, {
      ...ada.repository,
      check_run_id: check.id,
      per_page: 50,
    });
    const comments = await ada.reviewComments(pull);
    expect(comments).toHaveLength(20);
    const said = [...annotations.map(({ start_line }) => start_line), ...comments.map(({ line }) => line)];
    expect(new Set(said).size).toBe(80);
  });

  it('turns green by itself once the reason issue that it cites is opened', async () => {
    const { ada } = await newRepository({ '.github/tollgate.yml': 'reviews: off\n' });
    const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': documentedBypass(2) });
    await world().settle();
    const before = await ada.check(pull);
    expect(before).toMatchObject({ conclusion: 'failure' });
    expect(before.summary).toMatch(/there is no issue #\u200b?2 in this repository/);
    expect(await ada.openIssue('Why the gateway cannot be used: feature X')).toBe(2);
    await world().settle();
    const after = await ada.check(pull);
    expect(after).toMatchObject({ conclusion: 'success', headSha: before.headSha });
    // Annotations cannot be taken away: the new outcome has a check run of its own.
    expect([after.annotations, after.id === before.id]).toEqual([0, false]);
  });

  it('shares its check with every PR that has the same head, and the worst verdict counts', async () => {
    const { ada, carol } = await newRepository();
    await carol.octokit.rest.git.createRef({
      ...carol.repository,
      ref: 'refs/heads/other-base',
      sha: await ada.commit('other-base-tip', { 'src/a.py': bypass() }),
    });
    const harmless = await ada.propose('shared', 'docs: words', { 'docs/a.md': 'words\n' });
    await world().settle();
    expect((await ada.check(harmless)).conclusion).toBe('success');
    // The same head against another base adds nothing either; against a base without it, it adds the bypass.
    await ada.commit('shared', { 'src/a.py': bypass() });
    const second = await ada.openPull('shared', 'docs: the same words', 'other-base');
    await world().settle();
    const check = await ada.check(second);
    expect(check.headSha).toBe((await ada.check(harmless)).headSha);
    expect(check.conclusion).toBe('failure');
    expect(check.summary).toContain(`#${harmless}`);
    expect(check.summary).toContain(`#${second}`);
    await ada.close(harmless);
    await world().settle();
    expect((await ada.check(second)).summary).not.toContain(`### #${harmless}`);
  });

  it('from a fork is judged like any, and its tracking issue waits for somebody with write access', async () => {
    const { ada, eve } = await newRepository();
    const { data: fork } = await eve.octokit.rest.repos.createFork({ ...eve.repository });
    const inFork = new Teammate(world(), 'eve', { owner: 'eve', repo: fork.name });
    const reason = await ada.openIssue('Why');
    await inFork.commit('summary', { 'src/a.py': bypass() });
    const { data: pull } = await eve.octokit.rest.pulls.create({
      ...eve.repository,
      title: 'fix: summary',
      head: 'eve:summary',
      base: 'main',
    });
    await world().settle();
    expect((await ada.check(pull.number)).conclusion).toBe('failure');
    await inFork.commit('summary', { 'src/a.py': documentedBypass(reason) });
    await world().settle();
    expect((await ada.check(pull.number)).conclusion).toBe('success');
    expect(await ada.trackingIssues()).toEqual([]);
    await ada.approve(pull.number);
    await world().settle();
    expect(await ada.trackingIssues()).toHaveLength(1);
  });
});
