import type { SkippedFile } from '../detect/finding.ts';
import { isSourcePath, sourceLanguage } from '../detect/languages.ts';
import { maxBytesOf } from '../detect/limits.ts';
import { glanceOf, lookAt, prefilterVocabulary, type Vocabulary } from '../detect/prefilter.ts';
import type { TreeSource } from '../detect/worker/messages.ts';
import { createScanner } from '../detect/worker/pool.ts';
import type { TreeReader } from '../detect/worker/tree-reader.ts';
import type { Policy } from '../policy/policy.ts';
import { type FolderContent, readFiles, readInTurns, type SourceFile } from './folder.ts';
import { listFolder } from './folder-paths.ts';
import type { Progress } from './progress.ts';
import type { TreeScan } from './tree-scan.ts';

/**
 * Scans a folder as it is. What is read is looked through at once and forgotten if there is nothing in it, so that
 * memory holds the few files that matter, and a thread reads those while the next ones come from the disk.
 */
export async function scanFolder(root: string, policy: Policy, progress: Progress): Promise<TreeScan> {
  const scanner = createScanner();
  try {
    const vocabulary = prefilterVocabulary(policy);
    // Its thread starts while files are listed.
    const tree = scanner.openTree(vocabulary);
    const sources = (await listFolder(root)).filter((path) => isSourcePath(path, policy));
    const { paths, skipped, glances } = await readInto(tree, readInTurns(root, sources), vocabulary, (done) =>
      progress.reached(done, sources.length),
    );
    const read = async (some: readonly string[]) => {
      const { files } = await readFiles(root, some, policy);
      return files.map(treeSource);
    };
    const { result, parsed } = await tree.judge(paths, policy, { glances, read });
    return {
      result: { ...result, skipped: [...result.skipped, ...skipped] },
      paths,
      parsed: new Set(parsed),
    };
  } finally {
    await scanner.close();
  }
}

/** Bytes that are handed over in one go: enough to pay for a message, and soon enough to lose no time. */
const BATCH_BYTES = 200_000;

async function readInto(
  tree: TreeReader,
  contents: AsyncIterable<FolderContent>,
  vocabulary: Vocabulary,
  onProgress: (files: number) => void,
): Promise<{ paths: string[]; skipped: SkippedFile[]; glances: Map<string, string> }> {
  const paths: string[] = [];
  const glances = new Map<string, string>();
  const skipped: SkippedFile[] = [];
  const reading: Promise<void>[] = [];
  let batch: TreeSource[] = [];
  for await (const content of contents) {
    paths.push(...content.files.map(({ path }) => path));
    skipped.push(...content.skipped);
    batch.push(...worthReading(content, vocabulary, glances));
    // The first files go at once: their parser is loaded while the next ones come from the disk.
    if (batch.length === 0 || (bytesOf(batch) < BATCH_BYTES && reading.length > 0)) continue;
    const done = paths.length;
    reading.push(tree.read(batch).then(() => onProgress(done)));
    batch = [];
  }
  await Promise.all([...reading, tree.read(batch)]);
  return { paths, skipped, glances };
}

/** Of the others, what they import is noted: those that matter may call for them. */
function worthReading(
  { files }: FolderContent,
  vocabulary: Vocabulary,
  glances: Map<string, string>,
): TreeSource[] {
  return files.map(treeSource).filter(({ path, bytes, language }) => {
    // What is too large is not looked at, which bounds the time that this takes: it is skipped by name.
    if (bytes.length > maxBytesOf(language)) return true;
    const sight = lookAt(bytes, language, vocabulary);
    if (sight.mayMatter) return true;
    const glance = glanceOf(bytes, language, sight);
    if (glance) glances.set(path, JSON.stringify(glance));
    return false;
  });
}

function treeSource({ path, bytes }: SourceFile): TreeSource {
  return { path, bytes, language: sourceLanguage(path) };
}

function bytesOf(batch: readonly TreeSource[]): number {
  return batch.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
