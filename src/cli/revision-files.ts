import { createHash } from 'node:crypto';
import { isSourcePath } from '../detect/languages.ts';
import { POLICY_FILE } from '../policy/defaults.ts';
import type { Policy } from '../policy/policy.ts';
import { CannotRun } from './cannot-run.ts';
import { type FolderContent, MAX_READ_BYTES, type SourceFile, tooLarge } from './folder.ts';
import { git } from './git.ts';
import { readBlobBatch, readTreeListing, type TreeEntry } from './git-answers.ts';

/** Bytes of blobs that one git process hands over; they are in memory twice for a moment. */
const BATCH_BYTES = 64 * 1024 * 1024;

/** The text of a commit's policy file; `null` if it has none. */
export async function policySourceAt(root: string, commit: string): Promise<string | null> {
  const [file] = await readBatch(root, await listTree(root, commit, [POLICY_FILE]));
  return file ? Buffer.from(file.bytes).toString('utf8') : null;
}

/** The name that git gives a blob. */
export type BlobHash = 'sha1' | 'sha256';

export function blobHash(bytes: Uint8Array, algorithm: BlobHash): string {
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** SHA-256 repositories have names of 64 digits. */
export function algorithmOf(sha: string): BlobHash {
  return sha.length === 64 ? 'sha256' : 'sha1';
}

/**
 * Reads the source files of a commit from the object database: nothing is checked out. What the working tree holds under
 * the same path with the same bytes is unchanged, and is not read.
 * @param hashOf what git would call the working tree's file
 */
export async function readRevision(
  root: string,
  commit: string,
  hashOf: (path: string) => string | undefined,
  policy: Pick<Policy, 'paths'>,
): Promise<FolderContent> {
  const entries = (await listTree(root, commit)).filter(({ path }) => isSourcePath(path, policy));
  const content: FolderContent = { files: [], skipped: [], unchanged: [] };
  const unknown: TreeEntry[] = [];
  for (const entry of entries) {
    if (hashOf(entry.path) === entry.sha) content.unchanged.push(entry.path);
    else if (entry.size > MAX_READ_BYTES) content.skipped.push(tooLarge(entry.path, entry.size));
    else unknown.push(entry);
  }
  for (const batch of batchesOf(unknown)) content.files.push(...(await readBatch(root, batch)));
  return content;
}

async function listTree(root: string, commit: string, paths: readonly string[] = []): Promise<TreeEntry[]> {
  const question = ['ls-tree', '-r', '-z', '-l', '--full-tree', commit, '--', ...paths];
  const { status, out, err } = await git(root, question);
  if (status !== 0) throw new CannotRun(`git could not list the files of ${commit}: ${err}`);
  return readTreeListing(out.toString());
}

function batchesOf(entries: readonly TreeEntry[]): TreeEntry[][] {
  const batches: TreeEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const batch = batches.at(-1);
    const fits = batch && bytes + entry.size <= BATCH_BYTES;
    if (fits) batch.push(entry);
    else batches.push([entry]);
    bytes = fits ? bytes + entry.size : entry.size;
  }
  return batches;
}

async function readBatch(root: string, entries: readonly TreeEntry[]): Promise<SourceFile[]> {
  if (entries.length === 0) return [];
  const names = entries.map(({ sha }) => `${sha}\n`).join('');
  const { status, out, err } = await git(root, ['cat-file', '--batch'], names);
  const blobs = readBlobBatch(out);
  return entries.map(({ path, sha }) => {
    const bytes = blobs.get(sha);
    if (status !== 0 || !bytes)
      throw new CannotRun(`git could not read ${path} (${sha}): ${err || 'it is missing'}`);
    return { path, bytes };
  });
}
