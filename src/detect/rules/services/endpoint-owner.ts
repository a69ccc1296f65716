import type { Endpoint } from '../../endpoint.ts';
import { addressee, parseEndpoint } from '../../endpoint.ts';
import type { Resolver } from '../../link/model.ts';
import { HOLE } from '../../link/text.ts';

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
  const loopback = endpoint && LOOPBACK.test(endpoint.host) ? `localhost${portOf(endpoint)}` : null;
  if (loopback !== null) return { name: loopback, isForeign: true };
  const isOwn = endpoint !== null && (destination.service === null || !/\.[a-z]{2,}$/.test(endpoint.host));
  if (!isOwn) return { name: destination.service?.name ?? text, isForeign: true };
  if (PLACEHOLDER.test(endpoint.host)) return null;
  // A server on a host that is set elsewhere may be the one that is known by its port.
  const host = endpoint.host.includes(HOLE) ? 'localhost' : endpoint.host;
  return { name: `${host}${portOf(endpoint)}`, isForeign: true };
}

/** Names of the machine itself, and of the one that a container runs on: a server there is the same by each. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|host\.docker\.internal|172\.17\.0\.1)$/;

/** `http://your-server:1234/v1`: a host that somebody has yet to name; `-aiplatform.googleapis.com` wants its region. */
const PLACEHOLDER = /^[-.]|^your|^replace[_-]|^change[_-]?me|[_-]your[_-]/i;

function portOf({ port }: Endpoint): string {
  return typeof port === 'number' ? `:${port}` : '';
}
