import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type FleetInput, startSimulator } from '../../src/simulator/index.js';
import { emptyFolder, runCli } from '../support/cli.js';
import { runWarm } from '../support/warm-cli.js';

const folder = emptyFolder();
const at = (...path: string[]) => join(folder, ...path);
const idle = {
  launchedDaysAgo: 200,
  metrics: Object.fromEntries(
    Object.entries({ CPUUtilization: 0.4, NetworkIn: 40_000, NetworkOut: 40_000, NetworkPacketsIn: 40, NetworkPacketsOut: 40 }).map(
      ([name, level]) => [name, { kind: 'flat' as const, level, noise: 0.1 }],
    ),
  ),
};
type Instances = { id: string; name: string; type: string }[];

const fleet = (instances: Instances): FleetInput => ({
  name: 'two-months',
  accounts: { '123456789012': { regions: { 'eu-central-1': { instances } } } },
});
const OLD = fleet([
  { id: 'i-00000000000000001', name: 'leaves', type: 'm5.large', ...idle },
  { id: 'i-00000000000000002', name: 'shrinks', type: 'm5.4xlarge', ...idle },
  { id: 'i-00000000000000003', name: 'stays', type: 'm5.xlarge', ...idle },
]);
const NOW = fleet([
  { id: 'i-00000000000000002', name: 'shrinks', type: 'm5.2xlarge', ...idle },
  { id: 'i-00000000000000003', name: 'stays', type: 'm5.xlarge', ...idle },
  { id: 'i-00000000000000004', name: 'arrives', type: 'm5.large', ...idle },
]);

const entry = z.object({
  because: z.string().optional(),
  resized: z.boolean().optional(),
  policyId: z.string(),
  resource: z.object({ name: z.string() }),
});
const changesSchema = z.object({
  changes: z.object({
    totals: z.object({ realisedMonthlyUsd: z.number().nullable() }),
    newFindings: z.array(entry),
    resolved: z.array(entry),
    changed: z.array(entry),
    noLongerAssessed: z.array(entry),
  }),
});
const changesOf = (...path: string[]) => changesSchema.parse(JSON.parse(readFileSync(at(...path), 'utf8'))).changes;

async function collected(world: FleetInput, end: string, output: string, command = 'collect', ...args: string[]) {
  const simulator = await startSimulator({ fleet: world, end, quotas: 'off' });
  try {
    const scope = ['--regions', 'eu-central-1', '--end', end, '--quota-share', '1'];
    return await runWarm([command, '--endpoint-url', simulator.url, '--output', at(output), ...scope, ...args]);
  } finally {
    await simulator.close();
  }
}

beforeAll(async () => {
  const runs = await Promise.all([collected(OLD, '2026-09-14T10:00:00Z', 'old'), collected(NOW, '2026-10-14T10:00:00Z', 'now')]);
  expect(runs.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
}, 60_000);

const snapshot = (name: string) => at(name, 'snapshot.json.gz');

describe('diff', () => {
  test('writes what is new, resolved and changed in every format, and prints it', async () => {
    const result = await runCli(['diff', snapshot('old'), snapshot('now'), '--output', at('diff')]);
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    expect(readdirSync(at('diff')).sort()).toEqual(['changes.csv', 'changes.html', 'changes.json', 'changes.md']);
    const changes = changesOf('diff', 'changes.json');
    const of = (list: typeof changes.resolved) => new Set(list.map(({ resource, because }) => `${resource.name} ${because}`));
    expect(of(changes.newFindings)).toContain('arrives resource-new');
    expect(of(changes.resolved)).toContain('leaves gone');
    expect(changes.changed.some(({ resource, resized }) => resource.name === 'shrinks' && resized === true)).toBe(true);
    // m5.large gone, and half of an m5.4xlarge: 0.115 and 0.46 US dollars an hour in Frankfurt.
    expect(changes.totals.realisedMonthlyUsd).toBeCloseTo((0.115 + 0.46) * 730, 0);
    expect(result.stdout).toMatch(/^Since 2026-09-14T10:00:00Z: \d+ new, \d+ resolved \(\d+ gone\)/);
    for (const file of ['changes.html', 'changes.md', 'changes.csv'])
      expect(readFileSync(at('diff', file), 'utf8'), file).toContain('arrives');
  });

  test('gives the same bytes again, and is turned round when the snapshots are', async () => {
    await runWarm(['diff', snapshot('old'), snapshot('now'), '--output', at('again')]);
    for (const file of readdirSync(at('diff')))
      expect(readFileSync(at('again', file), 'utf8')).toBe(readFileSync(at('diff', file), 'utf8'));
    await runWarm(['diff', snapshot('now'), snapshot('old'), '--output', at('turned'), '--format', 'json']);
    expect(changesOf('turned', 'changes.json').resolved.map(({ resource }) => resource.name)).toContain('arrives');
  });

  test('hides names with --redact', async () => {
    await runWarm(['diff', snapshot('old'), snapshot('now'), '--output', at('hidden'), '--redact']);
    for (const file of readdirSync(at('hidden'))) {
      expect(readFileSync(at('hidden', file), 'utf8'), file).not.toMatch(/arrives|leaves|shrinks|123456789012|i-0{16}\d/);
    }
  });

  test.each([
    ['missing', [at('none.json.gz')]],
    ['no snapshot', [at('text.json.gz')]],
  ])('of a file that is %s is one line and exit code 2', async (_, [file = '']) => {
    writeFileSync(at('text.json.gz'), 'not a snapshot');
    const result = await runWarm(['diff', file, snapshot('now'), '--output', at('bad')]);
    expect(result.code).toBe(2);
    expect(result.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });
});

describe('--compare', () => {
  test('of report puts the changes into every format', async () => {
    const result = await runWarm(['report', snapshot('now'), '--compare', snapshot('old'), '--output', at('report')]);
    expect(result.code).toBe(0);
    expect(changesOf('report', 'report.json')).toEqual(changesOf('diff', 'changes.json'));
    expect(readdirSync(at('report'))).toContain('changes.csv');
    for (const file of ['report.html', 'report.md']) expect(readFileSync(at('report', file), 'utf8'), file).toContain('Since 14 Sep 2026');
    expect(result.stdout).toContain('Since 2026-09-14T10:00:00Z');
  });

  test('of audit may name the very file that the audit replaces', async () => {
    const result = await collected(NOW, '2026-10-14T10:00:00Z', 'old', 'audit', '--compare', snapshot('old'), '--format', 'json');
    expect(result.code).toBe(0);
    expect(changesOf('old', 'report.json').resolved.map(({ resource }) => resource.name)).toContain('leaves');
  });
});
