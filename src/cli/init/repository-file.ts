import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf } from '../folder.ts';

/** A path of the repository as it is on the disk, before anything is written there. */
export type FileState =
  | { kind: 'absent' }
  | { kind: 'file'; text: string; executable: boolean }
  /** Nothing may be written there; why, for people. */
  | { kind: 'blocked'; why: string };

/** Bytes; what init reads and merges is written by hand. */
const MAX_BYTES = 1024 * 1024;

/**
 * Looks at a path without following a link, in none of its folders either: a link could lead out of the repository.
 * @param root the repository's real path
 * @param path relative to it, `/`-separated
 */
export async function stateOf(root: string, path: string): Promise<FileState> {
  const steps = path.split('/');
  for (let depth = 1; depth < steps.length; depth += 1) {
    const folder = steps.slice(0, depth).join('/');
    const status = await statusOf(join(root, folder));
    if (status === null) return { kind: 'absent' };
    if (!status.isDirectory()) return { kind: 'blocked', why: `\`${folder}\` ${noFolder(status)}` };
  }
  return fileState(join(root, path), path);
}

async function fileState(location: string, path: string): Promise<FileState> {
  const status = await statusOf(location);
  if (status === null) return { kind: 'absent' };
  if (!status.isFile()) return { kind: 'blocked', why: `\`${path}\` ${noFile(status)}` };
  if (status.size > MAX_BYTES) return { kind: 'blocked', why: `\`${path}\` has ${status.size} bytes` };
  try {
    return { kind: 'file', text: await readFile(location, 'utf8'), executable: (status.mode & 0o100) !== 0 };
  } catch (error) {
    return { kind: 'blocked', why: `\`${path}\` cannot be read (${reasonOf(error)})` };
  }
}

function noFolder(status: Stats): string {
  return status.isSymbolicLink() ? 'is a symbolic link, and nothing is written through one' : 'is no folder';
}

function noFile(status: Stats): string {
  return status.isSymbolicLink() ? 'is a symbolic link, and nothing is written through one' : 'is no file';
}

async function statusOf(location: string): Promise<Stats | null> {
  try {
    return await lstat(location);
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Writes a file whole or not at all: beside its place first, then over it, which replaces a link that came in between
 * instead of following it. {@link stateOf} must have said that the place is free or a file.
 */
export async function writeFileInside(
  root: string,
  path: string,
  text: string,
  executable: boolean,
): Promise<void> {
  const location = join(root, path);
  await mkdir(dirname(location), { recursive: true });
  const beside = `${location}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeNew(beside, text, executable ? 0o755 : 0o644);
    await rename(beside, location);
  } finally {
    await rm(beside, { force: true });
  }
}

async function writeNew(location: string, text: string, mode: number): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const file = await open(location, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}
