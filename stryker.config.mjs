/** Mutation testing of what decides verdicts and amounts: `npm run test:mutation`, or a part: `-- policies/lambda`. */
export default {
  testRunner: 'values',
  plugins: ['./scripts/mutation/runner.mjs'],
  /** The tests that mutants are held against: those of values alone, without processes, endpoints and files of their own. */
  values: {
    folders: ['test/policies', 'test/analysis', 'test/pricing', 'test/policy'],
    without: [
      'test/policy/documentation.test.ts',
      'test/policy/fleet-holes.test.ts',
      // Holds every policy at once against a fleet, for most of the time that all others take together.
      'test/policy/holes.test.ts',
      'test/policy/load.test.ts',
      'test/policy/writing-a-policy.test.ts',
      'test/pricing/refresh.test.ts',
    ],
  },
  // refresh.ts is all calls; it is held against the simulated endpoint, which takes too long for each mutant.
  mutate: ['policies/**/*.ts', 'src/analysis/**/*.ts', 'src/pricing/**/*.ts', '!src/pricing/generated/**', '!src/pricing/refresh.ts'],
  // Sentences, titles and links: a test that repeats them word for word holds nothing.
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  // A machine that is busy with other things must not pass for a mutant that runs for ever.
  timeoutMS: 30_000,
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: process.env.MUTATION_REPORT ?? 'reports/mutation.json' },
  thresholds: { high: 95, low: 85, break: 85 },
  // What a run leaves behind, and what no test of policies reads.
  ignorePatterns: ['dist*', 'docs', 'deploy', 'bench', 'reports', '*.tmp'],
  tempDirName: '.stryker-tmp',
};
