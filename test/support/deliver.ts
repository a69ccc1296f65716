import { createHmac, randomUUID } from 'node:crypto';
import type { World } from './world.ts';

interface Webhook {
  event: string;
  payload: object;
  /** GUID; made up if it is not given. */
  id?: string;
}

/** Posts a webhook as GitHub does, past the emulated one. @returns the status of the answer */
export async function deliver(
  { app, github }: Pick<World, 'app' | 'github'>,
  { event, payload, id = randomUUID() }: Webhook,
): Promise<number> {
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', github.app.webhookSecret).update(body).digest('hex');
  const response = await fetch(`${app.url}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': id,
      'x-github-event': event,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  });
  return response.status;
}
