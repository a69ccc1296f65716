import { expect, it } from 'vitest';
import { scanTree } from '../scan-source.ts';
import type { RuleCase } from './found.ts';
import { foundBy } from './found.ts';

const PYTHON: RuleCase[] = [
  [
    'branches by task that set a model and a URL',
    `if task_type == "coding":
    model = "gpt-4"
    url = "https://api.openai.com/v1/chat/completions"
elif task_type == "chat":
    model = "local-model"
    url = "http://zoe-llamacpp:11434/v1/chat/completions"`,
    ['1: branches choose between gpt-4, local-model, OpenAI and zoe-llamacpp:11434'],
  ],
  [
    'one branch over a default',
    `def pick(task):
    model = "gpt-4o-mini"
    if task == "hard":
        model = "gpt-4o"
    return model`,
    ['3: branches choose between gpt-4o and gpt-4o-mini'],
  ],
  [
    'the outermost of nested branches, once',
    `def pick(a, b):
    if a:
        if b:
            return "gpt-4o"
        return "claude-3-opus-20240229"
    return "gemini-1.5-pro"`,
    ['2: branches choose between claude-3-opus-20240229, gemini-1.5-pro and gpt-4o'],
  ],
  [
    'calls that differ in their model',
    `def ask(fast):
    if fast:
        return llm.chat(model="gpt-4o-mini")
    else:
        return llm.chat(model="gpt-4o")`,
    ['2: branches choose between gpt-4o and gpt-4o-mini'],
  ],
  [
    'defaults of environment variables by provider',
    `class Settings:
    def __init__(self, provider):
        if provider == "openai":
            self.model = os.getenv("OPENAI_MODEL", "gpt-4o")
        else:
            self.model = os.getenv("CLAUDE_MODEL", "claude-3-haiku-20240307")`,
    ['3: branches choose between claude-3-haiku-20240307 and gpt-4o'],
  ],
  [
    'clients of two vendors',
    `from openai import OpenAI
from anthropic import Anthropic
def client(provider):
    match provider:
        case "openai":
            return OpenAI()
        case "anthropic":
            return Anthropic()`,
    ['4: branches choose between Anthropic and OpenAI'],
  ],
  [
    'a table that a model is taken from by a written key',
    `MODELS = {"fast": "gpt-4o-mini", "smart": "gpt-4o"}
def ask():
    return llm.chat(model=MODELS["fast"])`,
    ['1: a table chooses between gpt-4o and gpt-4o-mini'],
  ],
  [
    'a table of entries with a model each',
    `ROLES = {"writer": {"model": "gpt-4o", "prompt": "w"}, "critic": {"model": "claude-3-opus-20240229", "prompt": "c"}}
def role(name):
    return ROLES[name]`,
    ['1: a table chooses between claude-3-opus-20240229 and gpt-4o'],
  ],
  [
    'a default where none was given',
    'def ask(model=None):\n    if model is None:\n        model = "gpt-4o"\n    return llm.chat(model=model)',
    [],
  ],
  ['a default behind or', 'def ask(model=None):\n    return llm.chat(model=model or "gpt-4o")', []],
  ['one constant', 'MODEL = "gpt-4o"\ndef ask():\n    return llm.chat(model=MODEL)', []],
  [
    'branches on the model that count its tokens',
    `def encoding(model):
    if model.startswith("gpt-4"):
        return "gpt-4"
    elif model.startswith("gpt-3.5"):
        return "gpt-3.5-turbo"`,
    [],
  ],
  ['another name for one model', 'model = "gpt-4o"\nif model == "gpt4":\n    model = "gpt-4"', []],
  ['a loop over models', 'for model_id in ("gpt-4.1", "gpt-4.1-mini"):\n    register(model_id)', []],
  [
    'one payload that is looked into',
    'data = {"model": "dall-e-2", "prompt": q, "format": "url"}\nprint(data[key])',
    [],
  ],
  [
    'SDKs that the name of the model chooses between',
    `import openai, anthropic
def client(model):
    if "claude" in model:
        return anthropic.Anthropic()
    elif "gpt" in model:
        return openai.OpenAI()`,
    ['3: branches choose between Anthropic and OpenAI'],
  ],
  ['plain data that nothing looks into', 'DATA = {"a": "gpt-4o", "b": "gpt-4o-mini"}\nprint(DATA)', []],
  [
    'a list by provider',
    'MODELS = {"openai": ["gpt-4o", "gpt-4o-mini"], "anthropic": ["claude-3-opus-20240229"]}\ndef models(p):\n    return MODELS[p]',
    [],
  ],
  [
    'labels by model',
    'LABELS = {"gpt-4o": "gpt-4o", "gpt-4o-mini": "gpt-4o-mini"}\ndef label(m):\n    return LABELS[m]',
    [],
  ],
  [
    'the same model in both branches',
    'def pick(a):\n    if a:\n        model = "gpt-4o"\n    else:\n        model = "gpt-4o"',
    [],
  ],
  [
    'a callback in a branch and one outside',
    `def build(a):
    if a:
        def one():
            model = "gpt-4o"
    model = "gpt-4o-mini"`,
    [],
  ],
];

it.each(PYTHON)('hardcoded-model-routing in Python: %s', async (_, code, found) => {
  expect(await foundBy('hardcoded-model-routing', 'app/a.py', `import os\n${code}\n`)).toEqual(
    found.map((one) => one.replace(/^\d+/, (line) => String(Number(line) + 1))),
  );
});

const TYPESCRIPT: RuleCase[] = [
  [
    'a switch that returns',
    `export function pick(provider: string): string {
  switch (provider) {
    case 'openai':
      return 'gpt-4o';
    default:
      return 'claude-3-5-sonnet-20241022';
  }
}`,
    ['2: branches choose between claude-3-5-sonnet-20241022 and gpt-4o'],
  ],
  [
    'a conditional argument',
    `await generate({ model: fast ? 'gpt-4o-mini' : 'gpt-4o' });`,
    ['1: a condition chooses between gpt-4o and gpt-4o-mini'],
  ],
  [
    'a conditional endpoint',
    `const url = local ? 'http://ollama:11434/v1' : 'https://api.openai.com/v1';`,
    ['1: a condition chooses between OpenAI and ollama:11434'],
  ],
  [
    'a field of a class',
    `class Router {
  private table = { chat: 'gpt-4o-mini', code: 'o1-mini' };
  pick(task: string) { return this.table[task]; }
}`,
    ['2: a table chooses between gpt-4o-mini and o1-mini'],
  ],
  [
    'an exported table that is named for models',
    `export const MODEL_BY_TIER = { free: 'gpt-4o-mini', paid: 'gpt-4o' };`,
    ['1: a table chooses between gpt-4o and gpt-4o-mini'],
  ],
  ['a fallback behind ??', `const model = options.model ?? 'gpt-4o';`, []],
  ['aliases', `const model = fast ? 'fast-model' : 'powerful';`, []],
  ['the choices of a form', `export const MODEL_OPTIONS = { small: 'gpt-4o-mini', large: 'gpt-4o' };`, []],
  ['something about a model', `const tokenizerModel = old ? 'gpt-3.5-turbo' : 'gpt-4o';`, []],
];

it.each(TYPESCRIPT)('hardcoded-model-routing in TypeScript: %s', async (_, code, found) => {
  expect(await foundBy('hardcoded-model-routing', 'src/a.ts', `${code}\n`)).toEqual(found);
});

it('follows constants of other files', async () => {
  const { findings } = await scanTree({
    'app/names.py': 'SMALL_GPT = "gpt-4o-mini"\nLARGE_GPT = "gpt-4o"\n',
    'app/pick.py':
      'from .names import SMALL_GPT, LARGE_GPT\ndef pick(task):\n    if task == "x":\n        return LARGE_GPT\n    return SMALL_GPT\n',
  });
  expect(findings.map(({ path, what }) => [path, what])).toEqual([
    ['app/pick.py', 'branches choose between gpt-4o and gpt-4o-mini'],
  ]);
});

it("leaves names to the gateway's configuration, a vendor's among them", async () => {
  const tree = {
    'services/zoe-litellm/minimal_config.yaml':
      'model_list:\n  - model_name: gpt-4o\n    litellm_params:\n      model: gpt-4o\n  - model_name: fast\n    litellm_params:\n      model: gpt-4o-mini\n',
    'app/pick.py': 'def pick(task):\n    if task == "x":\n        return "gpt-4o"\n    return "fast"\n',
  };
  expect((await scanTree(tree)).findings).toEqual([]);
  const { findings } = await scanTree({ 'app/pick.py': tree['app/pick.py'].replace('"fast"', '"gpt-4"') });
  expect(findings).toHaveLength(1);
});

it('tells tables in one table once', async () => {
  const { findings } = await scanTree({
    'src/a.ts': `const MODELS = {
  drafts: { short: 'gpt-4o-mini', long: 'gpt-4o' },
  reviews: { short: 'claude-3-haiku', long: 'claude-3-opus' },
};
export const drafts = (how: 'short' | 'long') => MODELS.drafts[how];
export const reviews = (how: 'short' | 'long') => MODELS.reviews[how];
`,
  });
  expect(findings.map(({ range, what }) => `${range.startLine}: ${what}`)).toEqual([
    '1: a table chooses between claude-3-haiku, claude-3-opus, gpt-4o and gpt-4o-mini',
  ]);
});
