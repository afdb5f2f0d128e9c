import { defineConfig } from 'vitest/config';

/** The full matrix, too long for every test run. */
export default defineConfig({
  test: {
    include: ['test/faults/*.matrix.ts'],
    globalSetup: ['test/support/build-once.ts'],
    reporters: ['dot', './test/support/failures-reporter.ts', './test/faults/tally-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
