import { expect, it } from 'vitest';
import type { RuleCase } from './found.ts';
import { foundBy } from './found.ts';

const PYTHON: RuleCase[] = [
  [
    'a table by tier with URLs and limits',
    `MODELS = {
    "fast": {"url": "...", "max_tokens": 128},
    "powerful": {"url": "...", "max_tokens": 4096},
}`,
    ['1: models configured in MODELS'],
  ],
  [
    'one entry by a vendor name',
    'MODELS = {"gpt-4o": {"max_tokens": 128, "temperature": 0}, "other": {}}',
    ['1: models configured in MODELS'],
  ],
  [
    'instances of a class',
    'CONFIGS = [Config(name="gpt-4o", temperature=0.1), Config(name="gpt-4", temperature=0.2)]',
    ['1: models configured in CONFIGS'],
  ],
  [
    'entries that constants hold',
    'FAST = {"model": "a", "max_tokens": 1}\nSLOW = {"model": "b", "max_tokens": 2}\nALL = {"fast": FAST, "slow": SLOW}',
    ['3: models configured in ALL'],
  ],
  [
    'a class of settings',
    'class Models:\n    FAST = {"base_url": "u", "temperature": 1}\n    SLOW = {"base_url": "u", "temperature": 0}',
    ['1: models configured in Models'],
  ],
  ['limits by model', 'LIMITS = {"gpt-4o": 4096, "gpt-4": 8192}', ['1: models configured in LIMITS']],
  ['one payload', 'payload = {"model": "gpt-4o", "max_tokens": 5, "temperature": 1}', []],
  [
    'a batch of requests',
    'batch = [{"model": "a", "messages": [], "max_tokens": 1}, {"model": "a", "messages": [], "max_tokens": 1}]',
    [],
  ],
  [
    'examples of requests',
    'examples = {"a": {"value": {"model": "x", "max_tokens": 1, "messages": []}}, "b": {"value": {"model": "x", "max_tokens": 1, "messages": []}}}',
    [],
  ],
  [
    'prices by model',
    'PRICES = {"gpt-4o": {"input": 1, "output": 2}, "gpt-4": {"input": 3, "output": 4}}',
    [],
  ],
  ['prices of tokens', 'TOKEN_PRICES = {"gpt-4o": 1, "gpt-4": 2}', []],
  ['URLs and timeouts', 'S = {"a": {"url": "u", "timeout": 1}, "b": {"url": "u", "timeout": 1}}', []],
];

it.each(PYTHON)('inline-model-config in Python: %s', async (_, code, found) => {
  expect(await foundBy('inline-model-config', 'app/a.py', `${code}\n`)).toEqual(found);
});

const TYPESCRIPT: RuleCase[] = [
  [
    'a map',
    `const S = new Map([['gpt-4o', { temperature: 0, maxTokens: 1 }], ['x', { temperature: 0, maxTokens: 1 }]]);`,
    ['1: models configured in S'],
  ],
  [
    'a frozen object in a nested one',
    `export const config = { models: Object.freeze({ a: { baseURL: 'u', topP: 1 }, b: { baseURL: 'u', topP: 1 } }) };`,
    ['1: models configured in models'],
  ],
  [
    'options of instances',
    `const all = { a: new Model({ modelName: 'x', maxTokens: 1 }), b: new Model({ modelName: 'y', maxTokens: 2 }) };`,
    ['1: models configured in all'],
  ],
  [
    'tables in one that is told itself',
    `export const ALL = {
  openai: { id: 'gpt-4o', maxTokens: 4, temperature: 0, sizes: [{ id: 'a', maxTokens: 1, topP: 1 }, { id: 'b', maxTokens: 1, topP: 1 }] },
  anthropic: { id: 'claude-3-opus', maxTokens: 4, temperature: 0 },
};`,
    ['1: models configured in ALL'],
  ],
  [
    'lists in one table, told once',
    `export const ALL = {
  openai: [{ id: 'gpt-4o', maxTokens: 4, temperature: 0 }, { id: 'gpt-4', maxTokens: 1, temperature: 1 }],
  anthropic: [{ id: 'claude-3-opus', maxTokens: 4, temperature: 0 }, { id: 'claude-3-haiku', maxTokens: 1, temperature: 1 }],
};`,
    ['1: models configured in openai and anthropic'],
  ],
  ['an ordinary call', `await ask({ model: 'gpt-4o', maxTokens: 1, temperature: 0 });`, []],
  [
    'names of cars',
    `const cars = { a: { model: 'estate', year: 1 }, b: { model: 'roadster', year: 2 } };`,
    [],
  ],
  ['colours by model', `const C = { 'gpt-4o': '#fff', 'gpt-4': '#000' };`, []],
];

it.each(TYPESCRIPT)('inline-model-config in TypeScript: %s', async (_, code, found) => {
  expect(await foundBy('inline-model-config', 'src/a.ts', `${code}\n`)).toEqual(found);
});
