import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language, Value } from '../../src/detect/facts.ts';
import type { ScanResult } from '../../src/detect/finding.ts';
import { EVERYTHING } from '../../src/detect/prefilter.ts';
import { extractBlob, linkAndJudge } from '../../src/detect/scan.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { scanTree } from './scan-source.ts';

const policy = defaultPolicy();

/** Scans one source twice; fails if it throws, or if the second time differs. */
async function scanTwice(source: string | Uint8Array, language: Language): Promise<void> {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  const results: string[] = [];
  for (let time = 0; time < 2; time++) {
    const extraction = await extractBlob(bytes, language, EVERYTHING);
    expect(extraction.skipped?.reason).not.toBe('crashed');
    results.push(JSON.stringify(linkAndJudge([{ path: 'a', extraction }], policy)));
  }
  expect(results[0]).toBe(results[1]);
}

/**
 * Of the processor's own time, which others at work take nothing of. What these tests are about took ten and more before it
 * was mended, on a machine where all of them take two now, and half of this on one that is half as fast.
 */
const MOST_CPU_SECONDS = 12;

/** Scans a tree; fails if that takes more than going once over each thing does. */
async function scanInTime(tree: Record<string, string>): Promise<ScanResult> {
  const before = process.cpuUsage();
  const result = await scanTree(tree);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(MOST_CPU_SECONDS);
  return result;
}

const languages = fc.constantFrom<Language>('typescript', 'tsx', 'javascript', 'python');

/** Words that steer parsers and rules, more often than chance would hit them. */
const words = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'class A ',
        'extends ',
        'function f',
        '=>',
        'async ',
        'await ',
        'return ',
        'import ',
        'from ',
        'export ',
        'default ',
        'const ',
        'let a',
        'this.',
        'super',
        'new ',
        'for (',
        ' of ',
        'def ',
        'lambda ',
        'with ',
        ' as ',
        'self.',
      ),
      fc.constantFrom(
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        '...',
        '?.',
        '??',
        '||',
        '=',
        '+=',
        ':',
        ',',
        ';',
        '\n',
        '\n    ',
        '`',
        '${',
        '}',
        '<',
        '>',
        '/>',
        '//',
        '/*',
        '*/',
        '#',
        '"',
        "'",
        '@',
        '*',
        '**',
        '!',
        '\\',
      ),
      fc.constantFrom(
        'openai',
        '"openai"',
        'OpenAI',
        'fetch',
        'requests',
        '.post',
        '"https://api.openai.com/v1/chat/completions"',
        'process.env.A',
        'os.environ',
        'baseURL',
        'base_url=',
        'axios',
        '.create',
        'TECH DEBT',
        'a',
        'f',
        'o',
        '1',
      ),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

const REAL: readonly string[] = [
  readFileSync(new URL('./rules/direct-call.typescript.test.ts', import.meta.url), 'utf8').slice(0, 4000),
  readFileSync(new URL('../../src/detect/worker/thread-handle.ts', import.meta.url), 'utf8'),
  readFileSync(new URL('./python/snippets.py', import.meta.url), 'utf8').slice(0, 4000),
  readFileSync(new URL('./fixtures/rule-book.md', import.meta.url), 'utf8'),
];

/** Real source with pieces cut out, doubled and put elsewhere. */
const mutated = fc
  .record({
    source: fc.constantFrom(...REAL),
    cuts: fc.array(fc.tuple(fc.nat(), fc.nat(200), fc.nat()), { minLength: 1, maxLength: 5 }),
  })
  .map(({ source, cuts }) =>
    cuts.reduce((text, [from, length, to]) => {
      const start = from % (text.length + 1);
      const piece = text.slice(start, start + length);
      const rest = text.slice(0, start) + text.slice(start + length);
      const at = to % (rest.length + 1);
      return rest.slice(0, at) + piece + (to % 3 === 0 ? piece : '') + rest.slice(at);
    }, source),
  );

describe('no source text makes the scan throw', () => {
  it('whatever its characters', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), languages, scanTwice), {
      numRuns: 200,
    });
  });

  it('whatever its bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), languages, scanTwice), {
      numRuns: 100,
    });
  });

  it('whatever words of the language it throws together', async () => {
    await fc.assert(fc.asyncProperty(words, languages, scanTwice), { numRuns: 200 });
  });

  it('however real code is cut up', async () => {
    await fc.assert(fc.asyncProperty(mutated, languages, scanTwice), { numRuns: 60 });
  });
});

/** What a regular expression may begin with again and again, in a name that is longer than anybody's. */
const ENDLESS = [
  'A',
  'Aa',
  'a_',
  'retry',
  'model',
  'task',
  'max',
  'ask_with_',
  'Generate',
  'openai',
  'llm_api_',
];

it.each(ENDLESS)('reads names that go on and on: %s', async (word) => {
  const name = word.repeat(60_000 / word.length);
  const python = [
    'from openai import OpenAI',
    'client = OpenAI()',
    `def ${name}(): return client.chat.completions.create(model="gpt-4o")`,
    `@${name}(3)`,
    `def ask(): return ${name}()`,
    `class ${name}_: pass`,
    `MODELS = {"${name}": ["gpt-4o"], "${name}.b": "gpt-4o-mini", "c": {"${name}": 1}}`,
    `answer = ${name}_(MODELS[${name}], ${name}=client)`,
    `openai_${name}_key = "${name}1"`,
    `API_KEYS = {"${name}": "${name}1", "${name}_api": {"api_key": "1${name}"}}`,
  ].join('\n');
  const { findings, skipped } = await scanTree({ 'a.py': python });
  expect(findings.map(({ rule }) => rule)).toContain('direct-call');
  expect(skipped).toEqual([]);
});

it('finds no end of what was made by each other', async () => {
  const code = [
    'a = b.New("gpt-4o")',
    'b = a.New("claude-3-opus-20240229")',
    'class Both:',
    '    def __init__(self):',
    '        self.a = self.b.New("gpt-4o")',
    '        self.b = self.a.New("gpt-4o")',
    '    def ask(self, tier, prompt):',
    '        if tier == "fast":',
    '            return self.a.invoke(prompt)',
    '        return self.b.invoke(prompt)',
    'answer = a.invoke(prompt) if tier == "fast" else b.invoke(prompt)',
  ].join('\n');
  expect((await scanTree({ 'a.py': code })).skipped).toEqual([]);
});

it('goes through a list of what is tried once, whatever lists it holds', async () => {
  const chain = (index: number) => `A${index} = [A${index}, A${index + 1}, [[A${index + 1}]], "gpt-4o"]`;
  const code = [
    'def pick(task):',
    '    if task == "code":',
    '        fallback_chain = A0',
    '    else:',
    '        fallback_chain = ["claude-sonnet-4", "gpt-4o"]',
    '    return fallback_chain',
    ...Array.from({ length: 40 }, (_, index) => chain(index)),
  ].join('\n');
  expect((await scanInTime({ 'a.py': code })).skipped).toEqual([]);
});

it('compares no branch with thousands of others that give one name an address or a model', async () => {
  const pair = (index: number) => [
    `    if task == "${index}":`,
    `        url = "https://api.openai.com/v1/${index}"`,
    `        model = "gpt-4o-${index}"`,
    '    else:',
    `        model = "gpt-4-${index}"`,
    `    if task == "b${index}":`,
    `        url = "http://host${index}:11434/v1/chat/completions"`,
    `        model = "gpt-5-${index}"`,
  ];
  const code = ['def pick(task):', ...Array.from({ length: 2_000 }, (_, index) => pair(index)).flat()].join(
    '\n',
  );
  const { findings, skipped } = await scanTree({ 'a.py': code });
  expect(findings.filter(({ rule }) => rule === 'hardcoded-model-routing')).not.toEqual([]);
  expect(skipped).toEqual([]);
});

/** What rules look at together in one function, loop or list, thousands of times: each once took ten seconds and more. */
const REPEATED: readonly {
  what: string;
  code: (repeat: (part: (index: number) => string) => string) => string;
}[] = [
  {
    what: 'answers by whose status a function calls itself',
    code: (repeat) =>
      `def ask(p):\n${repeat(
        (index) =>
          `    r${index} = client.post(URL, json=p)\n    if r${index}.status_code == 429:\n        return ask(p)`,
      )}`,
  },
  {
    what: 'attempts that ask in functions of their own',
    code: (repeat) =>
      `def ask(p):\n${repeat(() => '    try:\n        return run(lambda: client.post(URL, json=p))\n    except Exception:\n        pass')}`,
  },
  {
    what: 'loops over one list of vendors',
    code: (repeat) =>
      `VENDORS = [${repeat(() => '"openai", "groq",')}]\n${repeat((index) => `def pick${index}():\n    for one in VENDORS:\n        if keys.get(one):\n            break`)}`,
  },
  {
    what: 'attempts in one loop that is left by each',
    code: (repeat) =>
      `def ask(p):\n    while True:\n${repeat((index) => `        try:\n            r = work${index}(p)\n            if r:\n                return r\n        except Exception:\n            time.sleep(1)`)}`,
  },
  {
    what: 'attempts of a function that is called as an LLM call is',
    code: (repeat) =>
      `def call_llm(p):\n${repeat((index) => `    for attempt in range(3):\n        try:\n            r${index} = work${index}(p)\n            break\n        except Exception:\n            time.sleep(1)`)}\n${repeat((index) => `    if p:\n        return r${index}`)}`,
  },
  {
    what: 'attempts in one loop that waits',
    code: (repeat) =>
      `def ask(p):\n    for attempt in range(3):\n${repeat((index) => `        try:\n            r = work${index}(p)\n        except Exception:\n            log(p)\n        if r:\n            break`)}\n        time.sleep(1)`,
  },
  {
    what: 'attempts in one loop that each put back what failed',
    code: (repeat) =>
      `def ask(p):\n    while work:\n${repeat((index) => `        try:\n            client.post(URL, json=p)\n        except OSError:\n            todo${index}.append(p)`)}`,
  },
  {
    what: 'attempts with no branch behind them in their functions',
    code: (repeat) =>
      `${repeat((index) => `def ask${index}(p):\n    try:\n        text = client.post(URL, json=p)\n    except Exception:\n        pass\n    return text`)}\ndef none(a):\n${repeat(() => '    if a: pass')}`,
  },
  {
    what: 'functions that give back what is one name for many limits',
    code: (repeat) =>
      `${repeat((index) => `LIMIT = ${index}`)}\n${repeat((index) => `def max_tokens_${index}(model):\n    if "gpt-4o" in model:\n        return 5\n    return LIMIT`)}`,
  },
];

it.each(REPEATED)('compares none of thousands with all others: $what', async ({ code }) => {
  const repeat = (part: (index: number) => string) =>
    Array.from({ length: 5_000 }, (_, index) => part(index)).join('\n');
  const head = 'import httpx\nURL = "https://api.openai.com/v1/chat/completions"\nclient = httpx.Client()\n';
  const { skipped } = await scanInTime({ 'a.py': `${head}${code(repeat)}\nclient.post(URL)\n` });
  expect(skipped).toEqual([]);
});

it('asks once what asks the models of an editor, however many functions pick some', async () => {
  const pick = (index: number) =>
    `export async function f${index}() {\n  return await vscode.lm.selectChatModels({ id: '${index}' });\n}`;
  const code = Array.from({ length: 3_000 }, (_, index) => pick(index)).join('\n');
  const { skipped } = await scanInTime({ 'a.ts': `import * as vscode from 'vscode';\n${code}\n` });
  expect(skipped).toEqual([]);
});

it('looks once into an object, however often code names it where it chooses', async () => {
  const repeat = (times: number, part: (index: number) => string) =>
    Array.from({ length: times }, (_, index) => part(index)).join('');
  const code = [
    `const gemini = {${repeat(24_000, (index) => `f${index}:()=>g(),`)}};`,
    `if (provider === 'groq') {${repeat(28_000, () => 'o.a=gemini;')}} else { ask(); }`,
  ].join('\n');
  const { skipped } = await scanInTime({ 'a.ts': `import OpenAI from 'openai';\n${code}\n` });
  expect(skipped).toEqual([]);
});

describe('a list that thousands of places go along', () => {
  const repeat = (times: number, part: (index: number) => string) =>
    Array.from({ length: times }, (_, index) => part(index)).join('');

  it('is asked for its first few models', async () => {
    const code = [
      "const ask = (x: string) => fetch('https://api.openai.com/v1/responses', { body: x });",
      `const all = [${repeat(20_000, () => 'ask(a),')}];`,
      `${repeat(5_000, (index) => `const p${index} = Promise.any(all);\n`)}`,
    ].join('\n');
    expect((await scanInTime({ 'a.ts': code })).skipped).toEqual([]);
  });

  it('is tried for its first few functions', async () => {
    const code = [
      "import OpenAI from 'openai';",
      `const all = [{ ${repeat(20_000, (index) => `k${index}: () => ask('a'),`)} }];`,
      `${repeat(4_000, (index) => `const p${index} = withRetry(all);\n`)}`,
    ].join('\n');
    expect((await scanInTime({ 'a.ts': code })).skipped).toEqual([]);
  });

  it('is read for the first words of a command', async () => {
    const lists = repeat(200, (index) => `w${index} = [${repeat(200, () => '"w",')}]\n`);
    const sum = Array.from({ length: 200 }, (_, index) => `w${index}`).join(' + ');
    const code = `import subprocess\n# claude\n${lists}subprocess.run(${repeat(150, () => `${sum},`)})\n`;
    expect((await scanInTime({ 'a.py': code })).skipped).toEqual([]);
  });
});

it('looks once into each text that is made of the others', async () => {
  const code = [
    'export async function f() {\n  let x = { a: 1 };',
    ...Array.from({ length: 60 }, () => '  x = JSON.stringify(x);'),
    "  await fetch('http://zoe-litellm:8001/v1/chat/completions', { method: 'POST', body: x });\n}",
  ].join('\n');
  expect((await scanInTime({ 'a.ts': code })).skipped).toEqual([]);
});

it('goes over an endless name once', async () => {
  const code = `import { ChatOpenAI } from '@langchain/openai';\nx['${'model_with_'.repeat(40_000)}-'].withFallbacks([y]);\n`;
  expect((await scanInTime({ 'a.ts': code })).skipped).toEqual([]);
  const table = `const T = { 'gpt-4o': { model: 'gpt-4o', ${'max_input_'.repeat(50_000)}: 1 }, o3: { model: 'o3', maxTokens: 2 } };\n`;
  expect((await scanInTime({ 'a.ts': table })).skipped).toEqual([]);
  const choices = Array.from({ length: 3_000 }, (_, at) => `x = y${at} ? 'gpt-4o' : 'gpt-4o-mini';\n`).join(
    '',
  );
  const own = `import OpenAI from 'openai';\nfunction ${'deprecatedLegacy'.repeat(12_000)}() {\n${choices}}\n`;
  expect((await scanInTime({ 'a.ts': own })).skipped).toEqual([]);
});

it('looks once into objects that each spread all others', async () => {
  const names = Array.from({ length: 24 }, (_, index) => `f${index}`);
  const calls = (own: number) =>
    names.map((name) => `${name}(url, headers, { ...refs, k: ${own} });`).join('\n');
  const code = names
    .map(
      (name, own) =>
        `function ${name}(url, headers, refs, fetcher) {\nfetcher(url, { a: 1 }, refs);\n${calls(own)}\n}`,
    )
    .join('\n');
  const { skipped } = await scanInTime({
    'a.js': `${code}\nfetch('https://api.openai.com/v1/chat/completions');\n`,
  });
  expect(skipped).toEqual([]);
});

it('looks at no more values of one name than people write, and names the file', async () => {
  const arm = (_: unknown, index: number) =>
    `    elif key == ${index}:\n        client = OpenAI()\n        return client.chat.completions.create(model="m")\n`;
  const arms = Array.from({ length: 7_000 }, arm).join('');
  const code = `from openai import OpenAI\ndef ask(key):\n    if key is None:\n        return None\n${arms}`;
  const { findings, skipped } = await scanTree({ 'a.py': code });
  expect(findings.filter(({ rule }) => rule === 'direct-call')).toHaveLength(7_000);
  expect(skipped).toMatchObject([{ path: 'a.py', reason: 'too-deep', suspicious: true }]);
});

it('names a file whose names lead further than anybody follows them', async () => {
  const names = Array.from({ length: 150 }, (_, index) => `v${index.toString(36)}`);
  const lines = [...names.map((name) => `const ${name} = unknown.${name};`)];
  for (let line = 0; line < 1_500; line++) lines.push(`fetch(${names.join('+')});`);
  const extraction = await extractBlob(Buffer.from(lines.join('\n')), 'javascript', EVERYTHING);
  const judged = (path: string) => linkAndJudge([{ path, extraction }], policy).skipped;
  expect(judged('src/web.js')).toMatchObject([{ path: 'src/web.js', reason: 'too-deep', suspicious: true }]);
});

it('names a file for which the stack is too small, and judges the others', async () => {
  const code = 'import openai\nopenai.OpenAI(base_url=url)\n';
  const extraction = await extractBlob(Buffer.from(code), 'python', EVERYTHING);
  const deep = structuredClone(extraction);
  // No parser goes so deep; whatever once does must not end the scan.
  let value: Value = { kind: 'text', text: 'http://' };
  for (let depth = 0; depth < 60_000; depth++) value = { kind: 'join', how: 'concat', parts: [value] };
  for (const call of deep.facts.calls) call.named.push({ name: 'host', value });
  const files = ['a', 'b', 'c'].map((name) => ({
    path: `${name}.py`,
    extraction: name === 'b' ? deep : extraction,
  }));
  const { findings, skipped } = linkAndJudge(files, policy);
  expect(skipped).toMatchObject([{ path: 'b.py', reason: 'too-deep', suspicious: true }]);
  expect(findings.map(({ path }) => path)).toEqual(['a.py', 'c.py']);
});

it('follows a text that is put right many times over', async () => {
  const times = Array.from({ length: 40 }, (_, index) => `    url = url.replace("part${index}", "")\n`);
  const code = `import httpx\ndef ask(url):\n${times.join('')}    httpx.post(url + "/v1/chat/completions")\nask("https://api.openai.com")\n`;
  const extraction = await extractBlob(Buffer.from(code), 'python', EVERYTHING);
  const { findings } = linkAndJudge([{ path: 'src/ask.py', extraction }], policy);
  expect(findings.map(({ rule }) => rule)).toContain('direct-call');
});

it('follows a request through no endless row of helpers, and goes on', async () => {
  const helpers = Array.from(
    { length: 6_000 },
    (_, index) => `def request_${index}(method, url):\n    return request_${index + 1}(method, url)`,
  );
  await scanTwice(
    [
      'import httpx',
      ...helpers,
      'def request_6000(method, url):\n    return httpx.request(method, url)',
      'request_0("POST", "https://api.openai.com/v1/chat/completions")',
    ].join('\n'),
    'python',
  );
});

it('looks at each class once, however often classes are made from each other', async () => {
  const calls = Array.from({ length: 60 }, (_, index) => `        openai.OpenAI(base_url=self.x${index})`);
  const code = [
    'import openai',
    'class A(B, B, B):\n    def ask(self):',
    ...calls,
    'class B(A, A, A):\n    pass\nA(x1="http://zoe-litellm:8001")',
  ].join('\n');
  const extraction = await extractBlob(Buffer.from(code), 'python', EVERYTHING);
  const { findings } = linkAndJudge([{ path: 'src/a.py', extraction }], policy);
  expect(findings).toHaveLength(60);
});

it('follows a name that each step of a chain is given back to', async () => {
  const steps = Array.from({ length: 600 }, (_, index) => `graph = graph.add_node("n${index}", ask)\n`);
  const head = 'from langgraph.graph import StateGraph\n\ngraph = StateGraph(dict)\n';
  const { findings } = await scanInTime({
    'app/graph.py': `${head}${steps.join('')}graph.compile().invoke({})\n`,
  });
  expect(findings).toEqual([]);
});

it('asks what a name was handed once, however often it is given itself', async () => {
  const code = `import requests\n${'x = '.repeat(3_000)}"https://api.openai.com/v1/chat/completions"\nrequests.post(x)\n`;
  const { findings } = await scanTree({ 'a.py': code });
  expect(findings.map(({ rule }) => rule)).toContain('direct-call');
});

it.each([' ', '\t', '\\\n '])(
  'leaves what has more levels than the lexer has room for, and reads on: %j',
  async (indent) => {
    const levels = Array.from({ length: 600 }, (_, level) => `${indent.repeat(level)}if a:\n`);
    const call = 'import requests\nrequests.post("https://api.openai.com/v1/chat/completions")\n';
    const { findings, skipped } = await scanTree({
      'a.py': `import openai\n${levels.join('')}${indent.repeat(600)}openai.OpenAI()\n`,
      'b.py': call,
    });
    expect(skipped).toMatchObject([{ path: 'a.py', reason: 'too-deep', suspicious: true }]);
    expect(findings.map(({ path }) => path)).toEqual(['b.py']);
  },
);

it('says that annotations nest too deeply', async () => {
  const code = `import openai\ndef ask(x: ${'List['.repeat(3_000)}int${']'.repeat(3_000)}): openai.OpenAI()\n`;
  expect((await scanTree({ 'a.py': code })).skipped).toMatchObject([{ path: 'a.py', reason: 'too-deep' }]);
});

describe('thousands of lines of comments', () => {
  const lines = (last: string) => `${'# one more\n    \n'.repeat(6_000)}${last}\n`;
  const call = 'requests.post("https://api.openai.com/v1/chat/completions")';

  it('are read at once, with what they say', async () => {
    const debt = '# TODO: TECH DEBT - Direct LLM call bypassing gateway\n# Issue: #1 - no audio';
    const { findings, debtComments, skipped } = await scanTree({
      'a.py': `import requests\n${lines(debt)}${call}\n`,
    });
    expect(findings).toMatchObject([{ rule: 'direct-call', range: { startLine: 12_004 } }]);
    expect(debtComments.at(-1)).toMatchObject({ covers: { startLine: 12_004 } });
    expect(skipped).toEqual([]);
  });

  it('hide nothing that stands behind what only looks like one', async () => {
    const texts = [
      `import requests\nx = '''\n${lines("# '''")}${call}\n`,
      `import requests\nx = "\\\n${'# one more\\\n'.repeat(300)}# the end"; ${call}\n`,
    ];
    for (const text of texts) {
      const { findings, skipped } = await scanTree({ 'a.py': text });
      expect(findings.map(({ rule }) => rule)).toEqual(['direct-call']);
      expect(skipped).toEqual([]);
    }
  });

  it('are none in a string', async () => {
    const { debtComments, skipped } = await scanTree({
      'a.py': `import requests\nx = '''\n${lines('# tech debt')}'''\n# tech debt, too\n${call}\n`,
    });
    expect(debtComments).toHaveLength(1);
    expect(skipped).toEqual([]);
  });
});
