import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ENGINE_VERSION } from '../detect/facts.ts';
import { prefilterVocabulary } from '../detect/prefilter.ts';
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
  /** For the tree's reader. */
  state: Uint8Array;
  /** Tells files that have not changed since, whose content is named by this algorithm. */
  test(algorithm: BlobHash): IsKnown;
}

/** What a scan leaves to the next one of the same tree. */
export interface ScanMemory {
  /** When it began, in milliseconds. */
  startedAt: number;
  files: ReadonlyMap<string, KnownFile>;
  /** Writes down what the tree's reader knows, which takes time and room. */
  state(): Promise<Uint8Array | null>;
}

/** Keeps what is known of a tree between two scans. It never fails a scan: what cannot be read or written is not kept. */
export interface ScanCache {
  /** `null` if nothing is known, or what is known was found out by another version or policy. */
  load(): Promise<KnownTree | null>;
  save(memory: ScanMemory): Promise<void>;
}

export const NO_CACHE: ScanCache = { load: async () => null, save: async () => {} };

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
    save: (memory) => save(folder, file, key, memory).catch(() => {}),
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
const FORMAT = 2;

interface Header {
  key: string;
  startedAt: number;
  /** Of the state that follows. */
  crc: number;
  files: [path: string, ...stamp: [number, number, number, number], hash: string][];
}

async function load(file: string, key: string): Promise<KnownTree | null> {
  if ((await stat(file)).uid !== (process.getuid?.() ?? 0)) return null;
  const content = await readFile(file);
  const end = content.indexOf('\n');
  const header: Header = JSON.parse(content.toString('utf8', 0, end));
  const state = content.subarray(end + 1);
  if (header.key !== key || header.crc !== crc32(state)) return null;
  const files = new Map(
    header.files.map(([path, size, mtimeMs, ctimeMs, ino, hash]) => [
      path,
      { size, mtimeMs, ctimeMs, ino, hash },
    ]),
  );
  return {
    startedAt: header.startedAt,
    files,
    state,
    test: (algorithm) => isKnownAmong(files, header.startedAt, algorithm),
  };
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
const MAX_STATE_BYTES = 512 * 1024 * 1024;

async function save(folder: string, file: string, key: string, memory: ScanMemory): Promise<void> {
  const { startedAt, files } = memory;
  const state = await memory.state();
  if (state === null || state.length > MAX_STATE_BYTES) return;
  const stamps = [...files].map(([path, { size, mtimeMs, ctimeMs, ino, hash }]): Header['files'][number] => [
    path,
    size,
    mtimeMs,
    ctimeMs,
    ino,
    hash,
  ]);
  const header: Header = { key, startedAt, crc: crc32(state), files: stamps };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Whoever reads it meanwhile has the old one or the new one.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, [`${JSON.stringify(header)}\n`, state], { mode: 0o600 });
  await rename(draft, file);
  await tidy(folder);
}

/** Milliseconds after which what nobody scanned again is taken away. */
const LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;

async function tidy(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (/\.scan(?:\.\d+)?$/.test(name) && (await stat(file)).mtimeMs < Date.now() - LIFETIME_MS)
      await rm(file);
  }
}
