import { defineConfig } from 'vitest/config';

/** The tests that mutants of policies, analysis and pricing are held against: those of values alone, without processes and endpoints. */
export default defineConfig({
  test: {
    include: ['test/policies/**/*.test.ts', 'test/analysis/**/*.test.ts', 'test/pricing/**/*.test.ts', 'test/policy/**/*.test.ts'],
    exclude: [
      'test/policy/documentation.test.ts',
      'test/policy/fleet-holes.test.ts',
      'test/policy/load.test.ts',
      'test/policy/writing-a-policy.test.ts',
      'test/pricing/refresh.test.ts',
    ],
    testTimeout: 60_000,
  },
});
