import { describe, expect, it } from 'vitest';
import type { RuleId } from '../../../src/policy/policy.ts';
import { scanTree } from '../scan-source.ts';

const CHAT = 'https://api.openai.com/v1/chat/completions';

/** The origins of the direct calls of a tree, or of another rule's findings, in order; `null` where a finding has none. */
async function origins(tree: Record<string, string>, of: RuleId = 'direct-call'): Promise<(string | null)[]> {
  const { findings } = await scanTree(tree);
  const calls = findings.filter(({ rule }) => rule === of);
  return calls.map(({ origin }) => (origin ? `${origin.name} in ${origin.path}` : null));
}

function python(line: string): string {
  return `import os\nimport httpx\n${line}\n`;
}

describe('where a URL is made', () => {
  it.each<[string, Record<string, string>, (string | null)[]]>([
    ['on the spot: nowhere else', { 'a.py': python(`httpx.post("${CHAT}", json={})`) }, [null]],
    [
      'in a constant beside it',
      { 'a.py': python(`URL = "${CHAT}"\nhttpx.post(URL, json={})\nhttpx.post(URL, json={"model": m})`) },
      ['URL in a.py', 'URL in a.py'],
    ],
    [
      'in a constant that another file imports',
      {
        'config.py': `OPENAI_URL = "https://api.openai.com"\n`,
        'a.py': python(
          `from config import OPENAI_URL\nhttpx.post(f"{OPENAI_URL}/v1/chat/completions", json={})`,
        ),
        'b.py': python(`import config\nhttpx.post(config.OPENAI_URL + "/v1/chat/completions", json={})`),
      },
      ['OPENAI_URL in config.py', 'OPENAI_URL in config.py'],
    ],
    [
      'in an object of settings',
      {
        'settings.ts': `export const settings = { openai: 'https://api.openai.com/v1' };\n`,
        'a.ts': `import { settings } from './settings';\nawait fetch(\`\${settings.openai}/chat/completions\`, { method: 'POST', body });\n`,
      },
      ['openai in settings.ts'],
    ],
    [
      'on a class',
      {
        'a.py': python(
          `class Chat:\n    def __init__(self):\n        self.url = "${CHAT}"\n    def ask(self):\n        return httpx.post(self.url, json={})`,
        ),
      },
      ['Chat.url in a.py'],
    ],
    [
      'in the environment that a file sets',
      {
        '.env': `LLM_URL=${CHAT}\n`,
        'a.py': python('httpx.post(os.environ["LLM_URL"], json={})'),
      },
      ['LLM_URL in .env'],
    ],
    [
      'in what is taken where nothing is set',
      { 'a.py': python(`URL = os.getenv("LLM_URL", "${CHAT}")\nhttpx.post(URL, json={})`) },
      ['URL in a.py'],
    ],
    [
      'in a function that says it',
      { 'a.py': python(`def url():\n    return "${CHAT}"\nhttpx.post(url(), json={})`) },
      ['url in a.py'],
    ],
    [
      'in the client that has the host',
      {
        'http.ts': `import axios from 'axios';\nexport const vendor = axios.create({ baseURL: 'https://api.openai.com' });\n`,
        'a.ts': `import { vendor } from './http';\nawait vendor.post('/v1/chat/completions', { model });\n`,
      },
      ['vendor in http.ts'],
    ],
    [
      'in the base URL that an SDK’s client is given',
      {
        'a.py': `from openai import OpenAI\nVENDOR = "https://api.openai.com/v1"\nclient = OpenAI(base_url=VENDOR)\n`,
      },
      ['VENDOR in a.py'],
    ],
    [
      'in an SDK: where its client is made',
      { 'a.py': 'from openai import OpenAI\nclient = OpenAI()\n' },
      [null],
    ],
    [
      'in several places: in none',
      {
        'a.py': python(
          `A = "https://api.openai.com"\nB = "https://api.anthropic.com"\nhttpx.post((A if x else B) + "/v1/messages", json={})`,
        ),
      },
      [null],
    ],
    [
      'in local variables of one name, which the name does not tell apart',
      {
        'a.py': python(
          `def a():\n    url = "${CHAT}"\n    httpx.post(url, json={})\ndef b():\n    url = "${CHAT}"\n    httpx.post(url, json={})`,
        ),
      },
      [null, null],
    ],
    [
      'by a caller that hands it over: in none',
      { 'a.py': python(`def ask(url):\n    return httpx.put(url, json={"model": m})\nask("${CHAT}")`) },
      [null],
    ],
  ])('%s', async (_, tree, expected) => {
    expect(await origins(tree)).toEqual(expected);
  });

  it('is told of a base URL whose host nobody knows, too', async () => {
    const tree = {
      'config.py': `import os\nLLM_URL = f"http://{os.environ['LLM_HOST']}/v1"\n`,
      'a.py': 'from openai import OpenAI\nfrom config import LLM_URL\nclient = OpenAI(base_url=LLM_URL)\n',
    };
    expect(await origins(tree, 'unknown-base-url')).toEqual(['LLM_URL in config.py']);
  });

  it('ends where names lead in circles', async () => {
    const circle = python(`A = B\nB = A\nA = "${CHAT}"\nhttpx.post(A, json={})`);
    expect(await origins({ 'a.py': circle })).toHaveLength(1);
  });
});
