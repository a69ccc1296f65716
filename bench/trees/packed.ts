import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Unpacks a package of npm (`name@version`) below a folder, once, and gives the folder that it is in. */
export async function unpacked(specifier: string, folder: string): Promise<string> {
  const target = join(folder, specifier.replace('/', '-'));
  if (existsSync(target)) return target;
  const making = `${target}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', making, specifier]);
  const tarball = join(making, stdout.trim().split('\n').at(-1) ?? '');
  await run('tar', ['-xzf', tarball, '-C', making]);
  await rm(tarball);
  await rename(making, target);
  return target;
}
