import type { DeliveryAttempt } from '../github/deliveries.ts';

/** Attempts after which a delivery is left alone: what was refused so often will be refused again. */
const MOST_ATTEMPTS = 5;

/**
 * What has to be delivered again: by GUID, since any attempt that went well settles all others (the list's own
 * `status=failure` knows single attempts only).
 * @returns the ids of the newest attempts of deliveries that never went well
 */
export function lostDeliveries(attempts: readonly DeliveryAttempt[]): number[] {
  return [...Map.groupBy(attempts, (attempt) => attempt.guid).values()].flatMap((group) => {
    const isSettled = group.some(({ statusCode }) => statusCode >= 200 && statusCode < 300);
    if (isSettled || group.length >= MOST_ATTEMPTS) return [];
    return Math.max(...group.map(({ id }) => id));
  });
}
