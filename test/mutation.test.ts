import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

// The runner knows only some words of vitest: a test that uses another one would end mutation testing before its first mutant.
it('the tests of values run in the runner of mutation testing too', () => {
  const script = fileURLToPath(new URL('../scripts/mutation/dry-run.mjs', import.meta.url));
  const told = execFileSync(process.execPath, [script], { encoding: 'utf8' });
  const { tests, failed } = z.object({ tests: z.number(), failed: z.array(z.string()) }).parse(JSON.parse(told));
  expect(failed).toEqual([]);
  expect(tests).toBeGreaterThan(1_000);
});
