import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder } from '../src/cli/folder-paths.ts';
import { extractBlob } from '../src/detect/extract.ts';
import type { TreeFile } from '../src/detect/extraction.ts';
import { linkAndJudge } from '../src/detect/judge-tree.ts';
import { isSourcePath, languageOf } from '../src/detect/languages.ts';
import { prefilterVocabulary } from '../src/detect/prefilter.ts';
import { defaultPolicy } from '../src/policy/defaults.ts';
import type { Tree } from './trees/tree.ts';

const POLICY = defaultPolicy();
const VOCABULARY = prefilterVocabulary(POLICY);

/** The engine's own time for a tree of which all facts but one file's are known, as for a second push to a PR. */
export async function warmScan(tree: Tree, turns: number): Promise<string> {
  const paths = (await listFolder(tree.root)).filter((path) => isSourcePath(path, POLICY));
  const files: TreeFile[] = [];
  for (const path of paths) files.push(await readTreeFile(tree, path));
  linkAndJudge(files, POLICY);
  const changed = files.findIndex(({ extraction }) => extraction.parsed);
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) times.push(await rescan(tree, files, changed));
  const sorted = times.sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return `With known facts, one of ${files.length} files of ${tree.name} changed: ${median.toFixed(0)} ms (median of ${turns}).`;
}

/** Milliseconds. */
async function rescan(tree: Tree, files: TreeFile[], changed: number): Promise<number> {
  const path = files[changed]?.path ?? '';
  const start = performance.now();
  const fresh = await readTreeFile(tree, path);
  linkAndJudge(files.with(changed, fresh), POLICY);
  return performance.now() - start;
}

async function readTreeFile({ root }: Tree, path: string): Promise<TreeFile> {
  const language = languageOf(path);
  if (language === null) throw new Error(`${path} is no source file.`);
  return { path, extraction: await extractBlob(readFileSync(join(root, path)), language, VOCABULARY) };
}
