import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/detect/finding.ts';
import { mendOf } from '../../../src/gate/mend/mend.ts';
import { applyChange, type LineChange } from '../../../src/gate/mend/source.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { WHOLE_CORPUS_MS } from '../../corpus/cases.ts';
import { scanTree } from '../../detect/scan-source.ts';
import { alike, linesOf, type ScannedCase, scanChanged, scanCorpus } from './corpus.ts';

const POLICY = defaultPolicy();

/** The whole file with its first statement mended; `null` if nothing plain is known. */
async function mended(path: string, lines: string[]): Promise<string[] | null> {
  const { findings } = await scanTree({ [path]: `${lines.join('\n')}\n` });
  const [first] = findings;
  if (!first) throw new Error('Nothing is found.');
  const change = mendOf([first], lines, POLICY);
  return change && applyChange(lines, change);
}

const post = (address: string) => ['import httpx', '', `r = httpx.post("${address}", json=b)`];
const python = (...lines: string[]) => ['from openai import OpenAI', '', ...lines];
const script = (...lines: string[]) => ["import OpenAI from 'openai';", '', ...lines];

describe('the mend of a call with an address', () => {
  it.each([
    ['https://api.openai.com/v1/chat/completions', 'http://zoe-litellm:8001/v1/chat/completions'],
    ['https://api.groq.com/openai/v1/chat/completions', 'http://zoe-litellm:8001/v1/chat/completions'],
    ['https://api.deepseek.com/chat/completions', 'http://zoe-litellm:8001/v1/chat/completions'],
    ['https://api.anthropic.com/v1/messages', 'http://zoe-litellm:8001/v1/messages'],
    ['http://zoe-llamacpp:11434/v1/chat/completions', 'http://zoe-litellm:8001/v1/chat/completions'],
  ])('%s is the gateway’s same endpoint', async (address, gateway) => {
    expect(await mended('a.py', post(address))).toEqual(post(gateway));
  });

  it.each([
    'http://localhost:11434/api/generate',
    'https://acme.openai.azure.com/openai/deployments/x/chat/completions?api-version=2024-06-01',
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-pro:generateContent',
  ])('%s has no counterpart, and none is made up', async (address) => {
    expect(await mended('a.py', post(address))).toBeNull();
  });

  it('is not known where the address stands elsewhere', async () => {
    const lines = [
      'import httpx',
      'URL = "https://api.openai.com/v1/chat/completions"',
      'r = httpx.post(URL, json=b)',
    ];
    expect(await mended('a.py', lines)).toBeNull();
  });
});

describe('the mend of a client', () => {
  it.each<[string, string, string[], string[]]>([
    [
      'without arguments',
      'a.py',
      python('c = OpenAI()'),
      python('c = OpenAI(base_url="http://zoe-litellm:8001/v1")'),
    ],
    [
      'with arguments',
      'a.py',
      python('c = OpenAI(timeout=30)'),
      python('c = OpenAI(base_url="http://zoe-litellm:8001/v1", timeout=30)'),
    ],
    [
      'with arguments on lines of their own',
      'a.py',
      python('c = OpenAI(', '    timeout=30,', ')'),
      python('c = OpenAI(', '    base_url="http://zoe-litellm:8001/v1",', '    timeout=30,', ')'),
    ],
    [
      'with the vendor’s base URL',
      'a.py',
      python('c = OpenAI(base_url="https://api.groq.com/openai/v1")'),
      python('c = OpenAI(base_url="http://zoe-litellm:8001/v1")'),
    ],
    [
      'of Anthropic, whose SDK adds /v1',
      'a.py',
      ['import anthropic', 'c = anthropic.Anthropic()'],
      ['import anthropic', 'c = anthropic.Anthropic(base_url="http://zoe-litellm:8001")'],
    ],
    [
      'in a script',
      'a.ts',
      script('const c = new OpenAI();'),
      script("const c = new OpenAI({ baseURL: 'http://zoe-litellm:8001/v1' });"),
    ],
    [
      'in a script, with options',
      'a.ts',
      script('const c = new OpenAI({ timeout: 30 });'),
      script("const c = new OpenAI({ baseURL: 'http://zoe-litellm:8001/v1', timeout: 30 });"),
    ],
    [
      'in a script, with options on lines of their own',
      'a.ts',
      script('const c = new OpenAI({', '  timeout: 30,', '});'),
      script('const c = new OpenAI({', "  baseURL: 'http://zoe-litellm:8001/v1',", '  timeout: 30,', '});'),
    ],
  ])('%s is a base URL', async (_, path, before, after) => {
    expect(await mended(path, before)).toEqual(after);
  });

  it('is not known where its options come from elsewhere', async () => {
    expect(await mended('a.ts', script('const c = new OpenAI({ ...{ timeout: 1 } });'))).toBeNull();
  });
});

describe('the mend of a provider', () => {
  const made = (module: string, ...lines: string[]) => [`from llm_provider import ${module}`, ...lines];

  it.each<[string, string[], string[]]>([
    [
      'that is forced is the factory alone',
      made('get_llm_provider', 'p = get_llm_provider(force_provider="openai")'),
      made('get_llm_provider', 'p = get_llm_provider()'),
    ],
    [
      'that is made where the factory is imported is the factory',
      made('OllamaProvider, get_llm_provider', 'p = OllamaProvider(timeout=3)'),
      made('OllamaProvider, get_llm_provider', 'p = get_llm_provider()'),
    ],
    [
      'that is made elsewhere brings the factory along',
      made('OllamaProvider', 'def f():', '    return OllamaProvider()'),
      made(
        'OllamaProvider',
        'def f():',
        '    from llm_provider import get_llm_provider',
        '    return get_llm_provider()',
      ),
    ],
  ])('%s', async (_, before, after) => {
    expect(await mended('a.py', before)).toEqual(after);
  });
});

interface Mended {
  scanned: ScannedCase;
  finding: Finding;
  change: LineChange;
}

function mendsOf(scanned: ScannedCase): Mended[] {
  const byStatement = Map.groupBy(scanned.scan.findings, ({ path, statements: [innermost] }) =>
    JSON.stringify([path, innermost]),
  );
  return [...byStatement.values()].flatMap((findings) => {
    const [finding] = findings;
    const change = finding && mendOf(findings, linesOf(scanned, finding), POLICY);
    return change ? [{ scanned, finding, change }] : [];
  });
}

async function faultsOf({ scanned, finding, change }: Mended): Promise<string[]> {
  const { one, scan } = scanned;
  const after = await scanChanged(scanned, finding, change);
  const name = `${one.home}: ${one.name}, ${finding.what}`;
  return [
    ...(after.skipped.length > scan.skipped.length ? [`${name}: does not parse`] : []),
    ...(alike(after, finding).length >= alike(scan, finding).length ? [`${name}: is still found`] : []),
  ];
}

describe('over the whole corpus', () => {
  it(
    'a file with the mend applied parses, and the finding is gone from it',
    async () => {
      const plain = (await scanCorpus()).flatMap(mendsOf);
      expect(plain.length).toBeGreaterThan(100);
      expect((await Promise.all(plain.map(faultsOf))).flat()).toEqual([]);
    },
    WHOLE_CORPUS_MS,
  );
});
