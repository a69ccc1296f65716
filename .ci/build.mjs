// Makes dist/ anew: the sources without their types, and beside them whatever is no TypeScript (SQL).
// Node alone does it: where npm installs this package from git, as pre-commit does, no development package is there.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src', import.meta.url));
const built = fileURLToPath(new URL('../dist', import.meta.url));

/** Relative imports name the source that they mean; what is built lies under the same name, in JavaScript. */
const RELATIVE_IMPORT = /(\b(?:from|import)[\s(]+')(\.{1,2}\/[^']+)\.ts(?=')/g;

if (!('stripTypeScriptTypes' in module)) {
  process.stderr.write(
    `Node ${process.versions.node} cannot take types off; Tollgate is built by Node 22.18 or newer.\n`,
  );
  process.exit(1);
}

rmSync(built, { recursive: true, force: true });
cpSync(source, built, { recursive: true, filter: (path) => !path.endsWith('.ts') });
for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.ts')) continue;
  const stripped = module.stripTypeScriptTypes(readFileSync(join(source, path), 'utf8'));
  writeFileSync(join(built, path.replace(/\.ts$/, '.js')), stripped.replace(RELATIVE_IMPORT, '$1$2.js'));
}
