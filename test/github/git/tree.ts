import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { gitText, runGit } from './process.ts';

export interface TreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Bytes; null for what is no blob. */
  size: number | null;
}

/** A file to put at a path, or with `sha: null` to take away. */
export interface TreeEdit {
  path: string;
  mode: string;
  sha: string | null;
}

/** The entries of a tree; with `recursive` those of all its subtrees too, as GitHub lists them. */
export async function listTree(folder: string, tree: string, recursive: boolean): Promise<TreeEntry[]> {
  const flags = recursive ? ['-r', '-t'] : [];
  const { stdout } = await runGit(folder, ['ls-tree', '-z', '-l', ...flags, tree]);
  return stdout.toString('utf8').split('\0').filter(Boolean).map(parseEntry);
}

/** The entry at one path of a tree, or null. */
export async function treeEntryAt(folder: string, tree: string, at: string): Promise<TreeEntry | null> {
  const { stdout } = await runGit(folder, ['ls-tree', '-z', '-l', tree, '--', at]);
  const entries = stdout.toString('utf8').split('\0').filter(Boolean).map(parseEntry);
  return entries.find((entry) => entry.path === at) ?? null;
}

function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = ''] = line.slice(0, tab).split(/ +/);
  return {
    mode,
    type: type as TreeEntry['type'],
    sha,
    size: type === 'blob' ? Number(size) : null,
    path: line.slice(tab + 1),
  };
}

/** Writes the tree that `base` becomes by these edits, and returns its SHA. */
export async function editTree(folder: string, base: string | null, edits: TreeEdit[]): Promise<string> {
  const index = path.join(folder, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await runGit(folder, base ? ['read-tree', base] : ['read-tree', '--empty'], { env });
    await runGit(folder, ['update-index', '--replace', '-z', '--index-info'], {
      env,
      input: indexInfo(edits),
    });
    return await gitText(folder, ['write-tree'], { env });
  } finally {
    await rm(index, { force: true });
  }
}

const NO_OBJECT = '0'.repeat(40);

function indexInfo(edits: TreeEdit[]): string {
  const removals = edits.filter((edit) => edit.sha === null).map((edit) => `0 ${NO_OBJECT}\t${edit.path}\0`);
  const writes = edits
    .filter((edit) => edit.sha !== null)
    .map((edit) => `${edit.mode} ${edit.sha}\t${edit.path}\0`);
  return [...removals, ...writes].join('');
}

/** Stores many blobs by one process, in order. */
export async function writeBlobs(folder: string, contents: Uint8Array[]): Promise<string[]> {
  if (contents.length === 0) return [];
  const parts = contents.flatMap((content, index) => [
    Buffer.from(`blob\nmark :${index + 1}\ndata ${content.byteLength}\n`),
    content,
    Buffer.from(`\nget-mark :${index + 1}\n`),
  ]);
  const input = Buffer.concat(parts);
  const shas = (await gitText(folder, ['fast-import', '--quiet'], { input })).split('\n');
  if (shas.length !== contents.length) throw new Error('git fast-import answered for too few blobs');
  return shas;
}
