import type { Extraction } from '../detect/extraction.ts';
import type { ScanResult } from '../detect/finding.ts';
import { languageOf } from '../detect/languages.ts';
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

type Extractions = ReadonlyMap<SourceFile, Extraction>;

/** Scans a tree as it was and as it is; a file that both hold, as the same object, is analysed once. */
export async function scanBoth(
  { before, now }: { before: FolderContent; now: FolderContent },
  policy: Policy,
  progress: Progress,
): Promise<{ before: TreeScan; now: TreeScan }> {
  const scanner = createScanner();
  try {
    const files = [...new Set([...before.files, ...now.files])];
    const extractions = await extractAll(scanner, files, policy, progress);
    return {
      before: await judgeTree(scanner, before, extractions, policy),
      now: await judgeTree(scanner, now, extractions, policy),
    };
  } finally {
    await scanner.close();
  }
}

async function extractAll(
  scanner: Scanner,
  files: readonly SourceFile[],
  policy: Policy,
  progress: Progress,
): Promise<Extractions> {
  const vocabulary = prefilterVocabulary(policy);
  const extractions = new Map<SourceFile, Extraction>();
  const extractStep = async (step: readonly SourceFile[]) => {
    const results = await scanner.extract(step.map(requestOf), vocabulary);
    for (const [index, file] of step.entries()) {
      const extraction = results[index];
      if (extraction) extractions.set(file, extraction);
    }
    progress.reached(extractions.size, files.length);
  };
  await Promise.all(stepsOf(files).map(extractStep));
  return extractions;
}

/** Every source file has a language: one without would shift the answers of those behind it, so it is refused. */
function requestOf({ path, bytes }: SourceFile): ExtractRequest {
  const language = languageOf(path);
  if (language === null) throw new Error(`${path} is no source file.`);
  return { bytes, language };
}

function stepsOf<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / STEP);
  return Array.from({ length: count }, (_, index) => items.slice(index * STEP, (index + 1) * STEP));
}

async function judgeTree(
  scanner: Scanner,
  { files, skipped }: FolderContent,
  extractions: Extractions,
  policy: Policy,
): Promise<TreeScan> {
  const tree = files.map((file) => ({ path: file.path, extraction: extractionOf(file, extractions) }));
  const result = await scanner.judge(tree, policy);
  return {
    result: { ...result, skipped: [...result.skipped, ...skipped] },
    paths: tree.map(({ path }) => path),
    parsed: new Set(tree.filter(({ extraction }) => extraction.parsed).map(({ path }) => path)),
  };
}

function extractionOf(file: SourceFile, extractions: Extractions): Extraction {
  const extraction = extractions.get(file);
  if (!extraction) throw new Error(`The scanner left out ${file.path}.`);
  return extraction;
}
