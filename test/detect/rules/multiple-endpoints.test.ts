import { expect, it } from 'vitest';
import type { RuleCase } from './found.ts';
import { foundBy } from './found.ts';

const PYTHON: RuleCase[] = [
  [
    'constants of two vendors and a local server, once, at the first',
    `OPENAI_URL = "https://api.openai.com/v1/chat/completions"
ANTHROPIC_URL = "https://api.anthropic.com/v1/messages"
LOCAL_URL = "http://zoe-llamacpp:11434/v1/chat/completions"`,
    ['1: endpoints of Anthropic, OpenAI and zoe-llamacpp:11434'],
  ],
  [
    'the gateway and a vendor, at the vendor',
    `GATEWAY = "http://zoe-litellm:8001/v1"
OPENAI = "https://api.openai.com/v1"`,
    ['2: endpoints of OpenAI and the gateway'],
  ],
  [
    'defaults of environment variables and arguments of clients',
    `import os
BASE = os.getenv("BASE", "https://api.deepseek.com")
client = OpenAI(base_url="http://ollama:11434/v1")`,
    ['2: endpoints of DeepSeek and ollama:11434'],
  ],
  [
    'fields of a class and what a method sets',
    `class Backends:
    openai = "https://api.openai.com/v1"
    def __init__(self):
        self.local = "http://vllm:8000/v1"`,
    ['2: endpoints of OpenAI and vllm:8000'],
  ],
  [
    'a host that nobody knows with an inference path',
    `ONE = "https://llm.example.com/v1/chat/completions"
TWO = "https://api.openai.com/v1/chat/completions"`,
    ['1: endpoints of OpenAI and llm.example.com'],
  ],
  [
    'one service under several paths',
    'A = "https://api.openai.com/v1/a"\nB = "https://api.openai.com/v1/b"',
    [],
  ],
  [
    'one endpoint and what it is compared with',
    'A = "https://api.openai.com/v1"\nx = url.startswith("https://api.anthropic.com")',
    [],
  ],
  ['web sites of vendors', 'A = "https://platform.openai.com/docs"\nB = "https://docs.anthropic.com"', []],
  ['sentences with URLs', 'A = "See https://api.openai.com/v1"\nB = "or https://api.anthropic.com"', []],
  [
    'endpoints of another file',
    'from openai import OpenAI\nfrom .urls import ANTHROPIC_URL\nA = "https://api.openai.com/v1"\nB = ANTHROPIC_URL',
    [],
  ],
];

it.each(PYTHON)('multiple-endpoints in Python: %s', async (_, code, found) => {
  expect(await foundBy('multiple-endpoints', 'app/a.py', `${code}\n`)).toEqual(found);
});

const TYPESCRIPT: RuleCase[] = [
  [
    'an object, at its first foreign entry',
    `export const endpoints = {
  gateway: 'http://zoe-litellm:8001/v1',
  openai: 'https://api.openai.com/v1',
};`,
    ['3: endpoints of OpenAI and the gateway'],
  ],
  [
    'an enum',
    `enum Endpoint {
  OpenAI = 'https://api.openai.com/v1',
  Groq = 'https://api.groq.com/openai/v1',
}`,
    ['2: endpoints of Groq and OpenAI'],
  ],
  [
    'a list to try',
    `const BACKENDS = ['http://ollama:11434', 'https://openrouter.ai/api/v1'];`,
    ['1: endpoints of OpenRouter and ollama:11434'],
  ],
  ['health pages', `const HEALTH = ['http://vllm:8000/health', 'http://ollama:11434/api/tags'];`, []],
  [
    'paths of the gateway',
    `const A = 'http://zoe-litellm:8001/v1/chat/completions';\nconst B = 'http://zoe-litellm:8001/v1/models';`,
    [],
  ],
];

it.each(TYPESCRIPT)('multiple-endpoints in TypeScript: %s', async (_, code, found) => {
  expect(await foundBy('multiple-endpoints', 'src/a.ts', `${code}\n`)).toEqual(found);
});
