import type { Registry } from '../registry.ts';

/** What makes an HTTP client, or a part of one, that sends again what fails; `default` for a package's own function. */
interface RetryClients {
  registry: Registry;
  modules: string[];
  makers: string[];
}

const RETRY_CLIENTS: readonly RetryClients[] = [
  { registry: 'pypi', modules: ['aiohttp_retry'], makers: ['RetryClient'] },
  {
    registry: 'pypi',
    modules: ['httpx_retries', 'httpx_retry'],
    makers: ['RetryTransport', 'AsyncRetryTransport'],
  },
  { registry: 'pypi', modules: ['retry_requests'], makers: ['retry'] },
  {
    registry: 'pypi',
    modules: ['requests_retry', 'requests_ratelimiter'],
    makers: ['RetrySession', 'retry_session'],
  },
  {
    registry: 'npm',
    modules: ['fetch-retry', '@vercel/fetch-retry', 'fetch-retry-ts', '@vercel/fetch', 'node-fetch-retry'],
    makers: ['default', 'fetchBuilder'],
  },
];

/** Whether what a package makes under a name sends again what fails, without being told. */
export function makesRetrying(registry: Registry, module: string, name: string): boolean {
  return RETRY_CLIENTS.some(
    (one) =>
      one.registry === registry &&
      one.modules.some((known) => module === known || module.startsWith(`${known}.`)) &&
      one.makers.includes(name),
  );
}

/** Packages whose function is given a client, which then sends again what fails: `axiosRetry(client)`. */
const RETRY_SETTERS: ReadonlySet<string> = new Set([
  'axios-retry',
  'retry-axios',
  'axios-retry-after',
  'axios-auto-retry',
]);

export function setsRetries(registry: Registry, module: string): boolean {
  return registry === 'npm' && RETRY_SETTERS.has(module);
}

/** Packages of which a client or a request takes `retry`. */
const RETRY_OPTION: ReadonlySet<string> = new Set([
  'ky',
  'ky-universal',
  'got',
  'ofetch',
  'ohmyfetch',
  'make-fetch-happen',
]);

/** The option by which a client, or a part of one, is told how often to send again; `null` if it takes none. */
export function retryOption(registry: Registry, module: string, path: readonly string[]): string | null {
  if (registry === 'npm') return RETRY_OPTION.has(module) ? 'retry' : null;
  return module === 'httpx' && /^(?:Async)?HTTPTransport$/.test(path.join('.')) ? 'retries' : null;
}
