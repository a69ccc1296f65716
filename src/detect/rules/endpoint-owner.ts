import { addressee, parseEndpoint } from '../endpoint.ts';
import type { Resolver } from '../link/model.ts';

/** Whose endpoint a URL is. */
export interface EndpointOwner {
  /** For people: a vendor's name, or the address of a server that one runs oneself. */
  name: string;
  /** False for the gateway. */
  isForeign: boolean;
}

/** Whose endpoint a text is; `null` if it is no inference service's. */
export function endpointOwner({ tree }: Resolver, text: string): EndpointOwner | null {
  const destination = addressee(text, tree.policy);
  if (destination.kind === 'gateway') return { name: 'the gateway', isForeign: false };
  if (destination.kind !== 'direct') return null;
  const endpoint = parseEndpoint(text);
  const isOwn = endpoint !== null && (destination.service === null || !/\.[a-z]{2,}$/.test(endpoint.host));
  if (!isOwn) return { name: destination.service?.name ?? text, isForeign: true };
  const port = typeof endpoint.port === 'number' ? `:${endpoint.port}` : '';
  return { name: `${endpoint.host}${port}`, isForeign: true };
}
