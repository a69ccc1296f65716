import { afterEach, describe, expect, it } from 'vitest';
import type { Language } from '../../../src/detect/facts.ts';
import { THREAD_LIMITS } from '../../../src/detect/limits.ts';
import type { TreeFile } from '../../../src/detect/scan.ts';
import { linkAndJudge, prefilterVocabulary } from '../../../src/detect/scan.ts';
import type { ExtractRequest, TreeResult, TreeSource } from '../../../src/detect/worker/messages.ts';
import type { Scanner, ScannerOptions } from '../../../src/detect/worker/pool.ts';
import { createScanner } from '../../../src/detect/worker/pool.ts';
import type { Outcome, ThreadHandle, ThreadModule } from '../../../src/detect/worker/thread-handle.ts';
import { startThread } from '../../../src/detect/worker/thread-handle.ts';
import { createTreeReader } from '../../../src/detect/worker/tree-reader.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';

const policy = defaultPolicy();
const vocabulary = prefilterVocabulary(policy);

const DIRECT = `fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' });`;
const DIRECT_PY = 'import requests\nrequests.post("https://api.openai.com/v1/chat/completions")\n';
/** The parser tries each `async (` in two ways: 60 of them take longer than the universe is old. */
const ENDLESS = `"openai";\nx = ${'async (a = '.repeat(60)}b${')'.repeat(60)};`;
const DEEP = `"openai";\n${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const LARGE = `"openai";\n${'f();'.repeat(2_500_000)}`;
const LONG_LIST = `"openai";\n${'f();'.repeat(240_000)}`;

let scanner: Scanner | null = null;

function start(options: ScannerOptions = {}): Scanner {
  scanner = createScanner({ workers: 1, ...options });
  return scanner;
}

afterEach(async () => {
  await scanner?.close();
  scanner = null;
});

function request(text: string, language: Language = 'typescript'): ExtractRequest {
  return { bytes: new TextEncoder().encode(text), language };
}

const NOTHING_CALLED_FOR = { read: async () => [] };

describe('a scanner', () => {
  it('extracts in order, and judges what the pipeline would', async () => {
    const { extract, judge } = start({ workers: 2 });
    const requests = Array.from({ length: 150 }, (_, index) =>
      index % 3 === 0
        ? request(DIRECT)
        : index % 3 === 1
          ? request(DIRECT_PY, 'python')
          : request('export {};'),
    );
    const extractions = await extract(requests, vocabulary);
    expect(extractions.map(({ facts }) => facts.language)).toEqual(requests.map(({ language }) => language));
    expect(extractions.map(({ facts }) => facts.calls.length)).toEqual(
      requests.map((_, index) => (index % 3 === 2 ? 0 : 1)),
    );
    const files: TreeFile[] = extractions.map((extraction, index) => ({
      path: `src/${index}.ts`,
      extraction,
    }));
    expect(await judge(files, policy)).toEqual(linkAndJudge(files, policy));
  });

  it('leaves the bytes that it is given as they are, be they a view into something large', async () => {
    const tarball = new Uint8Array(5_000_000);
    const bytes = tarball.subarray(1000, 1000 + DIRECT.length);
    bytes.set(new TextEncoder().encode(DIRECT));
    const [extraction] = await start().extract([{ bytes, language: 'typescript' }], vocabulary);
    expect(extraction?.facts.calls).toHaveLength(1);
    expect(tarball.length).toBe(5_000_000);
  });

  it('names hostile files, and reads those around them', async () => {
    const texts = [DIRECT, DEEP, DIRECT, LARGE, ENDLESS, DIRECT];
    const extractions = await start({ fileDeadlineMs: 4000 }).extract(
      texts.map((text) => request(text)),
      vocabulary,
    );
    expect(extractions.map(({ skipped }) => skipped?.reason)).toEqual([
      undefined,
      'too-deep',
      undefined,
      'too-large',
      'too-slow',
      undefined,
    ]);
    expect(extractions.filter(({ facts }) => facts.calls.length === 1)).toHaveLength(3);
    expect(extractions.every(({ skipped }) => skipped?.suspicious !== false)).toBe(true);
  });

  it('survives a file that takes all memory', async () => {
    const texts = [DIRECT, LONG_LIST, DIRECT];
    const extractions = await start({ heapMb: 96, fileDeadlineMs: 60_000 }).extract(
      texts.map((text) => request(text)),
      vocabulary,
    );
    expect(extractions.map(({ skipped }) => skipped?.reason)).toEqual([undefined, 'crashed', undefined]);
  });

  it('judges a tree whose facts are more than a thread has room for', async () => {
    const calls = Array.from(
      { length: 4_000 },
      (_, index) => `f(${index}, [${index}, 'a', { b: ${index} }]);`,
    );
    const text = `"openai";\n${calls.join('\n')}\n`;
    const { extract, judge } = start({ heapMb: 160, fileDeadlineMs: 60_000 });
    const texts = [...Array.from({ length: 30 }, () => text), DIRECT];
    const extractions = await extract(
      texts.map((one) => request(one)),
      vocabulary,
    );
    const files = extractions.map((extraction, index) => ({ path: `src/${index}.ts`, extraction }));
    const result = await judge(files, policy);
    expect(result.findings.map(({ path }) => path)).toEqual(['src/30.ts']);
    expect(result.skipped).toEqual([]);
    expect(result.counts).toEqual({ files: 31, parsed: 31 });
  });

  it('keeps the caller awake', async () => {
    const extraction = start({ fileDeadlineMs: 1000 }).extract([request(ENDLESS)], vocabulary);
    let turns = 0;
    const counter = setInterval(() => turns++, 5);
    await extraction;
    clearInterval(counter);
    expect(turns).toBeGreaterThan(10);
  });

  it('takes many jobs at once on few threads', async () => {
    const { extract } = start();
    const jobs = Array.from({ length: 20 }, () => extract([request(DIRECT)], vocabulary));
    expect((await Promise.all(jobs)).flat()).toHaveLength(20);
  });

  it('rejects once it is closed', async () => {
    const { extract, close } = start();
    const running = extract([request(ENDLESS)], vocabulary);
    const rejected = expect(running).rejects.toThrow('closed');
    await close();
    await rejected;
    await expect(extract([request(DIRECT)], vocabulary)).rejects.toThrow('closed');
  });
});

describe('a tree reader', () => {
  const DEFINES = `export const HOST = 'https://api.openai.com/v1';`;
  const USES = `import { HOST } from './a.ts';\nfetch(HOST + '/chat/completions', { method: 'POST' });`;
  const TEXTS: Record<string, string> = {
    'a.ts': DEFINES,
    'b.ts': USES,
    'c.py': DIRECT_PY,
    'd.ts': 'export const quiet = 1;',
  };

  function source(path: string, text: string): TreeSource {
    return { path, ...request(text, path.endsWith('.py') ? 'python' : 'typescript') };
  }

  async function readTree(texts: Record<string, string>, options: ScannerOptions = {}): Promise<TreeResult> {
    const tree = start(options).openTree(vocabulary, policy);
    const sources = Object.entries(texts).map(([path, text]) => source(path, text));
    await Promise.all(sources.filter(({ path }) => path !== 'd.ts').map((one) => tree.read([one])));
    const read = async (paths: readonly string[]) => paths.map((path) => source(path, texts[path] ?? ''));
    return tree.judge(Object.keys(texts), { read });
  }

  async function readCarefully(texts: Record<string, string>): Promise<TreeFile[]> {
    const sources = Object.entries(texts).map(([path, text]) => source(path, text));
    const extractions = await start().extract(sources, vocabulary);
    return extractions.map((extraction, index) => ({ path: sources[index]?.path ?? '', extraction }));
  }

  it('finds what linking and judging all files finds, those that it was not given too', async () => {
    const { result, parsed } = await readTree(TEXTS);
    expect(result).toEqual(linkAndJudge(await readCarefully(TEXTS), policy));
    expect(result.findings).toHaveLength(2);
    expect(result.counts).toEqual({ files: 4, parsed: 3 });
    expect(parsed).toEqual(['a.ts', 'b.ts', 'c.py']);
  });

  it('names a file that ends its thread, and loses none of the others', async () => {
    const texts = { ...TEXTS, 'e.ts': ENDLESS, 'f.ts': DIRECT };
    const { result, parsed } = await readTree(texts, { fileDeadlineMs: 1000 });
    expect(result.skipped.map(({ path, reason }) => [path, reason])).toEqual([['e.ts', 'too-slow']]);
    expect(result.findings.map(({ path }) => path)).toEqual(['b.ts', 'c.py', 'f.ts']);
    expect(parsed).toEqual(['a.ts', 'b.ts', 'c.py', 'f.ts']);
  });

  it('finds the same in a tree that is read in many batches', async () => {
    const padding = '"openai";\n'.repeat(12_000);
    const many = Array.from({ length: 12 }, (_, index) => [`m${index}.ts`, `${padding}${DIRECT}`]);
    const texts = { ...Object.fromEntries(many), ...TEXTS };
    const { result } = await readTree(texts);
    expect(result).toEqual(linkAndJudge(await readCarefully(texts), policy));
    expect(result.findings).toHaveLength(14);
  });

  describe('of many Python files', () => {
    // What makes a thread worth its start is bytes, and not what they say, which takes long to read.
    const padding = `${'# text\n'.repeat(28_000)}${'x = f(1, 2, [3, 4], {"a": 5})\n'.repeat(200)}`;
    const many = Array.from({ length: 12 }, (_, index) => [`m${index}.py`, `${padding}${DIRECT_PY}`]);
    const texts: Record<string, string> = { ...Object.fromEntries(many), ...TEXTS };

    /** Threads that count what they are asked; `parse` says what becomes of the first such task. */
    async function readWith(parse: (run: () => Promise<Outcome>) => Promise<Outcome>) {
      const { extract, judge } = start();
      const asked: string[] = [];
      const threads: ThreadHandle[] = [];
      const begin = (module: ThreadModule): ThreadHandle => {
        const thread = startThread(THREAD_LIMITS, module);
        threads.push(thread);
        const run: ThreadHandle['run'] = (task, transfer) => {
          asked.push(task.kind);
          return task.kind === 'parse' ? parse(() => thread.run(task, transfer)) : thread.run(task, transfer);
        };
        return { run, stop: thread.stop };
      };
      const tree = createTreeReader(begin, { extract, judge }, { vocabulary, policy, state: null });
      const sources = Object.entries(texts).map(([path, text]) => source(path, text));
      await Promise.all(sources.map((one) => tree.read([{ ...one, isLetThrough: true }])));
      const read = async (paths: readonly string[]) => paths.map((path) => source(path, texts[path] ?? ''));
      const { result } = await tree.judge(Object.keys(texts), { read });
      await Promise.all(threads.map((thread) => thread.stop()));
      return { result, asked, threads: threads.length };
    }

    it('has another thread parse some, and finds the same', async () => {
      const { result, asked, threads } = await readWith((run) => run());
      expect(asked).toContain('parse');
      expect(threads).toBe(2);
      expect(result).toEqual(linkAndJudge(await readCarefully(texts), policy));
      expect(result.findings).toHaveLength(14);
    });

    it('loses none when that thread dies', async () => {
      const { result, asked } = await readWith(async () => ({
        ...{ kind: 'died', index: 0, reason: 'crashed', message: 'It died.' },
      }));
      expect(asked).toContain('parse');
      expect(result).toEqual(linkAndJudge(await readCarefully(texts), policy));
    });
  });

  it('reads what it is given while it loads its parsers', async () => {
    const tree = start().openTree(vocabulary, policy);
    tree.prepare(['python', 'typescript']);
    await tree.read([source('c.py', DIRECT_PY)]);
    const { result } = await tree.judge(['c.py'], NOTHING_CALLED_FOR);
    expect(result.findings.map(({ path }) => path)).toEqual(['c.py']);
  });

  it('judges a tree of which nothing had to be read', async () => {
    const { result } = await start().openTree(vocabulary, policy).judge(['a.ts', 'b.py'], NOTHING_CALLED_FOR);
    expect(result).toEqual({
      ...{ findings: [], excepted: [], debtComments: [], skipped: [], gateways: [] },
      counts: { files: 2, parsed: 0 },
    });
  });

  it('rejects once its scanner is closed', async () => {
    const { openTree, close } = start();
    const tree = openTree(vocabulary, policy);
    await tree.read([source('a.ts', DIRECT)]);
    await close();
    await expect(tree.judge(['a.ts'], NOTHING_CALLED_FOR)).rejects.toThrow('closed');
    expect(() => openTree(vocabulary, policy)).toThrow('closed');
  });
});
