import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Extraction, TreeFile } from '../../src/detect/extraction.ts';
import { judgeTree, linkAndJudge, rejudgeTree } from '../../src/detect/judge-tree.ts';
import { sourceLanguage } from '../../src/detect/languages.ts';
import { EVERYTHING } from '../../src/detect/prefilter.ts';
import { extractBlob, languageOf } from '../../src/detect/scan.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { loadCases } from '../corpus/cases.ts';
import { keyOf } from '../corpus/keys.ts';

const policy = defaultPolicy();

async function extracted(path: string, text: string): Promise<Extraction> {
  return extractBlob(new TextEncoder().encode(text), sourceLanguage(path), EVERYTHING);
}

/** Every text that the corpus has for a path: its cases use the same paths for different code. */
const versions = new Map<string, Extraction[]>();
for (const { tree } of loadCases()) {
  if (Object.keys(tree).length < 2) continue;
  for (const [path, text] of Object.entries(tree)) {
    if (languageOf(path) === null) continue;
    versions.set(path, [...(versions.get(path) ?? []), await extracted(path, text)]);
  }
}
const paths = [...versions.keys()];

/** Which version of each path is in a tree; none if there is no such version. */
type State = number[];

function treeOf(state: State): TreeFile[] {
  return paths.flatMap((path, index) => {
    const extraction = versions.get(path)?.[state[index] ?? -1];
    return extraction ? [{ path, extraction }] : [];
  });
}

const mostVersions = Math.max(...[...versions.values()].map((all) => all.length));
const versionOf = fc.integer({ min: -1, max: mostVersions - 1 });
const states = fc.array(fc.integer({ min: -1, max: 2 }), {
  minLength: paths.length,
  maxLength: paths.length,
});
const edits = fc.array(
  fc.array(fc.record({ at: fc.nat(paths.length - 1), version: versionOf }), { minLength: 1, maxLength: 3 }),
  { minLength: 1, maxLength: 4 },
);

describe('judging a later state of a tree', () => {
  it('finds what a scan from the beginning finds, whatever changed', () => {
    fc.assert(
      fc.property(states, edits, (first, changes) => {
        let state = first;
        let judged = judgeTree(treeOf(state), policy);
        for (const change of changes) {
          for (const { at, version } of change) state = state.with(at, version);
          judged = rejudgeTree(judged, treeOf(state));
          expect(judged.result).toEqual(linkAndJudge(treeOf(state), policy));
        }
      }),
      { numRuns: 60 },
    );
  }, 300_000);

  it('leaves the state before as it was, so that several may follow from it', () => {
    fc.assert(
      fc.property(states, edits, (first, changes) => {
        const base = judgeTree(treeOf(first), policy);
        const before = JSON.stringify(base.result);
        for (const change of changes) {
          const next = treeOf(change.reduce((state, { at, version }) => state.with(at, version), first));
          expect(rejudgeTree(base, next).result).toEqual(linkAndJudge(next, policy));
        }
        expect(JSON.stringify(rejudgeTree(base, treeOf(first)).result)).toBe(before);
      }),
      { numRuns: 20 },
    );
  }, 300_000);

  const config = (url: string) => `export const BASE_URL = '${url}';\n`;
  const client = "import OpenAI from 'openai';\nimport { BASE_URL } from './config';\n";
  const tree = {
    'src/config.ts': config('http://zoe-litellm:8001'),
    'src/client.ts': `${client}export const client = new OpenAI({ baseURL: BASE_URL });\n`,
    'src/other.ts': "import OpenAI from 'openai';\nexport const other = new OpenAI();\n",
  };

  async function filesOf(texts: Record<string, string>): Promise<TreeFile[]> {
    return Promise.all(
      Object.entries(texts).map(async ([path, text]) => ({ path, extraction: await extracted(path, text) })),
    );
  }

  it('judges what looked at a file that changed, and nothing else', async () => {
    const files = await filesOf(tree);
    const base = judgeTree(files, policy);
    const [changed] = await filesOf({ 'src/config.ts': config('https://api.openai.com/v1') });
    const next = files.map((file) => (file.path === changed?.path ? changed : file));
    const busy = new Set<string>();
    const { result } = rejudgeTree(base, next, {
      onFile: (index) => busy.add(next[index]?.path ?? ''),
    });
    expect([...busy].sort()).toEqual(['src/client.ts', 'src/config.ts']);
    expect(base.result.findings.map(({ path }) => path)).toEqual(['src/other.ts']);
    expect(result.findings.map(({ path }) => path)).toEqual(['src/client.ts', 'src/other.ts']);
  });

  it('judges what hands over a key that a variable held which is gone', async () => {
    const key = keyOf('azure');
    const asks = {
      path: 'asks.ts',
      extraction: await extracted(
        'asks.ts',
        `fetch('https://api.openai.com', { headers: { 'x-api-key': '${key}' } });`,
      ),
    };
    const sets = { path: '.env', extraction: await extracted('.env', `COHERE_API_KEY=${key}\n`) };
    const both = judgeTree([sets, asks], policy);
    expect(rejudgeTree(both, [asks]).result).toEqual(linkAndJudge([asks], policy));
  });

  it('judges what imports a file that was not there before', async () => {
    const files = await filesOf({ ...tree, 'src/config.ts': config('https://api.openai.com/v1') });
    const without = files.filter(({ path }) => path !== 'src/config.ts');
    const base = judgeTree(without, policy);
    const { result } = rejudgeTree(base, files);
    expect(result).toEqual(linkAndJudge(files, policy));
    expect(result.findings).not.toEqual(base.result.findings);
  });
});
