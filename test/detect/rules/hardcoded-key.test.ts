import { describe, expect, it } from 'vitest';
import { keyOf } from '../../corpus/keys.ts';
import { GATEWAY, scanTree, whatBreaks } from '../scan-source.ts';

const HEX = keyOf('azure');
const OPENAI = `from openai import OpenAI\n`;
const OPENAI_JS = `import OpenAI from 'openai';\n`;

/** Each has one key. */
const HITS: [path: string, code: string][] = [
  ...['openai', 'openaiOld', 'anthropic', 'litellm', 'google', 'groq', 'huggingface'].flatMap(
    (kind): [string, string][] => [
      ['a.py', `KEY = "${keyOf(kind)}"`],
      ['a.ts', `export const KEY = '${keyOf(kind)}';`],
      ['.env', `SOME_KEY=${keyOf(kind)}`],
      ['compose.yml', `services: { a: { environment: { K: ${keyOf(kind)} } } }`],
    ],
  ),
  ['a.py', `import os\nKEY = os.getenv("K", "${keyOf('litellm')}")`],
  ['a.py', `headers = {"Authorization": "Bearer ${keyOf('litellm')}"}`],
  ['a.ts', `const headers = { Authorization: \`Bearer ${keyOf('litellm')}\` };`],
  ['a.py', `${OPENAI}OpenAI(base_url="${GATEWAY}/v1", api_key="${HEX}")`],
  ['a.py', `${OPENAI}KEY = "${HEX}"\nOpenAI(base_url="${GATEWAY}/v1", api_key=KEY)`],
  ['a.py', `${OPENAI}import os\nOpenAI(base_url="${GATEWAY}/v1", api_key=os.getenv("K", "${HEX}"))`],
  ['a.py', `${OPENAI}OpenAI(default_headers={"Authorization": "Bearer ${HEX}"})`],
  [
    'a.py',
    `import requests\nH = {"x-api-key": "${HEX}"}\nrequests.post("${GATEWAY}/v1/chat/completions", headers=H)`,
  ],
  ['a.py', `import openai\nopenai.api_key = "${HEX}"`],
  ['a.py', `import os\nos.environ["AZURE_OPENAI_API_KEY"] = "${HEX}"`],
  ['a.ts', `${OPENAI_JS}new OpenAI({ baseURL: '${GATEWAY}/v1', apiKey: '${HEX}' });`],
  [
    'a.ts',
    `const H = { Authorization: 'Bearer ${HEX}' };\nfetch('${GATEWAY}/v1/chat/completions', { method: 'POST', headers: H });`,
  ],
  ['.env', `AZURE_OPENAI_API_KEY=${HEX}`],
];

const PLACEHOLDERS = [
  'dummy',
  'EMPTY',
  'not-needed',
  'none',
  'your-api-key',
  '<your key here>',
  'sk-...',
  'sk-xxxxxxxxxxxxxxxxxxxxxxxx',
  'sk-1234',
  'sk-your-litellm-master-key-1',
  ['sk', 'REDACTED', 'EXAMPLE', 'KEY'].join('-'),
  ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join(''),
  'ollama',
  'lm-studio',
  'no-key-required',
  ['sk', 'abcd1234EFGH56789xyzQ'].join('-'),
  ['sk', 'proj', 'AB12CD34EF56GH78IJ90KL12'].join('-'),
  'NOT_CONFIGURED',
  '$' + '{OPENAI_API_KEY}',
];

const SILENT: [path: string, code: string][] = [
  ...PLACEHOLDERS.flatMap((text): [string, string][] => [
    ['a.py', `${OPENAI}KEY = "${text}"\nOpenAI(base_url="${GATEWAY}/v1", api_key=KEY)`],
    ['a.js', `${OPENAI_JS}new OpenAI({ baseURL: '${GATEWAY}/v1', apiKey: '${text}' });`],
    ['.env', `OPENAI_API_KEY=${text}`],
  ]),
  ['a.py', `# ${keyOf('openai')}\nimport openai`],
  ['a.ts', `/* ${keyOf('openai')} */ fetch('/x'); // ${keyOf('groq')}`],
  ['a.py', `${OPENAI}import os\nOpenAI(base_url="${GATEWAY}/v1", api_key=os.environ["KEY"])`],
  ['a.ts', `import './sk-fading-circle-spinner-2.css'; const a = 'sk-folding-cube-animation-3d';`],
  [
    'a.py',
    `import requests\nrequests.post("https://example.com/users", headers={"Authorization": "Bearer ${HEX}"})`,
  ],
  ['a.py', `SHA = "${HEX}"\nimport openai`],
  ['a.py', `${OPENAI}OpenAI(base_url="${GATEWAY}/v1", api_key="${GATEWAY}/token1")`],
];

describe('hardcoded-key', () => {
  it.each(HITS)('finds one in %s: %#', async (path, code) => {
    const { findings } = await scanTree({ [path]: `${code}\n` });
    expect(findings.filter(({ rule }) => rule === 'hardcoded-key')).toHaveLength(1);
  });

  it.each(SILENT)('is silent for %s: %s', async (path, code) => {
    expect(await whatBreaks('hardcoded-key', path, `${code}\n`)).toEqual([]);
  });

  it('shows no more of a key than its first characters, in any finding of any rule', async () => {
    for (const [path, code] of HITS) {
      const shown = JSON.stringify(await scanTree({ [path]: `${code}\n` }));
      for (const kind of [
        'openai',
        'openaiOld',
        'anthropic',
        'litellm',
        'google',
        'groq',
        'huggingface',
        'azure',
      ]) {
        expect(shown).not.toContain(keyOf(kind).slice(0, 18));
      }
    }
  });

  it('tells whose key it is, and where it is written', async () => {
    const { findings } = await scanTree({ 'a.py': `def f():\n    KEY = "${keyOf('anthropic')}"\n` });
    expect(findings).toMatchObject([
      { service: 'Anthropic', range: { startLine: 2, startColumn: 12 }, snippet: 'KEY = "[redacted]"' },
    ]);
  });

  it('takes another key for another finding', async () => {
    const one = await scanTree({ 'a.py': `KEY = "${keyOf('openai')}"\n` });
    const other = await scanTree({ 'a.py': `KEY = "${keyOf('groq')}"\n` });
    expect(one.findings[0]?.fingerprint).not.toBe(other.findings[0]?.fingerprint);
  });

  it('names the variable and the file that hold a key which is sent', async () => {
    const { findings } = await scanTree({
      '.env': `ANSWERS_TOKEN=${HEX}\n`,
      'a.py': `${OPENAI}import os\nOpenAI(base_url="${GATEWAY}/v1", api_key=os.environ["ANSWERS_TOKEN"])\n`,
    });
    expect(findings.map(({ path, message }) => [path, message.split(',')[0]])).toEqual([
      ['a.py', 'A key is sent here that `.env` holds as `ANSWERS_TOKEN`'],
    ]);
  });
});

describe('tests', () => {
  const KEY = `KEY = "${keyOf('openai')}"\n`;
  const CALL = `from openai import OpenAI\nOpenAI()\n`;

  it('are searched for keys, and for nothing else', async () => {
    const { findings, debtComments } = await scanTree({
      'tests/test_a.py': `${KEY}# TODO: TECH DEBT - x\n${CALL}`,
    });
    expect(findings.map(({ rule }) => rule)).toEqual(['hardcoded-key']);
    expect(debtComments).toEqual([]);
  });

  it('are code like any other once scanned code imports them', async () => {
    const tree = {
      'app/main.py': 'from .tests.helpers import ask\nimport openai\nask()\n',
      'app/tests/helpers.py': `from .more import client\n${CALL}`,
      'app/tests/more.py': CALL,
      'app/tests/test_main.py': CALL,
    };
    const { findings } = await scanTree(tree);
    expect(findings.map(({ path }) => path)).toEqual(['app/tests/helpers.py', 'app/tests/more.py']);
  });

  it('do not tell where the code sends its calls', async () => {
    const code =
      'import os\nfrom openai import OpenAI\ndef make(url):\n    return OpenAI(base_url=url)\nOpenAI()\n';
    const test = `import os\nfrom app import make\nos.environ["OPENAI_BASE_URL"] = "${GATEWAY}"\nmake("${GATEWAY}/v1")\n`;
    const { findings } = await scanTree({ 'app.py': code, 'tests/test_app.py': test });
    expect(findings.map(({ rule }) => rule)).toEqual(['unknown-base-url', 'direct-call']);
  });

  it('hide no bypass where they cannot be read', async () => {
    const { skipped } = await scanTree({ 'tests/a.py': `from openai import x\n${'#'.repeat(1_000_001)}` });
    expect(skipped).toMatchObject([{ reason: 'too-large', suspicious: false }]);
  });
});
