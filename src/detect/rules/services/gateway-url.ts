import type { Resolver } from '../../link/model.ts';

/** The gateway's base URL, for messages: the first that policy names. */
export function gatewayUrl({ tree }: Pick<Resolver, 'tree'>): string {
  return tree.policy.gateway.urls[0] ?? 'the gateway';
}
