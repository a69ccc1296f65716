// Makes dist/ anew: the sources without their types, joined to few modules, since each one costs a start; and the SQL.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** @param {string} path */
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * A checkout has it. Where npm prepares one for `npm install --global git+…`, which is what pre-commit does, it brings no
 * development packages: this one is then fetched beside.
 */
async function rolldownModule() {
  try {
    return await import('rolldown');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing || !process.env.npm_execpath) throw error;
    return fetchedRolldown(process.env.npm_execpath);
  }
}

/** @param {string} npm where npm's own program is */
function fetchedRolldown(npm) {
  const { rolldown: version } = JSON.parse(readFileSync(at('package.json'), 'utf8')).devDependencies;
  const folder = at('node_modules/.build/');
  mkdirSync(folder, { recursive: true });
  // What npm was told to do, `--global` for one, it hands on to what it starts.
  const place = ['--no-global', '--location=project', '--prefix', folder];
  const manner = ['--no-save', '--prefer-offline', '--loglevel=error'];
  const args = ['install', ...place, ...manner, `rolldown@${version}`];
  execFileSync(process.execPath, [npm, ...args], { cwd: folder, stdio: 'inherit' });
  return import(pathToFileURL(createRequire(folder).resolve('rolldown')).href);
}

const { rolldown } = await rolldownModule();

/** @param {string[]} entries modules that are started by name, by their paths in `src/` */
async function bundle(...entries) {
  const input = Object.fromEntries(entries.map((path) => [path.replaceAll('/', '-'), at(`src/${path}.ts`)]));
  const build = await rolldown({ input, platform: 'node', external: /^[^./]/, logLevel: 'warn' });
  // One folder, in which each module finds the package's files at the same place (`src/package.ts`).
  await build.write({ dir: at('dist'), entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await build.close();
}

rmSync(at('dist'), { recursive: true, force: true });
cpSync(at('src/store/migrations'), at('dist/store/migrations'), { recursive: true });
await bundle('cli/main', 'store/pglite/thread');
// By themselves: what they share with the rest would otherwise lie in modules of its own.
await bundle('detect/worker/thread');
await bundle('detect/worker/parser-thread');
