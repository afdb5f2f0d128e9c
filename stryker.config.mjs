/** Mutation testing of what decides verdicts and amounts: `npm run test:mutation`, or a part: `-- --mutate 'policies/lambda/**'`. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: ['policies/**/*.ts', 'src/analysis/**/*.ts', 'src/pricing/**/*.ts', '!src/pricing/generated/**'],
  // Sentences, titles and links: a test that repeats them word for word holds nothing.
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  // A machine that is busy with other things must not pass for a mutant that runs for ever.
  timeoutMS: 30_000,
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { allowColor: false, logTests: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
  thresholds: { high: 95, low: 85, break: 85 },
  // What a run leaves behind, and what no test of policies reads.
  ignorePatterns: ['dist*', 'docs', 'deploy', 'bench', 'reports', '*.tmp'],
  tempDirName: '.stryker-tmp',
};
