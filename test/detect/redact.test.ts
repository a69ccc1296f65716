import { describe, expect, it } from 'vitest';
import { redact } from '../../src/detect/redact.ts';
import { scanTree } from './scan-source.ts';

/** Put together at run time: no file of this project holds what looks like a key. */
function key(prefix: string, length = 36): string {
  const letters = 'Ab3dE7gH1jKlMn0pQr5tUvWx2zC4f';
  return prefix + Array.from({ length }, (_, index) => letters[(index * 7) % letters.length]).join('');
}

const KEYS: [string, string][] = [
  ['OpenAI', key(['sk', 'proj', ''].join('-'))],
  ['OpenAI, old', key(['sk', ''].join('-'), 48)],
  ['Anthropic', key(['sk', 'ant', 'api03', ''].join('-'))],
  ['Groq', key(['gsk', ''].join('_'))],
  ['xAI', key(['xai', ''].join('-'))],
  ['Hugging Face', key(['hf', ''].join('_'))],
  ['GitHub', key(['ghp', ''].join('_'))],
  ['GitHub, fine-grained', key(['github', 'pat', ''].join('_'), 60)],
  ['AWS', key('AKIA', 16).toUpperCase()],
  ['Google', key('AIza', 35)],
  ['Slack', key(['xoxb', ''].join('-'))],
  ['a JSON web token', `${key('eyJ', 20)}.${key('eyJ', 30)}.${key('', 20)}`],
  ['a random text', key('', 40)],
];

const PLACES: [string, (secret: string) => string][] = [
  ['an argument', (secret) => `OpenAI(api_key="${secret}")`],
  ['an assignment', (secret) => `const apiKey = '${secret}';`],
  ['a header', (secret) => `headers={"Authorization": "Bearer ${secret}"}`],
  ['an object', (secret) => `{ 'x-api-key': \`${secret}\` }`],
];

describe('redact', () => {
  for (const [kind, secret] of KEYS) {
    it.each(PLACES)(`takes ${kind} key out of %s`, (_, place) => {
      const shown = redact(place(secret));
      expect(shown).not.toContain(secret.slice(4, 20));
      expect(shown).toContain('[redacted]');
    });
  }

  it('takes a key out of a query', () => {
    expect(redact(`https://x.example/v1/models/m:generateContent?key=${key('Q', 20)}&alt=sse`)).toBe(
      'https://x.example/v1/models/m:generateContent?key=[redacted]&alt=sse',
    );
  });

  it.each([
    'client = OpenAI(base_url="http://vllm:8000/v1", api_key=os.environ["OPENAI_API_KEY"])',
    `await fetch(BASE, { headers: { Authorization: \`Bearer \${key}\` } })`,
    'headers = {"Authorization": f"Bearer {key}"}',
    'requests.post("https://api.openai.com/v1/chat/completions", json={"model": "gpt-4o-mini-2024-07-18"})',
    'response = await client.post("https://my-resource-name.openai.azure.com/openai/deployments/gpt-4o/chat/completions")',
    "import { ChatCompletionMessageParam } from 'openai/resources/chat/completions'",
    'api_key="{key}"',
    'models = {"sonnet": "anthropic/claude-3-7-sonnet-20250219"}',
  ])('leaves code as it is: %s', (code) => {
    expect(redact(code)).toBe(code);
  });

  it('is the same done twice', () => {
    for (const [, secret] of KEYS)
      expect(redact(redact(`key = "${secret}"`))).toBe(redact(`key = "${secret}"`));
  });

  it('is done to what a finding shows', async () => {
    const secret = key(['sk', 'proj', ''].join('-'));
    const { findings } = await scanTree({
      'a.py': `from openai import OpenAI\nOpenAI(api_key="${secret}")\nimport httpx\nhttpx.post("https://user:${secret}@api.openai.com/v1/chat/completions?key=${secret}", headers={"Authorization": "Bearer ${secret}"})\n`,
    });
    expect(findings.filter(({ rule }) => rule === 'direct-call')).toHaveLength(2);
    expect(findings.filter(({ rule }) => rule === 'hardcoded-key')).toHaveLength(4);
    expect(JSON.stringify(findings)).not.toContain(secret.slice(0, 16));
  });
});
