import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { SimulatedBucket } from '../deliver/simulated-bucket.js';
import { emptyFolder, runCli } from '../support/cli.js';

test('a command that a signal ends while it fetches leaves no temporary folder behind', async () => {
  const bucket = await SimulatedBucket.start({ faults: [{ kind: 'latency', service: 's3', operation: 'GetObject', delayMs: 5_000 }] });
  const temporary = emptyFolder();
  let during: string[] = [];
  const { code } = await bucket.run(['report', 's3://reports/weekly', '--output', emptyFolder()], {
    env: { TMPDIR: temporary },
    onStart: (child) => {
      vi.waitUntil(() => bucket.asked('s3:GetObject'), { timeout: 20_000, interval: 10 }).then(
        () => {
          during = readdirSync(temporary);
          child.kill('SIGTERM');
        },
        () => child.kill('SIGKILL'),
      );
    },
  });
  expect(code).toBe(143);
  expect(during).toHaveLength(1);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a place for temporary files that takes none is said in one line', async () => {
  const { code, stderr } = await runCli(['trend', emptyFolder(), '--output', emptyFolder()], { env: { TMPDIR: '/nonexistent' } });
  expect(stderr).toBe('error: no temporary folder can be made in /nonexistent (ENOENT)\n  Set TMPDIR to a folder that can be written.\n');
  expect(code).toBe(2);
});
