import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';

/**
 * Objects and refs in git's own loose format, written without a process each: starting git costs several
 * milliseconds, and a story writes hundreds of them. Whatever needs judgement (merges, diffs, archives,
 * merge bases) is git's; the tests let `git fsck --strict` look at what is written here.
 */
export async function writeObject(
  folder: string,
  type: 'blob' | 'tree' | 'commit',
  content: Uint8Array,
): Promise<string> {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.byteLength}\0`), content]);
  const sha = createHash('sha1').update(bytes).digest('hex');
  const file = path.join(folder, 'objects', sha.slice(0, 2), sha.slice(2));
  await mkdir(path.dirname(file), { recursive: true });
  await writeNew(file, deflateSync(bytes, { level: 1 }));
  return sha;
}

/** What is there under a SHA has the same content: it is left alone. */
async function writeNew(file: string, content: Uint8Array): Promise<void> {
  await writeFile(file, content, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** An empty bare repository. */
export async function initialise(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'objects', 'info'), { recursive: true });
  await mkdir(path.join(folder, 'refs', 'heads'), { recursive: true });
  await writeFile(path.join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  await writeFile(path.join(folder, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
}

/** Creates, moves or (with null) deletes a ref. */
export async function writeRef(folder: string, ref: string, sha: string | null): Promise<void> {
  const file = path.join(folder, ref);
  if (sha === null) {
    await rm(file, { force: true });
    await removeEmptyParents(path.dirname(file), path.join(folder, 'refs'));
    return;
  }
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${sha}\n`);
}

/** Otherwise a branch `a` could not be made after `a/b` is gone. */
async function removeEmptyParents(folder: string, root: string): Promise<void> {
  if (path.dirname(folder) === root || folder === root) return;
  if ((await readdir(folder)).length > 0) return;
  await rmdir(folder);
  await removeEmptyParents(path.dirname(folder), root);
}
