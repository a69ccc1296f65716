import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractTree as extractSources } from '../../../src/detect/extract-tree.ts';
import { linkAndJudge } from '../../../src/detect/judge-tree.ts';
import { languageOf } from '../../../src/detect/languages.ts';
import { EVERYTHING, prefilterVocabulary } from '../../../src/detect/prefilter.ts';
import { extractBlob } from '../../../src/detect/scan.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { keyOf } from '../../corpus/keys.ts';
import { extractTree } from '../scan-source.ts';

const policy = defaultPolicy();

type Tree = Record<string, string>;

/** What is found with the prefilter, and which files of code were parsed. */
async function scan(tree: Tree, vocabulary = prefilterVocabulary(policy)) {
  const files = await extractTree(tree, policy, vocabulary);
  const { findings } = linkAndJudge(files, policy);
  return {
    found: findings.map(({ rule, path, range }) => `${rule} ${path}:${range.startLine}`),
    parsed: files.filter(({ extraction }) => extraction.parsed).map(({ path }) => path),
  };
}

const POST = `def send(url, payload):\n    return SESSION.request("POST", url, json=payload)\n`;
const SESSION = `import requests\nSESSION = requests.Session()\n`;

const CASES: [string, string[], Tree][] = [
  [
    'a URL that is imported',
    ['direct-call call.py:5'],
    {
      'config.py': 'URL = "https://api.openai.com/v1/chat/completions"\n',
      'call.py':
        'import requests\nfrom config import URL\n\ndef ask(text):\n    return requests.post(URL, json={"messages": [text]})\n',
    },
  ],
  [
    'a URL that is passed on by files that name nothing',
    ['direct-call src/a.ts:2'],
    {
      'src/a.ts': `import { chat } from './urls';\nexport const ask = (body: string) => fetch(chat, { method: 'POST', body });\n`,
      'src/urls/index.ts': `export * from './more';\n`,
      'src/urls/more.ts': `export { whole as chat } from '../whole';\n`,
      'src/whole.ts': `export const whole = 'https://api.openai.com/v1/chat/completions';\n`,
    },
  ],
  [
    'a wrapper around a wrapper that is handed the URL',
    ['direct-call app/http.py:5'],
    {
      'app/call.py':
        'from .net import post\npost("https://api.openai.com/v1/chat/completions", {"messages": []})\n',
      'app/net.py': 'from .http import send\n\ndef post(url, payload):\n    return send(url, payload)\n',
      'app/http.py': `${SESSION}\n${POST}`,
    },
  ],
  [
    'a loop that tries again, and a model behind files that name nothing',
    ['custom-retry app/jobs.py:4', 'direct-call app/net.py:3'],
    {
      'app/net.py':
        'from openai import OpenAI\n\nclient = OpenAI()\n\ndef send(text):\n    return client.chat.completions.create(messages=[text])\n',
      'app/writing.py': 'from .net import send\n\ndef summary(rows):\n    return send(rows[0])\n',
      'app/__init__.py': '',
      'app/parts/__init__.py': 'from ..writing import summary\n',
      'app/jobs.py':
        'from .parts import summary\n\ndef nightly(rows):\n    for attempt in range(3):\n        try:\n            return summary(rows)\n        except OSError:\n            continue\n',
      'app/pages.py': 'from .parts import summary\n\ndef page(rows):\n    return summary(rows)\n',
    },
  ],
  [
    'a wrapper that only judges answers, in a file that names nothing',
    ['direct-call ask.py:4'],
    {
      'tools/again.py':
        'def retry_wrapper(func):\n    def wrapper(text):\n        for _ in range(5):\n            result = func(text)\n            if result:\n                return result\n    return wrapper\n',
      'tools/__init__.py': 'from .again import retry_wrapper\n',
      'ask.py':
        'from openai import OpenAI\nfrom tools import retry_wrapper\n\nclient = OpenAI()\n\n@retry_wrapper\ndef ask(text):\n    return client.chat.completions.create(messages=[text])\n',
    },
  ],
  [
    'a base class that is handed the URL by what inherits it',
    ['direct-call src/base.ts:5'],
    {
      'src/base.ts': `export class Base {\n  constructor(protected readonly where: string) {}\n  send(body: string) {\n    const url = this.where;\n    return fetch(url, { method: 'POST', body });\n  }\n}\n`,
      'src/vendor.ts': `import { Base } from './base';\nexport class Vendor extends Base {\n  constructor() {\n    super('https://api.openai.com/v1/chat/completions');\n  }\n}\n`,
    },
  ],
  [
    'a host from one file below a path of another',
    ['direct-call call.py:4'],
    {
      'hosts.py': 'HOST = "http://10.0.0.7:9000"\n',
      'call.py':
        'import requests\nfrom hosts import HOST\n\nrequests.post(HOST + "/v1/chat/completions", json={"messages": []})\n',
    },
  ],
  [
    'a host that is handed to whoever knows the path',
    ['direct-call llm.py:4'],
    {
      'llm.py':
        'import requests\n\ndef ask(base, text):\n    return requests.post(base + "/v1/chat/completions", json={"messages": [text]})\n',
      'main.py': 'from llm import ask\n\nask("http://10.0.0.7:9000", "hi")\n',
    },
  ],
  [
    "an SDK's class under another name",
    ['direct-call src/main.ts:2'],
    {
      'src/sdk.ts': `export { default as Client } from 'openai';\n`,
      'src/main.ts': `import { Client } from './sdk';\nexport const client = new Client();\n`,
    },
  ],
  [
    'a variable that a compose file sets',
    ['direct-call call.py:4'],
    {
      'docker-compose.yml':
        'services:\n  chat:\n    environment:\n      BRAIN: https://api.openai.com/v1/chat/completions\n',
      'call.py': 'import os\nimport requests\n\nrequests.post(os.environ["BRAIN"], json={"messages": []})\n',
    },
  ],
  [
    'every name of a module',
    ['direct-call call.py:4'],
    {
      'app/__init__.py': '',
      'app/urls.py': 'CHAT = "https://api.openai.com/v1/chat/completions"\n',
      'call.py': 'import requests\nfrom app.urls import *\n\nrequests.post(CHAT, json={"messages": []})\n',
    },
  ],
  [
    'an ordinary URL through the same wrapper',
    [],
    {
      'app/call.py': 'from .http import send\nsend("https://reports.example.com/rows", {"messages": []})\n',
      'app/http.py': `${SESSION}\n${POST}`,
      'app/urls.py': 'OPENAI_DOCS = "https://api.openai.com/v1/chat/completions"\n',
    },
  ],
];

describe('across files, the prefilter hides nothing', () => {
  it.each(CASES)('%s', async (_, expected, tree) => {
    const found = (await scan(tree)).found.filter((one) => /^(?:direct-call|custom-retry)/.test(one));
    expect(found).toEqual(expected);
    expect((await scan(tree)).found).toEqual((await scan(tree, EVERYTHING)).found);
  });

  it('however a URL, its sender and the call are spread over files, and in whatever order they come', async () => {
    const parts = fc.record({
      url: fc.constantFrom('https://api.openai.com/v1/chat/completions', 'https://rows.example.com/v1/rows'),
      hops: fc.integer({ min: 0, max: 3 }),
      wrapped: fc.boolean(),
      renamed: fc.boolean(),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(parts, async (spread) => {
        const tree = spreadOut(spread);
        const { found } = await scan(tree);
        expect(found).toEqual((await scan(tree, EVERYTHING)).found);
        expect(found.length > 0).toBe(spread.url.includes('openai'));
      }),
      { numRuns: 40 },
    );
  });
});

interface Spread {
  url: string;
  hops: number;
  wrapped: boolean;
  renamed: boolean;
  seed: number;
}

function spreadOut({ url, hops, wrapped, renamed, seed }: Spread): Tree {
  const last = renamed ? 'place' : 'where';
  const files: [string, string][] = [
    ['src/f0.ts', `export const where = '${url}';\n`],
    ...Array.from({ length: hops }, (_, hop): [string, string] => [
      `src/f${hop + 1}.ts`,
      hop % 2 === 0 ? `export * from './f${hop}';\n` : `export { where } from './f${hop}';\n`,
    ]),
    ['src/name.ts', `export { where as ${last} } from './f${hops}';\n`],
    [
      'src/http.ts',
      `export const send = (to: string, body: string) => fetch(to, { method: 'POST', body });\n`,
    ],
    [
      'src/main.ts',
      wrapped
        ? `import { ${last} } from './name';\nimport { send } from './http';\nexport const ask = (body: string) => send(${last}, body);\n`
        : `import { ${last} } from './name';\nexport const ask = (body: string) => fetch(${last}, { method: 'POST', body });\n`,
    ],
  ];
  const turn = seed % files.length;
  return Object.fromEntries([...files.slice(turn), ...files.slice(0, turn)]);
}

describe('nobody is called for in vain', () => {
  it('an ordinary tree stays unparsed', async () => {
    const { parsed } = await scan({
      'src/a.ts': `import { b } from './b';\nb();\n`,
      'src/b.ts': `import { c } from './c';\nexport const b = () => fetch('https://rows.example.com', c);\n`,
      'src/c.ts': `export const c = {};\n`,
    });
    expect(parsed).toEqual([]);
  });

  it('of those who ask a model by others, only who tries again, and what stands between', async () => {
    const { parsed } = await scan({
      'app/net.py':
        'from openai import OpenAI\n\nclient = OpenAI()\n\ndef send(text):\n    return client.chat.completions.create(messages=[text])\n',
      'app/writing.py': 'from .net import send\n\ndef summary(rows):\n    return send(rows[0])\n',
      'app/pages.py': 'from .writing import summary\n\ndef page(rows):\n    return summary(rows)\n',
      'app/jobs.py':
        'from .writing import summary\n\ndef nightly(rows):\n    for attempt in range(3):\n        summary(rows)\n',
      'app/store.py':
        'from .rows import put\n\ndef keep(rows):\n    for attempt in range(3):\n        put(rows)\n',
      'app/rows.py': 'def put(rows):\n    return rows\n',
    });
    expect(parsed.toSorted()).toEqual(['app/jobs.py', 'app/net.py', 'app/writing.py']);
  });

  it('a file that imports something else from the same module stays unparsed', async () => {
    const { parsed } = await scan({
      'a.ts': `export const URL = 'https://api.openai.com/v1';\nexport const sum = (x: number) => x + 1;\n`,
      'b.ts': `import { sum } from './a';\nsum(1);\n`,
    });
    expect(parsed).toEqual(['a.ts']);
  });

  it.each([
    ['a method of the language servers’ protocol', 'textDocument/completion'],
    ['a namespace of a cloud', 'Microsoft.CognitiveServices/accounts'],
    ['a type of a cloud’s resources', 'aws:bedrockmodel/invocationLogging:InvocationLogging'],
    ['a file', 'sagemaker/app'],
  ])('what imports %s stays unparsed', async (_, name) => {
    // The client makes its file one of those that are parsed.
    const { parsed } = await scan({
      'a.ts': `import OpenAI from 'openai';\nexport const NAME = '${name}';\n`,
      'b.ts': `import { NAME } from './a';\nimport { send } from './c';\nsend(NAME, options);\n`,
      'c.ts': 'export const send = (name: string, options: object) => queue.push({ name, options });\n',
    });
    expect(parsed).toEqual(['a.ts']);
  });
});

describe('nets of files end', () => {
  it('a thousand files that pass each other on, with an endpoint among them', async () => {
    const count = 1_000;
    const tree: Tree = {};
    for (let index = 0; index < count; index++) {
      const others = [1, 7, 500].map((step) => `export * from './m${(index + step) % count}';`);
      tree[`m${index}.ts`] = `${others.join('\n')}\nexport const own${index} = ${index};\n`;
    }
    tree['m77.ts'] += `export const chat = 'https://api.openai.com/v1/chat/completions';\n`;
    tree['call.ts'] = `import { chat } from './m80';\nfetch(chat, { method: 'POST', body });\n`;
    const { found } = await scan(tree);
    expect(found).toContain('direct-call call.ts:2');
  });

  it('a billion laughs across files', async () => {
    const tree: Tree = { 'f0.ts': `export const a = 'https://api.openai.com/v1/chat/completions';\n` };
    for (let index = 1; index <= 60; index++) {
      tree[`f${index}.ts`] =
        `import { a as b } from './f${index - 1}';\nexport const a = b + b + b + b + b + b + b + b + b + b;\n`;
    }
    tree['call.ts'] = `import { a } from './f60';\nfetch(a, { method: 'POST', body });\n`;
    await expect(scan(tree)).resolves.toBeDefined();
  });

  it('a chain longer than the rounds is followed as far as names are', async () => {
    const tree: Tree = { 'f0.py': 'URL = "https://api.openai.com/v1/chat/completions"\n' };
    for (let index = 1; index <= 200; index++) tree[`f${index}.py`] = `from f${index - 1} import URL\n`;
    tree['call.py'] = 'import requests\nfrom f20 import URL\nrequests.post(URL, json={"messages": []})\n';
    expect((await scan(tree)).found).toContain('direct-call call.py:3');
  });
});

describe('tests', () => {
  const CALL = "fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' });\n";
  const KEY = keyOf('azure');

  it('are turned away, and call for nothing', async () => {
    const { found, parsed } = await scan({
      'src/host.ts':
        "export const send = (url: string, body: string) => fetch(url, { method: 'POST', body });\n",
      'tests/call.test.ts': `import { send } from '../src/host';\n${CALL}send('https://api.openai.com/v1/responses', '');\n`,
    });
    expect({ found, parsed }).toEqual({ found: [], parsed: [] });
  });

  it('are parsed where they may hold a key', async () => {
    const { found } = await scan({
      'tests/a.test.ts': `import OpenAI from 'openai';\nnew OpenAI({ apiKey: '${KEY}' });\n${CALL}`,
      'tests/b.test.ts': "import OpenAI from 'openai';\nnew OpenAI({ apiKey: 'made-up-4711' });\n",
      'tests/test_c.py': `from openai import OpenAI\nOpenAI(api_key="""\n${KEY}""")\n`,
    });
    expect(found).toEqual(['hardcoded-key tests/a.test.ts:2', 'hardcoded-key tests/test_c.py:2']);
  });

  it('are scanned once scanned code imports them, whether they were parsed before or not', async () => {
    const { found } = await scan({
      'src/a.ts': "import { one } from '../tests/one';\nexport const a = one;\n",
      'tests/one.ts': `import { two } from './two';\nexport const one = two;\n${CALL}`,
      'tests/two.ts': `import { three } from './three';\nexport const two = three;\nconst text = '${KEY}';\n${CALL}`,
      'tests/three.ts': `export const three = 3;\n${CALL}`,
      'tests/four.ts': CALL,
    });
    expect(found).toEqual([
      'direct-call tests/one.ts:3',
      'direct-call tests/three.ts:2',
      'direct-call tests/two.ts:4',
    ]);
  });

  it.each([
    ['passes it on', "export * from '../tests/one';\n"],
    ['passes a name of it on', "export { one } from '../tests/one';\n"],
    ['passes it on and matters by itself', `export * from '../tests/one';\n${CALL}`],
    ['runs it alone', "import '../tests/one';\n"],
    ['says more where it imports it', "import {\n  one, // don't (ever)\n} from '../tests/one';\n"],
  ])('are scanned once scanned code %s', async (_, text) => {
    const { found } = await scan({ 'src/a.ts': text, 'tests/one.ts': `export const one = 1;\n${CALL}` });
    expect(found).toContain('direct-call tests/one.ts:2');
  });

  it.each([
    "import type { One } from '../tests/one';\n",
    "import type { One } from '../tests/one';\nexport type { One };\n",
    "export type { One } from '../tests/one';\n",
  ])('are none the less where scanned code has but their types: %s', async (text) => {
    const { found } = await scan({ 'src/a.ts': text, 'tests/one.ts': `export type One = 1;\n${CALL}` });
    expect(found).toEqual([]);
  });

  it('are scanned as parts of a package that is', async () => {
    const { found } = await scan({
      'app/__init__.py': '',
      'app/a.py': 'from app import tests\n',
      'app/tests/__init__.py': 'from . import one\n',
      'app/tests/one.py': 'from openai import OpenAI\n\nOpenAI()\n',
    });
    expect(found).toEqual(['direct-call app/tests/one.py:3']);
  });

  it('may import each other in a long chain', async () => {
    const tree: Tree = { 'src/a.ts': "import { a } from '../tests/f5000';\nexport const b = a;\n" };
    for (let index = 0; index <= 5_000; index++)
      tree[`tests/f${index}.ts`] =
        `import { a } from './f${index - 1}';\nexport { a };\nfetch('https://api.openai.com', { headers: { key: '${KEY}' } });\n`;
    await expect(scan(tree)).resolves.toBeDefined();
  });
});

it('asks for each file at most twice: through the prefilter, and whole', async () => {
  const asked: string[] = [];
  const [, , tree] = CASES[1] ?? ['', [], {}];
  const sources = Object.entries(tree).map(([path, text]) => ({
    path,
    text,
    language: languageOf(path) ?? 'python',
  }));
  await extractSources(sources, prefilterVocabulary(policy), (files, vocabulary) =>
    Promise.all(
      files.map(({ path, text, language }) => {
        asked.push(`${path} ${vocabulary.digest === EVERYTHING.digest}`);
        return extractBlob(new TextEncoder().encode(text), language, vocabulary);
      }),
    ),
  );
  expect(asked.length).toBe(new Set(asked).size);
});
