import { describe, expect, it } from 'vitest';
import { linkTree } from '../../../src/detect/link/link.ts';
import type { Resolved } from '../../../src/detect/link/model.ts';
import { HOLE } from '../../../src/detect/link/text.ts';
import { EVERYTHING } from '../../../src/detect/prefilter.ts';
import { extractBlob, languageOf } from '../../../src/detect/scan.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { scanTree, whatIsFound } from '../scan-source.ts';

/** What the argument of the call of `use` in the first file can be; unknown parts of texts as `_`. */
async function resolved(tree: Record<string, string>): Promise<string[]> {
  const files = [];
  for (const [path, text] of Object.entries(tree)) {
    const language = languageOf(path);
    if (language === null) throw new Error(path);
    files.push({ path, extraction: await extractBlob(new TextEncoder().encode(text), language, EVERYTHING) });
  }
  const resolver = linkTree(files, defaultPolicy());
  const [first] = resolver.tree.files.values();
  const call = first?.facts.calls.find(({ callee }) => callee.kind === 'global' && callee.name === 'use');
  const [argument] = call?.positional ?? [];
  if (!first || !argument) throw new Error('nothing is used');
  return resolver.resolve(first, argument).map(shown);
}

function shown(value: Resolved): string {
  if (value.kind === 'text') return JSON.stringify(value.text.replaceAll(HOLE, '_'));
  if (value.kind === 'symbol') return `${value.module}:${value.path.join('.')}`;
  if (value.kind === 'instance') return `${shown(value.of)}()`;
  return value.kind === 'number' ? String(value.number) : value.kind;
}

describe('what a value can be', () => {
  it.each<[string, string[]]>([
    ['const a = "x"; use(a + b + "y");', ['"x_y"']],
    ['use(c ? "a" : d ? "b" : "a");', ['"a"', '"b"']],
    ['use((c ? "a" : "b") + (d ? "1" : "2"));', ['"a1"', '"a2"', '"b1"', '"b2"']],
    ['let a; a = "x"; a = "y"; use(a);', ['"x"', '"y"']],
    ['const h = c ? "https://a" : "b"; use("http://" + h + "/x");', ['"https://a/x"', '"http://b/x"']],
    ['function f(p) { use(p); }', ['unknown']],
    ['function f(p) { use(p); } f("a"); f("b");', ['"a"', '"b"']],
    ['function f({ p: { q } }) { use(q); } f({ p: { q: "a" } });', ['"a"']],
    ['class A { constructor(o) { this.u = o.u; } go() { use(this.u); } } new A({ u: "a" });', ['"a"']],
    [
      'class A { constructor(u) { this.u = u; } } class B extends A { go() { use(this.u); } } new B("a");',
      ['"a"'],
    ],
    ['const o = { a: { b: "x" } }; use(o.a.b);', ['"x"']],
    ['const o = { a: "x", b: "y" }; use(o[k]);', ['"x"', '"y"']],
    ['const k = "a"; const o = { a: "x", b: "y" }; use(o[k]);', ['"x"']],
    ['const k = "a"; const o = { [k]: "x" }; use(o.a);', ['"x"']],
    ['use(["x", "y"][1]);', ['"y"']],
    ['use(["x", "y"][i]);', ['"x"', '"y"']],
    ['import O from "openai"; use(new O().chat);', ['member']],
    ['import { O } from "openai"; use(new O());', ['openai:O()']],
    ['const f = () => g(); const g = () => "x"; use(f());', ['"x"']],
    ['class A { static make() { return "x"; } } use(A.make());', ['"x"']],
    [`use(\`\${1}\`);`, ['"1"']],
    ['use("a\uFFFCb" + c);', ['"a\uFFFDb_"']],
  ])('%s', async (source, values) => {
    expect(await resolved({ 'a.ts': source })).toEqual(values);
  });
});

describe('names from other files', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'a named import',
      { 'src/a.ts': `import { U } from './config'; use(U);`, 'src/config.ts': `export const U = 'x';` },
      ['"x"'],
    ],
    [
      'a renamed import',
      {
        'src/a.ts': `import { U as V } from './config.js'; use(V);`,
        'src/config.ts': `export const U = 'x';`,
      },
      ['"x"'],
    ],
    [
      'a default import',
      { 'src/a.ts': `import c from '../c'; use(c.u);`, 'c.js': `module.exports = { u: 'x' };` },
      ['"x"'],
    ],
    [
      'a namespace import',
      { 'src/a.ts': `import * as c from './c'; use(c.u);`, 'src/c/index.ts': `export const u = 'x';` },
      ['"x"'],
    ],
    [
      'a re-export',
      {
        'a.ts': `import { u } from './b'; use(u);`,
        'b.ts': `export * from './c';`,
        'c.ts': `export { v as u } from './d';`,
        'd.ts': `export const v = 'x';`,
      },
      ['"x"'],
    ],
    ['require', { 'a.cjs': `const { u } = require('./b'); use(u);`, 'b.cjs': `exports.u = 'x';` }, ['"x"']],
    [
      'a function',
      { 'a.ts': `import { f } from './b'; use(f());`, 'b.ts': `export const f = () => U; const U = 'x';` },
      ['"x"'],
    ],
    [
      'an argument',
      { 'b.ts': `export function f(u) { use(u); }`, 'a.ts': `import { f } from './b'; f('x');` },
      ['"x"'],
    ],
    [
      'a sibling in Python',
      { 'app/a.py': 'from .config import U\nuse(U)\n', 'app/config.py': 'U = "x"\n' },
      ['"x"'],
    ],
    [
      'a parent in Python',
      { 'app/b/a.py': 'from ..config import U\nuse(U)\n', 'app/config.py': 'U = "x"\n' },
      ['"x"'],
    ],
    [
      'a package in Python',
      { 'app/a.py': 'from .conf import U\nuse(U)\n', 'app/conf/__init__.py': 'U = "x"\n' },
      ['"x"'],
    ],
    [
      'files that import each other',
      {
        'a.ts': `import { b } from './b'; export const a = b; use(a);`,
        'b.ts': `import { a } from './a'; export const b = a;`,
      },
      ['unknown'],
    ],
    [
      'files that export each other',
      {
        'a.ts': `import { x } from './b'; use(x);`,
        'b.ts': `export * from './c';`,
        'c.ts': `export * from './b';`,
      },
      ['./b:x'],
    ],
    ['a file that is not there', { 'a.ts': `import { x } from './gone'; use(x);` }, ['./gone:x']],
  ])('%s', async (_, tree, values) => {
    expect(await resolved(tree)).toEqual(values);
  });
});

describe('the environment of the tree', () => {
  const CLIENT = { 'a.py': 'from openai import OpenAI\nOpenAI()\n' };
  const LLM = { 'a.py': 'import os\nfrom openai import OpenAI\nOpenAI(base_url=os.environ["LLM_URL"])\n' };

  it.each<[string, Record<string, string>, number]>([
    ['no variable', CLIENT, 1],
    ['the gateway in an env file', { ...CLIENT, '.env': 'OPENAI_BASE_URL=http://zoe-litellm:8001/v1\n' }, 0],
    [
      'the gateway in a compose file',
      {
        ...CLIENT,
        'docker-compose.yml':
          'services:\n  a:\n    environment:\n      OPENAI_API_BASE: http://zoe-litellm:8001\n',
      },
      0,
    ],
    [
      'the gateway with a default',
      { ...CLIENT, '.env': `OPENAI_BASE_URL=\${GATEWAY:-http://zoe-litellm:8001}/v1\n` },
      0,
    ],
    [
      'the gateway through another variable',
      { ...CLIENT, '.env': 'G=http://zoe-litellm:8001\nOPENAI_BASE_URL=$G/v1\n' },
      0,
    ],
    [
      'the gateway in quotes that compose keeps',
      {
        ...CLIENT,
        'compose.yml':
          'services:\n  a:\n    environment:\n      - OPENAI_BASE_URL="http://zoe-litellm:8001"\n',
      },
      0,
    ],
    ['a vendor in an env file', { ...CLIENT, '.env': 'OPENAI_BASE_URL=https://api.openai.com/v1\n' }, 1],
    [
      "another SDK's variable",
      {
        'a.py': 'import anthropic\nanthropic.Anthropic()\n',
        '.env': 'OPENAI_BASE_URL=http://zoe-litellm:8001\n',
      },
      1,
    ],
    [
      "an SDK's own variable",
      {
        'a.py': 'import anthropic\nanthropic.Anthropic()\n',
        '.env': 'ANTHROPIC_BASE_URL=http://zoe-litellm:8001\n',
      },
      0,
    ],
    [
      'the gateway, set by the code',
      {
        'a.py':
          'import os\nfrom openai import OpenAI\nos.environ["OPENAI_BASE_URL"] = "http://zoe-litellm:8001/v1"\nOpenAI()\n',
      },
      0,
    ],
    ['a variable that nothing sets', LLM, 0],
    ['a variable set to a vendor', { ...LLM, '.env': 'LLM_URL=https://api.mistral.ai/v1\n' }, 1],
    ['a variable set to the gateway', { ...LLM, '.env': 'LLM_URL=http://zoe-litellm:8001/v1\n' }, 0],
  ])('%s', async (_, tree, count) => {
    const { findings } = await scanTree(tree);
    expect(findings.filter(({ rule }) => rule === 'direct-call')).toHaveLength(count);
  });

  it("counts the policy's own variables for OpenAI's SDK, which reads none of another vendor's", async () => {
    const policy = defaultPolicy();
    policy.gateway.env.push('ACME_LLM');
    const tree = (code: string) => ({
      'a.py': `${code}\n`,
      '.env': 'ACME_LLM=http://zoe-litellm:8001\n',
    });
    expect((await scanTree(tree('import openai\nopenai.OpenAI()'), policy)).findings).toHaveLength(0);
    expect((await scanTree(tree('import anthropic\nanthropic.Anthropic()'), policy)).findings).toHaveLength(
      1,
    );
  });
});

describe('linking is bounded', () => {
  it.each<[string, string]>([
    ['a constant that is itself', 'let a = a; fetch(a);'],
    ['constants in a circle', 'const a = b, b = c, c = a + "x"; fetch(a);'],
    ['functions in a circle', 'const f = () => g(); const g = () => f(); fetch(f());'],
    ['an object spread into itself', 'let o = {}; o = { ...o, a: 1 }; axios(o); new OpenAI(o);'],
    ['classes in a circle', 'class A extends B {} class B extends A { m() { fetch(this.u); } } new A().m();'],
    ['a URL made of itself', 'let u = "x"; u = new URL(u); u = new URL(u, u); fetch(u);'],
    [
      'a text that doubles a hundred times',
      `let a0 = 'lol';${Array.from({ length: 100 }, (_, i) => `const a${i + 1} = a${i} + a${i};`).join('')} fetch(a100);`,
    ],
    ['choices that multiply', `const a = c ? 'x' : 'y'; fetch(${Array(30).fill('a').join(' + ')});`],
    ['a call of a call of a call', `fetch(${'f('.repeat(200)}${')'.repeat(200)});`],
    ['a function called with itself', 'function f(g) { fetch(g(g)); return g; } f(f);'],
  ])('%s', async (_, source) => {
    const more = "import OpenAI from 'openai'; new OpenAI();";
    expect(await whatIsFound('a.ts', `${source}\n${more}`)).toContain('openai client for OpenAI');
  });
});
