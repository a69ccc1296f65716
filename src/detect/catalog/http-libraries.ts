import type { Registry } from '../registry.ts';

/** A package that sends HTTP requests. Any function of it that is given a URL sends one, but for its clients. */
export interface HttpLibrary {
  registry: Registry;
  modules: string[];
  /** What makes a client, whose methods then send requests. */
  clients: string[];
  /** Options of a client that its requests' URLs go below. */
  baseUrl: string[];
  /** Position of the base URL, or of the host, among a client's positional arguments. */
  baseUrlPosition?: number;
  /** What of the package, and of each client, holds the URL that requests go below: `axios.defaults.baseURL = url`. */
  defaultBase?: readonly [holder: string, name: string];
  /** What forwards a server's requests, whatever they are, to the URL that it is given. */
  forwards: string[];
  /** True if a port may stand behind the host: `HTTPConnection("localhost", 11434)`. */
  takesPort?: true;
}

const npm = (modules: string[], parts: Partial<HttpLibrary> = {}): HttpLibrary => ({
  registry: 'npm',
  modules,
  clients: [],
  baseUrl: [],
  forwards: [],
  ...parts,
});

const pypi = (modules: string[], parts: Partial<HttpLibrary> = {}): HttpLibrary => ({
  ...npm(modules, parts),
  registry: 'pypi',
});

export const HTTP_LIBRARIES: readonly HttpLibrary[] = [
  npm(['axios'], {
    clients: ['create', 'Axios'],
    baseUrl: ['baseURL'],
    defaultBase: ['defaults', 'baseURL'],
  }),
  npm(['got'], { clients: ['extend'], baseUrl: ['prefixUrl'] }),
  npm(['ky', 'ky-universal'], { clients: ['create', 'extend'], baseUrl: ['prefixUrl', 'prefix', 'baseUrl'] }),
  npm(['undici'], { clients: ['Client', 'Pool', 'BalancedPool', 'Agent'], baseUrl: [], baseUrlPosition: 0 }),
  npm(['ofetch', 'ohmyfetch'], {
    clients: ['create', 'ofetch.create', '$fetch.create'],
    baseUrl: ['baseURL'],
  }),
  npm([
    'superagent',
    'node-fetch',
    'cross-fetch',
    'isomorphic-fetch',
    'isomorphic-unfetch',
    'unfetch',
    'whatwg-fetch',
  ]),
  npm(['fetch-retry', '@vercel/fetch-retry', 'fetch-retry-ts', '@vercel/fetch'], { clients: ['default'] }),
  npm(['make-fetch-happen', 'minipass-fetch', 'node-fetch-native', 'electron-fetch', 'phin', 'centra']),
  npm([
    'needle',
    'request',
    'request-promise',
    'request-promise-native',
    'bent',
    'urllib',
    'axios-retry',
    'redaxios',
  ]),
  npm(['http', 'https', 'http2', 'node:http', 'node:https', 'node:http2', 'follow-redirects'], {
    clients: ['Agent'],
  }),
  npm([
    '@microsoft/fetch-event-source',
    'eventsource',
    'event-source-polyfill',
    'react-native-sse',
    '@sentool/fetch-event-source',
    'launchdarkly-eventsource',
    'sse.js',
    'ws',
    'isomorphic-ws',
    'websocket',
    'reconnecting-websocket',
  ]),
  npm(['expo/fetch', '@tauri-apps/plugin-http', '@tauri-apps/api/http', 'gaxios', 'jquery']),
  // Of the endpoints that Redux Toolkit is told, each is asked below the one base URL.
  npm(['@reduxjs/toolkit/query/react', '@reduxjs/toolkit/query'], {
    forwards: ['fetchBaseQuery'],
    baseUrl: ['baseUrl'],
  }),
  npm(['express-http-proxy'], { forwards: ['default'], baseUrlPosition: 0 }),
  npm(['http-proxy-middleware'], {
    forwards: ['default', 'createProxyMiddleware', 'legacyCreateProxyMiddleware', 'proxy'],
    baseUrl: ['target'],
    baseUrlPosition: 0,
  }),
  npm(['http-proxy', 'http-proxy-3', 'httpxy'], {
    forwards: ['default', 'createProxyServer', 'createServer', 'createProxy', 'web', 'ws'],
    baseUrl: ['target', 'forward'],
  }),
  pypi(['requests', 'niquests', 'requests_html', 'requests_cache', 'cloudscraper', 'curl_cffi', 'primp'], {
    clients: [
      'Session',
      'session',
      'sessions.Session',
      'AsyncSession',
      'HTMLSession',
      'CachedSession',
      'create_scraper',
      'Client',
    ],
  }),
  pypi(['requests_toolbelt.sessions', 'requests_toolbelt'], {
    clients: ['BaseUrlSession'],
    baseUrl: ['base_url'],
    baseUrlPosition: 0,
  }),
  pypi(['httpx', 'httpx_ws'], { clients: ['Client', 'AsyncClient'], baseUrl: ['base_url'] }),
  pypi(['aiohttp', 'aiohttp_retry', 'aiohttp_client_cache'], {
    clients: ['ClientSession', 'RetryClient', 'CachedSession', 'client.ClientSession'],
    baseUrl: ['base_url'],
    baseUrlPosition: 0,
  }),
  pypi(['urllib3'], {
    clients: ['PoolManager', 'ProxyManager', 'HTTPConnectionPool', 'HTTPSConnectionPool'],
    baseUrl: ['host'],
    takesPort: true,
  }),
  pypi(['http.client', 'httplib'], {
    clients: ['HTTPConnection', 'HTTPSConnection'],
    baseUrl: ['host'],
    baseUrlPosition: 0,
    takesPort: true,
  }),
  pypi(['urllib.request', 'urllib2'], { clients: ['build_opener', 'OpenerDirector'] }),
  pypi(['httplib2'], { clients: ['Http'] }),
  pypi([
    'websockets',
    'websocket',
    'aiohttp_sse_client',
    'sseclient',
    'httpx_sse',
    'grequests',
    'treq',
    'asks',
    'pycurl',
  ]),
  pypi(['tornado.httpclient'], { clients: ['AsyncHTTPClient', 'HTTPClient'] }),
];

/** Globals that send a request. */
export const HTTP_GLOBALS: ReadonlySet<string> = new Set([
  'fetch',
  'window.fetch',
  'globalThis.fetch',
  'self.fetch',
  'global.fetch',
  '$fetch',
  'useFetch',
  'ofetch',
  'WebSocket',
  'EventSource',
  'Request',
  '$.ajax',
  '$.post',
  '$.get',
  '$.getJSON',
  'jQuery.ajax',
  'jQuery.post',
  'navigator.sendBeacon',
  'axios',
  'UrlFetchApp.fetch',
]);

/** Packages that stand in for a server in tests: they are given URLs too, and send nothing. */
export const HTTP_MOCKS: ReadonlySet<string> = new Set([
  'nock',
  'msw',
  'fetch-mock',
  'jest-fetch-mock',
  'axios-mock-adapter',
  'moxios',
  'supertest',
  'vitest',
  'sinon',
  '@playwright/test',
  'playwright',
  'cypress',
  'respx',
  'responses',
  'requests_mock',
  'aioresponses',
  'pytest_httpx',
  'httpretty',
  'pook',
  'mocket',
  'vcr',
  'unittest',
  'pytest',
]);

/** Packages whose `post` and the like declare a server's own routes. */
export const HTTP_SERVERS: ReadonlySet<string> = new Set([
  'express',
  'fastify',
  'hono',
  'koa-router',
  'elysia',
  'fastapi',
  'flask',
  'starlette',
]);
