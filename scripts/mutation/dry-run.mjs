// Runs every test of values once as the mutation runner does, without mutants, and prints as JSON how many there are and what failed.
import { fileURLToPath } from 'node:url';
import { strykerPlugins } from './runner.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { default: config } = await import('../../stryker.config.mjs');
const [{ injectableClass: Runner }] = strykerPlugins;
const runner = new Runner({ values: config.values });
await runner.init();
const { tests } = await runner.dryRun();
const failed = tests
  .filter(({ status }) => status !== 0)
  .map(({ fileName, name, failureMessage }) => `${fileName}: ${name}: ${failureMessage}`);
console.log(JSON.stringify({ tests: tests.length, failed }));
