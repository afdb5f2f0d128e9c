import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('documents, schemas, the sample report and the golden findings are what the code makes of the golden snapshot', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, FLEET_AUDITOR_BUILT: '1' },
  });
  expect(`${stdout}${stderr}`).toBe('');
  expect(status).toBe(0);
}, 60_000);

test('the golden snapshot and the sample stay small', () => {
  expect(statSync(`${root}test/golden/snapshot.json.gz`).size).toBeLessThan(400_000);
  expect(statSync(`${root}docs/sample/report.html`).size).toBeLessThan(2_500_000);
});
