// A test runner for Stryker that holds thousands of mutants against the tests of values in minutes: the tests are loaded once and run in
// the process itself, so that a mutant costs the time of the tests that reach it and not that of starting workers and loading modules.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { running, startFile, tests } from './words.mjs';

let testsRun = 0;

/** What the run without mutants left for every process that runs mutants, in the sandbox: how often each test reaches each mutant. */
const HITS_FILE = 'hits-by-test.json';
/** A mutant that one test reaches so many times as often as it does without it runs for ever: Stryker's own factor, and a floor to it. */
const HITS_FACTOR = 100;
const HITS_FLOOR = 100_000;

/** A cache that forgets what earlier tests left in it: see hooks.mjs. */
class OfThisTest {
  #kind;
  #since = -1;
  #entries;

  constructor(kind) {
    this.#kind = kind;
  }

  #now() {
    if (this.#since !== testsRun) {
      this.#since = testsRun;
      this.#entries = new this.#kind();
    }
    return this.#entries;
  }

  get(key) {
    return this.#now().get(key);
  }

  has(key) {
    return this.#now().has(key);
  }

  set(key, value) {
    this.#now().set(key, value);
    return this;
  }
}
globalThis.cacheOfThisTest = (kind) => new OfThisTest(kind);

class ValuesTestRunner {
  static inject = ['options'];
  #tests = new Map();
  #options;
  #hitsByTest;
  /** Where instrumented code looks for the mutant that is on, and counts. */
  #namespace = {};

  constructor(options) {
    this.#options = options.values;
    globalThis.__stryker__ = this.#namespace;
  }

  /** A mutant is on during a test only (`ignoreStatic`), so nothing is ever to be loaded anew: a new process for each would take longest. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    register('./hooks.mjs', import.meta.url);
    for (const folder of this.#options.folders) {
      for (const name of readdirSync(folder, { recursive: true }).sort()) {
        const path = join(folder, name);
        if (!path.endsWith('.test.ts') || this.#options.without.includes(path)) continue;
        startFile(path);
        await import(pathToFileURL(resolve(path)).href);
      }
    }
    for (const test of tests) this.#tests.set(test.id, test);
  }

  /** @returns what the test threw, or undefined */
  async #failureOf(test) {
    testsRun++;
    running.file = test.file;
    try {
      for (const prepare of test.preparations) await prepare();
      const start = performance.now();
      await test.body();
      test.milliseconds = performance.now() - start;
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async dryRun() {
    const results = [];
    for (const test of this.#tests.values()) {
      this.#namespace.currentTestId = test.id;
      const failureMessage = await this.#failureOf(test);
      const common = { id: test.id, name: test.name, fileName: resolve(test.file), timeSpentMs: test.milliseconds ?? 0 };
      results.push(failureMessage === undefined ? { ...common, status: 0 } : { ...common, status: 1, failureMessage });
    }
    this.#namespace.currentTestId = undefined;
    const { mutantCoverage } = this.#namespace;
    // None where nothing is mutated.
    if (mutantCoverage !== undefined) writeFileSync(HITS_FILE, JSON.stringify(mutantCoverage.perTest));
    return { status: 'complete', tests: results, mutantCoverage };
  }

  /** Of one test and not of all together, which reach a loop of series.ts so often that its hundredfold takes minutes. */
  #hitLimitOf(test, mutant) {
    this.#hitsByTest ??= JSON.parse(readFileSync(HITS_FILE, 'utf8'));
    return Math.max(HITS_FLOOR, HITS_FACTOR * (this.#hitsByTest[test.id]?.[mutant.id] ?? 0));
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter }) {
    if (mutantActivation === 'static') throw new Error('The runner needs `ignoreStatic`: it loads what it tests once.');
    // The quick ones first: most mutants are killed by any test that reaches them.
    const chosen = (testFilter ?? [...this.#tests.keys()]).map((id) => this.#tests.get(id));
    chosen.sort((a, b) => (a.milliseconds ?? 0) - (b.milliseconds ?? 0));
    let nrOfTests = 0;
    for (const test of chosen) {
      nrOfTests++;
      const hitLimit = this.#hitLimitOf(test, activeMutant);
      Object.assign(this.#namespace, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
      const failureMessage = await this.#failureOf(test);
      const hits = this.#namespace.hitCount;
      Object.assign(this.#namespace, { activeMutant: undefined, hitCount: 0, hitLimit: undefined });
      if (hits > hitLimit) return { status: 'timeout', reason: `reached ${hits} times` };
      if (failureMessage === undefined) continue;
      // What the mutant spoiled for good (a list sorted in place) would kill every mutant after it: then a new process tries this one again.
      if ((await this.#failureOf(test)) !== undefined)
        throw new Error(`"${test.name}" fails without a mutant too, after ${activeMutant.id}`);
      return { status: 'killed', killedBy: [test.id], failureMessage, nrOfTests };
    }
    return { status: 'survived', nrOfTests };
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'values', injectableClass: ValuesTestRunner }];
export const strykerValidationSchema = {
  properties: {
    values: {
      type: 'object',
      description:
        'Which tests the runner "values" loads: those that need no process, no endpoint and no words of vitest beyond words.mjs.',
      properties: {
        folders: { type: 'array', items: { type: 'string' } },
        without: { type: 'array', items: { type: 'string' } },
      },
    },
  },
};
