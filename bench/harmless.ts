import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder } from '../src/cli/folder-paths.ts';
import { extractTree } from '../src/detect/extract-tree.ts';
import { linkAndJudge } from '../src/detect/judge-tree.ts';
import { sourceLanguage } from '../src/detect/languages.ts';
import type { Vocabulary } from '../src/detect/prefilter.ts';
import { EVERYTHING, prefilterVocabulary } from '../src/detect/prefilter.ts';
import { extractBlob, isSourcePath } from '../src/detect/scan.ts';
import { defaultPolicy } from '../src/policy/defaults.ts';
import type { Tree } from './trees/tree.ts';

const POLICY = defaultPolicy();

/** Whether the prefilter hides nothing in a tree: its findings beside those of a scan that parses every file. */
export async function prefilterCheck(tree: Tree): Promise<string> {
  const [usual, whole] = [await scanned(tree, prefilterVocabulary(POLICY)), await scanned(tree, EVERYTHING)];
  const counts = `${usual.findings.length} findings, ${usual.counts.parsed} of ${usual.counts.files} files parsed`;
  if (JSON.stringify(usual.findings) === JSON.stringify(whole.findings))
    return `${tree.name}: equal (${counts})`;
  const places = new Set(usual.findings.map(({ path, range, rule }) => `${rule} ${path}:${range.startLine}`));
  const hidden = whole.findings
    .map(({ path, range, rule }) => `${rule} ${path}:${range.startLine}`)
    .filter((place) => !places.has(place));
  throw new Error(`${tree.name}: the prefilter changes the findings. It hides:\n${hidden.join('\n')}`);
}

async function scanned({ root }: Tree, vocabulary: Vocabulary) {
  const files = (await listFolder(root))
    .filter((path) => isSourcePath(path, POLICY))
    .map((path) => ({ path, language: sourceLanguage(path) }));
  const extracted = await extractTree(files, vocabulary, (some, words) =>
    Promise.all(
      some.map(({ path, language }) => extractBlob(readFileSync(join(root, path)), language, words)),
    ),
  );
  return linkAndJudge(extracted, POLICY);
}
