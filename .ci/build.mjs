// Makes dist/ anew: the sources without their types, joined to few modules, since each one costs a start; and the SQL.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** @param {string} path */
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

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
// By itself: what it shares with the rest would otherwise lie in modules of its own.
await bundle('detect/worker/thread');
