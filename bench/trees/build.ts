import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isSourcePath, languageOf } from '../../src/detect/languages.ts';
import { MAX_FILE_BYTES } from '../../src/detect/limits.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { LLM_PACKAGES, PLAIN_PACKAGES } from './packages.ts';
import { unpacked } from './packed.ts';
import { pythonLibrary } from './python.ts';
import type { Tree, TreePlan } from './tree.ts';

const run = promisify(execFile);
const POLICY = defaultPolicy();

/** Folders that policy leaves out, and that hold real code in a package. */
const NEUTRAL_NAMES: Readonly<Record<string, string>> = {
  dist: 'built',
  generated: 'made',
  third_party: 'others',
  vendor: 'brought',
  'site-packages': 'packages',
};

interface Candidate {
  from: string;
  /** Where it goes in the tree. */
  to: string;
}

/** Builds a tree below a folder, or finds the one that an earlier run built. */
export async function builtTree(plan: TreePlan, folder: string): Promise<Tree> {
  const root = join(folder, 'trees', plan.name);
  const record = `${root}.json`;
  if (existsSync(record)) return JSON.parse(await readFile(record, 'utf8'));
  const making = `${root}.making`;
  await rm(making, { recursive: true, force: true });
  const chosen = await chooseFiles(plan, join(folder, 'packages'));
  const tree: Tree = { name: plan.name, root, files: chosen.length, bytes: await copyAll(chosen, making) };
  await commitAll(making);
  await rm(root, { recursive: true, force: true });
  await rename(making, root);
  await writeFile(record, JSON.stringify(tree));
  return tree;
}

async function chooseFiles(plan: TreePlan, folder: string): Promise<Candidate[]> {
  const library = plan.pythonFiles > 0 ? await pythonLibrary() : null;
  const python = await firstFiles(library ? [library] : [], plan.pythonFiles, pythonSources);
  const plain = plan.files - plan.llmFiles - python.length;
  return [
    ...python,
    ...(await scriptsOf(LLM_PACKAGES, plan.llmFiles, folder)),
    ...(await scriptsOf(PLAIN_PACKAGES, plain, folder)),
  ];
}

async function scriptsOf(packages: readonly string[], count: number, folder: string): Promise<Candidate[]> {
  const scripts = await firstFiles(packages, count, async (specifier) =>
    sourcesBelow(await unpacked(specifier, folder), specifier.replace(/(?<=.)@.*$/, '')),
  );
  if (scripts.length < count)
    throw new Error(`The packages from ${packages[0]} on hold ${scripts.length} of ${count} files.`);
  return scripts;
}

async function firstFiles(
  places: readonly string[],
  count: number,
  sourcesOf: (place: string) => Promise<Candidate[]>,
): Promise<Candidate[]> {
  const files: Candidate[] = [];
  for (const place of places) {
    if (files.length >= count) break;
    files.push(...(await sourcesOf(place)));
  }
  return files.slice(0, count);
}

async function pythonSources(folder: string): Promise<Candidate[]> {
  const sources = await sourcesBelow(folder, 'python');
  return sources.filter(({ to }) => languageOf(to) === 'python');
}

/** The files that every contender reads, in the order of their paths. */
async function sourcesBelow(folder: string, prefix: string): Promise<Candidate[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const candidates = paths.map((from) => ({
    from,
    to: neutral(join(prefix, from.slice(folder.length + 1))),
  }));
  const code = candidates.filter(({ to }) => isCode(to)).sort((a, b) => (a.to < b.to ? -1 : 1));
  const written = await Promise.all(code.map(({ from }) => isWritten(from)));
  return code.filter((_, index) => written[index]);
}

/** Bundles are nobody's sources: GitHub's own measure for them is an average line of more than 110 characters. */
async function isWritten(location: string): Promise<boolean> {
  const bytes = await readFile(location);
  const lines = bytes.toString('latin1').split('\n').length;
  return bytes.length <= MAX_FILE_BYTES && bytes.length / lines <= 110;
}

function neutral(path: string): string {
  const names = path.split('/').map((name) => NEUTRAL_NAMES[name] ?? name);
  return names.join('/');
}

function isCode(path: string): boolean {
  const language = languageOf(path);
  return language !== null && !language.startsWith('environment') && isSourcePath(path, POLICY);
}

/** How many bytes they are. */
async function copyAll(files: Candidate[], root: string): Promise<number> {
  let bytes = 0;
  for (const { from, to } of files) {
    await mkdir(dirname(join(root, to)), { recursive: true });
    await copyFile(from, join(root, to));
    bytes += (await stat(from)).size;
  }
  return bytes;
}

async function commitAll(root: string): Promise<void> {
  await run('git', ['init', '--quiet'], { cwd: root });
  await run('git', ['add', '--all', '--force'], { cwd: root, maxBuffer: 1e9 });
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', '-c', 'gc.auto=0'];
  await run('git', [...identity, 'commit', '--quiet', '--message', 'A tree to measure on'], { cwd: root });
}
