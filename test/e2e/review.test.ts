import { expect, it } from 'vitest';
import type { DecisionKind } from '../../src/debt/decision.ts';
import { REASON_FORM, REASON_FORM_FILE } from '../../src/debt/reason-form.ts';
import { listDecisions } from '../../src/store/audit-log.ts';
import { openStore } from '../../src/store/open.ts';
import { Teammate } from '../support/teamwork.ts';
import { bypass, documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

const summary = (name?: string) => `import httpx\n\n\n${bypass(name)}`;

it('a bypass in the diff gets a comment with its mend, and a review that is dismissed once that is applied', async () => {
  const { ada } = await newRepository();
  const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': summary() });
  await world().settle();
  const [comment, ...others] = await ada.reviewComments(pull);
  expect(others).toEqual([]);
  expect(comment).toMatchObject({ path: 'src/a.py', line: 5 });
  expect(comment?.body).toContain(
    '```suggestion\n    return await client.post("http://zoe-litellm:8001/v1/chat',
  );
  expect(await ada.reviews(pull)).toEqual([
    expect.objectContaining({ state: 'CHANGES_REQUESTED', by: `${world().github.app.slug}[bot]` }),
  ]);
  expect((await ada.check(pull)).annotations).toBe(0);

  await ada.applySuggestion(pull, comment?.id ?? 0);
  await world().settle();
  expect((await ada.check(pull)).conclusion).toBe('success');
  expect(await ada.reviewComments(pull)).toEqual([
    expect.objectContaining({ id: comment?.id, body: expect.stringContaining('**Mended.**') }),
  ]);
  expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['DISMISSED']);
  expect(await logged(pull, ada)).toEqual([
    { kind: 'review-dismissed', actor: null, why: 'Every bypass is mended or documented.' },
    {
      kind: 'changes-requested',
      actor: null,
      why: 'nothing documents what goes around the gateway at src/a.py:5',
    },
  ]);
});

it('what it asked for is taken back as well when a debt that is paid elsewhere makes it untrue', async () => {
  const { ada } = await newRepository();
  const reason = await ada.openIssue('Why');
  const debt = await ada.propose('debt', 'fix: debt', { 'src/a.py': documentedBypass(reason) });
  await world().settle();
  await ada.merge(debt);
  await world().settle();
  const copy = await ada.propose('copy', 'fix: copy', { 'src/b.py': documentedBypass(reason) });
  await world().settle();
  expect((await ada.reviews(copy)).map(({ state }) => state)).toEqual(['CHANGES_REQUESTED']);
  expect(await ada.comments(copy)).toEqual([expect.stringContaining('to fix')]);
  const pay = await ada.propose('pay', 'fix: pay', { 'src/a.py': null });
  await world().settle();
  await ada.merge(pay);
  await world().settle();
  expect((await ada.check(copy)).title).toBe('1 documented bypass, back with its old clock');
  expect((await ada.reviews(copy)).map(({ state }) => state)).toEqual(['DISMISSED']);
  expect(await ada.comments(copy)).toEqual([expect.stringContaining('nothing to fix')]);
});

/** What the audit log has of our reviews of a PR, newest first. */
async function logged(pull: number, { repository: { owner, repo } }: Teammate) {
  const store = await openStore(world().databaseUrl);
  const kinds: DecisionKind[] = ['changes-requested', 'review-dismissed'];
  const found = await listDecisions(store.database, { pull, repository: `${owner}/${repo}`, kinds }, 100);
  await store.close();
  return found.map(({ kind, actor, why }) => ({ kind, actor, why }));
}

it('a later push updates the comment where it stands, and one that documents the bypass says so', async () => {
  const { ada } = await newRepository();
  const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': summary() });
  await world().settle();
  await ada.commit('summary', { 'src/a.py': summary(), 'src/b.py': summary('other') });
  await world().settle();
  const comments = await ada.reviewComments(pull);
  expect(comments.map(({ path }) => path)).toEqual(['src/a.py', 'src/b.py']);
  expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['CHANGES_REQUESTED', 'COMMENTED']);
  const reason = await ada.openIssue('Why');
  await ada.commit('summary', { 'src/a.py': documentedBypass(reason), 'src/b.py': null });
  await world().settle();
  const after = await ada.reviewComments(pull);
  expect(after.map(({ id }) => id)).toEqual(comments.map(({ id }) => id));
  expect(after[0]?.body).toContain(`**Documented**: the reason is #${reason}`);
  expect(after[1]?.body).toContain('**Mended.**');
  expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['DISMISSED', 'COMMENTED']);
});

const CHOICE = [
  'def route(client, task):',
  '    if task == "coding":',
  '        model = "gpt-4"',
  '    else:',
  '        model = "claude-3-opus"',
  '    return client.chat.completions.create(model=model)',
  '',
].join('\n');

/** The first link of a comment that leads to a new issue. */
function reasonLink(body = ''): string {
  const link = /\((https:[^)]*\/issues\/new\?[^)]*)\)/.exec(body)?.[1];
  if (!link) throw new Error(`No link to a new issue:\n${body}`);
  return link;
}

const ANSWERS = { why: 'LiteLLM has no structured summaries', when: 'LiteLLM v2.0 adds them' };

it.each([
  ['by the form', { [REASON_FORM_FILE]: REASON_FORM }],
  ['without the form', {}],
])('two clicks document a bypass, %s', async (_, files) => {
  const { ada, eve } = await newRepository(files);
  const pull = await ada.propose('route', 'fix: route', { 'src/a.py': CHOICE });
  await world().settle();
  const [comment] = await ada.reviewComments(pull);
  expect(comment?.body).toContain('# Issue: #<number>');
  const link = reasonLink(comment?.body);

  await eve.followReasonLink(link, ANSWERS);
  await world().settle();
  expect((await ada.reviewComments(pull))[0]?.body).toContain('# Issue: #<number>');

  const reason = await ada.followReasonLink(link, ANSWERS);
  await world().settle();
  const [offered, ...others] = await ada.reviewComments(pull);
  expect(others).toEqual([]);
  expect(offered?.body).toContain(`# Issue: #${reason} - ${ANSWERS.why}\n`);
  await ada.applySuggestion(pull, offered?.id ?? 0);
  await world().settle();
  expect((await ada.check(pull)).conclusion).toBe('success');
  expect((await ada.trackingIssues()).map(({ state }) => state)).toEqual(['open']);
  expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['DISMISSED']);
});

it('a reason issue that leaves points open does not count, and what is missing is named', async () => {
  const { ada } = await newRepository();
  const reason = await ada.openIssue('Why', '### Why LiteLLM cannot be used\n\nNo feature X.');
  const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': documentedBypass(reason) });
  await world().settle();
  const check = await ada.check(pull);
  expect(check.conclusion).toBe('failure');
  expect(check.summary).toContain(
    '`What is being bypassed`, `When it will be fixed`, `Technical debt created`',
  );
  const body = 'Why: no X.\nBypassed: one call.\nFixed: with v2.0.\nDebt: no caching.';
  await ada.octokit.rest.issues.update({ ...ada.repository, issue_number: reason, body });
  await world().settle();
  expect((await ada.check(pull)).conclusion).toBe('success');
});

it('a comment that is not right is mended, or goes with the call that it documents, as one click chooses', async () => {
  const { ada } = await newRepository();
  const reason = await ada.openIssue('Why');
  const faulty = (name: string) => documentedBypass(reason, { contact: '# Contact: @nobody' }, name);
  const files = { 'src/a.py': faulty('one'), 'src/b.py': faulty('two') };
  const pull = await ada.propose('faulty', 'fix: faulty', files);
  await world().settle();
  const [comment, other] = await ada.reviewComments(pull);
  expect(comment?.body).toMatch(
    /\*\*Use the gateway\*\*[\s\S]*```suggestion\n(?!.*#)[\s\S]*\*\*Or mend the comment\*\*, if it cannot wait:[\s\S]*```suggestion\n.*# TODO/,
  );
  await ada.applySuggestion(pull, comment?.id ?? 0, 0);
  await world().settle();
  await ada.applySuggestion(pull, other?.id ?? 0, 1);
  await world().settle();
  expect(await ada.read('src/a.py', 'faulty')).not.toContain('#');
  expect(await ada.read('src/b.py', 'faulty')).toContain('# Contact: @architecture-team before changing');
  expect(await ada.check(pull)).toMatchObject({
    conclusion: 'success',
    title: '1 documented bypass: emergency, 48 hours from the merge',
  });
});

it('a draft gets its check at once, and its comments when it is ready', async () => {
  const { ada } = await newRepository();
  await ada.commit('draft', { 'src/a.py': summary() });
  const { data } = await ada.octokit.rest.pulls.create({
    ...ada.repository,
    title: 'fix: x',
    head: 'draft',
    base: 'main',
    draft: true,
  });
  await world().settle();
  expect([await ada.reviewComments(data.number), await ada.reviews(data.number)]).toEqual([[], []]);
  expect(await ada.check(data.number)).toMatchObject({ conclusion: 'failure', annotations: 1 });
  const { owner, repo } = ada.repository;
  await world().github.asUser('ada').markReady(`${owner}/${repo}`, data.number);
  await world().settle();
  expect(await ada.reviewComments(data.number)).toHaveLength(1);
  expect(await ada.check(data.number)).toMatchObject({ conclusion: 'failure', annotations: 0 });
});

it('a branch that reserves dismissing has the review say that it is settled', async () => {
  const { ada, carol } = await newRepository();
  await carol.octokit.rest.repos.updateBranchProtection({
    ...carol.repository,
    branch: 'main',
    required_status_checks: null,
    enforce_admins: true,
    required_pull_request_reviews: { dismissal_restrictions: { users: ['carol'], teams: [], apps: [] } },
    restrictions: null,
  });
  const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': summary() });
  await world().settle();
  await ada.commit('summary', { 'src/a.py': null });
  await world().settle();
  expect(await ada.reviews(pull)).toEqual([
    expect.objectContaining({ state: 'CHANGES_REQUESTED', body: expect.stringContaining('**Settled.**') }),
  ]);
});

it('a review whose answer is lost is not written twice', async () => {
  const { ada } = await newRepository();
  const { faults } = world().github;
  faults.next('502', 1, {
    operation: 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    when: 'after',
  });
  const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': summary() });
  await world().settle();
  expect(faults.struck.get('502')).toBeGreaterThan(0);
  faults.clear();
  expect(await ada.reviews(pull)).toHaveLength(1);
  expect(await ada.reviewComments(pull)).toHaveLength(1);
  expect(await logged(pull, ada)).toEqual([expect.objectContaining({ kind: 'changes-requested' })]);
});

it('one whose dismissal got no answer is dismissed, and logged, once', async () => {
  const { ada } = await newRepository();
  const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': summary() });
  await world().settle();
  const { faults } = world().github;
  const operation = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals';
  faults.next('502', 1, { operation, when: 'after' });
  const before = faults.struck.get('502') ?? 0;
  await ada.commit('summary', { 'src/a.py': null });
  await world().settle();
  expect(faults.struck.get('502')).toBeGreaterThan(before);
  faults.clear();
  expect((await logged(pull, ada)).map(({ kind }) => kind)).toEqual([
    'review-dismissed',
    'changes-requested',
  ]);
});

it('a PR by a bot is judged and reviewed as any, and nobody is asked to write a comment', async () => {
  const { ada, carol } = await newRepository();
  world().github.createBot('renovate[bot]');
  await carol.octokit.rest.repos.addCollaborator({
    ...carol.repository,
    username: 'renovate[bot]',
    permission: 'push',
  });
  const renovate = new Teammate(world(), 'renovate[bot]', ada.repository);
  const pull = await renovate.propose('renovate/openai-2.x', 'chore(deps): update openai to v2', {
    'src/a.py': summary(),
  });
  await world().settle();
  const check = await ada.check(pull);
  expect(check).toMatchObject({
    conclusion: 'failure',
    title: '1 bypass needs a debt comment (or the gateway)',
  });
  const [comment, ...others] = await ada.reviewComments(pull);
  expect(others).toEqual([]);
  expect(comment?.body).toContain('```suggestion\n    return await client.post("http://zoe-litellm:8001');
  expect(comment?.body).not.toMatch(/TECH DEBT|[Dd]ocument it|issues\/new|four short questions/);
  const [review, ...more] = await ada.reviews(pull);
  expect(more).toEqual([]);
  expect(review).toMatchObject({ state: 'CHANGES_REQUESTED' });
  expect(review?.body).toContain("This PR is a program's: `architecture-team` or whoever reviews it can.");
  // Somebody mends it on the bot's branch.
  await ada.applySuggestion(pull, comment?.id ?? 0);
  await world().settle();
  expect((await ada.check(pull)).conclusion).toBe('success');
  expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['DISMISSED']);
});

it('where policy has reviews comment, the mends are there and no review asks for changes', async () => {
  const { ada } = await newRepository({ '.github/tollgate.yml': 'reviews: comment\n' });
  const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': summary() });
  await world().settle();
  expect(await ada.check(pull)).toMatchObject({ conclusion: 'failure', annotations: 0 });
  const [comment] = await ada.reviewComments(pull);
  expect(comment?.body).toContain('```suggestion');
  expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['COMMENTED']);
  await ada.applySuggestion(pull, comment?.id ?? 0);
  await world().settle();
  expect((await ada.reviewComments(pull))[0]?.body).toContain('**Mended.**');
  // It is said once: a bypass that comes back is a comment's matter.
  await ada.commit('summary', { 'src/a.py': summary(), 'src/b.py': summary('other') });
  await world().settle();
  expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['COMMENTED', 'COMMENTED']);
  expect(await logged(pull, ada)).toEqual([]);
});

it('where policy turns them off, annotations say it, and what asked for changes before is taken back', async () => {
  const { ada, carol } = await newRepository();
  const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': summary() });
  await world().settle();
  expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['CHANGES_REQUESTED']);
  await carol.octokit.rest.repos.deleteBranchProtection({ ...carol.repository, branch: 'main' });
  await carol.commit('main', { '.github/tollgate.yml': 'reviews: off\n' });
  await world().settle();
  expect(await ada.check(pull)).toMatchObject({ conclusion: 'failure', annotations: 1 });
  expect((await ada.reviews(pull)).map(({ state }) => state)).toEqual(['DISMISSED']);
  expect(await logged(pull, ada)).toEqual([
    {
      kind: 'review-dismissed',
      actor: null,
      why: 'Policy asks for no changes any more.',
    },
    expect.objectContaining({ kind: 'changes-requested' }),
  ]);
  const second = await ada.propose('second', 'fix: second', { 'src/b.py': summary('other') });
  await world().settle();
  expect(await ada.check(second)).toMatchObject({ conclusion: 'failure', annotations: 1 });
  expect([await ada.reviewComments(second), await ada.reviews(second)]).toEqual([[], []]);
});
