import { describe, expect, it } from 'vitest';
import { GATEWAY, scanTree, whatBreaks } from '../scan-source.ts';

const OPENAI = `from openai import OpenAI\n`;
const OPENAI_JS = `import OpenAI from 'openai';\n`;

const HITS: [path: string, code: string, what: string][] = [
  [
    'a.py',
    `${OPENAI}import os\nOpenAI(base_url=os.environ["LLM_URL"])`,
    'OpenAI client for the base URL in LLM_URL',
  ],
  [
    'a.py',
    `${OPENAI}def make(url):\n    return OpenAI(base_url=url)`,
    'OpenAI client for an unknown base URL',
  ],
  [
    'a.py',
    `${OPENAI}def make(**kwargs):\n    return OpenAI(**kwargs)`,
    'OpenAI client for an unknown base URL',
  ],
  [
    'a.py',
    `import openai\nclass A:\n    def __init__(self, **config):\n        self.client = openai.OpenAI(**config)`,
    'OpenAI client for an unknown base URL',
  ],
  [
    'a.py',
    `import litellm\ndef ask(params):\n    return litellm.completion(**params)`,
    'litellm.completion() to an unknown base URL',
  ],
  [
    'a.py',
    `${OPENAI}from .settings import settings\nOpenAI(base_url=settings.url)`,
    'OpenAI client for an unknown base URL',
  ],
  [
    'a.py',
    `${OPENAI}def make(host):\n    return OpenAI(base_url=f"http://{host}/v1")`,
    'OpenAI client for http://…/v1',
  ],
  [
    'a.py',
    `import httpx\ndef go(base):\n    httpx.post(f"{base}/v1/chat/completions", json={})`,
    'POST …/v1/chat/completions',
  ],
  [
    'a.py',
    `import httpx\ndef go(base):\n    httpx.Client(base_url=base).post("/v1/chat/completions")`,
    'POST …/v1/chat/completions',
  ],
  [
    'a.py',
    `import httpx\ndef go(base):\n    httpx.post(base + "/api/generate", json={"model": "m"})`,
    'POST …/api/generate',
  ],
  [
    'a.py',
    `import os, requests\nrequests.post(os.environ["URL"] + "/v1/messages", json={"messages": []})`,
    'POST …/v1/messages',
  ],
  [
    'a.ts',
    `${OPENAI_JS}new OpenAI({ baseURL: process.env.LLM_URL });`,
    'openai client for the base URL in LLM_URL',
  ],
  [
    'a.ts',
    `${OPENAI_JS}export const make = (options) => new OpenAI(options);`,
    'openai client for an unknown base URL',
  ],
  [
    'a.ts',
    `${OPENAI_JS}export const make = (options) => new OpenAI({ ...options });`,
    'openai client for an unknown base URL',
  ],
  [
    'a.ts',
    `import { createOpenAI } from '@ai-sdk/openai';\nexport const make = (baseURL) => createOpenAI({ baseURL });`,
    'createOpenAI client for an unknown base URL',
  ],
  [
    'a.ts',
    `export const go = (base) => fetch(\`\${base}/v1/chat/completions\`, { method: 'POST' });`,
    'POST …/v1/chat/completions',
  ],
  [
    'a.ts',
    `fetch(\`\${process.env.LLM}/api/generate\`, { method: 'POST', body: JSON.stringify({ prompt }) });`,
    'POST …/api/generate',
  ],
  [
    'a.ts',
    `import axios from 'axios';\nexport const go = (base) => axios.create({ baseURL: base }).post('/v1/chat/completions', {});`,
    'POST …/v1/chat/completions',
  ],
];

const SILENT: [path: string, code: string][] = [
  ['a.py', `import httpx\ndef go(base):\n    httpx.post(base + "/api/chat", json={"model": "m"})`],
  ['a.py', `${OPENAI}import os\nOpenAI(base_url=os.getenv("LLM_URL", "${GATEWAY}/v1"))`],
  ['a.py', `${OPENAI}def make(url="${GATEWAY}/v1"):\n    return OpenAI(base_url=url)`],
  ['a.py', `${OPENAI}def make(url):\n    return OpenAI(base_url=url)\nmake("${GATEWAY}/v1")`],
  ['a.py', `${OPENAI}options = {"api_key": "x"}\nOpenAI(**options)`],
  ['a.py', `${OPENAI}OpenAI()`],
  ['a.py', `import httpx\ndef go(base):\n    httpx.get(f"{base}/v1/chat/completions")`],
  ['a.py', `import httpx\ndef go(base):\n    httpx.post(f"{base}/users", json={"name": "m"})`],
  ['a.py', `import httpx\ndef go(base):\n    httpx.post(f"{base}/api/chat", json={"text": "m"})`],
  ['a.py', `import httpx\ndef go(url):\n    httpx.post(url, json={"model": "m"})`],
  [
    'a.py',
    `from pydantic_ai.models.openai import OpenAIModel\nfrom pydantic_ai.providers.openai import OpenAIProvider\nOpenAIModel("m", provider=OpenAIProvider(base_url="${GATEWAY}/v1"))`,
  ],
  ['a.ts', `${OPENAI_JS}new OpenAI({ baseURL: '/api/openai', dangerouslyAllowBrowser: true });`],
  ['a.ts', `${OPENAI_JS}new OpenAI({ baseURL: process.env.LLM_URL ?? '${GATEWAY}/v1' });`],
  ['a.ts', `fetch('/v1/chat/completions', { method: 'POST', body: JSON.stringify({ model: 'm' }) });`],
  [
    'a.ts',
    `export const go = (base) => fetch(\`\${base}/api/chat\`, { method: 'POST', body: JSON.stringify({ text }) });`,
  ],
  [
    'a.ts',
    `import express from 'express';\nconst app = express();\napp.post('/v1/chat/completions', handler);`,
  ],
];

describe('unknown-base-url', () => {
  it.each(HITS)('%s: %s', async (path, code, what) => {
    expect(await whatBreaks('unknown-base-url', path, `${code}\n`)).toEqual([what]);
    expect(await whatBreaks('direct-call', path, `${code}\n`)).toEqual([]);
  });

  it.each(SILENT)('is silent for %s: %s', async (path, code) => {
    expect(await whatBreaks('unknown-base-url', path, `${code}\n`)).toEqual([]);
  });

  it('says which variable would settle it, and is silent once a file of the tree sets it', async () => {
    const code = `${OPENAI_JS}new OpenAI({ baseURL: process.env.LLM_URL });`;
    const { findings } = await scanTree({ 'a.ts': code });
    expect(findings[0]?.message).toBe(
      `Nobody can tell whether this goes to the gateway: LLM_URL has no default and is set nowhere in this repository. Set \`baseURL\` to ${GATEWAY}, or make that the default.`,
    );
    expect((await scanTree({ 'a.ts': code, '.env': `LLM_URL=${GATEWAY}/v1\n` })).findings).toEqual([]);
  });

  it.each([
    [
      'a.ts',
      `${OPENAI_JS}new OpenAI({ baseURL: process.env.LLM_URL + '/v1' });`,
      `LLM_URL has no default and is set nowhere in this repository. Set \`baseURL\` to ${GATEWAY}, or make that the default.`,
    ],
    [
      'a.py',
      'import os, httpx\nBASE = os.getenv("LLM_URL", "").rstrip("/")\nhttpx.post(f"{BASE}/v1/chat/completions", json={})',
      `LLM_URL has no default and is set nowhere in this repository. Begin the URL with ${GATEWAY}, or make that the default.`,
    ],
    [
      'a.ts',
      "import axios from 'axios';\nconst api = axios.create({ baseURL: process.env.LLM_URL?.replace(/\\/$/, '') });\napi.post('/v1/chat/completions', {});",
      `LLM_URL has no default and is set nowhere in this repository. Begin the URL with ${GATEWAY}, or make that the default.`,
    ],
    [
      'a.ts',
      "class A {\n  constructor(private url: string) {}\n  ask() { return fetch(this.url + '/v1/chat/completions', { method: 'POST' }); }\n}\nnew A(process.env.LLM_URL!).ask();",
      `LLM_URL has no default and is set nowhere in this repository. Begin the URL with ${GATEWAY}, or make that the default.`,
    ],
  ])('names the variable that says the host of %s', async (path, code, words) => {
    const { findings } = await scanTree({ [path]: `${code}\n` });
    const messages = findings.filter(({ rule }) => rule === 'unknown-base-url').map(({ message }) => message);
    expect(messages).toEqual([`Nobody can tell whether this goes to the gateway: ${words}`]);
  });

  it.each([
    [
      'a.ts',
      "import { createOllama } from 'ollama-ai-provider';\nexport const make = (host: string) => createOllama({ baseURL: host });",
      `use an OpenAI client with ${GATEWAY} as its base URL.`,
    ],
    [
      'a.ts',
      "export const ask = (host: string) =>\n  fetch(host + '/api/generate', { method: 'POST', body: JSON.stringify({ model: 'x', prompt: 'y' }) });",
      `ask ${GATEWAY}/v1/chat/completions, as OpenAI's API is asked.`,
    ],
  ])('sends nobody to the gateway with the API of Ollama, in %s', async (path, code, words) => {
    const { findings } = await scanTree({ [path]: `${code}\n` });
    expect(findings.map(({ message }) => message)).toEqual([
      `Nobody can tell from the code whether this goes to the gateway. The gateway answers OpenAI's API and not that of Ollama: ${words}`,
    ]);
  });

  it('names no variable that has a default or a value, nor one of several', async () => {
    const code = (url: string) => `import os, httpx\nhttpx.post(${url} + "/v1/chat/completions", json={})\n`;
    const told = async (url: string, env = '') => {
      const { findings } = await scanTree({ 'a.py': code(url), '.env': env });
      return findings.filter(({ rule }) => rule === 'unknown-base-url').map(({ message }) => message);
    };
    const plain = `Nobody can tell from the code whether this goes to the gateway. Begin the URL with ${GATEWAY}.`;
    expect(await told('(os.getenv("A_URL") or os.getenv("B_URL"))')).toEqual([plain]);
    expect(await told('os.environ["A_URL"]', `A_URL=${GATEWAY}\n`)).toEqual([]);
  });
});
