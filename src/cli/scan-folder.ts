import { latin1 } from '../detect/encoding.ts';
import type { ParserName } from '../detect/extract.ts';
import type { SkippedFile } from '../detect/finding.ts';
import { isSourcePath, sourceLanguage } from '../detect/languages.ts';
import { maxBytesOf } from '../detect/limits.ts';
import {
  glanceOf,
  lookAt,
  prefilterVocabulary,
  type Vocabulary,
  vocabularyByPath,
} from '../detect/prefilter.ts';
import { bytesOf } from '../detect/worker/feed.ts';
import { collectGarbage, limitHeapGrowth, MANY_FILES } from '../detect/worker/heap-growth.ts';
import type { TreeSource, TurnedAway } from '../detect/worker/messages.ts';
import { createScanner, type Scanner } from '../detect/worker/pool.ts';
import {
  type JudgeTerms,
  StateLost,
  type StateReader,
  type TreeReader,
} from '../detect/worker/tree-reader.ts';
import type { Policy } from '../policy/policy.ts';
import { type FolderContent, readFiles, readInTurns, type SourceFile } from './folder.ts';
import type { HeadStart } from './head-start.ts';
import type { Progress } from './progress.ts';
import { algorithmOf, type BlobHash, blobHash, readRevision } from './revision-files.ts';
import { type KnownFile, type KnownTree, NO_CACHE, type ScanCache } from './scan-cache.ts';
import { changedPaths } from './scope.ts';
import type { TreeScan } from './tree-scan.ts';

/** What is scanned, and how. */
export interface FolderOrder {
  /** The folder's real path. */
  root: string;
  policy: Policy;
  /** SHA of a commit to compare with; `null` for the folder alone. */
  mergeBase: string | null;
  /** Whose findings are wanted. */
  isAsked(path: string): boolean;
  cache: ScanCache;
  progress: Progress;
  /** What was begun before this was loaded. */
  begun: HeadStart;
}

export interface FolderScan {
  now: TreeScan;
  /** The tree of the commit, and the paths whose content differs; `null` without one. */
  since: { before: TreeScan; changed: ReadonlySet<string> } | null;
}

/** A scan whose threads still run. */
export interface OpenScan {
  /** `null` if nothing changed since the commit. */
  scan: FolderScan | null;
  /** Keeps what is known for the next scan, and ends the threads. */
  settle(): Promise<void>;
}

/**
 * Scans a folder as it is. What is read is looked through at once and forgotten if there is nothing in it, so that
 * memory holds the few files that matter, and a thread reads those while the next ones come from the disk. What is known
 * from the scan before, and has not changed, is neither read nor judged again.
 */
export async function scanFolder(order: FolderOrder): Promise<OpenScan> {
  const known = await order.cache.load();
  try {
    return await scanOpenly(createScanner({ started: [order.begun.thread] }), order, known);
  } catch (error) {
    if (known === null || !(error instanceof StateLost)) throw error;
    return scanOpenly(createScanner(), order, null);
  }
}

async function scanOpenly(scanner: Scanner, order: FolderOrder, known: KnownTree | null): Promise<OpenScan> {
  try {
    const { scan, save } = await scanWith(scanner, order, known);
    const settle = async () => {
      await save().finally(() => scanner.close());
    };
    return { scan, settle };
  } catch (error) {
    await scanner.close();
    throw error;
  }
}

async function scanWith(
  scanner: Scanner,
  { root, policy, mergeBase, isAsked, cache, progress, begun }: FolderOrder,
  known: KnownTree | null,
): Promise<{ scan: FolderScan | null; save(): Promise<void> }> {
  const startedAt = Date.now();
  const vocabulary = prefilterVocabulary(policy);
  const tree = scanner.openTree(vocabulary, policy, known?.state);
  const sources = (await begun.paths).filter((path) => isSourcePath(path, policy));
  if (!known) tree.prepare(parsersFor(sources));
  const isCompared = mergeBase !== null || cache !== NO_CACHE;
  const algorithm = isCompared ? algorithmOf(mergeBase ?? '') : null;
  const isKnown = known && algorithm ? known.test(algorithm) : undefined;
  const content = await readInto(tree, readInTurns(root, sources, isKnown), {
    vocabulary,
    known,
    algorithm,
    onProgress: (done) => progress.reached(done, sources.length),
  });
  const hashOf = (path: string) => content.files.get(path)?.hash;
  const before = mergeBase ? await readRevision(root, mergeBase, hashOf, policy) : null;
  const changed = before && changedPaths({ before, now: content });
  if (changed?.size === 0) return { scan: null, save: async () => {} };
  const isSaved = !known || isWorthSaving(content, startedAt - known.startedAt);
  const draft = isSaved ? await cache.begin({ startedAt, files: content.files }) : null;
  const save = async () => {
    const isWhole = draft && (await tree.save(draft.add).catch(() => false));
    await (isWhole ? draft.keep() : draft?.drop());
  };
  // What was seen of 50,000 files takes 10 MB, and is written down.
  content.files.clear();
  const read = async (some: readonly string[]) => {
    const { files } = await readFiles(root, some, policy);
    return files.map(treeSource);
  };
  try {
    // Code moves from one file that changed to another.
    const asked = askedOf(content, (path) => isAsked(path) || (changed?.has(path) ?? false));
    const terms = { asked, isLast: before === null, keep: draft?.add ?? null };
    const now = await judged(tree, content, read, terms);
    if (!before || !changed) return { scan: { now, since: null }, save };
    const isAskedBefore = (path: string) => isAsked(path) || changed.has(path);
    const base = await scanBefore(
      { scanner, tree, vocabulary, policy, isAsked: isAskedBefore, read },
      before,
    );
    return { scan: { now, since: { before: base, changed } }, save };
  } catch (error) {
    await draft?.drop();
    throw error;
  }
}

/** `null` if all are asked about, which need not be told one by one. */
function askedOf({ paths }: ReadContent, isAsked: (path: string) => boolean): ReadonlySet<string> | null {
  const asked = new Set(paths.filter(isAsked));
  return asked.size < paths.length ? asked : null;
}

/** Of so many files of a language some reach its parser, which takes a tenth of a second to load. */
const SOME_ARE_PARSED = 500;

function parsersFor(sources: readonly string[]): ParserName[] {
  const pythons = sources.filter((path) => sourceLanguage(path) === 'python').length;
  return [
    ...(sources.length - pythons >= SOME_ARE_PARSED ? ['typescript' as const] : []),
    ...(pythons >= SOME_ARE_PARSED ? ['python' as const] : []),
  ];
}

/** To find out a few files anew takes less than to write down what is known of all. */
const WORTH_SAVING = { files: 8, ms: 10 * 60 * 1_000 } as const;

function isWorthSaving({ changes }: ReadContent, age: number): boolean {
  return changes >= WORTH_SAVING.files || (changes > 0 && age >= WORTH_SAVING.ms);
}

type ReadSources = (paths: readonly string[]) => Promise<TreeSource[]>;

async function judged(
  tree: StateReader,
  { paths, skipped, unchanged }: ReadContent,
  read: ReadSources,
  terms: JudgeTerms,
): Promise<TreeScan> {
  const judging = tree.judge(paths, { unchanged, read }, terms);
  if (paths.length - unchanged.size >= MANY_FILES) {
    limitHeapGrowth();
    // From here on this thread has next to nothing to do, so that V8 would not look for what can go of all that it read.
    setImmediate(collectGarbage);
  }
  const { result, parsed } = await judging;
  return { result: { ...result, skipped: [...result.skipped, ...skipped] }, paths, parsed: new Set(parsed) };
}

interface BeforeTerms {
  scanner: Scanner;
  /** The tree as it is now, which is judged. */
  tree: TreeReader;
  vocabulary: Vocabulary;
  policy: Policy;
  isAsked(path: string): boolean;
  /** Reads the working tree. */
  read: ReadSources;
}

/** Judges the tree of a commit, as far as it differs from the working tree. */
async function scanBefore(
  { scanner, tree, vocabulary, policy, isAsked, read }: BeforeTerms,
  before: FolderContent,
): Promise<TreeScan> {
  const own = new Map(before.files.map((file) => [file.path, file]));
  const readBefore = async (paths: readonly string[]) => {
    const there = await read(paths.filter((path) => !own.has(path)));
    const changed = paths.flatMap((path) => own.get(path) ?? []);
    return [...changed.map(treeSource), ...there];
  };
  const terms = { vocabulary, algorithm: null, known: null, onProgress: () => {} };
  try {
    const content = await readInto(tree.before, inOneGo(before), terms);
    return await judged(tree.before, content, readBefore, { asked: askedOf(content, isAsked) });
  } catch (error) {
    if (!(error instanceof StateLost)) throw error;
    const sources = await readBefore([...before.unchanged, ...own.keys()]);
    const whole = { ...before, files: sources, unchanged: [] };
    const alone = scanner.openTree(vocabulary, policy);
    return judged(alone, await readInto(alone, inOneGo(whole), terms), readBefore, { isLast: true });
  }
}

async function* inOneGo(content: FolderContent): AsyncGenerator<FolderContent> {
  yield content;
}

/** Bytes that are handed over in one go to a thread that is busy; one that is not waits for no more. */
const BATCH_BYTES = 200_000;

interface ReadTerms {
  vocabulary: Vocabulary;
  known: KnownTree | null;
  /** How contents are named; `null` if they are compared with none. */
  algorithm: BlobHash | null;
  onProgress(files: number): void;
}

/** What was seen of a tree's files while they were read. */
interface ReadContent {
  /** In order. */
  paths: string[];
  skipped: SkippedFile[];
  /** Those that are as the state before has them. */
  unchanged: Set<string>;
  /** By path, what the next scan knows them by. */
  files: Map<string, KnownFile>;
  /** How many files came, went or have to be looked at more closely than their stamps. */
  changes: number;
}

async function readInto(
  tree: StateReader,
  contents: AsyncIterable<FolderContent>,
  { vocabulary, known, algorithm, onProgress }: ReadTerms,
): Promise<ReadContent> {
  const skipped: SkippedFile[] = [];
  const unchanged = new Set<string>();
  const files = new Map<string, KnownFile>();
  const reading: Promise<void>[] = [];
  const paths: string[] = [];
  let batch: TreeSource[] = [];
  let turnedAway: TurnedAway[] = [];
  let underWay = 0;
  let changes = 0;
  for await (const content of contents) {
    skipped.push(...content.skipped);
    const changed: SourceFile[] = [];
    for (const path of content.unchanged) {
      unchanged.add(path);
      const file = known?.files.get(path);
      if (file) files.set(path, file);
    }
    for (const file of content.files) {
      const hash = file.stamp && algorithm ? blobHash(file.bytes, algorithm) : '';
      if (file.stamp && hash !== '') {
        files.set(file.path, { ...file.stamp, hash });
        changes++;
      }
      if (hash !== '' && known?.files.get(file.path)?.hash === hash) unchanged.add(file.path);
      else changed.push(file);
    }
    paths.push(...content.files.map(({ path }) => path), ...content.unchanged);
    // A thread that has nothing to do looks through the files itself, once it has come to read one.
    const isIdle = underWay === 0 && reading.length > 0;
    const wanted = isIdle
      ? changed.map(ownSource)
      : worthReading(changed, vocabulary, turnedAway).map((file) => ({
          ...ownSource(file),
          isLetThrough: true as const,
        }));
    batch.push(...wanted);
    if (batch.length === 0 || (bytesOf(batch) < BATCH_BYTES && underWay > 0)) continue;
    const done = paths.length;
    underWay++;
    const read = tree.read(batch, turnedAway).then(() => {
      underWay--;
      onProgress(done);
    });
    reading.push(read);
    [batch, turnedAway] = [[], []];
  }
  await Promise.all([...reading, tree.read(batch, turnedAway)]);
  paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (const path of known?.files.keys() ?? []) if (!files.has(path)) changes++;
  return { paths, skipped, unchanged, files, changes };
}

/** Of the others, what they import is noted: those that matter may call for them. */
function worthReading(
  files: readonly SourceFile[],
  vocabulary: Vocabulary,
  turnedAway: TurnedAway[],
): SourceFile[] {
  const wordsOf = vocabularyByPath(vocabulary);
  return files.filter(({ path, bytes }) => {
    const language = sourceLanguage(path);
    // What is too large is not looked at, which bounds the time that this takes: it is skipped by name.
    if (bytes.length > maxBytesOf(language)) return true;
    const seen = latin1(bytes);
    const sight = lookAt(seen, language, wordsOf(path, language));
    if (sight.mayMatter) return true;
    const glance = glanceOf(seen, language, sight);
    if (glance) turnedAway.push({ path, glance: JSON.stringify(glance) });
    return false;
  });
}

function treeSource({ path, bytes }: SourceFile): TreeSource {
  return { path, bytes, language: sourceLanguage(path) };
}

/** With bytes of its own: to be read later, and handed over. */
function ownSource(file: SourceFile): TreeSource {
  return { ...treeSource(file), bytes: new Uint8Array(file.bytes) };
}
