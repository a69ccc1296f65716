import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { scanTree, whatBreaks } from '../scan-source.ts';

const PY = 'from llm_provider import get_llm_provider, OllamaProvider, LiteLLMProvider\n';
const TS = `import { getLlmProvider, OllamaProvider, LiteLLMProvider } from '@/core/llm-provider';\n`;

describe('provider-factory', () => {
  it.each<[path: string, code: string, what: string[]]>([
    ['a.py', `${PY}get_llm_provider(force_provider="ollama")`, ['get_llm_provider() forced to ollama']],
    ['a.py', `${PY}get_llm_provider("openai")`, ['get_llm_provider() forced to openai']],
    ['a.py', `${PY}OllamaProvider()`, ['OllamaProvider() made directly']],
    [
      'a.py',
      `from .core.llm_provider.ollama import OllamaProvider\nOllamaProvider()`,
      ['OllamaProvider() made directly'],
    ],
    ['a.ts', `${TS}getLlmProvider({ forceProvider: 'ollama' });`, ['getLlmProvider() forced to ollama']],
    ['a.ts', `${TS}new OllamaProvider();`, ['OllamaProvider() made directly']],
    ['a.py', `${PY}get_llm_provider()`, []],
    ['a.py', `${PY}get_llm_provider(force_provider="LiteLLM")`, []],
    ['a.py', `${PY}get_llm_provider(force_provider=name)`, []],
    ['a.py', `${PY}LiteLLMProvider()`, []],
    ['a.py', `from pydantic_ai.providers.openai import OpenAIProvider\nOpenAIProvider(base_url=u)`, []],
    ['a.py', `from litellm import get_llm_provider\nget_llm_provider("gpt-4")`, []],
    [
      'llm_provider.py',
      `class OllamaProvider:\n    pass\ndef get_llm_provider():\n    return OllamaProvider()`,
      [],
    ],
    ['src/llm-provider/ollama.ts', `export class OllamaProvider {}\nnew OllamaProvider();`, []],
    ['a.ts', `${TS}getLlmProvider({ forceProvider: 'litellm' }); new LiteLLMProvider();`, []],
    ['a.ts', `class OllamaProvider {}\nnew OllamaProvider();`, []],
  ])('%s: %s', async (path, code, what) => {
    expect(await whatBreaks('provider-factory', path, `${code}\n`)).toEqual(what);
  });

  it('follows the module through the tree', async () => {
    const { findings } = await scanTree({
      'core/llm_provider.py':
        'class OllamaProvider:\n    pass\ndef get_llm_provider(force_provider=None):\n    return None\n',
      'core/__init__.py': 'from .llm_provider import OllamaProvider, get_llm_provider as provider\n',
      'core/chat.py':
        'from . import OllamaProvider, provider\nOllamaProvider()\nprovider(force_provider="openai")\n',
    });
    const own = findings.filter(({ rule }) => rule === 'provider-factory');
    expect(own.map(({ path, range }) => `${path}:${range.startLine}`)).toEqual([
      'core/chat.py:2',
      'core/chat.py:3',
    ]);
  });

  it('takes all its names from the policy', async () => {
    const policy = defaultPolicy();
    policy.provider = {
      module: 'brain',
      factory: 'make_brain',
      classes: ['OldBrain'],
      allowed: ['litellm', 'replay'],
    };
    const code =
      "import { makeBrain, OldBrain } from './brain';\nnew OldBrain(); makeBrain('replay'); makeBrain('groq');\n";
    const { findings } = await scanTree({ 'a.ts': code }, policy);
    expect(findings.map(({ what }) => what)).toEqual([
      'OldBrain() made directly',
      'makeBrain() forced to groq',
    ]);
    expect((await scanTree({ 'a.py': `${PY}OllamaProvider()\n` }, policy)).findings).toEqual([]);
  });
});
