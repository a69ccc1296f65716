import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder } from '../src/cli/folder-paths.ts';
import { isSourcePath } from '../src/detect/languages.ts';
import { defaultPolicy } from '../src/policy/defaults.ts';
import type { Contender } from './contenders/contender.ts';
import { runOnce } from './measure.ts';
import type { Tree } from './trees/tree.ts';

/** Files that are changed one after the other, spread over those that import something. */
const CHANGED_FILES = 9;

const QUESTIONS = {
  'scan FILE': (file: string) => ['scan', file],
  'scan --base HEAD FILE': (file: string) => ['scan', '--base', 'HEAD', file],
  'scan --no-cache FILE': (file: string) => ['scan', '--no-cache', file],
} as const;

/**
 * What a pre-commit hook waits for: one file of the tree changed, and all else is known from the scan before. Whole
 * processes, their start included.
 */
export async function hookTimes(tree: Tree, tollgate: Contender, folder: string): Promise<string> {
  const cache = join(folder, 'cache');
  rmSync(cache, { recursive: true, force: true });
  process.env.TOLLGATE_CACHE_DIR = cache;
  const [node = '', program = ''] = tollgate.commandFor(tree);
  runOnce('the first scan', [node, program, 'scan', tree.root]);
  const files = await changedFiles(tree);
  const lines = Object.entries(QUESTIONS).map(([name, argumentsFor]) => {
    const times = files
      .map((file) => timeOf(file, [node, program, ...argumentsFor(file)]))
      .sort((a, b) => a - b);
    const at = (share: number) => (times[Math.ceil((times.length - 1) * share)] ?? Number.NaN).toFixed(2);
    return `${tree.name}: \`${name}\` ${at(0.5)} s in the median, ${at(1)} s at most`;
  });
  return lines.join('\n');
}

async function changedFiles({ root }: Tree): Promise<string[]> {
  const policy = defaultPolicy();
  const paths = (await listFolder(root)).filter((path) => isSourcePath(path, policy));
  const importing = paths.filter((path) =>
    /\bimport\b|\brequire\(/.test(readFileSync(join(root, path), 'utf8')),
  );
  const every = Math.floor(importing.length / CHANGED_FILES);
  return Array.from({ length: CHANGED_FILES }, (_, index) => join(root, importing[index * every] ?? ''));
}

/** Seconds that a process takes while a file has one statement more. */
function timeOf(file: string, command: readonly string[]): number {
  const content = readFileSync(file);
  writeFileSync(file, `${content}\nchanged = fetch("https://example.com/v1/status")\n`);
  try {
    return runOnce('the hook', command).wallSeconds;
  } finally {
    writeFileSync(file, content);
  }
}
