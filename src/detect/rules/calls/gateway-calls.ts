import { pathMeaning } from '../../catalog/paths.ts';
import { parseEndpoint, requestDestination } from '../../endpoint.ts';
import type { CallFact } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import type { HttpRequest } from './request-urls.ts';
import type { Sender } from './requests.ts';
import { sdkCall } from './sdk-calls.ts';
import { requestOf } from './telling-calls.ts';

/** A request that goes to the gateway and asks a model. */
export interface GatewayRequest {
  sender: Sender;
  request: HttpRequest;
  url: string;
}

/** The request that a call sends to the gateway, raw; `null` for all others, and for health and model lists. */
export function gatewayRequest(resolver: Resolver, file: LinkedFile, call: CallFact): GatewayRequest | null {
  const sent = requestOf(resolver, file, call);
  if (!sent) return null;
  const { sender, request } = sent;
  const url = request.urls.find(
    (one) => requestDestination(one, request, resolver.tree.policy).kind === 'gateway' && asksModel(one),
  );
  return url === undefined ? null : { sender, request, url };
}

function asksModel(url: string): boolean {
  const meaning = pathMeaning(parseEndpoint(url)?.path ?? '');
  return meaning === 'inference' || meaning === 'likely' || meaning === 'shared';
}

/** Whether something is a client that an SDK made for the gateway, or a part of one: `client.chat.completions`. */
export function isGatewayClient(resolver: Resolver, value: Resolved): boolean {
  if (value.kind === 'member') return isGatewayClient(resolver, value.object);
  if (value.kind !== 'instance') return false;
  const made = sdkCall(resolver, value.file, value.call);
  if (made) return made.destination.kind === 'gateway';
  return value.of.kind === 'member' && isGatewayClient(resolver, value.of.object);
}
