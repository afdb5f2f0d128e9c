import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { SimulatedBucket } from '../deliver/simulated-bucket.js';
import { emptyFolder } from '../support/cli.js';

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
