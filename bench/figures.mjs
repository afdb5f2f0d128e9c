// Speed and cost, one line a figure: `node bench/figures.mjs [--only NAME,NAME] [--dist DIR] [--keep DIR]`. Builds into a folder
// of its own unless --dist names one. Exits 1 where a figure misses its goal; in brackets stands what a slower machine may take.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { calls, cost, metrics } from './figures/counts.mjs';
import { line, missedGoals } from './figures/line.mjs';
import { createBench } from './figures/runs.mjs';
import { chain, cpu, floor, memory, quotas, r60, report, startup } from './figures/times.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FIGURES = { calls, metrics, cost, quotas, floor, chain, cpu, memory, r60, report, startup };
const given = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : null);
const only = given('--only')?.split(',') ?? null;
const dist = given('--dist') ?? `dist-bench-${process.pid}.tmp`;
/** The same with the SDK outside, where its calls can be recorded. */
const distOfRecordings = `dist-bench-${process.pid}-apart.tmp`;
const work = given('--keep') ?? mkdtempSync(join(tmpdir(), 'fleet-auditor-figures-'));

const bench = createBench({ dist, distOfRecordings, work });

try {
  const built = (...args) => execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), ...args], { stdio: 'inherit' });
  if (given('--dist') === null) built('--into', dist);
  built('--into', distOfRecordings, '--sdk-apart');
  console.log(`Node ${process.version}, ${cpus().length} CPUs (${cpus()[0]?.model.trim()})`);
  for (const [name, measure] of Object.entries(FIGURES)) {
    if (only !== null && !only.includes(name)) continue;
    try {
      await measure(bench);
    } catch (error) {
      line({ name, measured: error instanceof Error ? error.message : String(error), goal: 'measured', ok: false });
    }
  }
} finally {
  if (given('--dist') === null) rmSync(join(ROOT, dist), { recursive: true, force: true });
  rmSync(join(ROOT, distOfRecordings), { recursive: true, force: true });
  if (given('--keep') === null) rmSync(work, { recursive: true, force: true });
}
process.exitCode = missedGoals() === 0 ? 0 : 1;
