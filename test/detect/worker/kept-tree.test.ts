import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractTree } from '../../../src/detect/extract-tree.ts';
import type { ScanResult } from '../../../src/detect/finding.ts';
import { linkAndJudge } from '../../../src/detect/judge-tree.ts';
import { sourceLanguage } from '../../../src/detect/languages.ts';
import { createShelf, type Shelf } from '../../../src/detect/packed-facts.ts';
import {
  EVERYTHING,
  prefilterVocabulary,
  type Vocabulary,
  vocabularyByPath,
} from '../../../src/detect/prefilter.ts';
import { extractBlob, languageOf } from '../../../src/detect/scan.ts';
import type { Afterwards, KeptTree, TreeState } from '../../../src/detect/worker/kept-tree.ts';
import { createKeptTree } from '../../../src/detect/worker/kept-tree.ts';
import { createRestorer, savedJudgement, savedReach } from '../../../src/detect/worker/saved-state.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { loadCases } from '../../corpus/cases.ts';
import { keyOf } from '../../corpus/keys.ts';

const policy = defaultPolicy();
const vocabulary = prefilterVocabulary(policy);
const wordsOf = vocabularyByPath(vocabulary);

/** The texts of a tree by path. */
type Texts = Record<string, string>;

const extracted = new Map<string, ReturnType<typeof extractBlob>>();

function extract(path: string, text: string, words: Vocabulary): ReturnType<typeof extractBlob> {
  const language = sourceLanguage(path);
  const key = JSON.stringify([language, text, words.digest]);
  const known = extracted.get(key) ?? extractBlob(new TextEncoder().encode(text), language, words);
  extracted.set(key, known);
  return known;
}

/** What a scan from the beginning finds; how much it had to parse for that is its own matter. */
async function found(texts: Texts): Promise<Omit<ScanResult, 'counts'>> {
  const sources = Object.keys(texts).map((path) => ({ path, language: sourceLanguage(path) }));
  const files = await extractTree(sources, vocabulary, (some, words) =>
    Promise.all(some.map(({ path }) => extract(path, texts[path] ?? '', words))),
  );
  const { counts: _, ...rest } = linkAndJudge(files, policy);
  return rest;
}

/** Reads a tree as the thread of a `TreeReader` does; of what is as it was before, nothing is said. */
async function read(
  kept: KeptTree,
  texts: Texts,
  before: Texts | null,
  afterwards?: Afterwards,
): Promise<void> {
  const paths = Object.keys(texts).sort();
  const isSame = (path: string) => before !== null && before[path] === texts[path];
  for (const path of paths) {
    if (isSame(path)) continue;
    const text = texts[path] ?? '';
    const extraction = await extract(path, text, wordsOf(path, sourceLanguage(path)));
    // Some are turned away before they come here, and some are not.
    const isSeenHere = extraction.parsed || extraction.skipped || path.length % 2 === 0;
    if (isSeenHere) kept.keep(path, extraction, text.length);
    else if (extraction.glance) kept.turnAway(path, JSON.stringify(extraction.glance));
  }
  const unchanged = Uint8Array.from(paths, (path) => (isSame(path) ? 1 : 0));
  kept.list(paths, unchanged, afterwards);
  for (let asked = kept.calledFor(vocabulary); asked.length > 0; asked = kept.calledFor(vocabulary)) {
    for (const path of asked) {
      const text = texts[path] ?? '';
      kept.keep(path, await extract(path, text, EVERYTHING), text.length);
    }
  }
}

function judged(kept: KeptTree): Omit<ScanResult, 'counts'> {
  const { counts: _, ...rest } = kept.judge(policy, {}).result;
  return rest;
}

/** What is known of a tree that was judged, written down piece by piece and read again. */
function writtenDown(kept: KeptTree, shelf: Shelf, reach = piecesOfReach(kept)): TreeState {
  const judgement = kept.judged();
  if (!judgement) throw new Error('It was judged, so there is a judgement.');
  const restorer = createRestorer(shelf);
  for (const piece of [...reach, ...savedJudgement(judgement)]) restorer.add(piece);
  return restorer.end(policy);
}

function piecesOfReach(kept: KeptTree): Uint8Array[] {
  const reached = kept.reached();
  if (!reached) throw new Error('It was read, and nothing is forgotten.');
  return [...savedReach(reached)];
}

/** Every text that the corpus has for a path: its cases use the same paths for different code. */
const versions = new Map<string, string[]>();
for (const { tree } of loadCases()) {
  if (Object.keys(tree).length < 2) continue;
  for (const [path, text] of Object.entries(tree)) {
    if (languageOf(path) !== null) versions.set(path, [...(versions.get(path) ?? []), text]);
  }
}
// Tests that scanned code imports, or no more; with a key in them, or without.
const key = keyOf('azure');
versions.set('tests/host.ts', [
  "export const HOST = 'https://api.openai.com';",
  `export const HOST = 'https://api.openai.com';\nfetch(HOST, { headers: { 'x-api-key': '${key}' } });`,
  "import { HOST } from './more';\nexport { HOST };",
]);
versions.set('tests/more.ts', [
  "export const HOST = 'https://api.anthropic.com';\nfetch(HOST + '/v1/messages', { method: 'POST' });",
  `export const HOST = 'http://zoe-litellm:8001';\nnew OpenAI({ apiKey: '${key}' });`,
]);
versions.set('src/asks.ts', [
  "import { HOST } from '../tests/host';\nfetch(HOST + '/v1/chat/completions', { method: 'POST' });",
  "import { HOST } from './passes';\nfetch(HOST + '/v1/chat/completions', { method: 'POST' });",
]);
versions.set('src/passes.ts', [
  "export * from '../tests/more';",
  "export const HOST = 'x';",
  "import '../tests/host';\nexport { HOST } from '../tests/more';\nfetch('https://api.openai.com', { method: 'POST' });",
]);
const paths = [...versions.keys()].sort();

function treeOf(state: number[]): Texts {
  const chosen = paths.map((path, index) => [path, versions.get(path)?.[state[index] ?? -1]] as const);
  return Object.fromEntries(chosen.filter((one): one is [string, string] => one[1] !== undefined));
}

/** All cases as one tree. */
function wholeCorpus(): Texts {
  const files = loadCases().flatMap(({ tree }, index) =>
    Object.entries(tree)
      .filter(([path]) => languageOf(path) !== null)
      .map(([path, text]) => [`case${index}/${path}`, text] as const),
  );
  return Object.fromEntries(files.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const mostVersions = Math.max(...[...versions.values()].map((all) => all.length));
const states = fc.array(fc.integer({ min: -1, max: 2 }), {
  minLength: paths.length,
  maxLength: paths.length,
});
const edit = fc.record({
  at: fc.nat(paths.length - 1),
  version: fc.integer({ min: -1, max: mostVersions - 1 }),
});
const edits = fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });

describe('a tree that is read on top of another state of it', () => {
  it('has the findings of a scan from the beginning, however often it was written down', async () => {
    const property = fc.asyncProperty(states, edits, fc.boolean(), async (first, changes, isSmallShelf) => {
      const shelf = createShelf(isSmallShelf ? 1 : 1_000_000);
      let numbers = first;
      let before = treeOf(numbers);
      let kept = createKeptTree(shelf);
      await read(kept, before, null);
      expect(judged(kept)).toEqual(await found(before));
      for (const change of changes) {
        for (const { at, version } of change) numbers = numbers.with(at, version);
        const now = treeOf(numbers);
        kept = createKeptTree(shelf, writtenDown(kept, shelf));
        await read(kept, now, before);
        expect(judged(kept)).toEqual(await found(now));
        before = now;
      }
    });
    await fc.assert(property, { numRuns: 25 });
  }, 120_000);

  it('is written down in part before it is judged, and what calls for files is forgotten then', async () => {
    const property = fc.asyncProperty(states, edits, async (first, changes) => {
      const shelf = createShelf(1_000_000);
      let numbers = first;
      let [before, state]: [Texts | null, TreeState | null] = [null, null];
      for (const change of [[], ...changes]) {
        for (const { at, version } of change) numbers = numbers.with(at, version);
        const now = treeOf(numbers);
        const kept = createKeptTree(shelf, state);
        await read(kept, now, before, { isLast: true, isSaved: true });
        const reach = piecesOfReach(kept);
        expect(kept.forgetReach()).toBe(true);
        expect(kept.reached()).toBeNull();
        expect(judged(kept)).toEqual(await found(now));
        [before, state] = [now, writtenDown(kept, shelf, reach)];
      }
    });
    await fc.assert(property, { numRuns: 10 });
  }, 120_000);

  it('is not to be had from pieces of which one is missing', async () => {
    const shelf = createShelf(1_000);
    const kept = createKeptTree(shelf);
    await read(kept, { 'a.ts': "fetch('https://api.openai.com/v1/chat/completions');" }, null);
    const restorer = createRestorer(shelf);
    for (const piece of piecesOfReach(kept)) restorer.add(piece);
    expect(() => restorer.end(policy)).toThrow('not whole');
  });

  it('has the findings of every rule, of facts that are unpacked as they are looked at', async () => {
    const texts = wholeCorpus();
    const kept = createKeptTree(createShelf(1), null, 200_000);
    await read(kept, texts, null);
    expect(judged(kept)).toEqual(await found(texts));
  }, 120_000);

  it('has the findings of a file at which another one had looked before its facts were put away', async () => {
    const texts = {
      'a.py': [
        'from b import sure',
        'def patient(prompt):',
        '    for attempt in range(3):',
        '        try:',
        '            return sure(prompt)',
        '        except Exception:',
        '            time.sleep(1)',
      ].join('\n'),
      'b.py': [
        'import openai',
        'client = openai.OpenAI(base_url="http://zoe-litellm:8001")',
        'def once(prompt):',
        '    try:',
        '        return client.chat.completions.create(model="fast-model", messages=prompt)',
        '    except Exception:',
        '        return None',
        'def sure(prompt):',
        '    text = None',
        '    while not text:',
        '        text = once(prompt)',
        '    return text',
      ].join('\n'),
    };
    const kept = createKeptTree(createShelf(1), null, 0);
    await read(kept, texts, null);
    expect(judged(kept)).toEqual(await found(texts));
    const { findings } = judged(kept);
    expect(findings.map(({ path, rule }) => [path, rule])).toContainEqual(['b.py', 'custom-retry']);
  });

  it('has the same findings where nothing is asked later, and keeps nothing for that', async () => {
    const texts = wholeCorpus();
    const kept = createKeptTree(createShelf(1));
    await read(kept, texts, null, { isLast: true, isSaved: false });
    expect(kept.forgetReach()).toBe(true);
    const { counts: _, ...last } = kept.judge(policy, {}).result;
    expect(last).toEqual(await found(texts));
    expect([kept.reached(), kept.judged()]).toEqual([null, null]);
  }, 120_000);

  it('asks for a file that was turned away as soon as another one calls for it', async () => {
    const before = {
      'a.ts': "export const HOST = 'http://zoe-litellm:8001';",
      'b.ts': "import { HOST } from './a';\nexport const url = (path) => HOST + '/v1/' + path;",
      'c.ts': "import { url } from './b';\nfetch(url('chat/completions'), { method: 'POST' });",
    };
    const now = { ...before, 'a.ts': "export const HOST = 'https://api.openai.com';" };
    const shelf = createShelf(1_000);
    const first = createKeptTree(shelf);
    await read(first, { 'b.ts': before['b.ts'], 'c.ts': before['c.ts'] }, null);
    expect(judged(first).findings.map(({ rule }) => rule)).toEqual(['unknown-base-url']);
    const second = createKeptTree(shelf, writtenDown(first, shelf));
    await read(second, now, { 'b.ts': before['b.ts'], 'c.ts': before['c.ts'] });
    expect(judged(second).findings.map(({ path, rule }) => [path, rule])).toEqual([['c.ts', 'direct-call']]);
  });

  it('judges the files alone that are asked about, and the others once they are', async () => {
    const texts = { 'a.ts': "fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' });" };
    const tree = { ...texts, 'b.ts': `${texts['a.ts']} // too` };
    const shelf = createShelf(1_000);
    const first = createKeptTree(shelf);
    await read(first, tree, null);
    const { result: some } = first.judge(policy, { isAsked: (path) => path === 'a.ts' });
    expect(some.findings.map(({ path }) => path)).toEqual(['a.ts']);
    const second = createKeptTree(shelf, writtenDown(first, shelf));
    await read(second, tree, tree);
    expect(judged(second).findings.map(({ path }) => path)).toEqual(['a.ts', 'b.ts']);
  });
});
