import { describe, expect, it } from 'vitest';
import { scanTree } from '../scan-source.ts';

async function messages(code: string): Promise<string[]> {
  const { findings } = await scanTree({ 'app/a.py': code });
  return findings
    .filter(({ rule }) => rule === 'direct-call')
    .map(({ message }) => message.split(' and ')[0] ?? '');
}

describe('where a call may go to more than one vendor, all are named', () => {
  it('by a request whose URL is handed in', async () => {
    const code = `import httpx

class Client:
    def __init__(self, base):
        self.base = base

    def ask(self, body):
        return httpx.post(f"{self.base}/chat/completions", json=body)

groq = Client("https://api.groq.com/openai/v1")
together = Client("https://api.together.xyz/v1")
`;
    expect(await messages(code)).toEqual(['This goes to Groq or Together AI']);
  });

  it('by a client whose base URL is handed in', async () => {
    const code = `from openai import OpenAI

def make(base):
    return OpenAI(base_url=base)

make("https://api.deepseek.com/v1")
make("https://api.x.ai/v1")
make("https://api.deepseek.com/v1")
`;
    expect(await messages(code)).toEqual(['This goes to https://api.deepseek.com/v1 or https://api.x.ai/v1']);
  });

  it('and by one that has a single base URL, that one', async () => {
    const code = `from openai import OpenAI

OpenAI(base_url="https://api.deepseek.com/v1")
`;
    expect(await messages(code)).toEqual(['This goes to https://api.deepseek.com/v1']);
  });
});
