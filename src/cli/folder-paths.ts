import { execFile } from 'node:child_process';
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Never a project's own source, also where no `.gitignore` says so. */
const NEVER_WALKED = new Set(['.git', 'node_modules']);

/** Bytes of git's answer; a list of a million paths is about 60 MB. */
const MAX_LIST_BYTES = 512 * 1024 * 1024;

/**
 * The files of a folder, `/`-separated and relative to it, sorted. Inside a git work tree these are the tracked
 * and the untracked but not ignored ones; elsewhere all of them but `.git` and `node_modules`. Symbolic links
 * are not followed. Files that git lists may be gone from the disk.
 */
export async function listFolder(root: string): Promise<string[]> {
  const paths = (await listByGit(root)) ?? (await walk(root, ''));
  return paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** `null` if git is not there, the folder is in no work tree, or git ignores the folder as a whole. */
async function listByGit(root: string): Promise<string[] | null> {
  if ((await git(root, ['check-ignore', '--quiet', '.'])).status !== 1) return null;
  const listed = await git(root, [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
    '-z',
  ]);
  return listed.status === 0 ? listed.out.split('\0').filter((path) => path !== '') : null;
}

/**
 * Runs git so that neither a hook's environment nor the folder's own configuration decides what it does:
 * `core.fsmonitor` names a program to run, and the folder may be a stranger's.
 */
async function git(cwd: string, args: string[]): Promise<{ status: number | null; out: string }> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(inherited), GIT_OPTIONAL_LOCKS: '0' };
  const options = { cwd, env, maxBuffer: MAX_LIST_BYTES };
  try {
    const { stdout } = await promisify(execFile)('git', ['-c', 'core.fsmonitor=false', ...args], options);
    return { status: 0, out: stdout };
  } catch (error) {
    return { status: exitStatus(error), out: '' };
  }
}

function exitStatus(error: unknown): number | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'number' ? code : null;
}

async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found = await Promise.all(entries.map((entry) => walkEntry(root, folder, entry)));
  return found.flat();
}

async function walkEntry(root: string, folder: string, entry: Dirent): Promise<string[]> {
  const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
  if (entry.isFile()) return [path];
  if (!entry.isDirectory() || NEVER_WALKED.has(entry.name)) return [];
  return walk(root, path);
}
