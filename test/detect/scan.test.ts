import { describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES, MAX_SNIPPET_LENGTH } from '../../src/detect/limits.ts';
import { extractBlob, extractFacts, linkAndJudge, prefilterVocabulary } from '../../src/detect/scan.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { extractTree, scanTree } from './scan-source.ts';

const TREE = {
  'b/service.py': `import httpx\n\nclass Chat:\n    async def ask(self):\n        async with httpx.AsyncClient() as client:\n            response = await client.post(\n                "https://api.openai.com/v1/chat/completions",\n                json={"model": "gpt-4o"},\n            )\n        return response\n`,
  'a/client.ts': `import OpenAI from 'openai';\n\nexport const client = new OpenAI();\n`,
  'a/quiet.ts': 'export const one = 1;\n',
};

describe('a scan', () => {
  it('tells of each finding where it is, what it is, and what to do', async () => {
    const { findings } = await scanTree(TREE);
    expect(findings).toEqual([
      {
        rule: 'direct-call',
        path: 'a/client.ts',
        range: { startLine: 3, startColumn: 23, endLine: 3, endColumn: 35 },
        statements: [{ startLine: 3, startColumn: 1, endLine: 3, endColumn: 36 }],
        what: 'openai client for OpenAI',
        message: 'This goes to OpenAI and around the gateway. Set `baseURL` to http://zoe-litellm:8001.',
        service: 'OpenAI',
        snippet: 'export const client = new OpenAI();',
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
      {
        rule: 'direct-call',
        path: 'b/service.py',
        range: { startLine: 6, startColumn: 30, endLine: 9, endColumn: 14 },
        statements: [
          { startLine: 6, startColumn: 13, endLine: 9, endColumn: 14 },
          { startLine: 5, startColumn: 9, endLine: 9, endColumn: 14 },
        ],
        what: 'POST https://api.openai.com/v1/chat/completions',
        message: 'This goes to OpenAI and around the gateway. Call http://zoe-litellm:8001 instead.',
        service: 'OpenAI',
        snippet:
          'response = await client.post(\n                "https://api.openai.com/v1/chat/completions",\n                json={"model": "gpt-4o"},\n            )',
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });

  it('counts the files it saw and those it parsed', async () => {
    expect((await scanTree(TREE)).counts).toEqual({ files: 3, parsed: 2 });
  });

  it('gives the same bytes for the same tree, in whatever order its files come, from the cache or not', async () => {
    const policy = defaultPolicy();
    const files = await extractTree(TREE, policy);
    const cached: typeof files = JSON.parse(JSON.stringify(files));
    const once = JSON.stringify(linkAndJudge(files, policy));
    expect(JSON.stringify(linkAndJudge(cached.toReversed(), policy))).toBe(once);
    expect(JSON.stringify(await scanTree(TREE))).toBe(once);
  });

  it('is silent about a rule that policy turns off', async () => {
    const policy = defaultPolicy();
    policy.rules['direct-call'] = 'off';
    expect((await scanTree(TREE, policy)).findings).toEqual([]);
  });

  it("knows the policy's own services and gateways", async () => {
    const policy = { ...defaultPolicy(), services: ['brain.internal', 'mind.internal:9000'] };
    policy.gateway.urls.push('https://llm.acme.example/v1');
    const post = (url: string) => `await fetch('${url}', { method: 'POST' });`;
    const tree = {
      'a.ts': post('http://brain.internal/think'),
      'b.ts': post('http://mind.internal:9000/think'),
      'c.ts': post('http://mind.internal/think'),
      'd.ts': post('https://llm.acme.example/v1/chat/completions'),
      'e.ts': post('https://llm.acme.example/v2/chat/completions'),
    };
    const { findings } = await scanTree(tree, policy);
    const direct = findings.filter(({ rule }) => rule === 'direct-call');
    expect(direct.map(({ path, service }) => [path, service])).toEqual([
      ['a.ts', 'brain.internal'],
      ['b.ts', 'mind.internal:9000'],
      ['e.ts', null],
    ]);
  });

  it('quotes what sets an entry or an attribute to one of two', async () => {
    const { findings } = await scanTree({
      'a.py': `def put(x, new):\n    new['llm'] = {'provider': 'openai' if x == 'ollama' else 'ollama'}\n`,
      'b.ts': `export function put(x, given) {\n  given.maxTokens = x.isReasoningModel ? 32000 : 500;\n}\n`,
    });
    expect(findings.map(({ snippet }) => snippet)).toEqual([
      `new['llm'] = {'provider': 'openai' if x == 'ollama' else 'ollama'}`,
      'given.maxTokens = x.isReasoningModel ? 32000 : 500;',
    ]);
  });

  it('cuts what it quotes', async () => {
    const { findings } = await scanTree({
      'a.ts': `fetch('https://api.openai.com/v1/responses', {${' '.repeat(1000)}});`,
    });
    expect(findings[0]?.snippet).toHaveLength(MAX_SNIPPET_LENGTH);
  });

  it('reports two findings of one statement, each where it is', async () => {
    const { findings } = await scanTree({
      'a.ts': `import OpenAI from 'openai'; go(new OpenAI(), new OpenAI());`,
    });
    expect(findings.map(({ range }) => range.startColumn)).toEqual([33, 47]);
    expect(findings[0]?.statements).toEqual(findings[1]?.statements);
  });

  it('calls back with each file before it links it, and before it judges it if that says anything', async () => {
    const policy = defaultPolicy();
    const seen: number[] = [];
    linkAndJudge(await extractTree(TREE, policy), policy, (index) => seen.push(index));
    expect(seen).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
  });
});

describe('debt comments', () => {
  const debt = (comment: string, code: string) => `${comment}\n${code}\n`;
  it.each<[string, string, string, unknown]>([
    [
      'above a statement',
      'a.ts',
      debt('// TODO: TECH DEBT - x', 'f();  // TEMPORARY - DO NOT COPY'),
      [2, true],
    ],
    [
      'whose marker is on an inner line',
      'a.ts',
      debt('// tech debt', 'f(\n  1, // temporary – do not copy\n);'),
      [2, true],
    ],
    [
      'without its marker',
      'a.ts',
      debt('// TODO: TECH DEBT', 'f();\n// TEMPORARY - DO NOT COPY'),
      [2, false],
    ],
    ['in a block comment', 'a.ts', debt('/* TODO: TECH DEBT\n * Issue: #1 */', 'f();'), [3, false]],
    ['with nothing behind it', 'a.ts', '// TODO: TECH DEBT', null],
    ['behind code', 'a.ts', 'f(); // TODO: TECH DEBT', null],
    ['in Python', 'a.py', debt('# TODO: TECH DEBT - x', 'f()  # TEMPORARY - DO NOT COPY'), [2, true]],
    ['in a Python block', 'a.py', 'def g():\n    # TODO: TECH DEBT\n    f()\n', [3, false]],
  ])('%s', async (_, path, source, covers) => {
    const { debtComments } = await scanTree({ [path]: source });
    expect(debtComments).toHaveLength(1);
    const [place] = debtComments;
    expect(place?.covers ? [place.covers.startLine, place.marked] : null).toEqual(covers);
  });

  it('are no strings and no other comments', async () => {
    const { debtComments } = await scanTree({ 'a.ts': `// TODO: later\nconst a = '// TODO: TECH DEBT';` });
    expect(debtComments).toEqual([]);
  });
});

describe('what cannot be analysed is named', () => {
  const vocabulary = prefilterVocabulary(defaultPolicy());
  const extract = (bytes: Uint8Array) => extractBlob(bytes, 'typescript', vocabulary);
  const encode = (text: string) => new TextEncoder().encode(text);

  it.each<[string, Uint8Array, string | undefined, boolean | undefined]>([
    ['a file over the limit', encode(`"openai";\n${' '.repeat(MAX_FILE_BYTES)}`), 'too-large', true],
    ['a file over the limit that names nothing', encode(' '.repeat(MAX_FILE_BYTES + 1)), 'too-large', false],
    ['a file at the limit', encode(' '.repeat(MAX_FILE_BYTES)), undefined, undefined],
    ['bytes that are no UTF-8', new Uint8Array([...encode('"openai"'), 0xff, 0xfe]), 'not-utf8', true],
    ['bytes that are no UTF-8 and name nothing', new Uint8Array([0xff]), undefined, undefined],
    ['half of a UTF-16 character', new Uint8Array([0xff, 0xfe, 0x41]), 'not-utf8', true],
    ['brackets in brackets', encode(`"openai";\n${'['.repeat(100_000)}`), 'too-deep', true],
    ['a byte order mark', encode('\uFEFFimport OpenAI from "openai";'), undefined, undefined],
  ])('%s', async (_, bytes, reason, suspicious) => {
    const { skipped } = await extract(bytes);
    expect(skipped?.reason).toBe(reason);
    expect(skipped?.suspicious).toBe(suspicious);
  });

  it.each(['utf-16le', 'utf-16be'])('%s, which compilers read, is read', async (encoding) => {
    const source = Buffer.from("\uFEFFimport OpenAI from 'openai';\nnew OpenAI();", 'utf-16le');
    const bytes = new Uint8Array(encoding === 'utf-16be' ? source.swap16() : source);
    const extraction = await extract(bytes);
    const { findings } = linkAndJudge([{ path: 'a.ts', extraction }], defaultPolicy());
    expect(findings).toMatchObject([{ rule: 'direct-call', range: { startLine: 2 } }]);
  });

  it('a syntax error is told, never suspicious, and the rest is analysed', async () => {
    const { skipped, findings } = await scanTree({
      'a.ts': `import OpenAI from 'openai';\nconst = 1;\nnew OpenAI();`,
    });
    expect(skipped).toEqual([
      {
        path: 'a.ts',
        reason: 'syntax',
        message: expect.stringContaining('It does not parse (line 2)'),
        suspicious: false,
      },
    ]);
    expect(findings).toHaveLength(1);
  });

  it('extractFacts reads what it can of any bytes', async () => {
    const facts = await extractFacts(new Uint8Array([...encode('f();\n//'), 0xff]), 'typescript');
    expect(facts.calls).toHaveLength(1);
  });
});
