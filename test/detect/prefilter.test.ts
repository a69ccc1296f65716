import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1 } from '../../src/detect/encoding.ts';
import type { Vocabulary } from '../../src/detect/prefilter.ts';
import { EVERYTHING, glanceOf, lookAt, mayMatter, prefilterVocabulary } from '../../src/detect/prefilter.ts';
import { extractBlob, languageOf, linkAndJudge } from '../../src/detect/scan.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';

const policy = defaultPolicy();
const vocabulary = prefilterVocabulary(policy);

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function findingsOf(path: string, text: string, words: Vocabulary): Promise<string[]> {
  const language = languageOf(path);
  if (language === null) throw new Error(path);
  const extraction = await extractBlob(bytesOf(text), language, words);
  return linkAndJudge([{ path, extraction }], policy).findings.map(({ what }) => what);
}

const HOSTS = [
  'https://api.openai.com',
  'http://ollama:11434',
  'https://x.openai.azure.com/openai/deployments/d',
  'https://llm.example.com',
  'http://10.0.0.1:8080',
  'https://api.anthropic.com',
  'https://openrouter.ai/api',
];
const PATHS = [
  '/v1/chat/completions',
  '/v1/messages',
  '/api/chat',
  '/api/generate',
  '/api/embeddings',
  '/completion',
  '/v1/responses',
  '/generate',
  '/v1beta/models/g:generateContent',
  '/v1/rerank',
  '/infill',
  '/model/m/converse',
  '/v1/complete',
  '/v1/moderations',
  '/v1/realtime',
  '/v1/images/generations',
  '/v1/audio/speech',
  '/api/embed',
  '/serving-endpoints/e/invocations',
];

/** A URL as people spell it: whole, or in pieces cut where names end, in an order and a form of their own. */
const pieces = fc
  .record({
    host: fc.constantFrom(...HOSTS),
    path: fc.constantFrom(...PATHS),
    cuts: fc.array(fc.boolean(), { maxLength: 6 }),
  })
  .map(({ host, path, cuts }) => cutUp(`${host}${path}`, cuts));

function cutUp(url: string, cuts: boolean[]): string[] {
  const joined: string[] = [];
  for (const [index, name] of url.split(/(?<=[a-z0-9])(?=\/[a-z])/).entries()) {
    const last = joined.pop() ?? '';
    if (cuts[index]) joined.push(last, name);
    else joined.push(last + name);
  }
  return joined.filter((part) => part !== '');
}

const SENDERS_JS = [
  'fetch(URL, { method: "POST", body: JSON.stringify({ model: "m" }) })',
  'client.post(URL, { model: "m" })',
  'axios({ method: "post", url: URL, data: { model: "m" } })',
  'postJson(URL, { prompt: "p" })',
];
const SENDERS_PY = [
  'requests.post(URL, json={"model": "m"})',
  'session.request("POST", URL, json={"model": "m"})',
  'post_json(URL, {"prompt": "p"})',
];

describe('the prefilter', () => {
  it('hides no finding, however a URL is pieced together and whatever sends it', async () => {
    await fc.assert(
      fc.asyncProperty(
        pieces,
        fc.constantFrom(...SENDERS_JS),
        fc.constantFrom(...SENDERS_PY),
        async (parts, js, py) => {
          const sum = parts.map((part) => JSON.stringify(part)).join(' + ');
          for (const [path, text] of [
            ['a.ts', js.replace('URL', sum)],
            ['b.ts', `const url = [${sum}].join('');\n${js.replace('URL', 'url')}`],
            ['a.py', py.replace('URL', sum)],
          ] as const) {
            expect(await findingsOf(path, text, vocabulary)).toEqual(
              await findingsOf(path, text, EVERYTHING),
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does let findings through that the property above would miss if it were empty', async () => {
    expect(
      await findingsOf(
        'a.ts',
        'fetch("https://llm.example.com" + "/api" + "/chat", { method: "POST", body: { model } })',
        vocabulary,
      ),
    ).toHaveLength(1);
  });

  it.each([
    ['a.ts', 'fetch("https://api.op\\u0065nai.com/v1/chat/compl\\x65tions", { method: "POST" })'],
    ['a.py', 'import httpx\nhttpx.post("https://api.op\\x65nai.com/v1/chat/compl\\x65tions")'],
    ['b.py', 'from google import genai\ngenai.Client()'],
    ['c.py', 'import os, together\ntogether.Together()'],
    ['d.py', 'import os, \\\n  together as t, sys\nt.Together()'],
    ['e.py', 'import zai\nzai.ZaiClient()'],
    ['f.py', 'import httpx\nhttpx.post("\\150ttps://api.\\157penai.com/v1/chat/compl\\145tions")'],
    ['a.js', 'fetch("https:\\/\\/llm.example.com\\/v1\\/chat\\/compl\\u{65}tions", { method: "POST" })'],
    [
      'b.ts',
      'import https from "https"; https.request({ hostname: "llm.internal", path: "/api" + "/generate", method: "POST" })',
    ],
  ])('keeps %s', async (path, text) => {
    expect(await findingsOf(path, text, vocabulary)).toHaveLength(1);
  });

  it.each([
    'const getCompletionSubject = () => subject; try { run(); } catch (error) { stop(error); }',
    'import { generate } from "./internal/generate"; try { run(); } catch (error) { stop(error); }',
    'const { chat } = require("./messages"); export { embed } from"../lib/chat"; fetch("https://acme.example")',
    'import "../Shaders/picking.vertex.js"; import "./Shaders/vertex";',
    'const digest = "2e44074abab288a4";',
  ])('turns %s away', (text) => {
    expect(mayMatter(bytesOf(text), 'javascript', vocabulary)).toBe(false);
  });

  it.each([
    'getCompletions_(prompt).catch(again)',
    'client.from("/generate").catch(again)',
    'fetch("https://acme.example/" + from + "/chat")',
    'client\n  ?.completions["create"]({}).catch(again)',
    'choose(Provider.OPENAI.value)',
    'ask("minimax/abab6.5")',
  ])('keeps %s, which is none of those', (text) => {
    expect(mayMatter(bytesOf(text), 'javascript', vocabulary)).toBe(true);
  });

  it('keeps a file that holds nothing but a debt comment', () => {
    expect(mayMatter(bytesOf('# TODO: TECH DEBT - x'), 'python', vocabulary)).toBe(true);
  });

  it("keeps what names the policy's own gateway, services and variables", () => {
    const own = prefilterVocabulary({
      gateway: { urls: ['https://gate.acme.example/x'], env: ['ACME_GATE'], config: 'llm.yaml' },
      services: ['brain.acme.example:99'],
      provider: { module: 'brain_maker', factory: 'make_brain', classes: ['OldBrain'], allowed: [] },
      paths: policy.paths,
    });
    for (const text of [
      'gate.acme.example',
      'process.env.ACME_GATE',
      'BRAIN.acme.example',
      'brain-maker',
      'makeBrain',
      'OldBrain',
    ]) {
      expect(mayMatter(bytesOf(text), 'typescript', own)).toBe(true);
      expect(mayMatter(bytesOf(text), 'typescript', vocabulary)).toBe(false);
    }
    expect(own.digest).not.toBe(vocabulary.digest);
  });

  it('keeps everything where the policy names something that it cannot look for', () => {
    const words = (services: string[], module: string) =>
      prefilterVocabulary({ ...policy, services, provider: { ...policy.provider, module } });
    expect(mayMatter(bytesOf('from modèle_langue import x'), 'python', words([], 'modèle_langue'))).toBe(
      true,
    );
    expect(mayMatter(bytesOf('x = 1'), 'python', words([], 'modèle_langue'))).toBe(false);
    expect(mayMatter(bytesOf('x = 1'), 'python', words(['模型.例'], 'llm'))).toBe(true);
  });

  it.each([
    'export const sum = (a, b) => a + b;',
    'import express from "express"; app.get("/users", list);',
    '# https://example.com/docs\nprint("hello")',
    'fetch("https://example.com/a\\n\\x1b[0m\\0\\u00e9\\xff\\x7f", { method: "POST" })',
    'post("https://example.com", getTgid(), "bonzai")',
    'post("https://example.com/x", body) // and, together with',
  ])('turns away %s', (text) => {
    expect(mayMatter(bytesOf(text), 'typescript', vocabulary)).toBe(false);
  });
});

describe('what is noted of a file that is turned away', () => {
  it.each([
    ['a.ts', 'export const url = process.env.CHAT_URL;', ['CHAT_URL']],
    ['a.ts', 'const { CHAT_URL, chatPort } = process.env;', ['CHAT_URL', 'CHATPORT']],
    ['a.ts', "export const url = Deno.env.get('CHAT_URL');", ['CHAT_URL']],
    ['a.ts', 'export const url = config.get("CHAT_URL");', ['CHAT_URL']],
    ['a.ts', 'const url = config.getOrThrow<string>(\n  `CHAT_URL`)', ['CHAT_URL']],
    ['a.ts', 'const env = createEnv({\n  chat_url: z.string(),\n});', ['CHAT_URL']],
    ['a.py', 'url = os.environ["CHAT_URL"]', ['CHAT_URL']],
    ['a.py', 'url = os.getenv("CHAT_URL")', ['CHAT_URL']],
    ['a.py', 'url = ENV.str("CHAT_URL")', ['CHAT_URL']],
    ['a.py', 'class Settings(BaseSettings):\n    chat_url: str\n', ['CHAT_URL']],
    ['a.py', 'url = settings.get("chat_url")', []],
  ])('names the variables that %s reads: %s', (path, text, names) => {
    const language = languageOf(path);
    if (language === null) throw new Error(path);
    const seen = latin1(bytesOf(text));
    const sight = lookAt(seen, language, vocabulary);
    expect(sight.mayMatter).toBe(false);
    const glance = glanceOf(seen, language, sight);
    expect(glance?.environment ?? []).toEqual(names.length === 0 ? [] : expect.arrayContaining(names));
  });

  it.each([
    ["import a, { b as c } from './d'; export * from 'e'", ['./d: default b', 'e: null']],
    [
      "import './a'\nimport \"b\"; import('c'); const d = require('e')",
      ['./a: ', 'b: ', 'c: null', 'e: null'],
    ],
    ["import {\n  a, // don't (ever)\n  b,\n} from './c';", ['./c: null']],
    [`import { ${'a, '.repeat(1_000)} } from './c';`, ['./c: null']],
    ["import type { A } from './a'; importing('b'); from 'c'", ['c: null']],
  ])('names the modules that a script imports: %s', (text, modules) => {
    const glance = glanceOf(text, 'typescript', lookAt(text, 'typescript', vocabulary));
    const named = glance?.imports.map(({ module, names }) => `${module}: ${names?.join(' ') ?? null}`);
    expect((named ?? []).sort()).toEqual(modules.sort());
  });

  it.each([
    ['from a import b; from .c import (\n d, # e\n f)', ['a: b', '.c: d f']],
    ['if x: import a, b.c as d\n\timport e', ['a: null', 'b.c: null', 'e: null']],
    ['from a import (b, # (why)\n c)', ['a: b c']],
    ['x.import_(y); from_ = 1\nwe import nothing from here', []],
  ])('names the modules that Python imports: %s', (text, modules) => {
    const glance = glanceOf(text, 'python', lookAt(text, 'python', vocabulary));
    const named = glance?.imports.map(({ module, names }) => `${module}: ${names?.join(' ') ?? null}`);
    expect((named ?? []).sort()).toEqual(modules.sort());
  });
});
