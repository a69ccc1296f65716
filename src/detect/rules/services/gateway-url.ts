import type { SdkUse } from '../../catalog/catalog.ts';
import type { Resolver } from '../../link/model.ts';

/** The gateway's base URL, for messages: the first that policy names. */
export function gatewayUrl({ tree }: Pick<Resolver, 'tree'>): string {
  return tree.policy.gateway.urls[0] ?? 'the gateway';
}

/** What makes an SDK ask the gateway, for messages. */
export function sdkAtGateway({ sdk, service: { name, gatewayPath = '' } }: SdkUse, gateway: string): string {
  // What takes another client alone is made anew: `OpenRouterProvider(openai_client=…)`.
  const option = sdk.baseUrl.find((one) => !/client$|^provider$/i.test(one));
  if (gatewayPath === null) return clientAtGateway(name, gateway);
  const address = below(gateway, gatewayPath);
  if (option !== undefined) return `Set \`${option}\` to ${address}`;
  const [variable] = sdk.environment;
  return variable === undefined
    ? `Use an OpenAI client with ${gateway} as its base URL instead`
    : `Set ${variable} in its environment to ${address}`;
}

/** What stands in for a client of an API that the gateway does not answer. */
export function clientAtGateway(name: string, gateway: string): string {
  return `The gateway answers OpenAI's API and not that of ${name}: use an OpenAI client with ${gateway} as its base URL`;
}

/** What makes a request ask the gateway, which answers at OpenAI's paths alone: not at Ollama's `/api/chat`. */
export function requestAtGateway(path: string, gateway: string, otherwise: string): string {
  const meant = OLLAMA_PATHS.get(/\/api\/[a-z]+$/.exec(path)?.[0] ?? '');
  return meant === undefined
    ? otherwise
    : `The gateway answers OpenAI's API and not that of Ollama: ask ${below(gateway, meant)}, as OpenAI's API is asked`;
}

function below(gateway: string, path: string): string {
  return `${gateway.replace(/\/+$/, '')}${path}`;
}

/** Ollama's own paths, and what stands for them at the gateway. */
const OLLAMA_PATHS = new Map([
  ['/api/chat', '/v1/chat/completions'],
  ['/api/generate', '/v1/chat/completions'],
  ['/api/embed', '/v1/embeddings'],
  ['/api/embeddings', '/v1/embeddings'],
]);
