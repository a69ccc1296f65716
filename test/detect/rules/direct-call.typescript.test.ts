import { describe, expect, it } from 'vitest';
import { GATEWAY, whatBreaks } from '../scan-source.ts';
import { DESTINATIONS } from './destinations.ts';

const CHAT = 'POST https://api.openai.com/v1/chat/completions';

/** Ways to come to `https://api.openai.com/v1/chat/completions`, posted with fetch at the end. */
const URL_FORMS: Record<string, string> = {
  'a literal': `post('https://api.openai.com/v1/chat/completions');`,
  'a constant': `const URL_ = 'https://api.openai.com/v1/chat/completions';\npost(URL_);`,
  'a constant declared later': `function go() { post(LATER); }\nvar LATER = 'https://api.openai.com/v1/chat/completions';`,
  'a template': `const BASE = 'https://api.openai.com';\npost(\`\${BASE}/v1/chat/completions\`);`,
  'a template without substitutions': 'post(`https://api.openai.com/v1/chat/completions`);',
  concatenation: `const BASE = 'https://api.openai.com';\npost(BASE + '/v1' + '/chat/completions');`,
  'a string that grows': `let url = 'https://api.openai.com';\nurl += '/v1/chat/completions';\npost(url);`,
  '.concat': `post('https://api.openai.com'.concat('/v1', '/chat/completions'));`,
  'a joined list': `post(['https://api.openai.com', 'v1', 'chat/completions'].join('/'));`,
  'new URL': `post(new URL('/v1/chat/completions', 'https://api.openai.com'));`,
  'URL.href': `post(new URL('/v1/chat/completions', 'https://api.openai.com/').href);`,
  'URL.toString()': `post(new URL('https://api.openai.com/v1/chat/completions').toString());`,
  'a trimmed slash': `const BASE = 'https://api.openai.com/';\npost(BASE.replace(/\\/$/, '') + '/v1/chat/completions');`,
  'as const': `const BASE = 'https://api.openai.com' as const;\npost((BASE satisfies string)! + '/v1/chat/completions');`,
  'an environment default': `post((process.env.LLM_URL ?? 'https://api.openai.com') + '/v1/chat/completions');`,
  'an environment default by ||': `const { env } = process;\npost((process.env['LLM_URL'] || 'https://api.openai.com') + '/v1/chat/completions');`,
  'import.meta.env': `post((import.meta.env.VITE_URL ?? 'https://api.openai.com') + '/v1/chat/completions');`,
  'a destructured environment default': `const { LLM_URL = 'https://api.openai.com' } = process.env;\npost(LLM_URL + '/v1/chat/completions');`,
  'a parameter default': `async function go(base = 'https://api.openai.com') { return post(base + '/v1/chat/completions'); }`,
  'a destructured parameter default': `const go = ({ base = 'https://api.openai.com' }: Options = {}) => post(base + '/v1/chat/completions');`,
  'an argument of a function of the file': `const go = (base: string) => post(base + '/v1/chat/completions');\ngo('https://api.openai.com');`,
  'an argument inside an object': `function go({ url }: { url: string }) { return post(url); }\ngo({ url: 'https://api.openai.com/v1/chat/completions' });`,
  'what a function returns': `function endpoint() { return 'https://api.openai.com/v1/chat/completions'; }\npost(endpoint());`,
  'an object': `const CONFIG = { openai: { url: 'https://api.openai.com/v1/chat/completions' } };\npost(CONFIG.openai.url);`,
  'an object by key': `const URLS = { openai: 'https://api.openai.com/v1/chat/completions' };\npost(URLS['openai']);`,
  'an object by unknown key': `const URLS = { openai: 'https://api.openai.com/v1/chat/completions' };\nexport const go = (name: string) => post(URLS[name]);`,
  'an object with spreads': `const base = { url: 'https://api.openai.com/v1/chat/completions' };\nconst all = { ...base, x: 1 };\npost(all.url);`,
  'Object.freeze': `const C = Object.freeze({ url: 'https://api.openai.com/v1/chat/completions' });\npost(C.url);`,
  destructuring: `const { api: { url } } = { api: { url: 'https://api.openai.com/v1/chat/completions' } };\npost(url);`,
  'a property set later': `const o: any = {};\no.url = 'https://api.openai.com/v1/chat/completions';\npost(o.url);`,
  'an enum': `enum Url { OpenAI = 'https://api.openai.com/v1/chat/completions' }\npost(Url.OpenAI);`,
  'a conditional': `post(local ? '${GATEWAY}/v1/chat/completions' : 'https://api.openai.com/v1/chat/completions');`,
  'one of a list': `for (const url of ['${GATEWAY}/v1/chat/completions', 'https://api.openai.com/v1/chat/completions']) await post(url);`,
  'a class field': `class A { base = 'https://api.openai.com'; go() { return post(this.base + '/v1/chat/completions'); } }`,
  'a static field': `class A { static BASE = 'https://api.openai.com'; go() { return post(A.BASE + '/v1/chat/completions'); } }`,
  'a private field': `class A { #base = 'https://api.openai.com'; go() { return post(this.#base + '/v1/chat/completions'); } }`,
  'a getter': `class A { get url() { return 'https://api.openai.com/v1/chat/completions'; } go() { return post(this.url); } }`,
  'this, set in the constructor': `class A { constructor() { this.base = 'https://api.openai.com'; } go() { return post(\`\${this.base}/v1/chat/completions\`); } }`,
  'a parameter property': `class A { constructor(private base = 'https://api.openai.com') {} go() { return post(this.base + '/v1/chat/completions'); } }`,
  'a constructor argument': `class A { constructor(private base: string) {} go() { return post(this.base + '/v1/chat/completions'); } }\nnew A('https://api.openai.com');`,
  'an arrow in a method': `class A { base = 'https://api.openai.com'; go() { return [1].map(() => post(this.base + '/v1/chat/completions')); } }`,
  'a base class': `class Base { base = 'https://api.openai.com'; }\nclass A extends Base { go() { return post(this.base + '/v1/chat/completions'); } }`,
  'a shadowing name that is another': `const base = '${GATEWAY}';\nfunction go() { const base = 'https://api.openai.com'; return post(base + '/v1/chat/completions'); }`,
  'an escape': `post('https://api.op\\u0065nai.com/v1/chat/completions');`,
};

describe('direct-call through the ways a URL is written in TypeScript', () => {
  it.each(Object.entries(URL_FORMS))('%s', async (_, code) => {
    const source = code.replace(
      /\bpost\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g,
      `fetch($1, { method: 'POST' })`,
    );
    expect(await whatBreaks('direct-call', 'src/a.ts', source)).toEqual([CHAT]);
  });
});

/** Ways to send a request, each to the vendor. */
const REQUESTS: [string, string][] = [
  [`await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });`, CHAT],
  [
    `await globalThis.fetch('https://api.openai.com/v1/chat/completions', options);`,
    'request to https://api.openai.com/v1/chat/completions',
  ],
  [
    `const r = new Request('https://api.openai.com/v1/chat/completions', { method: 'POST' }); await fetch(r);`,
    CHAT,
  ],
  [`import axios from 'axios'; axios.post('https://api.openai.com/v1/chat/completions', {});`, CHAT],
  [
    `import axios from 'axios'; axios({ method: 'post', url: 'https://api.openai.com/v1/chat/completions' });`,
    CHAT,
  ],
  [
    `import axios from 'axios'; axios.request({ method: 'POST', baseURL: 'https://api.openai.com', url: '/v1/chat/completions' });`,
    CHAT,
  ],
  [
    `import axios from 'axios'; const api = axios.create({ baseURL: 'https://api.openai.com/v1' }); api.post('/chat/completions', {});`,
    CHAT,
  ],
  [
    `import axios from 'axios'; const api = axios.create({ baseURL: 'https://api.openai.com/v1/' }); api({ method: 'POST', url: 'chat/completions' });`,
    CHAT,
  ],
  [`const axios = require('axios'); axios.post('https://api.openai.com/v1/chat/completions', {});`, CHAT],
  [
    `import got from 'got'; await got.post('https://api.openai.com/v1/chat/completions', { json }).json();`,
    CHAT,
  ],
  [
    `import got from 'got'; const api = got.extend({ prefixUrl: 'https://api.openai.com/v1' }); await api.post('chat/completions');`,
    CHAT,
  ],
  [
    `import ky from 'ky'; await ky.post('chat/completions', { prefixUrl: 'https://api.openai.com/v1' });`,
    CHAT,
  ],
  [
    `import ky from 'ky'; const api = ky.create({ prefixUrl: 'https://api.openai.com/v1' }); api.post('chat/completions');`,
    CHAT,
  ],
  [
    `import { request } from 'undici'; await request('https://api.openai.com/v1/chat/completions', { method: 'POST' });`,
    CHAT,
  ],
  [
    `import { Client } from 'undici'; const c = new Client('https://api.openai.com'); c.request({ path: '/v1/chat/completions', method: 'POST' });`,
    CHAT,
  ],
  [
    `import superagent from 'superagent'; superagent.post('https://api.openai.com/v1/chat/completions').send({});`,
    CHAT,
  ],
  [
    `import fetch from 'node-fetch'; fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' });`,
    CHAT,
  ],
  [
    `import https from 'node:https'; https.request({ hostname: 'api.openai.com', path: '/v1/chat/completions', method: 'POST' }, cb);`,
    CHAT,
  ],
  [
    `const https = require('https'); https.request('https://api.openai.com/v1/chat/completions', { method: 'POST' });`,
    CHAT,
  ],
  [
    `import { fetchEventSource } from '@microsoft/fetch-event-source'; fetchEventSource('https://api.openai.com/v1/chat/completions', { method: 'POST' });`,
    CHAT,
  ],
  [
    `$.ajax({ url: 'https://api.openai.com/v1/chat/completions', type: 'POST' });`,
    'request to https://api.openai.com/v1/chat/completions',
  ],
  [`const xhr = new XMLHttpRequest(); xhr.open('POST', 'https://api.openai.com/v1/chat/completions');`, CHAT],
  [
    `const ws = new WebSocket('wss://api.openai.com/v1/realtime?model=x');`,
    'request to wss://api.openai.com/v1/realtime',
  ],
  [
    `import WebSocket from 'ws'; new WebSocket(\`wss://api.openai.com/v1/realtime?model=\${m}\`);`,
    'request to wss://api.openai.com/v1/realtime',
  ],
  [
    `class A { constructor(private http: HttpClient) {} go() { return this.http.post('https://api.openai.com/v1/chat/completions', {}); } }`,
    CHAT,
  ],
  [
    `import { fetchWithRetry } from './net'; fetchWithRetry('https://api.openai.com/v1/chat/completions', { method: 'POST' });`,
    CHAT,
  ],
  [`export const go = (client) => client.post('https://api.openai.com/v1/chat/completions', {});`, CHAT],
];

describe('direct-call through the ways a request is sent in TypeScript', () => {
  it.each(REQUESTS)('%s', async (code, what) => {
    expect(await whatBreaks('direct-call', 'src/a.ts', code)).toEqual([what]);
  });
});

describe('direct-call by where a request goes', () => {
  it.each(DESTINATIONS)('%s', async (url, what) => {
    const template = url.replaceAll('{', '${');
    const code = `fetch(\`${template}\`, { method: 'POST', body: JSON.stringify({ model: 'm' }) });`;
    expect(await whatBreaks('direct-call', 'src/a.ts', code)).toEqual(what === null ? [] : [what]);
  });
});

const SDKS: [string, string][] = [
  [`import OpenAI from 'openai'; new OpenAI();`, 'openai client for OpenAI'],
  [`import { OpenAI } from 'openai'; const c = new OpenAI({ apiKey });`, 'OpenAI client for OpenAI'],
  [`import * as ai from 'openai'; new ai.OpenAI({ apiKey });`, 'OpenAI client for OpenAI'],
  [`const OpenAI = require('openai'); new OpenAI({ apiKey });`, 'openai client for OpenAI'],
  [`const { OpenAI } = require('openai'); new OpenAI({ apiKey });`, 'OpenAI client for OpenAI'],
  [`const OpenAI = require('openai').default; new OpenAI({ apiKey });`, 'openai client for OpenAI'],
  [`const { OpenAI } = await import('openai'); new OpenAI({ apiKey });`, 'OpenAI client for OpenAI'],
  [`import OpenAI from 'npm:openai@4.2.0'; new OpenAI();`, 'openai client for OpenAI'],
  [`import OpenAI from 'https://esm.sh/openai@4'; new OpenAI();`, 'openai client for OpenAI'],
  [`import OpenAI from 'openai'; new OpenAI({ baseURL: undefined });`, 'openai client for OpenAI'],
  [
    `import OpenAI from 'openai'; new OpenAI({ baseURL: 'http://zoe-llamacpp:11434/v1' });`,
    'openai client for http://zoe-llamacpp:11434/v1',
  ],
  [
    `import OpenAI from 'openai'; const o = { baseURL: 'https://api.groq.com/openai/v1' }; new OpenAI({ ...o, apiKey });`,
    'openai client for https://api.groq.com/openai/v1',
  ],
  [
    `import OpenAI from 'openai'; new OpenAI({ baseURL: process.env.LLM ?? 'https://api.openai.com/v1' });`,
    'openai client for https://api.openai.com/v1',
  ],
  [
    `import OpenAI from 'openai'; class Mine extends OpenAI { constructor() { super({ apiKey: 'x' }); } }`,
    'openai client for OpenAI',
  ],
  [`import OpenAI from 'openai'; class Mine extends OpenAI {} new Mine();`, 'openai client for OpenAI'],
  [
    `import OpenAI from 'openai'; class S { private client = new OpenAI(); ask() { return this.client.chat.completions.create({}); } }`,
    'openai client for OpenAI',
  ],
  [
    `import { AzureOpenAI } from 'openai'; new AzureOpenAI({ endpoint: 'https://x.openai.azure.com' });`,
    'AzureOpenAI client for https://x.openai.azure.com',
  ],
  [`import Anthropic from '@anthropic-ai/sdk'; new Anthropic();`, '@anthropic-ai/sdk client for Anthropic'],
  [
    `import { openai } from '@ai-sdk/openai'; import { generateText } from 'ai'; await generateText({ model: openai('gpt-4o'), prompt });`,
    'openai() to OpenAI',
  ],
  [`import { openai } from '@ai-sdk/openai'; openai.embedding('x');`, 'openai.embedding() to OpenAI'],
  [
    `import { createOpenAI } from '@ai-sdk/openai'; const o = createOpenAI({ baseURL: 'https://api.x.ai/v1' }); o('grok');`,
    'createOpenAI client for https://api.x.ai/v1',
  ],
  [
    `import { ChatOpenAI } from '@langchain/openai'; new ChatOpenAI({ configuration: { baseURL: 'http://vllm:8000/v1' } });`,
    'ChatOpenAI client for http://vllm:8000/v1',
  ],
  [`import ollama from 'ollama'; await ollama.chat({ model: 'x', messages });`, 'ollama.chat() to Ollama'],
  [
    `import { Ollama } from 'ollama'; new Ollama({ host: 'http://ollama:11434' });`,
    'Ollama client for http://ollama:11434',
  ],
  [
    `import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'; new BedrockRuntimeClient({ region });`,
    'BedrockRuntimeClient for AWS Bedrock',
  ],
];

describe('direct-call for SDKs in TypeScript', () => {
  it.each(SDKS)('%s', async (code, what) => {
    expect(await whatBreaks('direct-call', 'src/a.ts', code)).toEqual([what]);
  });
});

/** Code that looks like a direct call, and is none or cannot be known to be one. */
const SILENT: Record<string, string> = {
  'a comment': `// fetch('https://api.openai.com/v1/chat/completions')\n/* new OpenAI() */`,
  'code in a string': `import OpenAI from 'openai';\nconst sample = "new OpenAI()"; const t = \`fetch('https://api.openai.com/v1/chat/completions')\`;`,
  'a log': `console.log('POST https://api.openai.com/v1/chat/completions'); logger.info('https://api.openai.com/v1/chat/completions');`,
  'an error message': `throw new Error('See https://api.openai.com/v1/chat/completions');`,
  'a UI string': `export const Help = () => <a href="https://api.openai.com/v1/chat/completions">API</a>;`,
  'a constant alone': `export const OPENAI_URL = 'https://api.openai.com/v1/chat/completions';`,
  'a type-only import': `import type OpenAI from 'openai';\nexport type Client = OpenAI;`,
  'an import used as a type': `import OpenAI from 'openai';\nexport function ask(client: OpenAI): Promise<OpenAI.Chat.ChatCompletion> { return client.chat.completions.create({}); }`,
  'an instanceof': `import OpenAI from 'openai';\nif (error instanceof OpenAI.APIError) throw error;`,
  "an SDK's error class": `import { APIError } from 'openai';\nthrow new APIError(500, undefined, 'x', undefined);`,
  'the gateway as base URL': `import OpenAI from 'openai';\nnew OpenAI({ baseURL: '${GATEWAY}/v1' });`,
  'the gateway as a constant': `import OpenAI from 'openai';\nconst GATEWAY = '${GATEWAY}';\nnew OpenAI({ baseURL: \`\${GATEWAY}/v1\`, apiKey: process.env.KEY });`,
  'the gateway by default': `import OpenAI from 'openai';\nnew OpenAI({ baseURL: process.env.LLM_URL ?? '${GATEWAY}/v1' });`,
  'a base URL nobody knows': `import OpenAI from 'openai';\nnew OpenAI({ baseURL: process.env.LLM_URL });`,
  'options nobody knows': `import OpenAI from 'openai';\nexport const make = (options) => new OpenAI(options);`,
  'spread options nobody knows': `import OpenAI from 'openai';\nexport const make = (options) => new OpenAI({ ...options });`,
  'a relative base URL in a browser': `import OpenAI from 'openai';\nnew OpenAI({ baseURL: '/api/openai', dangerouslyAllowBrowser: true });`,
  'another package of the same name': `import { OpenAI } from './openai-icons';\nnew OpenAI();`,
  'a local class of the same name': `class OpenAI {}\nnew OpenAI();`,
  'a parameter that shadows fetch': `export const f = (fetch: (u: string) => void) => { const x = (fetch) => 1; };`,
  'a route of its own': `import express from 'express';\nconst app = express();\napp.post('/v1/chat/completions', handler);`,
  "a test's mock": `import nock from 'nock';\nnock('https://api.openai.com').post('/v1/chat/completions').reply(200);`,
  'a cache keyed by URL': `cache.get('https://api.openai.com/v1/chat/completions'); urls.add('https://api.openai.com/v1/chat/completions');`,
  'a comparison': `if (url === 'https://api.openai.com/v1/chat/completions' || url.startsWith('https://api.openai.com')) go();`,
  'an unknown server with an ordinary path': `fetch('http://localhost:3000/api/chat', { method: 'POST', body: JSON.stringify({ text: 'hi' }) });`,
  'another API with a path that is common': `import axios from 'axios';\naxios.post('https://api.example.com/v1/messages', { to: 'a', text: 'b' });`,
  'reading a job': `fetch('https://api.example.com/v1/responses/1', { method: 'GET' });`,
  'a list of models under a path of its own': `fetch('https://api.deepinfra.com/models/featured', { method: 'GET' });`,
  'an axios client for the gateway': `import axios from 'axios';\nconst api = axios.create({ baseURL: '${GATEWAY}' });\napi.post('/v1/chat/completions', {});`,
  'a client with a base nobody knows': `import axios from 'axios';\nexport const go = (base) => axios.create({ baseURL: base }).post('/v1/chat/completions', {});`,
  'an AI SDK provider on the gateway': `import { createOpenAI } from '@ai-sdk/openai';\ncreateOpenAI({ baseURL: '${GATEWAY}/v1' })('fast-model');`,
};

describe('direct-call is silent in TypeScript for', () => {
  it.each(Object.entries(SILENT))('%s', async (_, code) => {
    expect(await whatBreaks('direct-call', 'src/a.tsx', code)).toEqual([]);
  });
});
