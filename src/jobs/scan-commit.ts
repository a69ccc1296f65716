import { createHash } from 'node:crypto';
import { extractTree } from '../detect/extract-tree.ts';
import { type Extraction, nothingToSee } from '../detect/extraction.ts';
import { ENGINE_VERSION, type Language } from '../detect/facts.ts';
import type { ScanResult, SkippedFile } from '../detect/finding.ts';
import { fitsInJson } from '../detect/json-size.ts';
import { isSourcePath, languageOf } from '../detect/languages.ts';
import { MAX_KEPT_FACTS_SIZE } from '../detect/limits.ts';
import { prefilterVocabulary, type Vocabulary } from '../detect/prefilter.ts';
import { readBlobs } from '../github/blobs.ts';
import { type GitHub, orNull } from '../github/client.ts';
import { readTree, type TreeFile } from '../github/trees.ts';
import type { Policy } from '../policy/policy.ts';
import type { Repository } from '../store/repositories.ts';
import { type BlobExtraction, findExtractions, findScan, saveExtractions, saveScan } from '../store/scans.ts';
import { type JobContext, nameOf } from './context.ts';

/** Extractions are saved this many at a time, so that a crash in a large first scan loses little. */
const SAVE_EVERY = 200;

interface SourceFile extends TreeFile {
  language: Language;
}

/** What is read at one commit: its whole tree, and what the scan says of it. */
export interface CommitScan {
  tree: readonly TreeFile[];
  result: ScanResult;
}

/**
 * Scans a commit as `detect` defines it, reading from GitHub only the blobs that no earlier scan has seen.
 */
export async function scanCommit(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  commitSha: string,
  policy: Policy,
): Promise<CommitScan> {
  const start = performance.now();
  const settings = scanSettings(policy);
  const tree = await context.trees.recall(repository.id, commitSha, () =>
    readTree(github, nameOf(repository), commitSha),
  );
  const known = await findScan(context.database, repository.id, commitSha, settings);
  const isKnown = known !== null && !known.skipped.some(isPassing);
  const result = isKnown ? known : await scanTree(context, github, repository, commitSha, tree, policy);
  if (!isKnown) await saveScan(context.database, repository.id, commitSha, settings, result);
  context.observer.scanned({ known: isKnown, seconds: (performance.now() - start) / 1000 });
  return { tree, result };
}

/** What a commit of before shows under the policy of now; `null` if it is lost. */
export async function scanAgain(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  commitSha: string,
  policy: Policy,
): Promise<ScanResult | null> {
  const known = await findScan(context.database, repository.id, commitSha, scanSettings(policy));
  if (known) return known;
  const scan = await orNull(scanCommit(context, github, repository, commitSha, policy));
  return scan?.result ?? null;
}

async function scanTree(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  commitSha: string,
  tree: readonly TreeFile[],
  policy: Policy,
): Promise<ScanResult> {
  const files = sourceFiles(tree, policy);
  const extracted = await extractTree(files, prefilterVocabulary(policy), (some, vocabulary) =>
    extractAll(context, github, repository, commitSha, some, vocabulary),
  );
  return context.scanner.judge(extracted, policy);
}

/** Digest of all that a scan's result depends on besides the commit. */
export function scanSettings(policy: Policy): string {
  const { gateway, provider, paths, rules, services, exceptions } = policy;
  return digest(JSON.stringify([ENGINE_VERSION, gateway, provider, paths, rules, services, exceptions]));
}

function sourceFiles(tree: readonly TreeFile[], policy: Policy): SourceFile[] {
  return tree.flatMap((file) => {
    const language = isSourcePath(file.path, policy) ? languageOf(file.path) : null;
    return language ? [{ ...file, language }] : [];
  });
}

type Extractions = Map<string, Extraction | null>;

/** One extraction a file, from the cache as far as it goes. */
async function extractAll(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  commitSha: string,
  files: readonly SourceFile[],
  vocabulary: Vocabulary,
): Promise<Extraction[]> {
  const engine = `${ENGINE_VERSION}:${vocabulary.digest}`;
  const shas = [...new Set(files.map((file) => file.sha))];
  const known = await findExtractions(context.database, engine, shas);
  const extractions: Extractions = new Map(known.map((row) => [keyOf(row), row.extraction]));
  const unknown = uniqueBy(files, keyOf).filter((file) => !extractions.has(keyOf(file)));
  const batches = new ExtractionBatches(context, vocabulary, engine, extractions);
  await readBlobs(github, nameOf(repository), commitSha, unknown, (file, bytes) => batches.add(file, bytes));
  await batches.flush();
  return files.map((file) => extractions.get(keyOf(file)) ?? nothingToSee(file.language));
}

/** Gathers blobs as they arrive, and extracts and saves them by the batch. */
class ExtractionBatches {
  readonly #context: JobContext;
  readonly #vocabulary: Vocabulary;
  readonly #engine: string;
  readonly #extractions: Extractions;
  #waiting: { file: SourceFile; bytes: Uint8Array }[] = [];

  constructor(context: JobContext, vocabulary: Vocabulary, engine: string, extractions: Extractions) {
    this.#context = context;
    this.#vocabulary = vocabulary;
    this.#engine = engine;
    this.#extractions = extractions;
  }

  async add(file: SourceFile, bytes: Uint8Array): Promise<void> {
    this.#waiting.push({ file, bytes });
    if (this.#waiting.length >= SAVE_EVERY) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    const requests = batch.map(({ file, bytes }) => ({ bytes, language: file.language }));
    const results = await this.#context.scanner.extract(requests, this.#vocabulary);
    const rows = batch.flatMap(({ file }, index) => rowOf(file, results[index]));
    const lasting = rows.filter((row) => isLasting(row.extraction));
    await saveExtractions(this.#context.database, this.#engine, lasting);
    for (const row of rows) this.#extractions.set(keyOf(row), row.extraction);
  }
}

function rowOf(file: SourceFile, extraction: Extraction | undefined): BlobExtraction[] {
  if (!extraction) return [];
  const sawNothing = !extraction.parsed && !extraction.skipped && !extraction.glance;
  return [{ sha: file.sha, language: file.language, extraction: sawNothing ? null : extraction }];
}

/** Worth to be kept for the next scan: what is not is read again, and nothing is hidden. */
function isLasting(extraction: Extraction | null): boolean {
  if (extraction?.skipped && isPassing(extraction.skipped)) return false;
  return fitsInJson(extraction, MAX_KEPT_FACTS_SIZE);
}

/** Skipped for the machine's sake and not the file's: another try may end otherwise. */
function isPassing({ reason }: Pick<SkippedFile, 'reason'>): boolean {
  return reason === 'too-slow' || reason === 'crashed';
}

function keyOf({ sha, language }: { sha: string; language: Language }): string {
  return `${sha} ${language}`;
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
