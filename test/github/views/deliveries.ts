import type { Delivery } from '../webhooks/delivery.ts';

/** `hook-delivery-item`: a delivery in a list. */
export function deliveryItemView(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.durationSeconds,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/** `hook-delivery`: with what was sent and answered. */
export function deliveryView(delivery: Delivery) {
  return {
    ...deliveryItemView(delivery),
    url: '',
    request: { headers: delivery.requestHeaders, payload: delivery.payload },
    response: { headers: delivery.response.headers, payload: delivery.response.body },
  };
}
