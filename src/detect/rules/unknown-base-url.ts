import { requestDestination, shownUrl } from '../endpoint.ts';
import type { CallFact } from '../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../link/model.ts';
import { isOfPage, isOfPagesServer } from '../link/text.ts';
import { unknownCommands } from './calls/command-requests.ts';
import type { HttpRequest } from './calls/request-urls.ts';
import type { SdkCall } from './calls/sdk-calls.ts';
import { clientNamed, sdkCall } from './calls/sdk-calls.ts';
import { sentRequest, tellingOrWrapped } from './calls/sent-request.ts';
import { asksUnknownHost, pathOf } from './calls/unknown-hosts.ts';
import { clientOrigin, unsetVariable } from './calls/url-origin.ts';
import type { Hit } from './rule.ts';
import { placeOf } from './rule.ts';
import { gatewayUrl, requestAtGateway, sdkAtGateway } from './services/gateway-url.ts';

/**
 * Decisions 4: a client or a call whose base URL cannot be known. Nothing of it is: if it may be the gateway's by a
 * default it is taken for that, and if it may be a vendor's it is a `direct-call`.
 */
export function unknownBaseUrl(resolver: Resolver, file: LinkedFile): Hit[] {
  const called = tellingOrWrapped(resolver, file).flatMap(({ call, sdk }) =>
    sdk ? sdkHit(resolver, file, call, sdk) : requestHit(resolver, file, call),
  );
  const commands = unknownCommands(resolver, file).map(({ call, request: { what } }) =>
    hitOf(resolver, file, call, what, ''),
  );
  return [...called, ...commands];
}

function hitOf(resolver: Resolver, file: LinkedFile, call: CallFact, what: string, path: string): Hit {
  const variable = unsetVariable(resolver, file, call);
  const gateway = gatewayUrl(resolver);
  const mend = requestAtGateway(path, gateway, `Begin the URL with ${gateway}`);
  return { place: placeOf(call), what, message: messageOf(variable, mend), service: null };
}

function sdkHit(resolver: Resolver, file: LinkedFile, call: CallFact, found: SdkCall): Hit[] {
  const { use, name, destination, from } = found;
  if (destination.kind !== 'unknown' || from === null || isKnownElsewhere(resolver, from)) return [];
  const shown = use.kind === 'client' ? clientNamed(name) : `${name}()`;
  const variable =
    from.kind === 'environment' ? from.name : unsetVariable(resolver, file, call, use.sdk.baseUrl);
  const gateway = gatewayUrl(resolver);
  const mend = sdkAtGateway(use, gateway);
  return [
    {
      place: placeOf(call),
      what: `${shown} ${use.kind === 'client' ? 'for' : 'to'} ${unknownWords(from)}`,
      message: messageOf(variable, mend),
      service: use.service.name,
      ...clientOrigin(resolver, file, call, use.sdk.baseUrl),
    },
  ];
}

/** A client that is handed another one was reported where that is made; a path alone is the page's own server. */
function isKnownElsewhere(resolver: Resolver, from: Resolved): boolean {
  if (from.kind === 'instance') return sdkCall(resolver, from.file, from.call) !== null;
  return from.kind === 'text' && isOfPagesServer(from.text);
}

function unknownWords(from: Resolved): string {
  if (from.kind === 'environment') return `the base URL in ${from.name}`;
  const shown = from.kind === 'text' ? shownUrl(from.text) : '';
  return /[^…/]/.test(shown) ? shown : 'an unknown base URL';
}

/** @param variable the one that would say it, if there is one */
function messageOf(variable: string | null, mend: string): string {
  if (variable === null) return `Nobody can tell from the code whether this goes to the gateway. ${mend}.`;
  // What speaks another API than the gateway's is not mended by an address.
  const orByDefault = mend.startsWith('The gateway answers') ? '' : ', or make that the default';
  return `Nobody can tell whether this goes to the gateway: ${variable} has no default and is set nowhere in this repository. ${mend}${orByDefault}.`;
}

function requestHit(resolver: Resolver, file: LinkedFile, call: CallFact): Hit[] {
  const request = sentRequest(resolver, file, call);
  if (!request) return [];
  const isKnown = request.urls.some((url) => isKnownUrl(resolver, request, url));
  // A helper may be handed several paths: one of them is enough.
  const asked = request.urls.filter((url) => asksUnknownHost(resolver, file, call, request, url));
  const unknown = asked.find((url) => pathOf(url) !== '') ?? asked[0];
  if (unknown === undefined || isKnown) return [];
  const what = `${request.method ?? 'request to'} ${shownUrl(unknown)}`;
  return [hitOf(resolver, file, call, what, pathOf(unknown))];
}

function isKnownUrl(resolver: Resolver, request: HttpRequest, url: string): boolean {
  const { kind } = requestDestination(url, request, resolver.tree.policy);
  return kind === 'gateway' || kind === 'direct' || isOfPage(url);
}
