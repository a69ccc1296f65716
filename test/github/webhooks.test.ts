import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Acme,
  commitFiles,
  createShop,
  MANIFEST,
  openPull,
  startAcme,
  startReceiver,
  WEBHOOK_SECRET,
} from './fixture.ts';
import { deliveryName } from './index.ts';

let acme: Acme;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let answer: number | null;

beforeEach(async () => {
  acme = await startAcme();
  answer = 202;
  receiver = await startReceiver(() => answer);
  acme.github.webhookTarget(receiver.url);
});

afterEach(async () => {
  acme.github.assertClean();
  await receiver.close();
  await acme.github.close();
});

/** Names of what has arrived since the last time, `issues.opened` and the like. */
async function arrived(): Promise<string[]> {
  await acme.github.settled();
  return receiver.received.splice(0).map(({ headers, body }) => {
    const { action = null } = JSON.parse(body) as { action?: string | null };
    return deliveryName({ event: String(headers['x-github-event']), action });
  });
}

/** Without the checks that GitHub starts by itself, and only what the story itself causes. */
async function story(): Promise<string[]> {
  return (await arrived()).filter((name) => !name.startsWith('check_') && !name.startsWith('installation'));
}

describe('a delivery', () => {
  test('is signed over its exact bytes and carries GitHub’s headers', async () => {
    const at = await createShop(acme, 'signed');
    await arrived();
    await acme.bob.issues.create({ ...at, title: 'Grüße 🚦' });
    await acme.github.settled();
    const [delivery] = receiver.received;
    const signature = createHmac('sha256', WEBHOOK_SECRET)
      .update(delivery?.body ?? '')
      .digest('hex');
    expect(delivery?.headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
    expect(delivery?.headers).toMatchObject({
      'x-github-event': 'issues',
      'content-type': 'application/json',
      'x-github-hook-installation-target-id': String(acme.github.app.id),
      'x-github-hook-installation-target-type': 'integration',
    });
    expect(String(delivery?.headers['x-github-delivery'])).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(JSON.parse(delivery?.body ?? '')).toMatchObject({
      action: 'opened',
      installation: { id: acme.installation.id },
      organization: { login: 'acme' },
      sender: { login: 'bob' },
      issue: { title: 'Grüße 🚦' },
    });
  });

  test('reaches the App only for events of its manifest and repositories of its installation', async () => {
    const at = await createShop(acme, 'subscribed');
    await acme.github.createRepository({ owner: 'eve', name: 'elsewhere', files: { a: 'a' } });
    await arrived();
    await acme.eve.issues.create({ owner: 'eve', repo: 'elsewhere', title: 'not installed' });
    await acme.bob.repos.createCommitStatus({
      ...at,
      sha: (await acme.bob.repos.getCommit({ ...at, ref: 'main' })).data.sha,
      state: 'success',
    });
    expect(await arrived()).toEqual([]);
  });
});

describe('the order is GitHub’s', () => {
  test('a push to a pull request’s branch is push, then synchronize; a merge is push, then closed', async () => {
    const at = await createShop(acme, 'ordered');
    const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    expect(await story()).toEqual(['repository.created', 'push', 'pull_request.opened']);
    await commitFiles(acme.bob, at, 'feature', { 'b.py': '2\n' });
    expect(await story()).toEqual(['push', 'pull_request.synchronize']);
    await acme.bob.pulls.merge({ ...at, pull_number: pull.number });
    expect(await story()).toEqual(['push', 'pull_request.closed']);
  });

  test('a push to a fork tells the parent of the pull request alone', async () => {
    const at = await createShop(acme, 'parent');
    await acme.eve.repos.createFork({ ...at });
    await commitFiles(acme.eve, { owner: 'eve', repo: 'parent' }, 'feature', { 'a.py': '1\n' });
    await acme.eve.pulls.create({ ...at, title: 'x', head: 'eve:feature', base: 'main' });
    await arrived();
    await commitFiles(acme.eve, { owner: 'eve', repo: 'parent' }, 'feature', { 'b.py': '2\n' });
    expect(await arrived()).toEqual(['pull_request.synchronize']);
  });

  test('a payload shows things as they were when it happened', async () => {
    const at = await createShop(acme, 'frozen');
    acme.github.webhooks.hold();
    const { data: issue } = await acme.bob.issues.create({ ...at, title: 'first' });
    await acme.bob.issues.update({ ...at, issue_number: issue.number, title: 'second' });
    acme.github.webhooks.release();
    await acme.github.settled();
    const titles = acme.github.webhooks.deliveries
      .filter((delivery) => delivery.event === 'issues')
      .map(({ payload }) => [payload.issue, payload.changes]);
    expect(titles).toMatchObject([
      [{ title: 'first' }, undefined],
      [{ title: 'second' }, { title: { from: 'first' } }],
    ]);
  });

  test('editing, retargeting, labelling, reviewing and drafting a pull request each say what changed', async () => {
    const at = await createShop(acme, 'edited');
    const { number } = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    await commitFiles(acme.bob, at, 'release', { 'r.py': '1\n' });
    const which = { ...at, pull_number: number };
    await story();
    await acme.bob.pulls.update({ ...which, title: 'fix: other' });
    await acme.bob.pulls.update({ ...which, base: 'release' });
    await acme.bob.issues.addLabels({ ...at, issue_number: number, labels: ['bug'] });
    await acme.bob.issues.removeLabel({ ...at, issue_number: number, name: 'bug' });
    await acme.ada.pulls.createReview({ ...which, event: 'APPROVE' });
    await acme.github.asUser('bob').convertToDraft('acme/edited', number);
    await acme.github.asUser('bob').markReady('acme/edited', number);
    await acme.bob.pulls.update({ ...which, state: 'closed' });
    await acme.bob.pulls.update({ ...which, state: 'open' });
    expect(await story()).toEqual([
      'pull_request.edited',
      'pull_request.edited',
      'pull_request.labeled',
      'pull_request.unlabeled',
      'pull_request_review.submitted',
      'pull_request.converted_to_draft',
      'pull_request.ready_for_review',
      'pull_request.closed',
      'pull_request.reopened',
    ]);
    const [title, base] = acme.github.webhooks.deliveries.filter((delivery) => delivery.action === 'edited');
    expect(title?.payload.changes).toEqual({ title: { from: 'feat: feature' } });
    expect(base?.payload.changes).toMatchObject({ base: { ref: { from: 'main' } } });
  });

  test('the whole life of an issue, of a repository and of an installation is told', async () => {
    const at = await createShop(acme, 'life');
    const person = acme.github.asUser('ada');
    await arrived();
    const { data: issue } = await acme.ada.issues.create({ ...at, title: 'x', labels: ['bug'] });
    const which = { ...at, issue_number: issue.number };
    const { data: comment } = await acme.ada.issues.createComment({ ...which, body: 'one' });
    await acme.ada.issues.updateComment({ ...at, comment_id: comment.id, body: 'two' });
    await acme.ada.issues.deleteComment({ ...at, comment_id: comment.id });
    await acme.ada.issues.update({ ...which, state: 'closed', state_reason: 'not_planned' });
    await acme.ada.issues.update({ ...which, state: 'open' });
    await person.deleteIssue('acme/life', issue.number);
    await acme.ada.repos.update({ ...at, name: 'afterlife' });
    await acme.ada.repos.update({ owner: 'acme', repo: 'afterlife', archived: true });
    await person.suspend('acme');
    await person.unsuspend('acme');
    await person.uninstall('acme');
    expect(await arrived()).toEqual([
      'issues.opened',
      'issues.labeled',
      'issue_comment.created',
      'issue_comment.edited',
      'issue_comment.deleted',
      'issues.closed',
      'issues.reopened',
      'issues.deleted',
      'repository.renamed',
      'repository.archived',
      'installation.suspend',
      'installation.unsuspend',
      'installation.deleted',
    ]);
  });

  test('checks are requested for each push, told to the App that writes them, and asked for again by people', async () => {
    const at = await createShop(acme, 'checks');
    const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    await arrived();
    const output = { title: 't', summary: 's' };
    const actions = [{ label: 'Mend', description: 'Mend it', identifier: 'mend' }];
    const { data: run } = await acme.app.checks.create({
      ...at,
      name: 'Tollgate',
      head_sha: pull.head.sha,
      status: 'in_progress',
    });
    await acme.app.checks.update({ ...at, check_run_id: run.id, conclusion: 'failure', output, actions });
    await acme.github.asUser('bob').rerequestCheck('acme/checks', run.id);
    await acme.github.asUser('bob').clickAction('acme/checks', run.id, 'mend');
    await acme.github.asUser('bob').rerequestSuite('acme/checks', pull.head.sha);
    expect(await arrived()).toEqual([
      'check_run.created',
      'check_run.completed',
      'check_suite.completed',
      'check_run.rerequested',
      'check_run.requested_action',
      'check_suite.rerequested',
    ]);
    await commitFiles(acme.bob, at, 'feature', { 'b.py': '2\n' });
    expect(await arrived()).toEqual(['push', 'check_suite.requested', 'pull_request.synchronize']);
  });
});

test('an event that the double never sends is a violation as soon as a manifest subscribes to it', async () => {
  const other = await startAcme({ ...MANIFEST, default_events: ['push', 'create'] });
  expect(other.github.violations.all).toMatchObject([{ kind: 'not-emulated', where: 'webhook create' }]);
  await other.github.close();
});

test('forks and comments on lines are told, to an App that subscribes to them', async () => {
  const default_events = ['fork', 'pull_request_review_comment', 'pull_request_review'];
  const other = await startAcme({ ...MANIFEST, default_events });
  const at = await createShop(other, 'wide');
  await other.eve.repos.createFork({ ...at });
  const pull = await openPull(other.bob, at, 'feature', { 'a.py': '1\n' });
  const which = { ...at, pull_number: pull.number };
  const place = { commit_id: pull.head.sha, path: 'a.py', line: 1, side: 'RIGHT' } as const;
  const { data: comment } = await other.ada.pulls.createReviewComment({ ...which, ...place, body: 'one' });
  await other.ada.pulls.updateReviewComment({ ...at, comment_id: comment.id, body: 'two' });
  await other.bob.pulls.createReplyForReviewComment({ ...which, comment_id: comment.id, body: 'three' });
  await other.ada.pulls.deleteReviewComment({ ...at, comment_id: comment.id });
  const { data: review } = await other.ada.pulls.createReview({ ...which, event: 'APPROVE' });
  await other.ada.pulls.updateReview({ ...which, review_id: review.id, body: 'Fine' });
  await other.ada.pulls.dismissReview({ ...which, review_id: review.id, message: 'Not fine' });
  await other.github.settled();
  const told = other.github.webhooks.deliveries
    .map(deliveryName)
    .filter((name) => !/^(check|installation)/.test(name));
  expect(told).toEqual([
    'fork',
    'pull_request_review.submitted',
    'pull_request_review_comment.created',
    'pull_request_review_comment.edited',
    'pull_request_review.submitted',
    'pull_request_review_comment.created',
    'pull_request_review_comment.deleted',
    'pull_request_review.submitted',
    'pull_request_review.edited',
    'pull_request_review.dismissed',
  ]);
  const [reply] = other.github.webhooks.deliveries.filter(({ payload }) => hasReply(payload));
  expect(reply?.payload.comment).toMatchObject({ body: 'three', in_reply_to_id: comment.id });
  other.github.assertClean();
  await other.github.close();
});

function hasReply({ comment }: Record<string, unknown>): boolean {
  return typeof comment === 'object' && comment !== null && 'in_reply_to_id' in comment;
}

test('a webhook that does not fit GitHub’s description is a violation of the double', async () => {
  const payload = { action: 'opened', issue: { number: 'one' } };
  acme.github.webhooks.announce({
    event: 'issues',
    action: 'opened',
    installationId: acme.installation.id,
    repositoryId: null,
    payload,
  });
  await acme.github.settled();
  const [violation] = acme.github.violations.take();
  expect(violation).toMatchObject({ kind: 'webhook', where: 'issues.opened' });
  expect(violation?.complaints.join()).toContain('repository');
});
