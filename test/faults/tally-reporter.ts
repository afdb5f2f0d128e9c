import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import type { Tally } from './suite.js';

interface Sum {
  tried: number;
  survived: number;
  whole: number;
  unseen: number;
  silent: number;
  slowestMs: number;
}

const NOTHING: Sum = { tried: 0, survived: 0, whole: 0, unseen: 0, silent: 0, slowestMs: 0 };

function plus(sum: Sum, { whole, unseen, silent, milliseconds }: Tally, survived: boolean): Sum {
  return {
    tried: sum.tried + 1,
    survived: sum.survived + (survived ? 1 : 0),
    whole: sum.whole + (whole ? 1 : 0),
    unseen: sum.unseen + unseen,
    silent: sum.silent + silent,
    slowestMs: Math.max(sum.slowestMs, milliseconds),
  };
}

function row(name: string, { tried, survived, whole, unseen, slowestMs }: Sum): string {
  const cells = [String(tried).padStart(6), String(survived).padStart(8), String(whole).padStart(12), String(unseen).padStart(16)];
  return [name.padEnd(26), ...cells, (slowestMs / 1000).toFixed(1).padStart(11)].join('  ');
}

/** The table of faults, kind by kind, closed by the sum in one line. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tests = { passed: 0, failed: errors.length };
    const kinds = new Map<string, Sum>();
    let all = NOTHING;
    for (const module of modules) {
      if (module.errors().length > 0) tests.failed += 1;
      for (const test of module.children.allTests()) {
        const { fault } = test.meta();
        const survived = test.result().state === 'passed';
        tests[survived ? 'passed' : 'failed'] += 1;
        if (fault === undefined) continue;
        kinds.set(fault.kind, plus(kinds.get(fault.kind) ?? NOTHING, fault, survived));
        all = plus(all, fault, survived);
      }
    }
    const head = ['fault'.padEnd(26), ' tried', 'survived', 'report whole', 'resources unseen', 'slowest (s)'].join('  ');
    const rows = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, sum]) => row(kind, sum));
    const { tried, survived, unseen, silent } = all;
    // A run that fails could not be counted to its end.
    const lost = survived === tried ? String(silent) : 'unknown, since not all survived';
    const close = `faults tried ${tried}, survived ${survived}, resources lost ${lost} (${unseen} more could not be seen and are named in coverage)`;
    process.once('exit', () =>
      process.stdout.write(
        `\n${[head, ...rows, row('all', all), '', `${tests.passed} passed, ${tests.failed} failed`, close].join('\n')}\n`,
      ),
    );
  }
}
