#!/usr/bin/env node
// Plain JavaScript that old Nodes can read, so that they hear what to do instead of a syntax error.
import { existsSync } from 'node:fs';
import * as module from 'node:module';

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

module.enableCompileCache();

// A checkout runs its sources: a dist/ left behind by a build must never answer for code that has changed since.
// The package holds no sources, because Node strips no types inside node_modules.
const sources = new URL('../src/cli/main.ts', import.meta.url);
const built = new URL('../dist/cli/main.js', import.meta.url);
const { main } = await import((existsSync(sources) ? sources : built).href);
process.exitCode = await main(process.argv.slice(2));
