import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { git, workTreeOf } from './git.ts';

/** Never a project's own source, also where no `.gitignore` says so. */
const NEVER_WALKED = new Set(['.git', 'node_modules']);

const LIST_FILES = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z'];

/**
 * The files of a folder, `/`-separated and relative to it, sorted. Inside a git work tree these are the tracked
 * and the untracked but not ignored ones; elsewhere all of them but `.git` and `node_modules`. Symbolic links
 * are not followed. Files that git lists may be gone from the disk.
 */
export async function listFolder(root: string): Promise<string[]> {
  const paths = await listByGit(root);
  return paths ? inOrder(paths) : walkFolder(root);
}

/** All files of a folder but those in `.git` and `node_modules`, as above, whatever git says of them. */
export async function walkFolder(root: string): Promise<string[]> {
  return inOrder(await walk(root, ''));
}

function inOrder(paths: string[]): string[] {
  return paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** `null` if git is not there, the folder is in no work tree, or git ignores the folder as a whole. */
async function listByGit(root: string): Promise<string[] | null> {
  // Not even asked then: a process takes longer than the walk through a small folder.
  const top = workTreeOf(root);
  if (top === null) return null;
  const [isIgnored, listed] = await Promise.all([
    top !== root && git(root, ['check-ignore', '--quiet', '.']).then(({ status }) => status !== 1),
    git(root, LIST_FILES),
  ]);
  if (isIgnored || listed.status !== 0) return null;
  return listed.out
    .toString()
    .split('\0')
    .filter((path) => path !== '');
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
