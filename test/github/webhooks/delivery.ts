/** One attempt to deliver one webhook. Redeliveries are attempts of their own with the same `guid`. */
export interface Delivery {
  id: number;
  /** `X-GitHub-Delivery`. */
  guid: string;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  payload: Record<string, unknown>;
  redelivery: boolean;
  /** Real time, ISO; when it was sent, or handed over for sending while it waits. */
  deliveredAt: string;
  /** `waiting` before it is sent and `dropped` if it never will be; else what came of it. */
  outcome: 'waiting' | 'dropped' | 'answered' | 'failed';
  /** As GitHub lists it: `OK`, or why it failed. */
  status: string;
  /** The receiver's status, 502 if it could not be reached, 504 if it took more than 10 s. */
  statusCode: number;
  durationSeconds: number;
  requestHeaders: Record<string, string>;
  response: { headers: Record<string, string>; body: string };
}

export type DeliveryPredicate = (delivery: Delivery) => boolean;

/** `issues.opened`, or `push`. */
export function deliveryName(delivery: Pick<Delivery, 'event' | 'action'>): string {
  return delivery.action === null ? delivery.event : `${delivery.event}.${delivery.action}`;
}
