import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { SkippedFile } from '../detect/finding.ts';
import { isSourcePath } from '../detect/languages.ts';
import type { Policy } from '../policy/policy.ts';
import { listFolder } from './folder-paths.ts';

/** Bytes; beyond it a file is named and not even read, so that one huge file cannot fill the memory. */
export const MAX_READ_BYTES = 64 * 1024 * 1024;

/** Files read at once; the system's limit on open files is often 1,024, and macOS begins at 256. */
const READS_AT_ONCE = 64;

/** `path` is relative to the folder and `/`-separated. */
export interface SourceFile {
  path: string;
  bytes: Uint8Array;
}

/** What a folder gives the pipeline. */
export interface FolderContent {
  files: SourceFile[];
  /** Files that could not be read, by name. */
  skipped: SkippedFile[];
}

type Reading = { file: SourceFile } | { skip: SkippedFile } | null;

/**
 * Reads the source files of a folder: what {@link listFolder} lists, policy does not ignore and an extractor
 * reads. Nothing outside the folder is read, whatever a symbolic link points to.
 * @param root the folder's real path
 */
export async function readFolder(root: string, policy: Pick<Policy, 'paths'>): Promise<FolderContent> {
  return readFiles(root, await listFolder(root), policy);
}

/** The same for some of its files. */
export async function readFiles(
  root: string,
  paths: readonly string[],
  policy: Pick<Policy, 'paths'>,
): Promise<FolderContent> {
  const sources = paths.filter((path) => isSourcePath(path, policy));
  const content: FolderContent = { files: [], skipped: [] };
  for (let start = 0; start < sources.length; start += READS_AT_ONCE) {
    const batch = sources.slice(start, start + READS_AT_ONCE);
    for (const reading of await Promise.all(batch.map((path) => readSource(root, path))))
      keep(content, reading);
  }
  return content;
}

function keep(content: FolderContent, reading: Reading): void {
  if (reading === null) return;
  if ('file' in reading) content.files.push(reading.file);
  else content.skipped.push(reading.skip);
}

async function readSource(root: string, path: string): Promise<Reading> {
  try {
    return await readInside(root, path);
  } catch (error) {
    return unreadable(path, error);
  }
}

async function readInside(root: string, path: string): Promise<Reading> {
  const location = join(root, path);
  const status = await lstat(location);
  if (!status.isFile() || !isInside(root, await realpath(location))) return null;
  if (status.size > MAX_READ_BYTES) return { skip: tooLarge(path, status.size) };
  return { file: { path, bytes: await readFile(location) } };
}

/** Whether a real path lies in a folder, given by its real path too. */
export function isInside(root: string, location: string): boolean {
  return location.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Why the system refused: `ENOENT`, `EACCES` … */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** A file that is not even read. */
export function tooLarge(path: string, size: number): SkippedFile {
  const message = `It has ${size} bytes; files over ${MAX_READ_BYTES} are not read. Split it, or ignore its path in the policy.`;
  return { path, reason: 'too-large', message, suspicious: true };
}

/** A file that git lists and that is gone is no fault; one that is there and stays shut is. */
function unreadable(path: string, error: unknown): Reading {
  const code = reasonOf(error);
  if (path.includes('\uFFFD')) return { skip: badlyNamed(path) };
  if (code === 'ENOENT' || code === 'ENOTDIR') return null;
  const message = `It could not be read (${code}). Give yourself the right to read it, or ignore its path in the policy.`;
  return { skip: { path, reason: 'crashed', message, suspicious: true } };
}

function badlyNamed(path: string): SkippedFile {
  const message = 'Its name is not valid UTF-8, so it could not be opened. Rename it.';
  return { path, reason: 'not-utf8', message, suspicious: true };
}
