import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../project/fixture.ts';
import { git, repository } from './repository.ts';
import { placesOf, tollgate } from './run.ts';

const TO_OPENAI = 'import httpx\nhttpx.post("https://api.openai.com/v1/chat/completions", json={})\n';

/** `chat.py` calls the host that `config.py` names. */
const ACROSS = {
  'app/config.py': 'BASE = "https://api.openai.com"\n',
  'app/chat.py':
    'import httpx\nfrom .config import BASE\nhttpx.post(f"{BASE}/v1/chat/completions", json={})\n',
  'app/other.py': TO_OPENAI,
  'README.md': '# Chat\n',
};

const here = process.cwd();
afterEach(() => process.chdir(here));

/** The places of the findings, as `path:line`. */
async function places(...args: string[]): Promise<string[]> {
  const { out, err } = await tollgate('scan', ...args, '--format', 'json');
  expect(err).toBe('');
  return placesOf(out);
}

describe('in a work tree of git', () => {
  it('a file is judged with all that it imports, and its findings alone are reported', async () => {
    const folder = repository(ACROSS);
    expect(await places(join(folder, 'app/chat.py'))).toEqual(['app/chat.py:3']);
  });

  it('a folder is judged in its tree, and several paths are reported once each', async () => {
    const folder = repository({ ...ACROSS, 'sub/deep/x.py': TO_OPENAI, 'sub-way/x.py': TO_OPENAI });
    expect(await places(join(folder, 'sub'))).toEqual(['sub/deep/x.py:2']);
    const twice = [join(folder, 'app'), join(folder, 'app/chat.py'), join(folder, 'sub')];
    expect(await places(...twice)).toEqual(['app/chat.py:3', 'app/other.py:2', 'sub/deep/x.py:2']);
  });

  it('without a path it is the folder one stands in, by the paths of the tree', async () => {
    const folder = repository(ACROSS);
    process.chdir(join(folder, 'app'));
    expect(await places()).toEqual(['app/chat.py:3', 'app/other.py:2']);
  });

  it("a folder is judged by its tree's policy", async () => {
    const folder = repository({ ...ACROSS, '.github/tollgate.yml': 'rules:\n  direct-call: off\n' });
    expect(await places(join(folder, 'app'))).toEqual([]);
  });

  it('files that are no source, or that the policy ignores, are passed over', async () => {
    const folder = repository({ ...ACROSS, 'vendor/chat.py': TO_OPENAI });
    const { exitCode, out } = await tollgate(
      'scan',
      join(folder, 'README.md'),
      join(folder, 'vendor/chat.py'),
    );
    expect(out).toContain('Nothing to scan');
    expect(exitCode).toBe(0);
  });

  it('a file that git ignores is scanned where it is named', async () => {
    const folder = repository({ ...ACROSS, '.gitignore': 'app/local.py\n', 'app/local.py': TO_OPENAI });
    expect(await places(join(folder, 'app/local.py'))).toEqual(['local.py:2']);
    expect(await places(join(folder, 'app'))).not.toContain('app/local.py:2');
  });

  it('a folder that git ignores is a tree of its own', async () => {
    const folder = repository({ ...ACROSS, '.gitignore': 'ignored/\n', 'ignored/x.py': TO_OPENAI });
    expect(await places(join(folder, 'ignored'))).toEqual(['x.py:2']);
    const mixed = await tollgate('scan', join(folder, 'app'), join(folder, 'ignored'));
    expect(mixed.err).toMatch(/^tollgate: git ignores `.*ignored`\. Leave it out, or scan it alone\./);
    expect(mixed.exitCode).toBe(2);
  });

  it('a linked worktree is a tree', async () => {
    const folder = repository(ACROSS);
    const worktree = join(temporaryFolder(), 'linked');
    git(folder, 'worktree', 'add', worktree);
    expect(await places(join(worktree, 'app/chat.py'))).toEqual(['app/chat.py:3']);
  });

  it('a link to a file of the tree stands for that file', async () => {
    const folder = repository(ACROSS);
    symlinkSync(join(folder, 'app/chat.py'), join(folder, 'link.py'));
    expect(await places(join(folder, 'link.py'))).toEqual(['app/chat.py:3']);
  });

  it('paths of two trees could not be scanned at once', async () => {
    const { exitCode, err } = await tollgate('scan', repository(ACROSS), repository(ACROSS));
    expect(err).toContain('lie in more than one tree. Scan them one at a time');
    expect(exitCode).toBe(2);
  });
});

describe('without git', () => {
  it('the tree is the folder that was given, or the one that holds the file', async () => {
    const folder = temporaryFolder(ACROSS);
    expect(await places(join(folder, 'app'))).toEqual(['chat.py:3', 'other.py:2']);
    expect(await places(join(folder, 'app/other.py'))).toEqual(['other.py:2']);
  });

  it('the tree of several paths is the folder one stands in', async () => {
    const folder = temporaryFolder(ACROSS);
    process.chdir(folder);
    expect(await places('app/chat.py', 'app/other.py')).toEqual(['app/chat.py:3', 'app/other.py:2']);
    process.chdir(join(folder, 'app'));
    const { exitCode, err } = await tollgate('scan', '../app/chat.py', '../README.md');
    expect(err).toContain('lie in more than one tree');
    expect(exitCode).toBe(2);
  });

  it('an empty .git folder is no repository', async () => {
    const folder = temporaryFolder({ ...ACROSS, '.git/config': '' });
    expect(await places(join(folder, 'app'))).toEqual(['chat.py:3', 'other.py:2']);
  });
});

describe('named files in which nothing speaks of LLMs', () => {
  it('are clean without a look at the rest of the tree', async () => {
    const folder = repository({ ...ACROSS, 'app/sums.py': 'def add(a, b):\n    return a + b\n' });
    const { exitCode, out } = await tollgate('scan', join(folder, 'app/sums.py'));
    expect(out).toBe('✔ No undocumented bypass of the gateway (1 source file, 0 parsed)\n');
    expect(exitCode).toBe(0);
  });

  it('count as they do in a scan of everything', async () => {
    const folder = repository({ 'a.py': 'x = 1\n', 'b.ts': 'export const y = 2;\n' });
    const named = await tollgate('scan', join(folder, 'a.py'), join(folder, 'b.ts'), '--format', 'json');
    const whole = await tollgate('scan', folder, '--format', 'json');
    expect(named).toEqual(whole);
  });

  it('are still named if one is too large to be analysed', async () => {
    const folder = repository({ 'big.py': '#'.repeat(1_000_001) });
    const { exitCode, out } = await tollgate('scan', join(folder, 'big.py'));
    expect(out).toContain('big.py  notice  It has 1000001 bytes');
    expect(exitCode).toBe(0);
  });
});
