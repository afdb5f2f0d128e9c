// Builds, runs every test, and closes with the counts alone on the last line, whatever the runner printed before.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fleet-auditor-test-'));
const countsFile = join(folder, 'counts.json');
const require = createRequire(import.meta.url);

function run(script, args, env = {}) {
  return spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

let status = run(join(root, 'scripts/build.mjs'), []);
if (status === 0) {
  const vitest = join(require.resolve('vitest/package.json'), '../vitest.mjs');
  status = run(vitest, ['run', ...process.argv.slice(2)], { COUNTS_FILE: countsFile, FLEET_AUDITOR_BUILT: '1' });
}
let counts = { passed: 0, failed: 1, skipped: 0 };
try {
  counts = JSON.parse(readFileSync(countsFile, 'utf8'));
} catch {
  console.error('The test run ended before it could count its tests.');
}
rmSync(folder, { recursive: true, force: true });
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = status === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
