#!/usr/bin/env node
// Plain JavaScript that old Nodes can read, so that they hear what to do instead of a syntax error.
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { setFlagsFromString } from 'node:v8';

const OLDEST = { major: 22, minor: 18 };

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
  process.stderr.write(
    `tollgate: this is Node ${process.versions.node}, and Tollgate needs Node ${OLDEST.major}.${OLDEST.minor} or newer.\n` +
      'Install Node 24 from https://nodejs.org, or run Tollgate through npm from its own checkout\n' +
      '(npm ci && npm start), where npm brings the right Node along.\n',
  );
  process.exit(2);
}

// V8 in Node 24 now and then dies of its own check (`UnregisterWasmAllocation`) when it frees WebAssembly code while
// threads with WebAssembly of their own end: PGlite and the parsers are such. Their code is kept; it is little.
setFlagsFromString('--no-wasm-code-gc');
setFlagsFromString('--no-flush-liftoff-code');

// A scan is over before TurboFan's code pays for its making: without it 5,000 files take a tenth less CPU, and a fifth
// where many reach a parser. The service runs for months and has both compilers.
if (process.argv[2] !== 'serve') setFlagsFromString('--no-turbofan');

// By the variable its threads have it too, from their first module on: enabled in a thread it comes after the modules that
// the thread begins with, which are most of them.
const { directory } = module.enableCompileCache();
if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory;

// A checkout runs its sources: a dist/ left behind by a build must never answer for code that has changed since.
// The package holds no sources, because Node strips no types inside node_modules.
const sources = new URL('../src/cli/main.ts', import.meta.url);
const built = new URL('../dist/cli-main.js', import.meta.url);
const { main } = await import((existsSync(sources) ? sources : built).href);
process.exitCode = await main(process.argv.slice(2));
