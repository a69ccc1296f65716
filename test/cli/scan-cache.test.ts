import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type KnownTree, NO_CACHE, scanCache } from '../../src/cli/scan-cache.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { temporaryFolder } from '../project/fixture.ts';
import { commit, repository } from './repository.ts';
import { tollgate } from './run.ts';

const CALL = [
  'import httpx',
  'from config import URL, KEY',
  '',
  "httpx.post(URL + '/v1/chat/completions', headers={'Authorization': 'Bearer ' + KEY})",
  '',
].join('\n');
const TREE = {
  'config.py': "URL = 'http://zoe-litellm:8001'\n",
  'call.py': CALL,
  'app/other.ts': "export const url = 'https://api.openai.com/v1/chat/completions';\n",
  'app/use.ts': "import { url } from './other';\n\nfetch(url, { method: 'POST' });\n",
};

let cache = '';
beforeEach(() => {
  cache = join(temporaryFolder({}), 'cache');
  vi.stubEnv('TOLLGATE_CACHE_DIR', cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function write(folder: string, path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What is said of a folder on top of what is known of it, which must be what is said of it by itself. */
async function findings(folder: string, ...flags: string[]): Promise<string[]> {
  const known = await tollgate('scan', folder, '--format', 'json', ...flags);
  const alone = await tollgate('scan', folder, '--format', 'json', '--no-cache', ...flags);
  const [found, expected]: { findings: { path: string; rule: string; startLine: number }[] }[] = [
    JSON.parse(known.out),
    JSON.parse(alone.out),
  ];
  expect(found?.findings).toEqual(expected?.findings);
  expect(known.exitCode).toBe(alone.exitCode);
  return (found?.findings ?? []).map(({ path, rule, startLine }) => `${path}:${startLine} ${rule}`);
}

describe('what a scan leaves to the next one', () => {
  it('changes no finding, whatever happened in between', async () => {
    const folder = repository(TREE);
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call']);
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call']);
    write(folder, 'config.py', "URL = 'https://api.mistral.ai'\n");
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call', 'call.py:4 direct-call']);
    rmSync(join(folder, 'app/other.ts'));
    expect(await findings(folder)).toEqual(['call.py:4 direct-call']);
    write(folder, 'app/other.ts', "export { url } from './urls';\n");
    write(folder, 'app/urls.ts', TREE['app/other.ts']);
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call', 'call.py:4 direct-call']);
    renameSync(join(folder, 'call.py'), join(folder, 'ask.py'));
    write(folder, 'package.json', '{ "name": "app" }\n');
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call', 'ask.py:4 direct-call']);
  });

  it('changes nothing of what is new since a revision', async () => {
    const folder = repository(TREE);
    expect(await findings(folder, '--base', 'HEAD')).toEqual([]);
    write(folder, 'config.py', "URL = 'https://api.mistral.ai'\n");
    expect(await findings(folder, '--base', 'HEAD')).toEqual(['call.py:4 direct-call']);
    commit(folder);
    expect(await findings(folder, '--base', 'HEAD')).toEqual([]);
    rmSync(join(folder, 'app/other.ts'));
    expect(await findings(folder, '--base', 'HEAD')).toEqual([]);
    expect(await findings(folder, '--base', 'HEAD~1')).toEqual(['call.py:4 direct-call']);
  });

  it('may come from a scan that was asked about some files alone', async () => {
    const folder = repository({ ...TREE, 'call.py': CALL.replace('URL +', "'https://api.openai.com' +") });
    const { out } = await tollgate('scan', join(folder, 'call.py'), '--format', 'json');
    expect(JSON.parse(out).findings).toHaveLength(1);
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call', 'call.py:4 direct-call']);
  });

  it('is kept for its owner alone, and not if nobody wants it', async () => {
    const folder = repository(TREE);
    await tollgate('scan', folder, '--no-cache');
    expect(() => statSync(cache)).toThrow('ENOENT');
    await tollgate('scan', folder);
    const [name = '', ...others] = readdirSync(cache);
    expect(others).toEqual([]);
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(statSync(join(cache, name)).mode & 0o777).toBe(0o600);
  });

  it('is passed over if it is damaged, and made anew', async () => {
    const folder = repository(TREE);
    await tollgate('scan', folder);
    const file = join(cache, readdirSync(cache)[0] ?? '');
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - 10));
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call']);
    expect(readFileSync(file).length).toBe(whole.length);
  });

  it('waits for nobody who would write into a pipe in its place', async () => {
    const folder = repository(TREE);
    await tollgate('scan', folder);
    const file = join(cache, readdirSync(cache)[0] ?? '');
    rmSync(file);
    execFileSync('mkfifo', [file]);
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call']);
  });

  it('is done without where its folder cannot be made', async () => {
    const folder = repository(TREE);
    vi.stubEnv('TOLLGATE_CACHE_DIR', '/proc/self/tollgate/cache');
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call']);
  });

  it('is judged by no other policy than its own', async () => {
    const folder = repository(TREE);
    expect(await findings(folder)).toEqual(['app/use.ts:3 direct-call']);
    write(folder, '.github/tollgate.yml', 'gateway:\n  urls: [https://api.openai.com]\n');
    expect(await findings(folder)).toEqual(['app/use.ts:3 gateway-auth', 'call.py:4 direct-call']);
  });

  it('needs a folder that is named while Tollgate runs from its sources', async () => {
    const folder = repository(TREE);
    expect(scanCache(folder, defaultPolicy(), {})).toBe(NO_CACHE);
    expect(scanCache(folder, defaultPolicy(), { TOLLGATE_CACHE_DIR: 'relative' })).toBe(NO_CACHE);
  });
});

describe('a file is known', () => {
  const stamp = { size: 10, mtimeMs: 5_000, ctimeMs: 5_000, ino: 7 };
  const startedAt = 10_000;

  const pieces = [
    [1, 2, 3],
    [4, 5],
  ];

  /** What is read of what was written down, as it then is on the disk. */
  async function readAgain(
    harm: (content: Buffer) => Buffer = (content) => content,
  ): Promise<KnownTree | null> {
    const keeper = scanCache('/somewhere', defaultPolicy());
    const files = new Map([['a.py', { ...stamp, hash: 'a'.repeat(40) }]]);
    const draft = await keeper.begin({ startedAt, files });
    for (const piece of pieces) await draft?.add(new Uint8Array(piece));
    await draft?.keep();
    const file = join(cache, readdirSync(cache)[0] ?? '');
    writeFileSync(file, harm(readFileSync(file)));
    return keeper.load();
  }

  async function isKnown(
    changed: Partial<typeof stamp>,
    algorithm: 'sha1' | 'sha256' = 'sha1',
  ): Promise<boolean> {
    const known = await readAgain();
    expect(await piecesOf(known)).toEqual(pieces);
    return known?.test(algorithm)('a.py', { ...stamp, ...changed }) ?? false;
  }

  async function piecesOf(known: KnownTree | null): Promise<number[][]> {
    const found: number[][] = [];
    for await (const piece of known?.state ?? []) found.push([...piece]);
    return found;
  }

  it('while the disk says the same of it, and git names files as it did', async () => {
    expect(await isKnown({})).toBe(true);
    expect(await isKnown({ size: 11 })).toBe(false);
    expect(await isKnown({ mtimeMs: 5_001 })).toBe(false);
    expect(await isKnown({ ctimeMs: 5_001 })).toBe(false);
    expect(await isKnown({ ino: 8 })).toBe(false);
    expect(await isKnown({}, 'sha256')).toBe(false);
  });

  it.each([
    ['is of another form', () => Buffer.from('{}\nnothing')],
    ['is no cache at all', () => Buffer.from('nothing')],
    ['is empty', () => Buffer.alloc(0)],
    ['is damaged where it says who it is for', (content: Buffer) => content.fill(7, 10, 12)],
  ])('unless what is known of it %s', async (_, harm) => {
    expect(await readAgain(harm)).toBeNull();
  });

  /** Of the end: its mark, and before it the last piece of two bytes. */
  it.each([
    ['is cut off', (content: Buffer) => content.subarray(0, content.length - 1)],
    ['is damaged', (content: Buffer) => content.fill(7, content.length - 10, content.length - 9)],
    ['is missing', (content: Buffer) => content.subarray(0, content.length - 18)],
  ])('until the end of what is known %s, which is told there', async (_, harm) => {
    await expect(readAgain(harm).then(piecesOf)).rejects.toThrow(/cut off|damaged/);
  });

  it('no longer than anybody needs it: thirty days, and an hour what was never finished', async () => {
    const keeper = scanCache('/somewhere', defaultPolicy());
    await (await keeper.begin({ startedAt, files: new Map() }))?.keep();
    const hours = (count: number) => new Date(Date.now() - count * 60 * 60 * 1_000);
    for (const [name, age] of [
      ['old.scan', 31 * 24],
      ['young.scan', 29 * 24],
      ['stopped.scan.12', 2],
      ['running.scan.34', 0.5],
    ] as const) {
      write(cache, name, '');
      utimesSync(join(cache, name), hours(age), hours(age));
    }
    await (await keeper.begin({ startedAt, files: new Map() }))?.keep();
    const left = readdirSync(cache).filter((name) => /^[a-z]+\./.test(name));
    expect(left.sort()).toEqual(['running.scan.34', 'young.scan']);
  });

  it('by nobody while it is being written, and not if that was given up', async () => {
    const keeper = scanCache('/somewhere', defaultPolicy());
    const draft = await keeper.begin({ startedAt, files: new Map() });
    expect(await keeper.load()).toBeNull();
    await draft?.drop();
    expect(readdirSync(cache)).toEqual([]);
  });

  it('unless it may have been written in the very moment in which it was read', async () => {
    stamp.mtimeMs = 8_500;
    expect(await isKnown({})).toBe(false);
    stamp.mtimeMs = 7_500;
    expect(await isKnown({})).toBe(true);
  });
});
