import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** `npm run test:chaos`: the long forms of the tests that try to break it. Their short forms run with all others. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({
    test: {
      include: ['test/chaos/**/*.long.ts'],
      testTimeout: 1_200_000,
      // Their seeds are printed, to run them again as they were.
      disableConsoleIntercept: true,
    },
  }),
);
