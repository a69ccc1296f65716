import { createHash } from 'node:crypto';
import { constants, type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ENGINE_VERSION } from '../detect/facts.ts';
import { inPieces } from '../detect/in-pieces.ts';
import { prefilterVocabulary } from '../detect/prefilter.ts';
import type { KeepPiece, SavedPieces } from '../detect/worker/tree-reader.ts';
import { makeFolder } from '../folders.ts';
import { IS_BUILT } from '../package.ts';
import type { Policy } from '../policy/policy.ts';
import type { FileStamp, IsKnown } from './folder.ts';
import type { BlobHash } from './revision-files.ts';
import { tollgateVersion } from './version.ts';

/** A file that was scanned before; `hash` is what git calls its content. */
export interface KnownFile extends FileStamp {
  hash: string;
}

/** What is known of a tree from the scan before. */
export interface KnownTree {
  /** When that scan began, in milliseconds. */
  startedAt: number;
  files: ReadonlyMap<string, KnownFile>;
  /** For the tree's reader, to be read once. It ends with an error where something is missing or damaged. */
  state: SavedPieces;
  /** Tells files that have not changed since, whose content is named by this algorithm. */
  test(algorithm: BlobHash): IsKnown;
}

/** What a scan leaves to the next one of the same tree, besides what the tree's reader knows. */
export interface ScanMemory {
  /** When it began, in milliseconds. */
  startedAt: number;
  files: ReadonlyMap<string, KnownFile>;
}

/** Keeps what is known of a tree between two scans. It never fails a scan: what cannot be read or written is not kept. */
export interface ScanCache {
  /** `null` if nothing is known, or what is known was found out by another version or policy. */
  load(): Promise<KnownTree | null>;
  /** `null` if nothing is kept. */
  begin(memory: ScanMemory): Promise<Draft | null>;
}

/** What is being written down; it is there for other scans once it is kept. */
export interface Draft {
  /** The next piece of what the tree's reader knows. */
  add: KeepPiece;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

export const NO_CACHE: ScanCache = { load: async () => null, begin: async () => null };

/** Where caches are; an absolute path. */
const FOLDER_VARIABLE = 'TOLLGATE_CACHE_DIR';

/**
 * The user's own cache of a tree, never one in the tree: that may be a stranger's, who would say there what the findings
 * are. Code that runs from its sources changes without a new version, so there the folder has to be named.
 */
export function scanCache(
  root: string,
  policy: Policy,
  environment: NodeJS.ProcessEnv = process.env,
): ScanCache {
  const named = environment[FOLDER_VARIABLE];
  const folder = named && isAbsolute(named) ? named : IS_BUILT ? cacheHome(environment) : null;
  if (folder === null) return NO_CACHE;
  const file = join(folder, `${createHash('sha256').update(root).digest('hex').slice(0, 32)}.scan`);
  const key = keyOf(policy);
  return {
    load: () => load(file, key).catch(() => null),
    begin: (memory) => begin(folder, file, key, memory).catch(() => null),
  };
}

function cacheHome({ XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv): string {
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'tollgate');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'tollgate', 'Cache');
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'tollgate');
}

function keyOf(policy: Policy): string {
  const { digest } = prefilterVocabulary(policy);
  const versions = [tollgateVersion(), ENGINE_VERSION, process.versions.v8, process.arch];
  return createHash('sha256')
    .update(JSON.stringify([FORMAT, ...versions, digest, policy]))
    .digest('hex');
}

/** Raised when the file's form changes. */
const FORMAT = 4;

/** What comes first, as JSON. */
interface Header {
  key: string;
  startedAt: number;
  /** How many pieces of files follow. */
  parts: number;
}

/** Files by their paths, as JSON. */
type Files = [path: string, file: KnownFile][];

/** Files of which one piece tells. */
const FILES_AT_ONCE = 2_000;

async function load(path: string, key: string): Promise<KnownTree | null> {
  // Nobody may ever write into a pipe that stands in its place.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = await file.stat();
  const pieces = piecesIn(file, stats.size);
  const isOwn = stats.isFile() && stats.uid === (process.getuid?.() ?? 0);
  const known = isOwn ? await knownTree(pieces, key).catch(() => null) : null;
  if (!known) await file.close();
  return known;
}

async function knownTree(pieces: Pieces, key: string): Promise<KnownTree | null> {
  const { key: ofThat, startedAt, parts }: Header = await jsonIn(pieces);
  if (ofThat !== key) return null;
  const files = new Map<string, KnownFile>();
  for (let part = 0; part < parts; part++) {
    const some: Files = await jsonIn(pieces);
    for (const [path, file] of some) files.set(path, file);
  }
  return { startedAt, files, state: pieces, test: (algorithm) => isKnownAmong(files, startedAt, algorithm) };
}

async function jsonIn(pieces: Pieces) {
  const { value } = await pieces.next();
  return JSON.parse(Buffer.from(value ?? []).toString());
}

/** Milliseconds that a file system may be behind: what was written later may have been written after it was read. */
const CLOCK_SLACK_MS = 2_000;

function isKnownAmong(files: KnownTree['files'], startedAt: number, algorithm: BlobHash): IsKnown {
  const digits = algorithm === 'sha1' ? 40 : 64;
  return (path, { size, mtimeMs, ctimeMs, ino }) => {
    const known = files.get(path);
    return (
      known !== undefined &&
      known.hash.length === digits &&
      known.size === size &&
      known.mtimeMs === mtimeMs &&
      known.ctimeMs === ctimeMs &&
      known.ino === ino &&
      Math.max(mtimeMs, ctimeMs) < startedAt - CLOCK_SLACK_MS
    );
  };
}

/** Bytes; what takes more is not worth reading again. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Of a piece its length and its CRC, before it; behind the last piece stands one of length 0. */
const FRAME_BYTES = 8;

function frameOf(piece: Uint8Array): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.writeUInt32LE(piece.length);
  frame.writeUInt32LE(crc32(piece), 4);
  return frame;
}

type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>, void>;

/** Closes the file behind the last piece. Throws where it is cut off or damaged. */
async function* piecesIn(file: FileHandle, size: number): Pieces {
  try {
    for (let at = 0; ; ) {
      const frame = Buffer.from(await read(file, at, FRAME_BYTES));
      const [length, crc] = [frame.readUInt32LE(), frame.readUInt32LE(4)];
      at += FRAME_BYTES;
      if (length === 0) return;
      if (at + length > size) throw new Error('It is cut off.');
      const piece = await read(file, at, length);
      if (crc32(piece) !== crc) throw new Error('It is damaged.');
      at += length;
      yield piece;
    }
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new Error('It is cut off.');
    done += bytesRead;
  }
  return bytes;
}

async function begin(folder: string, path: string, key: string, memory: ScanMemory): Promise<Draft> {
  await makeFolder(folder, 0o700);
  // Whoever reads it meanwhile has the old one or the new one.
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, 'w', 0o600);
  let size = 0;
  let isWhole = true;

  async function add(piece: Uint8Array): Promise<void> {
    size += piece.length;
    isWhole &&= size <= MAX_BYTES;
    if (!isWhole) return;
    try {
      await file.appendFile(frameOf(piece));
      await file.appendFile(piece);
    } catch {
      isWhole = false;
    }
  }

  async function end(isKept: boolean): Promise<void> {
    await add(new Uint8Array());
    await file.close();
    if (isKept && isWhole) await rename(draft, path);
    else await rm(draft);
    await tidy(folder);
  }

  for (const part of partsOf(key, memory)) await add(Buffer.from(JSON.stringify(part)));
  return { add, keep: () => end(true).catch(() => {}), drop: () => end(false).catch(() => {}) };
}

function* partsOf(key: string, { startedAt, files }: ScanMemory): Generator<Header | Files> {
  const all: Files = [...files];
  yield { key, startedAt, parts: Math.ceil(all.length / FILES_AT_ONCE) };
  yield* inPieces(all, FILES_AT_ONCE);
}

/** Milliseconds after which what nobody scanned again is taken away, and what a scan began that was stopped. */
const LIFETIMES_MS: readonly [RegExp, number][] = [
  [/\.scan$/, 30 * 24 * 60 * 60 * 1_000],
  [/\.scan\.\d+$/, 60 * 60 * 1_000],
];

async function tidy(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, lifetime] = LIFETIMES_MS.find(([pattern]) => pattern.test(name)) ?? [];
    const file = join(folder, name);
    if (lifetime !== undefined && (await stat(file)).mtimeMs < Date.now() - lifetime) await rm(file);
  }
}
