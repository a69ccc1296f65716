import { extractTree } from '../detect/extract-tree.ts';
import type { Extraction, TreeFile } from '../detect/extraction.ts';
import type { ScanResult } from '../detect/finding.ts';
import { sourceLanguage } from '../detect/languages.ts';
import type { Vocabulary } from '../detect/prefilter.ts';
import { prefilterVocabulary } from '../detect/prefilter.ts';
import type { ExtractRequest } from '../detect/worker/messages.ts';
import { createScanner, type Scanner } from '../detect/worker/pool.ts';
import type { Policy } from '../policy/policy.ts';
import type { FolderContent, SourceFile } from './folder.ts';
import type { Progress } from './progress.ts';

/** What a scan says of one tree. */
export interface TreeScan {
  /** With the files that could not even be read. */
  result: ScanResult;
  /** Every source file of the tree, and those that a parser read. */
  paths: readonly string[];
  parsed: ReadonlySet<string>;
}

/** Files between two steps of the progress: few enough to move, many enough to be read in one go. */
const STEP = 64;

/** What is known of files, by the vocabulary that they were extracted with. */
type Known = Map<Vocabulary, Map<SourceFile, Extraction>>;

/** Scans a tree as it was and as it is; a file that both hold, as the same object, is analysed once. */
export async function scanBoth(
  { before, now }: { before: FolderContent; now: FolderContent },
  policy: Policy,
  progress: Progress,
): Promise<{ before: TreeScan; now: TreeScan }> {
  const scanner = createScanner();
  try {
    const vocabulary = prefilterVocabulary(policy);
    const known: Known = new Map();
    const files = [...new Set([...before.files, ...now.files])];
    await extractAll(scanner, known, files, vocabulary, progress);
    const extract: Extract = (some, words) => extractAll(scanner, known, some, words, NO_PROGRESS);
    const trees = {
      before: await treeOf(before, extract, vocabulary),
      now: await treeOf(now, extract, vocabulary),
    };
    const results = await scanner.judgeBoth(trees, policy);
    return {
      before: treeScan(trees.before, results.before, before),
      now: treeScan(trees.now, results.now, now),
    };
  } finally {
    await scanner.close();
  }
}

type Extract = (files: readonly SourceFile[], vocabulary: Vocabulary) => Promise<Extraction[]>;

const NO_PROGRESS: Pick<Progress, 'reached'> = { reached: () => {} };

async function extractAll(
  scanner: Scanner,
  known: Known,
  files: readonly SourceFile[],
  vocabulary: Vocabulary,
  progress: Pick<Progress, 'reached'>,
): Promise<Extraction[]> {
  const extractions = known.get(vocabulary) ?? new Map<SourceFile, Extraction>();
  known.set(vocabulary, extractions);
  const unknown = files.filter((file) => !extractions.has(file));
  const extractStep = async (step: readonly SourceFile[]) => {
    const results = await scanner.extract(step.map(requestOf), vocabulary);
    for (const [index, file] of step.entries()) {
      const extraction = results[index];
      if (extraction) extractions.set(file, extraction);
    }
    progress.reached(extractions.size, files.length);
  };
  await Promise.all(stepsOf(unknown).map(extractStep));
  return files.map((file) => extractionOf(file, extractions));
}

function requestOf(file: SourceFile): ExtractRequest {
  return { bytes: file.bytes, language: sourceLanguage(file.path) };
}

function stepsOf<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / STEP);
  return Array.from({ length: count }, (_, index) => items.slice(index * STEP, (index + 1) * STEP));
}

function treeOf({ files }: FolderContent, extract: Extract, vocabulary: Vocabulary): Promise<TreeFile[]> {
  const sources = files.map((file) => ({ file, path: file.path, language: sourceLanguage(file.path) }));
  return extractTree(sources, vocabulary, (some, words) =>
    extract(
      some.map(({ file }) => file),
      words,
    ),
  );
}

function treeScan(tree: readonly TreeFile[], result: ScanResult, { skipped }: FolderContent): TreeScan {
  return {
    result: { ...result, skipped: [...result.skipped, ...skipped] },
    paths: tree.map(({ path }) => path),
    parsed: new Set(tree.filter(({ extraction }) => extraction.parsed).map(({ path }) => path)),
  };
}

function extractionOf(file: SourceFile, extractions: ReadonlyMap<SourceFile, Extraction>): Extraction {
  const extraction = extractions.get(file);
  if (!extraction) throw new Error(`The scanner left out ${file.path}.`);
  return extraction;
}
