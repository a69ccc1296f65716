import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Acme, appOctokit, commitFiles, createShop, startAcme, startReceiver } from './fixture.ts';
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

describe('the switches', () => {
  test('hold, reorder and release', async () => {
    const at = await createShop(acme, 'held');
    await arrived();
    acme.github.webhooks.hold();
    for (const title of ['a', 'b', 'c', 'd', 'e']) await acme.bob.issues.create({ ...at, title });
    expect(await arrived()).toEqual([]);
    acme.github.webhooks.reorder(3);
    acme.github.webhooks.release();
    await acme.github.settled();
    const titles = receiver.received.map(
      ({ body }) => (JSON.parse(body) as { issue: { title: string } }).issue.title,
    );
    expect(titles.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(titles).not.toEqual(titles.toSorted());
  });

  test('drop loses for good, fail leaves something to redeliver, duplicate sends one GUID twice', async () => {
    const at = await createShop(acme, 'switched');
    await arrived();
    const undo = acme.github.webhooks.drop((delivery) => delivery.event === 'issues');
    await acme.bob.issues.create({ ...at, title: 'dropped' });
    expect(await arrived()).toEqual([]);
    undo();
    acme.github.webhooks.duplicate((delivery) => delivery.event === 'issues');
    await acme.bob.issues.create({ ...at, title: 'doubled' });
    await acme.github.settled();
    const guids = receiver.received.splice(0).map(({ headers }) => headers['x-github-delivery']);
    expect(guids).toHaveLength(2);
    expect(new Set(guids).size).toBe(1);
  });

  test('failed deliveries are listed, shown and redelivered under their GUID; dropped ones never were', async () => {
    const at = await createShop(acme, 'redelivered');
    await arrived();
    const { rest } = appOctokit(acme.github);
    const stop = acme.github.webhooks.fail((delivery) => delivery.event === 'issues');
    acme.github.webhooks.drop((delivery) => delivery.event === 'issue_comment');
    const { data: issue } = await acme.bob.issues.create({ ...at, title: 'lost' });
    await acme.bob.issues.createComment({ ...at, issue_number: issue.number, body: 'dropped' });
    answer = 500;
    await commitFiles(acme.bob, at, 'feature', { 'a.py': '1\n' });
    await acme.github.settled();
    stop();
    answer = 202;
    const { data: listed } = await rest.apps.listWebhookDeliveries({ status: 'failure', per_page: 100 });
    const failed = listed.filter(
      (one) => one.repository_id !== null && one.event !== 'installation_repositories',
    );
    const named = failed.map((one) => `${one.event} ${one.status_code} ${one.status}`);
    expect(named).toContain('issues 502 failed to connect to host');
    expect(named).toContain('push 500 Invalid HTTP Response: 500');
    expect(named.join()).not.toContain('issue_comment');
    const lost = failed.find((one) => one.event === 'issues');
    receiver.received.splice(0);
    await rest.apps.redeliverWebhookDelivery({ delivery_id: lost?.id ?? 0 });
    await acme.github.settled();
    expect(receiver.received.map(({ headers }) => headers['x-github-delivery'])).toEqual([lost?.guid]);
    const { data: again } = await rest.apps.listWebhookDeliveries({ per_page: 1 });
    expect(again[0]).toMatchObject({ guid: lost?.guid, redelivery: true, status: 'OK', status_code: 202 });
    const { data: shown } = await rest.apps.getWebhookDelivery({ delivery_id: again[0]?.id ?? 0 });
    expect(shown.request.payload).toMatchObject({ action: 'opened', issue: { title: 'lost' } });
  });

  test('deliveries are listed by cursor, newest first', async () => {
    const at = await createShop(acme, 'paged');
    for (const title of ['a', 'b', 'c']) await acme.bob.issues.create({ ...at, title });
    await acme.github.settled();
    const octokit = appOctokit(acme.github);
    const pages = octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, { per_page: 2 });
    const ids: number[] = [];
    for await (const { data } of pages) ids.push(...data.map((one) => one.id));
    expect(ids.length).toBe(acme.github.webhooks.deliveries.length);
    expect(ids).toEqual(ids.toSorted((one, other) => other - one));
  });

  test('what is not answered in time counts as failed, and the next delivery goes out', async () => {
    const at = await createShop(acme, 'slow');
    await arrived();
    acme.github.webhooks.answerWithinMs = 50;
    answer = null;
    await acme.bob.issues.create({ ...at, title: 'unanswered' });
    await acme.github.settled();
    expect(acme.github.webhooks.deliveries.at(-1)).toMatchObject({
      outcome: 'failed',
      statusCode: 504,
      status: 'timed out',
    });
    answer = 200;
    acme.github.webhooks.answerWithinMs = 10_000;
    await acme.bob.issues.create({ ...at, title: 'answered' });
    await acme.github.settled();
    expect(acme.github.webhooks.deliveries.at(-1)).toMatchObject({ outcome: 'answered', statusCode: 200 });
  });
});
