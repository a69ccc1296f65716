import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The settings that `npm run check` reads; fixtures get copies, so that it is these that are tested. */
const SETTINGS = [
  'biome.json',
  'tsconfig.json',
  'knip.jsonc',
  '.dependency-cruiser.mjs',
  '.gitignore',
  '.ci/pure.grit',
];

/** dependency-cruiser's JSON for this repository has some megabytes. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export interface ToolRun {
  status: number;
  /** What it wrote on stdout and stderr. */
  output: string;
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder with the given files, removed when the test file is over. */
export function temporaryFolder(files: Record<string, string | Uint8Array> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tollgate-test-')));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A small project that is checked with this repository's own settings and tools. */
export function projectFixture(files: Record<string, string>): string {
  const folder = temporaryFolder(files);
  for (const name of SETTINGS) cpSync(join(REPOSITORY, name), join(folder, name));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Runs a program of this repository's `node_modules/.bin`, or one that is on the PATH; without colours. */
export function runTool(folder: string, program: string, args: string[], extra = {}): Promise<ToolRun> {
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const PATH = `${join(REPOSITORY, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
  const options = {
    cwd: folder,
    env: { ...inherited, NO_COLOR: '1', PATH, ...extra },
    maxBuffer: MAX_OUTPUT_BYTES,
  };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      const status = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ status, output: `${stdout}${stderr}` });
    });
  });
}
