import type { GitHub } from './client.ts';

/** One attempt of GitHub to deliver one webhook; redeliveries share the `guid`. */
export interface DeliveryAttempt {
  id: number;
  guid: string;
  deliveredAt: Date;
  /** What we answered; 0 or 5xx if nobody did. */
  statusCode: number;
}

/** Pages of 100 that one look reads at most; GitHub keeps deliveries for 3 days. */
const MOST_PAGES = 50;

/** Attempts since an instant, newest first. `app` is authenticated as the App itself. */
export async function listDeliveryAttempts(app: GitHub, since: Date): Promise<DeliveryAttempt[]> {
  const attempts: DeliveryAttempt[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data, headers } = await app.rest.apps.listWebhookDeliveries({
      per_page: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const read = data.map(attemptOf);
    attempts.push(...read.filter((attempt) => attempt.deliveredAt >= since));
    cursor = nextCursor(headers.link);
    if (cursor === undefined || read.some((attempt) => attempt.deliveredAt < since)) break;
  }
  return attempts;
}

export async function redeliver(app: GitHub, id: number): Promise<void> {
  await app.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
}

function attemptOf(delivery: {
  id: number;
  guid: string;
  delivered_at: string;
  status_code: number;
}): DeliveryAttempt {
  const { id, guid, delivered_at: deliveredAt, status_code: statusCode } = delivery;
  return { id, guid, deliveredAt: new Date(deliveredAt), statusCode };
}

function nextCursor(link: string | undefined): string | undefined {
  const next = /<([^>]*)>; rel="next"/.exec(link ?? '')?.[1];
  return next === undefined ? undefined : (new URL(next).searchParams.get('cursor') ?? undefined);
}
