import type { Policy } from '../../policy/policy.ts';

/** What the gateway answers under `/v1`, whatever the model's maker calls the folder before it. */
const SERVED =
  /\/(chat\/completions|completions|embeddings|responses|moderations|rerank|messages|images\/(?:generations|edits)|audio\/(?:speech|transcriptions))$/;

/** Folders of base URLs that stand where the gateway has `/v1`. */
const VERSIONED = /^(?:\/[\w-]+){0,2}\/v\d+$/;

/** The gateway's base URL as policy names it first, without `/v1`. */
export function gatewayRoot({ gateway }: Pick<Policy, 'gateway'>): string {
  return (gateway.urls[0] ?? '').replace(/\/v1$/, '');
}

/**
 * Where a request to this address of an inference service goes on the gateway: to the same endpoint below its own base
 * URL. `null` where the gateway has no such endpoint (Ollama's own `/api/generate`, a `?api-version=`), or it is not told
 * by the address.
 */
export function onGateway(address: string, policy: Pick<Policy, 'gateway'>): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') return null;
  const root = gatewayRoot(policy);
  const endpoint = SERVED.exec(url.pathname)?.[1];
  if (endpoint !== undefined) return `${root}/v1/${endpoint}`;
  const path = url.pathname.replace(/\/+$/, '');
  if (path === '') return root;
  return VERSIONED.test(path) ? `${root}/v1` : null;
}
