import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    setupFiles: ['test/support/own-environment.ts'],
    reporters: ['default', './test/support/failures-reporter.ts', './test/support/counts-reporter.ts'],
    // Files share two workers, so that each module is loaded twice and not a hundred times. What a file of tests needs is therefore made
    // and taken away by the file itself: a module that several of them import runs once, and its hooks would be those of the first.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Wide: a loaded machine must not fail what is right. Speed is measured by the benchmarks.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    // Tests make much that is soon let go: a young generation this large is collected far more seldom, a fifteenth of the suite's CPU.
    execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64'],
  },
});
