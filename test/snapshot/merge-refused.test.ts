import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { windowEndingAt } from '../../src/model/time.js';
import { UserError } from '../../src/model/user-error.js';
import { mergeSnapshots } from '../../src/snapshot/merge.js';
import { block, folder, metric, write } from './sample.js';
import { shard, shards } from './shards.js';

describe('snapshots that cannot be merged', () => {
  async function errorOf(paths: readonly string[], where: string): Promise<string> {
    const error = await mergeSnapshots(paths, join(where, 'merged.gz')).catch((reason: unknown) => reason);
    if (!(error instanceof UserError)) throw new Error(`expected a UserError, got ${String(error)}`);
    expect((await readdir(where)).filter((name) => name.startsWith('.') || name === 'merged.gz')).toEqual([]);
    return error.message;
  }

  it('are of different runs, both named', async () => {
    const where = await folder();
    const a = await write(join(where, 'a.gz'), [block('us-east-1')], shard(1, 2));
    const b = await write(join(where, 'b.gz'), [block('eu-west-1')], shard(2, 2, { identity: 'another-run' }));
    const message = await errorOf([a, b], where);
    for (const part of [a, b, 'one-run', 'another-run', 'different runs', 'scope or options']) expect(message).toContain(part);
    const window = windowEndingAt('2026-11-23T08:00:00Z', 14);
    const later = await write(join(where, 'later.gz'), [block('eu-west-1')], shard(2, 2, { window }));
    expect(await errorOf([a, later], where)).toMatch(
      /the window of .*a\.gz \(14 and 32 days to [\dT:-]+Z\) is not that of .*later\.gz \(14 and 32/,
    );
    const newer = await write(
      join(where, 'newer.gz'),
      [block('eu-west-1')],
      shard(2, 2, { tool: { name: 'fleet-auditor', version: '9.9.9' } }),
    );
    expect(await errorOf([a, newer], where)).toContain('fleet-auditor 9.9.9');
  });

  it('are of runs with other numbers of shards', async () => {
    const where = await folder();
    const a = await write(join(where, 'a.gz'), [block('us-east-1')], shard(1, 2));
    const b = await write(join(where, 'b.gz'), [block('eu-west-1')], shard(2, 3));
    expect(await errorOf([a, b], where)).toContain('one of 2 shards');
  });

  it('hold different records of one thing, which is named', async () => {
    const where = await folder();
    const one = block('us-east-1', 1);
    const a = await write(join(where, 'a.gz'), [one], shard(1, 2));
    const b = await write(join(where, 'b.gz'), [{ ...one, metrics: [metric({ id: 'i-0', status: 'partial' })] }], shard(2, 2));
    const message = await errorOf([a, b], where);
    for (const part of [a, b, 'ec2.cpu of ec2-instance i-0']) expect(message).toContain(part);
  });

  it('hold different records, named by their own files also where groups of them were joined before', async () => {
    const where = await folder();
    const paths = await shards(where, 5);
    const other = block('us-east-1', 1);
    const odd = await write(join(where, 'odd.gz'), [{ ...other, metrics: [metric({ id: 'i-0', status: 'partial' })] }], shard(4, 5));
    const error = await mergeSnapshots([...paths, odd], join(where, 'merged.gz'), 2).catch((reason: unknown) => reason);
    expect(String(error)).toContain(`${paths[3]} and ${odd} hold different records of ec2.cpu of ec2-instance i-0`);
  });

  it('are none, or one of them is missing', async () => {
    const where = await folder();
    expect(await errorOf([], where)).toBe('there is no snapshot to merge');
    const a = await write(join(where, 'a.gz'), [block('us-east-1')], shard(1, 2));
    expect(await errorOf([a, join(where, 'nothing.gz')], where)).toContain('there is no snapshot at');
  });
});
