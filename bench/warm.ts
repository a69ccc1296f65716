import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder } from '../src/cli/folder-paths.ts';
import { extractBlob } from '../src/detect/extract.ts';
import type { TreeFile } from '../src/detect/extraction.ts';
import type { JudgedTree } from '../src/detect/judge-tree.ts';
import { judgeTree, rejudgeTree } from '../src/detect/judge-tree.ts';
import { isSourcePath, sourceLanguage } from '../src/detect/languages.ts';
import type { Vocabulary } from '../src/detect/prefilter.ts';
import { EVERYTHING, prefilterVocabulary } from '../src/detect/prefilter.ts';
import type { Reach } from '../src/detect/reach/reach.ts';
import { createReach } from '../src/detect/reach/reach.ts';
import { defaultPolicy } from '../src/policy/defaults.ts';
import type { Tree } from './trees/tree.ts';

const POLICY = defaultPolicy();
const VOCABULARY = prefilterVocabulary(POLICY);

/** A tree of which everything is known. */
interface KnownTree {
  tree: Tree;
  files: TreeFile[];
  reach: Reach;
  judged: JudgedTree;
}

/** Files that change, one after the other, spread over those that are parsed; the first warm the code up. */
const CHANGED_FILES = 40;
const WARM_UP = 10;

/**
 * The engine's own time for a tree of which all is known but one file that changed, as for a second push to a PR: to
 * read and extract that file, to see which others it calls for, and to link and judge what depends on it. Listing and
 * hashing the tree, and loading what is known of it, are not in it.
 */
export async function warmScan(tree: Tree, turns: number): Promise<string> {
  const known = await knownTree(tree);
  const parsed = known.files.flatMap(({ path, extraction }, index) =>
    extraction.parsed && changeOf(path) !== null ? [index] : [],
  );
  const changed = Array.from(
    { length: CHANGED_FILES },
    (_, turn) => parsed[Math.floor((turn * parsed.length) / CHANGED_FILES)] ?? 0,
  );
  for (const index of changed.slice(0, WARM_UP)) await rescan(known, index, -1);
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    for (const index of changed) times.push(await rescan(known, index, turn));
  }
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(0);
  return `With all else known, one of ${known.files.length} files of ${tree.name} changed (${CHANGED_FILES} different ones): ${at(0.5)} ms in the median, ${at(0.9)} ms for nine in ten.`;
}

async function knownTree(tree: Tree): Promise<KnownTree> {
  const paths = (await listFolder(tree.root)).filter((path) => isSourcePath(path, POLICY));
  const files: TreeFile[] = [];
  for (const path of paths) files.push(await fileOf(path, contentOf(tree, path), VOCABULARY));
  const reach = createReach(files, VOCABULARY);
  await readWanted(tree, files, reach);
  return { tree, files, reach, judged: judgeTree(files, POLICY) };
}

/** Milliseconds. */
async function rescan(
  { tree, files, reach, judged }: KnownTree,
  index: number,
  turn: number,
): Promise<number> {
  const path = files[index]?.path ?? '';
  const start = performance.now();
  const bytes = Buffer.concat([contentOf(tree, path), Buffer.from(`\n${changeOf(path)} // ${turn}\n`)]);
  const fresh = await fileOf(path, bytes, EVERYTHING);
  const next = files.with(index, fresh);
  reach.parsed(index, fresh.extraction.facts);
  await readWanted(tree, next, reach);
  rejudgeTree(judged, next);
  return performance.now() - start;
}

async function readWanted(tree: Tree, files: TreeFile[], reach: Reach): Promise<void> {
  for (let wanted = reach.wanted(); wanted.length > 0; wanted = reach.wanted()) {
    for (const index of wanted) {
      const path = files[index]?.path ?? '';
      const file = await fileOf(path, contentOf(tree, path), EVERYTHING);
      files[index] = file;
      reach.parsed(index, file.extraction.facts);
    }
  }
}

/** A statement that is added to a file; `null` if it is no code. */
function changeOf(path: string): string | null {
  if (/\.pyi?$/.test(path)) return 'changed = fetch("https://example.com/v1/status")  #';
  return /\.[mc]?[jt]sx?$/.test(path) ? 'fetch("https://example.com/v1/status");' : null;
}

function contentOf({ root }: Tree, path: string): Uint8Array {
  return readFileSync(join(root, path));
}

async function fileOf(path: string, bytes: Uint8Array, vocabulary: Vocabulary): Promise<TreeFile> {
  const language = sourceLanguage(path);
  return { path, extraction: await extractBlob(bytes, language, vocabulary) };
}
