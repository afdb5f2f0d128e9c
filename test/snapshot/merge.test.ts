import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SnapshotHeader } from '../../src/model/snapshot.js';
import { windowEndingAt } from '../../src/model/time.js';
import { UserError } from '../../src/model/user-error.js';
import { mergeSnapshots } from '../../src/snapshot/merge.js';
import { inShard } from '../../src/snapshot/shard.js';
import { block, folder, header, metric, read, write } from './sample.js';

const REGIONS = ['ap-south-1', 'eu-west-1', 'sa-east-1', 'us-east-1', 'us-west-2'];

const shard = (index: number, count: number, overrides: Partial<SnapshotHeader> = {}): SnapshotHeader =>
  header({
    shard: { index, count },
    collectedAt: `2026-11-16T0${index}:00:00Z`,
    run: {
      apiCalls: index,
      callsByOperation: { 'ec2:DescribeInstances': index },
      metricsRequested: index * 10,
      estimatedCostUsd: index * 0.1,
      wallSeconds: index,
    },
    ...overrides,
  });

const asked = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, [...REGIONS]]));

/** Parts of a run over accounts, each limited to some of them. */
async function parts(where: string, all: readonly string[], groups: readonly (readonly string[])[]): Promise<string[]> {
  return Promise.all(
    groups.map((only, index) =>
      write(
        join(where, `part-${index}.gz`),
        only.map((accountId) => block('us-east-1', 2, accountId)),
        header({
          asked: { ...Object.fromEntries(all.map((id) => [id, []])), ...asked(...only) },
          only: [...only],
          regions: Object.fromEntries(only.map((id) => [id, ['us-east-1']])),
        }),
      ),
    ),
  );
}

async function shards(where: string, count = 4): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, at) =>
      write(
        join(where, `shard-${at + 1}.gz`),
        REGIONS.filter((_region, index) => index % count === at).map((region) => block(region, 5)),
        shard(at + 1, count),
      ),
    ),
  );
}

describe('merging the shards of a run', () => {
  it('gives the same bytes in any order, in any grouping, and with inputs twice', async () => {
    const where = await folder();
    const paths = await shards(where);
    await mergeSnapshots(paths, join(where, 'all.gz'));
    const expected = await readFile(join(where, 'all.gz'));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...paths, ...paths], { minLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 8, maxLength: 8 }),
        // Few open files make it go by way of tiers.
        fc.integer({ min: 2, max: 9 }),
        async (order, sizes, atOnce) => {
          run += 1;
          const groups: string[][] = [];
          for (let rest = order; rest.length > 0; ) {
            const size = sizes[groups.length] ?? 1;
            groups.push(rest.slice(0, size));
            rest = rest.slice(size);
          }
          const merged = await Promise.all(
            groups.map(async (group, index) => {
              const output = join(where, `run-${run}-${index}.gz`);
              await mergeSnapshots(group, output, atOnce);
              return output;
            }),
          );
          await mergeSnapshots(merged, join(where, `run-${run}.gz`), atOnce);
          expect(await readFile(join(where, `run-${run}.gz`))).toEqual(expected);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('holds what one run of everything would hold', async () => {
    const where = await folder();
    await mergeSnapshots(await shards(where), join(where, 'merged.gz'));
    await write(
      join(where, 'whole.gz'),
      REGIONS.map((region) => block(region, 5)),
    );
    expect((await read(join(where, 'merged.gz'))).regions).toEqual((await read(join(where, 'whole.gz'))).regions);
  });

  it('sums the runs, joins accounts and regions, and takes the last time', async () => {
    const where = await folder();
    const accounts = (name: string | null) => [{ accountId: '111122223333', partition: 'aws' as const, name, environment: null }];
    const paths = [
      await write(
        join(where, '1.gz'),
        [block('us-east-1')],
        shard(1, 2, { accounts: accounts(null), regions: { '111122223333': ['us-east-1'] } }),
      ),
      await write(
        join(where, '2.gz'),
        [block('eu-west-1')],
        shard(2, 2, { accounts: accounts('web'), regions: { '111122223333': ['eu-west-1'] }, interrupted: true }),
      ),
    ];
    const merged = await mergeSnapshots(paths, join(where, 'merged.gz'));
    expect(merged).toMatchObject({
      accounts: accounts('web'),
      regions: { '111122223333': ['eu-west-1', 'us-east-1'] },
      shard: null,
      interrupted: true,
      collectedAt: '2026-11-16T02:00:00Z',
      run: {
        apiCalls: 3,
        callsByOperation: { 'ec2:DescribeInstances': 3 },
        metricsRequested: 30,
        estimatedCostUsd: expect.closeTo(0.3, 9),
        wallSeconds: 2,
      },
      merged: { present: [1, 2], missing: [] },
    });
    expect((await read(join(where, 'merged.gz'))).header).toEqual(merged);
  });

  it('names the shards that never arrived, and forgets them when they do', async () => {
    const where = await folder();
    const [first = '', second = '', third = '', fourth = ''] = await shards(where);
    const some = await mergeSnapshots([fourth, second], join(where, 'some.gz'));
    expect(some.merged).toMatchObject({ present: [2, 4], missing: [1, 3] });
    const all = await mergeSnapshots([join(where, 'some.gz'), third, first], join(where, 'all.gz'));
    expect(all.merged).toMatchObject({ present: [1, 2, 3, 4], missing: [] });
  });

  it('names the places that a missing shard would have brought', async () => {
    const where = await folder();
    const whole = { asked: asked('111122223333', '444455556666') };
    const paths = await Promise.all(
      [1, 2, 3].map((index) => write(join(where, `${index}.gz`), [block(REGIONS[index] ?? '', 1)], shard(index, 3, whole))),
    );
    const all = await mergeSnapshots(paths, join(where, 'all.gz'));
    expect(all.merged?.lost).toEqual([]);
    const some = await mergeSnapshots(paths.slice(1), join(where, 'some.gz'));
    const expected = Object.entries(whole.asked).flatMap(([accountId, regions]) =>
      regions.filter((region) => inShard(accountId, region, { index: 1, count: 3 })).map((region) => ({ accountId, region })),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(some.merged?.lost).toEqual(expected);
  });

  it('names the accounts that no part brought, in any order and grouping', async () => {
    const where = await folder();
    const all = ['111111111111', '222222222222', '333333333333', '444444444444'];
    const [first = '', second = '', third = ''] = await parts(where, all, [
      ['222222222222'],
      ['111111111111', '333333333333'],
      ['444444444444'],
    ]);
    const some = await mergeSnapshots([second, first], join(where, 'some.gz'));
    expect(some.merged).toMatchObject({ lost: [{ accountId: '444444444444', region: null }], missing: [], unsettled: [] });
    expect(some.merged?.parts.map(({ only }) => only)).toEqual([['111111111111', '333333333333'], ['222222222222']]);
    const later = await mergeSnapshots([third, join(where, 'some.gz')], join(where, 'later.gz'));
    const once = await mergeSnapshots([first, second, third], join(where, 'once.gz'));
    expect(later.merged?.lost).toEqual([]);
    expect(later).toEqual(once);
    expect(await readFile(join(where, 'later.gz'))).toEqual(await readFile(join(where, 'once.gz')));
  });

  it('names the accounts that joined or left while the shards ran, also when merges are merged', async () => {
    const where = await folder();
    const lists = [
      ['111111111111', '222222222222'],
      ['111111111111', '222222222222', '333333333333'],
      ['111111111111', '333333333333'],
    ];
    const paths = await Promise.all(
      lists.map((ids, at) => write(join(where, `${at}.gz`), [block(REGIONS[at] ?? '', 1)], shard(at + 1, 3, { asked: asked(...ids) }))),
    );
    const [a = '', b = '', c = ''] = paths;
    expect((await mergeSnapshots([b, c], join(where, 'bc.gz'))).merged?.unsettled).toEqual(['222222222222']);
    const merged = await mergeSnapshots([join(where, 'bc.gz'), a], join(where, 'abc.gz'));
    expect(merged.merged?.unsettled).toEqual(['222222222222', '333333333333']);
    expect(merged).toEqual(await mergeSnapshots(paths, join(where, 'all.gz')));
  });

  it('tells a shard that ran twice, and counts both runs', async () => {
    const where = await folder();
    const once = await write(join(where, 'once.gz'), [block('us-east-1')], shard(1, 1));
    const again = await write(join(where, 'again.gz'), [block('us-east-1')], shard(1, 1, { collectedAt: '2026-11-16T05:00:00Z' }));
    const merged = await mergeSnapshots([once, again], join(where, 'merged.gz'));
    expect(merged.merged?.parts.map(({ shard: index }) => index)).toEqual([1, 1]);
    expect(merged.run.apiCalls).toBe(2);
    expect((await read(join(where, 'merged.gz'))).regions).toEqual([(await read(once)).regions[0]]);
  });

  it('joins regions of thousands of records', async () => {
    const where = await folder();
    const paths = await Promise.all(
      [1, 2].map((index) => write(join(where, `${index}.gz`), [block(index === 1 ? 'us-east-1' : 'eu-west-1', 4_000)], shard(index, 2))),
    );
    await mergeSnapshots(paths, join(where, 'merged.gz'));
    const { regions } = await read(join(where, 'merged.gz'));
    expect(regions.map(({ resources, metrics }) => [resources.length, metrics.length])).toEqual([
      [8_000, 4_000],
      [8_000, 4_000],
    ]);
  });
});

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
