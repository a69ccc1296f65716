import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type FolderContent, readFiles } from '../../src/cli/folder.ts';
import { listFolder } from '../../src/cli/folder-paths.ts';
import { temporaryFolder } from '../project/fixture.ts';

const NOTHING_IGNORED = { paths: { ignore: [], tests: [] } };

function git(folder: string, ...args: string[]): void {
  execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
}

async function readFolder(folder: string, policy: Parameters<typeof readFiles>[2]): Promise<FolderContent> {
  return readFiles(folder, await listFolder(folder), policy);
}

async function pathsRead(folder: string): Promise<string[]> {
  return (await readFolder(folder, NOTHING_IGNORED)).files.map(({ path }) => path);
}

it('lists a folder outside of git, sorted, without .git and node_modules', async () => {
  const folder = temporaryFolder({
    'b.py': '',
    'a/z.ts': '',
    'a-b.ts': '',
    '.hidden/c.py': '',
    'node_modules/x/index.js': '',
    'a/node_modules/y/index.js': '',
    'empty/.git/config': '',
  });
  expect(await listFolder(folder)).toEqual(['.hidden/c.py', 'a-b.ts', 'a/z.ts', 'b.py']);
});

it('lists in a git work tree what git does not ignore, untracked files too', async () => {
  const folder = temporaryFolder({
    '.gitignore': 'ignored/\n*.log.py\n',
    'tracked.py': '',
    'untracked.py': '',
    'ignored/a.py': '',
    'x.log.py': '',
    'sub/deep.py': '',
  });
  git(folder, 'init');
  git(folder, 'add', 'tracked.py');
  expect(await pathsRead(folder)).toEqual(['sub/deep.py', 'tracked.py', 'untracked.py']);
  expect(await pathsRead(join(folder, 'sub'))).toEqual(['deep.py']);
});

it('reads a folder that git ignores as a whole, instead of finding it empty', async () => {
  const folder = temporaryFolder({ '.gitignore': 'build/\n', 'build/a.py': '' });
  git(folder, 'init');
  expect(await pathsRead(join(folder, 'build'))).toEqual(['a.py']);
});

it('reads files as they are, however large and many they are together', async () => {
  const sizes = [0, 1, 700_000, 400_000, 999_999, 1_000_000, 1_000_001, 5, 2_500_000];
  const texts = sizes.map((size, index) => [`${index}.py`, String(index).repeat(size)] as const);
  const folder = temporaryFolder(Object.fromEntries(texts));
  const { files } = await readFolder(folder, NOTHING_IGNORED);
  expect(files.map(({ path, bytes }) => [path, bytes.length])).toEqual(
    texts.map(([path, text]) => [path, text.length]),
  );
  for (const [index, { bytes }] of files.entries())
    expect(Buffer.from(bytes).toString() === texts[index]?.[1]).toBe(true);
});

it('asks the git of the folder, not that of the hook it runs in', async () => {
  const folder = temporaryFolder({ '.gitignore': 'ignored.py\n', 'ignored.py': '', 'a.py': '' });
  git(folder, 'init');
  process.env.GIT_DIR = '/nowhere';
  try {
    expect(await pathsRead(folder)).toEqual(['a.py']);
  } finally {
    delete process.env.GIT_DIR;
  }
});

it("does not run the program that a stranger's git configuration names", async () => {
  const folder = temporaryFolder({ 'a.py': '' });
  git(folder, 'init');
  const witness = join(temporaryFolder(), 'ran');
  git(folder, 'config', 'core.fsmonitor', `touch ${witness}; false`);
  expect(await pathsRead(folder)).toEqual(['a.py']);
  expect(existsSync(witness)).toBe(false);
});

it('reads nothing outside of the folder, whatever its links point to', async () => {
  const outside = temporaryFolder({ 'secret.py': 'secret', 'deep/secret.py': 'secret' });
  const folder = temporaryFolder({ 'a.py': '', 'was-a-folder/secret.py': '' });
  git(folder, 'init');
  git(folder, 'add', '.');
  rmSync(join(folder, 'was-a-folder'), { recursive: true });
  symlinkSync(join(outside, 'deep'), join(folder, 'was-a-folder'));
  symlinkSync(join(outside, 'secret.py'), join(folder, 'link.py'));
  symlinkSync(folder, join(folder, 'loop'));
  expect(await listFolder(folder)).toContain('was-a-folder/secret.py');
  expect(await pathsRead(folder)).toEqual(['a.py']);
});

it('passes over what git lists and the disk no longer has', async () => {
  const folder = temporaryFolder({ 'a.py': '', 'gone.py': '' });
  git(folder, 'init');
  git(folder, 'add', '.');
  rmSync(join(folder, 'gone.py'));
  expect(await readFolder(folder, NOTHING_IGNORED)).toMatchObject({ files: [{ path: 'a.py' }], skipped: [] });
});

it('reads source files alone, and those that policy does not ignore', async () => {
  const folder = temporaryFolder({ 'a.py': '', 'photo.png': '', 'readme.md': '', 'tests/test_a.py': '' });
  const { files } = await readFolder(folder, { paths: { ignore: ['**/tests/**'], tests: [] } });
  expect(files.map(({ path }) => path)).toEqual(['a.py']);
});

it('names a file that is too large to read, without reading it', async () => {
  const folder = temporaryFolder({ 'huge.py': '' });
  truncateSync(join(folder, 'huge.py'), 65 * 1024 * 1024);
  const { files, skipped } = await readFolder(folder, NOTHING_IGNORED);
  expect(files).toEqual([]);
  expect(skipped).toMatchObject([{ path: 'huge.py', reason: 'too-large', suspicious: true }]);
});

// macOS and Windows refuse such names.
it.runIf(process.platform === 'linux')(
  'names a file whose name is no UTF-8, instead of losing it',
  async () => {
    const folder = temporaryFolder();
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.py')]),
      'call()',
    );
    const { skipped } = await readFolder(folder, NOTHING_IGNORED);
    expect(skipped).toMatchObject([{ path: 'caf\uFFFD.py', reason: 'not-utf8', suspicious: true }]);
  },
);

it.skipIf(process.getuid?.() === 0)('names a file that it may not read', async () => {
  const folder = temporaryFolder({ 'shut.py': 'call()' });
  chmodSync(join(folder, 'shut.py'), 0o000);
  const { skipped } = await readFolder(folder, NOTHING_IGNORED);
  expect(skipped).toMatchObject([{ path: 'shut.py', suspicious: true }]);
});
