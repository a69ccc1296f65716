import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// As in `bin/tollgate.mjs`: test processes, and the threads of scans that tests start, compile nothing that was compiled before.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/data-template.ts', 'test/support/postgres.ts'],
    // One more than the two cores of CI: the app's tests wait for retries now and then. Vitest's own choice is one.
    maxWorkers: 3,
    // Each file in a process of its own would load every module again, and compile GitHub's whole description: a third of
    // what many files need. So a test puts back what it changes of its process: variables, folder, time.
    isolate: false,
    // As in `bin/tollgate.mjs`, which says why.
    execArgv: ['--no-wasm-code-gc', '--no-flush-liftoff-code'],
    // Only what hangs is to end by this: on a machine with ten others at work some tests of threads take a minute.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
