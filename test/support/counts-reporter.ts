import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node';

const SLOWEST = 15;

/** For `npm test`: prints its slowest tests, and writes what the run counted to the file that COUNTS_FILE names, for the closing line. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason): void {
    const file = process.env.COUNTS_FILE;
    if (file === undefined) return;
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    const times: { name: string; milliseconds: number }[] = [];
    for (const module of modules) {
      // A file that cannot even be loaded has no tests, and must not look like one without failures.
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed' || state === 'skipped') counts[state] += 1;
        times.push({ name: `${module.relativeModuleId}: ${test.fullName}`, milliseconds: test.diagnostic()?.duration ?? 0 });
      }
    }
    if (reason === 'failed' && counts.failed === 0) counts.failed = 1;
    const slowest = times.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST);
    const lines = slowest.map(({ name, milliseconds }) => `${(milliseconds / 1000).toFixed(1).padStart(7)}  ${name}\n`);
    process.stdout.write(`\nslowest tests (s)\n${lines.join('')}\n`);
    writeFileSync(file, JSON.stringify(counts));
  }
}
