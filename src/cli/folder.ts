import { closeSync, lstatSync, openSync, readFileSync, readSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SkippedFile } from '../detect/finding.ts';
import { inPieces } from '../detect/in-pieces.ts';
import { isSourcePath } from '../detect/languages.ts';
import type { Policy } from '../policy/policy.ts';

/** Bytes; beyond it a file is named and not even read, so that one huge file cannot fill the memory. */
export const MAX_READ_BYTES = 64 * 1024 * 1024;

/** Files read in one turn of the event loop. Reading 5,000 files takes 0.1 s in turns and 0.5 s file by file. */
const READS_AT_ONCE = 64;

/** Bytes that the files of one turn share; what does not fit in has room of its own. */
const SHARED_BYTES = 1_000_000;

/** `path` is relative to the folder and `/`-separated. */
export interface SourceFile {
  path: string;
  bytes: Uint8Array;
  /** Taken before it was read; left out of what comes from no disk. */
  stamp?: FileStamp;
}

/** What a disk says of a file without reading it; times in milliseconds. */
export type FileStamp = Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'>;

/** What a folder gives the pipeline. */
export interface FolderContent {
  files: SourceFile[];
  /** Files that could not be read, by name. */
  skipped: SkippedFile[];
  /** Files that are known already. */
  unchanged: string[];
}

type Reading = { file: SourceFile } | { skip: SkippedFile } | { unchanged: string } | null;

/** Whether a file is known as it is now. */
export type IsKnown = (path: string, stamp: FileStamp) => boolean;

/**
 * Reads some source files of a folder: what policy does not ignore and an extractor reads. Nothing outside the folder is
 * read, whatever a symbolic link points to.
 * @param root the folder's real path
 */
export async function readFiles(
  root: string,
  paths: readonly string[],
  policy: Pick<Policy, 'paths'>,
): Promise<FolderContent> {
  const sources = paths.filter((path) => isSourcePath(path, policy));
  const content: FolderContent = { files: [], skipped: [], unchanged: [] };
  for await (const { files, skipped } of readInTurns(root, sources)) {
    content.files.push(...files.map((file) => ({ ...file, bytes: new Uint8Array(file.bytes) })));
    content.skipped.push(...skipped);
  }
  return content;
}

/**
 * Reads files a few at a time, in order, for whoever need not have them all at once; what is known is not read. Their
 * bytes are there until the next ones are asked for: thousands of buffers that wait to be collected would take 15 MB.
 */
export async function* readInTurns(
  root: string,
  paths: readonly string[],
  isKnown: IsKnown = () => false,
): AsyncGenerator<FolderContent> {
  const isFolderInside = folderTest(root);
  const room = createRoom(SHARED_BYTES);
  for (const some of inPieces(paths, READS_AT_ONCE)) {
    const content: FolderContent = { files: [], skipped: [], unchanged: [] };
    for (const path of some) keep(content, readSource(root, path, { isFolderInside, isKnown, room }));
    yield content;
    room.clear();
    await setImmediate();
  }
}

function keep(content: FolderContent, reading: Reading): void {
  if (reading === null) return;
  if ('file' in reading) content.files.push(reading.file);
  else if ('unchanged' in reading) content.unchanged.push(reading.unchanged);
  else content.skipped.push(reading.skip);
}

type FolderTest = (folder: string) => boolean;

/** Tells whether a folder is really inside; asked once a folder, since the answer costs as much as a file. */
function folderTest(root: string): FolderTest {
  const known = new Map<string, boolean>();
  return (folder) => {
    const answer = known.get(folder) ?? (folder === root || isInside(root, realpathSync.native(folder)));
    known.set(folder, answer);
    return answer;
  };
}

interface ReadTerms {
  isFolderInside: FolderTest;
  isKnown: IsKnown;
  room: Room;
}

function readSource(root: string, path: string, terms: ReadTerms): Reading {
  try {
    return readInside(root, path, terms);
  } catch (error) {
    return unreadable(path, error);
  }
}

function readInside(root: string, path: string, { isFolderInside, isKnown, room }: ReadTerms): Reading {
  const location = join(root, path);
  const status = lstatSync(location);
  if (!status.isFile() || !isFolderInside(dirname(location))) return null;
  const { size, mtimeMs, ctimeMs, ino } = status;
  if (size > MAX_READ_BYTES) return { skip: tooLarge(path, size) };
  const stamp: FileStamp = { size, mtimeMs, ctimeMs, ino };
  if (isKnown(path, stamp)) return { unchanged: path };
  return { file: { path, bytes: room.read(location, size) ?? readFileSync(location), stamp } };
}

/** Room for files, one behind the other. */
interface Room {
  /** `null` if the file does not fit into what is left. */
  read(location: string, size: number): Uint8Array | null;
  /** Makes room for others: what was read is gone. */
  clear(): void;
}

function createRoom(size: number): Room {
  const bytes = new Uint8Array(size);
  let used = 0;

  function read(file: number): Uint8Array | null {
    for (let end = used; end < bytes.length; ) {
      const count = readSync(file, bytes, end, bytes.length - end, null);
      if (count === 0) {
        const whole = bytes.subarray(used, end);
        used = end;
        return whole;
      }
      end += count;
    }
    return null;
  }

  return {
    read(location, expected) {
      if (used + expected >= bytes.length) return null;
      const file = openSync(location, 'r');
      try {
        return read(file);
      } finally {
        closeSync(file);
      }
    },
    clear() {
      used = 0;
    },
  };
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
