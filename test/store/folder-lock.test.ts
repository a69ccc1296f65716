import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/store/folder-lock.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'tollgate-lock-'));

/** Another process that takes the lock and keeps it until it is killed. */
async function holderOf(folder: string): Promise<ChildProcess> {
  const module = new URL('../../src/store/folder-lock.ts', import.meta.url).href;
  const code = `import { lockFolder } from ${JSON.stringify(module)};
    await lockFolder(${JSON.stringify(folder)});
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('lockFolder', () => {
  it('keeps a second one out, by name of the folder and with what to do', async () => {
    const folder = newFolder();
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(/is in use by another Tollgate process.*DATABASE_URL/s);
    await lock.release();
  });

  it('lets the next one in once it is released', async () => {
    const folder = newFolder();
    await (await lockFolder(folder)).release();
    await (await lockFolder(folder)).release();
  });

  it('keeps another process out while it lives, and not a moment after it was killed', async () => {
    const folder = newFolder();
    const holder = await holderOf(folder);
    await expect(lockFolder(folder)).rejects.toThrow(/is in use/);
    await kill(holder);
    await (await lockFolder(folder)).release();
  });

  it('holds in a folder whose path is longer than a socket may have', async () => {
    const folder = join(newFolder(), 'a'.repeat(120));
    mkdirSync(folder);
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(/is in use/);
    await lock.release();
  });
});
