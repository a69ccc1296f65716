import { requestDestination, shownUrl } from '../endpoint.ts';
import type { CallFact } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { forwardedPaths } from './forwarding.ts';
import { gatewayUrl } from './gateway-url.ts';
import { registeredProviders } from './registered-providers.ts';
import type { Hit } from './rule.ts';
import { placeOf } from './rule.ts';
import type { SdkCall } from './sdk-calls.ts';
import { sentRequest, tellingOrWrapped } from './sent-request.ts';
import { clientOrigin, requestOrigin } from './url-origin.ts';

/**
 * Rule book, "Direct LLM Service Calls": a request to an inference service, or a client or SDK set up to send
 * one, that does not go to the gateway. A client is reported where it is made, a raw request where it is sent.
 */
export function directCall(resolver: Resolver, file: LinkedFile): Hit[] {
  const called = tellingOrWrapped(resolver, file).flatMap(({ call, sdk }) =>
    sdk ? sdkHit(resolver, file, call, sdk) : (requestHit(resolver, file, call) ?? []),
  );
  return [...called, ...registeredProviders(resolver, file), ...forwardedPaths(resolver, file)];
}

function sdkHit(resolver: Resolver, file: LinkedFile, call: CallFact, found: SdkCall): Hit[] {
  if (found.destination.kind !== 'direct') return [];
  const { service } = found.destination;
  return [
    {
      place: placeOf(call),
      what: sdkWhat(found),
      message: sdkMessage(resolver, found),
      service: service?.name ?? null,
      ...clientOrigin(resolver, file, call, found.use.sdk.baseUrl),
    },
  ];
}

function sdkWhat({ name, use, baseUrl, destination }: SdkCall): string {
  const service = destination.kind === 'direct' ? destination.service?.name : null;
  const target = baseUrl ?? service ?? use.service.name;
  if (use.kind === 'client') return `${name} client for ${target}`;
  return baseUrl === null && use.service.hosts.length === 0 ? `${name}()` : `${name}() to ${target}`;
}

function sdkMessage(resolver: Resolver, { use, baseUrl, destination }: SdkCall): string {
  const service = destination.kind === 'direct' ? destination.service?.name : null;
  const where = baseUrl ?? service ?? use.service.name;
  const [option] = use.sdk.baseUrl;
  const gateway = gatewayUrl(resolver);
  const mend = option === undefined ? `Call ${gateway} instead` : `Set \`${option}\` to ${gateway}`;
  return `This goes to ${where} and around the gateway. ${mend}.`;
}

function requestHit(resolver: Resolver, file: LinkedFile, call: CallFact): Hit[] | null {
  const request = sentRequest(resolver, file, call);
  if (!request) return null;
  for (const url of request.urls) {
    const destination = requestDestination(url, request, resolver.tree.policy);
    if (destination.kind === 'direct')
      return [requestFound(resolver, file, call, request.method, url, destination.service)];
  }
  return null;
}

function requestFound(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  method: string | null,
  url: string,
  service: { name: string } | null,
): Hit {
  const where = service ? service.name : 'an inference service';
  return {
    place: placeOf(call),
    what: `${method ?? 'request to'} ${shownUrl(url)}`,
    message: `This goes to ${where} and around the gateway. Call ${gatewayUrl(resolver)} instead.`,
    service: service?.name ?? null,
    ...requestOrigin(resolver, file, call),
  };
}
